#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "index/store.h"

#define STRINGS 4000u

static void fill(char *text, size_t size, unsigned seed)
{
    for (size_t i = 0; i < size; i++)
        text[i] = (char)(seed * 31 + i * 7);
}

static size_t size_of(unsigned i)
{
    return i % 100 == 99 ? 2500000 : i % 1000; /* now and then one that is longer than a block; empty ones too */
}

static uint64_t round_trip(uint64_t limit)
{
    struct index_store *store;
    ck_assert_int_eq(index_store_create(&store, limit, "/tmp", NULL), STET_OK);
    static uint64_t places[STRINGS];
    char *text = malloc(3000000);
    for (unsigned i = 0; i < STRINGS; i++) {
        size_t size = size_of(i), head = size / 3;
        fill(text, size, i);
        ck_assert_int_eq(index_store_add(store, text, head, text + head, size - head, &places[i], NULL), STET_OK);
    }
    void *buffer = NULL;
    size_t capacity = 0;
    for (unsigned k = 0; k < STRINGS; k++) {
        unsigned i = k * 1777 % STRINGS;
        const void *data;
        fill(text, size_of(i), i);
        ck_assert_int_eq(index_store_get(store, places[i], size_of(i), &buffer, &capacity, &data, NULL), STET_OK);
        ck_assert(!size_of(i) || memcmp(data, text, size_of(i)) == 0);
    }
    uint64_t spilled = index_store_spilled(store);
    ck_assert_uint_ge(index_store_size(store), spilled);
    free(buffer);
    free(text);
    index_store_free(store);
    return spilled;
}

START_TEST(strings_return_from_memory)
{
    ck_assert_uint_eq(round_trip(UINT64_C(1) << 32), 0);
}
END_TEST

START_TEST(strings_return_from_disk)
{
    ck_assert_uint_gt(round_trip(0), 39 * 2500000);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("index/store");
    TCase *tests = tcase_create("store");
    tcase_set_timeout(tests, 120);
    tcase_add_test(tests, strings_return_from_memory);
    tcase_add_test(tests, strings_return_from_disk);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
