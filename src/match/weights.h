/* What each feature counts: the one table of the match score. bench/fit prints it; see there for the data and method.
 *
 * A row for pairs with both times and both headlines, and own rows where either is missing: what is left then counts
 * otherwise. The score is the bias plus the sum of weight times feature: log odds of being copies of one story. */
#ifndef STET_MATCH_WEIGHTS_H
#define STET_MATCH_WEIGHTS_H

#include "match/match.h"

struct match_weights {
    float bias;
    float weight[MATCH_FEATURES];
};

/* Index: 2 when both have a time + 1 when both have a headline. */
static const struct match_weights match_weights[4] = {
    /*         bias   contain breadth  mass    figures  has     slots   headl.  hours */
    {-8.0f, {3.0f, 6.0f, 1.0f, -2.0f, 0.4f, -0.8f, 0.0f, 0.0f}},
    {-8.0f, {3.0f, 6.0f, 1.0f, -2.0f, 0.4f, -0.8f, 1.0f, 0.0f}},
    {-6.0f, {3.0f, 6.0f, 1.0f, -2.0f, 0.4f, -0.8f, 0.0f, -0.5f}},
    {-6.0f, {3.0f, 6.0f, 1.0f, -2.0f, 0.4f, -0.8f, 1.0f, -0.5f}},
};

#endif
