/* Candidates to matches: every pair that the keys put together is judged from the tokens of both. */
#include <stdlib.h>

#include "base/buf.h"
#include "base/error.h"
#include "index/sort.h"
#include "stet/judge.h"
#include "stet/pipeline.h"
#include "sys/pool.h"

struct verify_job {
    unsigned partition;
    uint64_t *records;
    size_t capacity;
    uint64_t candidates;
    struct cluster_edge *edges;
    size_t edge_count, edge_capacity;
};

struct verifying {
    struct stet_batch *batch;
    unsigned next;
};

static stet_status produce(void *ctx, void *slot, bool *done, stet_error *err)
{
    struct verifying *verifying = ctx;
    struct verify_job *job = slot;
    *done = verifying->next == INDEX_PARTITIONS;
    job->partition = verifying->next++;
    return batch_progress(verifying->batch, "matching", job->partition, INDEX_PARTITIONS, err);
}

static stet_status keep(struct verify_job *job, uint32_t a, uint32_t b, const struct match_verdict *verdict,
                        stet_error *err)
{
    void *edges = job->edges;
    bool grown = stet_grow(&edges, &job->edge_capacity, job->edge_count + 1, sizeof *job->edges);
    job->edges = edges;
    if (!grown)
        return stet_fail_memory(err);
    job->edges[job->edge_count++] = (struct cluster_edge){a, b, batch_weight(verdict)};
    return STET_OK;
}

static stet_status work(void *ctx, void *slot, unsigned worker, stet_error *err)
{
    struct verifying *verifying = ctx;
    struct verify_job *job = slot;
    struct index_runs *pairs = verifying->batch->pairs;
    job->candidates = job->edge_count = 0;
    size_t n;
    stet_status status = index_runs_load(pairs, job->partition, &job->records, &job->capacity, &n, err);
    if (status)
        return status;
    const uint64_t *sorted = index_sort(job->records, job->records + n, n);
    for (size_t i = 0; i < n; i++) {
        if (i && sorted[i] == sorted[i - 1])
            continue;
        uint32_t a = (uint32_t)(sorted[i] >> 32), b = (uint32_t)sorted[i];
        struct match_verdict verdict;
        job->candidates++;
        status = batch_judge_pair(verifying->batch->judges[worker], a, b, &verdict, err);
        if (!status && verdict.match)
            status = keep(job, a, b, &verdict, err);
        if (status)
            return status;
    }
    return STET_OK;
}

static stet_status consume(void *ctx, void *slot, stet_error *err)
{
    struct verifying *verifying = ctx;
    struct verify_job *job = slot;
    struct stet_batch *batch = verifying->batch;
    batch->stats.candidates += job->candidates;
    batch->stats.matches += job->edge_count;
    void *edges = batch->edges;
    bool grown = stet_grow(&edges, &batch->edge_capacity, batch->edge_count + job->edge_count, sizeof *batch->edges);
    batch->edges = edges;
    if (!grown)
        return stet_fail_memory(err);
    for (size_t i = 0; i < job->edge_count; i++)
        batch->edges[batch->edge_count++] = job->edges[i];
    return STET_OK;
}

static stet_status run(struct verifying *verifying, uint32_t threads, stet_error *err)
{
    uint32_t slots = threads * 2;
    struct verify_job *jobs = calloc(slots, sizeof *jobs);
    if (!jobs)
        return stet_fail_memory(err);
    struct sys_pipeline pipeline = {.threads = threads,
                                    .slots = slots,
                                    .jobs = jobs,
                                    .job_size = sizeof *jobs,
                                    .produce = produce,
                                    .work = work,
                                    .consume = consume,
                                    .ctx = verifying};
    stet_status status = sys_pipeline_run(&pipeline, err);
    for (uint32_t i = 0; i < slots; i++) {
        free(jobs[i].records);
        free(jobs[i].edges);
    }
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

stet_status batch_verify(struct stet_batch *batch, stet_error *err)
{
    struct verifying verifying = {.batch = batch};
    stet_status status = create_judges(batch, err);
    if (!status)
        status = run(&verifying, batch->options.threads, err);
    batch->stats.spilled += index_runs_spilled(batch->pairs);
    index_runs_free(batch->pairs);
    batch->pairs = NULL;
    return status;
}
