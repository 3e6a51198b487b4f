/* The index is broken off at every call that changes the disk. In short form a sample of the places; in full with
 * STET_SWEEP=full in the environment. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "index/scenario.h"
#include "support/failing_alloc.h"
#include "support/faulty_disk.h"
#include "support/folder.h"
#include "support/main.h"

static char folder[200], path[300];
static struct scenario scenario;

static bool in_full(void)
{
    const char *wanted = getenv("STET_SWEEP");
    return wanted && !strcmp(wanted, "full");
}

static void setup(void)
{
    ck_assert(folder_make(folder, sizeof folder));
    snprintf(path, sizeof path, "%s/news.stet", folder);
}

static void teardown(void)
{
    scenario_free(&scenario);
    folder_remove(folder);
}

/* Steps that are safe from all but a power cut when `done` were done. */
static size_t written_steps(size_t done)
{
    while (done && !scenario.written[done - 1])
        done--;
    return done;
}

/* Steps that are safe when `done` were done: all, or those up to the last one that is durable in every mode. */
static size_t safe_steps(size_t done, bool all)
{
    while (!all && done && !scenario.durable[done - 1])
        done--;
    return done;
}

static size_t count_calls(void)
{
    stet_error err = {0};
    size_t done;
    faulty_disk_set(FAULTY_DISK_SOUND, 0);
    stet_status status = scenario_run(&scenario, path, &done, NULL, NULL, &err);
    ck_assert_msg(!status, "%s", err.message);
    const char *wrong = scenario_wrong(&scenario, path, written_steps(done), done);
    ck_assert_msg(!wrong, "%s", wrong);
    size_t calls = faulty_disk_stop();
    folder_remove(path);
    return calls;
}

static void sweep(enum faulty_disk_mode mode, size_t step)
{
    size_t calls = count_calls(), points = 0;
    for (size_t k = 1; k <= calls; k += step, points++) {
        stet_error err = {0};
        size_t done;
        faulty_disk_set(mode, k);
        scenario_run(&scenario, path, &done, NULL, NULL, &err);
        faulty_disk_stop();
        /* kill -9 takes nothing that was written, so that all that was answered for is there. */
        const char *wrong = scenario_wrong(&scenario, path, written_steps(done), done);
        ck_assert_msg(!wrong, "broken off at call %zu of %zu: %s", k, calls, wrong);
        folder_remove(path);
    }
    printf("%zu of %zu calls\n", points, calls);
}

START_TEST(killed_before_any_call_it_has_all_that_was_acknowledged)
{
    scenario_init(&scenario, (enum index_sync)_i, in_full() ? 6 : 2);
    sweep(FAULTY_DISK_DEAD, in_full() ? 1 : 7);
}
END_TEST

START_TEST(killed_in_the_middle_of_a_write_it_has_no_half_article)
{
    scenario_init(&scenario, (enum index_sync)_i, in_full() ? 6 : 2);
    sweep(FAULTY_DISK_TORN, in_full() ? 1 : 8);
}
END_TEST

static void note_done(void *ctx, size_t done)
{
    *(volatile size_t *)ctx = done;
}

START_TEST(a_process_that_really_dies_leaves_the_same)
{
    scenario_init(&scenario, INDEX_SYNC_EACH, 2);
    size_t calls = count_calls();
    volatile size_t *done =
        mmap(NULL, sizeof *done, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    ck_assert_ptr_ne((void *)(uintptr_t)done, MAP_FAILED);
    for (size_t k = 1; k <= calls; k += in_full() ? 1 : 11) {
        *done = 0;
        pid_t child = fork();
        if (!child) {
            size_t ignored;
            faulty_disk_set(FAULTY_DISK_EXIT, k);
            scenario_run(&scenario, path, &ignored, note_done, (void *)(uintptr_t)done, NULL);
            _exit(0);
        }
        ck_assert_int_eq(waitpid(child, NULL, 0), child);
        const char *wrong = scenario_wrong(&scenario, path, written_steps(*done), *done);
        ck_assert_msg(!wrong, "died at call %zu of %zu: %s", k, calls, wrong);
        folder_remove(path);
    }
    munmap((void *)(uintptr_t)done, sizeof *done);
}
END_TEST

START_TEST(a_call_that_fails_is_reported_and_harms_nothing)
{
    scenario_init(&scenario, INDEX_SYNC_EACH, in_full() ? 6 : 2);
    size_t calls = count_calls();
    for (size_t k = 1; k <= calls; k += in_full() ? 1 : 9) {
        stet_error err = {0};
        size_t done;
        faulty_disk_set(FAULTY_DISK_FAILS, k);
        stet_status status = scenario_run(&scenario, path, &done, NULL, NULL, &err);
        faulty_disk_stop();
        if (status)
            ck_assert_msg(strlen(err.message) > 10, "call %zu", k);
        const char *wrong = scenario_wrong(&scenario, path, written_steps(done), done);
        ck_assert_msg(!wrong, "call %zu of %zu failed (%s): %s", k, calls, err.message, wrong);
        folder_remove(path);
    }
}
END_TEST

START_TEST(a_full_disk_is_reported_and_harms_nothing)
{
    scenario_init(&scenario, INDEX_SYNC_BATCH, in_full() ? 6 : 2);
    size_t calls = count_calls();
    for (size_t k = 1; k <= calls; k += in_full() ? 1 : 9) {
        stet_error err = {0};
        size_t done;
        faulty_disk_set(FAULTY_DISK_FULL, k);
        stet_status status = scenario_run(&scenario, path, &done, NULL, NULL, &err);
        faulty_disk_stop();
        ck_assert_msg(!status || strstr(err.message, strerror(ENOSPC)), "call %zu: %s", k, err.message);
        const char *wrong = scenario_wrong(&scenario, path, written_steps(done), done);
        ck_assert_msg(!wrong, "disk full at call %zu of %zu: %s", k, calls, wrong);
        folder_remove(path);
    }
}
END_TEST

START_TEST(every_failed_allocation_is_reported_and_harms_nothing)
{
    scenario_init(&scenario, INDEX_SYNC_EACH, 1);
    size_t points = 0;
    for (size_t n = 1;; n += in_full() ? 1 : 1 + n / 16, points++) {
        stet_error err = {0};
        size_t done;
        faulty_disk_set(FAULTY_DISK_SOUND, 0);
        failing_alloc_at(n);
        stet_status status = scenario_run(&scenario, path, &done, NULL, NULL, &err);
        bool failed = failing_alloc_stop();
        ck_assert_msg(failed || !status, "%s", err.message);
        const char *wrong = scenario_wrong(&scenario, path, written_steps(done), done);
        ck_assert_msg(!wrong, "allocation %zu failed (%s): %s", n, err.message, wrong);
        folder_remove(path);
        if (!failed)
            break;
    }
    printf("%zu allocations\n", points);
}
END_TEST

/* The step that was under way at each call that was remembered. */
struct progress {
    size_t done_at[20000], count;
};

static void note_progress(void *ctx, size_t done)
{
    struct progress *progress = ctx;
    while (progress->count < faulty_disk_recorded() && progress->count < 20000)
        progress->done_at[progress->count++] = done;
}

START_TEST(a_power_cut_takes_nothing_that_was_acknowledged)
{
    struct progress *progress = calloc(1, sizeof *progress);
    ck_assert_ptr_nonnull(progress);
    scenario_init(&scenario, (enum index_sync)_i, in_full() ? 5 : 1);
    stet_error err = {0};
    size_t done, cuts = 0;
    char cut[300];
    snprintf(cut, sizeof cut, "%s/cut.stet", folder);
    faulty_disk_record(path);
    ck_assert_msg(!scenario_run(&scenario, path, &done, note_progress, progress, &err), "%s", err.message);
    size_t calls = faulty_disk_recorded();
    /* done_at was noted at the end of the step that made the call: before it, one step less was done. */
    for (size_t n = 0; n <= calls; n += in_full() ? 1 : 3)
        for (uint64_t seed = 0; seed < (in_full() ? 12u : 4u); seed++, cuts++) {
            size_t finished = n < calls ? progress->done_at[n] - (progress->done_at[n] > 0) : scenario.steps;
            faulty_disk_power_cut(cut, n, seed);
            const char *wrong =
                scenario_wrong(&scenario, cut, safe_steps(finished, scenario.sync == INDEX_SYNC_EACH), finished);
            ck_assert_msg(!wrong, "power cut after call %zu of %zu, seed %u: %s", n, calls, (unsigned)seed, wrong);
            folder_remove(cut);
        }
    printf("%zu power cuts in %zu calls\n", cuts, calls);
    faulty_disk_forget();
    free(progress);
}
END_TEST

static Suite *suite(void)
{
    Suite *suite = suite_create("index/durability");
    TCase *tests = tcase_create("");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_loop_test(tests, killed_before_any_call_it_has_all_that_was_acknowledged, 1, 3);
    tcase_add_loop_test(tests, killed_in_the_middle_of_a_write_it_has_no_half_article, 1, 3);
    tcase_add_test(tests, a_process_that_really_dies_leaves_the_same);
    tcase_add_test(tests, a_call_that_fails_is_reported_and_harms_nothing);
    tcase_add_test(tests, a_full_disk_is_reported_and_harms_nothing);
    tcase_add_test(tests, every_failed_allocation_is_reported_and_harms_nothing);
    tcase_add_loop_test(tests, a_power_cut_takes_nothing_that_was_acknowledged, 1, 3);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    folder_in_memory();
    return run_suite(suite());
}
