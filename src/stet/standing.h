/* One cluster, worked out: which member stands, why, and what the others are to it. */
#ifndef STET_STET_STANDING_H
#define STET_STET_STANDING_H

#include "base/arena.h"
#include "source/rank.h"
#include "stet/judge.h"
#include "stet/pipeline.h"

/* A cluster of so many members is large: it is not worked on beside many others, and what it took is given back. */
#define STANDING_LARGE 16384

/* Buffers are reused from cluster to cluster; zero-initialise.
 *
 * While the one that stands is chosen, a member takes its candidate (56 bytes) and 24 bytes for each of its credits;
 * then these make way for what the caller sees, 72 bytes and the id. Outlets and credits come again and again: each of
 * them is mostly held once. */
struct standing_version {
    uint32_t source; /* hash of the outlet's name */
    uint32_t member;
    int64_t published;
};

struct standing {
    stet_cluster cluster; /* points into the rest */
    stet_member *members;
    struct source_candidate *candidates;
    struct source_credit *credits; /* of all members, one behind the other */
    size_t member_capacity, candidate_capacity, credit_capacity;
    struct source_ranking ranking;
    struct stet_arena strings; /* ids, outlets and credits */
    struct standing_version *versions; /* members by outlet and time */
    size_t version_capacity;
    stet_span *seen;           /* outlets and credits in `strings`, by hash, those seen last; of large clusters */
    struct corpus_cursor cursor;
    struct match_view views[2]; /* where pairs are estimated */
    bool matched; /* the pair looked at last */
};

void standing_free(struct standing *standing);

/* Gives back what a large cluster has taken. */
void standing_shrink(struct standing *standing);

/* Chooses the member of cluster `c` that stands. cluster.members is not there yet. */
stet_status standing_find(struct standing *standing, const struct stet_batch *batch, uint32_t c, stet_keep keep,
                          stet_error *err);

/* Then fills the members. `judge` is not asked where pairs are estimated. */
stet_status standing_relate(struct standing *standing, const struct stet_batch *batch, uint32_t c,
                            struct batch_judge *judge, stet_error *err);

#endif
