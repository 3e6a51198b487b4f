/* A check tells each damage, and each one once. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "index/index.h"
#include "index/made.h"
#include "index/paged.h"
#include "index/told.h"
#include "support/folder.h"
#include "support/main.h"

#define ARTICLES 3000
#define MOST 200

static char folder[200], path[300], other[300];
static stet_error err;
static char told[MOST][sizeof err.message];
static size_t count;

static void ok(stet_status status)
{
    ck_assert_msg(status == STET_OK, "%s: %s", stet_status_name(status), err.message);
}

/* An index of one segment. */
static void setup(void)
{
    const struct index_options options = {.sync = INDEX_SYNC_NONE, .foreground = true};
    struct index_shape shape = made_shape();
    struct made made;
    struct index *index;
    ck_assert(folder_make(folder, sizeof folder));
    snprintf(path, sizeof path, "%s/news.stet", folder);
    snprintf(other, sizeof other, "%s/new.stet", folder);
    made_articles(&made, &shape, ARTICLES, 20, 11);
    ok(index_create(path, &shape, &err));
    ok(index_open(&index, path, &options, &err));
    for (size_t i = 0; i < ARTICLES; i++)
        ok(index_add(index, &made.articles[i], (stet_span){"m", 1}, (stet_span){"t", 1}, NULL, &err));
    ok(index_flush(index, &err));
    ok(index_close(index, &err));
    made_free(&made);
    count = 0;
}

static void teardown(void)
{
    folder_remove(folder);
}

/* Damages every page of a section; how many those are. */
static size_t damage_pages(const char *name, enum paged_type type, enum paged_kind kind)
{
    static char data[4 << 20];
    char file[400];
    struct paged paged;
    size_t damaged = 0;
    snprintf(file, sizeof file, "%s/%s", path, name);
    FILE *stream = fopen(file, "r+b");
    ck_assert_ptr_nonnull(stream);
    size_t size = fread(data, 1, sizeof data, stream);
    ck_assert_uint_lt(size, sizeof data);
    const struct index_bytes bytes = {(const unsigned char *)data, size, name, false};
    ok(paged_open(&paged, bytes, type, false, &err));
    const struct paged_section *section = paged_find(&paged, kind, 0);
    for (uint64_t page = 0; page < section->pages; page++) {
        uint64_t offset = 0;
        size_t length = 0;
        ok(paged_where(&paged, section, page, &offset, &length, &err));
        data[offset + length - 1] ^= 0x40;
        damaged += length != 0;
    }
    paged_close(&paged);
    rewind(stream);
    ck_assert_uint_eq(fwrite(data, 1, size, stream), size);
    ck_assert_int_eq(fclose(stream), 0);
    return damaged;
}

static void listen(void *ctx, const stet_error *damage)
{
    (void)ctx;
    ck_assert_uint_lt(count, MOST);
    for (size_t i = 0; i < count; i++)
        ck_assert_msg(strcmp(told[i], damage->message) != 0, "told twice: %s", told[i]);
    memcpy(told[count++], damage->message, sizeof told[0]);
}

/* What stands on a page is read one by one, a thousand times the same before the next page's turn comes. */
START_TEST(each_damaged_page_is_told_once)
{
    size_t rows = damage_pages("seg-0000000000000002", PAGED_SEGMENT, PAGED_ROWS);
    size_t texts = damage_pages("txt-0000000000000001", PAGED_TEXT, PAGED_BLOCKS);
    ck_assert_uint_gt(rows, 40);
    ck_assert_uint_gt(texts, 20);
    ck_assert_int_eq(index_check(path, true, listen, NULL, &err), STET_ERR_CORRUPT);
    ck_assert_uint_eq(count, rows + texts);
}
END_TEST

START_TEST(salvage_tells_each_damaged_page_once)
{
    struct index_salvage salvaged;
    size_t texts = damage_pages("txt-0000000000000001", PAGED_TEXT, PAGED_BLOCKS);
    ok(index_salvage(path, other, listen, NULL, &salvaged, &err));
    ck_assert_uint_eq(salvaged.lost, ARTICLES);
    ck_assert_uint_eq(count, texts);
}
END_TEST

START_TEST(what_has_been_told_is_remembered_up_to_a_limit)
{
    static struct index_told seen;
    for (size_t round = 0; round < 2; round++)
        for (size_t i = 0; i < 2 * INDEX_TOLD_MOST; i++) {
            stet_error damage;
            snprintf(damage.message, sizeof damage.message, "file: page %zu", i);
            ck_assert_int_eq(index_told_first(&seen, &damage), !round || i >= INDEX_TOLD_MOST);
            ck_assert(!index_told_first(&seen, &damage));
        }
}
END_TEST

static Suite *suite(void)
{
    Suite *suite = suite_create("index/check");
    TCase *tests = tcase_create("index");
    tcase_set_timeout(tests, 60);
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, each_damaged_page_is_told_once);
    tcase_add_test(tests, salvage_tells_each_damaged_page_once);
    suite_add_tcase(suite, tests);
    TCase *alone = tcase_create("told");
    tcase_add_test(alone, what_has_been_told_is_remembered_up_to_a_limit);
    suite_add_tcase(suite, alone);
    return suite;
}

int main(void)
{
    folder_in_memory();
    return run_suite(suite());
}
