#include "index/table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "index/made.h"
#include "support/main.h"

#define ARTICLES 3000 /* 17 keys each: the heads grow four times */

static struct made made;

static struct index_table *make_table_in(struct index_table_spare *spare)
{
    const struct index_gone gone = {0};
    struct index_table *table;
    struct stet_buf record = STET_BUF_INIT;
    ck_assert_int_eq(index_table_create(&table, &made.shape, 1, spare, NULL), STET_OK);
    for (size_t i = 0; i < ARTICLES; i++) {
        record.size = 0;
        ck_assert(index_record_put_article(&record, &made.shape, &made.articles[i], &gone, (stet_span){"m", 1},
                                           (stet_span){"t", 1}));
        ck_assert_int_eq(index_table_reserve(table, record.size, NULL), STET_OK);
        ck_assert(index_table_add(table, (unsigned char *)record.data, record.size, i + 1));
    }
    stet_buf_free(&record);
    return table;
}

static struct index_table *make_table(void)
{
    return make_table_in(NULL);
}

/* How many articles share a band's key. */
static size_t sharing(size_t asked, uint32_t band)
{
    size_t count = 0;
    uint32_t key = index_band_key(made.articles[asked].bands[band]);
    for (size_t i = 0; i < ARTICLES; i++)
        count += index_band_key(made.articles[i].bands[band]) == key;
    return count;
}

static void check_sharing(const struct index_table *table)
{
    uint64_t *records = NULL;
    size_t capacity = 0;
    for (size_t i = 0; i < ARTICLES; i += 7) {
        const struct index_probe probe = {.bands = made.articles[i].bands};
        size_t count = 0, expected = 0;
        for (uint32_t band = 0; band < made.shape.bands; band++)
            expected += sharing(i, band);
        ck_assert_int_eq(index_table_lookup(table, &probe, &records, &count, &capacity, NULL), STET_OK);
        ck_assert_uint_eq(count, expected);
    }
    free(records);
}

START_TEST(a_table_that_grows_names_all_that_share_a_key)
{
    struct index_shape shape = made_shape();
    made_articles(&made, &shape, ARTICLES, 60, 3);
    struct index_table *table = make_table();
    check_sharing(table);
    index_table_release(table);
    made_free(&made);
}
END_TEST

START_TEST(a_table_in_the_memory_of_another_has_nothing_of_it)
{
    struct index_shape shape = made_shape();
    struct index_table_spare spare = {NULL};
    struct index_table *before = NULL;
    for (unsigned seed = 3; seed < 6; seed++) {
        made_articles(&made, &shape, ARTICLES, 60, seed);
        struct index_table *table = make_table_in(&spare);
        ck_assert(!before || table == before);
        ck_assert_ptr_null(spare.table);
        ck_assert_uint_eq(index_table_count(table), ARTICLES);
        check_sharing(table);
        for (uint32_t i = 0; i < ARTICLES; i += 11)
            ck_assert_uint_eq(index_table_until(table, i), INDEX_NEVER);
        index_table_kill(table, 11, ARTICLES);
        before = table;
        index_table_release(table);
        ck_assert_ptr_eq(spare.table, table);
        made_free(&made);
    }
    index_table_spare_free(&spare);
    ck_assert_ptr_null(spare.table);
}
END_TEST

START_TEST(a_table_that_grows_finds_the_newest_of_an_id)
{
    struct index_shape shape = made_shape();
    made_articles(&made, &shape, ARTICLES, 60, 3);
    for (size_t i = ARTICLES - 100; i < ARTICLES; i++)
        made.articles[i].id = made.articles[i - (ARTICLES - 100)].id;
    struct index_table *table = make_table();
    for (size_t i = 0; i < ARTICLES - 100; i++) {
        uint32_t newest = (uint32_t)(i < 100 ? ARTICLES - 100 + i : i);
        uint64_t hash = index_id_hash(made.articles[i].id);
        ck_assert_uint_eq(index_table_find(table, made.articles[i].id, ARTICLES), newest);
        ck_assert_uint_eq(index_table_find_hash(table, hash, newest), i < 100 ? i : INDEX_NO_ARTICLE);
    }
    index_table_release(table);
    made_free(&made);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("index/table");
    TCase *tests = tcase_create("");
    tcase_add_test(tests, a_table_that_grows_names_all_that_share_a_key);
    tcase_add_test(tests, a_table_that_grows_finds_the_newest_of_an_id);
    tcase_add_test(tests, a_table_in_the_memory_of_another_has_nothing_of_it);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
