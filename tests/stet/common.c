/* Which passages are posted, and that the counts behind the choice survive being saved. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "stet/common.h"
#include "support/main.h"

#define KEPT 6
#define SEED UINT64_C(20)

/* SplitMix64: Steele, Lea, Flood, OOPSLA 2014. */
static uint64_t random_next(uint64_t *state)
{
    uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

static struct stream_common *made(void)
{
    struct stream_common *common = NULL;
    ck_assert_int_eq(stream_common_create(&common, NULL), STET_OK);
    return common;
}

static void fill(uint64_t *passages, size_t count, uint64_t *random)
{
    for (size_t i = 0; i < count; i++)
        passages[i] = random_next(random);
}

static size_t shared(const uint64_t *a, size_t n, const uint64_t *b, size_t m)
{
    size_t both = 0;
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < m; k++)
            both += a[i] == b[k];
    return both;
}

static void post(struct stream_common *common, const uint64_t *passages, size_t count, unsigned times)
{
    for (unsigned i = 0; i < times; i++)
        ck_assert_int_eq(stream_common_add(common, passages, count, NULL), STET_OK);
    stream_common_turn(common);
}

START_TEST(half_of_what_is_posted_stands_in_the_first_third)
{
    uint64_t random = SEED, passages[90], posted[KEPT];
    struct stream_common *common = made();
    for (int i = 0; i < 50; i++) {
        fill(passages, 90, &random);
        size_t count = stream_common_choose(common, passages, 90, KEPT, posted);
        ck_assert_uint_eq(count, KEPT);
        ck_assert_uint_ge(shared(posted, count, passages, 30), KEPT / 2);
        for (size_t k = 1; k < count; k++)
            ck_assert_uint_lt(posted[k - 1], posted[k]);
    }
    stream_common_free(common);
}
END_TEST

START_TEST(repeats_are_posted_once_and_few_passages_all)
{
    uint64_t passages[5] = {7, 3, 7, 7, 5}, posted[KEPT];
    struct stream_common *common = made();
    ck_assert_uint_eq(stream_common_choose(common, passages, 5, KEPT, posted), 3);
    ck_assert(posted[0] == 3 && posted[1] == 5 && posted[2] == 7);
    ck_assert_uint_eq(stream_common_choose(common, passages, 0, KEPT, posted), 0);
    ck_assert_uint_eq(stream_common_choose(common, passages, 5, 0, posted), 0);
    ck_assert_uint_eq(stream_common_choose(common, passages, 5, 1, posted), 1);
    stream_common_free(common);
}
END_TEST

START_TEST(common_passages_are_not_asked_for_where_others_are)
{
    uint64_t random = SEED, passages[20], asked[20];
    struct stream_common *common = made();
    fill(passages, 20, &random);
    memcpy(asked, passages, sizeof asked);
    ck_assert_uint_eq(stream_common_part(common, asked, 20), 20);
    post(common, passages, 16, 200); /* 4 are left that nobody has */
    memcpy(asked, passages, sizeof asked);
    ck_assert_uint_eq(stream_common_part(common, asked, 20), 4);
    ck_assert_uint_eq(shared(asked, 4, passages + 16, 4), 4);
    ck_assert_uint_eq(shared(asked, 20, passages, 20), 20);
    memcpy(asked, passages, sizeof asked);
    ck_assert_uint_eq(stream_common_part(common, asked, 19), 19); /* too few: all of them are asked for */
    stream_common_free(common);
}
END_TEST

START_TEST(common_bands_are_left_out_where_others_are)
{
    uint64_t random = SEED, bands[80], left_out[2] = {1, 1};
    struct stream_common *common = made();
    fill(bands, 80, &random);
    stream_common_bands(common, bands, 80, left_out);
    ck_assert_uint_eq(left_out[0] | left_out[1], 0);
    post(common, bands + 1, 70, 100);
    stream_common_bands(common, bands, 80, left_out);
    ck_assert_uint_eq(left_out[0], UINT64_MAX - 1);
    ck_assert_uint_eq(left_out[1], 0x7f);
    stream_common_bands(common, bands, 73, left_out); /* too few are left: all are asked for */
    ck_assert_uint_eq(left_out[0] | left_out[1], 0);
    stream_common_free(common);
}
END_TEST

START_TEST(of_bands_that_name_hundreds_a_few_are_asked_for)
{
    uint64_t random = SEED, bands[23], left_out[1];
    struct stream_common *common = made();
    fill(bands, 23, &random);
    post(common, bands, 23, 254);
    stream_common_bands(common, bands, 23, left_out);
    ck_assert_uint_eq(left_out[0], 0);
    post(common, bands, 23, 1);
    stream_common_bands(common, bands, 23, left_out);
    ck_assert_uint_eq(left_out[0], 0x7ffff8);
    fill(bands + 20, 3, &random); /* the article has some of its own: they will do */
    stream_common_bands(common, bands, 23, left_out);
    ck_assert_uint_eq(left_out[0], 0xfffff);
    stream_common_bands(common, bands, 21, left_out);
    ck_assert_uint_eq(left_out[0], 0xffffc);
    stream_common_free(common);
}
END_TEST

START_TEST(common_passages_are_not_posted_where_there_are_others)
{
    uint64_t random = SEED, passages[40], posted[KEPT];
    struct stream_common *common = made();
    fill(passages, 40, &random);
    post(common, passages, 30, 200);
    size_t count = stream_common_choose(common, passages, 40, KEPT, posted);
    ck_assert_uint_eq(count, KEPT);
    ck_assert_uint_eq(shared(posted, count, passages, 30), 0);
    ck_assert_uint_eq(stream_common_choose(common, passages, 30, KEPT, posted), 0);
    /* Not so common yet: some are posted, so that the article is found at all. */
    fill(passages, 30, &random);
    post(common, passages, 30, 20);
    ck_assert_uint_eq(stream_common_choose(common, passages, 30, KEPT, posted), 2);
    stream_common_free(common);
}
END_TEST

START_TEST(counts_are_those_of_the_last_turn)
{
    uint64_t random = SEED, passages[KEPT], posted[KEPT];
    struct stream_common *common = made();
    fill(passages, KEPT, &random);
    for (int i = 0; i < 200; i++)
        ck_assert_int_eq(stream_common_add(common, passages, KEPT, NULL), STET_OK);
    ck_assert_uint_eq(stream_common_choose(common, passages, KEPT, KEPT, posted), KEPT);
    stream_common_turn(common);
    ck_assert_uint_eq(stream_common_choose(common, passages, KEPT, KEPT, posted), 0);
    stream_common_free(common);
}
END_TEST

START_TEST(what_has_not_been_seen_for_long_is_rare_again)
{
    uint64_t random = SEED, passages[KEPT], posted[KEPT], other[1024];
    struct stream_common *common = made();
    fill(passages, KEPT, &random);
    post(common, passages, KEPT, 200);
    for (int i = 0; i < 6000; i++) {
        fill(other, 1024, &random);
        post(common, other, 1024, 1);
    }
    ck_assert_uint_eq(stream_common_choose(common, passages, KEPT, KEPT, posted), KEPT);
    stream_common_free(common);
}
END_TEST

START_TEST(saved_counts_come_back_with_what_waits_for_the_turn)
{
    uint64_t random = SEED, passages[KEPT], waiting[KEPT], posted[KEPT];
    struct stream_common *common = made(), *back = NULL;
    fill(passages, KEPT, &random);
    fill(waiting, KEPT, &random);
    post(common, passages, KEPT, 100);
    for (int i = 0; i < 100; i++)
        ck_assert_int_eq(stream_common_add(common, waiting, KEPT, NULL), STET_OK);
    struct stet_buf saved = STET_BUF_INIT, again = STET_BUF_INIT;
    ck_assert_int_eq(stream_common_save(common, &saved, NULL), STET_OK);
    size_t size = saved.size, used = 0;
    ck_assert(stet_buf_add(&saved, "more", 4));
    ck_assert_int_eq(stream_common_restore(&back, saved.data, saved.size, &used, NULL), STET_OK);
    ck_assert_uint_eq(used, size);
    ck_assert_int_eq(stream_common_save(back, &again, NULL), STET_OK);
    ck_assert(again.size == size && !memcmp(again.data, saved.data, size));
    ck_assert_uint_eq(stream_common_choose(back, passages, KEPT, KEPT, posted), 0);
    ck_assert_uint_eq(stream_common_choose(back, waiting, KEPT, KEPT, posted), KEPT);
    stream_common_turn(back);
    ck_assert_uint_eq(stream_common_choose(back, waiting, KEPT, KEPT, posted), 0);
    stream_common_free(back);
    back = NULL;
    const size_t cuts[] = {0, 15, 16, size / 2, size - 1};
    for (size_t i = 0; i < sizeof cuts / sizeof *cuts; i++) {
        ck_assert_int_eq(stream_common_restore(&back, saved.data, cuts[i], &used, NULL), STET_ERR_CORRUPT);
        ck_assert_ptr_null(back);
    }
    saved.data[size - 1] = (char)0xff; /* a counter beyond the table */
    ck_assert_int_eq(stream_common_restore(&back, saved.data, size, &used, NULL), STET_ERR_CORRUPT);
    stet_buf_free(&saved);
    stet_buf_free(&again);
    stream_common_free(common);
}
END_TEST

int main(void)
{
    printf("seed %" PRIu64 "\n", SEED);
    Suite *suite = suite_create("stet/common");
    TCase *tcase = tcase_create("choice");
    tcase_add_test(tcase, half_of_what_is_posted_stands_in_the_first_third);
    tcase_add_test(tcase, repeats_are_posted_once_and_few_passages_all);
    tcase_add_test(tcase, common_passages_are_not_posted_where_there_are_others);
    tcase_add_test(tcase, common_passages_are_not_asked_for_where_others_are);
    tcase_add_test(tcase, common_bands_are_left_out_where_others_are);
    tcase_add_test(tcase, of_bands_that_name_hundreds_a_few_are_asked_for);
    tcase_add_test(tcase, counts_are_those_of_the_last_turn);
    tcase_add_test(tcase, what_has_not_been_seen_for_long_is_rare_again);
    tcase_add_test(tcase, saved_counts_come_back_with_what_waits_for_the_turn);
    suite_add_tcase(suite, tcase);
    return run_suite(suite);
}
