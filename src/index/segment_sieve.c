/* Of the keys that are asked of a small segment few are there, and that one is not is cheaper seen in a bit than in a
 * page with its checksum. A bit stands for all keys with the same upper bits, of which there are at least 16 times as
 * many as keys in the table. */
#include <stdlib.h>

#include "index/reader.h"

#define ARTICLES_MOST 65536 /* of a larger segment the bits would be all over memory, too */
#define SPARSE 4

static void add_page(const struct segment_table *table, const struct post_view *view, const uint64_t *records,
                     uint64_t *sieve)
{
    for (uint64_t i = 0; i < view->count; i++) {
        uint64_t bit = records[i] >> 32 >> table->sieve_shift;
        sieve[bit / 64] |= UINT64_C(1) << bit % 64;
    }
}

static bool fill(const struct index_segment *segment, unsigned number, uint64_t *sieve)
{
    const struct segment_table *table = &segment->tables[number];
    void *records = NULL;
    size_t capacity = 0;
    bool ok = true;
    for (uint64_t page = 0; ok && page < table->shape.pages; page++) {
        struct post_view view;
        ok = !segment_postings(segment, number, page, &view, NULL) &&
             stet_grow(&records, &capacity, view.count, sizeof(uint64_t)) &&
             !post_decode(&view, segment->stat.articles, records);
        if (ok)
            add_page(table, &view, records, sieve);
    }
    free(records);
    return ok;
}

/* Without one, because memory is short or a page damaged, pages are asked as before. */
static void build(const struct index_segment *segment, unsigned number)
{
    struct segment_table *table = &segment->tables[number];
    uint64_t *sieve = calloc((UINT64_C(1) << (table->shape.key_bits - table->sieve_shift)) / 64 + 1, sizeof *sieve);
    if (sieve && fill(segment, number, sieve))
        __atomic_store_n(&table->sieve, sieve, __ATOMIC_RELEASE);
    else
        free(sieve);
}

void segment_sieve_plan(struct index_segment *segment, unsigned number)
{
    struct segment_table *table = &segment->tables[number];
    unsigned bits = stet_bit_width(table->section->entries) + SPARSE;
    table->sieved = segment->stat.articles <= ARTICLES_MOST &&
                    table->section->entries <= (uint64_t)ARTICLES_MOST * INDEX_MAX_KEPT;
    table->sieve_shift = bits < table->shape.key_bits ? table->shape.key_bits - bits : 0;
}

bool segment_may_have(const struct index_segment *segment, unsigned number, uint32_t key)
{
    struct segment_table *table = &segment->tables[number];
    if (!table->sieved)
        return true;
    const uint64_t *sieve = __atomic_load_n(&table->sieve, __ATOMIC_ACQUIRE);
    uint32_t bit = key >> table->sieve_shift;
    if (sieve)
        return sieve[bit / 64] >> bit % 64 & 1;
    /* By then asking has cost what reading all pages does. */
    if (__atomic_fetch_add(&table->asked, 1, __ATOMIC_RELAXED) == table->shape.pages)
        build(segment, number);
    return true;
}
