/* Anchored clusters: the star clustering of Aslam, Pelekhov & Rus (J. Graph Algorithms and Applications 8, 2004) on
 * weighted matches.
 *
 * 1. A node's strength is the sum of its squared match weights: the article that most others are copies of.
 * 2. From the strongest down, each node that has no anchor yet becomes one, and takes its neighbours without anchor.
 * 3. Neighbours of its members, and theirs in turn, are judged against the anchor itself: candidates are found through
 *    shared keys, which may miss a pair, and a chain alone never joins anyone.
 * 4. Each member goes to the anchor that it matches best.
 *
 * So every member matches its anchor, and no chain of weak links joins two stories. O(edges), plus the judgements of
 * step 3, which are bounded by SECOND_TRIES for each member found. */
#include "cluster/cluster.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/error.h"

#define SECOND_TRIES 8
#define NONE UINT32_MAX

struct cluster_seat {
    uint32_t node, rank;
    double strength;
    uint32_t anchor; /* index of a seat, or NONE */
    uint32_t tried;  /* index of the anchor's seat that this one was last judged against, or NONE */
    float weight;    /* of the match with the anchor */
    bool is_anchor;
};

struct star {
    const struct cluster_graph *graph;
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

static int by_weight(const void *left, const void *right)
{
    float a = *(const float *)left, b = *(const float *)right;
    return (a > b) - (a < b);
}

/* Sums smallest first: the same sum for any numbering of the nodes. */
static double strength_of(const struct cluster_graph *graph, uint32_t node, float *weights)
{
    size_t n = 0;
    for (uint64_t i = graph->first[node]; i < graph->first[node + 1]; i++)
        weights[n++] = graph->neighbours[i].weight;
    qsort(weights, n, sizeof *weights, by_weight);
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += (double)weights[i] * weights[i];
    return sum;
}

static stet_status seat_all(struct star *star, const uint32_t *nodes, const uint32_t *rank, stet_error *err)
{
    uint64_t most = 0;
    for (uint32_t i = 0; i < star->count; i++) {
        uint64_t degree = star->graph->first[nodes[i] + 1] - star->graph->first[nodes[i]];
        most = degree > most ? degree : most;
    }
    float *weights = calloc(most + 1, sizeof *weights);
    if (!weights)
        return stet_fail_memory(err);
    for (uint32_t i = 0; i < star->count; i++)
        star->seats[i] = (struct cluster_seat){.node = nodes[i],
                                               .rank = rank[nodes[i]],
                                               .strength = strength_of(star->graph, nodes[i], weights),
                                               .anchor = NONE,
                                               .tried = NONE};
    free(weights);
    qsort(star->seats, star->count, sizeof *star->seats, by_strength);
    for (uint32_t i = 0; i < star->count; i++)
        star->seat_of[star->seats[i].node] = i;
    return STET_OK;
}

static void join(struct star *star, uint32_t anchor, struct cluster_seat *seat, float weight)
{
    seat->anchor = anchor;
    seat->weight = weight;
    star->queue[star->queued++] = (uint32_t)(seat - star->seats);
}

/* Step 3 for one member of the anchor's star. */
static stet_status try_beyond(struct star *star, uint32_t anchor, uint32_t member, uint64_t *tries, stet_error *err)
{
    const struct cluster_graph *graph = star->graph;
    uint32_t node = star->seats[member].node;
    for (uint64_t i = graph->first[node]; i < graph->first[node + 1] && *tries; i++) {
        struct cluster_seat *seat = &star->seats[star->seat_of[graph->neighbours[i].node]];
        if (seat->is_anchor || seat->anchor != NONE || seat->tried == anchor)
            continue;
        seat->tried = anchor;
        --*tries;
        bool match = false;
        float weight = 0;
        stet_status status =
            star->judge->judge(star->judge->ctx, star->seats[anchor].node, seat->node, &match, &weight, err);
        if (status)
            return status;
        if (match)
            join(star, anchor, seat, weight);
    }
    return STET_OK;
}

static stet_status gather(struct star *star, uint32_t anchor, stet_error *err)
{
    const struct cluster_graph *graph = star->graph;
    uint32_t node = star->seats[anchor].node;
    star->seats[anchor].is_anchor = true;
    star->queued = 0;
    for (uint64_t i = graph->first[node]; i < graph->first[node + 1]; i++) {
        const struct cluster_neighbour *neighbour = &graph->neighbours[i];
        struct cluster_seat *seat = &star->seats[star->seat_of[neighbour->node]];
        seat->tried = anchor;
        if (!seat->is_anchor && (seat->anchor == NONE || seat->weight < neighbour->weight))
            join(star, anchor, seat, neighbour->weight);
    }
    for (uint32_t i = 0; i < star->queued; i++) {
        uint64_t tries = SECOND_TRIES;
        stet_status status = try_beyond(star, anchor, star->queue[i], &tries, err);
        if (status)
            return status;
    }
    return STET_OK;
}

stet_status cluster_anchored(const struct cluster_graph *graph, uint32_t component, const uint32_t *rank,
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
    stet_status status = seat_all(&star, nodes, rank, err);
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
