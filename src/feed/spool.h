/* Keeps what can be read only once (a pipe, a terminal), so that it can be read again.
 *
 * The bytes go, as they came, through the fastest level of Zstandard into an anonymous temporary file. One thread;
 * first everything is written, then it can be read as often as wanted. */
#ifndef STET_FEED_SPOOL_H
#define STET_FEED_SPOOL_H

#include <stddef.h>
#include <stdint.h>

#include <stet/status.h>

struct feed_spool;

/* `folder` as for sys_temp_open. */
stet_status feed_spool_create(struct feed_spool **out, const char *folder, stet_error *err);
void feed_spool_free(struct feed_spool *spool);

stet_status feed_spool_write(struct feed_spool *spool, const void *data, size_t size, stet_error *err);

/* Ends the writing and goes to the beginning. */
stet_status feed_spool_rewind(struct feed_spool *spool, stet_error *err);

/* At most `size` bytes; *got is 0 at the end only. */
stet_status feed_spool_read(struct feed_spool *spool, void *data, size_t size, size_t *got, stet_error *err);

#endif
