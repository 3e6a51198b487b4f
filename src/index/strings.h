/* Blocks of byte strings, compressed by zstd where that makes them smaller: ids, names of outlets, kept texts. */
#ifndef STET_INDEX_STRINGS_H
#define STET_INDEX_STRINGS_H

#include <zstd.h>

#include "base/buf.h"
#include "index/shape.h"

#define STRINGS_PAGE 64 /* ids or names in a page */

/* Strings that are gathered for a block. Zero-initialise, free both buffers. */
struct strings_block {
    struct stet_buf lengths, bytes;
    uint32_t count;
};

bool strings_add(struct strings_block *block, const void *data, size_t size);

/* Appends the block as a page, checksum's room and `head` (what the page begins with, at most 32 bytes) included, and
 * empties it. `dictionary` may be NULL; then the level of `context` counts. */
stet_status strings_encode(struct strings_block *block, ZSTD_CCtx *context, const ZSTD_CDict *dictionary,
                           const unsigned char *head, size_t head_size, struct stet_buf *out, stet_error *err);

void strings_clear(struct strings_block *block);

/* Decompresses what strings_encode wrote behind `head`, unless the cursor has it: `key` is the page's checksum. NULL, or
 * the reason why it cannot be, or STRINGS_NO_MEMORY. */
const char *strings_load(struct index_cursor *cursor, uint64_t key, const unsigned char *body, size_t size,
                         const ZSTD_DDict *dictionary);

extern const char STRINGS_NO_MEMORY[];

/* String `n` of the block that was loaded, and *next: the one behind it, too (NULL: not wanted). NULL or the reason. */
const char *strings_get(const struct index_cursor *cursor, uint64_t n, stet_span *out, stet_span *next);

/* How many strings it has. NULL or the reason why lengths and bytes do not fit. */
const char *strings_count(const struct index_cursor *cursor, uint64_t *count);

#endif
