/* What salvage saves of a damaged log, and what it says of the rest. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "index/index.h"
#include "index/log.h"
#include "index/made.h"
#include "support/folder.h"
#include "support/main.h"

#define ARTICLES 12
#define LOG "log-0000000000000001"

static char folder[200], path[300], other[300], log_path[400];
static struct made made;
static struct index_salvage salvaged;
static char told[20000]; /* all damages, a line each */
static size_t tellings;
static stet_error err;

static void ok(stet_status status)
{
    ck_assert_msg(status == STET_OK, "%s: %s", stet_status_name(status), err.message);
}

static void setup(void)
{
    struct index_shape shape = made_shape();
    ck_assert(folder_make(folder, sizeof folder));
    snprintf(path, sizeof path, "%s/news.stet", folder);
    snprintf(other, sizeof other, "%s/new.stet", folder);
    snprintf(log_path, sizeof log_path, "%s/" LOG, path);
    made_articles(&made, &shape, ARTICLES, 30, 3);
    ok(index_create(path, &shape, &err));
}

static void teardown(void)
{
    made_free(&made);
    folder_remove(folder);
}

static struct index *open_index(void)
{
    const struct index_options options = {.sync = INDEX_SYNC_NONE, .foreground = true};
    struct index *index;
    ok(index_open(&index, path, &options, &err));
    return index;
}

static void add(struct index *index, size_t i, stet_span text)
{
    ok(index_add(index, &made.articles[i], (stet_span){"meta", 4}, text, NULL, &err));
}

static void add_all(void)
{
    struct index *index = open_index();
    for (size_t i = 0; i < ARTICLES; i++)
        add(index, i, (stet_span){"a text of some words", 11 + i % 9});
    ok(index_close(index, &err));
}

/* ---- The log as a file ---------------------------------------------------------------------------------------*/

struct bytes {
    unsigned char *data;
    size_t size;
};

static struct bytes read_bytes(const char *name)
{
    FILE *in = fopen(name, "rb");
    ck_assert_ptr_nonnull(in);
    ck_assert_int_eq(fseek(in, 0, SEEK_END), 0);
    struct bytes bytes = {NULL, (size_t)ftell(in)};
    rewind(in);
    bytes.data = malloc(bytes.size + 1);
    ck_assert_ptr_nonnull(bytes.data);
    ck_assert_uint_eq(fread(bytes.data, 1, bytes.size, in), bytes.size);
    fclose(in);
    return bytes;
}

static void write_bytes(const char *name, const struct bytes *bytes, size_t size)
{
    FILE *out = fopen(name, "wb");
    ck_assert_ptr_nonnull(out);
    ck_assert_uint_eq(fwrite(bytes->data, 1, size, out), size);
    ck_assert_int_eq(fclose(out), 0);
}

/* Where the records of a sound log end; the first entry is where they begin. */
static size_t find_ends(const struct bytes *bytes, size_t ends[], size_t most)
{
    struct index_log_reader log;
    size_t count = 0;
    ok(index_log_open(&log, bytes->data, bytes->size, LOG, &err));
    for (bool more = true; more; count++) {
        struct index_log_record record;
        ck_assert_uint_lt(count, most);
        ends[count] = log.at;
        ok(index_log_next(&log, &record, &more, &err));
    }
    return count;
}

/* Changes a bit of a record, which counts from 0, in a log that is sound up to there. */
static void damage(size_t record, size_t at)
{
    struct bytes bytes = read_bytes(log_path);
    size_t ends[2 * ARTICLES];
    ck_assert_uint_lt(record + 1, find_ends(&bytes, ends, 2 * ARTICLES));
    bytes.data[ends[record] + at] ^= 0x10;
    write_bytes(log_path, &bytes, bytes.size);
    free(bytes.data);
}

/* ---- Salvage -------------------------------------------------------------------------------------------------*/

static void listen(void *ctx, const stet_error *damage)
{
    (void)ctx;
    size_t used = strlen(told);
    ck_assert_ptr_nonnull(strstr(damage->message, ": byte "));
    snprintf(told + used, sizeof told - used, "%s\n", damage->message);
    tellings++;
}

static void salvage(void)
{
    *told = '\0';
    tellings = 0;
    folder_remove(other);
    ok(index_salvage(path, other, listen, NULL, &salvaged, &err));
    ok(index_check(other, true, NULL, NULL, &err));
}

/* Whether the new index has an article, with this text unless it is NULL. */
static bool has(size_t i, const char *text)
{
    struct index_snapshot *snapshot;
    struct index_cursor cursor = {0};
    index_ref ref;
    bool found;
    ok(index_snapshot_open(&snapshot, other, &err));
    ok(index_find(snapshot, &cursor, made.articles[i].id, &ref, &found, &err));
    if (found && text) {
        stet_span meta, its;
        ok(index_text(snapshot, &cursor, ref, &meta, &its, &err));
        ck_assert_uint_eq(its.size, strlen(text));
        ck_assert_mem_eq(its.data, text, its.size);
    }
    index_cursor_free(&cursor);
    index_snapshot_release(snapshot);
    return found;
}

START_TEST(a_damaged_byte_of_a_log_costs_one_article_which_is_told)
{
    add_all();
    struct bytes bytes = read_bytes(log_path);
    size_t ends[ARTICLES + 2], record = 0, unknown = 0, tries = 0;
    ck_assert_uint_eq(find_ends(&bytes, ends, ARTICLES + 2), ARTICLES + 1);
    for (size_t at = INDEX_LOG_HEAD; at < bytes.size; at += 7, tries++) {
        while (at >= ends[record + 1])
            record++;
        bytes.data[at] ^= 0x01;
        write_bytes(log_path, &bytes, bytes.size);
        bytes.data[at] ^= 0x01;
        salvage();
        ck_assert_msg(salvaged.saved == ARTICLES - 1, "byte %zu: %llu saved", at, (unsigned long long)salvaged.saved);
        ck_assert_msg(!has(record, NULL), "byte %zu", at);
        ck_assert_uint_eq(tellings, 1);
        if (salvaged.unread)
            ck_assert_uint_eq(salvaged.lost, 0);
        else
            ck_assert_uint_eq(salvaged.lost, 1);
        ck_assert_ptr_nonnull(strstr(told, salvaged.unread ? "their number is not known" : "articles lost: 1"));
        unknown += salvaged.unread != 0;
    }
    ck_assert_uint_le(unknown, tries / 10); /* sizes and kinds only */
    free(bytes.data);
}
END_TEST

START_TEST(adjoining_damages_are_told_as_one_with_the_number_of_articles)
{
    add_all();
    damage(9, 100);
    damage(4, 30);
    damage(3, 200);
    salvage();
    ck_assert_uint_eq(salvaged.saved, ARTICLES - 3);
    ck_assert_uint_eq(salvaged.lost, 3);
    ck_assert_uint_eq(salvaged.unread, 0);
    ck_assert_uint_eq(tellings, 2);
    ck_assert_ptr_nonnull(strstr(told, "articles lost: 2"));
}
END_TEST

START_TEST(changes_behind_damage_are_done_in_their_order)
{
    struct index *index = open_index();
    bool removed;
    for (size_t i = 0; i < 4; i++)
        add(index, i, (stet_span){"older", 5});
    ok(index_remove(index, made.articles[1].id, &removed, &err));
    add(index, 0, (stet_span){"newer", 5});
    ok(index_remove(index, made.articles[3].id, &removed, &err));
    add(index, 3, (stet_span){"again", 5});
    ok(index_close(index, &err));
    damage(2, 60);
    salvage();
    ck_assert_uint_eq(salvaged.saved, 2);
    ck_assert_uint_eq(salvaged.lost, 1);
    ck_assert(has(0, "newer") && has(3, "again") && !has(1, NULL) && !has(2, NULL));
}
END_TEST

START_TEST(a_removal_that_cannot_be_read_is_told)
{
    struct index *index = open_index();
    bool removed;
    for (size_t i = 0; i < 3; i++)
        add(index, i, (stet_span){"text", 4});
    ok(index_remove(index, made.articles[1].id, &removed, &err));
    add(index, 4, (stet_span){"text", 4});
    ok(index_close(index, &err));
    damage(3, 20);
    salvage();
    ck_assert_uint_eq(salvaged.saved, 4);
    ck_assert_uint_eq(salvaged.lost, 0);
    ck_assert_ptr_nonnull(strstr(told, "removals and expiries lost: 1"));
}
END_TEST

START_TEST(what_is_cut_off_a_log_is_told)
{
    add_all();
    struct bytes bytes = read_bytes(log_path);
    size_t ends[ARTICLES + 2], whole = 0;
    find_ends(&bytes, ends, ARTICLES + 2);
    for (size_t size = 0; size < bytes.size; size += 61) {
        while (whole < ARTICLES && size >= ends[whole + 1])
            whole++;
        write_bytes(log_path, &bytes, size);
        salvage();
        ck_assert_uint_eq(salvaged.saved, whole);
        if (salvaged.unread)
            ck_assert_ptr_nonnull(strstr(told, "their number is not known"));
        else /* the head of the last record is still there */
            ck_assert_msg(whole == ARTICLES - 1 && salvaged.lost == 1, "cut at %zu: %s", size, told);
    }
    ck_assert_uint_eq(salvaged.lost, 1);
    free(bytes.data);
}
END_TEST

START_TEST(a_log_that_is_gone_is_told)
{
    add_all();
    struct bytes bytes = read_bytes(log_path);
    ck_assert_int_eq(remove(log_path), 0);
    salvage();
    ck_assert_uint_eq(salvaged.saved, 0);
    ck_assert_uint_eq(salvaged.unread, bytes.size - INDEX_LOG_HEAD);
    ck_assert_ptr_nonnull(strstr(told, LOG ": byte 0: the file is missing\n"));
    ck_assert_ptr_nonnull(strstr(told, "their number is not known"));
    free(bytes.data);
}
END_TEST

START_TEST(damage_of_a_segment_and_of_the_log_is_added_up)
{
    struct index *index = open_index();
    for (size_t i = 0; i < 8; i++)
        add(index, i, (stet_span){"text", 4});
    ok(index_flush(index, &err));
    for (size_t i = 8; i < ARTICLES; i++)
        add(index, i, (stet_span){"text", 4});
    ok(index_close(index, &err));
    snprintf(log_path, sizeof log_path, "%s/log-0000000000000002", path);
    damage(1, 100);
    char segment[400];
    snprintf(segment, sizeof segment, "%s/seg-0000000000000002", path);
    ck_assert_int_eq(remove(segment), 0);
    salvage();
    ck_assert_uint_eq(salvaged.saved, ARTICLES - 9);
    ck_assert_uint_eq(salvaged.lost, 9);
    ck_assert_uint_eq(tellings, 2);
}
END_TEST

/* A log and its manifest as they are while a writer has them: no one says how much of the log there has to be. */
static struct bytes leave_open(void)
{
    char manifest[400];
    struct index *index = open_index();
    for (size_t i = 0; i < ARTICLES; i++)
        add(index, i, (stet_span){"text", 4});
    struct bytes bytes = read_bytes(log_path);
    snprintf(manifest, sizeof manifest, "%s/MANIFEST", path);
    struct bytes first = read_bytes(manifest);
    ok(index_close(index, &err));
    write_bytes(manifest, &first, first.size);
    free(first.data);
    return bytes;
}

/* What a kill leaves of the last write is no damage when the index is opened; salvage mentions it. */
START_TEST(the_end_of_a_log_of_which_nobody_knows_is_mentioned)
{
    struct bytes bytes = leave_open();
    write_bytes(log_path, &bytes, bytes.size - 3);
    salvage();
    ck_assert_uint_eq(salvaged.saved, ARTICLES - 1);
    ck_assert_uint_eq(salvaged.lost + salvaged.unread, 0);
    ck_assert_uint_eq(tellings, 1);
    ck_assert_ptr_nonnull(strstr(told, "broken off, or lost articles"));
    write_bytes(log_path, &bytes, bytes.size);
    salvage();
    ck_assert_uint_eq(salvaged.saved, ARTICLES);
    ck_assert_uint_eq(tellings, 0);
    free(bytes.data);
}
END_TEST

START_TEST(the_next_log_says_how_long_a_log_was)
{
    struct bytes bytes = leave_open();
    struct index_log next = {.file = -1};
    ok(index_log_create(&next, path, &(struct index_log_head){2, 0, bytes.size}, &err));
    ok(index_log_mark(&next, INDEX_LOG_HEAD, &err));
    index_log_close(&next);
    write_bytes(log_path, &bytes, bytes.size - 3);
    salvage();
    ck_assert_uint_eq(salvaged.saved, ARTICLES - 1);
    ck_assert_uint_eq(salvaged.lost, 1);
    ck_assert_uint_eq(tellings, 1);
    ck_assert_int_eq(remove(log_path), 0);
    salvage();
    ck_assert_uint_eq(salvaged.saved, 0);
    ck_assert_uint_eq(salvaged.unread, bytes.size - INDEX_LOG_HEAD);
    free(bytes.data);
}
END_TEST

/* Heads of records all over an article's text, each of which would have all that follows hashed. */
START_TEST(a_text_full_of_heads_does_not_hold_it_up)
{
    struct bytes text = {NULL, (size_t)12 << 20};
    text.data = calloc(1, text.size);
    ck_assert_ptr_nonnull(text.data);
    /* Records stand at multiples of 8 bytes, and so has this. */
    size_t before = made.articles[0].id.size + made.articles[0].source.size + strlen("meta");
    for (size_t at = (8 - before % 8) % 8; at + 8 <= text.size; at += 8) {
        stet_store32(text.data + at, (uint32_t)((text.size - at) / 8 * 8));
        stet_store32(text.data + at + 4, INDEX_RECORD_ARTICLE);
    }
    struct index *index = open_index();
    add(index, 0, (stet_span){(const char *)text.data, text.size});
    for (size_t i = 1; i < ARTICLES; i++)
        add(index, i, (stet_span){"text", 4});
    ok(index_close(index, &err));
    damage(0, 8);
    salvage();
    ck_assert_uint_ge(salvaged.saved, ARTICLES - 2);
    ck_assert_uint_gt(salvaged.unread, text.size);
    free(text.data);
}
END_TEST

static Suite *suite(void)
{
    Suite *suite = suite_create("index/salvage");
    TCase *tests = tcase_create("");
    tcase_set_timeout(tests, 60);
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, a_damaged_byte_of_a_log_costs_one_article_which_is_told);
    tcase_add_test(tests, adjoining_damages_are_told_as_one_with_the_number_of_articles);
    tcase_add_test(tests, changes_behind_damage_are_done_in_their_order);
    tcase_add_test(tests, a_removal_that_cannot_be_read_is_told);
    tcase_add_test(tests, what_is_cut_off_a_log_is_told);
    tcase_add_test(tests, a_log_that_is_gone_is_told);
    tcase_add_test(tests, damage_of_a_segment_and_of_the_log_is_added_up);
    tcase_add_test(tests, the_end_of_a_log_of_which_nobody_knows_is_mentioned);
    tcase_add_test(tests, the_next_log_says_how_long_a_log_was);
    tcase_add_test(tests, a_text_full_of_heads_does_not_hold_it_up);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    folder_in_memory();
    return run_suite(suite());
}
