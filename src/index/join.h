/* Sorted (key, article) records to candidate pairs. */
#ifndef STET_INDEX_JOIN_H
#define STET_INDEX_JOIN_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

/* A bucket is all the articles with one key. Up to INDEX_JOIN_FULL of them are paired all with all. A larger bucket is
 * ordered by rank and pairs each article with the first one and with its INDEX_JOIN_NEAR followers, which is linear
 * and enough: all that a bucket may miss is tried again by the other keys of the article and by the clustering. A
 * bucket with more than `cap` articles is boilerplate or a template: it pairs followers only, and is counted. */
#define INDEX_JOIN_FULL 6
#define INDEX_JOIN_NEAR 2

struct index_join {
    uint32_t cap;
    const uint32_t *rank; /* of each article, lower first: the fullest, then by content, so that input order is moot */
    const uint32_t *same; /* for each article the one that it is counted as, itself mostly; NULL: all as themselves */
    uint64_t capped;      /* out: buckets over the cap */
    uint64_t *pairs;      /* out: (better-ranked article << 32 | the other), repeats included */
    size_t pair_count, pair_capacity;
    uint64_t *order; /* scratch */
    size_t order_capacity;
};

/* Leaves out most of the records, of a hash as key, that are alone with it, and returns how many are left, in their order:
 * of many keys most are, and so need not be sorted. */
size_t index_join_repeated(uint64_t *records, size_t n);

/* Appends the pairs of `n` records sorted by key, which are scratch afterwards. False when memory ran out. */
bool index_join_records(struct index_join *join, uint64_t *records, size_t n);

void index_join_free(struct index_join *join);

#endif
