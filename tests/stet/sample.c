/* The shipped sample, whose truth is known: default options must do it justice. */
#include <stdio.h>
#include <string.h>

#include "news.h"
#include "support/main.h"

#define FEED "datasets/sample.jsonl.zst"
#define TRUTH "datasets/sample-truth.tsv"

static void begin(void)
{
    ck_assert(news_begin());
}

struct into {
    stet_batch *batch;
    FILE *file;
};

static stet_status write_cluster(void *payload, const stet_cluster *cluster, stet_error *err)
{
    struct into *into = payload;
    const char *json;
    size_t size;
    stet_status status = stet_batch_cluster_json(into->batch, cluster, &json, &size, err);
    ck_assert(status || fwrite(json, 1, size, into->file) == size);
    return status;
}

static void measure(stet_batch_options options, stet_eval_result *result)
{
    stet_error err = {0};
    struct into into = {.file = fopen(news_path("clusters"), "w")};
    ck_assert_ptr_nonnull(into.file);
    ck_assert_msg(!stet_batch_create(&into.batch, &options, &err), "%s", err.message);
    ck_assert_msg(!stet_batch_read(into.batch, FEED, &err), "%s", err.message);
    ck_assert_msg(!stet_batch_run(into.batch, &err), "%s", err.message);
    ck_assert_msg(!stet_batch_clusters(into.batch, false, write_cluster, &into, &err), "%s", err.message);
    stet_batch_free(into.batch);
    ck_assert_int_eq(fclose(into.file), 0);
    stet_eval *eval;
    stet_eval_options eval_options = STET_EVAL_OPTIONS_INIT;
    ck_assert_int_eq(stet_eval_create(&eval, &eval_options, &err), STET_OK);
    ck_assert_msg(!stet_eval_read_truth(eval, TRUTH, &err), "%s", err.message);
    ck_assert_msg(!stet_eval_read_clusters(eval, news_path("clusters"), &err), "%s", err.message);
    ck_assert_msg(!stet_eval_measure(eval, result, &err), "%s", err.message);
    printf("precision %.4f recall %.4f F1 %.4f canonical %.4f\n", result->pairwise.precision, result->pairwise.recall,
           result->pairwise.f1, result->canonical_accuracy);
    for (size_t i = 0; i < result->relation_count; i++)
        if (result->relations[i].judged && !strcmp(result->relations[i].name, "third"))
            ck_assert_uint_ge(result->relations[i].found * 100, result->relations[i].judged * 95);
    stet_eval_free(eval);
}

START_TEST(copies_are_found_and_the_right_one_stands)
{
    stet_batch_options options = STET_BATCH_OPTIONS_INIT;
    stet_eval_result result;
    measure(options, &result);
    ck_assert_uint_eq(result.articles, 3000);
    ck_assert_double_ge(result.pairwise.f1, 0.98);
    ck_assert_double_ge(result.canonical_accuracy, 0.95);
}
END_TEST

START_TEST(other_methods_find_most_of_them)
{
    stet_batch_options options = STET_BATCH_OPTIONS_INIT;
    stet_eval_result result;
    options.method = STET_METHOD_SIMHASH;
    measure(options, &result);
    ck_assert_double_ge(result.pairwise.f1, 0.97);
    options.method = STET_METHOD_MINHASH;
    options.clustering = STET_CLUSTERING_COMPONENTS;
    measure(options, &result);
    ck_assert_double_ge(result.pairwise.recall, 0.97);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("stet/sample");
    TCase *tests = tcase_create("all");
    tcase_set_timeout(tests, 120);
    tcase_add_checked_fixture(tests, begin, news_end);
    tcase_add_test(tests, copies_are_found_and_the_right_one_stands);
    tcase_add_test(tests, other_methods_find_most_of_them);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
