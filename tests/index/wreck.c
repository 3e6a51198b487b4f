/* Every file of a small index is damaged, bit by bit and end by end. In short form a sample of the bits of the larger
 * files; all of them with STET_SWEEP=full in the environment. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "index/index.h"
#include "index/made.h"
#include "support/folder.h"
#include "support/main.h"
#include "sys/folder.h"

#define ARTICLES 40

static char folder[200], path[300], other[300];
static struct made made;
static stet_error err;

static bool in_full(void)
{
    const char *wanted = getenv("STET_SWEEP");
    return wanted && !strcmp(wanted, "full");
}

static void ok(stet_status status)
{
    ck_assert_msg(status == STET_OK, "%s: %s", stet_status_name(status), err.message);
}

static void add(struct index *index, size_t i)
{
    char meta[16], text[100];
    stet_span its_meta = {meta, (size_t)snprintf(meta, sizeof meta, "%zu", i)};
    stet_span its_text = {text, (size_t)snprintf(text, sizeof text, "article %zu says %zu", i, i * 7919)};
    ok(index_add(index, &made.articles[i], its_meta, its_text, NULL, &err));
}

/* Segments, articles in the log, some removed, superseded and expired, and a blob. */
static void setup(void)
{
    const struct index_options options = {.sync = INDEX_SYNC_EACH, .flush_articles = 14, .foreground = true};
    struct index_shape shape = made_shape();
    struct index *index;
    bool removed;
    ck_assert(folder_make(folder, sizeof folder));
    snprintf(path, sizeof path, "%s/news.stet", folder);
    snprintf(other, sizeof other, "%s/new.stet", folder);
    made_articles(&made, &shape, ARTICLES, 60, 5);
    for (size_t i = 0; i < ARTICLES; i++) {
        made.articles[i].precision = STET_PRECISION_SECOND;
        made.articles[i].published = 1000 + (int64_t)i;
    }
    ok(index_create(path, &shape, &err));
    ok(index_open(&index, path, &options, &err));
    for (size_t i = 0; i < 30; i++)
        add(index, i);
    ok(index_remove(index, made.articles[9].id, &removed, &err));
    ok(index_flush(index, &err));
    ok(index_set_blob(index, "document frequencies", 20, &err));
    ok(index_remove(index, made.articles[12].id, &removed, &err));
    add(index, 11);
    for (size_t i = 30; i < ARTICLES; i++)
        add(index, i);
    ok(index_expire(index, 1004, NULL, &err));
    ok(index_close(index, &err));
}

static void teardown(void)
{
    made_free(&made);
    folder_remove(folder);
}

/* ---- What an index says --------------------------------------------------------------------------------------*/

static stet_status say_article(struct index_snapshot *snapshot, struct index_cursor *cursor, index_ref ref,
                               struct stet_buf *out, stet_error *why)
{
    stet_span id, source, meta, text;
    struct index_row row;
    stet_status status = index_id(snapshot, cursor, ref, &id, why);
    if (!status)
        ck_assert(stet_buf_printf(out, "%.*s ", (int)id.size, id.data));
    if (!status)
        status = index_source(snapshot, cursor, ref, &source, why);
    if (!status)
        ck_assert(stet_buf_printf(out, "%.*s ", (int)source.size, source.data));
    if (!status)
        status = index_row(snapshot, cursor, ref, &row, why);
    if (!status)
        status = index_text(snapshot, cursor, ref, &meta, &text, why);
    if (!status)
        ck_assert(stet_buf_printf(out, "%lld %llx %llx %x %u %u | %.*s | %.*s\n", (long long)row.published,
                                  (unsigned long long)row.simhash, (unsigned long long)row.cluster, row.content,
                                  row.body_count, row.title_count, (int)meta.size, meta.data, (int)text.size,
                                  text.data));
    return status;
}

static stet_status say_candidates(struct index_snapshot *snapshot, struct stet_buf *out, stet_error *why)
{
    struct index_found found = {0};
    stet_status status = STET_OK;
    for (size_t i = 0; !status && i < ARTICLES; i++) {
        const struct index_article *article = &made.articles[i];
        const struct index_query query = {.probe = {article->bands, NULL, article->passages, article->passage_count, NULL},
                                          .from = INT64_MIN,
                                          .to = INT64_MAX};
        index_ref ref = 0;
        bool there = false;
        status = index_candidates(snapshot, &query, &found, why);
        for (size_t k = 0; !status && k < found.count; k++)
            ck_assert(stet_buf_printf(out, "%llx %u %u ", (unsigned long long)found.items[k].ref, found.items[k].bands,
                                      found.items[k].passages));
        if (!status)
            status = index_find(snapshot, &found.cursor, article->id, &ref, &there, why);
        ck_assert(stet_buf_printf(out, "%d %llx\n", there, there ? (unsigned long long)ref : 0));
    }
    index_found_free(&found);
    return status;
}

/* All that it answers, or the failure. */
static stet_status say(struct stet_buf *out, const char *index, stet_error *why)
{
    struct index_snapshot *snapshot;
    struct index_cursor cursor = {0};
    index_ref ref = 0;
    out->size = 0;
    stet_status status = index_snapshot_open(&snapshot, index, why);
    if (status)
        return status;
    for (bool more = true; !status; ref++) {
        status = index_next(snapshot, &ref, &more, why);
        if (status || !more)
            break;
        status = say_article(snapshot, &cursor, ref, out, why);
    }
    if (!status)
        status = say_candidates(snapshot, out, why);
    stet_span blob = index_snapshot_blob(snapshot);
    ck_assert(stet_buf_printf(out, "%.*s", (int)blob.size, blob.data ? blob.data : ""));
    ck_assert(stet_buf_add_byte(out, '\0'));
    index_cursor_free(&cursor);
    index_snapshot_release(snapshot);
    return status;
}

/* ---- Damage --------------------------------------------------------------------------------------------------*/

struct file {
    char path[600];
    const char *name;
    unsigned char bytes[1 << 16];
    size_t size;
};

static void read_file(struct file *file, const char *name)
{
    file->name = name;
    snprintf(file->path, sizeof file->path, "%s/%s", path, name);
    FILE *in = fopen(file->path, "rb");
    ck_assert_ptr_nonnull(in);
    file->size = fread(file->bytes, 1, sizeof file->bytes, in);
    ck_assert_uint_lt(file->size, sizeof file->bytes);
    fclose(in);
}

static void write_file(const struct file *file, size_t size)
{
    FILE *out = fopen(file->path, "wb");
    ck_assert_ptr_nonnull(out);
    ck_assert_uint_eq(fwrite(file->bytes, 1, size, out), size);
    ck_assert_int_eq(fclose(out), 0);
}

static struct stet_buf before;

static void expect_same_or_error(const struct file *file, const char *what, size_t place)
{
    struct stet_buf now = STET_BUF_INIT;
    stet_error why = {0};
    stet_status status = say(&now, path, &why);
    ck_assert_msg(status == STET_ERR_CORRUPT || !status, "%s %s %zu: %s: %s", file->name, what, place,
                  stet_status_name(status), why.message);
    if (status)
        ck_assert_msg(strstr(why.message, file->name) && strchr(why.message, ':'), "%s %s %zu is reported as %s",
                      file->name, what, place, why.message);
    else
        ck_assert_msg(now.size == before.size && !memcmp(now.data, before.data, now.size),
                      "%s %s %zu changes what it says", file->name, what, place);
    stet_status checked = index_check(path, true, NULL, NULL, &why);
    ck_assert_msg(checked == STET_ERR_CORRUPT, "%s %s %zu is not found by the check", file->name, what, place);
    stet_buf_free(&now);
}

/* Runs fn for each file but the lock. */
static void for_each_file(void (*fn)(struct file *file))
{
    struct sys_folder names;
    struct file *file = malloc(sizeof *file);
    ck_assert_ptr_nonnull(file);
    ok(say(&before, path, &err));
    ok(sys_folder_list(&names, path, &err));
    for (size_t i = 0; i < names.count; i++) {
        if (!strcmp(names.entries[i].name, "LOCK"))
            continue;
        read_file(file, names.entries[i].name);
        fn(file);
        write_file(file, file->size);
    }
    struct stet_buf now = STET_BUF_INIT;
    ok(say(&now, path, &err));
    ck_assert_str_eq(now.data, before.data);
    stet_buf_free(&now);
    stet_buf_free(&before);
    sys_folder_free(&names);
    free(file);
}

static bool is_small(const struct file *file)
{
    return in_full() || !strncmp(file->name, "MANIFEST", 8) || !strncmp(file->name, "log", 3);
}

static void flip_bits(struct file *file)
{
    size_t step = is_small(file) ? 1 : 29;
    for (size_t bit = 0; bit < 8 * file->size; bit += in_full() ? 1 : step * 7) {
        file->bytes[bit / 8] ^= (unsigned char)(1u << bit % 8);
        write_file(file, file->size);
        expect_same_or_error(file, "with another bit", bit);
        file->bytes[bit / 8] ^= (unsigned char)(1u << bit % 8);
    }
}

static void cut_off(struct file *file)
{
    for (size_t size = 0; size < file->size; size += is_small(file) ? in_full() ? 1 : 5 : 131) {
        write_file(file, size);
        expect_same_or_error(file, "cut at", size);
    }
}

START_TEST(every_other_bit_gives_the_same_answer_or_an_error)
{
    for_each_file(flip_bits);
}
END_TEST

START_TEST(every_truncation_gives_an_error)
{
    for_each_file(cut_off);
}
END_TEST

static void take_away(struct file *file)
{
    ck_assert_int_eq(remove(file->path), 0);
    struct stet_buf now = STET_BUF_INIT;
    stet_error why = {0};
    ck_assert_int_ne(say(&now, path, &why), STET_OK);
    ck_assert_msg(strstr(why.message, file->name), "%s is missing, and the error is %s", file->name, why.message);
    stet_buf_free(&now);
}

START_TEST(a_missing_file_is_an_error_that_names_it)
{
    for_each_file(take_away);
}
END_TEST

/* ---- Salvage -------------------------------------------------------------------------------------------------*/

static void count_damage(void *ctx, const stet_error *damage)
{
    ck_assert_uint_gt(strlen(damage->message), 10);
    ++*(size_t *)ctx;
}

static size_t salvage(const char *what)
{
    struct index_salvage out;
    size_t damages = 0;
    stet_status status = index_salvage(path, other, count_damage, &damages, &out, &err);
    ck_assert_msg(!status, "%s: %s", what, err.message);
    struct stet_buf now = STET_BUF_INIT;
    status = say(&now, other, &err);
    ck_assert_msg(!status, "what was salvaged of %s: %s", what, err.message);
    status = index_check(other, true, NULL, NULL, &err);
    ck_assert_msg(!status, "what was salvaged of %s: %s", what, err.message);
    size_t lines = 0;
    /* Every article that it has, it has as it was. */
    for (char *line = now.data, *end; lines < out.saved && (end = strchr(line, '\n')); line = end + 1, lines++) {
        *end = '\0';
        ck_assert_msg(strstr(before.data, line) || !strcmp(what, "MANIFEST"), "%s: salvaged otherwise: %s", what, line);
    }
    ck_assert_uint_eq(lines, out.saved);
    stet_buf_free(&now);
    folder_remove(other);
    return out.saved;
}

static void salvage_without_pieces(struct file *file)
{
    bool manifest = !strcmp(file->name, "MANIFEST");
    for (size_t at = 3; at < file->size; at += file->size / (in_full() ? 100 : 12) + 1) {
        file->bytes[at] ^= 0x55;
        write_file(file, file->size);
        size_t saved = salvage(file->name);
        ck_assert_msg(!manifest || saved >= 34, "%zu saved without a manifest", saved);
        file->bytes[at] ^= 0x55;
    }
    ck_assert_int_eq(remove(file->path), 0);
    salvage(file->name);
}

START_TEST(salvage_saves_what_is_sound)
{
    for_each_file(salvage_without_pieces);
}
END_TEST

START_TEST(salvage_of_a_sound_index_saves_all_of_it)
{
    ok(say(&before, path, &err));
    ck_assert_uint_eq(salvage("all"), 34);
    stet_buf_free(&before);
}
END_TEST

static Suite *suite(void)
{
    Suite *suite = suite_create("index/wreck");
    TCase *tests = tcase_create("");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, every_other_bit_gives_the_same_answer_or_an_error);
    tcase_add_test(tests, every_truncation_gives_an_error);
    tcase_add_test(tests, a_missing_file_is_an_error_that_names_it);
    tcase_add_test(tests, salvage_of_a_sound_index_saves_all_of_it);
    tcase_add_test(tests, salvage_saves_what_is_sound);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    folder_in_memory();
    return run_suite(suite());
}
