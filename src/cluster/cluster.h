/* From candidates to clusters: anchored, or by connected components. */
#ifndef STET_CLUSTER_CLUSTER_H
#define STET_CLUSTER_CLUSTER_H

#include <stdbool.h>

#include "cluster/graph.h"

/* Asks whether a matches b. `edge` is the pair's, or CLUSTER_NO_EDGE when no candidate joins the two. */
struct cluster_judge {
    stet_status (*judge)(void *ctx, uint32_t a, uint32_t b, uint32_t edge, struct cluster_verdict *verdict,
                         stet_error *err);
    void *ctx;
};

#define CLUSTER_NO_EDGE UINT32_MAX

/* Judges one of the graph's pairs, unless that has been done. */
stet_status cluster_ask(struct cluster_graph *graph, const struct cluster_judge *judge, uint32_t node,
                        const struct cluster_neighbour *neighbour, struct cluster_verdict *verdict, stet_error *err);

/* Step one, for each node, in any order and by any number of threads: judges it against its candidates, the likeliest
 * anchor first, until one matches; with `all`, against all of them. strength: cluster_strengths. */
stet_status cluster_link(struct cluster_graph *graph, uint32_t node, const uint64_t *strength,
                         const uint32_t *rank, bool all, const struct cluster_judge *judge, stet_error *err);

/* Writes the nodes that have candidates in an order in which those that are first tried with the same one follow each
 * other, and soon after that one itself; returns how many. `order` has room for all nodes, `scratch` for three times as
 * many and two. */
uint32_t cluster_link_order(const struct cluster_graph *graph, const uint64_t *strength, const uint32_t *rank,
                            uint32_t *order, uint32_t *scratch);

/* Then, once the graph is connected, again for each node that has a match: judges it against those of its likest
 * candidates that have one too and are in other components. To be connected again afterwards. */
stet_status cluster_link_apart(struct cluster_graph *graph, uint32_t node, const struct cluster_judge *judge,
                               stet_error *err);

/* Fills strength[node]: the sum of its squared likenesses to its candidates. What most others are like is the likeliest
 * anchor. */
void cluster_strengths(const struct cluster_graph *graph, uint64_t *strength);

/* Scratch of one thread; zero-initialise. */
struct cluster_scratch {
    struct cluster_seat *seats;
    uint32_t *queue;
    size_t capacity, queue_capacity;
};

void cluster_scratch_free(struct cluster_scratch *scratch);

/* Step two, once the graph is connected: writes label[v] = the anchor of v's cluster for each node v of one component (an
 * anchor labels itself). `rank` breaks ties: lower is the better anchor. Components may be labelled by different threads
 * at once. */
stet_status cluster_anchored(struct cluster_graph *graph, uint32_t component, const uint32_t *rank,
                             const struct cluster_judge *judge, struct cluster_scratch *scratch, uint32_t *label,
                             stet_error *err);

/* The same by plain transitive closure: label[v] = the best-ranked node of the component. */
void cluster_components(const struct cluster_graph *graph, uint32_t component, const uint32_t *rank, uint32_t *label);

#endif
