#include <stdlib.h>

#include "cluster/graph.h"
#include "support/main.h"

static const uint32_t plain[16] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};

/* Judges the pair of an edge. */
static void judge(struct cluster_graph *graph, uint32_t edge, bool match)
{
    for (uint32_t v = 0; v < graph->nodes; v++)
        for (uint64_t i = graph->first[v]; i < graph->first[v + 1]; i++)
            if (graph->neighbours[i].edge == edge)
                cluster_set(graph, v, &graph->neighbours[i], &(struct cluster_verdict){match, .5f, .5f});
}

START_TEST(components_list_each_node_that_has_a_match_once)
{
    const struct cluster_edge edges[] = {{7, 2, 50}, {3, 9, 70}, {2, 4, 90}, {4, 3, 90}, {5, 6, 90}};
    struct cluster_graph graph;
    ck_assert_int_eq(cluster_graph_build(&graph, 10, edges, 5, plain, NULL), STET_OK);
    for (uint32_t e = 0; e < 3; e++)
        judge(&graph, e, true);
    judge(&graph, 3, false); /* and the last one stays unjudged */
    ck_assert_int_eq(cluster_graph_connect(&graph, NULL), STET_OK);
    ck_assert_uint_eq(graph.component_count, 2);
    static const uint32_t order[] = {2, 4, 7, 3, 9};
    ck_assert_mem_eq(graph.order, order, sizeof order);
    ck_assert_uint_eq(graph.component[1], 3);
    ck_assert_uint_eq(graph.component[2], 5);
    ck_assert_uint_eq(graph.root[7], 2);
    ck_assert_uint_eq(graph.root[5], 5);
    judge(&graph, 3, true);
    ck_assert_int_eq(cluster_graph_connect(&graph, NULL), STET_OK);
    ck_assert_uint_eq(graph.component_count, 1);
    cluster_graph_free(&graph);
}
END_TEST

START_TEST(neighbours_are_in_the_order_of_their_ranks_and_mutual)
{
    const struct cluster_edge edges[] = {{5, 1, 50}, {5, 0, 25}, {3, 5, 100}};
    const uint32_t rank[] = {4, 2, 5, 1, 0, 3};
    struct cluster_graph graph;
    ck_assert_int_eq(cluster_graph_build(&graph, 6, edges, 3, rank, NULL), STET_OK);
    ck_assert_uint_eq(graph.first[6] - graph.first[5], 3);
    const struct cluster_neighbour *of5 = graph.neighbours + graph.first[5];
    ck_assert_uint_eq(of5[0].node, 3);
    ck_assert_uint_eq(of5[1].node, 1);
    ck_assert_uint_eq(of5[2].node, 0);
    ck_assert_uint_eq(graph.likeness[of5[2].edge], 25);
    struct cluster_verdict verdict;
    ck_assert(!cluster_known(&graph, 5, &of5[2], &verdict));
    cluster_set(&graph, 5, &of5[2], &(struct cluster_verdict){true, .25f, 1});
    const struct cluster_neighbour *of0 = graph.neighbours + graph.first[0];
    ck_assert(cluster_known(&graph, 0, of0, &verdict) && verdict.match);
    ck_assert_float_eq_tol(verdict.of_a, 1, 1e-4f);
    ck_assert_float_eq_tol(verdict.of_b, .25f, 1e-4f);
    ck_assert_uint_eq(graph.neighbours[graph.first[3]].node, 5);
    ck_assert_uint_eq(graph.neighbours[graph.first[3]].edge, of5[0].edge);
    ck_assert_uint_eq(graph.first[2], graph.first[3]);
    cluster_graph_free(&graph);
}
END_TEST

START_TEST(no_edges_and_no_nodes_are_fine)
{
    for (uint32_t nodes = 0; nodes < 4; nodes += 3) {
        struct cluster_graph graph;
        ck_assert_int_eq(cluster_graph_build(&graph, nodes, NULL, 0, plain, NULL), STET_OK);
        ck_assert_int_eq(cluster_graph_connect(&graph, NULL), STET_OK);
        ck_assert_uint_eq(graph.component_count, 0);
        cluster_graph_free(&graph);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("cluster/graph");
    TCase *tests = tcase_create("graph");
    tcase_add_test(tests, components_list_each_node_that_has_a_match_once);
    tcase_add_test(tests, neighbours_are_in_the_order_of_their_ranks_and_mutual);
    tcase_add_test(tests, no_edges_and_no_nodes_are_fine);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
