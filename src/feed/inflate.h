/* Plain, gzip (RFC 1952) and Zstandard (RFC 8878) streams, told by their first bytes, read as one stream of bytes. */
#ifndef STET_FEED_INFLATE_H
#define STET_FEED_INFLATE_H

#include <stddef.h>

#include <stet/status.h>

struct feed_inflate;

/* Delivers at most `size` bytes of the compressed stream; *got is 0 at the end only. */
typedef stet_status (*feed_fill)(void *ctx, void *data, size_t size, size_t *got, stet_error *err);

/* Nothing is read yet. A Zstandard frame may ask for a window of up to 128 MiB; memory stays below that and 1 MiB. */
stet_status feed_inflate_create(struct feed_inflate **out, feed_fill fill, void *ctx, stet_error *err);
void feed_inflate_free(struct feed_inflate *stream);

/* Reads at most `size` (> 0) bytes, of all members or frames one behind the other. *got is 0 at the end only; then
 * *damage is NULL, or tells why the stream cannot be read further (valid until the stream is freed). */
stet_status feed_inflate_read(struct feed_inflate *stream, void *data, size_t size, size_t *got, const char **damage,
                              stet_error *err);

#endif
