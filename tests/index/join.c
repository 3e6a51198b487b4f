#include <check.h>
#include <stdlib.h>

#include "index/join.h"
#include "index/sort.h"
#include "support/random.h"

static uint32_t identity[5000];

static struct index_join join_of(uint64_t *records, size_t n, uint32_t cap)
{
    for (uint32_t i = 0; i < 5000; i++)
        identity[i] = i;
    struct index_join join = {.cap = cap, .rank = identity};
    ck_assert(index_join_records(&join, records, n));
    return join;
}

static bool holds(const struct index_join *join, uint32_t a, uint32_t b)
{
    for (size_t i = 0; i < join->pair_count; i++)
        if (join->pairs[i] == ((uint64_t)a << 32 | b))
            return true;
    return false;
}

START_TEST(a_small_bucket_pairs_all_with_all)
{
    uint64_t records[] = {1ull << 32 | 3, 2ull << 32 | 1, 2ull << 32 | 4, 2ull << 32 | 9, 7ull << 32 | 2};
    struct index_join join = join_of(records, 5, 100);
    ck_assert_uint_eq(join.pair_count, 3);
    ck_assert(holds(&join, 1, 4) && holds(&join, 1, 9) && holds(&join, 4, 9));
    index_join_free(&join);
}
END_TEST

START_TEST(an_article_is_never_paired_with_itself)
{
    uint64_t records[] = {2ull << 32 | 1, 2ull << 32 | 1, 2ull << 32 | 4};
    struct index_join join = join_of(records, 3, 100);
    for (size_t i = 0; i < join.pair_count; i++)
        ck_assert(join.pairs[i] >> 32 != (uint32_t)join.pairs[i]);
    ck_assert(holds(&join, 1, 4));
    index_join_free(&join);
}
END_TEST

START_TEST(copies_count_as_the_one_that_is_judged)
{
    for (uint32_t i = 0; i < 5000; i++)
        identity[i] = i;
    uint32_t same[20];
    for (uint32_t i = 0; i < 20; i++)
        same[i] = i < 10 ? 12 : i;
    uint64_t records[] = {3ull << 32 | 1, 3ull << 32 | 2, 4ull << 32 | 5, 4ull << 32 | 7, 4ull << 32 | 11,
                          5ull << 32 | 0, 5ull << 32 | 1, 5ull << 32 | 2, 5ull << 32 | 3, 5ull << 32 | 4,
                          5ull << 32 | 5, 5ull << 32 | 12, 5ull << 32 | 13};
    struct index_join join = {.cap = 2, .rank = identity, .same = same};
    ck_assert(index_join_records(&join, records, sizeof records / sizeof *records));
    ck_assert_uint_eq(join.pair_count, 2);
    ck_assert(holds(&join, 11, 12) && holds(&join, 12, 13));
    ck_assert_uint_eq(join.capped, 0);
    index_join_free(&join);
}
END_TEST

START_TEST(a_large_bucket_is_linear_and_connected)
{
    uint64_t records[1000];
    for (uint64_t i = 0; i < 1000; i++)
        records[i] = 5ull << 32 | (i + 10);
    struct index_join join = join_of(records, 1000, 2000);
    ck_assert_uint_le(join.pair_count, 3 * 1000);
    for (uint32_t i = 11; i < 1010; i++)
        ck_assert(holds(&join, 10, i));
    ck_assert_uint_eq(join.capped, 0);
    index_join_free(&join);
}
END_TEST

START_TEST(a_bucket_over_the_cap_is_counted)
{
    uint64_t records[1000];
    for (uint64_t i = 0; i < 1000; i++)
        records[i] = 5ull << 32 | i;
    struct index_join join = join_of(records, 1000, 999);
    ck_assert_uint_eq(join.capped, 1);
    ck_assert(!holds(&join, 0, 500));
    ck_assert(holds(&join, 499, 500));
    index_join_free(&join);
}
END_TEST

/* Keys from the first half of the records come again in the second, others once. */
START_TEST(keys_that_are_alone_are_mostly_left_out)
{
    static uint64_t records[60000], expected[60000], alone[60000];
    random_state = 7;
    for (size_t n = 0; n <= 60000; n = n < 40 ? n + 1 : n * 3 / 2) {
        for (size_t i = 0; i < n; i++)
            alone[i] = random_next() | 1ull << 32;
        size_t repeated = n / 4, count = 0, found = 0;
        for (size_t i = 0; i < n; i++) {
            uint64_t key = i < repeated || i >= n - repeated ? alone[i % (n - repeated)] & ~(1ull << 32) : alone[i];
            records[i] = key >> 32 << 32 | i;
            if (i < repeated || i >= n - repeated)
                expected[count++] = records[i];
        }
        size_t kept = index_join_repeated(records, n);
        for (size_t i = 0; i < kept; i++) {
            ck_assert(!i || (uint32_t)records[i] > (uint32_t)records[i - 1]);
            found += found < count && records[i] == expected[found];
        }
        ck_assert_uint_eq(found, count);
        if (n > 1000 && n < 32768)
            ck_assert_uint_lt(kept - count, n / 8);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("index/join");
    TCase *tests = tcase_create("join");
    tcase_add_test(tests, a_small_bucket_pairs_all_with_all);
    tcase_add_test(tests, an_article_is_never_paired_with_itself);
    tcase_add_test(tests, copies_count_as_the_one_that_is_judged);
    tcase_add_test(tests, a_large_bucket_is_linear_and_connected);
    tcase_add_test(tests, a_bucket_over_the_cap_is_counted);
    tcase_add_test(tests, keys_that_are_alone_are_mostly_left_out);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
