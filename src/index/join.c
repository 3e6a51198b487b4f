#include "index/join.h"

#include <stdlib.h>
#include <string.h>

#include "index/sort.h"

/* Bits for a key in index_join_repeated, at least: 1 in so many is taken for another one. */
#define BITS_EACH 8
#define LEAST_BITS 10
#define MOST_BITS 18 /* 64 KiB, in the second-level cache */

static void put(struct index_join *join, uint32_t a, uint32_t b)
{
    bool in_order = join->rank[a] < join->rank[b];
    join->pairs[join->pair_count++] = (uint64_t)(in_order ? a : b) << 32 | (in_order ? b : a);
}

static bool reserve(struct index_join *join, size_t extra)
{
    void *pairs = join->pairs;
    bool ok = stet_grow(&pairs, &join->pair_capacity, join->pair_count + extra, sizeof *join->pairs);
    join->pairs = pairs;
    return ok;
}

static bool reserve_order(struct index_join *join, size_t count)
{
    void *order = join->order;
    bool ok = stet_grow(&order, &join->order_capacity, count, sizeof *join->order);
    join->order = order;
    return ok;
}

static bool join_small(struct index_join *join, const uint64_t *records, size_t n)
{
    if (!reserve(join, n * (n - 1) / 2))
        return false;
    for (size_t i = 0; i < n; i++)
        for (size_t j = i + 1; j < n; j++)
            put(join, (uint32_t)records[i], (uint32_t)records[j]);
    return true;
}

/* By rank: what is sorted is the rank, then the article. */
static bool join_large(struct index_join *join, const uint64_t *records, size_t n)
{
    if (!reserve(join, n * (INDEX_JOIN_NEAR + 1)) || !reserve_order(join, 2 * n))
        return false;
    uint64_t *order = join->order;
    for (size_t i = 0; i < n; i++)
        order[i] = (uint64_t)join->rank[(uint32_t)records[i]] << 32 | (uint32_t)records[i];
    const uint64_t *ranked = index_sort(order, order + n, n);
    bool capped = n > join->cap;
    join->capped += capped;
    for (size_t i = 0; i < n; i++) {
        if (i > INDEX_JOIN_NEAR && !capped)
            put(join, (uint32_t)ranked[0], (uint32_t)ranked[i]);
        for (size_t j = i + 1; j < n && j <= i + INDEX_JOIN_NEAR; j++)
            put(join, (uint32_t)ranked[i], (uint32_t)ranked[j]);
    }
    return true;
}

/* Leaves each article of a bucket once, as the one that it is counted as. False when memory ran out. */
static bool make_distinct(struct index_join *join, uint64_t *records, size_t *n)
{
    bool sorted = true;
    for (size_t i = 0; i < *n; i++) {
        if (join->same)
            records[i] = (records[i] & ~(uint64_t)UINT32_MAX) | join->same[(uint32_t)records[i]];
        sorted = sorted && (!i || records[i] > records[i - 1]);
    }
    if (sorted)
        return true;
    if (!reserve_order(join, *n))
        return false;
    const uint64_t *ordered = index_sort(records, join->order, *n);
    size_t kept = 1;
    records[0] = ordered[0];
    for (size_t i = 1; i < *n; i++)
        if (ordered[i] != records[kept - 1])
            records[kept++] = ordered[i];
    *n = kept;
    return true;
}

bool index_join_records(struct index_join *join, uint64_t *records, size_t n)
{
    bool ok = true;
    for (size_t i = 0, end; i < n && ok; i = end) {
        for (end = i + 1; end < n && records[end] >> 32 == records[i] >> 32;)
            end++;
        if (end - i == 1)
            continue;
        size_t bucket = end - i;
        ok = make_distinct(join, records + i, &bucket) &&
             (bucket <= INDEX_JOIN_FULL ? join_small(join, records + i, bucket)
                                        : join_large(join, records + i, bucket));
    }
    return ok;
}

size_t index_join_repeated(uint64_t *records, size_t n)
{
    struct {
        uint64_t once, twice;
    } seen[(1u << MOST_BITS) / 64];
    unsigned bits = LEAST_BITS;
    while (bits < MOST_BITS && (size_t)1 << bits < n * BITS_EACH)
        bits++;
    if (n * BITS_EACH >> MOST_BITS > 1) /* too many to tell apart */
        return n;
    memset(seen, 0, ((size_t)1 << bits) / 64 * sizeof *seen);
    for (size_t i = 0; i < n; i++) {
        uint64_t place = records[i] >> (64 - bits), bit = UINT64_C(1) << (place & 63);
        seen[place / 64].twice |= seen[place / 64].once & bit;
        seen[place / 64].once |= bit;
    }
    size_t kept = 0;
    for (size_t i = 0; i < n; i++) {
        uint64_t record = records[i], place = record >> (64 - bits);
        records[kept] = record;
        kept += seen[place / 64].twice >> (place & 63) & 1;
    }
    return kept;
}

void index_join_free(struct index_join *join)
{
    free(join->pairs);
    free(join->order);
    join->pairs = join->order = NULL;
    join->pair_count = join->pair_capacity = join->order_capacity = 0;
}
