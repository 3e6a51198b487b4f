/* Every allocation fails once: the failure is reported, nothing leaks, and the next attempt works. */
#include <stdlib.h>

#include "match/match.h"
#include "support/failing_alloc.h"
#include "support/main.h"

#define TOKENS 200

static stet_status work(const uint32_t *body, struct match_verdict *verdict, stet_error *err)
{
    struct match_df *df = NULL;
    struct match_matcher *matcher = NULL;
    struct match_prepared *prepared = NULL;
    struct match_article article = {.title = body, .title_count = 5, .body = body, .body_count = TOKENS};
    stet_status status = match_df_create(&df, 1 << 16, err);
    if (!status)
        status = match_df_add(df, body, TOKENS, 5, err);
    if (!status)
        status = match_matcher_create(&matcher, df, 5, err);
    if (!status)
        status = match_prepared_create(&prepared, err);
    if (!status)
        status = match_prepare(matcher, &article, prepared, err);
    if (!status)
        match_judge(matcher, prepared, prepared, verdict);
    match_prepared_free(prepared);
    match_matcher_free(matcher);
    match_df_free(df);
    return status;
}

START_TEST(each_failed_allocation_is_reported)
{
    uint32_t body[TOKENS];
    for (uint32_t i = 0; i < TOKENS; i++)
        body[i] = i * 7 + 1;
    struct match_verdict verdict;
    size_t n = 1;
    for (;; n++) {
        failing_alloc_at(n);
        stet_error err = {0};
        stet_status status = work(body, &verdict, &err);
        if (!failing_alloc_stop()) {
            ck_assert_int_eq(status, STET_OK);
            break;
        }
        ck_assert_int_eq(status, STET_ERR_MEMORY);
        ck_assert_int_eq(err.code, STET_ERR_MEMORY);
    }
    ck_assert_uint_gt(n, 9);
    ck_assert(verdict.match);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("match/memory");
    TCase *tests = tcase_create("memory");
    tcase_add_test(tests, each_failed_allocation_is_reported);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
