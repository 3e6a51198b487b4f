#include "sys/pool.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/error.h"
#include "support/failing_alloc.h"
#include "support/main.h"

enum { SLOTS_MOST = 40, NEVER = 1000000 };

/* What callbacks find wrong: Check's assertions may neither run on several threads nor while allocations fail. */
static atomic_uint faults;

static void expect(bool condition)
{
    if (!condition)
        atomic_fetch_add(&faults, 1);
}

struct job {
    unsigned number;
    uint64_t result;
    bool in_use; /* between produce and consume: no slot may be handed out twice */
};

struct stream {
    unsigned count; /* jobs to produce */
    unsigned threads;
    unsigned fail_produce, fail_work, fail_consume; /* the job whose step fails */
    bool fail_all_later;                            /* all work after that fails, too */
    unsigned produced, consumed;
    atomic_uint working;
    atomic_uint most_working;
    atomic_uint workers_seen; /* bits */
    pthread_t caller;
};

static uint64_t churn(unsigned number)
{
    uint64_t value = number + 1;
    for (unsigned i = 0; i < 200 + (number * 2654435761u >> 22); i++)
        value = value * UINT64_C(6364136223846793005) + 1442695040888963407u;
    return value;
}

static stet_status produce(void *ctx, void *slot, bool *done, stet_error *err)
{
    struct stream *stream = ctx;
    struct job *job = slot;
    expect(pthread_equal(pthread_self(), stream->caller));
    if (stream->produced == stream->fail_produce)
        return stet_fail(err, STET_ERR_INPUT, "produce %u", stream->produced);
    *done = stream->produced == stream->count;
    if (*done)
        return STET_OK;
    expect(!job->in_use);
    job->in_use = true;
    job->number = stream->produced++;
    job->result = 0;
    return STET_OK;
}

static stet_status work(void *ctx, void *slot, unsigned worker, stet_error *err)
{
    struct stream *stream = ctx;
    struct job *job = slot;
    unsigned now = atomic_fetch_add(&stream->working, 1) + 1;
    unsigned most = atomic_load(&stream->most_working);
    while (now > most && !atomic_compare_exchange_weak(&stream->most_working, &most, now))
        ;
    expect(worker < (stream->threads ? stream->threads : 1));
    atomic_fetch_or(&stream->workers_seen, 1u << worker);
    job->result = churn(job->number);
    atomic_fetch_sub(&stream->working, 1);
    if (job->number == stream->fail_work || (stream->fail_all_later && job->number > stream->fail_work))
        return stet_fail(err, STET_ERR_CORRUPT, "work %u", job->number);
    return STET_OK;
}

static stet_status consume(void *ctx, void *slot, stet_error *err)
{
    struct stream *stream = ctx;
    struct job *job = slot;
    expect(pthread_equal(pthread_self(), stream->caller));
    expect(job->number == stream->consumed);
    expect(job->result == churn(job->number));
    expect(job->in_use);
    job->in_use = false;
    if (job->number == stream->fail_consume)
        return stet_fail(err, STET_ERR_LIMIT, "consume %u", job->number);
    stream->consumed++;
    return STET_OK;
}

static stet_status run(struct stream *stream, unsigned threads, unsigned slots, stet_error *err)
{
    static struct job jobs[SLOTS_MOST];
    memset(jobs, 0, sizeof jobs);
    stream->threads = threads;
    stream->produced = stream->consumed = 0;
    stream->caller = pthread_self();
    struct sys_pipeline pipeline = {.threads = threads,
                                    .slots = slots,
                                    .jobs = jobs,
                                    .job_size = sizeof *jobs,
                                    .ctx = stream,
                                    .produce = produce,
                                    .work = work,
                                    .consume = consume};
    return sys_pipeline_run(&pipeline, err);
}

static struct stream stream_of(unsigned count)
{
    return (struct stream){.count = count, .fail_produce = NEVER, .fail_work = NEVER, .fail_consume = NEVER};
}

static const unsigned thread_counts[] = {0, 1, 2, 3, 4, 8, 16};
#define THREAD_COUNTS (sizeof thread_counts / sizeof *thread_counts)

START_TEST(results_come_in_order_for_any_number_of_threads_and_slots)
{
    const unsigned slots[] = {1, 2, 3, 7, SLOTS_MOST}, counts[] = {0, 1, 2, 5, 300};
    for (size_t t = 0; t < THREAD_COUNTS; t++)
        for (size_t s = 0; s < sizeof slots / sizeof *slots; s++)
            for (size_t c = 0; c < sizeof counts / sizeof *counts; c++) {
                struct stream stream = stream_of(counts[c]);
                ck_assert_int_eq(run(&stream, thread_counts[t], slots[s], NULL), STET_OK);
                ck_assert_uint_eq(stream.produced, counts[c]);
                ck_assert_uint_eq(stream.consumed, counts[c]);
            }
}
END_TEST

static atomic_uint rendezvous;

/* Returns only when two are inside at once. */
static stet_status meet(void *ctx, void *slot, unsigned worker, stet_error *err)
{
    (void)ctx, (void)slot, (void)worker, (void)err;
    atomic_fetch_add(&rendezvous, 1);
    while (atomic_load(&rendezvous) < 2)
        usleep(100);
    return STET_OK;
}

START_TEST(work_runs_on_several_threads_at_once)
{
    struct stream stream = stream_of(2);
    stream.caller = pthread_self();
    struct job jobs[4] = {0};
    struct sys_pipeline pipeline = {.threads = 2,
                                    .slots = 4,
                                    .jobs = jobs,
                                    .job_size = sizeof *jobs,
                                    .ctx = &stream,
                                    .produce = produce,
                                    .work = meet};
    ck_assert_int_eq(sys_pipeline_run(&pipeline, NULL), STET_OK);
}
END_TEST

/* Every third job is large: two of these at most are under way. */
static unsigned large_under_way(const struct stream *stream)
{
    unsigned large = 0;
    for (unsigned i = stream->consumed; i < stream->produced; i++)
        large += i % 3 == 0;
    return large;
}

static bool room_for_large(void *ctx)
{
    return large_under_way(ctx) < 2;
}

static stet_status produce_large(void *ctx, void *slot, bool *done, stet_error *err)
{
    stet_status status = produce(ctx, slot, done, err);
    expect(large_under_way(ctx) <= 2);
    return status;
}

START_TEST(a_job_is_produced_only_where_there_is_room_for_it)
{
    for (size_t t = 0; t < THREAD_COUNTS; t++) {
        struct stream stream = stream_of(300);
        stream.caller = pthread_self();
        stream.threads = thread_counts[t];
        struct job jobs[SLOTS_MOST] = {0};
        struct sys_pipeline pipeline = {.threads = thread_counts[t],
                                        .slots = SLOTS_MOST,
                                        .jobs = jobs,
                                        .job_size = sizeof *jobs,
                                        .ctx = &stream,
                                        .produce = produce_large,
                                        .work = work,
                                        .consume = consume,
                                        .room = room_for_large};
        ck_assert_int_eq(sys_pipeline_run(&pipeline, NULL), STET_OK);
        ck_assert_uint_eq(stream.consumed, 300);
    }
}
END_TEST

START_TEST(one_thread_means_the_callers_own)
{
    struct stream stream = stream_of(50);
    ck_assert_int_eq(run(&stream, 1, 8, NULL), STET_OK);
    ck_assert_uint_eq(stream.most_working, 1);
    ck_assert_uint_eq(stream.workers_seen, 1);
}
END_TEST

START_TEST(each_step_s_error_is_returned_after_all_jobs_before_it)
{
    for (size_t t = 0; t < THREAD_COUNTS; t++)
        for (unsigned at = 0; at < 60; at += 1 + at / 7) {
            for (int step = 0; step < 3; step++) {
                struct stream stream = stream_of(100);
                stet_error err = {0};
                if (step == 0)
                    stream.fail_produce = at;
                else if (step == 1)
                    stream.fail_work = at, stream.fail_all_later = true;
                else
                    stream.fail_consume = at;
                const stet_status statuses[] = {STET_ERR_INPUT, STET_ERR_CORRUPT, STET_ERR_LIMIT};
                const char *const names[] = {"produce", "work", "consume"};
                char message[32];
                snprintf(message, sizeof message, "%s %u", names[step], at);
                ck_assert_int_eq(run(&stream, thread_counts[t], 6, &err), statuses[step]);
                ck_assert_str_eq(err.message, message);
                ck_assert_uint_eq(stream.consumed, at);
                ck_assert_uint_le(stream.produced, at + 6);
                ck_assert_int_eq(run(&stream, thread_counts[t], 6, NULL), statuses[step]);
            }
        }
}
END_TEST

START_TEST(the_earlier_of_two_errors_wins)
{
    for (size_t t = 0; t < THREAD_COUNTS; t++) {
        struct stream stream = stream_of(100);
        stream.fail_produce = 12;
        stream.fail_work = 11;
        stet_error err = {0};
        ck_assert_int_eq(run(&stream, thread_counts[t], 8, &err), STET_ERR_CORRUPT);
        stream.fail_consume = 10;
        ck_assert_int_eq(run(&stream, thread_counts[t], 8, &err), STET_ERR_LIMIT);
        stream.fail_produce = 9;
        ck_assert_int_eq(run(&stream, thread_counts[t], 8, &err), STET_ERR_INPUT);
        ck_assert_uint_eq(stream.consumed, 9);
    }
}
END_TEST

START_TEST(a_pipeline_without_slots_is_refused)
{
    struct stream stream = stream_of(1);
    ck_assert_int_eq(run(&stream, 2, 0, NULL), STET_ERR_USAGE);
}
END_TEST

/* Only the outcome counts: without memory for threads the caller may do all the work itself. */
START_TEST(any_failed_allocation_is_reported_or_made_good)
{
    for (size_t n = 1;; n++) {
        struct stream stream = stream_of(30);
        failing_alloc_at(n);
        stet_status status = run(&stream, 3, 6, NULL);
        bool failed = failing_alloc_stop();
        ck_assert(status == STET_OK || (failed && status == STET_ERR_MEMORY));
        ck_assert_uint_eq(stream.consumed, status ? 0 : 30);
        if (!failed)
            break;
    }
}
END_TEST

static void no_faults(void)
{
    ck_assert_uint_eq(faults, 0);
}

int main(void)
{
    Suite *suite = suite_create("sys/pool");
    TCase *tests = tcase_create("all");
    tcase_set_timeout(tests, 120);
    tcase_add_test(tests, results_come_in_order_for_any_number_of_threads_and_slots);
    tcase_add_test(tests, work_runs_on_several_threads_at_once);
    tcase_add_test(tests, a_job_is_produced_only_where_there_is_room_for_it);
    tcase_add_test(tests, one_thread_means_the_callers_own);
    tcase_add_test(tests, each_step_s_error_is_returned_after_all_jobs_before_it);
    tcase_add_test(tests, the_earlier_of_two_errors_wins);
    tcase_add_test(tests, a_pipeline_without_slots_is_refused);
    tcase_add_test(tests, any_failed_allocation_is_reported_or_made_good);
    tcase_add_checked_fixture(tests, NULL, no_faults);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
