/* Reading the document frequencies: what match_prepare and the matcher need of them. */
#ifndef STET_MATCH_DF_H
#define STET_MATCH_DF_H

#include "match/match.h"

/* A count of this value means this or more. */
#define MATCH_DF_MOST 255

/* For each shingle key[i]: all[i] articles have it; spread[i] of these are by different sources, about (a lower bound
 * in expectation). 0 for all when df is NULL. */
void match_df_get(const struct match_df *df, const uint32_t *key, size_t n, uint8_t *all, uint8_t *spread);

/* Has the processor fetch what match_df_get will look at: a cache miss for each key, best some hundred at a time. */
void match_df_expect_keys(const struct match_df *df, const uint32_t *key, size_t n);

/* Share of the articles that are counted, by shingles expected; 1 when df is NULL. */
double match_df_rate(const struct match_df *df);

#endif
