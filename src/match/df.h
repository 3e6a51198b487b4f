/* Reading the document frequencies: what match_prepare and the matcher need of them. */
#ifndef STET_MATCH_DF_H
#define STET_MATCH_DF_H

#include "match/match.h"

/* A count of this value means this or more. */
#define MATCH_DF_MOST 255

/* For each shingle key[i]: all[i] articles have it; spread[i] of these are by different sources, about (a lower bound
 * in expectation). 0 for all when df is NULL. All counters are on their way from memory before the first is looked at:
 * some hundred keys at a time are best. */
void match_df_get(const struct match_df *df, const uint32_t *key, size_t n, uint8_t *all, uint8_t *spread);

/* Share of the articles that are counted, by shingles expected; 1 when df is NULL. */
double match_df_rate(const struct match_df *df);

#endif
