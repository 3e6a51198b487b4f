/* Compressed adjacency lists, and connected components by union-find with path halving and union by lower number
 * (Tarjan & van Leeuwen 1984): the root of a component is its lowest node, whatever the order of the edges. */
#include "cluster/graph.h"

#include <bsd/stdlib.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <string.h>

#include "base/error.h"

/* A verdict: share of the lower node, share of the higher one, and what it is. */
#define UNJUDGED 0u
#define DIFFERENT 1u
#define MATCH 2u
#define SHARE_BITS 15
#define SHARE_ONE ((1u << SHARE_BITS) - 1)

/* While lists are filled, neighbours stand as their ranks: plain numbers to sort by. */
static int by_rank(const void *left, const void *right)
{
    const struct cluster_neighbour *a = left, *b = right;
    return (a->node > b->node) - (a->node < b->node);
}

static void sort_neighbours(struct cluster_neighbour *list, size_t n)
{
    if (n > 16) {
        qsort(list, n, sizeof *list, by_rank);
        return;
    }
    for (size_t i = 1; i < n; i++) {
        struct cluster_neighbour item = list[i];
        size_t at = i;
        for (; at && list[at - 1].node > item.node; at--)
            list[at] = list[at - 1];
        list[at] = item;
    }
}

static void fill_neighbours(struct cluster_graph *graph, const struct cluster_edge *edges, const uint32_t *rank,
                            const uint32_t *node_of)
{
    for (uint32_t i = 0; i < graph->edge_count; i++) {
        graph->first[edges[i].a + 1]++;
        graph->first[edges[i].b + 1]++;
    }
    for (uint32_t v = 0; v < graph->nodes; v++)
        graph->first[v + 1] += graph->first[v];
    for (uint32_t i = 0; i < graph->edge_count; i++) {
        const struct cluster_edge *edge = &edges[i];
        graph->neighbours[graph->first[edge->a]++] = (struct cluster_neighbour){rank[edge->b], i};
        graph->neighbours[graph->first[edge->b]++] = (struct cluster_neighbour){rank[edge->a], i};
        graph->likeness[i] = edge->likeness;
        atomic_store_explicit(&graph->verdict[i], UNJUDGED, memory_order_relaxed);
    }
    /* Filling moved each beginning to its end: move them back by one place. */
    memmove(graph->first + 1, graph->first, graph->nodes * sizeof *graph->first);
    graph->first[0] = 0;
    for (uint32_t v = 0; v < graph->nodes; v++)
        sort_neighbours(graph->neighbours + graph->first[v], graph->first[v + 1] - graph->first[v]);
    for (uint64_t i = 0; i < graph->first[graph->nodes]; i++)
        graph->neighbours[i].node = node_of[graph->neighbours[i].node];
}

stet_status cluster_graph_build(struct cluster_graph *graph, uint32_t nodes, const struct cluster_edge *edges,
                                size_t edge_count, const uint32_t *rank, stet_error *err)
{
    *graph = (struct cluster_graph){.nodes = nodes, .edge_count = (uint32_t)edge_count};
    if (edge_count >= UINT32_MAX)
        return stet_fail(err, STET_ERR_LIMIT, "more than %lu pairs of articles to judge",
                         (unsigned long)UINT32_MAX - 1);
    graph->first = calloc((size_t)nodes + 1, sizeof *graph->first);
    graph->neighbours = reallocarray(NULL, 2 * edge_count + 1, sizeof *graph->neighbours);
    graph->likeness = reallocarray(NULL, edge_count + 1, sizeof *graph->likeness);
    graph->verdict = reallocarray(NULL, edge_count + 1, sizeof *graph->verdict);
    uint32_t *node_of = reallocarray(NULL, (size_t)nodes + 1, sizeof *node_of);
    bool ok = graph->first && graph->neighbours && graph->likeness && graph->verdict && node_of;
    if (ok) {
        for (uint32_t v = 0; v < nodes; v++)
            node_of[rank[v]] = v;
        fill_neighbours(graph, edges, rank, node_of);
    } else {
        cluster_graph_free(graph);
    }
    free(node_of);
    return ok ? STET_OK : stet_fail_memory(err);
}

bool cluster_known(const struct cluster_graph *graph, uint32_t node, const struct cluster_neighbour *neighbour,
                   struct cluster_verdict *verdict)
{
    uint32_t bits = atomic_load_explicit(&graph->verdict[neighbour->edge], memory_order_relaxed);
    float of_lower = (float)(bits >> (2 + SHARE_BITS)) / SHARE_ONE;
    float of_higher = (float)(bits >> 2 & SHARE_ONE) / SHARE_ONE;
    bool lower = node < neighbour->node;
    *verdict = (struct cluster_verdict){bits & MATCH, lower ? of_lower : of_higher, lower ? of_higher : of_lower};
    return bits != UNJUDGED;
}

void cluster_set(struct cluster_graph *graph, uint32_t node, const struct cluster_neighbour *neighbour,
                 const struct cluster_verdict *verdict)
{
    bool lower = node < neighbour->node;
    uint32_t of_lower = (uint32_t)((lower ? verdict->of_a : verdict->of_b) * SHARE_ONE + .5f);
    uint32_t of_higher = (uint32_t)((lower ? verdict->of_b : verdict->of_a) * SHARE_ONE + .5f);
    uint32_t bits = verdict->match ? of_lower << (2 + SHARE_BITS) | of_higher << 2 | MATCH : DIFFERENT;
    atomic_store_explicit(&graph->verdict[neighbour->edge], bits, memory_order_relaxed);
}

static uint32_t find(uint32_t *parent, uint32_t node)
{
    while (parent[node] != node) {
        parent[node] = parent[parent[node]];
        node = parent[node];
    }
    return node;
}

static void unite(uint32_t *parent, uint32_t a, uint32_t b)
{
    a = find(parent, a);
    b = find(parent, b);
    if (a < b)
        parent[b] = a;
    else
        parent[a] = b;
}

/* Lists the nodes of each component together, by a counting sort on the root. */
static void list_components(struct cluster_graph *graph, uint32_t *place)
{
    for (uint32_t v = 0; v < graph->nodes; v++) {
        graph->root[v] = find(graph->root, v);
        place[graph->root[v]]++;
    }
    uint32_t sum = 0;
    for (uint32_t v = 0; v < graph->nodes; v++) {
        uint32_t size = place[v];
        place[v] = size > 1 ? sum : UINT32_MAX;
        if (size < 2)
            continue;
        graph->component[graph->component_count++] = sum;
        sum += size;
    }
    graph->component[graph->component_count] = sum;
    for (uint32_t v = 0; v < graph->nodes; v++)
        if (place[graph->root[v]] != UINT32_MAX)
            graph->order[place[graph->root[v]]++] = v;
}

stet_status cluster_graph_connect(struct cluster_graph *graph, stet_error *err)
{
    free(graph->root);
    free(graph->order);
    free(graph->component);
    graph->component_count = 0;
    graph->root = reallocarray(NULL, (size_t)graph->nodes + 1, sizeof *graph->root);
    graph->order = reallocarray(NULL, (size_t)graph->nodes + 1, sizeof *graph->order);
    graph->component = reallocarray(NULL, (size_t)graph->nodes + 1, sizeof *graph->component);
    uint32_t *place = calloc((size_t)graph->nodes + 1, sizeof *place);
    bool ok = graph->root && graph->order && graph->component && place;
    if (ok) {
        for (uint32_t v = 0; v < graph->nodes; v++)
            graph->root[v] = v;
        for (uint32_t v = 0; v < graph->nodes; v++)
            for (uint64_t i = graph->first[v]; i < graph->first[v + 1]; i++)
                if (graph->neighbours[i].node > v &&
                    atomic_load_explicit(&graph->verdict[graph->neighbours[i].edge], memory_order_relaxed) & MATCH)
                    unite(graph->root, v, graph->neighbours[i].node);
        list_components(graph, place);
    }
    free(place);
    return ok ? STET_OK : stet_fail_memory(err);
}

void cluster_graph_free(struct cluster_graph *graph)
{
    free(graph->first);
    free(graph->neighbours);
    free(graph->likeness);
    free(graph->verdict);
    free(graph->root);
    free(graph->order);
    free(graph->component);
    *graph = (struct cluster_graph){0};
}
