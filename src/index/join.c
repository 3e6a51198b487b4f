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
    uint64_t low = a < b ? a : b, high = a < b ? b : a;
    join->pairs[join->pair_count++] = low << 32 | high;
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
            if ((uint32_t)records[i] != (uint32_t)records[j])
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
    size_t unique = 0;
    for (size_t i = 0; i < n; i++) {
        uint32_t article = (uint32_t)records[i];
        if (i && article == (uint32_t)records[i - 1])
            continue;
        ranked[unique++] = (struct ranked){join->rank[article], article};
    }
    qsort(ranked, unique, sizeof *ranked, by_rank);
    bool capped = unique > join->cap;
    join->capped += capped;
    for (size_t i = 0; i < unique; i++) {
        if (i > INDEX_JOIN_NEAR && !capped)
            put(join, ranked[0].article, ranked[i].article);
        for (size_t j = i + 1; j < unique && j <= i + INDEX_JOIN_NEAR; j++)
            put(join, ranked[i].article, ranked[j].article);
    }
    free(ranked);
    return true;
}

bool index_join_records(struct index_join *join, const uint64_t *records, size_t n)
{
    for (size_t i = 0; i < n;) {
        size_t end = i + 1;
        while (end < n && records[end] >> 32 == records[i] >> 32)
            end++;
        size_t bucket = end - i;
        if (bucket > 1 && !(bucket <= INDEX_JOIN_FULL ? join_small(join, records + i, bucket)
                                                      : join_large(join, records + i, bucket)))
            return false;
        i = end;
    }
    return true;
}

void index_join_free(struct index_join *join)
{
    free(join->pairs);
    join->pairs = NULL;
    join->pair_count = join->pair_capacity = 0;
}
