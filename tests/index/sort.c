#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "index/sort.h"

static uint64_t next(uint64_t *state)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return *state ^ *state >> 29;
}

static int ascending(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

static void fill(uint64_t *records, size_t n, uint64_t mask, uint64_t *state)
{
    for (size_t i = 0; i < n; i++)
        records[i] = next(state) & mask;
}

START_TEST(agrees_with_qsort_at_every_size_and_digit_spread)
{
    static const uint64_t masks[] = {~UINT64_C(0), 0, 0xff, UINT64_C(0xffff00000000), UINT64_C(0xf000000000000001)};
    uint64_t state = 20251124;
    printf("seed %llu\n", (unsigned long long)state);
    for (size_t n = 1; n < 3000; n = n * 3 / 2 + 1)
        for (size_t m = 0; m < sizeof masks / sizeof *masks; m++) {
            uint64_t *records = malloc(2 * n * sizeof *records), *expected = malloc(n * sizeof *expected);
            fill(records, n, masks[m], &state);
            memcpy(expected, records, n * sizeof *records);
            qsort(expected, n, sizeof *expected, ascending);
            const uint64_t *sorted = index_sort(records, records + n, n);
            ck_assert_mem_eq(sorted, expected, n * sizeof *expected);
            free(records);
            free(expected);
        }
}
END_TEST

START_TEST(upper_keeps_the_order_of_equals)
{
    for (size_t n = 2; n < 5000; n = n * 4 + 1) {
        uint64_t *records = malloc(2 * n * sizeof *records);
        uint64_t state = n;
        for (size_t i = 0; i < n; i++)
            records[i] = (next(&state) % 7) << 32 | i;
        const uint64_t *sorted = index_sort_upper(records, records + n, n);
        for (size_t i = 1; i < n; i++)
            ck_assert(sorted[i - 1] < sorted[i]);
        free(records);
    }
}
END_TEST

/* Keys that are spread evenly, in a narrow range, in few values, or all but one equal. */
static uint64_t make_key(unsigned kind, uint64_t random, size_t i)
{
    switch (kind) {
    case 0:
        return random & UINT32_MAX;
    case 1:
        return 0x30000000 + random % 0x1800000;
    case 2:
        return random % 5 * 0x100001;
    default:
        return i == 777 ? 1 : 0x80000000;
    }
}

START_TEST(upper_sorts_what_no_cache_holds)
{
    const size_t n = 200000;
    uint64_t *records = malloc(2 * n * sizeof *records), *expected = malloc(n * sizeof *expected);
    for (unsigned kind = 0; kind < 4; kind++) {
        uint64_t state = kind + 1;
        for (size_t i = 0; i < n; i++)
            records[i] = make_key(kind, next(&state) >> 20, i) << 32 | i;
        memcpy(expected, records, n * sizeof *records);
        qsort(expected, n, sizeof *expected, ascending);
        const uint64_t *sorted = index_sort_upper(records, records + n, n);
        ck_assert_mem_eq(sorted, expected, n * sizeof *expected);
    }
    free(records);
    free(expected);
}
END_TEST

/* Hashes, few values, and one large bucket of hashes that begin alike: equals stay in order, and nothing else moves. */
START_TEST(keys_are_sorted_as_by_upper_whatever_they_are)
{
    static const uint64_t masks[] = {UINT32_MAX, 7, UINT64_C(0xc0000000), 0x3ffff, 0};
    uint64_t state = 20251125;
    printf("seed %llu\n", (unsigned long long)state);
    for (size_t n = 2; n < 40000; n = n * 3 + 1)
        for (size_t m = 0; m < sizeof masks / sizeof *masks; m++) {
            uint64_t *records = malloc(2 * n * sizeof *records), *same = malloc(2 * n * sizeof *same);
            for (size_t i = 0; i < n; i++)
                records[i] = same[i] = (next(&state) & masks[m]) << 32 | i;
            const uint64_t *sorted = index_sort_keys(records, records + n, n);
            ck_assert_mem_eq(sorted, index_sort_upper(same, same + n, n), n * sizeof *sorted);
            free(records);
            free(same);
        }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("index/sort");
    TCase *tests = tcase_create("sort");
    tcase_add_test(tests, agrees_with_qsort_at_every_size_and_digit_spread);
    tcase_add_test(tests, upper_keeps_the_order_of_equals);
    tcase_add_test(tests, upper_sorts_what_no_cache_holds);
    tcase_add_test(tests, keys_are_sorted_as_by_upper_whatever_they_are);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
