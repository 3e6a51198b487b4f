/* The batch as its header promises it: order of calls, callbacks that stop it, the same bytes for any threads. */
#include <malloc.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "news.h"
#include "support/main.h"

#define LARGE 32768 /* articles */

static const char *feed;

static void begin(void)
{
    ck_assert(news_begin());
    feed = news_write("feed.jsonl", 300, 120, 1);
    ck_assert_ptr_nonnull(feed);
}

static stet_batch *batch_of(const stet_batch_options *options)
{
    stet_batch *batch;
    stet_error err = {0};
    ck_assert_msg(stet_batch_create(&batch, options, &err) == STET_OK, "%s", err.message);
    return batch;
}

static stet_status no_cluster(void *payload, const stet_cluster *cluster, stet_error *err)
{
    (void)cluster, (void)err;
    ++*(unsigned *)payload;
    return STET_OK;
}

START_TEST(calls_in_the_wrong_order_are_refused)
{
    stet_batch_options options = STET_BATCH_OPTIONS_INIT;
    stet_batch *batch = batch_of(&options);
    stet_error err = {0};
    unsigned clusters = 0;
    struct news_text text = {0};
    ck_assert_int_eq(stet_batch_clusters(batch, true, no_cluster, &clusters, &err), STET_ERR_USAGE);
    ck_assert_uint_gt(strlen(err.message), 0);
    ck_assert_int_eq(stet_batch_write_kept(batch, STET_KEEP_FIRST, news_take, &text, NULL, &err), STET_ERR_USAGE);
    ck_assert_int_eq(stet_batch_read(batch, feed, &err), STET_OK);
    ck_assert_int_eq(stet_batch_clusters(batch, true, no_cluster, &clusters, &err), STET_ERR_USAGE);
    ck_assert_int_eq(stet_batch_run(batch, &err), STET_OK);
    ck_assert_int_eq(stet_batch_run(batch, &err), STET_ERR_USAGE);
    ck_assert_int_eq(stet_batch_read(batch, feed, &err), STET_ERR_USAGE);
    /* Lines cannot be written where `replay` was not asked for. */
    ck_assert_int_eq(stet_batch_write_kept(batch, STET_KEEP_FIRST, news_take, &text, NULL, &err), STET_ERR_USAGE);
    ck_assert_int_eq(stet_batch_write_rejected(batch, news_take, &text, &err), STET_ERR_USAGE);
    ck_assert_uint_eq(clusters, 0);
    ck_assert_int_eq(stet_batch_clusters(batch, true, no_cluster, &clusters, &err), STET_OK);
    ck_assert_uint_eq(clusters, 200);
    ck_assert_uint_eq(text.size, 0);
    stet_batch_free(batch);
    stet_batch_free(NULL);
}
END_TEST

START_TEST(options_out_of_range_are_refused)
{
    static const stet_batch_options wrong[] = {
        {.version = 0},
        {.version = 2},
        {.version = 1, .shingle = 17},
        {.version = 1, .bands = 257},
        {.version = 1, .rows = 65},
        {.version = 1, .recall = 1.5},
        {.version = 1, .recall = -1},
        {.version = 1, .at = 2},
        {.version = 1, .threads = 5000},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        stet_batch *batch = (stet_batch *)&batch;
        stet_error err = {0};
        ck_assert_int_eq(stet_batch_create(&batch, &wrong[i], &err), STET_ERR_USAGE);
        ck_assert_ptr_null(batch);
        ck_assert_uint_gt(strlen(err.message), 0);
        ck_assert_int_eq(stet_batch_create(&batch, &wrong[i], NULL), STET_ERR_USAGE);
    }
}
END_TEST

START_TEST(any_number_of_threads_gives_the_same_bytes)
{
    struct news_text one = {0};
    stet_batch_options options = STET_BATCH_OPTIONS_INIT;
    options.replay = options.rejects = true;
    options.threads = 1;
    stet_batch_stats stats;
    ck_assert_int_eq(news_run(&options, feed, &one, &stats, NULL), STET_OK);
    ck_assert_uint_eq(stats.articles, 300);
    ck_assert_uint_eq(stats.bad, 6);
    ck_assert_uint_eq(stats.clusters, 100);
    ck_assert_uint_eq(stats.clustered, 200);
    for (uint32_t threads = 2; threads <= 9; threads++) {
        struct news_text other = {0};
        options.threads = threads;
        ck_assert_int_eq(news_run(&options, feed, &other, NULL, NULL), STET_OK);
        ck_assert_uint_eq(other.size, one.size);
        ck_assert_int_eq(memcmp(other.data, one.data, one.size), 0);
        free(other.data);
    }
    free(one.data);
}
END_TEST

struct stopping {
    pthread_t caller;
    unsigned calls, at;
    unsigned elsewhere; /* calls on other threads */
    char stages[256];
};

static bool stop_at(void *payload, const stet_progress *progress)
{
    struct stopping *stopping = payload;
    stopping->elsewhere += !pthread_equal(pthread_self(), stopping->caller);
    if (!strstr(stopping->stages, progress->stage))
        snprintf(stopping->stages + strlen(stopping->stages), sizeof stopping->stages - strlen(stopping->stages), "%s ",
                 progress->stage);
    return ++stopping->calls != stopping->at;
}

START_TEST(each_report_of_progress_can_stop_it)
{
    stet_batch_options options = STET_BATCH_OPTIONS_INIT;
    struct stopping stopping = {.caller = pthread_self()};
    options.on_progress = stop_at;
    options.payload = &stopping;
    options.replay = options.rejects = true;
    options.threads = 3;
    struct news_text text = {0};
    ck_assert_int_eq(news_run(&options, feed, &text, NULL, NULL), STET_OK);
    free(text.data);
    unsigned calls = stopping.calls;
    ck_assert_uint_gt(calls, 3);
    ck_assert_ptr_nonnull(strstr(stopping.stages, "reading"));
    ck_assert_ptr_nonnull(strstr(stopping.stages, "clustering"));
    for (unsigned at = 1; at <= calls; at += at < 10 ? 1 : calls / 20 + 1) {
        stopping.calls = 0;
        stopping.at = at;
        text = (struct news_text){0};
        stet_error err = {0};
        ck_assert_int_eq(news_run(&options, feed, &text, NULL, &err), STET_ERR_CANCELLED);
        ck_assert_uint_gt(strlen(err.message), 0);
        ck_assert_uint_eq(stopping.calls, at);
        free(text.data);
    }
    ck_assert_uint_eq(stopping.elsewhere, 0);
}
END_TEST

START_TEST(a_failed_write_is_what_is_returned)
{
    stet_batch_options options = STET_BATCH_OPTIONS_INIT;
    options.replay = options.rejects = true;
    size_t n = 1;
    stet_status status = STET_ERR_IO;
    for (; status && n < 1000; n += n < 5 || n > 195 ? 1 : 19) {
        struct news_text text = {.writes_left = n};
        stet_error err = {0};
        status = news_run(&options, feed, &text, NULL, &err);
        if (status) {
            ck_assert_int_eq(status, STET_ERR_IO);
            ck_assert_str_eq(err.message, "the disk is full");
        }
        free(text.data);
    }
    ck_assert_uint_gt(n, 201); /* a write for each cluster, then those of the lines */
}
END_TEST

struct bads {
    unsigned count;
    uint64_t last;
};

static void on_bad(void *payload, const char *file, uint64_t line, const char *reason)
{
    struct bads *bads = payload;
    ck_assert_str_eq(file, feed);
    ck_assert_str_eq(reason, "no text");
    ck_assert_uint_gt(line, bads->last);
    bads->last = line;
    bads->count++;
}

START_TEST(bad_lines_are_reported_in_order_and_end_a_strict_batch)
{
    stet_batch_options options = STET_BATCH_OPTIONS_INIT;
    struct bads bads = {0};
    options.on_bad = on_bad;
    options.payload = &bads;
    struct news_text text = {0};
    ck_assert_int_eq(news_run(&options, feed, &text, NULL, NULL), STET_OK);
    ck_assert_uint_eq(bads.count, 6);
    bads = (struct bads){0};
    options.strict = true;
    stet_error err = {0};
    ck_assert_int_eq(news_run(&options, feed, &text, NULL, &err), STET_ERR_INPUT);
    ck_assert_uint_eq(bads.count, 1);
    ck_assert_uint_eq(bads.last, 50);
    free(text.data);
}
END_TEST

START_TEST(bad_lines_are_kept_track_of_only_when_they_will_be_written)
{
    stet_batch_options options = STET_BATCH_OPTIONS_INIT;
    struct news_text kept = {0}, rejected = {0};
    stet_error err = {0};
    for (int rejects = 0; rejects <= 1; rejects++) {
        options.replay = !rejects;
        options.rejects = rejects;
        stet_batch *batch = batch_of(&options);
        ck_assert_int_eq(stet_batch_read(batch, feed, &err), STET_OK);
        ck_assert_int_eq(stet_batch_run(batch, &err), STET_OK);
        ck_assert_int_eq(stet_batch_write_kept(batch, STET_KEEP_FIRST, news_take, &kept, NULL, &err),
                         rejects ? STET_ERR_USAGE : STET_OK);
        ck_assert_int_eq(stet_batch_write_rejected(batch, news_take, &rejected, &err),
                         rejects ? STET_OK : STET_ERR_USAGE);
        stet_batch_free(batch);
    }
    ck_assert_uint_gt(kept.size, 0);
    ck_assert_uint_eq(rejected.size, 6 * strlen("{\"id\":\"bad\"}\n"));
    free(kept.data);
    free(rejected.data);
}
END_TEST

/* Bytes on the heap; 0 where a sanitizer has its own. */
static size_t heap(void)
{
    struct mallinfo2 info = mallinfo2();
    return info.uordblks + info.hblkhd;
}

struct large {
    stet_batch *batch;
    size_t before, held;
    struct news_text text;
};

static stet_status take_large(void *payload, const stet_cluster *cluster, stet_error *err)
{
    struct large *large = payload;
    large->held = heap() - large->before;
    ck_assert_uint_eq(cluster->size, LARGE);
    const char *json;
    size_t size;
    stet_status status = stet_batch_cluster_json(large->batch, cluster, &json, &size, err);
    return status ? status : news_take(&large->text, json, size, err);
}

START_TEST(a_large_cluster_takes_little_more_than_its_members)
{
    const char *path = news_path("large.jsonl");
    FILE *file = fopen(path, "w");
    for (unsigned i = 0; i < LARGE; i++)
        fprintf(file, "{\"id\":\"n%u\",\"source\":\"outlet%u\",\"text\":\"OTTAWA (CP) - %s\"}\n", i, i % 20,
                "The same few words came from the wire to each and every paper in the land, which printed them.");
    fclose(file);
    struct news_text one = {0};
    stet_batch_options options = STET_BATCH_OPTIONS_INIT;
    options.threads = 3;
    ck_assert_int_eq(news_run(&options, path, &one, NULL, NULL), STET_OK);
    options.threads = 1;
    struct large large = {.batch = batch_of(&options)};
    stet_error err = {0};
    ck_assert_int_eq(stet_batch_read(large.batch, path, &err), STET_OK);
    ck_assert_int_eq(stet_batch_run(large.batch, &err), STET_OK);
    large.before = heap();
    ck_assert_int_eq(stet_batch_clusters(large.batch, false, take_large, &large, &err), STET_OK);
    ck_assert_uint_lt(large.held, LARGE * 110);
    ck_assert_uint_eq(large.text.size, one.size);
    ck_assert_int_eq(memcmp(large.text.data, one.data, one.size), 0);
    stet_batch_free(large.batch);
    free(large.text.data);
    free(one.data);
}
END_TEST

START_TEST(a_batch_that_failed_answers_and_can_be_freed)
{
    stet_batch_options options = STET_BATCH_OPTIONS_INIT;
    options.replay = options.rejects = true;
    stet_batch *batch = batch_of(&options);
    stet_error err = {0};
    unsigned clusters = 0;
    struct news_text text = {0};
    ck_assert_int_eq(stet_batch_read(batch, news_path("nonesuch"), &err), STET_ERR_IO);
    ck_assert_int_eq(stet_batch_run(batch, &err), STET_OK);
    ck_assert_int_eq(stet_batch_clusters(batch, true, no_cluster, &clusters, &err), STET_OK);
    ck_assert_int_eq(stet_batch_write_kept(batch, STET_KEEP_LATEST, news_take, &text, NULL, &err), STET_OK);
    ck_assert_int_eq(stet_batch_write_rejected(batch, news_take, &text, &err), STET_OK);
    ck_assert_uint_eq(clusters + text.size, 0);
    stet_batch_free(batch);
}
END_TEST

START_TEST(a_feed_that_changes_before_its_lines_are_written_is_noticed)
{
    stet_batch_options options = STET_BATCH_OPTIONS_INIT;
    options.replay = options.rejects = true;
    stet_batch *batch = batch_of(&options);
    stet_error err = {0};
    struct news_text text = {0};
    ck_assert_int_eq(stet_batch_read(batch, feed, &err), STET_OK);
    ck_assert_int_eq(stet_batch_run(batch, &err), STET_OK);
    FILE *file = fopen(feed, "a");
    fputs("{\"text\":\"one more\"}\n", file);
    fclose(file);
    ck_assert_int_eq(stet_batch_write_kept(batch, STET_KEEP_FIRST, news_take, &text, NULL, &err), STET_ERR_INPUT);
    stet_batch_free(batch);
    free(text.data);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("stet/batch");
    TCase *tests = tcase_create("all");
    tcase_set_timeout(tests, 300);
    tcase_add_checked_fixture(tests, begin, news_end);
    tcase_add_test(tests, calls_in_the_wrong_order_are_refused);
    tcase_add_test(tests, options_out_of_range_are_refused);
    tcase_add_test(tests, any_number_of_threads_gives_the_same_bytes);
    tcase_add_test(tests, each_report_of_progress_can_stop_it);
    tcase_add_test(tests, a_failed_write_is_what_is_returned);
    tcase_add_test(tests, bad_lines_are_reported_in_order_and_end_a_strict_batch);
    tcase_add_test(tests, bad_lines_are_kept_track_of_only_when_they_will_be_written);
    tcase_add_test(tests, a_large_cluster_takes_little_more_than_its_members);
    tcase_add_test(tests, a_batch_that_failed_answers_and_can_be_freed);
    tcase_add_test(tests, a_feed_that_changes_before_its_lines_are_written_is_noticed);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
