#include <stdlib.h>

#include "match/df.h"
#include "match/shingles.h"
#include "support/main.h"

#define K 5
#define TOKENS 300

static uint64_t state = 11;

static uint32_t draw(void)
{
    state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(state >> 32);
}

/* The counts of all shingles of a body, in order. */
static size_t counts_of(const struct match_df *df, const uint32_t *body, size_t count, uint32_t k, uint8_t *counts)
{
    uint32_t key[TOKENS];
    size_t n = match_shingle_count(count, k);
    for (size_t i = 0; i < n; i++)
        key[i] = match_key(body + i, match_shingle_size(count, k));
    uint8_t spread[TOKENS];
    match_df_get(df, key, n, counts, spread);
    return n;
}

START_TEST(counts_articles_and_stops_at_255)
{
    struct match_df *df;
    ck_assert_int_eq(match_df_create(&df, 1 << 20, NULL), STET_OK);
    uint32_t body[TOKENS];
    for (size_t i = 0; i < TOKENS; i++)
        body[i] = draw();
    uint8_t counts[TOKENS];
    for (int times = 0; times < 300; times++) {
        int expected = times < 255 ? times : 255;
        ck_assert_uint_eq(counts_of(df, body, TOKENS, K, counts), TOKENS - K + 1);
        int exact = 0;
        for (size_t i = 0; i < TOKENS - K + 1; i++)
            exact += counts[i] == expected;
        ck_assert_int_ge(exact, TOKENS - K + 1 - 4); /* two may share a counter */
        ck_assert_int_eq(match_df_add(df, body, TOKENS, K, NULL), STET_OK);
    }
    match_df_free(df);
}
END_TEST

/* The median of what the shingles of a body have as printed by different sources. */
static int spread_of(const struct match_df *df, const uint32_t *body)
{
    uint32_t key[TOKENS];
    uint8_t all[TOKENS], spread[TOKENS];
    size_t n = TOKENS - K + 1, histogram[256] = {0}, below = 0;
    for (size_t i = 0; i < n; i++)
        key[i] = match_key(body + i, K);
    match_df_get(df, key, n, all, spread);
    for (size_t i = 0; i < n; i++)
        histogram[spread[i]]++;
    int median = 0;
    for (; (below += histogram[median]) <= n / 2;)
        median++;
    return median;
}

START_TEST(a_form_of_one_source_is_no_popular_story)
{
    uint32_t body[TOKENS];
    for (size_t i = 0; i < TOKENS; i++)
        body[i] = draw();
    const int expected[] = {40, 0, 40}; /* of many sources, of one, of none that is known */
    for (int kind = 0; kind < 3; kind++) {
        struct match_df *df;
        ck_assert_int_eq(match_df_create(&df, 1 << 20, NULL), STET_OK);
        for (uint32_t i = 0; i < 40; i++) {
            body[TOKENS - 1] = i; /* not word for word */
            struct match_article article = {.body = body, .body_count = TOKENS};
            article.source = kind == 0 ? 100 + i : kind == 1 ? 7 : 0;
            ck_assert_int_eq(match_df_add_article(df, &article, K, NULL), STET_OK);
        }
        ck_assert_int_eq(spread_of(df, body), expected[kind]);
        match_df_free(df);
    }
}
END_TEST

START_TEST(a_body_shorter_than_a_shingle_is_one_and_an_empty_one_none)
{
    uint32_t body[3] = {2, 4, 6};
    uint8_t counts[TOKENS];
    struct match_df *df;
    ck_assert_int_eq(match_df_create(&df, 1 << 20, NULL), STET_OK);
    ck_assert_uint_eq(counts_of(df, body, 3, K, counts), 1);
    ck_assert_uint_eq(counts_of(df, body, 0, K, counts), 0);
    ck_assert_uint_eq(counts_of(df, body, 3, 3, counts), 1);
    ck_assert_int_eq(match_df_add(df, body, 3, K, NULL), STET_OK);
    ck_assert_int_eq(match_df_add(df, body, 0, K, NULL), STET_OK);
    match_df_free(df);
}
END_TEST

START_TEST(samples_by_content_when_there_is_too_much)
{
    struct match_df *df;
    ck_assert_int_eq(match_df_create(&df, 1 << 20, NULL), STET_OK);
    ck_assert(match_df_wants(df, 7));
    ck_assert_int_eq(match_df_expect(df, UINT64_C(1) << 21, NULL), STET_OK);
    ck_assert_double_eq_tol(match_df_rate(df), .25, 1e-9);
    int wanted = 0;
    for (uint64_t content = 0; content < 80000; content++)
        wanted += match_df_wants(df, content);
    ck_assert_int_gt(wanted, 19500);
    ck_assert_int_lt(wanted, 20500);
    match_df_free(df);
}
END_TEST

START_TEST(takes_a_sixteenth_of_very_much)
{
    struct match_df *df;
    ck_assert_int_eq(match_df_create(&df, (size_t)1 << 32, NULL), STET_OK);
    ck_assert_int_eq(match_df_expect(df, UINT64_C(1) << 32, NULL), STET_OK);
    ck_assert_double_eq_tol(match_df_rate(df), 1 / 16.0, 1e-9);
    match_df_free(df);
}
END_TEST

START_TEST(takes_all_when_they_fit)
{
    struct match_df *df;
    ck_assert_int_eq(match_df_create(&df, 1 << 20, NULL), STET_OK);
    ck_assert_int_eq(match_df_expect(df, 1 << 17, NULL), STET_OK);
    ck_assert_double_eq(match_df_rate(df), 1);
    ck_assert(match_df_wants(df, 0) && match_df_wants(df, UINT64_MAX) && match_df_wants(df, 12345));
    match_df_free(df);
}
END_TEST

START_TEST(refuses_what_makes_no_sense)
{
    struct match_df *df;
    stet_error err;
    ck_assert_int_eq(match_df_create(&df, 1000, &err), STET_ERR_USAGE);
    ck_assert_int_eq(match_df_create(&df, 1 << 16, &err), STET_OK);
    uint32_t body[10] = {0};
    ck_assert_int_eq(match_df_add(df, body, 10, K, &err), STET_OK);
    ck_assert_int_eq(match_df_expect(df, 10, &err), STET_ERR_USAGE);
    match_df_free(df);
    match_df_free(NULL);
    struct match_matcher *matcher;
    ck_assert_int_eq(match_matcher_create(&matcher, NULL, 0, &err), STET_ERR_USAGE);
    ck_assert_int_eq(match_matcher_create(&matcher, NULL, MATCH_MAX_SHINGLE + 1, &err), STET_ERR_USAGE);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("match/df");
    TCase *tests = tcase_create("df");
    tcase_add_test(tests, counts_articles_and_stops_at_255);
    tcase_add_test(tests, a_form_of_one_source_is_no_popular_story);
    tcase_add_test(tests, a_body_shorter_than_a_shingle_is_one_and_an_empty_one_none);
    tcase_add_test(tests, samples_by_content_when_there_is_too_much);
    tcase_add_test(tests, takes_a_sixteenth_of_very_much);
    tcase_add_test(tests, takes_all_when_they_fit);
    tcase_add_test(tests, refuses_what_makes_no_sense);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
