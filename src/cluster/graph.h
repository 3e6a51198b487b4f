/* The graph of candidates: articles, the pairs of them that are worth judging, and what became of these. */
#ifndef STET_CLUSTER_GRAPH_H
#define STET_CLUSTER_GRAPH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <stet/status.h>

/* A pair worth judging, and how like its two seem beforehand, 1..255. Each pair occurs once. */
struct cluster_edge {
    uint32_t a, b;
    uint8_t likeness;
};

struct cluster_neighbour {
    uint32_t node, edge;
};

/* What a judgement says of a pair (a, b): whether they match, and how much of either the other has, 0..1. */
struct cluster_verdict {
    bool match;
    float of_a, of_b;
};

struct cluster_graph {
    uint32_t nodes;
    uint32_t edge_count;
    uint64_t *first;                      /* nodes + 1: where each node's neighbours begin */
    struct cluster_neighbour *neighbours; /* of all nodes, each node's by rank */
    uint8_t *likeness;                    /* of each edge */
    _Atomic uint32_t *verdict;            /* of each edge; may be set by several threads, as all find the same */
    uint32_t *root;                       /* of each node: the lowest node of its component */
    uint32_t *order;                      /* nodes that have a match, component by component, ascending in each */
    uint32_t *component;                  /* component_count + 1: where each component begins in `order` */
    uint32_t component_count;
};

/* `edges` may come in any order; all are unjudged. `rank` has a rank for each node. */
stet_status cluster_graph_build(struct cluster_graph *graph, uint32_t nodes, const struct cluster_edge *edges,
                                size_t edge_count, const uint32_t *rank, stet_error *err);

/* Finds the components of the matches, once these are known: fills root, order and component. */
stet_status cluster_graph_connect(struct cluster_graph *graph, stet_error *err);

/* What is known of a node's pair with its neighbour, a being the node. False when that has not been judged. */
bool cluster_known(const struct cluster_graph *graph, uint32_t node, const struct cluster_neighbour *neighbour,
                   struct cluster_verdict *verdict);
void cluster_set(struct cluster_graph *graph, uint32_t node, const struct cluster_neighbour *neighbour,
                 const struct cluster_verdict *verdict);

void cluster_graph_free(struct cluster_graph *graph);

#endif
