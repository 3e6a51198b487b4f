/* A page of rows: what is known of up to 64 articles without reading their texts, each in the same number of bits. */
#ifndef STET_INDEX_ROWPAGE_H
#define STET_INDEX_ROWPAGE_H

#include "base/buf.h"
#include "index/segment.h"

#define ROW_PAGE 64

/* What rows must keep to, and how large their parts are. */
struct row_limits {
    uint32_t hashes; /* bits of MinHash */
    uint32_t sources;
    const uint64_t *texts; /* numbers of text files */
    size_t text_count;
};

/* Appends a page, checksum's room included. 1 <= count <= ROW_PAGE; each row's text is in limits->texts or 0. */
bool row_encode(const struct row_limits *limits, const struct index_row *rows, size_t count, struct stet_buf *out);

/* Row `n` of a page of `count` rows, at least STET_BITS_SLACK bytes behind which may be read. NULL or the reason why it
 * makes no sense. */
const char *row_decode(const struct row_limits *limits, const unsigned char *body, size_t size, size_t count, size_t n,
                       struct index_row *row);

/* Only the MinHash bits, which stand first in a row: where they begin, in bits from the beginning of *stream. */
const char *row_minhash(const struct row_limits *limits, const unsigned char *body, size_t size, size_t count,
                        size_t n, const unsigned char **stream, uint64_t *at);

#endif
