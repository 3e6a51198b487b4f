/* From matches to clusters: anchored, or by connected components. */
#ifndef STET_CLUSTER_CLUSTER_H
#define STET_CLUSTER_CLUSTER_H

#include <stdbool.h>

#include "cluster/graph.h"

/* Asks whether two articles that no candidate joined match after all. */
struct cluster_judge {
    stet_status (*judge)(void *ctx, uint32_t a, uint32_t b, bool *match, float *weight, stet_error *err);
    void *ctx;
};

/* Scratch of one thread; zero-initialise. */
struct cluster_scratch {
    struct cluster_seat *seats;
    uint32_t *queue;
    size_t capacity, queue_capacity;
};

void cluster_scratch_free(struct cluster_scratch *scratch);

/* Writes label[v] = the anchor of v's cluster for each node v of one component (an anchor labels itself). `rank` breaks
 * ties: lower is the better anchor. Components may be labelled by different threads at once. */
stet_status cluster_anchored(const struct cluster_graph *graph, uint32_t component, const uint32_t *rank,
                             const struct cluster_judge *judge, struct cluster_scratch *scratch, uint32_t *label,
                             stet_error *err);

/* The same by plain transitive closure: label[v] = the best-ranked node of the component. */
void cluster_components(const struct cluster_graph *graph, uint32_t component, const uint32_t *rank, uint32_t *label);

#endif
