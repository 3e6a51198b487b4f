#include "index/collapse.h"

#include <stdlib.h>

#include "base/error.h"
#include "sketch/hash.h"

/* Articles come in random order: what is known of those that are this far ahead is fetched meanwhile. */
#define FAR 48
#define NEAR 24

static bool same_key(const uint64_t *records, size_t i)
{
    return records[i] >> 32 == records[i - 1] >> 32;
}

static bool bit(const uint64_t *bits, uint32_t article)
{
    return bits[article / 64] >> (article % 64) & 1;
}

static void set_bit(uint64_t *bits, uint32_t article)
{
    bits[article / 64] |= UINT64_C(1) << (article % 64);
}

stet_status collapse_init(struct collapse *collapse, uint32_t articles, uint32_t bands, stet_error *err)
{
    *collapse = (struct collapse){.articles = articles, .bands = bands};
    collapse->ballots = calloc((size_t)articles + 1, sizeof *collapse->ballots);
    return collapse->ballots ? STET_OK : stet_fail_memory(err);
}

void collapse_free(struct collapse *collapse)
{
    free(collapse->ballots);
    free(collapse->copies);
    free(collapse->masks);
    free(collapse->sums);
    free(collapse->is_copy);
    free(collapse->has_part);
    *collapse = (struct collapse){0};
}

static void vote(struct ballot *ballot, uint32_t candidate)
{
    if (!ballot->votes)
        *ballot = (struct ballot){candidate, 1};
    else if (ballot->of == candidate)
        ballot->votes++;
    else
        ballot->votes--;
}

void collapse_vote(struct collapse *collapse, const uint64_t *records, size_t count)
{
    for (size_t first = 0, i = 1; i < count; i++) {
        if (i + FAR < count && same_key(records, i + FAR))
            __builtin_prefetch(&collapse->ballots[(uint32_t)records[i + FAR]], 1);
        if (same_key(records, i))
            vote(&collapse->ballots[(uint32_t)records[i]], (uint32_t)records[first]);
        else
            first = i;
    }
}

/* A copy costs some seven bytes, a posting four: it should agree in more than a quarter of the bands. */
static bool becomes_copy(const struct collapse *collapse, uint32_t article)
{
    const struct ballot *ballot = &collapse->ballots[article];
    return ballot->votes > collapse->bands / 4 && collapse->ballots[ballot->of].of == COLLAPSE_NONE;
}

/* What is known of copies only, now that there are some. */
static stet_status note_copies(struct collapse *collapse, stet_error *err)
{
    size_t words = collapse->articles / 64 + 1;
    collapse->masks = calloc(collapse->count, copy_mask_size(collapse->bands));
    collapse->sums = calloc(collapse->articles, sizeof *collapse->sums);
    collapse->is_copy = calloc(words, sizeof *collapse->is_copy);
    collapse->has_part = calloc(words, sizeof *collapse->has_part);
    if (!collapse->masks || !collapse->sums || !collapse->is_copy || !collapse->has_part)
        return stet_fail_memory(err);
    for (uint32_t i = 0; i < collapse->count; i++) {
        set_bit(collapse->is_copy, collapse->copies[i].article);
        set_bit(collapse->has_part, collapse->copies[i].article);
        set_bit(collapse->has_part, collapse->copies[i].of);
    }
    return STET_OK;
}

stet_status collapse_choose(struct collapse *collapse, stet_error *err)
{
    size_t capacity = 0;
    for (uint32_t article = 0; article < collapse->articles; article++) {
        struct ballot *ballot = &collapse->ballots[article];
        if (!becomes_copy(collapse, article)) {
            ballot->of = COLLAPSE_NONE;
            continue;
        }
        void *copies = collapse->copies;
        bool grown = stet_grow(&copies, &capacity, (size_t)collapse->count + 1, sizeof *collapse->copies);
        collapse->copies = copies;
        if (!grown)
            return stet_fail_memory(err);
        collapse->copies[collapse->count] = (struct copy){article, ballot->of};
        collapse->agreed += ballot->votes;
        ballot->votes = collapse->count++;
    }
    return collapse->count ? note_copies(collapse, err) : STET_OK;
}

/* A sum is the same in any order, and of different sets of mixed keys it differs but by a chance of 2^-64. */
void collapse_sum(struct collapse *collapse, const uint64_t *records, size_t count)
{
    for (size_t i = 0; collapse->count && i < count; i++) {
        uint32_t article = (uint32_t)records[i], soon = i + FAR < count ? (uint32_t)records[i + FAR] : article;
        if (bit(collapse->has_part, soon))
            __builtin_prefetch(&collapse->sums[soon], 1);
        if (bit(collapse->has_part, article))
            __atomic_fetch_add(&collapse->sums[article], sketch_mix((records[i] >> 32) + 1), __ATOMIC_RELAXED);
    }
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

/* Fetches what collapse_band will ask of a record: first what it is a copy of, then in which bands. */
static void expect(const struct collapse *collapse, const uint64_t *records, size_t i, size_t count)
{
    if (i + FAR < count && same_key(records, i + FAR))
        __builtin_prefetch(&collapse->ballots[(uint32_t)records[i + FAR]]);
    if (i + NEAR >= count || !same_key(records, i + NEAR) || !bit(collapse->is_copy, (uint32_t)records[i + NEAR]))
        return;
    __builtin_prefetch(collapse_mask(collapse, collapse->ballots[(uint32_t)records[i + NEAR]].votes), 1);
}

size_t collapse_band(struct collapse *collapse, uint32_t band, uint64_t *records, size_t count)
{
    if (!collapse->count)
        return count;
    size_t kept = 0, first = 0; /* first: place among the kept of the first record with the same key */
    for (size_t i = 0; i < count; i++) {
        uint64_t record = records[i];
        expect(collapse, records, i, count);
        if (kept && records[first] >> 32 == record >> 32) {
            uint32_t article = (uint32_t)record;
            if (bit(collapse->is_copy, article) && collapse->ballots[article].of == (uint32_t)records[first]) {
                agree(collapse, collapse->ballots[article].votes, band);
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
        uint32_t article = (uint32_t)records[i];
        const unsigned char *mask =
            bit(collapse->is_copy, article) ? collapse_mask(collapse, collapse->ballots[article].votes) : NULL;
        if (!mask || !(mask[collapse->bands / 8] >> (collapse->bands % 8) & 1))
            records[kept++] = records[i];
    }
    return kept;
}
