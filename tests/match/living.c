/* Frequencies that live with an index, and digests. */
#include <stdlib.h>
#include <string.h>

#include "match/digest.h"
#include "match/living.h"
#include "support/main.h"

#define TOKENS 120
#define K 5

static uint64_t state;

static uint32_t draw(uint32_t below)
{
    state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)((state >> 32) * below >> 32);
}

/* Every fourth article is a form filled in. */
static void write_article(uint32_t number, uint32_t *words, struct match_article *out)
{
    state = number * UINT64_C(0x9e3779b97f4a7c15) + 1;
    for (uint32_t i = 0; i < TOKENS; i++)
        words[i] = number % 4 || i % 20 == 19 ? draw(1 << 30) << 1 : i * 64 + 2;
    *out = (struct match_article){
        .body = words, .body_count = TOKENS, .published = STET_TIME_NONE, .source = 1 + number % 7};
}

static void add(struct match_living *living, uint32_t from, uint32_t to)
{
    uint32_t words[TOKENS];
    struct match_article article;
    for (uint32_t i = from; i < to; i++) {
        write_article(i, words, &article);
        ck_assert_int_eq(match_living_add(living, &article, i * UINT64_C(0xd6e8feb86659fd93), NULL, NULL), STET_OK);
    }
}

static void save(const struct match_living *living, struct stet_buf *out)
{
    out->size = 0;
    ck_assert_int_eq(match_living_save(living, out, NULL), STET_OK);
    ck_assert_uint_le(out->size, MATCH_LIVING_MOST);
}

START_TEST(state_is_the_same_for_any_split_into_runs)
{
    struct match_living *whole, *parts;
    struct stet_buf a = STET_BUF_INIT, b = STET_BUF_INIT;
    ck_assert_int_eq(match_living_create(&whole, K, NULL), STET_OK);
    ck_assert_int_eq(match_living_create(&parts, K, NULL), STET_OK);
    add(whole, 0, 3000);
    for (uint32_t from = 0, to; from < 3000; from = to) {
        to = from + 1 + from % 700 < 3000 ? from + 1 + from % 700 : 3000;
        add(parts, from, to);
        save(parts, &b);
        match_living_free(parts);
        size_t used;
        ck_assert_int_eq(match_living_restore(&parts, K, b.data, b.size, &used, NULL), STET_OK);
        ck_assert_uint_eq(used, b.size);
    }
    save(whole, &a);
    save(parts, &b);
    ck_assert_uint_eq(a.size, b.size);
    ck_assert(!memcmp(a.data, b.data, a.size));
    match_living_free(whole);
    match_living_free(parts);
    stet_buf_free(&a);
    stet_buf_free(&b);
}
END_TEST

START_TEST(counting_turns_when_it_said_it_would)
{
    struct match_living *living;
    ck_assert_int_eq(match_living_create(&living, K, NULL), STET_OK);
    uint32_t words[TOKENS], left = match_living_left(living);
    struct match_article article;
    for (uint32_t i = 0; i < 2000; i++) {
        bool turned;
        write_article(i, words, &article);
        ck_assert_int_eq(match_living_add(living, &article, i, &turned, NULL), STET_OK);
        ck_assert_int_eq(turned, --left == 0);
        left = turned ? match_living_left(living) : left;
        ck_assert_uint_eq(left, match_living_left(living));
        ck_assert_uint_gt(left, 0);
    }
    match_living_free(living);
}
END_TEST

START_TEST(stays_within_its_size_and_still_tells_forms_from_stories)
{
    struct match_living *living;
    struct stet_buf out = STET_BUF_INIT;
    ck_assert_int_eq(match_living_create(&living, K, NULL), STET_OK);
    add(living, 0, 60000); /* 7 million shingles: more than thrice what the table has counters */
    save(living, &out);
    struct match_view form = {0}, story = {0};
    uint32_t words[TOKENS];
    struct match_article article;
    write_article(400000, words, &article);
    ck_assert_int_eq(match_view_fill(&form, &article, 0, K, NULL), STET_OK);
    ck_assert_int_eq(match_view_weigh(&form, match_living_matcher(living), NULL), STET_OK);
    write_article(400001, words, &article);
    ck_assert_int_eq(match_view_fill(&story, &article, 0, K, NULL), STET_OK);
    ck_assert_int_eq(match_view_weigh(&story, match_living_matcher(living), NULL), STET_OK);
    uint32_t common = 0, rare = 0;
    for (uint32_t i = 0; i < form.keys[MATCH_SHINGLES].count; i++)
        common += form.count[i] > 100;
    for (uint32_t i = 0; i < story.keys[MATCH_SHINGLES].count; i++)
        rare += story.count[i] <= 2;
    ck_assert_uint_gt(common, TOKENS / 2);
    ck_assert_uint_gt(rare, TOKENS / 2);
    match_view_free(&form);
    match_view_free(&story);
    match_living_free(living);
    stet_buf_free(&out);
}
END_TEST

START_TEST(what_makes_no_sense_is_refused)
{
    struct match_living *living, *none;
    size_t used;
    struct stet_buf out = STET_BUF_INIT;
    ck_assert_int_eq(match_living_create(&living, K, NULL), STET_OK);
    add(living, 0, 50);
    save(living, &out);
    ck_assert_int_eq(match_living_restore(&none, K + 1, out.data, out.size, &used, NULL), STET_ERR_CORRUPT);
    ck_assert_int_eq(match_living_restore(&none, K, out.data, out.size - 1, &used, NULL), STET_ERR_CORRUPT);
    for (size_t size = 0; size < 40; size++)
        ck_assert_int_eq(match_living_restore(&none, K, out.data, size, &used, NULL), STET_ERR_CORRUPT);
    out.data[16] ^= 0x7f; /* queued articles */
    ck_assert_int_eq(match_living_restore(&none, K, out.data, out.size, &used, NULL), STET_ERR_CORRUPT);
    match_living_free(living);
    stet_buf_free(&out);
}
END_TEST

START_TEST(a_digest_is_small_comes_back_and_cut_ones_do_not)
{
    uint32_t words[TOKENS];
    struct match_article article;
    write_article(3, words, &article);
    article.title = words;
    article.title_count = 8;
    struct match_view whole = {0}, back = {0}, cut = {0};
    struct stet_buf digest = STET_BUF_INIT;
    ck_assert_int_eq(match_view_fill(&whole, &article, 9, K, NULL), STET_OK);
    ck_assert_int_eq(match_view_pack(&whole, &digest, NULL), STET_OK);
    ck_assert_uint_lt(digest.size, 240);
    ck_assert_int_eq(match_view_unpack(&back, digest.data, digest.size, &article, 9, NULL), STET_OK);
    for (int kind = 0; kind < MATCH_KINDS; kind++) {
        ck_assert_uint_eq(back.keys[kind].total, whole.keys[kind].total);
        for (uint32_t i = 0; i < back.keys[kind].count; i++)
            ck_assert_uint_eq(back.keys[kind].key[i], whole.keys[kind].key[i]);
    }
    for (size_t size = 0; size < digest.size; size++)
        ck_assert_int_eq(match_view_unpack(&cut, digest.data, size, &article, 9, NULL), STET_ERR_CORRUPT);
    match_view_free(&whole);
    match_view_free(&back);
    match_view_free(&cut);
    stet_buf_free(&digest);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("match/living");
    TCase *tests = tcase_create("living");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, state_is_the_same_for_any_split_into_runs);
    tcase_add_test(tests, counting_turns_when_it_said_it_would);
    tcase_add_test(tests, stays_within_its_size_and_still_tells_forms_from_stories);
    tcase_add_test(tests, what_makes_no_sense_is_refused);
    tcase_add_test(tests, a_digest_is_small_comes_back_and_cut_ones_do_not);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
