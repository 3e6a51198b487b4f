/* Of the keys that are asked of a small segment few are there, and that one is not is cheaper seen in a bit than in a
 * page with its checksum. A bit stands for all keys with the same upper bits, of which there are at least 16 times as
 * many as keys in the table. */
#include <stdlib.h>

#include "base/error.h"
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

static stet_status fill(const struct index_segment *segment, unsigned number, uint64_t *sieve, stet_error *err)
{
    const struct segment_table *table = &segment->tables[number];
    void *records = NULL;
    size_t capacity = 0;
    stet_status status = STET_OK;
    for (uint64_t page = 0; !status && page < table->shape.pages; page++) {
        struct post_view view;
        status = segment_postings(segment, number, page, &view, err);
        if (!status && !stet_grow(&records, &capacity, view.count, sizeof(uint64_t)))
            status = stet_fail_memory(err);
        if (!status && view.count && post_decode(&view, segment->stat.articles, records))
            status = STET_ERR_CORRUPT;
        if (!status)
            add_page(table, &view, records, sieve);
    }
    free(records);
    return status;
}

/* Where a page is damaged there is none: pages are asked as before, and the damage is found by who needs that page. */
static stet_status build(const struct index_segment *segment, unsigned number, stet_error *err)
{
    struct segment_table *table = &segment->tables[number];
    uint64_t *sieve = calloc((UINT64_C(1) << (table->shape.key_bits - table->sieve_shift)) / 64 + 1, sizeof *sieve);
    if (!sieve)
        return stet_fail_memory(err);
    stet_error damage = {0};
    stet_status status = fill(segment, number, sieve, &damage);
    if (status)
        free(sieve);
    else
        __atomic_store_n(&table->sieve, sieve, __ATOMIC_RELEASE);
    return status == STET_ERR_MEMORY ? stet_fail_memory(err) : STET_OK;
}

void segment_sieve_plan(struct index_segment *segment, unsigned number)
{
    struct segment_table *table = &segment->tables[number];
    unsigned bits = stet_bit_width(table->section->entries) + SPARSE;
    table->sieved = segment->stat.articles <= ARTICLES_MOST &&
                    table->section->entries <= (uint64_t)ARTICLES_MOST * INDEX_MAX_KEPT;
    table->sieve_shift = bits < table->shape.key_bits ? table->shape.key_bits - bits : 0;
}

stet_status segment_may_have(const struct index_segment *segment, unsigned number, uint32_t key, bool *may,
                             stet_error *err)
{
    struct segment_table *table = &segment->tables[number];
    *may = true;
    if (!table->sieved)
        return STET_OK;
    const uint64_t *sieve = __atomic_load_n(&table->sieve, __ATOMIC_ACQUIRE);
    uint32_t bit = key >> table->sieve_shift;
    if (sieve)
        *may = sieve[bit / 64] >> bit % 64 & 1;
    /* After as many questions as it has pages asking has cost what reading all of them does. */
    else if (__atomic_fetch_add(&table->asked, 1, __ATOMIC_RELAXED) == table->shape.pages)
        return build(segment, number, err);
    return STET_OK;
}
