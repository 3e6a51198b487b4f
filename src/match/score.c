/* The verdict: a logistic sum of the features, and what one article is to the other. */
#include <math.h>

#include "match/prepared.h"
#include "match/weights.h"

/* When too little is shared to be weighed. */
#define HOPELESS (-20.0f)

/* With all shingles counting the same: of 70,000 pairs of four feeds that score less than this, 1 would have matched with
 * rare ones counting more. It saves looking these up. */
#define PLAIN_LEAST (-1.0f)

/* Sums of floats that differ by less may be in the other order. */
#define ROUNDING 0.001f

float match_score(const struct match_verdict *verdict)
{
    const struct match_weights *row = &match_weights[2 * verdict->has_time + verdict->has_headline];
    float sum = row->bias;
    for (int i = 0; i < MATCH_FEATURES; i++)
        sum += row->weight[i] * verdict->features[i];
    return sum;
}

void match_verdict_none(struct match_verdict *out)
{
    *out = (struct match_verdict){.score = HOPELESS, .relation = STET_RELATION_PARTIAL, .mirrored = STET_RELATION_PARTIAL};
}

/* The highest score that word pairs and figures leave possible, as long as they are set to what speaks most for a match:
 * either without figures, or with figures that all agree. */
static float score_at_most(const struct match_verdict *verdict)
{
    struct match_verdict without = *verdict, with = *verdict;
    without.features[MATCH_AGREEING] = 0;
    with.features[MATCH_HAS_FIGURES] = 1;
    return fmaxf(match_score(&without), match_score(&with));
}

static void judge(const struct match_matcher *matcher, struct match_prepared *a, struct match_prepared *b, bool in_full,
                  struct match_verdict *out)
{
    match_verdict_none(out);
    struct match_breadth breadth;
    struct match_shared shared;
    if (!match_measure_soon(matcher, a, b, &shared, out))
        return;
    out->score = score_at_most(out);
    if (out->score < PLAIN_LEAST - ROUNDING && !in_full)
        return;
    match_measure_figures(matcher, a, b, out);
    out->score = match_score(out);
    if (out->score < PLAIN_LEAST && !in_full) /* with as many word pairs as can be */
        return;
    match_measure_breadth(matcher, a, b, out, &breadth);
    out->score = match_score(out);
    if (out->score < PLAIN_LEAST)
        return;
    match_measure_rare(matcher, a, b, &shared, out);
    out->score = match_score(out);
    out->match = out->score > 0 && !match_is_boilerplate(matcher, a, b, &shared);
    if (out->match)
        match_relate(a, b, &breadth, out);
}

void match_judge(const struct match_matcher *matcher, struct match_prepared *a, struct match_prepared *b,
                 struct match_verdict *out)
{
    judge(matcher, a, b, false, out);
}

void match_judge_in_full(const struct match_matcher *matcher, struct match_prepared *a, struct match_prepared *b,
                         struct match_verdict *out)
{
    judge(matcher, a, b, true, out);
}
