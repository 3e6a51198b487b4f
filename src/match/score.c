/* The verdict: a logistic sum of the features, and what one article is to the other. */
#include "match/prepared.h"
#include "match/weights.h"

/* When too little is shared to be weighed. */
#define HOPELESS (-20.0f)

/* With all shingles counting the same: of 70,000 pairs of four feeds that score less than this, 1 would have matched with
 * rare ones counting more. It saves looking these up. */
#define PLAIN_LEAST (-1.0f)

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
    *out = (struct match_verdict){.score = HOPELESS, .relation = STET_RELATION_PARTIAL};
}

void match_judge(const struct match_matcher *matcher, struct match_prepared *a, struct match_prepared *b,
                 struct match_verdict *out)
{
    match_verdict_none(out);
    struct match_breadth breadth;
    if (!match_measure(matcher, a, b, out, &breadth))
        return;
    out->score = match_score(out);
    if (out->score < PLAIN_LEAST)
        return;
    match_measure_rare(matcher, a, b, out);
    out->score = match_score(out);
    out->match = out->score > 0;
    if (out->match)
        out->relation = match_relation(a, b, &breadth);
}
