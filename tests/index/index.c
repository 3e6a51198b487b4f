#include "index/index.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "index/made.h"
#include "support/folder.h"
#include "support/main.h"

#define ARTICLES 600

static char folder[200], path[300];
static struct made made;
static stet_error err;

static void setup(void)
{
    struct index_shape shape = made_shape();
    ck_assert(folder_make(folder, sizeof folder));
    snprintf(path, sizeof path, "%s/news.stet", folder);
    made_articles(&made, &shape, ARTICLES, 60, 7);
    ck_assert_int_eq(index_create(path, &shape, &err), STET_OK);
}

static void teardown(void)
{
    made_free(&made);
    folder_remove(folder);
}

static void ok(stet_status status)
{
    ck_assert_msg(status == STET_OK, "%s: %s", stet_status_name(status), err.message);
}

static struct index *open_index(uint32_t flush, bool foreground)
{
    const struct index_options options = {
        .sync = INDEX_SYNC_NONE, .flush_articles = flush, .foreground = foreground};
    struct index *index;
    ok(index_open(&index, path, &options, &err));
    return index;
}

static void add(struct index *index, size_t i)
{
    char meta[32], text[400];
    int meta_size = snprintf(meta, sizeof meta, "meta %zu", i);
    int size = snprintf(text, sizeof text, "text of article %zu, which says what it says at some length", i);
    ok(index_add(index, &made.articles[i], (stet_span){meta, (size_t)meta_size}, (stet_span){text, (size_t)size}, NULL,
                 &err));
}

/* The live articles of a snapshot are those of `want`, in this order, with all that was added. */
static void expect(struct index_snapshot *snapshot, const size_t *want, size_t count)
{
    struct index_cursor cursor = {0};
    index_ref ref = 0;
    for (size_t n = 0;; n++, ref++) {
        bool more;
        ok(index_next(snapshot, &ref, &more, &err));
        ck_assert_int_eq(more, n < count);
        if (!more)
            break;
        const struct index_article *article = &made.articles[want[n]];
        struct index_row row;
        stet_span id, source, meta, text;
        ok(index_id(snapshot, &cursor, ref, &id, &err));
        ck_assert_int_eq(id.size, article->id.size);
        ck_assert_mem_eq(id.data, article->id.data, id.size);
        index_ref again;
        bool found;
        ok(index_find(snapshot, &cursor, article->id, &again, &found, &err));
        ck_assert(found && again == ref);
        ok(index_source(snapshot, &cursor, ref, &source, &err));
        ck_assert_int_eq(source.size, article->source.size);
        ok(index_row(snapshot, &cursor, ref, &row, &err));
        ck_assert_int_eq(row.cluster, article->cluster);
        ck_assert_int_eq(row.simhash, article->simhash);
        ck_assert_int_eq(row.content, article->content >> 32);
        ck_assert_int_eq(row.body_count, article->body_count);
        ck_assert_int_eq(row.precision, article->precision);
        char expected[32];
        snprintf(expected, sizeof expected, "meta %zu", want[n]);
        ok(index_text(snapshot, &cursor, ref, &meta, &text, &err));
        ck_assert_int_eq(meta.size, strlen(expected));
        ck_assert_mem_eq(meta.data, expected, meta.size);
        ck_assert_int_gt(text.size, 30);
    }
    index_cursor_free(&cursor);
}

static void expect_now(struct index *index, const size_t *want, size_t count)
{
    struct index_snapshot *snapshot;
    ok(index_snapshot_take(index, &snapshot, &err));
    expect(snapshot, want, count);
    index_snapshot_release(snapshot);
    ok(index_snapshot_open(&snapshot, path, &err));
    expect(snapshot, want, count);
    index_snapshot_release(snapshot);
}

static void numbers(size_t *out, size_t count)
{
    for (size_t i = 0; i < count; i++)
        out[i] = i;
}

static void check_adds(uint32_t flush, bool foreground)
{
    size_t want[ARTICLES];
    numbers(want, ARTICLES);
    struct index *index = open_index(flush, foreground);
    for (size_t i = 0; i < ARTICLES; i++) {
        add(index, i);
        if (i % 100 == 50) {
            ok(index_close(index, &err));
            index = open_index(flush, foreground);
            expect_now(index, want, i + 1);
        }
    }
    expect_now(index, want, ARTICLES);
    ok(index_flush(index, &err));
    expect_now(index, want, ARTICLES);
    ok(index_compact(index, &err));
    expect_now(index, want, ARTICLES);
    ok(index_close(index, &err));
}

START_TEST(what_is_added_is_there_in_order_before_and_after_everything)
{
    check_adds(1000, true);
}
END_TEST

START_TEST(segments_that_are_made_and_merged_on_the_way_change_nothing)
{
    check_adds(7, true);
}
END_TEST

START_TEST(nor_do_hundreds_of_text_files_which_are_put_together)
{
    check_adds(2, _i == 0);
    struct index *index = open_index(1, _i == 0);
    size_t want[ARTICLES];
    numbers(want, ARTICLES);
    for (size_t i = 0; i < 290; i++)
        add(index, i);
    memmove(want, want + 290, (ARTICLES - 290) * sizeof *want);
    numbers(want + ARTICLES - 290, 290);
    expect_now(index, want, ARTICLES);
    ok(index_flush(index, &err));
    expect_now(index, want, ARTICLES);
    struct index_snapshot *snapshot;
    struct index_stat stat;
    ok(index_snapshot_take(index, &snapshot, &err));
    ok(index_stat(snapshot, &stat, &err));
    ck_assert_uint_le(stat.text_files, 270);
    index_snapshot_release(snapshot);
    ok(index_close(index, &err));
}
END_TEST

START_TEST(nor_do_they_in_the_background)
{
    check_adds(7, false);
}
END_TEST

/* Updates and removals at every stage, and what is then live. */
static void check_gone(bool foreground)
{
    size_t want[2 * ARTICLES], count = 0;
    struct index *index = open_index(16, foreground);
    for (size_t i = 0; i < 200; i++)
        add(index, i);
    for (size_t i = 0; i < 200; i++) {
        bool removed;
        if (i % 3 == 0) {
            add(index, i);
        } else if (i % 3 == 1) {
            ok(index_remove(index, made.articles[i].id, &removed, &err));
            ck_assert(removed);
            ok(index_remove(index, made.articles[i].id, &removed, &err));
            ck_assert(!removed);
        }
    }
    for (size_t i = 0; i < 200; i++)
        if (i % 3 == 2)
            want[count++] = i;
    for (size_t i = 0; i < 200; i++)
        if (i % 3 == 0)
            want[count++] = i;
    expect_now(index, want, count);
    ok(index_close(index, &err));
    index = open_index(16, foreground);
    expect_now(index, want, count);
    ok(index_flush(index, &err));
    expect_now(index, want, count);
    ok(index_compact(index, &err));
    expect_now(index, want, count);
    struct index_snapshot *snapshot;
    ok(index_snapshot_open(&snapshot, path, &err));
    ck_assert_int_eq(index_snapshot_count(snapshot), count);
    index_snapshot_release(snapshot);
    ok(index_close(index, &err));
}

START_TEST(an_update_supersedes_and_a_removal_takes_out)
{
    check_gone(true);
    folder_remove(path);
    ok(index_create(path, &made.shape, &err));
    check_gone(false);
}
END_TEST

static Suite *suite(void)
{
    Suite *suite = suite_create("index/index");
    TCase *tests = tcase_create("");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, what_is_added_is_there_in_order_before_and_after_everything);
    tcase_add_test(tests, segments_that_are_made_and_merged_on_the_way_change_nothing);
    tcase_add_test(tests, nor_do_they_in_the_background);
    tcase_add_loop_test(tests, nor_do_hundreds_of_text_files_which_are_put_together, 0, 2);
    tcase_add_test(tests, an_update_supersedes_and_a_removal_takes_out);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    folder_in_memory();
    return run_suite(suite());
}
