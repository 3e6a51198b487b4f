/* Clusters as the caller sees them: canonical, origin and evidence from the source stage, relations from the judge.
 * Clusters are worked out in parallel, some hundred a job, and handed over in order. */
#include <bsd/stdlib.h>

#include "base/buf.h"
#include "base/error.h"
#include "report/report.h"
#include "stet/judge.h"
#include "stet/pipeline.h"
#include "stet/standing.h"
#include "sys/pool.h"

/* Articles a job: enough to be worth a hand-over. */
#define JOB_ARTICLES 512

/* Members of clusters of STANDING_LARGE and more that are worked on at a time, or a single such cluster. */
#define LARGE_UNDER_WAY (UINT32_C(1) << 18)

struct output_job {
    uint32_t begin, end;         /* clusters */
    struct standing **standings; /* by pointer: they point into themselves */
    size_t count, capacity, made;
};

struct output {
    struct stet_batch *batch;
    bool singletons;
    uint32_t next;
    uint32_t large; /* members of large clusters under way */
    stet_status (*each)(void *payload, const stet_cluster *cluster, stet_error *err);
    void *payload;
};

/* Members of a job's large cluster: that stands alone, or last behind small ones. */
static uint32_t large_members(const struct output *output, const struct output_job *job)
{
    const uint32_t *first = output->batch->groups.first;
    uint32_t last = job->end > job->begin ? first[job->end] - first[job->end - 1] : 0;
    return last >= STANDING_LARGE ? last : 0;
}

static bool room(void *ctx)
{
    const struct output *output = ctx;
    return output->large < LARGE_UNDER_WAY;
}

static stet_status produce(void *ctx, void *slot, bool *done, stet_error *err)
{
    struct output *output = ctx;
    struct output_job *job = slot;
    const struct batch_groups *groups = &output->batch->groups;
    *done = output->next == groups->count;
    job->begin = output->next;
    uint32_t stop = groups->first[job->begin] + JOB_ARTICLES;
    while (output->next < groups->count && groups->first[output->next] < stop)
        output->next++;
    job->end = output->next;
    output->large += large_members(output, job);
    return batch_progress(output->batch, "writing", output->next, groups->count, err);
}

/* Room for one more; NULL when memory ran out. */
static struct standing *next_standing(struct output_job *job)
{
    void *standings = job->standings;
    bool grown = stet_grow(&standings, &job->capacity, job->count + 1, sizeof *job->standings);
    job->standings = standings;
    if (!grown)
        return NULL;
    if (job->count == job->made) {
        job->standings[job->made] = calloc(1, sizeof **job->standings);
        job->made += job->standings[job->made] != NULL;
    }
    return job->count < job->made ? job->standings[job->count] : NULL;
}

static stet_status work(void *ctx, void *slot, unsigned worker, stet_error *err)
{
    struct output *output = ctx;
    struct output_job *job = slot;
    job->count = 0;
    for (uint32_t c = job->begin; c < job->end; c++) {
        if (!output->singletons && !batch_is_listed(output->batch, c))
            continue;
        struct standing *standing = next_standing(job);
        if (!standing)
            return stet_fail_memory(err);
        stet_status status = standing_find(standing, output->batch, c, STET_KEEP_CANONICAL, err);
        if (!status)
            status = standing_relate(standing, output->batch, c, output->batch->judges[worker], err);
        if (status)
            return status;
        job->count++;
    }
    return STET_OK;
}

static stet_status consume(void *ctx, void *slot, stet_error *err)
{
    struct output *output = ctx;
    struct output_job *job = slot;
    for (size_t i = 0; i < job->count; i++) {
        stet_status status = output->each(output->payload, &job->standings[i]->cluster, err);
        if (status)
            return status;
        standing_shrink(job->standings[i]);
    }
    output->large -= large_members(output, job);
    return STET_OK;
}

static stet_status run(struct output *output, stet_error *err)
{
    uint32_t threads = output->batch->options.threads, slots = threads * 2;
    struct output_job *jobs = calloc(slots, sizeof *jobs);
    if (!jobs)
        return stet_fail_memory(err);
    struct sys_pipeline pipeline = {.threads = threads,
                                    .slots = slots,
                                    .jobs = jobs,
                                    .job_size = sizeof *jobs,
                                    .produce = produce,
                                    .work = work,
                                    .consume = consume,
                                    .room = room,
                                    .ctx = output};
    stet_status status = sys_pipeline_run(&pipeline, err);
    for (uint32_t i = 0; i < slots; i++) {
        for (size_t s = 0; s < jobs[i].made; s++) {
            standing_free(jobs[i].standings[s]);
            free(jobs[i].standings[s]);
        }
        free(jobs[i].standings);
    }
    free(jobs);
    return status;
}

stet_status stet_batch_clusters(stet_batch *batch, bool singletons,
                                stet_status (*each)(void *payload, const stet_cluster *cluster, stet_error *err),
                                void *payload, stet_error *err)
{
    if (!batch->groups.first)
        return stet_fail(err, STET_ERR_USAGE, "stet_batch_clusters before stet_batch_run");
    struct output output = {.batch = batch, .singletons = singletons, .each = each, .payload = payload};
    return run(&output, err);
}

stet_status stet_batch_write_cluster(stet_batch *batch, const stet_cluster *cluster, stet_write write, void *payload,
                                     stet_error *err)
{
    return report_cluster_write(cluster, &batch->json, write, payload, err);
}

stet_status stet_batch_cluster_json(stet_batch *batch, const stet_cluster *cluster, const char **json, size_t *size,
                                    stet_error *err)
{
    batch->json.size = 0;
    if (!report_cluster_json(cluster, &batch->json))
        return stet_fail_memory(err);
    *json = batch->json.data;
    *size = batch->json.size;
    return STET_OK;
}
