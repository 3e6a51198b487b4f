#include "sys/team.h"

#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/error.h"
#include "support/failing_alloc.h"
#include "support/main.h"

/* What callbacks find wrong: Check's assertions may not run on several threads. */
static atomic_uint faults;

static void expect(bool condition)
{
    if (!condition)
        atomic_fetch_add(&faults, 1);
}

static const unsigned thread_counts[] = {0, 1, 2, 3, 4, 8, 16};
#define THREAD_COUNTS (sizeof thread_counts / sizeof *thread_counts)

struct cover {
    unsigned char *hits;
    size_t n, grain, fail_from;
    atomic_size_t calls;
};

static stet_status cover_range(void *ctx, size_t begin, size_t end, unsigned worker, stet_error *err)
{
    (void)worker;
    struct cover *cover = ctx;
    atomic_fetch_add(&cover->calls, 1);
    expect(begin < end && end <= cover->n && end - begin <= cover->grain && begin % cover->grain == 0);
    for (size_t i = begin; i < end; i++)
        cover->hits[i]++;
    return end > cover->fail_from ? stet_fail(err, STET_ERR_CORRUPT, "%zu", begin) : STET_OK;
}

START_TEST(a_parallel_loop_covers_everything_once)
{
    unsigned seed = (unsigned)getpid() ^ (unsigned)time(NULL);
    printf("seed %u\n", seed);
    srand(seed);
    static unsigned char hits[5000];
    for (int round = 0; round < 200; round++) {
        struct cover cover = {.hits = hits, .fail_from = SIZE_MAX};
        cover.n = (size_t)rand() % sizeof hits;
        cover.grain = 1 + (size_t)rand() % 600;
        memset(hits, 0, sizeof hits);
        ck_assert_int_eq(sys_parallel_for((uint32_t)rand() % 6, cover.n, cover.grain, cover_range, &cover, NULL),
                         STET_OK);
        for (size_t i = 0; i < sizeof hits; i++)
            ck_assert_uint_eq(hits[i], i < cover.n);
        ck_assert_uint_eq(cover.calls, (cover.n + cover.grain - 1) / cover.grain);
    }
}
END_TEST

START_TEST(a_parallel_loop_returns_the_first_error)
{
    static unsigned char hits[5000];
    for (size_t t = 0; t < THREAD_COUNTS; t++)
        for (size_t from = 0; from < sizeof hits; from += 333) {
            struct cover cover = {.hits = hits, .n = sizeof hits, .grain = 10, .fail_from = from};
            stet_error err = {0};
            ck_assert_int_eq(sys_parallel_for(thread_counts[t], cover.n, cover.grain, cover_range, &cover, &err),
                             STET_ERR_CORRUPT);
            ck_assert_uint_eq(strtoul(err.message, NULL, 10), from / 10 * 10);
            ck_assert_uint_le(cover.calls, from / 10 + 1 + thread_counts[t]);
        }
}
END_TEST

static atomic_uint inside;

/* Two ranges are in it before either fails. */
static stet_status fail_together(void *ctx, size_t begin, size_t end, unsigned worker, stet_error *err)
{
    (void)ctx, (void)end, (void)worker;
    atomic_fetch_add(&inside, 1);
    while (atomic_load(&inside) < 2)
        sched_yield();
    return stet_fail(err, STET_ERR_CORRUPT, "%zu", begin);
}

START_TEST(of_two_errors_in_a_parallel_loop_the_first_range_s_is_returned)
{
    for (int round = 0; round < 200; round++) {
        stet_error err = {0};
        atomic_store(&inside, 0);
        ck_assert_int_eq(sys_parallel_for(2, 2, 1, fail_together, NULL, &err), STET_ERR_CORRUPT);
        ck_assert_str_eq(err.message, "0");
    }
}
END_TEST

/* Loops of all sizes and for any part of the team, one after the other. */
START_TEST(a_team_covers_everything_once_in_each_of_its_loops)
{
    unsigned seed = (unsigned)getpid() ^ (unsigned)time(NULL);
    printf("seed %u\n", seed);
    srand(seed);
    static unsigned char hits[3000];
    for (size_t t = 0; t < THREAD_COUNTS; t++) {
        struct sys_team *team;
        ck_assert_int_eq(sys_team_create(&team, thread_counts[t], NULL), STET_OK);
        for (int round = 0; round < 100; round++) {
            struct cover cover = {.hits = hits, .fail_from = SIZE_MAX};
            cover.n = (size_t)rand() % (round % 2 ? sizeof hits : 20);
            cover.grain = 1 + (size_t)rand() % 10;
            memset(hits, 0, sizeof hits);
            if (round % 10 == 9)
                cover.fail_from = 0;
            stet_error err = {0};
            stet_status status =
                sys_team_for(team, (uint32_t)rand() % 6, cover.n, cover.grain, cover_range, &cover, &err);
            ck_assert_int_eq(status, cover.n && !cover.fail_from ? STET_ERR_CORRUPT : STET_OK);
            if (status)
                ck_assert_str_eq(err.message, "0");
            for (size_t i = 0; i < sizeof hits && !status; i++)
                ck_assert_uint_eq(hits[i], i < cover.n);
        }
        sys_team_free(team);
    }
}
END_TEST

static stet_status meet(void *ctx, size_t begin, size_t end, unsigned worker, stet_error *err)
{
    (void)ctx, (void)begin, (void)end, (void)err;
    expect(worker < 3);
    atomic_fetch_add(&inside, 1);
    while (atomic_load(&inside) % 3)
        sched_yield();
    return STET_OK;
}

/* Each loop ends only when three of its threads have met in it. */
START_TEST(a_team_works_on_several_threads_at_once)
{
    struct sys_team *team;
    ck_assert_int_eq(sys_team_create(&team, 3, NULL), STET_OK);
    atomic_store(&inside, 0);
    for (int round = 0; round < 50; round++)
        ck_assert_int_eq(sys_team_for(team, 3, 3, 1, meet, NULL, NULL), STET_OK);
    ck_assert_uint_eq(atomic_load(&inside), 150);
    sys_team_free(team);
}
END_TEST

START_TEST(any_failed_allocation_is_reported)
{
    for (size_t n = 1;; n++) {
        struct sys_team *team = NULL;
        failing_alloc_at(n);
        stet_status status = sys_team_create(&team, 3, NULL);
        bool failed = failing_alloc_stop();
        ck_assert(status == STET_OK || (failed && status == STET_ERR_MEMORY));
        if (!status)
            sys_team_free(team);
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
    Suite *suite = suite_create("sys/team");
    TCase *tests = tcase_create("all");
    tcase_set_timeout(tests, 120);
    tcase_add_test(tests, a_parallel_loop_covers_everything_once);
    tcase_add_test(tests, a_parallel_loop_returns_the_first_error);
    tcase_add_test(tests, of_two_errors_in_a_parallel_loop_the_first_range_s_is_returned);
    tcase_add_test(tests, a_team_covers_everything_once_in_each_of_its_loops);
    tcase_add_test(tests, a_team_works_on_several_threads_at_once);
    tcase_add_test(tests, any_failed_allocation_is_reported);
    tcase_add_checked_fixture(tests, NULL, no_faults);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
