/* Which pairs are judged, and that no more are than will tell. */
#include <stdbool.h>
#include <stdlib.h>

#include "cluster/cluster.h"
#include "support/main.h"

#define NODES 10

/* Stories: nodes of the same story match. */
struct world {
    int story[NODES];
    uint32_t asked;
    uint32_t last[2];
};

static stet_status judge(void *ctx, uint32_t a, uint32_t b, uint32_t edge, struct cluster_verdict *verdict,
                         stet_error *err)
{
    (void)edge;
    (void)err;
    struct world *world = ctx;
    world->asked++;
    world->last[0] = a;
    world->last[1] = b;
    *verdict = (struct cluster_verdict){world->story[a] == world->story[b], .9f, .9f};
    return STET_OK;
}

static void link_nodes(struct cluster_graph *graph, struct world *world, bool all)
{
    uint32_t rank[NODES];
    uint64_t strength[NODES];
    for (uint32_t v = 0; v < NODES; v++)
        rank[v] = v;
    const struct cluster_judge asks = {judge, world};
    cluster_strengths(graph, strength);
    for (uint32_t v = 0; v < NODES; v++)
        ck_assert_int_eq(cluster_link(graph, v, strength, rank, all, &asks, NULL), STET_OK);
}

static void open_graph(struct cluster_graph *graph, const struct cluster_edge *edges, size_t count)
{
    static const uint32_t rank[NODES] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
    ck_assert_int_eq(cluster_graph_build(graph, NODES, edges, count, rank, NULL), STET_OK);
}

START_TEST(copies_of_one_story_are_tried_with_their_strongest)
{
    struct cluster_edge edges[10];
    size_t count = 0;
    for (uint32_t a = 0; a < 5; a++)
        for (uint32_t b = a + 1; b < 5; b++)
            edges[count++] = (struct cluster_edge){a, b, a == 2 || b == 2 ? 220 : 180};
    struct cluster_graph graph;
    open_graph(&graph, edges, count);
    struct world world = {0};
    link_nodes(&graph, &world, false);
    ck_assert_uint_eq(world.asked, 4); /* not 10 */
    ck_assert_int_eq(cluster_graph_connect(&graph, NULL), STET_OK);
    ck_assert_uint_eq(graph.component_count, 1);
    cluster_graph_free(&graph);
    world.asked = 0;
    open_graph(&graph, edges, count);
    link_nodes(&graph, &world, true);
    ck_assert_uint_eq(world.asked, 10);
    cluster_graph_free(&graph);
}
END_TEST

START_TEST(the_next_candidate_is_tried_when_the_strongest_differs)
{
    /* 0 is a form with many likenesses; 4 and 5 are copies that look a little like it. */
    const struct cluster_edge edges[] = {{0, 1, 200}, {0, 2, 200}, {0, 3, 200}, {0, 4, 150}, {0, 5, 150}, {4, 5, 240}};
    struct cluster_graph graph;
    open_graph(&graph, edges, 6);
    struct world world = {.story = {0, 1, 2, 3, 4, 4}};
    link_nodes(&graph, &world, false);
    ck_assert_int_eq(cluster_graph_connect(&graph, NULL), STET_OK);
    ck_assert_uint_eq(graph.component_count, 1);
    ck_assert_uint_eq(graph.root[5], 4);
    ck_assert_uint_eq(world.asked, 6);
    cluster_graph_free(&graph);
}
END_TEST

/* Links all nodes, of stories as `world` says, and compares which edges have been judged. */
static void check_judged(const struct cluster_edge *edges, size_t count, struct world world, const bool *expected)
{
    struct cluster_graph graph;
    open_graph(&graph, edges, count);
    link_nodes(&graph, &world, false);
    for (uint32_t v = 0; v < NODES; v++)
        for (uint64_t i = graph.first[v]; i < graph.first[v + 1]; i++) {
            struct cluster_verdict verdict;
            const struct cluster_neighbour *neighbour = &graph.neighbours[i];
            ck_assert_int_eq(cluster_known(&graph, v, neighbour, &verdict), expected[neighbour->edge]);
        }
    cluster_graph_free(&graph);
}

START_TEST(what_is_hardly_alike_is_not_judged_and_no_more_than_five)
{
    const struct world different = {.story = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9}};
    const struct cluster_edge first[] = {{0, 1, 23}, {2, 3, 24}, {4, 5, 1}, {6, 7, 200}, {6, 8, 23}, {6, 9, 24}};
    check_judged(first, 6, different, (const bool[]){false, true, true, true, false, true});
    /* 2 and 4 have matches of their own, so that only 0 asks about them. */
    const struct world pairs = {.story = {0, 1, 2, 2, 4, 4}};
    const struct cluster_edge second[] = {{0, 1, 200}, {0, 2, 47}, {2, 3, 240}};
    check_judged(second, 3, pairs, (const bool[]){true, false, true});
    const struct cluster_edge third[] = {{0, 1, 200}, {0, 2, 48}, {2, 3, 240}};
    check_judged(third, 3, pairs, (const bool[]){true, true, true});
    const struct cluster_edge fourth[] = {{0, 1, 200}, {0, 2, 70}, {2, 3, 240}, {0, 4, 63}, {4, 5, 240}};
    check_judged(fourth, 5, pairs, (const bool[]){true, true, true, false, true});
    const struct cluster_edge fifth[] = {{0, 1, 200}, {0, 2, 70}, {2, 3, 240}, {0, 4, 64}, {4, 5, 240}};
    check_judged(fifth, 5, pairs, (const bool[]){true, true, true, true, true});
    const struct cluster_edge many[] = {{0, 1, 70}, {0, 2, 70}, {0, 3, 70}, {0, 4, 70},
                                        {0, 5, 70}, {0, 6, 70}, {0, 7, 70}};
    struct cluster_graph graph;
    struct world world = different;
    open_graph(&graph, many, 7);
    uint32_t rank[NODES] = {0};
    uint64_t strength[NODES] = {0};
    const struct cluster_judge asks = {judge, &world};
    world.asked = 0;
    ck_assert_int_eq(cluster_link(&graph, 0, strength, rank, false, &asks, NULL), STET_OK);
    ck_assert_uint_eq(world.asked, 5);
    cluster_graph_free(&graph);
}
END_TEST

START_TEST(a_node_without_a_match_is_not_tried_again)
{
    const struct cluster_edge edges[] = {{0, 1, 240}, {1, 2, 100}};
    struct cluster_graph graph;
    open_graph(&graph, edges, 2);
    struct world world = {.story = {0, 0, 2}};
    const struct cluster_judge asks = {judge, &world};
    struct cluster_verdict verdict;
    ck_assert_int_eq(cluster_ask(&graph, &asks, 0, &graph.neighbours[graph.first[0]], &verdict, NULL), STET_OK);
    ck_assert_int_eq(cluster_graph_connect(&graph, NULL), STET_OK);
    world.asked = 0;
    for (uint32_t v = 0; v < NODES; v++)
        ck_assert_int_eq(cluster_link_apart(&graph, v, &asks, NULL), STET_OK);
    ck_assert_uint_eq(world.asked, 0);
    cluster_graph_free(&graph);
}
END_TEST

START_TEST(what_has_chosen_different_anchors_is_tried_with_each_other)
{
    /* Two stars of one story, whose members know each other across. */
    const struct cluster_edge edges[] = {{0, 1, 240}, {0, 2, 240}, {5, 6, 240}, {5, 7, 240}, {2, 7, 200}, {1, 9, 70}};
    struct cluster_graph graph;
    open_graph(&graph, edges, 6);
    struct world world = {.story = {0, 0, 0, 3, 4, 0, 0, 0, 8, 9}};
    link_nodes(&graph, &world, false);
    ck_assert_int_eq(cluster_graph_connect(&graph, NULL), STET_OK);
    ck_assert_uint_eq(graph.component_count, 2);
    const struct cluster_judge asks = {judge, &world};
    world.asked = 0;
    for (uint32_t v = 0; v < NODES; v++)
        ck_assert_int_eq(cluster_link_apart(&graph, v, &asks, NULL), STET_OK);
    ck_assert_uint_eq(world.asked, 1);
    ck_assert_int_eq(cluster_graph_connect(&graph, NULL), STET_OK);
    ck_assert_uint_eq(graph.component_count, 1);
    cluster_graph_free(&graph);
}
END_TEST

START_TEST(nodes_with_one_first_choice_follow_each_other)
{
    const struct cluster_edge edges[] = {{0, 8, 200}, {1, 9, 200}, {2, 8, 200}, {3, 9, 200}, {4, 8, 200}};
    struct cluster_graph graph;
    open_graph(&graph, edges, 5);
    static const uint32_t rank[NODES] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
    uint64_t strength[NODES];
    uint32_t order[NODES], scratch[3 * NODES + 2];
    cluster_strengths(&graph, strength);
    ck_assert_uint_eq(cluster_link_order(&graph, strength, rank, order, scratch), 7);
    static const uint32_t expected[] = {8, 0, 2, 4, 9, 1, 3};
    ck_assert_mem_eq(order, expected, sizeof expected);
    cluster_graph_free(&graph);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("cluster/link");
    TCase *tests = tcase_create("link");
    tcase_add_test(tests, copies_of_one_story_are_tried_with_their_strongest);
    tcase_add_test(tests, the_next_candidate_is_tried_when_the_strongest_differs);
    tcase_add_test(tests, what_is_hardly_alike_is_not_judged_and_no_more_than_five);
    tcase_add_test(tests, a_node_without_a_match_is_not_tried_again);
    tcase_add_test(tests, what_has_chosen_different_anchors_is_tried_with_each_other);
    tcase_add_test(tests, nodes_with_one_first_choice_follow_each_other);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
