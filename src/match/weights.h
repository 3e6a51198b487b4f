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
    {-7.55f, {4.27f, 6.44f, 1.52f, -1.10f, -2.56f, 0.90f, -1.29f, 0.00f, 0.00f}},
    {-7.55f, {3.73f, 5.67f, 1.65f, -1.05f, -2.89f, 1.02f, -1.45f, 0.81f, 0.00f}},
    {-6.25f, {4.59f, 7.27f, 1.38f, -1.09f, -3.08f, 0.71f, -1.05f, 0.00f, -1.93f}},
    {-6.14f, {4.20f, 5.73f, 1.45f, -0.92f, -3.50f, 0.79f, -1.21f, 1.63f, -2.01f}},
};

#endif
