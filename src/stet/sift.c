/* Candidates to the few worth judging: each article is tried with those most like it.
 *
 * Keys put an article together with many that share a phrase with it. Of those that the sieve lets through it is judged
 * against the LIKEST by shared passages (FEW where none is likely) and against the fullest of those at least a third as
 * like. Where there is a true copy it is among them, and the clustering asks the anchor about all that hang on them. So
 * judgements grow with the articles, whatever the templates and boilerplate of a feed. */
#include <assert.h>
#include <bsd/stdlib.h>

#include "base/buf.h"
#include "base/error.h"
#include "index/sort.h"
#include "stet/parts.h"
#include "stet/pipeline.h"
#include "stet/sieve.h"
#include "sys/pool.h"

#define LIKEST 4
#define LIKELY 96 /* of 255 */
#define FEW 2
#define SOON 16 /* pairs ahead */

/* A candidate as seen from one of the two: article within its partition (24 bits), unlikeness (8), rank of the other
 * (32), so that among equals the rank decides. */
#define LOCAL_BITS 24

struct sift_job {
    unsigned partition;
    uint64_t *records, *found;
    size_t capacity, count, found_capacity;
    struct stet_buf suspects; /* parts_suspect */
};

struct sifting {
    struct stet_batch *batch;
    struct index_runs *from, *to;
    struct batch_sieve **sieves; /* one a worker; for the first pass */
    struct parts_finder **finders; /* one a worker; for the second pass, or NULL */
    uint32_t *by_rank; /* the article of each rank */
    uint16_t *passages; /* of the article of each rank, at most UINT16_MAX; with finders */
    unsigned next, shift;
};

static stet_status produce(void *ctx, void *slot, bool *done, stet_error *err)
{
    struct sifting *sifting = ctx;
    struct sift_job *job = slot;
    *done = sifting->next == INDEX_PARTITIONS;
    job->partition = sifting->next++;
    return batch_progress(sifting->batch, "sifting", job->partition, INDEX_PARTITIONS, err);
}

static stet_status load_sorted(const struct sifting *sifting, struct sift_job *job, const uint64_t **sorted, size_t *n,
                               stet_error *err)
{
    stet_status status = index_runs_load(sifting->from, job->partition, &job->records, &job->capacity, n, err);
    if (status)
        return status;
    *sorted = index_sort(job->records, job->records + *n, *n);
    job->count = 0;
    return STET_OK;
}

static bool add(struct sift_job *job, uint64_t record)
{
    void *found = job->found;
    bool grown = stet_grow(&found, &job->found_capacity, job->count + 1, sizeof *job->found);
    job->found = found;
    if (grown)
        job->found[job->count++] = record;
    return grown;
}

static uint64_t pack(const struct sifting *sifting, uint32_t article, unsigned middle, uint32_t lowest)
{
    uint64_t local = article & ((UINT64_C(1) << sifting->shift) - 1);
    return local << 40 | (uint64_t)middle << 32 | lowest;
}

static uint64_t seen_from(const struct sifting *sifting, uint32_t article, uint32_t other, uint8_t likeness)
{
    return pack(sifting, article, UINT8_MAX - likeness, sifting->batch->rank[other]);
}

/* Of pairs in order, what comes soon, and what before that. */
static void expect(const struct batch_sieve *sieve, uint64_t soon, uint64_t next)
{
    batch_sieve_expect(sieve, (uint32_t)soon, (uint32_t)next);
    if (soon >> 32 != next >> 32)
        batch_sieve_expect(sieve, (uint32_t)(soon >> 32), (uint32_t)(soon >> 32));
}

/* First pass: distinct pairs through the sieve, to records of both their articles. */
static stet_status sieve_pairs(void *ctx, void *slot, unsigned worker, stet_error *err)
{
    struct sifting *sifting = ctx;
    struct sift_job *job = slot;
    const uint64_t *sorted;
    size_t n;
    stet_status status = load_sorted(sifting, job, &sorted, &n, err);
    for (size_t i = 0; i < n && !status; i++) {
        if (i && sorted[i] == sorted[i - 1])
            continue;
        uint32_t a = (uint32_t)(sorted[i] >> 32), b = (uint32_t)sorted[i];
        uint8_t likeness;
        if (i + SOON < n)
            expect(sifting->sieves[worker], sorted[i + SOON], sorted[i + SOON / 2]);
        status = batch_sieve_pass(sifting->sieves[worker], a, b, &likeness, err);
        if (status || !likeness)
            continue;
        if (!add(job, a) || !add(job, seen_from(sifting, a, b, likeness)) || !add(job, b) ||
            !add(job, seen_from(sifting, b, a, likeness)))
            return stet_fail_memory(err);
    }
    return status;
}

static unsigned likeness_of(uint64_t record)
{
    return UINT8_MAX - (unsigned)(record >> 32 & UINT8_MAX);
}

/* The partition goes in front of the record: that of the lower article. */
static bool add_edge(const struct sifting *sifting, struct sift_job *job, uint32_t article, uint64_t record)
{
    uint32_t other = sifting->by_rank[(uint32_t)record];
    uint32_t low = article < other ? article : other, high = article < other ? other : article;
    return add(job, low) && add(job, pack(sifting, low, likeness_of(record), high));
}

/* The candidates of one article, likest first, in records[0..n). */
static bool choose(const struct sifting *sifting, struct sift_job *job, uint32_t article, const uint64_t *records,
                   size_t n)
{
    unsigned best = likeness_of(records[0]);
    size_t fullest = 0, most = best < LIKELY ? FEW : LIKEST;
    for (size_t i = 0; i < n; i++) {
        if (likeness_of(records[i]) * 3 >= best && (uint32_t)records[i] < (uint32_t)records[fullest])
            fullest = i;
        if (i < most && !add_edge(sifting, job, article, records[i]))
            return false;
    }
    return fullest < most || add_edge(sifting, job, article, records[fullest]);
}

/* Notes the article when it seems to carry several stories. */
static stet_status suspect(const struct sifting *sifting, struct sift_job *job, struct parts_finder *finder,
                           uint32_t article, const uint64_t *records, size_t n, stet_error *err)
{
    uint32_t candidates[PARTS_LOOKED_AT];
    uint16_t own = sifting->passages[sifting->batch->rank[article]];
    size_t count = 0;
    for (size_t i = 0; i < n && count < PARTS_LOOKED_AT && likeness_of(records[i]) >= PARTS_LIKENESS_LEAST; i++) {
        uint32_t rank = (uint32_t)records[i];
        if (!parts_is_part(own, sifting->passages[rank], (uint8_t)likeness_of(records[i])))
            continue;
        candidates[count++] = sifting->by_rank[rank];
        corpus_prefetch_passages(&sifting->batch->corpus, sifting->by_rank[rank]);
    }
    if (count < 2)
        return STET_OK;
    struct parts_suspect found;
    stet_status status = parts_find(finder, article, candidates, count, &found, err);
    if (!status && found.count && !stet_buf_add(&job->suspects, &found, sizeof found))
        status = stet_fail_memory(err);
    return status;
}

/* Second pass: for each article its choice. */
static stet_status choose_all(void *ctx, void *slot, unsigned worker, stet_error *err)
{
    struct sifting *sifting = ctx;
    struct sift_job *job = slot;
    const uint64_t *sorted;
    size_t n;
    stet_status status = load_sorted(sifting, job, &sorted, &n, err);
    for (size_t i = 0, end; i < n && !status; i = end) {
        for (end = i + 1; end < n && sorted[end] >> 40 == sorted[i] >> 40;)
            end++;
        uint32_t article = (uint32_t)((uint64_t)job->partition << sifting->shift | sorted[i] >> 40);
        if (!choose(sifting, job, article, sorted + i, end - i))
            status = stet_fail_memory(err);
        if (!status && sifting->finders && end - i > 1)
            status = suspect(sifting, job, sifting->finders[worker], article, sorted + i, end - i, err);
    }
    return status;
}

/* Records come in twos: an article, and what goes to its partition. */
static stet_status consume(void *ctx, void *slot, stet_error *err)
{
    struct sifting *sifting = ctx;
    struct sift_job *job = slot;
    stet_status status = STET_OK;
    for (size_t i = 0; i < job->count && !status; i += 2)
        status = index_runs_add(sifting->to, (unsigned)(job->found[i] >> sifting->shift), job->found[i + 1], err);
    if (!status && !stet_buf_add(&sifting->batch->suspects, job->suspects.data, job->suspects.size))
        status = stet_fail_memory(err);
    job->suspects.size = 0;
    return status;
}

/* One pass from *from, which is freed, to a new *to. */
static stet_status pass(struct sifting *sifting, struct index_runs **from, struct index_runs **to,
                        stet_status (*work)(void *ctx, void *job, unsigned worker, stet_error *err), stet_error *err)
{
    struct stet_batch *batch = sifting->batch;
    uint32_t slots = batch->options.threads * 2;
    struct sift_job *jobs = calloc(slots, sizeof *jobs);
    stet_status status = jobs ? STET_OK : stet_fail_memory(err);
    if (!status)
        status = index_runs_create(to, batch->options.memory / 16, batch->options.tmp, err);
    sifting->from = *from;
    sifting->to = *to;
    sifting->next = 0;
    struct sys_pipeline pipeline = {.threads = batch->options.threads,
                                    .slots = slots,
                                    .jobs = jobs,
                                    .job_size = sizeof *jobs,
                                    .produce = produce,
                                    .work = work,
                                    .consume = consume,
                                    .ctx = sifting};
    if (!status)
        status = sys_pipeline_run(&pipeline, err);
    for (uint32_t i = 0; i < slots && jobs; i++) {
        free(jobs[i].records);
        free(jobs[i].found);
        stet_buf_free(&jobs[i].suspects);
    }
    free(jobs);
    batch->stats.spilled += index_runs_spilled(*from);
    index_runs_free(*from);
    *from = NULL;
    return status;
}

static stet_status create_finders(struct sifting *sifting, stet_error *err)
{
    uint32_t threads = sifting->batch->options.threads;
    const struct corpus *corpus = &sifting->batch->corpus;
    sifting->finders = calloc(threads, sizeof *sifting->finders);
    sifting->passages = reallocarray(NULL, corpus->count + 1, sizeof *sifting->passages);
    stet_status status = sifting->finders && sifting->passages ? STET_OK : stet_fail_memory(err);
    for (size_t i = 0; i < corpus->count && !status; i++) {
        uint32_t count = corpus->rows[i].passage_count;
        sifting->passages[sifting->batch->rank[i]] = count < UINT16_MAX ? (uint16_t)count : UINT16_MAX;
    }
    for (uint32_t i = 0; i < threads && !status; i++)
        status = parts_finder_create(&sifting->finders[i], &sifting->batch->corpus, sifting->batch->rank, err);
    return status;
}

/* What is left are the edges of the graph: lower article within its partition, likeness, higher article. */
stet_status batch_sift(struct stet_batch *batch, stet_error *err)
{
    static_assert(LOCAL_BITS + 8 + 32 == 64, "a record is 64 bits");
    uint32_t threads = batch->options.threads;
    struct sifting sifting = {.batch = batch};
    sifting.by_rank = reallocarray(NULL, batch->corpus.count + 1, sizeof *sifting.by_rank);
    while ((uint64_t)batch->corpus.count >> sifting.shift >= INDEX_PARTITIONS)
        sifting.shift++;
    sifting.sieves = calloc(threads, sizeof *sifting.sieves);
    stet_status status = sifting.sieves && sifting.by_rank ? STET_OK : stet_fail_memory(err);
    for (size_t i = 0; i < batch->corpus.count && !status; i++)
        sifting.by_rank[batch->rank[i]] = (uint32_t)i;
    for (uint32_t i = 0; i < threads && !status; i++)
        status = batch_sieve_create(&sifting.sieves[i], &batch->corpus, err);
    if (!status && batch->options.clustering == STET_CLUSTERING_ANCHORED)
        status = create_finders(&sifting, err);
    struct index_runs *seen = NULL;
    if (!status)
        status = pass(&sifting, &batch->pairs, &seen, sieve_pairs, err);
    if (!status)
        status = pass(&sifting, &seen, &batch->pairs, choose_all, err);
    index_runs_free(seen);
    for (uint32_t i = 0; i < threads && sifting.sieves; i++)
        batch_sieve_free(sifting.sieves[i]);
    for (uint32_t i = 0; i < threads && sifting.finders; i++)
        parts_finder_free(sifting.finders[i]);
    free(sifting.sieves);
    free(sifting.finders);
    free(sifting.passages);
    free(sifting.by_rank);
    return status;
}
