/* The verdict: a logistic sum of the features, and what one article is to the other. */
#include "match/prepared.h"
#include "match/weights.h"

/* When too little is shared to be weighed. */
#define HOPELESS (-20.0f)

void match_verdict_none(struct match_verdict *out)
{
    *out = (struct match_verdict){.score = HOPELESS, .relation = STET_RELATION_PARTIAL};
}

void match_score(struct match_verdict *out)
{
    const struct match_weights *row = &match_weights[2 * out->has_time + out->has_headline];
    out->score = row->bias;
    for (int i = 0; i < MATCH_FEATURES; i++)
        out->score += row->weight[i] * out->features[i];
    out->match = out->score > 0;
}

void match_judge(const struct match_matcher *matcher, const struct match_prepared *a, const struct match_prepared *b,
                 struct match_verdict *out)
{
    match_verdict_none(out);
    struct match_breadth breadth;
    if (!match_measure(matcher, a, b, out, &breadth))
        return;
    match_score(out);
    if (out->match)
        out->relation = match_relation(a, b, &breadth);
}
