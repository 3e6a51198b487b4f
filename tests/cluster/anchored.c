#include <check.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "cluster/cluster.h"

#define NODES 12

/* Whom the judge accepts: all that are linked, and pairs listed by the test. */
struct pairs {
    const struct cluster_edge *edges;
    size_t edge_count;
    uint32_t pair[8][2];
    size_t count, asked;
};

static struct cluster_verdict of(const struct cluster_edge *edge)
{
    float share = (float)edge->likeness / 255;
    return (struct cluster_verdict){true, share, share};
}

static bool is(uint32_t a, uint32_t b, uint32_t x, uint32_t y)
{
    return (a == x && b == y) || (a == y && b == x);
}

static stet_status judge(void *ctx, uint32_t a, uint32_t b, uint32_t edge, struct cluster_verdict *verdict,
                         stet_error *err)
{
    (void)edge;
    (void)err;
    struct pairs *pairs = ctx;
    pairs->asked++;
    *verdict = (struct cluster_verdict){0};
    for (size_t i = 0; i < pairs->count; i++)
        if (is(a, b, pairs->pair[i][0], pairs->pair[i][1]))
            *verdict = (struct cluster_verdict){true, .6f, .6f};
    for (size_t i = 0; i < pairs->edge_count; i++)
        if (is(a, b, pairs->edges[i].a, pairs->edges[i].b))
            *verdict = of(&pairs->edges[i]);
    return STET_OK;
}

static void judge_all(struct cluster_graph *graph, const struct cluster_edge *edges)
{
    for (uint32_t v = 0; v < graph->nodes; v++)
        for (uint64_t i = graph->first[v]; i < graph->first[v + 1]; i++) {
            struct cluster_verdict verdict = of(&edges[graph->neighbours[i].edge]);
            cluster_set(graph, v, &graph->neighbours[i], &verdict);
        }
}

/* All edges are matches, as strong as they are like; with `known`, that is known beforehand. */
static void cluster_with(const struct cluster_edge *edges, size_t count, struct pairs *pairs, bool known,
                         uint32_t *label)
{
    uint32_t rank[NODES];
    for (uint32_t v = 0; v < NODES; v++)
        label[v] = rank[v] = v;
    pairs->edges = edges;
    pairs->edge_count = count;
    struct cluster_graph graph;
    struct cluster_scratch scratch = {0};
    struct cluster_judge asks = {judge, pairs};
    ck_assert_int_eq(cluster_graph_build(&graph, NODES, edges, count, rank, NULL), STET_OK);
    judge_all(&graph, edges);
    ck_assert_int_eq(cluster_graph_connect(&graph, NULL), STET_OK);
    for (uint32_t e = 0; e < count && !known; e++)
        atomic_store(&graph.verdict[e], 0);
    for (uint32_t c = 0; c < graph.component_count; c++)
        ck_assert_int_eq(cluster_anchored(&graph, c, rank, &asks, &scratch, label, NULL), STET_OK);
    cluster_scratch_free(&scratch);
    cluster_graph_free(&graph);
}

static void cluster(const struct cluster_edge *edges, size_t count, struct pairs *pairs, uint32_t *label)
{
    uint32_t lazily[NODES];
    struct pairs again = *pairs;
    cluster_with(edges, count, pairs, true, label);
    cluster_with(edges, count, &again, false, lazily);
    ck_assert_mem_eq(label, lazily, sizeof lazily);
}

START_TEST(a_star_is_one_cluster)
{
    const struct cluster_edge edges[] = {{3, 1, 225}, {3, 2, 225}, {3, 5, 225}};
    struct pairs pairs = {0};
    uint32_t label[NODES];
    cluster(edges, 3, &pairs, label);
    ck_assert_uint_eq(label[1], 3);
    ck_assert_uint_eq(label[2], 3);
    ck_assert_uint_eq(label[3], 3);
    ck_assert_uint_eq(label[5], 3);
    ck_assert_uint_eq(label[4], 4);
}
END_TEST

START_TEST(a_weak_link_does_not_glue_two_stories)
{
    const struct cluster_edge edges[] = {{0, 1, 225}, {0, 2, 225}, {2, 6, 75}, {6, 7, 225}, {6, 8, 225}};
    struct pairs pairs = {0};
    uint32_t label[NODES];
    cluster(edges, 5, &pairs, label);
    ck_assert_uint_eq(label[2], label[0]);
    ck_assert_uint_eq(label[7], label[6]);
    ck_assert_uint_ne(label[0], label[6]);
    ck_assert_uint_gt(pairs.asked, 0);
}
END_TEST

START_TEST(a_missed_candidate_joins_when_it_matches_the_anchor)
{
    const struct cluster_edge edges[] = {{0, 1, 225}, {0, 2, 225}, {2, 3, 225}};
    struct pairs pairs = {.pair = {{0, 3}}, .count = 1};
    uint32_t label[NODES];
    cluster(edges, 3, &pairs, label);
    ck_assert_uint_eq(label[3], label[0]);
}
END_TEST

START_TEST(a_member_goes_to_the_anchor_that_it_matches_best)
{
    /* 4 is tied to both stars, more to the weaker one. */
    const struct cluster_edge edges[] = {{0, 1, 225}, {0, 2, 225}, {0, 3, 225}, {0, 4, 125},
                                         {6, 7, 225}, {6, 8, 225}, {6, 4, 200}};
    struct pairs pairs = {0};
    uint32_t label[NODES];
    cluster(edges, 7, &pairs, label);
    ck_assert_uint_eq(label[4], label[6]);
    ck_assert_uint_ne(label[0], label[6]);
}
END_TEST

START_TEST(components_follow_every_chain)
{
    const struct cluster_edge edges[] = {{4, 1, 225}, {4, 2, 25}, {2, 3, 25}};
    const uint32_t rank[NODES] = {11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0};
    uint32_t label[NODES];
    struct cluster_graph graph;
    ck_assert_int_eq(cluster_graph_build(&graph, NODES, edges, 3, rank, NULL), STET_OK);
    judge_all(&graph, edges);
    ck_assert_int_eq(cluster_graph_connect(&graph, NULL), STET_OK);
    cluster_components(&graph, 0, rank, label);
    for (uint32_t v = 1; v <= 4; v++)
        ck_assert_uint_eq(label[v], 4);
    cluster_graph_free(&graph);
}
END_TEST

START_TEST(every_member_matches_its_anchor_and_edge_order_does_not_matter)
{
    uint64_t state = 7;
    printf("seed %llu\n", (unsigned long long)state);
    for (int round = 0; round < 300; round++) {
        struct cluster_edge edges[40];
        bool linked[NODES][NODES] = {0};
        size_t count = 0;
        for (uint32_t a = 0; a < NODES; a++)
            for (uint32_t b = a + 1; b < NODES; b++) {
                state = state * UINT64_C(6364136223846793005) + 1442695040888963407u;
                if (state >> 61 == 0 && count < 40) {
                    linked[a][b] = linked[b][a] = true;
                    edges[count++] = (struct cluster_edge){a, b, (uint8_t)(1 + (state >> 40 & 127))};
                }
            }
        struct pairs pairs = {0};
        uint32_t label[NODES], again[NODES];
        cluster(edges, count, &pairs, label);
        for (uint32_t v = 0; v < NODES; v++)
            ck_assert(label[v] == v || (linked[v][label[v]] && label[label[v]] == label[v]));
        for (size_t i = 0; i < count / 2; i++) {
            struct cluster_edge swap = edges[i];
            edges[i] = edges[count - 1 - i];
            edges[count - 1 - i] = (struct cluster_edge){swap.b, swap.a, swap.likeness};
        }
        cluster(edges, count, &pairs, again);
        ck_assert_mem_eq(label, again, sizeof label);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("cluster/anchored");
    TCase *tests = tcase_create("anchored");
    tcase_add_test(tests, a_star_is_one_cluster);
    tcase_add_test(tests, a_weak_link_does_not_glue_two_stories);
    tcase_add_test(tests, a_missed_candidate_joins_when_it_matches_the_anchor);
    tcase_add_test(tests, a_member_goes_to_the_anchor_that_it_matches_best);
    tcase_add_test(tests, components_follow_every_chain);
    tcase_add_test(tests, every_member_matches_its_anchor_and_edge_order_does_not_matter);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
