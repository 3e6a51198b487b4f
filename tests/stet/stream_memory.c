/* Every allocation of a filter's work fails once: it is reported, nothing leaks, and the index opens again. */
#include <stdio.h>
#include <string.h>

#include "news.h"
#include "support/failing_alloc.h"
#include "support/folder.h"
#include "support/main.h"

static char feed[4096], folder[4200];

static void begin(void)
{
    folder_in_memory();
    ck_assert(news_begin());
    const char *path = news_write("feed.jsonl", 12, 40, 2);
    ck_assert_ptr_nonnull(path);
    snprintf(feed, sizeof feed, "%s", path);
}

static stet_status ignore(void *payload, const void *data, size_t size, stet_error *err)
{
    (void)payload, (void)data, (void)size, (void)err;
    return STET_OK;
}

static stet_status go(bool no_text, stet_error *err)
{
    stet_index_shape shape = STET_INDEX_SHAPE_INIT;
    shape.no_text = no_text;
    shape.bands = 4;
    shape.rows = 4;
    stet_index_options options = STET_INDEX_OPTIONS_INIT;
    options.threads = 1;
    options.sync = STET_SYNC_NONE;
    stet_index *index = NULL;
    stet_status status = stet_index_create(folder, &shape, err);
    if (!status)
        status = stet_index_open(&index, folder, &options, err);
    stet_filter filter = {.emit = STET_EMIT_ANNOTATE, .write = ignore};
    if (!status)
        status = stet_index_filter(index, feed, &filter, err);
    stet_status closed = stet_index_close(index, status ? NULL : err);
    return status ? status : closed;
}

static void fail_each(bool no_text)
{
    size_t n = 1, ignored = 0;
    for (;; n++) {
        snprintf(folder, sizeof folder, "%s-%zu", feed, n);
        failing_alloc_at(n);
        stet_error err = {0};
        stet_status status = go(no_text, &err);
        if (!failing_alloc_stop())
            break;
        ignored += !status;
        ck_assert_msg(!status || status == STET_ERR_MEMORY, "allocation %zu: %s (%s)", n, stet_status_name(status),
                      err.message);
        stet_error check = {0};
        stet_index_stat stat;
        if (!stet_index_get_stat(folder, &stat, NULL)) /* it had been created */
            ck_assert_msg(!stet_index_check(folder, true, NULL, NULL, &check), "allocation %zu: %s", n, check.message);
    }
    printf("%zu allocations, %zu of them dispensable\n", n - 1, ignored);
    ck_assert_uint_gt(n, 50);
    ck_assert_uint_lt(ignored, n / 5);
}

START_TEST(every_failed_allocation_is_reported)
{
    fail_each(false);
}
END_TEST

START_TEST(every_failed_allocation_is_reported_without_text)
{
    fail_each(true);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("stet/stream_memory");
    TCase *tests = tcase_create("stream_memory");
    tcase_set_timeout(tests, 120);
    tcase_add_checked_fixture(tests, begin, news_end);
    tcase_add_test(tests, every_failed_allocation_is_reported);
    tcase_add_test(tests, every_failed_allocation_is_reported_without_text);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
