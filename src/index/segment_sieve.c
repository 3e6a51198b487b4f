/* Of the keys that are asked of a table few are there, and that one is not is cheaper seen in a bit than in a page with
 * its directory and checksums. A bit stands for all keys with the same upper bits, of which there are at least eight
 * times as many as keys in the table: 16 bytes an article to twice that.
 *
 * Whoever asks fills it, some pages at a time, so that nobody waits for all of it. */
#include <stdlib.h>

#include "base/error.h"
#include "index/reader.h"

#define ARTICLES_MOST (UINT32_C(1) << 23) /* of a segment that gets sieves: 256 MiB at most */
#define SPARSE 3
#define ASKED 8 /* a table is worth a sieve after one question for so many pages */
#define STEP 2  /* pages that are read with a question */

/* Pages share words of the sieve at their ends. */
static void add_page(const struct segment_table *table, const uint64_t *records, uint64_t count, uint64_t *sieve)
{
    for (uint64_t i = 0; i < count; i++) {
        uint64_t bit = records[i] >> 32 >> table->sieve_shift;
        __atomic_fetch_or(&sieve[bit / 64], UINT64_C(1) << bit % 64, __ATOMIC_RELAXED);
    }
}

/* Where a page is damaged there is never a sieve: pages are asked as before, and the damage is found by who needs that
 * page. */
static stet_status fill_page(const struct index_segment *segment, unsigned number, uint64_t page, stet_error *err)
{
    struct segment_table *table = &segment->tables[number];
    struct post_view view;
    if (segment_postings(segment, number, page, &view, NULL))
        return STET_OK;
    uint64_t *records = reallocarray(NULL, view.count + 1, sizeof *records);
    if (!records)
        return stet_fail_memory(err);
    if (!view.count || !post_decode(&view, segment->stat.articles, records)) {
        add_page(table, records, view.count, table->sieve);
        if (__atomic_add_fetch(&table->filled, 1, __ATOMIC_ACQ_REL) == table->shape.pages)
            __atomic_store_n(&table->sieved, true, __ATOMIC_RELEASE);
    }
    free(records);
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

void segment_sieve_soon(const struct index_segment *segment, unsigned number, uint32_t key)
{
    const struct segment_table *table = &segment->tables[number];
    if (__atomic_load_n(&table->sieved, __ATOMIC_ACQUIRE))
        __builtin_prefetch(&table->sieve[(key >> table->sieve_shift) / 64]);
}

stet_status segment_may_have(const struct index_segment *segment, unsigned number, uint32_t key, bool *may,
                             stet_error *err)
{
    struct segment_table *table = &segment->tables[number];
    *may = true;
    if (__atomic_load_n(&table->sieved, __ATOMIC_ACQUIRE)) {
        uint32_t bit = key >> table->sieve_shift;
        *may = table->sieve[bit / 64] >> bit % 64 & 1;
        return STET_OK;
    }
    if (!table->sievable || __atomic_load_n(&table->filling, __ATOMIC_RELAXED) >= table->shape.pages ||
        __atomic_fetch_add(&table->asked, 1, __ATOMIC_RELAXED) < table->shape.pages / ASKED)
        return STET_OK;
    return fill_some(segment, number, err);
}
