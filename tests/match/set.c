/* Sets against a list, and shared runs against looking up one by one. */
#include "match/prepared.h"

#include <stdbool.h>

#include "support/random.h"
#include "support/main.h"

#define MOST 600

/* Keys of a small range, so that they come again; now and then ones that share the bit by which a new key is known. */
static void draw_keys(uint32_t *key, size_t n, uint32_t range)
{
    for (size_t i = 0; i < n; i++)
        key[i] = random_below(8) ? random_below(range) * UINT32_C(2654435761) : (uint32_t)i << 20;
}

static size_t distinct(const uint32_t *key, size_t n, uint32_t *out)
{
    size_t count = 0;
    for (size_t i = 0; i < n; i++) {
        size_t at = 0;
        while (at < count && out[at] != key[i])
            at++;
        if (at == count)
            out[count++] = key[i];
    }
    return count;
}

START_TEST(a_set_lists_each_key_once_in_order_and_finds_it)
{
    random_start();
    struct match_set set = {0};
    for (int round = 0; round < 400; round++) {
        uint32_t key[MOST], expected[MOST];
        size_t n = random_below(MOST);
        draw_keys(key, n, 1 + random_below(900));
        size_t count = distinct(key, n, expected);
        ck_assert(match_set_reset(&set, n));
        const struct match_kernel *kernel = match_kernel_get(sys_isa_choose());
        size_t half = n / 2;
        kernel->add(&set, key, half);
        kernel->add(&set, key + half, n - half);
        ck_assert_uint_eq(set.count, count);
        ck_assert_mem_eq(set.key, expected, count * sizeof *expected);
        match_set_index(&set);
        for (uint32_t i = 0; i < count; i++)
            ck_assert_uint_eq(match_set_find(&set, kernel, expected[i], random_below(MOST)), i);
        for (int i = 0; i < 50; i++) {
            uint32_t other = (uint32_t)random_next() | 1;
            size_t at = 0;
            while (at < count && expected[at] != other)
                at++;
            ck_assert_uint_eq(match_set_find(&set, kernel, other, random_below(MOST)), at < count ? at : MATCH_SET_NONE);
        }
    }
    match_set_free(&set);
}
END_TEST

START_TEST(a_long_set_finds_its_keys_too)
{
    struct match_set set = {0};
    const struct match_kernel *kernel = match_kernel_get(sys_isa_choose());
    uint32_t key[2 * MATCH_SET_LONG];
    for (uint32_t i = 0; i < 2 * MATCH_SET_LONG; i++)
        key[i] = i * UINT32_C(2654435761); /* all different */
    for (uint32_t n = MATCH_SET_LONG - 1; n <= 2 * MATCH_SET_LONG; n += n > MATCH_SET_LONG ? 1000 : 1) {
        ck_assert(match_set_reset(&set, n));
        kernel->add(&set, key, n);
        ck_assert_uint_eq(set.count, n);
        match_set_index(&set);
        for (uint32_t i = 0; i < 2 * MATCH_SET_LONG; i += 7) {
            ck_assert_uint_eq(match_set_find(&set, kernel, key[i], i / 2), i < n ? i : MATCH_SET_NONE);
            ck_assert(i >= n || match_set_may_have(&set, key[i]));
        }
    }
    match_set_free(&set);
}
END_TEST

/* Two bodies that share passages: cut from one pool of words. */
static uint32_t draw_body(const uint32_t *pool, uint32_t *body)
{
    uint32_t n = 0;
    while (n < 400) {
        uint32_t from = random_below(300), size = 1 + random_below(60);
        for (uint32_t i = 0; i < size && n < 400; i++)
            body[n++] = random_below(20) ? pool[from + i] : (uint32_t)random_next();
    }
    return n - random_below(300);
}

START_TEST(runs_hold_every_shared_shingle_once_and_counts_are_the_same_from_a_like_article)
{
    random_start();
    struct match_df *df;
    struct match_matcher *matcher;
    struct match_prepared *a, *b, *alone;
    ck_assert_int_eq(match_df_create(&df, 1 << 20, NULL), STET_OK);
    ck_assert_int_eq(match_prepared_create(&a, NULL), STET_OK);
    ck_assert_int_eq(match_prepared_create(&b, NULL), STET_OK);
    ck_assert_int_eq(match_prepared_create(&alone, NULL), STET_OK);
    uint32_t pool[400], body[2][400];
    for (int i = 0; i < 400; i++)
        pool[i] = (uint32_t)random_next();
    for (int i = 0; i < 200; i++)
        ck_assert_int_eq(match_df_add(df, body[0], draw_body(pool, body[0]), 5, NULL), STET_OK);
    ck_assert_int_eq(match_matcher_create(&matcher, df, 5, NULL), STET_OK);
    for (int round = 0; round < 200; round++) {
        struct match_article one = {.body = body[0], .body_count = draw_body(pool, body[0])};
        struct match_article two = {.body = body[1], .body_count = draw_body(pool, body[1])};
        ck_assert_int_eq(match_prepare(matcher, &one, a, NULL), STET_OK);
        ck_assert_int_eq(match_prepare(matcher, &two, b, NULL), STET_OK);
        ck_assert_int_eq(match_prepare(matcher, &one, alone, NULL), STET_OK);
        match_set_index(&b->shingles);
        uint32_t shared = 0, runs = 0, at = 0, place = 0;
        const struct match_kernel *kernel = match_kernel_get(sys_isa_choose());
        for (uint32_t run; (run = match_next_run(kernel, &a->shingles, &b->shingles, &at, &place)) != 0;
             at += run, place += run) {
            ck_assert_mem_eq(a->shingles.key + at, b->shingles.key + place, run * sizeof(uint32_t));
            runs += run;
        }
        for (uint32_t i = 0; i < a->shingles.count; i++)
            shared += match_set_find(&b->shingles, kernel, a->shingles.key[i], 0) != MATCH_SET_NONE;
        ck_assert_uint_eq(runs, shared);
        struct match_shared both;
        match_share(matcher, a, b, &both);
        ck_assert_uint_eq(both.total, shared);
        if (round % 2)
            both.listed = false; /* as of too many runs: the same */
        struct match_run run = {0};
        for (runs = at = 0; match_share_next(matcher, &both, &at, &run); runs += run.size)
            ck_assert_mem_eq(both.few->shingles.key + run.at, both.many->shingles.key + run.place,
                             run.size * sizeof(uint32_t));
        ck_assert_uint_eq(runs, shared);
        match_weigh(matcher, both.many, NULL);
        match_weigh(matcher, both.few, &both);
        match_weigh(matcher, alone, NULL);
        ck_assert_mem_eq(a->count, alone->count, a->shingles.count);
        ck_assert_mem_eq(a->spread, alone->spread, a->shingles.count);
        ck_assert_uint_eq(a->mass, alone->mass);
        ck_assert_uint_eq(a->base, alone->base);
    }
    match_prepared_free(a);
    match_prepared_free(b);
    match_prepared_free(alone);
    match_matcher_free(matcher);
    match_df_free(df);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("match/set");
    TCase *tests = tcase_create("set");
    tcase_add_test(tests, a_set_lists_each_key_once_in_order_and_finds_it);
    tcase_add_test(tests, a_long_set_finds_its_keys_too);
    tcase_add_test(tests, runs_hold_every_shared_shingle_once_and_counts_are_the_same_from_a_like_article);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
