#include "index/join.h"

#include <stdlib.h>

/* Articles of one large bucket, ordered by rank. */
struct ranked {
    uint32_t rank, article;
};

static int by_rank(const void *left, const void *right)
{
    const struct ranked *a = left, *b = right;
    return (a->rank > b->rank) - (a->rank < b->rank);
}

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

static bool join_small(struct index_join *join, const uint64_t *records, size_t n)
{
    if (!reserve(join, n * (n - 1) / 2))
        return false;
    for (size_t i = 0; i < n; i++)
        for (size_t j = i + 1; j < n; j++)
            put(join, (uint32_t)records[i], (uint32_t)records[j]);
    return true;
}

static bool join_large(struct index_join *join, const uint64_t *records, size_t n)
{
    struct ranked *ranked = malloc(n * sizeof *ranked);
    if (!ranked || !reserve(join, n * (INDEX_JOIN_NEAR + 1))) {
        free(ranked);
        return false;
    }
    for (size_t i = 0; i < n; i++)
        ranked[i] = (struct ranked){join->rank[(uint32_t)records[i]], (uint32_t)records[i]};
    qsort(ranked, n, sizeof *ranked, by_rank);
    bool capped = n > join->cap;
    join->capped += capped;
    for (size_t i = 0; i < n; i++) {
        if (i > INDEX_JOIN_NEAR && !capped)
            put(join, ranked[0].article, ranked[i].article);
        for (size_t j = i + 1; j < n && j <= i + INDEX_JOIN_NEAR; j++)
            put(join, ranked[i].article, ranked[j].article);
    }
    free(ranked);
    return true;
}

static int by_value(const void *left, const void *right)
{
    uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;
    return (a > b) - (a < b);
}

/* Leaves each article of a bucket once, as the one that it is counted as. */
static size_t distinct(const struct index_join *join, uint64_t *records, size_t n)
{
    bool sorted = true;
    for (size_t i = 0; i < n; i++) {
        if (join->same)
            records[i] = (records[i] & ~(uint64_t)UINT32_MAX) | join->same[(uint32_t)records[i]];
        sorted = sorted && (!i || records[i] > records[i - 1]);
    }
    if (sorted)
        return n;
    qsort(records, n, sizeof *records, by_value);
    size_t kept = 1;
    for (size_t i = 1; i < n; i++)
        if (records[i] != records[kept - 1])
            records[kept++] = records[i];
    return kept;
}

bool index_join_records(struct index_join *join, uint64_t *records, size_t n)
{
    bool ok = true;
    for (size_t i = 0, end; i < n && ok; i = end) {
        for (end = i + 1; end < n && records[end] >> 32 == records[i] >> 32;)
            end++;
        if (end - i == 1)
            continue;
        size_t bucket = distinct(join, records + i, end - i);
        ok = bucket <= INDEX_JOIN_FULL ? join_small(join, records + i, bucket)
                                       : join_large(join, records + i, bucket);
    }
    return ok;
}

void index_join_free(struct index_join *join)
{
    free(join->pairs);
    join->pairs = NULL;
    join->pair_count = join->pair_capacity = 0;
}
