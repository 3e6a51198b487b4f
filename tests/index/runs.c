#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "index/runs.h"

#define RECORDS 2000000u

/* Adds RECORDS records under a memory limit and counts what comes back, in order, from every partition. */
static uint64_t round_trip(uint64_t limit)
{
    struct index_runs *runs;
    ck_assert_int_eq(index_runs_create(&runs, limit, "/tmp", NULL), STET_OK);
    size_t failed = 0;
    for (uint64_t i = 0; i < RECORDS; i++) {
        unsigned partition = (unsigned)(i * 2654435761u >> 7) % INDEX_PARTITIONS;
        failed += index_runs_add(runs, partition, i, NULL) != STET_OK;
    }
    ck_assert_uint_eq(failed, 0);
    ck_assert_uint_eq(index_runs_count(runs), RECORDS);
    uint64_t *records = NULL;
    size_t capacity = 0, total = 0;
    for (unsigned p = 0; p < INDEX_PARTITIONS; p++) {
        size_t count;
        ck_assert_int_eq(index_runs_load(runs, p, &records, &capacity, &count, NULL), STET_OK);
        ck_assert_uint_ge(capacity, 2 * count);
        size_t wrong = 0; /* one assertion each would take most of the time */
        for (size_t i = 0; i < count; i++)
            wrong += (unsigned)(records[i] * 2654435761u >> 7) % INDEX_PARTITIONS != p ||
                     (i && records[i - 1] >= records[i]);
        ck_assert_uint_eq(wrong, 0);
        total += count;
    }
    ck_assert_uint_eq(total, RECORDS);
    uint64_t spilled = index_runs_spilled(runs);
    free(records);
    index_runs_free(runs);
    return spilled;
}

START_TEST(all_records_return_in_order_from_memory)
{
    ck_assert_uint_eq(round_trip(UINT64_C(1) << 30), 0);
}
END_TEST

START_TEST(all_records_return_in_order_from_disk)
{
    ck_assert_uint_gt(round_trip(1), RECORDS * 8 / 2);
}
END_TEST

START_TEST(a_folder_that_does_not_exist_is_named)
{
    struct index_runs *runs;
    stet_error err;
    ck_assert_int_eq(index_runs_create(&runs, 1, "/no/such/folder", NULL), STET_OK);
    stet_status status = STET_OK;
    for (uint64_t i = 0; i < RECORDS && !status; i++)
        status = index_runs_add(runs, i % INDEX_PARTITIONS, i, &err);
    ck_assert_int_eq(status, STET_ERR_IO);
    ck_assert_ptr_nonnull(strstr(err.message, "/no/such/folder"));
    index_runs_free(runs);
}
END_TEST

START_TEST(keys_become_records_of_their_article)
{
    struct index_runs *runs;
    ck_assert_int_eq(index_runs_create(&runs, 1, "/tmp", NULL), STET_OK);
    enum { ARTICLES = 50000, KEYS = 20 };
    for (uint32_t article = 0; article < ARTICLES; article++) {
        uint64_t keys[KEYS];
        for (uint32_t i = 0; i < KEYS; i++)
            keys[i] = (article * KEYS + i + 1) * UINT64_C(0x9e3779b97f4a7c15);
        ck_assert_int_eq(index_runs_add_keys(runs, keys, KEYS, article, NULL), STET_OK);
    }
    ck_assert_uint_eq(index_runs_count(runs), ARTICLES * KEYS);
    ck_assert_uint_gt(index_runs_spilled(runs), 0);
    uint64_t *records = NULL;
    size_t capacity = 0, total = 0, wrong = 0;
    for (unsigned p = 0; p < INDEX_PARTITIONS; p++) {
        size_t count, at = 0;
        ck_assert_int_eq(index_runs_load(runs, p, &records, &capacity, &count, NULL), STET_OK);
        for (uint64_t i = 0; i < ARTICLES * KEYS; i++) {
            uint64_t key = (i + 1) * UINT64_C(0x9e3779b97f4a7c15);
            if (index_key_partition(key) == p)
                wrong += at >= count || records[at++] != index_key_record(key, (uint32_t)(i / KEYS));
        }
        wrong += at != count;
        total += count;
    }
    ck_assert_uint_eq(total, ARTICLES * KEYS);
    ck_assert_uint_eq(wrong, 0);
    free(records);
    index_runs_free(runs);
}
END_TEST

START_TEST(an_empty_partition_loads_nothing)
{
    struct index_runs *runs;
    ck_assert_int_eq(index_runs_create(&runs, 1, "/tmp", NULL), STET_OK);
    uint64_t *records = NULL;
    size_t capacity = 0, count = 7;
    ck_assert_int_eq(index_runs_load(runs, 3, &records, &capacity, &count, NULL), STET_OK);
    ck_assert_uint_eq(count, 0);
    free(records);
    index_runs_free(runs);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("index/runs");
    TCase *tests = tcase_create("runs");
    tcase_set_timeout(tests, 120);
    tcase_add_test(tests, all_records_return_in_order_from_memory);
    tcase_add_test(tests, all_records_return_in_order_from_disk);
    tcase_add_test(tests, a_folder_that_does_not_exist_is_named);
    tcase_add_test(tests, keys_become_records_of_their_article);
    tcase_add_test(tests, an_empty_partition_loads_nothing);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
