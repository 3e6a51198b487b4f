/* Jaccard, containment and figures against their definitions, on random articles over few words. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "match/prepared.h"
#include "support/main.h"
#include "text/tokens.h"

#define K 3
#define MOST 80
#define ROUNDS 3000

static uint64_t state;

static uint32_t draw(uint32_t below)
{
    state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(state >> 33) % below;
}

struct words {
    uint32_t body[MOST], count;
};

/* A start in common with `from`, then words of its own. Odd tokens are figures. */
static void write(struct words *out, const struct words *from)
{
    out->count = draw(MOST) + 1;
    uint32_t common = from ? draw(out->count + 1) : 0;
    for (uint32_t i = 0; i < out->count; i++)
        out->body[i] = i < common && i < from->count ? from->body[i] : draw(40);
}

/* Whether the n words at `at` stand in `words`, ahead of `end`. */
static bool stands(const struct words *words, const uint32_t *at, uint32_t n, uint32_t end)
{
    for (uint32_t i = 0; i + n <= words->count && i < end; i++)
        if (memcmp(words->body + i, at, n * sizeof *at) == 0)
            return true;
    return false;
}

static uint32_t runs(const struct words *words, uint32_t n)
{
    return words->count < n ? 0 : words->count - n + 1;
}

static uint32_t distinct(const struct words *words, uint32_t n, const struct words *in)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < runs(words, n); i++)
        count += !stands(words, words->body + i, n, i) && (!in || stands(in, words->body + i, n, UINT32_MAX));
    return count;
}

static uint32_t occurrences(const struct words *words, uint32_t token)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < words->count; i++)
        count += words->body[i] == token;
    return count;
}

/* Figures of a that differ from all of b's between the same two words ahead or behind, where b has any. */
static uint32_t differing(const struct words *a, const struct words *b)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < a->count; i++) {
        bool seen = false, agrees = false;
        for (uint32_t j = 0; j < b->count && a->body[i] & TEXT_TOKEN_NUMBER; j++) {
            if (!(b->body[j] & TEXT_TOKEN_NUMBER))
                continue;
            bool ahead = i >= 2 && j >= 2 && memcmp(a->body + i - 2, b->body + j - 2, 2 * sizeof *a->body) == 0;
            bool behind = i + 2 < a->count && j + 2 < b->count &&
                          memcmp(a->body + i + 1, b->body + j + 1, 2 * sizeof *a->body) == 0;
            seen = seen || ahead || behind;
            agrees = agrees || ((ahead || behind) && a->body[i] == b->body[j]);
        }
        count += seen && !agrees;
    }
    return count;
}

static void prepare(const struct match_matcher *matcher, const struct words *words, struct match_prepared *out)
{
    struct match_article article = {.title = words->body,
                                    .title_count = words->count % 4,
                                    .body = words->body,
                                    .body_count = words->count,
                                    .published = words->count % 5 ? words->count * INT64_C(36000) : STET_TIME_NONE};
    ck_assert_int_eq(match_prepare(matcher, &article, out, NULL), STET_OK);
}

static void check(const struct match_matcher *matcher, const struct words *a, const struct words *b,
                  struct match_prepared *x, struct match_prepared *y)
{
    uint32_t in_a = distinct(a, K, NULL), in_b = distinct(b, K, NULL), both = distinct(a, K, b);
    struct match_verdict verdict = {0};
    struct match_breadth breadth;
    struct match_shared shared_runs;
    if (!match_measure_soon(matcher, x, y, &shared_runs, &verdict)) {
        ck_assert_uint_lt(both, 8);
        return;
    }
    match_measure_breadth(matcher, x, y, &verdict, &breadth);
    match_measure_figures(matcher, x, y, &verdict);
    ck_assert_uint_ge(both, 8);
    ck_assert_uint_eq(breadth.shared, distinct(a, 2, b));
    ck_assert_uint_eq(breadth.a, distinct(a, 2, NULL));
    ck_assert_uint_eq(breadth.b, distinct(b, 2, NULL));
    ck_assert_float_eq_tol(verdict.jaccard, (float)both / (float)(in_a + in_b - both), 1e-6f);
    ck_assert_float_eq_tol(verdict.containment_a, (float)both / (float)in_a, 1e-6f);
    ck_assert_float_eq_tol(verdict.containment_b, (float)both / (float)in_b, 1e-6f);
    uint32_t shared = 0;
    for (uint32_t token = 1; token < 40; token += 2) {
        uint32_t of_a = occurrences(a, token), of_b = occurrences(b, token);
        shared += of_a < of_b ? of_a : of_b;
    }
    ck_assert_uint_eq(match_figures_shared(matcher->kernel, &x->figures, &y->figures), shared);
    for (int isa = SYS_ISA_SCALAR; isa <= (int)sys_isa_supported(); isa++)
        ck_assert_uint_eq(match_kernel_get((enum sys_isa)isa)->differing(&x->figures, &y->figures),
                          differing(a, b) + differing(b, a));
}

/* What is told by less than all features is the same, and what is given up would have scored no higher. */
static void check_bound(const struct match_matcher *matcher, struct match_prepared *x, struct match_prepared *y)
{
    struct match_verdict soon, full;
    match_judge(matcher, x, y, &soon);
    match_judge_in_full(matcher, x, y, &full);
    ck_assert_int_eq(soon.match, full.match);
    ck_assert_float_eq(soon.jaccard, full.jaccard);
    ck_assert_float_eq(soon.containment_a, full.containment_a);
    ck_assert_float_eq(soon.containment_b, full.containment_b);
    ck_assert_float_le(full.score, soon.score + .001f);
}

START_TEST(agree_with_their_definitions)
{
    state = 20250820;
    printf("seed %llu\n", (unsigned long long)state);
    struct match_matcher *matcher;
    struct match_prepared *x, *y;
    ck_assert_int_eq(match_matcher_create(&matcher, NULL, K, NULL), STET_OK);
    ck_assert_int_eq(match_prepared_create(&x, NULL), STET_OK);
    ck_assert_int_eq(match_prepared_create(&y, NULL), STET_OK);
    for (int round = 0; round < ROUNDS; round++) {
        struct words a, b;
        write(&a, NULL);
        write(&b, &a);
        prepare(matcher, &a, x);
        prepare(matcher, &b, y);
        if (a.count >= K && b.count >= K)
            check(matcher, &a, &b, x, y);
        prepare(matcher, &a, x);
        prepare(matcher, &b, y);
        check_bound(matcher, x, y);
    }
    match_prepared_free(x);
    match_prepared_free(y);
    match_matcher_free(matcher);
}
END_TEST

START_TEST(common_shingles_weigh_little)
{
    struct match_df *df;
    struct match_matcher *matcher;
    ck_assert_int_eq(match_df_create(&df, 1 << 20, NULL), STET_OK);
    uint32_t boilerplate[20], body[60];
    for (uint32_t i = 0; i < 20; i++)
        boilerplate[i] = body[40 + i] = 1000 + 2 * i;
    for (uint32_t i = 0; i < 40; i++)
        body[i] = 2000 + 2 * i;
    for (int i = 0; i < 51; i++)
        ck_assert_int_eq(match_df_add(df, boilerplate, 20, 5, NULL), STET_OK);
    ck_assert_int_eq(match_matcher_create(&matcher, df, 5, NULL), STET_OK);
    struct match_prepared *prepared;
    ck_assert_int_eq(match_prepared_create(&prepared, NULL), STET_OK);
    struct match_article article = {.body = body, .body_count = 60, .published = STET_TIME_NONE};
    ck_assert_int_eq(match_prepare(matcher, &article, prepared, NULL), STET_OK);
    match_weigh(matcher, prepared, NULL);
    /* 40 shingles of its own and 16 that stand in 51 articles: 1 / (51 - 1) each. */
    ck_assert_double_eq_tol((double)prepared->mass / MATCH_ONE, 40 + 16 / 50.0, .01);
    ck_assert_double_eq_tol((double)match_mass(matcher, prepared, 51) / MATCH_ONE, 56, .01);
    match_prepared_free(prepared);
    match_matcher_free(matcher);
    match_df_free(df);
}
END_TEST

START_TEST(a_body_of_figures_or_of_one_word_is_bounded)
{
    static uint32_t same[100000], figures[100000];
    for (uint32_t i = 0; i < 100000; i++) {
        same[i] = 6;
        figures[i] = i % 7 * 2 + 1;
    }
    struct match_matcher *matcher;
    ck_assert_int_eq(match_matcher_create(&matcher, NULL, 5, NULL), STET_OK);
    const uint32_t *bodies[] = {same, figures};
    struct match_prepared *prepared[2];
    for (int i = 0; i < 2; i++) {
        struct match_article article = {.body = bodies[i], .body_count = 100000, .published = STET_TIME_NONE};
        ck_assert_int_eq(match_prepared_create(&prepared[i], NULL), STET_OK);
        ck_assert_int_eq(match_prepare(matcher, &article, prepared[i], NULL), STET_OK);
    }
    ck_assert_uint_eq(prepared[0]->shingles.count, 1);
    match_list_figures(matcher, prepared[1]);
    ck_assert_uint_eq(prepared[1]->figures.count, MATCH_FIGURES_MOST);
    struct match_verdict verdict;
    match_judge(matcher, prepared[0], prepared[1], &verdict);
    ck_assert(!verdict.match);
    match_judge(matcher, prepared[1], prepared[1], &verdict);
    ck_assert(!verdict.match); /* seven shingles: a stub, however long */
    for (int i = 0; i < 2; i++)
        match_prepared_free(prepared[i]);
    match_matcher_free(matcher);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("match/measures");
    TCase *tests = tcase_create("measures");
    tcase_add_test(tests, agree_with_their_definitions);
    tcase_add_test(tests, common_shingles_weigh_little);
    tcase_add_test(tests, a_body_of_figures_or_of_one_word_is_bounded);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
