/* Compressed adjacency lists, and connected components by union-find with path halving and union by lower number
 * (Tarjan & van Leeuwen 1984): the root of a component is its lowest node, whatever the order of the edges. */
#include "cluster/graph.h"

#include <bsd/stdlib.h>
#include <string.h>

#include "base/error.h"

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

static int by_node(const void *left, const void *right)
{
    const struct cluster_neighbour *a = left, *b = right;
    return (a->node > b->node) - (a->node < b->node);
}

static void fill_neighbours(struct cluster_graph *graph, const struct cluster_edge *edges, size_t edge_count)
{
    for (size_t i = 0; i < edge_count; i++) {
        graph->first[edges[i].a + 1]++;
        graph->first[edges[i].b + 1]++;
    }
    for (uint32_t v = 0; v < graph->nodes; v++)
        graph->first[v + 1] += graph->first[v];
    for (size_t i = 0; i < edge_count; i++) {
        const struct cluster_edge *edge = &edges[i];
        graph->neighbours[graph->first[edge->a]++] = (struct cluster_neighbour){edge->b, edge->weight};
        graph->neighbours[graph->first[edge->b]++] = (struct cluster_neighbour){edge->a, edge->weight};
    }
    /* Filling moved each beginning to its end: move them back by one place. */
    memmove(graph->first + 1, graph->first, graph->nodes * sizeof *graph->first);
    graph->first[0] = 0;
    for (uint32_t v = 0; v < graph->nodes; v++)
        qsort(graph->neighbours + graph->first[v], graph->first[v + 1] - graph->first[v], sizeof *graph->neighbours,
              by_node);
}

/* Lists the nodes of each component together, by a counting sort on the root. `parent` ends up as scratch. */
static void list_components(struct cluster_graph *graph, uint32_t *parent, uint32_t *place)
{
    for (uint32_t v = 0; v < graph->nodes; v++) {
        if (graph->first[v] == graph->first[v + 1])
            continue;
        parent[v] = find(parent, v);
        place[parent[v]]++;
    }
    uint32_t sum = 0;
    for (uint32_t v = 0; v < graph->nodes; v++) {
        uint32_t size = place[v];
        if (size)
            graph->component[graph->component_count++] = sum;
        place[v] = sum;
        sum += size;
    }
    graph->component[graph->component_count] = sum;
    for (uint32_t v = 0; v < graph->nodes; v++)
        if (graph->first[v] != graph->first[v + 1])
            graph->order[place[parent[v]]++] = v;
}

stet_status cluster_graph_build(struct cluster_graph *graph, uint32_t nodes, const struct cluster_edge *edges,
                                size_t edge_count, stet_error *err)
{
    *graph = (struct cluster_graph){.nodes = nodes};
    graph->first = calloc((size_t)nodes + 1, sizeof *graph->first);
    graph->neighbours = reallocarray(NULL, 2 * edge_count + 1, sizeof *graph->neighbours);
    graph->order = reallocarray(NULL, (size_t)nodes + 1, sizeof *graph->order);
    graph->component = reallocarray(NULL, (size_t)nodes + 1, sizeof *graph->component);
    uint32_t *parent = reallocarray(NULL, (size_t)nodes + 1, sizeof *parent);
    uint32_t *place = calloc((size_t)nodes + 1, sizeof *place);
    stet_status status = STET_OK;
    if (graph->first && graph->neighbours && graph->order && graph->component && parent && place) {
        for (uint32_t v = 0; v < nodes; v++)
            parent[v] = v;
        for (size_t i = 0; i < edge_count; i++)
            unite(parent, edges[i].a, edges[i].b);
        fill_neighbours(graph, edges, edge_count);
        list_components(graph, parent, place);
    } else {
        cluster_graph_free(graph);
        status = stet_fail_memory(err);
    }
    free(parent);
    free(place);
    return status;
}

void cluster_graph_free(struct cluster_graph *graph)
{
    free(graph->first);
    free(graph->neighbours);
    free(graph->order);
    free(graph->component);
    *graph = (struct cluster_graph){0};
}
