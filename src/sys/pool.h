/* Work on several cores, with results in the order of the input: one thread and sixteen give the same bytes. */
#ifndef STET_SYS_POOL_H
#define STET_SYS_POOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <stet/status.h>

/* A pipeline of three steps over a stream of jobs:
 *
 *     produce   fills the next job; on the caller's thread, one at a time, in order
 *     work      on any thread, several at once
 *     consume   on the caller's thread, one at a time, in the order of production
 *
 * Jobs live in `slots` slots that are used again and again, so that the buffers in them are, too: bounded memory, no
 * allocation in the steady state. The caller owns them, zeroes them before and frees what they hold afterwards.
 *
 * The caller consumes what is ready, else produces when a slot is free, else works like the others; so a producer that
 * waits for its input holds back the results that are ready meanwhile. With one thread no thread is started.
 *
 * Errors come in order, too: when a step fails for job n, all jobs before n are consumed, none from n on is, and the
 * error is returned. That n does not depend on the number of threads. Jobs after n may have been worked on. */
struct sys_pipeline {
    uint32_t threads; /* including the caller's; 0 counts as 1. `worker` below is less than this */
    uint32_t slots;   /* at least 1; twice the threads keeps all of them busy */
    void *jobs;       /* `slots` jobs of `job_size` bytes, suitably aligned */
    size_t job_size;
    void *ctx;
    /* Sets *done when there is no further job: the slot is then left alone. */
    stet_status (*produce)(void *ctx, void *job, bool *done, stet_error *err);
    stet_status (*work)(void *ctx, void *job, unsigned worker, stet_error *err);
    stet_status (*consume)(void *ctx, void *job, stet_error *err); /* may be NULL */
    /* Whether one more job may be produced while others are under way, for jobs that can be too large to have one in
     * each slot. On the caller's thread; must not block. May be NULL. */
    bool (*room)(void *ctx);
};

stet_status sys_pipeline_run(const struct sys_pipeline *pipeline, stet_error *err);

#endif
