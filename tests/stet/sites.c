/* Boilerplate in an index: it weighs nothing, whoever adds or asks, and it stays learned. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "index/index.h"
#include "news.h"
#include "stet/stream.h"
#include "support/folder.h"
#include "support/main.h"

#define BLURB 75
#define STORIES 40

static char feed[4096], folder[4200];

static void begin(void)
{
    folder_in_memory();
    ck_assert(news_begin());
    snprintf(feed, sizeof feed, "%s", news_path("feed.jsonl"));
    snprintf(folder, sizeof folder, "%s", news_path("index"));
}

static void say(FILE *out, unsigned seed, unsigned words)
{
    uint64_t state = seed * UINT64_C(0x9e3779b97f4a7c15) + 1;
    for (unsigned i = 0; i < words; i++) {
        for (int k = 0; k < 8; k++) {
            state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
            fputc((int)('a' + (state >> 33) % 26), out);
        }
        fputc(' ', out);
    }
}

/* A story of `words` words and, with `blurb`, what every story of the site ends with. */
static void write_one(FILE *out, const char *id, unsigned story, unsigned words, bool blurb)
{
    fprintf(out, "{\"id\":\"%s\",\"source\":\"site.example\",\"text\":\"", id);
    say(out, story, words);
    say(out, 77777, blurb ? BLURB : 0);
    fprintf(out, "\"}\n");
}

static FILE *open_feed(void)
{
    FILE *out = fopen(feed, "w");
    ck_assert_ptr_nonnull(out);
    return out;
}

static void write_stories(unsigned from, unsigned to, unsigned words)
{
    FILE *out = open_feed();
    for (unsigned i = from; i < to; i++) {
        char id[32];
        snprintf(id, sizeof id, "s%u", i);
        write_one(out, id, i, words, true);
    }
    ck_assert_int_eq(fclose(out), 0);
}

static stet_index *open_index(bool read_only)
{
    stet_index_options options = STET_INDEX_OPTIONS_INIT;
    options.threads = 2;
    options.sync = STET_SYNC_NONE;
    options.read_only = read_only;
    stet_index *index;
    stet_error err = {0};
    ck_assert_msg(!stet_index_open(&index, folder, &options, &err), "%s", err.message);
    return index;
}

static void create(bool no_text)
{
    stet_index_shape shape = STET_INDEX_SHAPE_INIT;
    shape.no_text = no_text;
    ck_assert_int_eq(stet_index_create(folder, &shape, NULL), STET_OK);
}

static stet_status take(void *payload, const void *data, size_t size, stet_error *err)
{
    return news_take(payload, data, size, err);
}

/* Filters the feed; the lines of verdicts. */
static void filter(struct news_text *text)
{
    stet_index *index = open_index(false);
    stet_filter wanted = {.emit = STET_EMIT_VERDICT, .write = take, .payload = text};
    stet_error err = {0};
    text->size = 0;
    ck_assert_msg(!stet_index_filter(index, feed, &wanted, &err), "%s", err.message);
    ck_assert_int_eq(stet_index_close(index, &err), STET_OK);
}

static unsigned duplicates(const struct news_text *text)
{
    unsigned n = 0;
    const char *at = text->data, *end = at + text->size;
    while (at && (at = memmem(at, (size_t)(end - at), "\"duplicate\"", 11)) != NULL) {
        n++;
        at++;
    }
    return n;
}

static void learn(bool no_text)
{
    struct news_text text = {.data = NULL};
    create(no_text);
    write_stories(0, STORIES, 200);
    filter(&text);
    free(text.data);
}

/* Short items that are mostly the blurb, the blurb alone, then more stories: none is a copy of another. */
static void filter_traps(struct news_text *text)
{
    FILE *out = open_feed();
    for (unsigned i = 0; i < 10; i++) {
        char id[32];
        snprintf(id, sizeof id, "t%u", i);
        write_one(out, id, 1000 + i, 50, true);
        if (i == 3)
            write_one(out, "blurb", 0, 0, true);
    }
    ck_assert_int_eq(fclose(out), 0);
    filter(text);
}

static void nothing_matches_by_it(bool no_text)
{
    struct news_text text = {.data = NULL};
    learn(no_text);
    filter_traps(&text);
    ck_assert_uint_eq(duplicates(&text), 0);
    free(text.data);
}

START_TEST(stories_do_not_match_by_boilerplate_nor_does_boilerplate_gather_them)
{
    nothing_matches_by_it(false);
}
END_TEST

START_TEST(nor_where_no_text_is_kept)
{
    nothing_matches_by_it(true);
}
END_TEST

START_TEST(copies_match_with_and_without_it)
{
    struct news_text text = {.data = NULL};
    learn(false);
    FILE *out = open_feed();
    write_one(out, "whole", 5, 200, true);    /* exact */
    write_one(out, "bare", 6, 200, false);    /* the blurb taken off */
    write_one(out, "cut", 7, 150, true);
    ck_assert_int_eq(fclose(out), 0);
    filter(&text);
    ck_assert_uint_eq(duplicates(&text), 3);
    ck_assert_ptr_nonnull(memmem(text.data, text.size, "\"of\":\"s5\"", 9));
    ck_assert_ptr_nonnull(memmem(text.data, text.size, "\"of\":\"s6\"", 9));
    ck_assert_ptr_nonnull(memmem(text.data, text.size, "\"of\":\"s7\"", 9));
    free(text.data);
}
END_TEST

static stet_status count_matches(void *payload, const stet_answer *answer, stet_error *err)
{
    (void)err;
    *(size_t *)payload += answer->match_count;
    return STET_OK;
}

START_TEST(a_query_finds_nothing_by_it)
{
    learn(false);
    FILE *out = open_feed();
    write_one(out, "blurb", 0, 0, true);
    write_one(out, "new", 500, 60, true);
    ck_assert_int_eq(fclose(out), 0);
    stet_index *index = open_index(true);
    size_t matches = 0;
    ck_assert_int_eq(stet_index_query(index, feed, count_matches, &matches, NULL), STET_OK);
    ck_assert_uint_eq(matches, 0);
    ck_assert_int_eq(stet_index_close(index, NULL), STET_OK);
}
END_TEST

static stet_status list(void *payload, const stet_boilerplate *boilerplate, stet_error *err)
{
    (void)err;
    ck_assert_uint_eq(boilerplate->source.size, strlen("site.example"));
    ck_assert_uint_gt(boilerplate->text.size, 200);
    *(uint64_t *)payload = boilerplate->articles;
    return STET_OK;
}

static uint64_t listed(void)
{
    uint64_t articles = 0;
    ck_assert_int_eq(stet_index_boilerplate(folder, list, &articles, NULL), STET_OK);
    return articles;
}

START_TEST(updates_and_articles_sent_again_teach_nothing)
{
    struct news_text text = {.data = NULL};
    create(false);
    FILE *out = open_feed();
    for (unsigned i = 0; i < 30; i++) /* one id, and the blurb is all that its versions share */
        write_one(out, "live", i, 100, true);
    for (unsigned i = 0; i < 30; i++) {
        char id[32];
        snprintf(id, sizeof id, "again%u", i);
        write_one(out, id, 100, 150 + i % 7, false);
    }
    ck_assert_int_eq(fclose(out), 0);
    filter(&text);
    ck_assert_uint_eq(listed(), 0);
    free(text.data);
}
END_TEST

START_TEST(it_is_kept_when_the_index_is_compacted)
{
    learn(false);
    ck_assert_uint_eq(listed(), STORIES);
    stet_index *index = open_index(false);
    ck_assert_int_eq(stet_index_compact(index, NULL), STET_OK);
    ck_assert_int_eq(stet_index_close(index, NULL), STET_OK);
    ck_assert_uint_eq(listed(), STORIES);
    struct news_text text = {.data = NULL};
    filter_traps(&text);
    ck_assert_uint_eq(duplicates(&text), 0);
    free(text.data);
}
END_TEST

/* Has the index keep the blob that `edit` makes of its own. */
static void change_blob(void (*edit)(struct stet_buf *blob))
{
    struct index *writer;
    struct index_snapshot *snapshot;
    struct stet_buf blob = STET_BUF_INIT;
    ck_assert_int_eq(index_open(&writer, folder, NULL, NULL), STET_OK);
    ck_assert_int_eq(index_snapshot_take(writer, &snapshot, NULL), STET_OK);
    stet_span old = index_snapshot_blob(snapshot);
    ck_assert(stet_buf_add(&blob, old.data, old.size));
    edit(&blob);
    ck_assert_int_eq(index_set_blob(writer, blob.data, blob.size, NULL), STET_OK);
    index_snapshot_release(snapshot);
    ck_assert_int_eq(index_close(writer, NULL), STET_OK);
    stet_buf_free(&blob);
}

static void without_sites(struct stet_buf *blob)
{
    struct match_sites *sites;
    size_t used;
    ck_assert_int_eq(match_sites_restore(&sites, blob->data, blob->size, &used, NULL), STET_OK);
    match_sites_free(sites);
    ck_assert_uint_gt(used, 0);
    memmove(blob->data, blob->data + used, blob->size - used);
    blob->size -= used;
}

START_TEST(an_index_from_before_it_was_learned_opens_and_learns)
{
    learn(false);
    change_blob(without_sites);
    ck_assert_uint_eq(listed(), 0);
    struct news_text text = {.data = NULL};
    write_stories(STORIES, 3 * STORIES, 200);
    filter(&text);
    ck_assert_uint_gt(listed(), 0);
    free(text.data);
}
END_TEST

static void damage(struct stet_buf *blob)
{
    blob->data[13] ^= 0x40; /* entries */
}

START_TEST(a_deep_check_reads_it)
{
    learn(false);
    stet_error err = {0};
    ck_assert_int_eq(stet_index_check(folder, true, NULL, NULL, &err), STET_OK);
    change_blob(damage);
    ck_assert_int_eq(stet_index_check(folder, false, NULL, NULL, &err), STET_OK);
    ck_assert_int_eq(stet_index_check(folder, true, NULL, NULL, &err), STET_ERR_CORRUPT);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("stet/sites");
    TCase *tests = tcase_create("sites");
    tcase_set_timeout(tests, 120);
    tcase_add_checked_fixture(tests, begin, news_end);
    tcase_add_test(tests, stories_do_not_match_by_boilerplate_nor_does_boilerplate_gather_them);
    tcase_add_test(tests, nor_where_no_text_is_kept);
    tcase_add_test(tests, copies_match_with_and_without_it);
    tcase_add_test(tests, a_query_finds_nothing_by_it);
    tcase_add_test(tests, updates_and_articles_sent_again_teach_nothing);
    tcase_add_test(tests, it_is_kept_when_the_index_is_compacted);
    tcase_add_test(tests, an_index_from_before_it_was_learned_opens_and_learns);
    tcase_add_test(tests, a_deep_check_reads_it);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
