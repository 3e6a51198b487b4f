/* Anchored clusters: the star clustering of Aslam, Pelekhov & Rus (J. Graph Algorithms and Applications 8, 2004) on
 * weighted matches.
 *
 * 1. A node's strength is the sum of its squared likenesses to those of its component that it is not known to differ
 *    from: the article that most others are copies of.
 * 2. From the strongest down, each node that has no anchor yet becomes one, and takes its neighbours without anchor that
 *    match it; those that have one, if they match it better and were not wholly in the other, stronger one.
 * 3. Neighbours of its members, and theirs in turn, are judged against the anchor itself: candidates are found through
 *    shared keys, which may miss a pair, and a chain alone never joins anyone.
 *
 * So every member matches its anchor, and no chain of weak links joins two stories. O(edges), plus the judgements of
 * step 3, which are bounded by SECOND_TRIES for each member found. */
#include "cluster/cluster.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/error.h"

#define SECOND_TRIES 8
#define WHOLLY 0.6f
#define NONE UINT32_MAX

struct cluster_seat {
    uint32_t node, rank;
    uint64_t strength;
    uint32_t anchor; /* index of a seat, or NONE */
    uint32_t tried;  /* index of the anchor's seat that this one was last judged against, or NONE */
    struct cluster_verdict match; /* of the anchor, a, with it */
    uint8_t likeness; /* of the candidate that the anchor was; 255 when it was none */
    bool is_anchor;
};

struct star {
    struct cluster_graph *graph;
    const struct cluster_judge *judge;
    struct cluster_seat *seats; /* strongest first */
    uint32_t *seat_of;          /* label array, borrowed: while at work it maps a node to its seat */
    uint32_t *queue;            /* members of the star at work, in the order in which they joined */
    uint32_t queued;
    uint32_t count;
};

void cluster_scratch_free(struct cluster_scratch *scratch)
{
    free(scratch->seats);
    free(scratch->queue);
    *scratch = (struct cluster_scratch){0};
}

static int by_strength(const void *left, const void *right)
{
    const struct cluster_seat *a = left, *b = right;
    if (a->strength != b->strength)
        return a->strength < b->strength ? 1 : -1;
    return (a->rank > b->rank) - (a->rank < b->rank);
}

static bool in_play(const struct cluster_graph *graph, uint32_t node, const struct cluster_neighbour *neighbour)
{
    struct cluster_verdict verdict;
    return graph->root[neighbour->node] == graph->root[node] &&
           (!cluster_known(graph, node, neighbour, &verdict) || verdict.match);
}

static uint64_t strength_of(const struct cluster_graph *graph, uint32_t node)
{
    uint64_t sum = 0;
    for (uint64_t i = graph->first[node]; i < graph->first[node + 1]; i++) {
        uint64_t likeness = graph->likeness[graph->neighbours[i].edge];
        sum += in_play(graph, node, &graph->neighbours[i]) ? likeness * likeness : 0;
    }
    return sum;
}

static void seat_all(struct star *star, const uint32_t *nodes, const uint32_t *rank)
{
    for (uint32_t i = 0; i < star->count; i++)
        star->seats[i] = (struct cluster_seat){.node = nodes[i],
                                               .rank = rank[nodes[i]],
                                               .strength = strength_of(star->graph, nodes[i]),
                                               .anchor = NONE,
                                               .tried = NONE};
    qsort(star->seats, star->count, sizeof *star->seats, by_strength);
    for (uint32_t i = 0; i < star->count; i++)
        star->seat_of[star->seats[i].node] = i;
}

/* How well a member matches its anchor: a copy of the whole better than a part or a roundup. */
static float mean(const struct cluster_verdict *verdict)
{
    return (verdict->of_a + verdict->of_b) / 2;
}

/* Whether an anchor with this verdict is better than the one that the member has. What is wholly in its anchor stays. */
static bool is_better(const struct cluster_seat *seat, const struct cluster_verdict *verdict)
{
    return seat->match.of_b < WHOLLY && mean(&seat->match) < mean(verdict);
}

static void join(struct star *star, uint32_t anchor, struct cluster_seat *seat, const struct cluster_verdict *verdict,
                 uint8_t likeness)
{
    seat->anchor = anchor;
    seat->match = *verdict;
    seat->likeness = likeness;
    star->queue[star->queued++] = (uint32_t)(seat - star->seats);
}

/* Step 2 for one neighbour of the anchor. One that has an anchor is judged only if it seems to be more like this one. */
static stet_status try_neighbour(struct star *star, uint32_t anchor, const struct cluster_neighbour *neighbour,
                                 stet_error *err)
{
    const struct cluster_graph *graph = star->graph;
    struct cluster_seat *seat = &star->seats[star->seat_of[neighbour->node]];
    uint8_t likeness = graph->likeness[neighbour->edge];
    seat->tried = anchor;
    struct cluster_verdict verdict;
    bool known = cluster_known(graph, star->seats[anchor].node, neighbour, &verdict);
    if (seat->is_anchor || (seat->anchor != NONE && !known && likeness <= seat->likeness))
        return STET_OK;
    stet_status status = cluster_ask(star->graph, star->judge, star->seats[anchor].node, neighbour, &verdict, err);
    if (!status && verdict.match && (seat->anchor == NONE || is_better(seat, &verdict)))
        join(star, anchor, seat, &verdict, likeness);
    return status;
}

/* Step 3 for one member of the anchor's star. */
static stet_status try_beyond(struct star *star, uint32_t anchor, uint32_t member, uint64_t *tries, stet_error *err)
{
    const struct cluster_graph *graph = star->graph;
    uint32_t node = star->seats[member].node;
    for (uint64_t i = graph->first[node]; i < graph->first[node + 1] && *tries; i++) {
        if (!in_play(graph, node, &graph->neighbours[i]))
            continue;
        struct cluster_seat *seat = &star->seats[star->seat_of[graph->neighbours[i].node]];
        if (seat->is_anchor || seat->anchor != NONE || seat->tried == anchor)
            continue;
        seat->tried = anchor;
        --*tries;
        struct cluster_verdict verdict;
        stet_status status = star->judge->judge(star->judge->ctx, star->seats[anchor].node, seat->node, CLUSTER_NO_EDGE,
                                                &verdict, err);
        if (status)
            return status;
        if (verdict.match)
            join(star, anchor, seat, &verdict, UINT8_MAX);
    }
    return STET_OK;
}

static stet_status gather(struct star *star, uint32_t anchor, stet_error *err)
{
    const struct cluster_graph *graph = star->graph;
    uint32_t node = star->seats[anchor].node;
    star->seats[anchor].is_anchor = true;
    star->queued = 0;
    stet_status status = STET_OK;
    for (uint64_t i = graph->first[node]; i < graph->first[node + 1] && !status; i++)
        if (in_play(graph, node, &graph->neighbours[i]))
            status = try_neighbour(star, anchor, &graph->neighbours[i], err);
    for (uint32_t i = 0; i < star->queued && !status; i++) {
        uint64_t tries = SECOND_TRIES;
        status = try_beyond(star, anchor, star->queue[i], &tries, err);
    }
    return status;
}

stet_status cluster_anchored(struct cluster_graph *graph, uint32_t component, const uint32_t *rank,
                             const struct cluster_judge *judge, struct cluster_scratch *scratch, uint32_t *label,
                             stet_error *err)
{
    const uint32_t *nodes = graph->order + graph->component[component];
    struct star star = {
        .graph = graph,
        .judge = judge,
        .seat_of = label,
        .count = graph->component[component + 1] - graph->component[component],
    };
    void *seats = scratch->seats;
    bool grown = stet_grow(&seats, &scratch->capacity, star.count, sizeof *scratch->seats);
    star.seats = scratch->seats = seats;
    void *queue = scratch->queue;
    grown = grown && stet_grow(&queue, &scratch->queue_capacity, star.count, sizeof *scratch->queue);
    star.queue = scratch->queue = queue;
    if (!grown)
        return stet_fail_memory(err);
    seat_all(&star, nodes, rank);
    stet_status status = STET_OK;
    for (uint32_t i = 0; i < star.count && !status; i++)
        if (star.seats[i].anchor == NONE)
            status = gather(&star, i, err);
    if (status)
        return status;
    for (uint32_t i = 0; i < star.count; i++) {
        const struct cluster_seat *seat = &star.seats[i];
        label[seat->node] = seat->is_anchor ? seat->node : star.seats[seat->anchor].node;
    }
    return STET_OK;
}

void cluster_components(const struct cluster_graph *graph, uint32_t component, const uint32_t *rank, uint32_t *label)
{
    const uint32_t *nodes = graph->order + graph->component[component];
    uint32_t count = graph->component[component + 1] - graph->component[component];
    uint32_t best = nodes[0];
    for (uint32_t i = 1; i < count; i++)
        if (rank[nodes[i]] < rank[best])
            best = nodes[i];
    for (uint32_t i = 0; i < count; i++)
        label[nodes[i]] = best;
}
