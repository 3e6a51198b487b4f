/* One lock, two conditions. Every job is some hundred microseconds of work and more, so the lock is taken a few
 * thousand times a second at most, and a lock-free queue would buy nothing.
 *
 * The state of a run is four counters, each no greater than the one before it:
 *
 *     produced >= taken >= consumed, produced - consumed <= slots
 *
 * Job n lives in slot n % slots. Jobs are taken in order, so when job n has failed, all before it have been taken, and
 * leaving the rest untaken loses nothing that would be consumed. */
#include "sys/pool.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>

#include "base/error.h"

struct crew {
    pthread_t *threads;
    uint32_t count; /* started ones */
};

/* Starts up to `wanted` threads; fewer, even none, is no error, as the caller does the work that is left. Signals stay
 * with the caller: an interrupt must break *its* reading and writing. */
static void crew_start(struct crew *crew, uint32_t wanted, void *(*run)(void *), void *each, size_t each_size)
{
    *crew = (struct crew){NULL, 0};
    if (!wanted)
        return;
    crew->threads = calloc(wanted, sizeof *crew->threads);
    if (!crew->threads)
        return;
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    while (crew->count < wanted &&
           !pthread_create(&crew->threads[crew->count], NULL, run, (char *)each + crew->count * each_size))
        crew->count++;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
}

static void crew_join(struct crew *crew)
{
    for (uint32_t i = 0; i < crew->count; i++)
        pthread_join(crew->threads[i], NULL);
    free(crew->threads);
}

struct outcome {
    bool ready;
    stet_status status;
    stet_error error;
};

struct run {
    const struct sys_pipeline *pipeline;
    pthread_mutex_t lock;
    pthread_cond_t jobs;      /* a job to take, or the end */
    pthread_cond_t ready;     /* the next job to consume is ready */
    struct outcome *outcomes; /* of the job in each slot */
    uint64_t produced, taken, consumed;
    bool ended;                 /* nothing more is produced */
    bool failed;                /* some job failed: nothing more is produced or taken */
    bool stop;                  /* the workers go home */
    stet_status produce_status; /* what ended the production; its error stands behind all jobs */
    stet_error produce_error;
};

struct worker {
    struct run *run;
    unsigned number;
};

static void *slot_job(const struct run *run, uint64_t job)
{
    return (char *)run->pipeline->jobs + (size_t)(job % run->pipeline->slots) * run->pipeline->job_size;
}

/* Takes the next job and does it. Called and left with the lock held. */
static void do_next(struct run *run, unsigned worker)
{
    uint64_t job = run->taken++;
    struct outcome *outcome = &run->outcomes[job % run->pipeline->slots];
    pthread_mutex_unlock(&run->lock);
    stet_status status = run->pipeline->work(run->pipeline->ctx, slot_job(run, job), worker, &outcome->error);
    pthread_mutex_lock(&run->lock);
    outcome->status = status;
    outcome->ready = true;
    if (status)
        run->failed = true;
    if (job == run->consumed)
        pthread_cond_signal(&run->ready);
}

static void *worker_main(void *arg)
{
    struct worker *worker = arg;
    struct run *run = worker->run;
    pthread_mutex_lock(&run->lock);
    while (!run->stop) {
        if (run->taken < run->produced && !run->failed)
            do_next(run, worker->number);
        else
            pthread_cond_wait(&run->jobs, &run->lock);
    }
    pthread_mutex_unlock(&run->lock);
    return NULL;
}

/* The caller's steps. Each is called and left with the lock held. */
static void produce_next(struct run *run)
{
    const struct sys_pipeline *pipeline = run->pipeline;
    void *job = slot_job(run, run->produced);
    bool done = false;
    pthread_mutex_unlock(&run->lock);
    stet_status status = pipeline->produce(pipeline->ctx, job, &done, &run->produce_error);
    pthread_mutex_lock(&run->lock);
    if (status || done) {
        run->ended = true;
        run->produce_status = status;
        return;
    }
    run->outcomes[run->produced % pipeline->slots].ready = false;
    run->produced++;
    pthread_cond_signal(&run->jobs);
}

static stet_status consume_next(struct run *run, struct outcome *outcome, stet_error *err)
{
    const struct sys_pipeline *pipeline = run->pipeline;
    stet_status status = outcome->status;
    if (status) {
        if (err)
            *err = outcome->error;
        return status;
    }
    if (pipeline->consume) {
        pthread_mutex_unlock(&run->lock);
        status = pipeline->consume(pipeline->ctx, slot_job(run, run->consumed), err);
        pthread_mutex_lock(&run->lock);
    }
    run->consumed++;
    return status;
}

static bool may_produce(const struct run *run)
{
    const struct sys_pipeline *pipeline = run->pipeline;
    uint64_t under_way = run->produced - run->consumed;
    if (run->ended || run->failed || under_way == pipeline->slots)
        return false;
    return !under_way || !pipeline->room || pipeline->room(pipeline->ctx);
}

static stet_status caller_main(struct run *run, stet_error *err)
{
    for (;;) {
        struct outcome *next = &run->outcomes[run->consumed % run->pipeline->slots];
        if (run->consumed < run->produced && next->ready) {
            stet_status status = consume_next(run, next, err);
            if (status)
                return status;
        } else if (may_produce(run)) {
            produce_next(run);
        } else if (run->ended && run->consumed == run->produced) {
            if (run->produce_status && err)
                *err = run->produce_error;
            return run->produce_status;
        } else if (run->taken < run->produced && !run->failed) {
            do_next(run, 0);
        } else {
            pthread_cond_wait(&run->ready, &run->lock);
        }
    }
}

static stet_status run_alone(const struct sys_pipeline *pipeline, stet_error *err)
{
    for (;;) {
        bool done = false;
        stet_status status = pipeline->produce(pipeline->ctx, pipeline->jobs, &done, err);
        if (!status && !done)
            status = pipeline->work(pipeline->ctx, pipeline->jobs, 0, err);
        if (!status && !done && pipeline->consume)
            status = pipeline->consume(pipeline->ctx, pipeline->jobs, err);
        if (status || done)
            return status;
    }
}

stet_status sys_pipeline_run(const struct sys_pipeline *pipeline, stet_error *err)
{
    if (!pipeline->slots || !pipeline->jobs)
        return stet_fail(err, STET_ERR_USAGE, "a pipeline needs at least one slot");
    uint32_t threads = pipeline->threads < pipeline->slots ? pipeline->threads : pipeline->slots;
    if (threads < 2)
        return run_alone(pipeline, err);
    struct run run = {.pipeline = pipeline};
    struct worker *workers = calloc(threads - 1, sizeof *workers);
    run.outcomes = calloc(pipeline->slots, sizeof *run.outcomes);
    if (!workers || !run.outcomes) {
        free(workers);
        free(run.outcomes);
        return stet_fail_memory(err);
    }
    for (uint32_t i = 0; i + 1 < threads; i++)
        workers[i] = (struct worker){&run, i + 1};
    pthread_mutex_init(&run.lock, NULL);
    pthread_cond_init(&run.jobs, NULL);
    pthread_cond_init(&run.ready, NULL);
    struct crew crew;
    crew_start(&crew, threads - 1, worker_main, workers, sizeof *workers);
    pthread_mutex_lock(&run.lock);
    stet_status status = caller_main(&run, err);
    run.stop = true;
    pthread_cond_broadcast(&run.jobs);
    pthread_mutex_unlock(&run.lock);
    crew_join(&crew);
    pthread_cond_destroy(&run.ready);
    pthread_cond_destroy(&run.jobs);
    pthread_mutex_destroy(&run.lock);
    free(run.outcomes);
    free(workers);
    return status;
}
