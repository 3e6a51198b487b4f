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
    {-7.54f, {4.32f, 6.16f, 1.53f, -1.19f, -2.61f, 0.89f, -1.31f, 0.00f, 0.00f}},
    {-7.69f, {3.80f, 5.50f, 1.70f, -1.04f, -3.08f, 1.05f, -1.43f, 0.82f, 0.00f}},
    {-6.32f, {4.71f, 7.05f, 1.40f, -1.19f, -3.12f, 0.70f, -1.06f, 0.00f, -1.96f}},
    {-6.27f, {4.34f, 5.48f, 1.49f, -0.96f, -3.61f, 0.79f, -1.21f, 1.70f, -2.02f}},
};

#endif
