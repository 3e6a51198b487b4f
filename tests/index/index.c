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

START_TEST(the_blob_is_kept_and_replaced_whole)
{
    for (size_t n = 0; n < 3; n++) {
        char text[32];
        struct index_snapshot *snapshot;
        struct index *index = open_index(16, true);
        int size = snprintf(text, sizeof text, "frequencies %zu", n);
        ok(index_set_blob(index, text, (size_t)size, &err));
        if (n == 1)
            ok(index_compact(index, &err));
        ok(index_close(index, &err));
        ok(index_snapshot_open(&snapshot, path, &err));
        stet_span blob = index_snapshot_blob(snapshot);
        ck_assert_uint_eq(blob.size, (size_t)size);
        ck_assert_mem_eq(blob.data, text, blob.size);
        index_snapshot_release(snapshot);
    }
}
END_TEST

START_TEST(limits_are_reported_and_harm_nothing)
{
    struct index *index = open_index(16, true);
    struct index_article article = made.articles[0];
    stet_span none = {"", 0}, large = {calloc(1, (size_t)INDEX_MAX_ID + 1), (size_t)INDEX_MAX_ID + 1};
    ck_assert_ptr_nonnull(large.data);
    article.id = none;
    ck_assert_int_eq(index_add(index, &article, none, none, NULL, &err), STET_ERR_LIMIT);
    article.id = large;
    ck_assert_int_eq(index_add(index, &article, none, none, NULL, &err), STET_ERR_LIMIT);
    ck_assert_ptr_nonnull(strstr(err.message, "65536"));
    article.id.size = INDEX_MAX_ID;
    article.source = large;
    ck_assert_int_eq(index_add(index, &article, none, none, NULL, &err), STET_ERR_LIMIT);
    article.source = none;
    const stet_span too_much = {large.data, (size_t)INDEX_MAX_TEXT + 1};
    ck_assert_int_eq(index_add(index, &article, none, too_much, NULL, &err), STET_ERR_LIMIT);
    ck_assert_int_eq(index_set_blob(index, large.data, INDEX_BLOB_MOST + 1, &err), STET_ERR_LIMIT);
    ok(index_add(index, &article, none, none, NULL, &err));
    add(index, 1);
    ok(index_flush(index, &err));
    struct index_snapshot *snapshot;
    struct index_cursor cursor = {0};
    index_ref ref;
    bool found;
    ok(index_snapshot_take(index, &snapshot, &err));
    ck_assert_uint_eq(index_snapshot_count(snapshot), 2);
    ok(index_find(snapshot, &cursor, article.id, &ref, &found, &err));
    ck_assert(found);
    index_cursor_free(&cursor);
    index_snapshot_release(snapshot);
    ok(index_close(index, &err));
    free((void *)(uintptr_t)large.data);
}
END_TEST

START_TEST(what_is_no_index_or_is_one_already_is_refused)
{
    struct index *index;
    struct index_snapshot *snapshot;
    struct index_shape shape = made_shape();
    ck_assert_int_eq(index_create(path, &shape, &err), STET_ERR_USAGE);
    ck_assert_int_eq(index_create(folder, &shape, &err), STET_ERR_USAGE); /* it is not empty */
    ck_assert_int_eq(index_open(&index, folder, NULL, &err), STET_ERR_IO);
    ck_assert_ptr_nonnull(strstr(err.message, "no index"));
    ck_assert_int_eq(index_snapshot_open(&snapshot, folder, &err), STET_ERR_IO);
    shape.bands = 0;
    char other[400];
    snprintf(other, sizeof other, "%s/other", folder);
    ck_assert_int_eq(index_create(other, &shape, &err), STET_ERR_USAGE);
}
END_TEST

/* Only segments that hold something in the range are asked; articles without a time are in every range. */
START_TEST(a_range_of_time_leaves_segments_out)
{
    struct index_found found = {0};
    struct index_snapshot *snapshot;
    struct index *index = open_index(1000, true);
    for (size_t i = 0; i < 3; i++) {
        struct index_article article = made.articles[0];
        char id[8];
        article.id = (stet_span){id, (size_t)snprintf(id, sizeof id, "%zu", i)};
        article.precision = i < 2 ? STET_PRECISION_DAY : STET_PRECISION_NONE;
        article.published = (int64_t)i * 1000;
        ok(index_add(index, &article, (stet_span){"", 0}, (stet_span){"", 0}, NULL, &err));
        ok(index_flush(index, &err));
    }
    ok(index_snapshot_take(index, &snapshot, &err));
    static const struct {
        int64_t from, to;
        size_t count;
    } ranges[] = {{INT64_MIN, INT64_MAX, 3}, {0, 999, 2}, {1, 999, 1}, {1000, 1000, 2}, {0, 1000, 3}};
    for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++) {
        const struct index_query query = {
            .probe = {.bands = made.articles[0].bands}, .from = ranges[i].from, .to = ranges[i].to};
        ok(index_candidates(snapshot, &query, &found, &err));
        ck_assert_uint_eq(found.count, ranges[i].count);
    }
    index_found_free(&found);
    index_snapshot_release(snapshot);
    ok(index_close(index, &err));
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
    tcase_add_test(tests, the_blob_is_kept_and_replaced_whole);
    tcase_add_test(tests, limits_are_reported_and_harm_nothing);
    tcase_add_test(tests, what_is_no_index_or_is_one_already_is_refused);
    tcase_add_test(tests, a_range_of_time_leaves_segments_out);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    folder_in_memory();
    return run_suite(suite());
}
