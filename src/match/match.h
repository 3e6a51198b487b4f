/* Do two candidates really match? A score over a few named features, from the tokens of both. */
#ifndef STET_MATCH_MATCH_H
#define STET_MATCH_MATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <stet/cluster.h>

/* A token as kept for verification: the upper 31 bits of its 64-bit hash and, lowest, TEXT_TOKEN_NUMBER. */
static inline uint32_t match_token(uint64_t hash)
{
    return (uint32_t)(hash >> 32 & ~UINT64_C(1)) | (uint32_t)(hash & 1);
}

struct match_article {
    const uint32_t *title; /* tokens, may be empty */
    uint32_t title_count;
    const uint32_t *body;
    uint32_t body_count;
    int64_t published; /* or STET_TIME_NONE */
    stet_precision precision;
    uint32_t source; /* interned outlet, 0 when unknown */
};

struct match_verdict {
    bool match;
    double score;         /* log odds */
    double jaccard;       /* plain, of k-shingles */
    double containment_a; /* share of a's rare-weighted shingles that b has */
    double containment_b;
    stet_relation relation; /* of a to b, when they match */
};

/* How many articles each shingle stands in: the weights of rare-weighting. Bounded memory; counts are of a sample of
 * the articles when there are too many, chosen by content, so that the order of the input does not matter. */
struct match_df;

/* An article made ready for comparison with many others. */
struct match_prepared;

stet_status match_df_create(struct match_df **out, size_t memory, stet_error *err);
void match_df_free(struct match_df *df);

#endif
