/* However articles came into an index, it names the same candidates and is compacted to the same bytes. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "index/index.h"
#include "index/made.h"
#include "support/folder.h"
#include "support/main.h"
#include "sys/folder.h"

#define ARTICLES 900
#define WAYS 5

static char folder[200];
static struct made made;
static stet_error err;

static void setup(void)
{
    struct index_shape shape = made_shape();
    ck_assert(folder_make(folder, sizeof folder));
    made_articles(&made, &shape, ARTICLES, 60, 21);
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

/* Ways in: articles a flush, how often it is closed and opened, in the background or not, and something else that is gone
 * in the end. */
static const struct way {
    uint32_t flush;
    size_t reopen;
    bool foreground, detour;
} ways[WAYS] = {
    {5000, 0, true, false}, {50, 0, true, false}, {13, 170, false, true}, {200, 77, false, false}, {31, 300, true, true}};

static struct index *open_index(const char *path, const struct way *way)
{
    const struct index_options options = {
        .sync = INDEX_SYNC_NONE, .flush_articles = way->flush, .foreground = way->foreground};
    struct index *index;
    ok(index_open(&index, path, &options, &err));
    return index;
}

static void add(struct index *index, size_t i)
{
    char meta[32], text[400];
    stet_span its_meta = {meta, (size_t)snprintf(meta, sizeof meta, "meta %zu", i)};
    stet_span its_text = {text, (size_t)snprintf(text, sizeof text, "what article %zu says, in so many words: %zu", i,
                                                 i * i)};
    ok(index_add(index, &made.articles[i], its_meta, its_text, NULL, &err));
}

static const char *path_of(size_t way)
{
    static char path[300];
    snprintf(path, sizeof path, "%s/%zu.stet", folder, way);
    return path;
}

static struct index *fill(size_t n)
{
    const struct way *way = &ways[n];
    ok(index_create(path_of(n), &made.shape, &err));
    struct index *index = open_index(path_of(n), way);
    for (size_t i = 0; i < ARTICLES; i++) {
        if (way->detour && i % 40 == 7)
            add(index, (i + 1) % ARTICLES); /* comes again in its own place */
        if (way->detour && i % 90 == 8 && i + 5 < ARTICLES) {
            bool removed;
            add(index, i + 5);
            ok(index_remove(index, made.articles[i + 5].id, &removed, &err));
        }
        add(index, i);
        if (way->reopen && i % way->reopen == way->reopen - 1) {
            ok(index_close(index, &err));
            index = open_index(path_of(n), way);
        }
    }
    return index;
}

/* The candidates of an article by their ids, in order of arrival. */
static char *candidates(struct index_snapshot *snapshot, size_t asked, struct index_found *found)
{
    uint64_t bits[INDEX_MAX_HASHES / 64];
    struct stet_buf out = STET_BUF_INIT;
    struct index_cursor cursor = {0};
    const struct index_article *article = &made.articles[asked];
    index_minhash_bits(article->minhash, made.shape.bands * made.shape.rows, bits);
    const struct index_query query = {.probe = {article->bands, bits, article->passages, article->passage_count, NULL},
                                      .from = INT64_MIN,
                                      .to = INT64_MAX};
    ok(index_candidates(snapshot, &query, found, &err));
    for (size_t i = 0; i < found->count; i++) {
        stet_span id;
        ok(index_id(snapshot, &cursor, found->items[i].ref, &id, &err));
        ck_assert(stet_buf_printf(&out, "%.*s %u %u\n", (int)id.size, id.data, found->items[i].bands,
                                  found->items[i].passages));
    }
    ck_assert(stet_buf_add_byte(&out, '\0'));
    index_cursor_free(&cursor);
    return out.data;
}

static void expect_same_candidates(struct index_snapshot **snapshots, size_t count)
{
    struct index_found found = {0};
    size_t named = 0;
    for (size_t i = 0; i < ARTICLES; i++) {
        char *first = candidates(snapshots[0], i, &found);
        named += found.count;
        for (size_t n = 1; n < count; n++) {
            char *other = candidates(snapshots[n], i, &found);
            ck_assert_str_eq(other, first);
            free(other);
        }
        free(first);
    }
    ck_assert_uint_gt(named, 2 * ARTICLES); /* itself, and the copies */
    index_found_free(&found);
}

static void expect_same_files(const char *left, const char *right)
{
    struct sys_folder a, b;
    ok(sys_folder_list(&a, left, &err));
    ok(sys_folder_list(&b, right, &err));
    ck_assert_uint_eq(a.count, b.count);
    for (size_t i = 0; i < a.count; i++) {
        char command[1024];
        ck_assert_str_eq(a.entries[i].name, b.entries[i].name);
        snprintf(command, sizeof command, "cmp '%s/%s' '%s/%s'", left, a.entries[i].name, right, b.entries[i].name);
        ck_assert_int_eq(system(command), 0);
    }
    sys_folder_free(&a);
    sys_folder_free(&b);
}

START_TEST(the_same_articles_give_the_same_candidates_and_compacted_bytes)
{
    struct index *indexes[WAYS];
    struct index_snapshot *snapshots[2 * WAYS];
    for (size_t n = 0; n < WAYS; n++) {
        indexes[n] = fill(n);
        ok(index_snapshot_take(indexes[n], &snapshots[n], &err));
    }
    expect_same_candidates(snapshots, WAYS);
    for (size_t n = 0; n < WAYS; n++) {
        ok(index_set_blob(indexes[n], "blob", 4, &err));
        ok(index_compact(indexes[n], &err));
        ok(index_close(indexes[n], &err));
        ok(index_snapshot_open(&snapshots[WAYS + n], path_of(n), &err));
    }
    /* Snapshots from before see what they saw. */
    expect_same_candidates(snapshots, 2 * WAYS);
    for (size_t n = 0; n < 2 * WAYS; n++)
        index_snapshot_release(snapshots[n]);
    char first[300];
    snprintf(first, sizeof first, "%s", path_of(0));
    for (size_t n = 1; n < WAYS; n++)
        expect_same_files(first, path_of(n));
}
END_TEST

/* Which bands an article shares with each candidate, when those of `asked` alone are asked for. */
static void add_bands(struct index_snapshot *snapshot, const struct index_article *article, uint64_t asked,
                      struct index_found *found, size_t *shared)
{
    const uint64_t left_out[INDEX_MAX_BANDS / 64] = {~asked};
    const struct index_query query = {
        .probe = {.bands = article->bands, .left_out = left_out}, .from = INT64_MIN, .to = INT64_MAX};
    ok(index_candidates(snapshot, &query, found, &err));
    for (size_t i = 0; i < found->count; i++) {
        ck_assert_uint_le(found->items[i].bands, (unsigned)__builtin_popcountll(asked));
        *shared += found->items[i].bands * (1 + found->items[i].ref % 1009);
    }
}

START_TEST(a_band_that_is_left_out_is_not_counted)
{
    struct index *index = fill(1);
    struct index_snapshot *snapshot;
    struct index_found found = {0};
    ok(index_snapshot_take(index, &snapshot, &err));
    uint64_t all = (UINT64_C(1) << made.shape.bands) - 1;
    for (size_t i = 0; i < ARTICLES; i += 3) {
        size_t whole = 0, parts = 0, single = 0;
        add_bands(snapshot, &made.articles[i], all, &found, &whole);
        ck_assert_uint_gt(whole, 0);
        add_bands(snapshot, &made.articles[i], all & UINT64_C(0x5555555555555555), &found, &parts);
        add_bands(snapshot, &made.articles[i], all & UINT64_C(0xaaaaaaaaaaaaaaaa), &found, &parts);
        ck_assert_uint_eq(parts, whole);
        for (uint32_t band = 0; band < made.shape.bands; band++)
            add_bands(snapshot, &made.articles[i], UINT64_C(1) << band, &found, &single);
        ck_assert_uint_eq(single, whole);
    }
    index_found_free(&found);
    index_snapshot_release(snapshot);
    ok(index_close(index, &err));
}
END_TEST

START_TEST(compacting_a_compact_index_changes_nothing)
{
    ok(index_close(fill(0), &err));
    for (size_t n = 0; n < 3; n++) {
        struct index *index = open_index(path_of(0), &ways[0]);
        ok(index_compact(index, &err));
        ok(index_compact(index, &err));
        if (n == 1)
            add(index, 3); /* and is not compact any more */
        ok(index_close(index, &err));
    }
    struct index_snapshot *snapshot;
    ok(index_snapshot_open(&snapshot, path_of(0), &err));
    ck_assert_uint_eq(index_snapshot_count(snapshot), ARTICLES);
    index_snapshot_release(snapshot);
}
END_TEST

static uint64_t bytes_of_files(const char *path)
{
    struct sys_folder names;
    uint64_t bytes = 0;
    ok(sys_folder_list(&names, path, &err));
    for (size_t i = 0; i < names.count; i++) {
        char name[600];
        struct stat info;
        snprintf(name, sizeof name, "%s/%s", path, names.entries[i].name);
        ck_assert_int_eq(stat(name, &info), 0);
        bytes += strcmp(names.entries[i].name, "LOCK") ? (uint64_t)info.st_size : 0;
    }
    sys_folder_free(&names);
    return bytes;
}

static size_t live_now(const char *path, uint64_t *dead, uint32_t *segments)
{
    struct index_snapshot *snapshot;
    struct index_stat stat;
    ok(index_snapshot_open(&snapshot, path, &err));
    ok(index_stat(snapshot, &stat, &err));
    uint64_t sum = 0;
    for (size_t i = 0; i < stat.section_count; i++)
        sum += stat.sections[i].bytes;
    ck_assert_uint_eq(sum, stat.bytes);
    ck_assert_uint_eq(sum, bytes_of_files(path));
    *dead = stat.dead;
    *segments = stat.segments;
    index_snapshot_release(snapshot);
    return stat.articles;
}

START_TEST(a_compaction_drops_a_log_of_removals_and_goes_on)
{
    bool removed;
    uint64_t dead;
    uint32_t segments;
    struct index *index = fill(0);
    ok(index_flush(index, &err));
    ok(index_remove(index, made.articles[5].id, &removed, &err));
    ck_assert(removed);
    ok(index_compact(index, &err));
    add(index, 5);
    ok(index_close(index, &err));
    ck_assert_uint_eq(live_now(path_of(0), &dead, &segments), ARTICLES);
    ck_assert_uint_eq(dead, 0);
    index = open_index(path_of(0), &ways[0]);
    ok(index_remove(index, made.articles[6].id, &removed, &err));
    ok(index_compact(index, &err));
    ok(index_close(index, &err));
    ck_assert_uint_eq(live_now(path_of(0), &dead, &segments), ARTICLES - 1);
    ck_assert_uint_eq(segments, 1);
}
END_TEST

/* Of a log with marks, while the writer has it, and when they are gone; and with what a writer has left that died. */
START_TEST(sizes_add_up_to_those_of_the_files)
{
    const struct index_options options = {.sync = INDEX_SYNC_EACH, .foreground = true};
    struct index *index;
    bool removed;
    uint64_t dead;
    uint32_t segments;
    ok(index_create(path_of(0), &made.shape, &err));
    ok(index_open(&index, path_of(0), &options, &err));
    for (size_t i = 0; i < 20; i++)
        add(index, i);
    ok(index_remove(index, made.articles[3].id, &removed, &err));
    ck_assert_uint_eq(live_now(path_of(0), &dead, &segments), 19);
    ok(index_close(index, &err));
    ck_assert_uint_eq(live_now(path_of(0), &dead, &segments), 19);
    ck_assert_uint_eq(segments, 0);
    const char *left[] = {"seg-00000000000000aa", "txt-00000000000000ab.tmp", "MANIFEST.tmp"};
    for (size_t i = 0; i < 3; i++) {
        char name[600];
        snprintf(name, sizeof name, "%s/%s", path_of(0), left[i]);
        FILE *file = fopen(name, "w");
        ck_assert_ptr_nonnull(file);
        ck_assert_int_ge(fputs("broken off", file), 0);
        ck_assert_int_eq(fclose(file), 0);
    }
    ck_assert_uint_eq(live_now(path_of(0), &dead, &segments), 19);
}
END_TEST

/* Articles an hour apart, a window of 40 hours: segments are cut at 20. */
START_TEST(expiry_drops_whole_segments_and_compaction_the_rest)
{
    const struct index_options options = {
        .sync = INDEX_SYNC_NONE, .flush_articles = 5, .foreground = _i == 0, .window = 40 * 3600};
    struct index *index;
    ok(index_create(path_of(0), &made.shape, &err));
    ok(index_open(&index, path_of(0), &options, &err));
    for (size_t i = 0; i < 400; i++) {
        uint64_t expired;
        made.articles[i].published = (int64_t)i * 3600;
        made.articles[i].precision = STET_PRECISION_SECOND;
        add(index, i);
        if (i % 25 == 24) {
            ok(index_expire(index, ((int64_t)i - 40) * 3600, &expired, &err));
            ck_assert_uint_eq(expired, i < 40 ? 0 : i == 49 ? 9 : 25);
        }
    }
    ok(index_flush(index, &err));
    ok(index_close(index, &err));
    uint64_t dead;
    uint32_t segments;
    ck_assert_uint_eq(live_now(path_of(0), &dead, &segments), 41);
    if (options.foreground) /* else a table grows, and with it the time that its segment spans, while one is written */
        ck_assert_uint_le(dead, 25);
    ck_assert_uint_le(segments, 4);
    ok(index_open(&index, path_of(0), &options, &err));
    /* What is published earlier but comes later is not expired. */
    add(index, 0);
    ck_assert_uint_eq(live_now(path_of(0), &dead, &segments), 42);
    ok(index_compact(index, &err));
    ok(index_close(index, &err));
    ck_assert_uint_eq(live_now(path_of(0), &dead, &segments), 42);
    ck_assert_uint_eq(dead, 0);
    ck_assert_uint_eq(segments, 1);
}
END_TEST

static Suite *suite(void)
{
    Suite *suite = suite_create("index/same");
    TCase *tests = tcase_create("");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, the_same_articles_give_the_same_candidates_and_compacted_bytes);
    tcase_add_test(tests, a_band_that_is_left_out_is_not_counted);
    tcase_add_test(tests, compacting_a_compact_index_changes_nothing);
    tcase_add_test(tests, a_compaction_drops_a_log_of_removals_and_goes_on);
    tcase_add_test(tests, sizes_add_up_to_those_of_the_files);
    tcase_add_loop_test(tests, expiry_drops_whole_segments_and_compaction_the_rest, 0, 2);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    folder_in_memory();
    return run_suite(suite());
}
