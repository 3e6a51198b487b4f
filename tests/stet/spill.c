/* What does not fit goes to files, and nobody can tell from the output. */
#include <stdio.h>
#include <string.h>

#include "news.h"
#include "support/main.h"

static void begin(void)
{
    ck_assert(news_begin());
}

START_TEST(little_memory_gives_the_same_bytes)
{
    const char *feed = news_write("feed.jsonl", 9000, 300, 3);
    ck_assert_ptr_nonnull(feed);
    stet_batch_options options = STET_BATCH_OPTIONS_INIT;
    options.replay = options.rejects = true;
    options.memory = UINT64_C(4) << 30;
    struct news_text all = {0}, little = {0};
    stet_batch_stats stats;
    ck_assert_int_eq(news_run(&options, feed, &all, &stats, NULL), STET_OK);
    ck_assert_uint_eq(stats.spilled, 0);
    ck_assert_uint_eq(stats.clusters, 3000);
    options.memory = UINT64_C(16) << 20;
    ck_assert_int_eq(news_run(&options, feed, &little, &stats, NULL), STET_OK);
    ck_assert_uint_gt(stats.spilled, UINT64_C(1) << 20);
    ck_assert_uint_eq(little.size, all.size);
    ck_assert_int_eq(memcmp(little.data, all.data, all.size), 0);
    /* However little it is, it is not raised behind the caller's back. */
    uint64_t spilled = stats.spilled;
    options.memory = UINT64_C(1) << 20;
    little.size = 0;
    ck_assert_int_eq(news_run(&options, feed, &little, &stats, NULL), STET_OK);
    ck_assert_uint_gt(stats.spilled, spilled + (UINT64_C(1) << 20));
    ck_assert_uint_eq(little.size, all.size);
    ck_assert_int_eq(memcmp(little.data, all.data, all.size), 0);
    free(little.data);
    free(all.data);
}
END_TEST

START_TEST(a_folder_that_does_not_exist_is_an_error_when_it_is_needed)
{
    const char *feed = news_write("feed.jsonl", 9000, 300, 4);
    char nowhere[512];
    snprintf(nowhere, sizeof nowhere, "%s.nowhere", feed);
    stet_batch_options options = STET_BATCH_OPTIONS_INIT;
    options.memory = UINT64_C(16) << 20;
    options.tmp = nowhere;
    struct news_text text = {0};
    stet_error err = {0};
    ck_assert_int_eq(news_run(&options, feed, &text, NULL, &err), STET_ERR_IO);
    ck_assert_ptr_nonnull(strstr(err.message, nowhere));
    free(text.data);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("stet/spill");
    TCase *tests = tcase_create("all");
    tcase_set_timeout(tests, 240);
    tcase_add_checked_fixture(tests, begin, news_end);
    tcase_add_test(tests, little_memory_gives_the_same_bytes);
    tcase_add_test(tests, a_folder_that_does_not_exist_is_an_error_when_it_is_needed);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
