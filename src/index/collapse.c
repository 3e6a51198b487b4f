#include "index/collapse.h"

#include <stdlib.h>

#include "base/error.h"
#include "sketch/hash.h"

stet_status collapse_init(struct collapse *collapse, uint32_t articles, uint32_t bands, stet_error *err)
{
    *collapse = (struct collapse){.articles = articles, .bands = bands};
    collapse->of = reallocarray(NULL, (size_t)articles + 1, sizeof *collapse->of);
    collapse->votes = calloc((size_t)articles + 1, sizeof *collapse->votes);
    if (!collapse->of || !collapse->votes)
        return stet_fail_memory(err);
    return STET_OK;
}

void collapse_free(struct collapse *collapse)
{
    free(collapse->of);
    free(collapse->votes);
    free(collapse->copies);
    free(collapse->masks);
    free(collapse->sums);
    *collapse = (struct collapse){0};
}

static void vote(struct collapse *collapse, uint32_t article, uint32_t candidate)
{
    if (!collapse->votes[article]) {
        collapse->of[article] = candidate;
        collapse->votes[article] = 1;
    } else if (collapse->of[article] == candidate) {
        collapse->votes[article]++;
    } else {
        collapse->votes[article]--;
    }
}

void collapse_vote(struct collapse *collapse, const uint64_t *records, size_t count)
{
    for (size_t first = 0, i = 1; i < count; i++) {
        if (records[i] >> 32 == records[first] >> 32)
            vote(collapse, (uint32_t)records[i], (uint32_t)records[first]);
        else
            first = i;
    }
}

/* A copy costs some seven bytes, a posting four: it should agree in more than a quarter of the bands. */
static bool is_copy(const struct collapse *collapse, uint32_t article)
{
    return collapse->votes[article] > collapse->bands / 4 &&
           collapse->of[collapse->of[article]] == COLLAPSE_NONE;
}

stet_status collapse_choose(struct collapse *collapse, stet_error *err)
{
    size_t capacity = 0;
    for (uint32_t article = 0; article < collapse->articles; article++) {
        if (!is_copy(collapse, article)) {
            collapse->of[article] = COLLAPSE_NONE;
            continue;
        }
        void *copies = collapse->copies;
        bool grown = stet_grow(&copies, &capacity, (size_t)collapse->count + 1, sizeof *collapse->copies);
        collapse->copies = copies;
        if (!grown)
            return stet_fail_memory(err);
        collapse->copies[collapse->count] = (struct copy){article, collapse->of[article]};
        collapse->agreed += collapse->votes[article];
        collapse->of[article] = collapse->count++;
    }
    free(collapse->votes);
    collapse->votes = NULL;
    if (!collapse->count)
        return STET_OK;
    collapse->masks = calloc(collapse->count, copy_mask_size(collapse->bands));
    collapse->sums = calloc(collapse->articles, sizeof *collapse->sums);
    if (!collapse->masks || !collapse->sums)
        return stet_fail_memory(err);
    return STET_OK;
}

/* A sum is the same in any order, and of different sets of mixed keys it differs but by a chance of 2^-64. */
void collapse_sum(struct collapse *collapse, const uint64_t *records, size_t count)
{
    for (size_t i = 0; collapse->sums && i < count; i++)
        __atomic_fetch_add(&collapse->sums[(uint32_t)records[i]], sketch_mix((records[i] >> 32) + 1),
                           __ATOMIC_RELAXED);
}

static void agree(struct collapse *collapse, uint32_t copy, uint32_t band)
{
    collapse->masks[copy * copy_mask_size(collapse->bands) + band / 8] |= (unsigned char)(1u << (band % 8));
}

uint32_t collapse_compare(struct collapse *collapse)
{
    uint32_t same = 0;
    for (uint32_t i = 0; i < collapse->count; i++) {
        if (collapse->sums[collapse->copies[i].article] != collapse->sums[collapse->copies[i].of])
            continue;
        agree(collapse, i, collapse->bands);
        same++;
    }
    free(collapse->sums);
    collapse->sums = NULL;
    return same;
}

size_t collapse_band(struct collapse *collapse, uint32_t band, uint64_t *records, size_t count)
{
    if (!collapse->count)
        return count;
    size_t kept = 0, first = 0; /* first: place among the kept of the first record with the same key */
    for (size_t i = 0; i < count; i++) {
        uint64_t record = records[i];
        if (kept && records[first] >> 32 == record >> 32) {
            uint32_t copy = collapse->of[(uint32_t)record];
            if (copy != COLLAPSE_NONE && collapse->copies[copy].of == (uint32_t)records[first]) {
                agree(collapse, copy, band);
                continue;
            }
        } else {
            first = kept;
        }
        records[kept++] = record;
    }
    return kept;
}

size_t collapse_passages(const struct collapse *collapse, uint64_t *records, size_t count)
{
    if (!collapse->count)
        return count;
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        uint32_t copy = collapse->of[(uint32_t)records[i]];
        if (copy == COLLAPSE_NONE ||
            !(collapse_mask(collapse, copy)[collapse->bands / 8] >> (collapse->bands % 8) & 1))
            records[kept++] = records[i];
    }
    return kept;
}
