/* Every allocation fails once: the failure is reported, nothing leaks (the sanitizer tells), nothing is half-counted.
 */
#include <stet/eval.h>

#include "eval/scratch.h"
#include "support/failing_alloc.h"
#include "support/main.h"

static stet_status run(const char *truth, const char *pairs, const char *clusters, stet_eval_result *result)
{
    stet_eval_options options = STET_EVAL_OPTIONS_INIT;
    stet_eval *eval;
    stet_error err;
    stet_status status = stet_eval_create(&eval, &options, &err);
    if (status)
        return status;
    status = stet_eval_read_truth(eval, truth, &err);
    if (!status)
        status = stet_eval_read_pairs(eval, pairs, &err);
    if (!status)
        status = stet_eval_read_clusters(eval, clusters, &err);
    if (!status)
        status = stet_eval_measure(eval, result, &err);
    stet_eval_free(eval);
    return status;
}

START_TEST(each_failed_allocation_is_reported)
{
    struct scratch truth = scratch_text("a\t1\t1\tx\nb\t1\t0\treprint\nc\t2\n");
    struct scratch pairs = scratch_text("a\tb\t1\n");
    struct scratch clusters =
        scratch_text("{\"canonical\":{\"id\":\"a\"},\"members\":[{\"id\":\"\\u0061\"},{\"id\":\"b\"}]}\n"
                     "{\"members\":[{\"id\":\"b\"},{\"id\":\"c\"}]}\n");
    size_t n = 1;
    for (;; n++) {
        stet_eval_result result;
        failing_alloc_at(n);
        stet_status status = run(truth.path, pairs.path, clusters.path, &result);
        if (!failing_alloc_stop()) {
            ck_assert_int_eq(status, STET_OK);
            ck_assert_uint_eq(result.pairwise.tp, 1);
            ck_assert_uint_eq(result.bad, 0);
            break;
        }
        ck_assert_msg(status == STET_ERR_MEMORY, "allocation %zu: %s", n, stet_status_name(status));
    }
    ck_assert_uint_gt(n, 20);
    unlink(truth.path);
    unlink(pairs.path);
    unlink(clusters.path);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("eval/memory");
    TCase *tcase = tcase_create("all");
    tcase_add_test(tcase, each_failed_allocation_is_reported);
    suite_add_tcase(suite, tcase);
    return run_suite(suite);
}
