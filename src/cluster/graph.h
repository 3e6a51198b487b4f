/* The graph of matches: articles and the verified pairs among them. */
#ifndef STET_CLUSTER_GRAPH_H
#define STET_CLUSTER_GRAPH_H

#include <stddef.h>
#include <stdint.h>

#include <stet/status.h>

/* A match, with how strong it is (0..1). Each pair occurs once. */
struct cluster_edge {
    uint32_t a, b;
    float weight;
};

struct cluster_neighbour {
    uint32_t node;
    float weight;
};

struct cluster_graph {
    uint32_t nodes;
    uint64_t *first;                      /* nodes + 1: where each node's neighbours begin */
    struct cluster_neighbour *neighbours; /* of all nodes, each node's in order of their number */
    uint32_t *order;                      /* nodes that have neighbours, component by component, ascending in each */
    uint32_t *component;                  /* component_count + 1: where each component begins in `order` */
    uint32_t component_count;
};

/* `edges` may come in any order. */
stet_status cluster_graph_build(struct cluster_graph *graph, uint32_t nodes, const struct cluster_edge *edges,
                                size_t edge_count, stet_error *err);
void cluster_graph_free(struct cluster_graph *graph);

#endif
