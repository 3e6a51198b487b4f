/* Of the keys that are asked of a table few are there, and that one is not is cheaper seen in a bit than in a page with
 * its directory and checksums. Two bits of a word stand for a key (F. Putze, P. Sanders and J. Singler, Cache-,
 * hash- and space-efficient Bloom filters, 2007), the word and the one by its upper bits; eight bits for each key of the
 * table and up to 16 are 29 bytes an article to twice that, and let 1 in 15 to 60 pass that are not there.
 *
 * Whoever asks fills it, some pages at a time, so that nobody waits for all of it. */
#include <stdlib.h>

#include "base/error.h"
#include "index/reader.h"

#define ARTICLES_MOST (UINT32_C(1) << 22) /* of a segment that gets sieves: with 23 bands some 230 MiB at most */
#define SPARSE 3
#define ASKED 32 /* a table is worth a sieve after one question for so many pages; one table after the other */
#define STEP 4  /* pages that are read with a question */
#define AHEAD 256 /* pages that are on their way */

/* Keys in order, so that those of a word follow each other. Pages share words of the sieve at their ends. */
static void add_page(const struct segment_table *table, const uint32_t *keys, uint64_t count)
{
    for (uint64_t i = 0; i < count;) {
        uint64_t *word = segment_sieve_word(table, keys[i]), bits = 0;
        for (; i < count && segment_sieve_word(table, keys[i]) == word; i++)
            bits |= segment_sieve_bits(table, keys[i]);
        __atomic_fetch_or(word, bits, __ATOMIC_RELAXED);
    }
}

/* Where a page is damaged there is never a sieve: pages are asked as before, and the damage is found by who needs that
 * page. */
static stet_status fill_page(const struct index_segment *segment, unsigned number, uint64_t page, stet_error *err)
{
    struct segment_table *table = &segment->tables[number];
    struct post_view view;
    uint64_t offset;
    size_t size, body_size;
    const unsigned char *body;
    if (paged_where(&segment->file, table->section, page, &offset, &size, NULL) ||
        paged_body(&segment->file, table->section, page, offset, size, &body, &body_size, NULL) ||
        post_view(&table->shape, page, body, body_size, &view))
        return STET_OK;
    uint32_t *keys = reallocarray(NULL, view.count + 1, sizeof *keys);
    if (!keys)
        return stet_fail_memory(err);
    if (!view.count || !post_keys(&view, keys)) {
        add_page(table, keys, view.count);
        paged_touch(&segment->file, table->section, page, offset, size);
        if (__atomic_add_fetch(&table->filled, 1, __ATOMIC_ACQ_REL) == table->shape.pages)
            __atomic_store_n(&table->sieved, true, __ATOMIC_RELEASE);
    }
    free(keys);
    return STET_OK;
}

static stet_status begin(struct segment_table *table, stet_error *err)
{
    uint64_t bits = UINT64_C(1) << (table->shape.key_bits - table->sieve_shift);
    uint64_t *sieve = calloc(bits / 64 + 1, sizeof *sieve), *none = NULL;
    if (!sieve)
        return stet_fail_memory(err);
    if (!__atomic_compare_exchange_n(&table->sieve, &none, sieve, false, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE))
        free(sieve); /* another thread was faster */
    return STET_OK;
}

/* About the bytes of the next pages: they are on their way as a whole. */
static void want_pages(const struct index_segment *segment, const struct segment_table *table, uint64_t page)
{
    const struct paged_section *section = table->section;
    uint64_t each = section->size / section->pages + 1, at = section->offset + page * each, end = section->offset + section->size;
    if (at < end)
        paged_want(&segment->file, at, (size_t)(end - at < 2 * AHEAD * each ? end - at : 2 * AHEAD * each));
}

static stet_status fill_some(const struct index_segment *segment, unsigned number, stet_error *err)
{
    struct segment_table *table = &segment->tables[number];
    stet_status status = STET_OK;
    if (!__atomic_load_n(&table->sieve, __ATOMIC_ACQUIRE))
        status = begin(table, err);
    for (int i = 0; i < STEP && !status; i++) {
        uint64_t page = __atomic_fetch_add(&table->filling, 1, __ATOMIC_RELAXED);
        if (page >= table->shape.pages)
            break;
        if (page % AHEAD == 0)
            want_pages(segment, table, page);
        status = fill_page(segment, number, page, err);
    }
    return status;
}

void segment_sieve_plan(struct index_segment *segment, unsigned number)
{
    struct segment_table *table = &segment->tables[number];
    unsigned bits = stet_bit_width(table->section->entries) + SPARSE;
    table->sievable = segment->stat.articles <= ARTICLES_MOST &&
                      table->section->entries <= (uint64_t)ARTICLES_MOST * INDEX_MAX_KEPT;
    table->sieve_shift = bits < table->shape.key_bits ? table->shape.key_bits - bits : 0;
}

stet_status segment_sieve_asked(const struct index_segment *segment, unsigned number, stet_error *err)
{
    struct segment_table *table = &segment->tables[number];
    if (!table->sievable || __atomic_load_n(&table->filling, __ATOMIC_RELAXED) >= table->shape.pages ||
        __atomic_fetch_add(&table->asked, 1, __ATOMIC_RELAXED) < table->shape.pages / ASKED + number)
        return STET_OK;
    return fill_some(segment, number, err);
}
