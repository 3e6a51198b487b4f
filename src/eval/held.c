#include "eval/held.h"

#include <stdlib.h>

#include "base/error.h"

void eval_held_free(struct eval_held *held)
{
    free(held->from);
    free(held->clusters);
    *held = (struct eval_held){0};
}

/* Leaves out repeats, which are neighbours, and what is beyond the limit; closes the gaps. */
static void tidy(struct eval_held *held, size_t ids)
{
    size_t to = 0;
    for (size_t id = 0; id < ids; id++) {
        size_t from = held->from[id], end = held->from[id + 1], start = to;
        for (size_t i = from; i < end; i++) {
            if (i > from && held->clusters[i] == held->clusters[i - 1])
                continue;
            if (to - start == STET_EVAL_MAX_CLUSTERS)
                held->dropped++;
            else
                held->clusters[to++] = held->clusters[i];
        }
        held->from[id] = start;
        held->several += to - start > 1;
    }
    held->from[ids] = to;
}

static bool counts(const struct eval_membership *membership, bool guests)
{
    return guests || !(membership->cluster & EVAL_GUEST);
}

stet_status eval_held_build(struct eval_held *held, const struct stet_eval *eval, bool guests, stet_error *err)
{
    const struct eval_membership *memberships = eval->memberships;
    size_t ids = eval->ids.count, count = eval->membership_count;
    *held = (struct eval_held){.from = calloc(ids + 2, sizeof *held->from),
                               .clusters = malloc((count + 1) * sizeof *held->clusters)};
    if (!held->from || !held->clusters) {
        eval_held_free(held);
        return stet_fail_memory(err);
    }
    /* A counting sort by id. It is stable, so an id's clusters stay in the order in which they were read. The counts
     * stand two places ahead, for the second pass moves each start to its end. */
    size_t *next = held->from + 1;
    for (size_t i = 0; i < count; i++)
        held->from[memberships[i].id + 2] += counts(&memberships[i], guests);
    for (size_t id = 1; id <= ids; id++)
        next[id] += next[id - 1];
    for (size_t i = 0; i < count; i++)
        if (counts(&memberships[i], guests))
            held->clusters[next[memberships[i].id]++] = memberships[i].cluster & ~EVAL_GUEST;
    tidy(held, ids);
    return STET_OK;
}

bool eval_together(const struct eval_held *held_a, uint32_t a, const struct eval_held *held_b, uint32_t b)
{
    size_t i = held_a->from[a], k = held_b->from[b];
    while (i < held_a->from[a + 1] && k < held_b->from[b + 1]) {
        if (held_a->clusters[i] == held_b->clusters[k])
            return true;
        if (held_a->clusters[i] < held_b->clusters[k])
            i++;
        else
            k++;
    }
    return false;
}
