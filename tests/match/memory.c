/* Every allocation fails once: the failure is reported, nothing leaks, and the next attempt works. */
#include <stdlib.h>

#include "match/match.h"
#include "match/sites.h"
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

#define BLURB 90
#define STORY 120

static stet_status each(void *ctx, const struct match_site_passage *passage, stet_error *err)
{
    (void)ctx, (void)passage, (void)err;
    return STET_OK;
}

/* Eight stories with one blurb: its text is kept, it is left out, saved and restored. */
static stet_status learn(const uint32_t *words, const char *text, uint32_t *left, stet_error *err)
{
    struct match_sites *sites = NULL, *back = NULL;
    struct match_own own = {NULL, 0};
    struct stet_buf saved = STET_BUF_INIT;
    struct match_article out, article = {.body_count = STORY + BLURB, .source = 3};
    size_t used;
    stet_status status = match_sites_create(&sites, err);
    for (size_t i = 0; i < 8 && !status; i++) {
        article.body = words + i * (STORY + BLURB);
        const struct match_site_article added = {
            .tokens = &article, .source = {"site", 4}, .text = {text, (size_t)(STORY + BLURB) * 2}};
        status = match_sites_add(sites, &added, err);
    }
    if (!status)
        status = match_sites_turn(sites, err);
    if (!status)
        status = match_sites_save(sites, &saved, err);
    if (!status)
        status = match_sites_restore(&back, saved.data, saved.size, &used, err);
    if (!status)
        status = match_sites_own(back, &article, &own, &out, err);
    if (!status)
        status = match_sites_each(back, each, NULL, err);
    *left = status ? 0 : out.body_count;
    match_sites_free(sites);
    match_sites_free(back);
    match_own_free(&own);
    stet_buf_free(&saved);
    return status;
}

START_TEST(each_failed_allocation_is_reported_while_boilerplate_is_learned)
{
    static uint32_t words[8 * (STORY + BLURB)];
    static char text[(STORY + BLURB) * 2];
    for (uint32_t i = 0; i < 8 * (STORY + BLURB); i++)
        words[i] = (i % (STORY + BLURB) < STORY ? i : i % (STORY + BLURB)) * UINT32_C(2654435761) | 1;
    for (size_t i = 0; i < sizeof text; i++)
        text[i] = i % 2 ? ' ' : 'a';
    uint32_t left = 0;
    size_t n = 1;
    for (;; n++) {
        failing_alloc_at(n);
        stet_error err = {0};
        stet_status status = learn(words, text, &left, &err);
        if (!failing_alloc_stop()) {
            ck_assert_int_eq(status, STET_OK);
            break;
        }
        ck_assert_int_eq(status, STET_ERR_MEMORY);
        ck_assert_int_eq(err.code, STET_ERR_MEMORY);
    }
    ck_assert_uint_gt(n, 12);
    ck_assert_uint_eq(left, STORY);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("match/memory");
    TCase *tests = tcase_create("memory");
    tcase_add_test(tests, each_failed_allocation_is_reported);
    tcase_add_test(tests, each_failed_allocation_is_reported_while_boilerplate_is_learned);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
