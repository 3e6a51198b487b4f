/* What each place of an article weighs against another one: for explaining a verdict. */
#ifndef STET_MATCH_PASSAGES_H
#define STET_MATCH_PASSAGES_H

#include "match/match.h"

/* weight[i], 0 to 1: how rare the shingle is that begins at token i of the first `count` tokens of a's body, as it
 * counts when a is compared with b; 0 where it has come before in a, or where no shingle begins. Returns their sum. */
double match_weigh_places(const struct match_matcher *matcher, struct match_prepared *a, struct match_prepared *b,
                          const uint32_t *body, uint32_t count, float *weight);

/* Of the row that is used for a pair with or without times and headlines: the score is *bias plus the sum of weight
 * times feature. */
void match_score_weights(bool has_time, bool has_headline, float *bias, float weight[MATCH_FEATURES]);

#endif
