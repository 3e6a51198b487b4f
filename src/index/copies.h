/* A page of copies: the near-exact copies of up to 256 articles, and in which bands each agrees with the article that it
 * hangs on. Bit `bands` of a mask stands for the posted passages: all of them, or none. */
#ifndef STET_INDEX_COPIES_H
#define STET_INDEX_COPIES_H

#include "base/bits.h"
#include "base/buf.h"

#define COPIES_PAGE 256 /* articles a page */

struct copy {
    uint32_t article, of; /* of < article, and is itself no copy */
};

/* Bytes of a mask in memory. */
static inline size_t copy_mask_size(uint32_t bands)
{
    return bands / 8 + 1;
}

/* What all pages of a segment have in common. */
struct copy_table {
    uint32_t articles, bands;
};

/* Appends a page, checksum's room included, of `count` copies in order of `of`, then article; mask i is at masks[i].
 * Nothing for none. False when memory ran out. */
bool copies_encode(const struct copy_table *table, const struct copy *copies, const unsigned char *const *masks,
                   size_t count, struct stet_buf *out);

struct copies_view {
    const unsigned char *stream;
    uint64_t count;
    uint32_t first, bands; /* first: article of the page */
    unsigned number_bits, each;
};

/* NULL, or the reason why a body makes no sense. STET_BITS_SLACK bytes behind it may be read. */
const char *copies_view(const struct copy_table *table, uint64_t page, const unsigned char *body, size_t size,
                        struct copies_view *view);

/* Copy i < count. NULL or the reason why it cannot be. */
const char *copies_get(const struct copy_table *table, const struct copies_view *view, uint64_t i, struct copy *copy);

static inline bool copies_agree(const struct copies_view *view, uint64_t i, uint32_t band)
{
    return stet_get_bits(view->stream, i * view->each + 8 + view->number_bits + band, 1);
}

/* The first copy whose `of` is at least this. */
uint64_t copies_find(const struct copies_view *view, uint32_t of);

#endif
