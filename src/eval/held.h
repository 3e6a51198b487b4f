/* Which clusters hold an id: the memberships turned round. */
#ifndef STET_EVAL_HELD_H
#define STET_EVAL_HELD_H

#include "eval/store.h"

struct eval_held {
    size_t *from;       /* of each id and one more: where its clusters start */
    uint32_t *clusters; /* ascending and distinct within an id, at most STET_EVAL_MAX_CLUSTERS */
    uint64_t several, dropped;
};

/* With or without the clusters that list an id as a guest. */
stet_status eval_held_build(struct eval_held *held, const struct stet_eval *eval, bool guests, stet_error *err);
void eval_held_free(struct eval_held *held);

/* How many clusters hold the id. */
static inline size_t eval_held_count(const struct eval_held *held, uint32_t id)
{
    return held->from[id + 1] - held->from[id];
}

/* Whether any cluster holds both: a as one of the two says, b as the other one. */
bool eval_together(const struct eval_held *held_a, uint32_t a, const struct eval_held *held_b, uint32_t b);

#endif
