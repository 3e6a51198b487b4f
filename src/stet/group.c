/* Matches to clusters, and clusters as lists of articles in the order of their first member. */
#include <bsd/stdlib.h>
#include <stdatomic.h>
#include <string.h>

#include "base/error.h"
#include "stet/judge.h"
#include "stet/pipeline.h"
#include "sys/team.h"

/* Components labelled by one job. */
#define GRAIN 256

struct grouping {
    struct stet_batch *batch;
    struct cluster_scratch *scratches; /* one a worker */
};

/* Of each article the tie to its anchor, where the two have been judged as candidates. */
static void keep_ties(struct stet_batch *batch, uint32_t component)
{
    const struct cluster_graph *graph = &batch->graph;
    for (uint32_t i = graph->component[component]; i < graph->component[component + 1]; i++) {
        uint32_t node = graph->order[i];
        for (uint64_t k = graph->first[node]; k < graph->first[node + 1]; k++)
            if (graph->neighbours[k].node == batch->label[node])
                batch->ties[node] =
                    atomic_load_explicit(&batch->edge_ties[graph->neighbours[k].edge], memory_order_relaxed);
    }
}

static stet_status label_range(void *ctx, size_t begin, size_t end, unsigned worker, stet_error *err)
{
    struct grouping *grouping = ctx;
    struct stet_batch *batch = grouping->batch;
    struct batch_asking asking = {batch, batch->judges[worker]};
    const struct cluster_judge judge = {.judge = batch_ask, .ctx = &asking};
    stet_status status = STET_OK;
    for (size_t component = begin; component < end && !status; component++) {
        if (batch->options.clustering == STET_CLUSTERING_COMPONENTS)
            cluster_components(&batch->graph, (uint32_t)component, batch->rank, batch->label);
        else
            status = cluster_anchored(&batch->graph, (uint32_t)component, batch->rank, &judge,
                                      &grouping->scratches[worker], batch->label, err);
        if (!status)
            keep_ties(batch, (uint32_t)component);
    }
    return status;
}

static stet_status label_all(struct stet_batch *batch, stet_error *err)
{
    uint32_t threads = batch->options.threads;
    struct grouping grouping = {.batch = batch};
    grouping.scratches = calloc(threads, sizeof *grouping.scratches);
    stet_status status = grouping.scratches ? STET_OK : stet_fail_memory(err);
    if (!status)
        status = sys_parallel_for(threads, batch->graph.component_count, GRAIN, label_range, &grouping, err);
    for (uint32_t i = 0; i < threads && grouping.scratches; i++)
        cluster_scratch_free(&grouping.scratches[i]);
    free(grouping.scratches);
    return status;
}

/* Numbers the clusters by first member and lists the members of each, ascending. */
stet_status batch_list_clusters(struct stet_batch *batch, stet_error *err)
{
    size_t n = batch->corpus.count;
    uint32_t *number = reallocarray(NULL, n + 1, sizeof *number); /* of the cluster that an anchor has */
    batch->groups.first = calloc(n + 2, sizeof *batch->groups.first);
    batch->groups.members = reallocarray(NULL, n + 1, sizeof *batch->groups.members);
    if (!number || !batch->groups.first || !batch->groups.members) {
        free(number);
        return stet_fail_memory(err);
    }
    memset(number, 0xff, n * sizeof *number);
    uint32_t count = 0;
    for (size_t i = 0; i < n; i++) {
        uint32_t anchor = batch->label[i];
        if (number[anchor] == CORPUS_NONE)
            number[anchor] = count++;
        batch->groups.first[number[anchor] + 2]++;
    }
    for (uint32_t c = 0; c < count; c++) {
        uint32_t size = batch->groups.first[c + 2];
        batch->stats.clusters += size > 1;
        batch->stats.clustered += size > 1 ? size : 0;
        batch->groups.first[c + 2] += batch->groups.first[c + 1];
    }
    for (size_t i = 0; i < n; i++)
        batch->groups.members[batch->groups.first[number[batch->label[i]] + 1]++] = (uint32_t)i;
    batch->groups.count = count;
    free(number);
    return STET_OK;
}

stet_status batch_group(struct stet_batch *batch, stet_error *err)
{
    size_t n = batch->corpus.count;
    batch->label = reallocarray(NULL, n + 1, sizeof *batch->label);
    batch->ties = calloc(n + 1, sizeof *batch->ties);
    if (!batch->label || !batch->ties)
        return stet_fail_memory(err);
    for (size_t i = 0; i < n; i++)
        batch->label[i] = (uint32_t)i;
    stet_status status = batch_progress(batch, "clustering", 0, 0, err);
    if (!status)
        status = cluster_graph_connect(&batch->graph, err);
    if (!status)
        status = label_all(batch, err);
    cluster_graph_free(&batch->graph);
    free(batch->edge_ties);
    batch->edge_ties = NULL;
    if (status)
        return status;
    /* An exact copy goes where the first of its kind went. */
    for (size_t i = 0; i < n; i++)
        if (batch->corpus.rows[i].exact_of != CORPUS_NONE)
            batch->label[i] = batch->label[batch->corpus.rows[i].exact_of];
    status = batch_list_clusters(batch, err);
    return status ? status : batch_roundups_seat(batch, err);
}
