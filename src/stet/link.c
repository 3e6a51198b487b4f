/* Candidates to matches: a graph of the pairs worth judging, of which those are judged that will tell. */
#include <stdatomic.h>

#include <bsd/stdlib.h>

#include "base/buf.h"
#include "base/error.h"
#include "index/sort.h"
#include "stet/judge.h"
#include "stet/pipeline.h"
#include "sys/pool.h"

/* Articles linked by one job. */
#define GRAIN 1024

#define SOON 2 /* articles ahead */

struct edges {
    struct cluster_edge *items;
    size_t count, capacity;
};

static bool add(struct edges *edges, uint32_t low, uint64_t record)
{
    void *items = edges->items;
    bool grown = stet_grow(&items, &edges->capacity, edges->count + 1, sizeof *edges->items);
    edges->items = items;
    if (grown)
        edges->items[edges->count++] = (struct cluster_edge){low, (uint32_t)record, (uint8_t)(record >> 32)};
    return grown;
}

/* Each pair may come twice, from either of its two. */
static stet_status load_edges(struct stet_batch *batch, struct edges *edges, stet_error *err)
{
    uint64_t *records = NULL;
    size_t capacity = 0;
    unsigned shift = 0;
    while ((uint64_t)batch->corpus.count >> shift >= INDEX_PARTITIONS)
        shift++;
    stet_status status = STET_OK;
    for (unsigned partition = 0; partition < INDEX_PARTITIONS && !status; partition++) {
        size_t n;
        status = index_runs_load(batch->pairs, partition, &records, &capacity, &n, err);
        if (status)
            break;
        const uint64_t *sorted = index_sort(records, records + n, n);
        for (size_t i = 0; i < n && !status; i++) {
            uint32_t low = (uint32_t)((uint64_t)partition << shift | sorted[i] >> 40);
            if ((!i || sorted[i] != sorted[i - 1]) &&
                !batch_roundups_apart(batch, low, (uint32_t)sorted[i], (uint8_t)(sorted[i] >> 32)) &&
                !add(edges, low, sorted[i]))
                status = stet_fail_memory(err);
        }
    }
    free(records);
    return status;
}

static stet_status build_graph(struct stet_batch *batch, stet_error *err)
{
    struct edges edges = {0};
    stet_status status = load_edges(batch, &edges, err);
    batch->stats.spilled += index_runs_spilled(batch->pairs);
    index_runs_free(batch->pairs);
    batch->pairs = NULL;
    if (!status)
        status = cluster_graph_build(&batch->graph, (uint32_t)batch->corpus.count, edges.items, edges.count,
                                     batch->rank, err);
    free(edges.items);
    if (status)
        return status;
    batch->edge_ties = calloc((size_t)batch->graph.edge_count + 1, sizeof *batch->edge_ties);
    return batch->edge_ties ? STET_OK : stet_fail_memory(err);
}

stet_status batch_ask(void *ctx, uint32_t a, uint32_t b, uint32_t edge, struct cluster_verdict *out, stet_error *err)
{
    const struct batch_asking *asking = ctx;
    struct match_verdict verdict;
    stet_status status = batch_judge_pair(asking->judge, a, b, &verdict, err);
    if (status)
        return status;
    *out = (struct cluster_verdict){verdict.match, verdict.containment_a, verdict.containment_b};
    batch_tie tie = batch_tie_pack(&asking->batch->corpus, a, b, &verdict);
    /* Two threads may judge one pair, one each way: whoever comes last, the same is known of it. One that no edge joins
     * is an anchor and what may join it then, whose component no other thread is at. */
    if (edge != CLUSTER_NO_EDGE)
        atomic_store_explicit(&asking->batch->edge_ties[edge], tie, memory_order_relaxed);
    else if (tie)
        asking->batch->ties[b] = tie;
    return STET_OK;
}

struct link_job {
    uint32_t begin, end;
};

struct linking {
    struct stet_batch *batch;
    uint64_t *strength;
    uint32_t *order; /* of the articles to link */
    uint32_t count, next;
    bool apart; /* the second time */
};

static stet_status produce(void *ctx, void *slot, bool *done, stet_error *err)
{
    struct linking *linking = ctx;
    struct link_job *job = slot;
    *done = linking->next == linking->count;
    job->begin = linking->next;
    job->end = linking->next = linking->count - job->begin < GRAIN ? linking->count : job->begin + GRAIN;
    return batch_progress(linking->batch, "matching", job->begin, linking->count, err);
}

static stet_status work(void *ctx, void *slot, unsigned worker, stet_error *err)
{
    struct linking *linking = ctx;
    const struct link_job *job = slot;
    struct stet_batch *batch = linking->batch;
    struct batch_asking asking = {batch, batch->judges[worker]};
    const struct cluster_judge judge = {.judge = batch_ask, .ctx = &asking};
    bool all = batch->options.clustering == STET_CLUSTERING_COMPONENTS;
    stet_status status = STET_OK;
    for (uint32_t i = job->begin; i < job->end && !status; i++) {
        uint32_t node = linking->order[i];
        if (i + SOON < linking->count)
            corpus_prefetch_tokens(&batch->corpus, linking->order[i + SOON]);
        if (i + 2 * SOON < linking->count)
            corpus_prefetch_row(&batch->corpus, linking->order[i + 2 * SOON]);
        status = linking->apart ? cluster_link_apart(&batch->graph, node, &judge, err)
                                : cluster_link(&batch->graph, node, linking->strength, batch->rank, all, &judge, err);
    }
    return status;
}

static stet_status run(struct linking *linking, stet_error *err)
{
    uint32_t threads = linking->batch->options.threads, slots = threads * 2;
    struct link_job *jobs = calloc(slots, sizeof *jobs);
    if (!jobs)
        return stet_fail_memory(err);
    struct sys_pipeline pipeline = {.threads = threads,
                                    .slots = slots,
                                    .jobs = jobs,
                                    .job_size = sizeof *jobs,
                                    .produce = produce,
                                    .work = work,
                                    .ctx = linking};
    stet_status status = sys_pipeline_run(&pipeline, err);
    free(jobs);
    return status;
}

static stet_status create_judges(struct stet_batch *batch, stet_error *err)
{
    uint32_t threads = batch->options.threads;
    batch->judges = calloc(threads, sizeof *batch->judges);
    stet_status status = batch->judges ? STET_OK : stet_fail_memory(err);
    for (uint32_t i = 0; i < threads && !status; i++)
        status = batch_judge_create(&batch->judges[i], &batch->corpus, batch->matcher, batch_judge_memory(batch), err);
    return status;
}

static stet_status plan(struct linking *linking, stet_error *err)
{
    const struct stet_batch *batch = linking->batch;
    size_t n = batch->corpus.count;
    linking->strength = calloc(n + 1, sizeof *linking->strength);
    linking->order = calloc(n + 1, sizeof *linking->order);
    uint32_t *scratch = reallocarray(NULL, 3 * n + 2, sizeof *scratch);
    bool ok = linking->strength && linking->order && scratch;
    if (ok) {
        cluster_strengths(&batch->graph, linking->strength);
        linking->count =
            cluster_link_order(&batch->graph, linking->strength, batch->rank, linking->order, scratch);
    }
    free(scratch);
    return ok ? STET_OK : stet_fail_memory(err);
}

static void count(struct stet_batch *batch)
{
    const struct cluster_graph *graph = &batch->graph;
    for (uint32_t v = 0; v < graph->nodes; v++)
        for (uint64_t i = graph->first[v]; i < graph->first[v + 1]; i++) {
            struct cluster_verdict verdict;
            bool known = graph->neighbours[i].node > v && cluster_known(graph, v, &graph->neighbours[i], &verdict);
            batch->stats.candidates += known;
            batch->stats.matches += known && verdict.match;
        }
}

stet_status batch_link(struct stet_batch *batch, stet_error *err)
{
    struct linking linking = {.batch = batch};
    stet_status status = create_judges(batch, err);
    if (!status)
        status = batch_roundups_judge(batch, err);
    if (!status)
        status = build_graph(batch, err);
    if (!status)
        status = plan(&linking, err);
    if (!status)
        status = run(&linking, err);
    if (!status)
        status = cluster_graph_connect(&batch->graph, err);
    linking.apart = true;
    linking.next = 0;
    if (!status)
        status = run(&linking, err);
    free(linking.order);
    free(linking.strength);
    if (!status)
        count(batch);
    return status;
}
