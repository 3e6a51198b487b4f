/* One cluster, worked out: which member stands, why, and what the others are to it. */
#ifndef STET_STET_STANDING_H
#define STET_STET_STANDING_H

#include "base/arena.h"
#include "source/rank.h"
#include "stet/judge.h"
#include "stet/pipeline.h"

/* Buffers are reused from cluster to cluster; zero-initialise. */
struct standing {
    stet_cluster cluster; /* points into the rest */
    stet_member *members;
    struct source_candidate *candidates;
    struct source_credit *credits; /* SOURCE_MAX_CREDITS for each member */
    size_t member_capacity, candidate_capacity, credit_capacity;
    struct source_ranking ranking;
    struct stet_arena strings; /* ids, outlets and credits of all members */
    struct corpus_cursor cursor;
    struct match_view views[2]; /* where pairs are estimated */
    bool matched; /* the pair looked at last */
};

void standing_free(struct standing *standing);

/* Loads cluster `c` and chooses the member that stands. */
stet_status standing_find(struct standing *standing, const struct stet_batch *batch, uint32_t c, stet_keep keep,
                          stet_error *err);

/* Fills relation, jaccard and containment of each member. `judge` is not asked where pairs are estimated. */
stet_status standing_relate(struct standing *standing, const struct stet_batch *batch, struct batch_judge *judge,
                            stet_error *err);

#endif
