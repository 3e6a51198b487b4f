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
    {-7.54f, {4.36f, 6.14f, 1.52f, -1.16f, -2.67f, 0.90f, -1.30f, 0.00f, 0.00f}},
    {-7.73f, {3.83f, 5.58f, 1.69f, -0.99f, -3.13f, 1.06f, -1.43f, 0.80f, 0.00f}},
    {-6.33f, {4.75f, 7.11f, 1.40f, -1.15f, -3.19f, 0.71f, -1.06f, 0.00f, -1.96f}},
    {-6.28f, {4.38f, 5.57f, 1.48f, -0.92f, -3.68f, 0.79f, -1.21f, 1.68f, -2.01f}},
};

#endif
