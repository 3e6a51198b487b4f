/* Which candidates to judge first: as few as will tell.
 *
 * Nearly every candidate of an article that has copies is one of them, so that judging all pairs of a story of n copies
 * takes n^2 / 2 judgements where n - 1 would do. Each article is therefore tried with its likeliest anchor first: of the
 * candidates that are about as like it as the likest one, the strongest. The copies of one story have mostly the same
 * one. Only as long as nothing matches, the others are tried as well. Copies that have chosen different anchors, and so
 * are in components of their own so far, are then tried with each other. */
#include <string.h>

#include "cluster/cluster.h"

/* Of a node's candidates are judged at most so many: of those tried sixth or later 1 in 80 matched. */
#define MOST 5

/* Nor are those judged that are less like it than this (of 255), the one tried first, the second one or others: of these,
 * in four feeds, 1 in 25 to 1 in 100 of the first, 1 in 10 to 1 in 70, and 1 in 20 to 1 in 150 matched, mostly with
 * articles that another match brings to the same cluster. Unless nothing is known of their likeness. */
#define FIRST_LEAST 24
#define SECOND_LEAST 48
#define OTHER_LEAST 64
#define NOT_KNOWN 1

#define NONE UINT32_MAX

/* As like as this share of the likest one is: a hub is chosen among these. */
#define ABOUT_AS_LIKE(likeness, best) ((likeness) * 2 >= (best))

/* Tried again across components are those at least 1 / APART as like as the likest one. */
#define APART 3

struct candidate {
    const struct cluster_neighbour *neighbour;
    uint8_t likeness;
    uint64_t strength;
    uint32_t rank;
};

void cluster_strengths(const struct cluster_graph *graph, uint64_t *strength)
{
    for (uint32_t v = 0; v < graph->nodes; v++) {
        strength[v] = 0;
        for (uint64_t i = graph->first[v]; i < graph->first[v + 1]; i++) {
            uint64_t likeness = graph->likeness[graph->neighbours[i].edge];
            strength[v] += likeness * likeness;
        }
    }
}

stet_status cluster_ask(struct cluster_graph *graph, const struct cluster_judge *judge, uint32_t node,
                        const struct cluster_neighbour *neighbour, struct cluster_verdict *verdict, stet_error *err)
{
    if (cluster_known(graph, node, neighbour, verdict))
        return STET_OK;
    stet_status status = judge->judge(judge->ctx, node, neighbour->node, neighbour->edge, verdict, err);
    if (!status)
        cluster_set(graph, node, neighbour, verdict);
    return status;
}

static bool before(const struct candidate *a, const struct candidate *b, uint8_t best)
{
    bool hub_a = ABOUT_AS_LIKE(a->likeness, best), hub_b = ABOUT_AS_LIKE(b->likeness, best);
    if (hub_a != hub_b)
        return hub_a;
    if (hub_a && a->strength != b->strength)
        return a->strength > b->strength;
    if (a->likeness != b->likeness)
        return a->likeness > b->likeness;
    return a->rank < b->rank;
}

static uint8_t likest(const struct cluster_graph *graph, uint32_t node)
{
    uint8_t best = 0;
    for (uint64_t i = graph->first[node]; i < graph->first[node + 1]; i++) {
        uint8_t likeness = graph->likeness[graph->neighbours[i].edge];
        best = likeness > best ? likeness : best;
    }
    return best;
}

/* The candidates to try, in order. */
static size_t choose(const struct cluster_graph *graph, uint32_t node, const uint64_t *strength, const uint32_t *rank,
                     struct candidate *chosen)
{
    uint8_t best = likest(graph, node);
    size_t count = 0;
    for (uint64_t i = graph->first[node]; i < graph->first[node + 1]; i++) {
        const struct cluster_neighbour *neighbour = &graph->neighbours[i];
        struct candidate one = {neighbour, graph->likeness[neighbour->edge], strength[neighbour->node],
                                rank[neighbour->node]};
        size_t at = count < MOST ? count++ : MOST;
        for (; at && before(&one, &chosen[at - 1], best); at--)
            if (at < MOST)
                chosen[at] = chosen[at - 1];
        if (at < MOST)
            chosen[at] = one;
    }
    return count;
}

static bool is_worth_it(uint8_t likeness, size_t tried)
{
    uint8_t least = tried == 0 ? FIRST_LEAST : tried == 1 ? SECOND_LEAST : OTHER_LEAST;
    return likeness <= NOT_KNOWN || likeness >= least;
}

static stet_status link_all(struct cluster_graph *graph, uint32_t node, const struct cluster_judge *judge,
                            stet_error *err)
{
    stet_status status = STET_OK;
    struct cluster_verdict verdict;
    for (uint64_t i = graph->first[node]; i < graph->first[node + 1] && !status; i++)
        status = cluster_ask(graph, judge, node, &graph->neighbours[i], &verdict, err);
    return status;
}

stet_status cluster_link(struct cluster_graph *graph, uint32_t node, const uint64_t *strength,
                         const uint32_t *rank, bool all, const struct cluster_judge *judge, stet_error *err)
{
    if (all)
        return link_all(graph, node, judge, err);
    struct candidate chosen[MOST];
    size_t count = choose(graph, node, strength, rank, chosen);
    for (size_t i = 0; i < count; i++) {
        if (!is_worth_it(chosen[i].likeness, i))
            continue;
        struct cluster_verdict verdict;
        stet_status status = cluster_ask(graph, judge, node, chosen[i].neighbour, &verdict, err);
        if (status || verdict.match)
            return status;
    }
    return STET_OK;
}

/* A node on the circle in which following who is tried first ends. */
static uint32_t find_circle(const uint32_t *first, uint32_t node)
{
    uint32_t slow = node, fast = node;
    do {
        slow = first[slow];
        fast = first[first[fast]];
    } while (slow != fast);
    return slow;
}

/* Sorts the nodes by whom they are first tried with: members[begin[v]] to members[begin[v + 1]] with v. */
static void group_by_first(const uint32_t *first, uint32_t nodes, uint32_t *begin, uint32_t *members)
{
    memset(begin, 0, ((size_t)nodes + 2) * sizeof *begin);
    for (uint32_t v = 0; v < nodes; v++)
        if (first[v] != NONE)
            begin[first[v] + 2]++;
    for (uint32_t v = 0; v < nodes; v++)
        begin[v + 2] += begin[v + 1];
    for (uint32_t v = 0; v < nodes; v++)
        if (first[v] != NONE)
            members[begin[first[v] + 1]++] = v;
}

/* Appends those that are first tried with `node` to the order, in which `first` tells that they are. */
static uint32_t add_group(uint32_t *first, const uint32_t *begin, const uint32_t *members, uint32_t node, uint32_t *order)
{
    for (uint32_t i = begin[node]; i < begin[node + 1]; i++) {
        *order++ = members[i];
        first[members[i]] = NONE;
    }
    return begin[node + 1] - begin[node];
}

uint32_t cluster_link_order(const struct cluster_graph *graph, const uint64_t *strength, const uint32_t *rank,
                            uint32_t *order, uint32_t *scratch)
{
    uint32_t nodes = graph->nodes, count = 0;
    uint32_t *first = scratch, *members = scratch + nodes, *begin = members + nodes;
    struct candidate chosen[MOST];
    for (uint32_t v = 0; v < nodes; v++)
        first[v] = choose(graph, v, strength, rank, chosen) ? chosen[0].neighbour->node : NONE;
    group_by_first(first, nodes, begin, members);
    for (uint32_t v = 0; v < nodes; v++) {
        if (first[v] == NONE) /* has no candidates, or is in the order */
            continue;
        uint32_t root = find_circle(first, v), done = count;
        count += add_group(first, begin, members, root, order + count);
        for (; done < count; done++)
            if (order[done] != root)
                count += add_group(first, begin, members, order[done], order + count);
    }
    return count;
}

/* A node of a component of its own has none. */
static bool has_match(const struct cluster_graph *graph, uint32_t node)
{
    for (uint64_t i = graph->first[node]; i < graph->first[node + 1]; i++)
        if (graph->root[graph->neighbours[i].node] == graph->root[node])
            return true;
    return false;
}

stet_status cluster_link_apart(struct cluster_graph *graph, uint32_t node, const struct cluster_judge *judge,
                               stet_error *err)
{
    if (!has_match(graph, node))
        return STET_OK;
    uint8_t best = likest(graph, node);
    stet_status status = STET_OK;
    struct cluster_verdict verdict;
    for (uint64_t i = graph->first[node]; i < graph->first[node + 1] && !status; i++) {
        const struct cluster_neighbour *neighbour = &graph->neighbours[i];
        if (graph->root[node] != graph->root[neighbour->node] && graph->likeness[neighbour->edge] * APART >= best &&
            has_match(graph, neighbour->node))
            status = cluster_ask(graph, judge, node, neighbour, &verdict, err);
    }
    return status;
}
