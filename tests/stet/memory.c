/* Every allocation of a whole run fails once: it is reported, nothing leaks, and the batch can be freed and asked. */
#include <stdio.h>
#include <string.h>

#include "news.h"
#include "support/failing_alloc.h"
#include "support/main.h"

static const char *feed;
static unsigned written;

static void begin(void)
{
    ck_assert(news_begin());
    feed = news_write("feed.jsonl", 100, 40, 2);
    ck_assert_ptr_nonnull(feed);
}

static stet_status count(void *payload, const void *data, size_t size, stet_error *err)
{
    (void)payload, (void)data, (void)err;
    written += (unsigned)size;
    return STET_OK;
}

static stet_status count_cluster(void *payload, const stet_cluster *cluster, stet_error *err)
{
    const char *json;
    size_t size;
    stet_status status = stet_batch_cluster_json(payload, cluster, &json, &size, err);
    return status ? status : count(NULL, json, size, err);
}

/* What has failed says so, and what is asked afterwards does not crash. */
static stet_status go(const stet_batch_options *options, stet_error *err)
{
    stet_batch *batch;
    stet_status status = stet_batch_create(&batch, options, err);
    if (status)
        return batch ? STET_ERR_CORRUPT : status;
    status = stet_batch_read(batch, feed, err);
    if (!status)
        status = stet_batch_run(batch, err);
    stet_status clusters = stet_batch_clusters(batch, true, count_cluster, batch, status ? NULL : err);
    status = status ? status : clusters;
    stet_status kept = stet_batch_write_kept(batch, STET_KEEP_CANONICAL, count, NULL, NULL, status ? NULL : err);
    status = status ? status : kept;
    stet_status rejected = stet_batch_write_rejected(batch, count, NULL, status ? NULL : err);
    status = status ? status : rejected;
    stet_batch_free(batch);
    return status;
}

static void fail_each(const stet_batch_options *options)
{
    written = 0;
    ck_assert_int_eq(go(options, NULL), STET_OK);
    unsigned whole = written;
    size_t n = 1, ignored = 0;
    for (;; n++) {
        failing_alloc_at(n);
        written = 0;
        stet_error err = {0};
        stet_status status = go(options, &err);
        if (!failing_alloc_stop())
            break;
        /* Without a thread the work is done by fewer: nothing else may go on without what it asked for. */
        if (!status) {
            ck_assert_uint_eq(written, whole);
            ignored++;
            continue;
        }
        ck_assert_msg(status == STET_ERR_MEMORY, "allocation %zu: %s (%s)", n, stet_status_name(status), err.message);
        ck_assert_int_eq(err.code, STET_ERR_MEMORY);
        ck_assert_uint_gt(strlen(err.message), 0);
    }
    printf("%zu allocations, %zu of them dispensable\n", n - 1, ignored);
    ck_assert_uint_gt(n, 100);
    ck_assert_uint_lt(ignored, n / 5);
}

START_TEST(every_allocation_of_a_run_may_fail)
{
    stet_batch_options options = STET_BATCH_OPTIONS_INIT;
    options.threads = 1;
    options.replay = options.rejects = true;
    options.memory = 1;
    fail_each(&options);
}
END_TEST

START_TEST(every_allocation_of_a_run_on_threads_may_fail)
{
    stet_batch_options options = STET_BATCH_OPTIONS_INIT;
    options.threads = 2;
    options.replay = options.rejects = true;
    options.memory = 1;
    options.method = STET_METHOD_SIMHASH;
    options.clustering = STET_CLUSTERING_COMPONENTS;
    fail_each(&options);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("stet/memory");
    TCase *tests = tcase_create("all");
    tcase_set_timeout(tests, 280);
    tcase_add_checked_fixture(tests, begin, news_end);
    tcase_add_test(tests, every_allocation_of_a_run_may_fail);
    tcase_add_test(tests, every_allocation_of_a_run_on_threads_may_fail);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
