/* The document frequencies from the inside: what match_prepare, the matcher and the living table need of them. Private
 * to this folder. */
#ifndef STET_MATCH_DF_H
#define STET_MATCH_DF_H

#include "match/kernel/kernel.h"
#include "match/match.h"

/* A count of this value means this or more; where only some shingles are counted, that it is not one of them. */
#define MATCH_DF_MOST 255

#define MATCH_DF_COUNTER 2 /* bytes */

struct match_df {
    uint8_t (*count)[2];  /* NULL until the first use */
    const struct match_kernel *kernel;
    unsigned bits, shift; /* 1 << bits counters */
    uint64_t limit;       /* articles whose mixed content hash is at most this are wanted */
    double rate;
    unsigned level; /* only shingles whose key has 0 for its last `level` bits are counted */
    uint8_t own; /* added to each count: an article that is asked about counts itself */
};

/* Makes the table, if it is not there. */
stet_status match_df_begin(struct match_df *df, stet_error *err);

/* Which of its two counters an article's shingles count in: by its source. */
unsigned match_df_side(const struct match_article *article);

/* For each shingle key[i]: all[i] articles have it; spread[i] of these are by different sources, about (a lower bound
 * in expectation). 0 for all when df is NULL. Of the keys that are counted: match_df_level. */
void match_df_get(const struct match_df *df, const uint32_t *key, size_t n, uint8_t *all, uint8_t *spread);

/* Has the processor fetch what match_df_get will look at: a cache miss for each key, best some hundred at a time. */
static inline void match_df_expect_key(const struct match_df *df, uint32_t key)
{
    if (df && df->count)
        __builtin_prefetch(&df->count[key >> df->shift]);
}

/* Share of the articles that are counted, by shingles expected; 1 when df is NULL. */
double match_df_rate(const struct match_df *df);

/* Of the shingles, one in 1 << this is counted; 0 when df is NULL. */
unsigned match_df_level(const struct match_df *df);

#endif
