/* A table of (key, article), sorted by key, in pages of equal ranges of keys.
 *
 * A page has its keys, less the first one of its range, as Elias-Fano lists (P. Elias, Efficient storage and retrieval
 * by content and address of static files, 1974; R. Fano, 1971): the lower bits as they are, the upper ones as a unary
 * count for each value that they may have. With m entries in a range of U keys that takes log2(U / m) + 2 bits an
 * entry at most, half a bit above what the information needs, and a key is found by counting zeros. */
#ifndef STET_INDEX_POSTINGS_H
#define STET_INDEX_POSTINGS_H

#include "base/bits.h"
#include "base/buf.h"

/* Entries of a page, on average: a page is some 500 bytes, of which one checksum takes 40 ns. */
#define POST_PAGE_ENTRIES 128

/* What all pages of a table have in common. */
struct post_table {
    uint64_t pages;       /* 1..2^31 */
    unsigned key_bits;    /* of a key, at most 32 */
    unsigned number_bits; /* of an article's number */
};

static inline uint64_t post_page_of(const struct post_table *table, uint32_t key)
{
    return key * table->pages >> table->key_bits;
}

/* The first key of a page's range; that of the page behind the last one is 2^key_bits. */
static inline uint64_t post_first_key(const struct post_table *table, uint64_t page)
{
    return ((page << table->key_bits) + table->pages - 1) / table->pages;
}

/* A record is key << 32 | article. Appends a page, checksum's room included, of `count` records in ascending order;
 * nothing for none. False when memory ran out. */
bool post_encode(const struct post_table *table, uint64_t page, const uint64_t *records, size_t count,
                 struct stet_buf *out);

/* The parts of a page. */
struct post_view {
    const unsigned char *stream;
    uint64_t count, highs; /* entries; values that the upper bits may have */
    uint64_t first, range; /* keys of the page: first to first + range - 1 */
    unsigned low_bits, number_bits;
};

/* A page's body, at least STET_BITS_SLACK bytes of which may be read behind its end. NULL when it makes sense so far,
 * or the reason why not. */
const char *post_view(const struct post_table *table, uint64_t page, const unsigned char *body, size_t size,
                      struct post_view *view);

/* The entries that have this key, which is in the page's range: *begin up to *end. NULL or the reason. */
const char *post_find(const struct post_view *view, uint32_t key, uint64_t *begin, uint64_t *end);

/* The article of an entry. */
static inline uint32_t post_article(const struct post_view *view, uint64_t entry)
{
    uint64_t lows = view->count + view->highs;
    return (uint32_t)stet_get_bits(view->stream, lows + view->count * view->low_bits + entry * view->number_bits,
                                   view->number_bits);
}

/* Writes the keys alone, `view->count` of them, in the page's range and in ascending order. NULL or the reason. */
const char *post_keys(const struct post_view *view, uint32_t *keys);

/* Writes all records, `view->count` of them. NULL, or the reason why they are not in ascending order, or have no
 * number below `articles`. */
const char *post_decode(const struct post_view *view, uint64_t articles, uint64_t *records);

#endif
