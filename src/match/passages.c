#include "match/passages.h"

#include <string.h>

#include "match/prepared.h"
#include "match/shingles.h"
#include "match/weights.h"

double match_weigh_places(const struct match_matcher *matcher, struct match_prepared *a, struct match_prepared *b,
                          const uint32_t *body, uint32_t count, float *weight)
{
    match_weigh(matcher, a, NULL);
    match_weigh(matcher, b, NULL);
    const uint16_t *of = matcher->weight[a->base > b->base ? a->base : b->base];
    uint32_t size = match_shingle_size(count, matcher->shingle), next = 0;
    size_t shingles = match_shingle_count(count < MATCH_MAX_TOKENS ? count : MATCH_MAX_TOKENS, matcher->shingle);
    double sum = 0;
    if (count)
        memset(weight, 0, count * sizeof *weight);
    /* The prepared article lists its shingles in the order in which they come first. */
    for (size_t i = 0; i < shingles && next < a->shingles.count; i++) {
        if (match_key(body + i, size) != a->shingles.key[next])
            continue;
        weight[i] = (float)of[a->count[next++]] / MATCH_ONE;
        sum += (double)weight[i];
    }
    return sum;
}

void match_score_weights(bool has_time, bool has_headline, float *bias, float weight[MATCH_FEATURES])
{
    const struct match_weights *row = &match_weights[2 * has_time + has_headline];
    *bias = row->bias;
    memcpy(weight, row->weight, sizeof row->weight);
}
