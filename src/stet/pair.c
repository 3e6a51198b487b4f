/* Candidates: the articles that share a band key or a passage fingerprint, as distinct pairs in runs by article. */
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "index/join.h"
#include "index/sort.h"
#include "stet/pipeline.h"
#include "sys/pool.h"

/* Larger buckets pair neighbours in rank only: templates among bands, boilerplate among passages. */
#define CAP_BANDS 2000
#define CAP_PASSAGES 256

/* Recently seen pairs: most repeats of a pair never reach the runs. Direct-mapped; a power of two, one for each
 * article. */
#define RECENT_EACH 1
#define RECENT_MIN_BITS 10
#define RECENT_MAX_BITS 20
#define SOON 8 /* pairs ahead, whose places in the table are fetched */

struct pair_job {
    unsigned partition;
    uint64_t *records;
    size_t capacity;
    struct index_join join;
};

struct pairing {
    struct stet_batch *batch;
    struct index_runs *keys;
    unsigned next;
    uint32_t cap;
    uint64_t capped;
    uint64_t *recent;
    unsigned recent_bits;
    uint32_t *same; /* when there are exact copies: for each article the one that is judged */
    unsigned shift; /* article >> shift is the partition of its pairs */
};

static stet_status produce(void *ctx, void *slot, bool *done, stet_error *err)
{
    struct pairing *pairing = ctx;
    struct pair_job *job = slot;
    *done = pairing->next == INDEX_PARTITIONS;
    job->partition = pairing->next++;
    return batch_progress(pairing->batch, "pairing", job->partition, INDEX_PARTITIONS, err);
}

static stet_status work(void *ctx, void *slot, unsigned worker, stet_error *err)
{
    (void)worker;
    struct pairing *pairing = ctx;
    struct pair_job *job = slot;
    size_t n;
    stet_status status = index_runs_load(pairing->keys, job->partition, &job->records, &job->capacity, &n, err);
    if (status)
        return status;
    n = index_join_repeated(job->records, n);
    uint64_t *sorted = index_sort_keys(job->records, job->records + n, n);
    job->join.cap = pairing->cap;
    job->join.rank = pairing->batch->rank;
    job->join.same = pairing->same;
    job->join.capped = 0;
    job->join.pair_count = 0;
    return index_join_records(&job->join, sorted, n) ? STET_OK : stet_fail_memory(err);
}

static uint64_t *recent_of(const struct pairing *pairing, uint64_t pair)
{
    return &pairing->recent[pair * UINT64_C(0x9e3779b97f4a7c15) >> (64 - pairing->recent_bits)];
}

static stet_status consume(void *ctx, void *slot, stet_error *err)
{
    struct pairing *pairing = ctx;
    struct pair_job *job = slot;
    pairing->capped += job->join.capped;
    const uint64_t *pairs = job->join.pairs;
    for (size_t i = 0; i < job->join.pair_count; i++) {
        uint64_t pair = pairs[i], *recent = recent_of(pairing, pair);
        if (i + SOON < job->join.pair_count)
            __builtin_prefetch(recent_of(pairing, pairs[i + SOON]), 1);
        if (*recent == pair)
            continue;
        *recent = pair;
        unsigned partition = (unsigned)(pair >> 32 >> pairing->shift);
        stet_status status = index_runs_add(pairing->batch->pairs, partition, pair, err);
        if (status)
            return status;
    }
    return STET_OK;
}

static stet_status join_keys(struct pairing *pairing, struct index_runs **keys, uint32_t cap, uint64_t *capped,
                             stet_error *err)
{
    struct stet_batch *batch = pairing->batch;
    pairing->keys = *keys;
    pairing->next = 0;
    pairing->cap = cap;
    pairing->capped = 0;
    uint32_t slots = batch->options.threads * 2;
    struct pair_job *jobs = calloc(slots, sizeof *jobs);
    if (!jobs)
        return stet_fail_memory(err);
    struct sys_pipeline pipeline = {.threads = batch->options.threads,
                                    .slots = slots,
                                    .jobs = jobs,
                                    .job_size = sizeof *jobs,
                                    .produce = produce,
                                    .work = work,
                                    .consume = consume,
                                    .ctx = pairing};
    stet_status status = sys_pipeline_run(&pipeline, err);
    for (uint32_t i = 0; i < slots; i++) {
        free(jobs[i].records);
        index_join_free(&jobs[i].join);
    }
    free(jobs);
    *capped = pairing->capped;
    batch->stats.spilled += index_runs_spilled(*keys);
    index_runs_free(*keys);
    *keys = NULL;
    return status;
}

/* Cleared here rather than by the system at the first look at each page. */
static stet_status create_recent(struct pairing *pairing, stet_error *err)
{
    pairing->recent_bits = RECENT_MIN_BITS;
    while (pairing->recent_bits < RECENT_MAX_BITS &&
           UINT64_C(1) << pairing->recent_bits < pairing->batch->corpus.count * RECENT_EACH)
        pairing->recent_bits++;
    size_t size = sizeof *pairing->recent << pairing->recent_bits;
    pairing->recent = malloc(size);
    if (!pairing->recent)
        return stet_fail_memory(err);
    memset(pairing->recent, 0, size); /* (0, 0) is no pair */
    return STET_OK;
}

stet_status batch_pair(struct stet_batch *batch, stet_error *err)
{
    struct pairing pairing = {.batch = batch};
    while ((uint64_t)batch->corpus.count >> pairing.shift >= INDEX_PARTITIONS)
        pairing.shift++;
    stet_status status = create_recent(&pairing, err);
    if (!status && batch->stats.exact)
        status = corpus_judged(&batch->corpus, &pairing.same, err);
    if (!status)
        status = index_runs_create(&batch->pairs, batch->options.memory / 8, batch->options.tmp, err);
    if (!status)
        status = join_keys(&pairing, &batch->bands, CAP_BANDS, &batch->stats.capped_bands, err);
    if (!status)
        status = join_keys(&pairing, &batch->passages, CAP_PASSAGES, &batch->stats.capped_passages, err);
    free(pairing.recent);
    free(pairing.same);
    return status;
}
