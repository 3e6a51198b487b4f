/* What pages teach is known to the next run when an index keeps it, and stays whatever else the index is used for. */
#include <stdio.h>
#include <string.h>

#include <stet/page.h>

#include "base/buf.h"
#include "index/index.h"
#include "page/counts_save.h"
#include "support/folder.h"
#include "support/main.h"

#define BLURB "The letter of the harbour has many readers in all towns."

static char folder[256], feed[512], path[512];
static struct stet_buf out;

static void begin(void)
{
    folder_in_memory();
    ck_assert(folder_make(folder, sizeof folder));
    snprintf(feed, sizeof feed, "%s/feed.jsonl", folder);
    snprintf(path, sizeof path, "%s/index", folder);
    const stet_index_shape shape = STET_INDEX_SHAPE_INIT;
    ck_assert_int_eq(stet_index_create(path, &shape, NULL), STET_OK);
}

static void end(void)
{
    folder_remove(folder);
    stet_buf_free(&out);
}

static stet_status append(void *payload, const void *data, size_t size, stet_error *err)
{
    (void)err;
    return stet_buf_add(payload, data, size) ? STET_OK : STET_ERR_MEMORY;
}

static stet_index *open_index(bool read_only)
{
    stet_index_options options = STET_INDEX_OPTIONS_INIT;
    options.threads = 1;
    options.sync = STET_SYNC_NONE;
    options.read_only = read_only;
    stet_index *index;
    stet_error err = {0};
    ck_assert_msg(!stet_index_open(&index, path, &options, &err), "%s", err.message);
    return index;
}

static void close_index(stet_index *index)
{
    ck_assert_int_eq(stet_index_close(index, NULL), STET_OK);
}

static const char *const stories[] = {
    "The pupils of the harbour school will play a comedy about taxes.\\nThe mayor has asked for a seat near the door.",
    "The keeper of the lighthouse has bought a second lamp.\\nIt had been made in 1911, and stored in a shed.",
    "The ferry to the cape will not run before spring.\\nIts engine is going to be rebuilt in Denmark, its owner said.",
    "A storm has closed the coast road for days.\\nEngineers want to look at the bridge on Monday, weather permitting.",
    "Herring has not been so dear since the great frost.\\nFishermen blame the seals, who were not asked."};

static void write_page(unsigned i)
{
    FILE *file = fopen(feed, "w");
    ck_assert_ptr_nonnull(file);
    fprintf(file, "{\"id\":\"%u\",\"source\":\"herald\",\"text\":\"%s\\n" BLURB "\"}\n", i, stories[i]);
    ck_assert_int_eq(fclose(file), 0);
}

/* Extracts page i in a run of its own; whether the line that all pages of the site have was dropped. */
static bool drops(unsigned i, stet_index *index)
{
    const stet_pages_options options = STET_PAGES_OPTIONS_INIT;
    stet_pages *pages;
    write_page(i);
    out.size = 0;
    ck_assert_int_eq(stet_pages_create(&pages, &options, NULL), STET_OK);
    if (index)
        ck_assert_int_eq(stet_pages_recall(pages, index, NULL), STET_OK);
    ck_assert_int_eq(stet_pages_read(pages, feed, append, &out, NULL), STET_OK);
    ck_assert_int_eq(stet_pages_finish(pages, append, &out, NULL), STET_OK);
    if (index)
        ck_assert_int_eq(stet_pages_keep(pages, index, NULL), STET_OK);
    stet_pages_free(pages);
    ck_assert_ptr_nonnull(memmem(out.data, out.size, stories[i], 40));
    return !memmem(out.data, out.size, BLURB, strlen(BLURB));
}

/* A run with the index opened for it alone. */
static bool drops_learning(unsigned i)
{
    stet_index *index = open_index(false);
    bool dropped = drops(i, index);
    close_index(index);
    return dropped;
}

static void learn(void)
{
    for (unsigned i = 1; i <= 3; i++)
        ck_assert(!drops_learning(i));
}

START_TEST(what_recurs_from_run_to_run_is_dropped)
{
    for (unsigned i = 1; i <= 4; i++)
        ck_assert(!drops(i, NULL));
    learn();
    ck_assert(!drops(4, NULL));
    ck_assert(drops_learning(4));
}
END_TEST

START_TEST(it_outlives_whatever_else_the_index_is_used_for)
{
    bool removed;
    uint64_t expired;
    learn();
    stet_index *index = open_index(false);
    ck_assert_int_eq(stet_index_add(index, feed, NULL), STET_OK);
    close_index(index);
    index = open_index(false);
    stet_filter filter = {.emit = STET_EMIT_VERDICT, .write = append, .payload = &out};
    write_page(0);
    ck_assert_int_eq(stet_index_filter(index, feed, &filter, NULL), STET_OK);
    ck_assert_int_eq(stet_index_remove(index, "3", &removed, NULL), STET_OK);
    ck_assert_int_eq(stet_index_expire(index, 0, &expired, NULL), STET_OK);
    ck_assert_int_eq(stet_index_compact(index, NULL), STET_OK);
    close_index(index);
    ck_assert_int_eq(stet_index_check(path, true, NULL, NULL, NULL), STET_OK);
    ck_assert(drops_learning(4));
}
END_TEST

START_TEST(a_reader_recalls_and_keeps_nothing)
{
    learn();
    stet_index *index = open_index(true);
    stet_pages *pages;
    const stet_pages_options options = STET_PAGES_OPTIONS_INIT;
    ck_assert_int_eq(stet_pages_create(&pages, &options, NULL), STET_OK);
    ck_assert_int_eq(stet_pages_recall(pages, index, NULL), STET_OK);
    write_page(4);
    out.size = 0;
    ck_assert_int_eq(stet_pages_read(pages, feed, append, &out, NULL), STET_OK);
    ck_assert_int_eq(stet_pages_finish(pages, append, &out, NULL), STET_OK);
    ck_assert_ptr_null(memmem(out.data, out.size, BLURB, strlen(BLURB)));
    ck_assert_int_eq(stet_pages_keep(pages, index, NULL), STET_ERR_USAGE);
    stet_pages_free(pages);
    close_index(index);
}
END_TEST

/* Has the index keep a blob without the last part, with a byte of it changed, or with one behind it. */
enum wreck { NO_PART, CHANGED, MORE };

static void wreck(enum wreck how)
{
    struct index *writer;
    struct index_snapshot *snapshot;
    struct stet_buf blob = STET_BUF_INIT;
    struct page_counts counts;
    size_t used, at;
    ck_assert_int_eq(index_open(&writer, path, NULL, NULL), STET_OK);
    ck_assert_int_eq(index_snapshot_take(writer, &snapshot, NULL), STET_OK);
    stet_span old = index_snapshot_blob(snapshot);
    ck_assert(stet_buf_add(&blob, old.data, old.size));
    const char magic[] = {0x01, 'l', 'i', 'n'};
    for (at = blob.size - sizeof magic; at && memcmp(blob.data + at, magic, sizeof magic) != 0;)
        at--;
    ck_assert_int_eq(page_counts_restore(&counts, blob.data + at, blob.size - at, &used, NULL), STET_OK);
    page_counts_free(&counts);
    ck_assert_uint_eq(used, blob.size - at);
    if (how == NO_PART)
        blob.size = at;
    else if (how == CHANGED)
        blob.data[blob.size - 20] ^= 1;
    else
        ck_assert(stet_buf_add_byte(&blob, 'x'));
    ck_assert_int_eq(index_set_blob(writer, blob.data, blob.size, NULL), STET_OK);
    index_snapshot_release(snapshot);
    ck_assert_int_eq(index_close(writer, NULL), STET_OK);
    stet_buf_free(&blob);
}

START_TEST(an_index_from_before_lines_were_kept_opens_and_learns)
{
    learn();
    wreck(NO_PART);
    ck_assert_int_eq(stet_index_check(path, true, NULL, NULL, NULL), STET_OK);
    learn();
    ck_assert(drops_learning(4));
}
END_TEST

static void note(void *payload, const char *message)
{
    snprintf(payload, 128, "%s", message);
}

START_TEST(damage_is_named_by_a_deep_check_and_by_whoever_opens)
{
    char found[128] = "";
    stet_index *index;
    const stet_index_options options = STET_INDEX_OPTIONS_INIT;
    learn();
    wreck(_i ? MORE : CHANGED);
    ck_assert_int_eq(stet_index_check(path, false, note, found, NULL), STET_OK);
    ck_assert_str_eq(found, "");
    ck_assert_int_eq(stet_index_check(path, true, note, found, NULL), STET_ERR_CORRUPT);
    ck_assert_str_eq(found, _i ? "1 bytes behind what was learned" : "counts of recurring lines that do not add up");
    ck_assert_int_eq(stet_index_open(&index, path, &options, NULL), STET_ERR_CORRUPT);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("lines_kept");
    TCase *tcase = tcase_create("lines_kept");
    tcase_add_checked_fixture(tcase, begin, end);
    tcase_add_test(tcase, what_recurs_from_run_to_run_is_dropped);
    tcase_add_test(tcase, it_outlives_whatever_else_the_index_is_used_for);
    tcase_add_test(tcase, a_reader_recalls_and_keeps_nothing);
    tcase_add_test(tcase, an_index_from_before_lines_were_kept_opens_and_learns);
    tcase_add_loop_test(tcase, damage_is_named_by_a_deep_check_and_by_whoever_opens, 0, 2);
    suite_add_tcase(suite, tcase);
    return run_suite(suite);
}
