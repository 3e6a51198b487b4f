#include <check.h>
#include <stdlib.h>

#include "cluster/graph.h"

START_TEST(components_list_each_connected_node_once)
{
    const struct cluster_edge edges[] = {{7, 2, .5f}, {3, 9, .7f}, {2, 4, .9f}};
    struct cluster_graph graph;
    ck_assert_int_eq(cluster_graph_build(&graph, 10, edges, 3, NULL), STET_OK);
    ck_assert_uint_eq(graph.component_count, 2);
    static const uint32_t order[] = {2, 4, 7, 3, 9};
    ck_assert_mem_eq(graph.order, order, sizeof order);
    ck_assert_uint_eq(graph.component[1], 3);
    ck_assert_uint_eq(graph.component[2], 5);
    cluster_graph_free(&graph);
}
END_TEST

START_TEST(neighbours_are_sorted_and_mutual)
{
    const struct cluster_edge edges[] = {{5, 1, .5f}, {5, 0, .25f}, {3, 5, 1}};
    struct cluster_graph graph;
    ck_assert_int_eq(cluster_graph_build(&graph, 6, edges, 3, NULL), STET_OK);
    ck_assert_uint_eq(graph.first[6] - graph.first[5], 3);
    const struct cluster_neighbour *of5 = graph.neighbours + graph.first[5];
    ck_assert_uint_eq(of5[0].node, 0);
    ck_assert(of5[0].weight == .25f);
    ck_assert_uint_eq(of5[2].node, 3);
    ck_assert_uint_eq(graph.neighbours[graph.first[3]].node, 5);
    ck_assert_uint_eq(graph.first[2], graph.first[3]);
    cluster_graph_free(&graph);
}
END_TEST

START_TEST(no_edges_and_no_nodes_are_fine)
{
    struct cluster_graph graph;
    ck_assert_int_eq(cluster_graph_build(&graph, 0, NULL, 0, NULL), STET_OK);
    ck_assert_uint_eq(graph.component_count, 0);
    cluster_graph_free(&graph);
    ck_assert_int_eq(cluster_graph_build(&graph, 3, NULL, 0, NULL), STET_OK);
    ck_assert_uint_eq(graph.component_count, 0);
    cluster_graph_free(&graph);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("cluster/graph");
    TCase *tests = tcase_create("graph");
    tcase_add_test(tests, components_list_each_connected_node_once);
    tcase_add_test(tests, neighbours_are_sorted_and_mutual);
    tcase_add_test(tests, no_edges_and_no_nodes_are_fine);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
