/* The report of a batch: it keeps to its sizes, is the same every time, and survives each allocation failing. */
#include <stet/report.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "news.h"
#include "support/failing_alloc.h"
#include "support/main.h"

static const char *feed;

static void begin(void)
{
    ck_assert(news_begin());
    feed = news_write("feed.jsonl", 300, 120, 2);
    ck_assert_ptr_nonnull(feed);
}

static stet_status collect(void *payload, const void *data, size_t size, stet_error *err)
{
    (void)err;
    return stet_buf_add(payload, data, size) ? STET_OK : STET_ERR_MEMORY;
}

static stet_status go(uint32_t threads, bool replay, const stet_report_options *options, struct stet_buf *out,
                      stet_error *err)
{
    stet_batch_options wanted = STET_BATCH_OPTIONS_INIT;
    wanted.threads = threads;
    wanted.memory = 64 << 20;
    wanted.replay = replay;
    stet_batch *batch;
    out->size = 0;
    stet_status status = stet_batch_create(&batch, &wanted, err);
    if (!status)
        status = stet_batch_read(batch, feed, err);
    if (!status)
        status = stet_batch_run(batch, err);
    if (!status)
        status = stet_batch_write_report(batch, options, collect, out, err);
    stet_batch_free(batch);
    return status;
}

static void make(uint32_t threads, bool replay, const stet_report_options *options, struct stet_buf *out)
{
    stet_error err;
    stet_status status = go(threads, replay, options, out, &err);
    ck_assert_msg(!status, "%s", status ? err.message : "");
    ck_assert(stet_buf_add_byte(out, 0));
    out->size--;
}

static unsigned long number(const struct stet_buf *page, const char *name)
{
    char wanted[40];
    snprintf(wanted, sizeof wanted, "\"%s\":", name);
    const char *at = strstr(page->data, wanted);
    ck_assert_msg(at != NULL, "%s", name);
    return strtoul(at + strlen(wanted), NULL, 10);
}

START_TEST(all_is_listed_where_there_is_room)
{
    const stet_report_options options = STET_REPORT_OPTIONS_INIT;
    struct stet_buf page = STET_BUF_INIT;
    make(2, true, &options, &page);
    ck_assert_uint_gt(number(&page, "clusters"), 10);
    ck_assert_uint_eq(number(&page, "listed"), number(&page, "clusters"));
    ck_assert_uint_eq(number(&page, "members"), number(&page, "clustered"));
    ck_assert_uint_eq(number(&page, "texts"), number(&page, "clustered"));
    ck_assert(!memcmp(page.data, "<!doctype html>", 15));
    ck_assert_str_eq(page.data + page.size - 8, "</html>\n");
    stet_buf_free(&page);
}
END_TEST

/* Two stories, one of them of one article, and what carries both: it is listed, with its text, in either. */
START_TEST(a_guest_is_shown_in_each_cluster_that_lists_it)
{
    static const struct news_article articles[] = {
        {"a1", "Bridge closed for repairs", 8, {{1, 0, 120}}},
        {"a2", "Cables found to have rusted", 9, {{1, 0, 118}}},
        {"r", "Five minutes of news", 12, {{1, 0, 60}, {2, 0, 60}}},
        {"b", "Choir sings through a blackout", 8, {{2, 0, 120}}},
    };
    FILE *file = fopen(news_path("roundup.jsonl"), "w");
    ck_assert_ptr_nonnull(file);
    for (size_t i = 0; i < sizeof articles / sizeof *articles; i++)
        news_write_parts(file, &articles[i]);
    ck_assert_int_eq(fclose(file), 0);
    feed = news_path("roundup.jsonl");
    const stet_report_options options = STET_REPORT_OPTIONS_INIT;
    struct stet_buf page = STET_BUF_INIT;
    make(2, true, &options, &page);
    ck_assert_uint_eq(number(&page, "clusters"), 2);
    ck_assert_uint_eq(number(&page, "listed"), 2);
    ck_assert_uint_eq(number(&page, "clustered"), 3);
    ck_assert_uint_eq(number(&page, "members"), 5);
    ck_assert_uint_eq(number(&page, "texts"), 5);
    stet_buf_free(&page);
}
END_TEST

START_TEST(the_bytes_are_the_same_for_any_number_of_threads)
{
    const stet_report_options options = STET_REPORT_OPTIONS_INIT;
    struct stet_buf one = STET_BUF_INIT, four = STET_BUF_INIT;
    make(1, true, &options, &one);
    make(4, true, &options, &four);
    ck_assert_uint_eq(one.size, four.size);
    ck_assert(!memcmp(one.data, four.data, one.size));
    stet_buf_free(&one);
    stet_buf_free(&four);
}
END_TEST

START_TEST(what_there_is_no_room_for_is_left_out_and_told)
{
    struct stet_buf page = STET_BUF_INIT, whole = STET_BUF_INIT;
    stet_report_options options = STET_REPORT_OPTIONS_INIT;
    make(2, true, &options, &whole);
    options.list_bytes = 700;
    make(2, true, &options, &page);
    ck_assert(number(&page, "listed") > 0 && number(&page, "listed") < number(&page, "clusters"));
    ck_assert_uint_lt(page.size, whole.size);
    options.list_bytes = 0;
    options.text_bytes = 3000;
    make(2, true, &options, &page);
    ck_assert_uint_eq(number(&page, "listed"), number(&page, "clusters"));
    ck_assert_uint_eq(number(&page, "cut"), 512);
    ck_assert_uint_lt(number(&page, "texts"), number(&page, "members"));
    options.members = 2;
    make(2, true, &options, &page);
    ck_assert_uint_le(number(&page, "members"), 3 * number(&page, "clusters"));
    make(2, false, &options, &page);
    ck_assert_uint_eq(number(&page, "texts"), 0);
    stet_buf_free(&page);
    stet_buf_free(&whole);
}
END_TEST

START_TEST(a_batch_that_has_not_run_has_no_report)
{
    const stet_report_options options = STET_REPORT_OPTIONS_INIT, none = {.version = 7};
    stet_batch_options wanted = STET_BATCH_OPTIONS_INIT;
    stet_batch *batch;
    struct stet_buf page = STET_BUF_INIT;
    ck_assert_int_eq(stet_batch_create(&batch, &wanted, NULL), STET_OK);
    ck_assert_int_eq(stet_batch_write_report(batch, &options, collect, &page, NULL), STET_ERR_USAGE);
    ck_assert_int_eq(stet_batch_write_report(batch, &none, collect, &page, NULL), STET_ERR_USAGE);
    ck_assert_int_eq(stet_batch_run(batch, NULL), STET_OK);
    ck_assert_int_eq(stet_batch_write_report(batch, &options, collect, &page, NULL), STET_OK);
    ck_assert(stet_buf_add_byte(&page, 0));
    ck_assert_uint_eq(number(&page, "articles"), 0);
    stet_batch_free(batch);
    stet_buf_free(&page);
}
END_TEST

START_TEST(every_allocation_may_fail)
{
    feed = news_write("small.jsonl", 40, 20, 2);
    const stet_report_options options = STET_REPORT_OPTIONS_INIT;
    stet_batch_options wanted = STET_BATCH_OPTIONS_INIT;
    wanted.threads = 1;
    wanted.memory = 64 << 20;
    wanted.replay = true;
    stet_batch *batch;
    struct stet_buf whole = STET_BUF_INIT, page = STET_BUF_INIT;
    ck_assert_int_eq(stet_batch_create(&batch, &wanted, NULL), STET_OK);
    ck_assert_int_eq(stet_batch_read(batch, feed, NULL), STET_OK);
    ck_assert_int_eq(stet_batch_run(batch, NULL), STET_OK);
    ck_assert_int_eq(stet_batch_write_report(batch, &options, collect, &whole, NULL), STET_OK);
    ck_assert(stet_buf_reserve(&page, whole.size + 1));
    for (size_t n = 1;; n++) {
        stet_error err;
        page.size = 0;
        failing_alloc_at(n);
        stet_status status = stet_batch_write_report(batch, &options, collect, &page, &err);
        bool failed = failing_alloc_stop();
        ck_assert_int_eq(status, failed ? STET_ERR_MEMORY : STET_OK);
        if (!failed)
            break;
    }
    ck_assert_uint_eq(page.size, whole.size);
    ck_assert(!memcmp(page.data, whole.data, whole.size));
    stet_batch_free(batch);
    stet_buf_free(&whole);
    stet_buf_free(&page);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("stet/report");
    TCase *all = tcase_create("all");
    tcase_add_unchecked_fixture(all, begin, news_end);
    tcase_add_test(all, all_is_listed_where_there_is_room);
    tcase_add_test(all, a_guest_is_shown_in_each_cluster_that_lists_it);
    tcase_add_test(all, the_bytes_are_the_same_for_any_number_of_threads);
    tcase_add_test(all, what_there_is_no_room_for_is_left_out_and_told);
    tcase_add_test(all, a_batch_that_has_not_run_has_no_report);
    tcase_add_test(all, every_allocation_may_fail);
    suite_add_tcase(suite, all);
    return run_suite(suite);
}
