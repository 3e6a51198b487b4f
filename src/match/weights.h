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
    /* bias; containment, breadth, mass, figures, has-figures, agreeing, slots, headline, hours */
    {-7.42f, {4.84f, 5.03f, 1.49f, -1.36f, -2.31f, 0.82f, -1.26f, 0.00f, 0.00f}},
    {-7.81f, {4.35f, 4.58f, 1.68f, -1.07f, -2.83f, 1.01f, -1.41f, 0.94f, 0.00f}},
    {-5.70f, {5.34f, 5.33f, 1.33f, -1.29f, -2.98f, 0.64f, -1.01f, 0.00f, -2.00f}},
    {-5.89f, {4.97f, 3.94f, 1.45f, -0.98f, -3.54f, 0.74f, -1.19f, 1.89f, -2.08f}},
};

#endif
