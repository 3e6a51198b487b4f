/* The stream: verdicts and clusters do not depend on how articles come in. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "news.h"
#include "support/folder.h"
#include "support/main.h"

#define ARTICLES 600
#define WORDS 60

static char feed[4096], folder[4096];

static void begin(void)
{
    folder_in_memory();
    ck_assert(news_begin());
    const char *path = news_write("feed.jsonl", ARTICLES, WORDS, 5);
    ck_assert_ptr_nonnull(path);
    snprintf(feed, sizeof feed, "%s", path);
    snprintf(folder, sizeof folder, "%s", news_path("index"));
}

static stet_index *open_index(const char *name, uint32_t threads, bool no_text, bool make)
{
    char path[4200];
    snprintf(path, sizeof path, "%s-%s", folder, name);
    stet_index_shape shape = STET_INDEX_SHAPE_INIT;
    shape.no_text = no_text;
    stet_error err = {0};
    if (make)
        ck_assert_msg(!stet_index_create(path, &shape, &err), "%s", err.message);
    stet_index_options options = STET_INDEX_OPTIONS_INIT;
    options.threads = threads;
    options.sync = STET_SYNC_NONE;
    stet_index *index;
    ck_assert_msg(!stet_index_open(&index, path, &options, &err), "%s", err.message);
    return index;
}

/* Lines of the feed from..to as a file of their own. */
static const char *cut(unsigned from, unsigned to, char out[4200])
{
    snprintf(out, 4200, "%s.part", feed);
    FILE *in = fopen(feed, "r"), *part = fopen(out, "w");
    ck_assert(in && part);
    char *line = NULL;
    size_t capacity = 0;
    for (unsigned i = 0; getline(&line, &capacity, in) > 0; i++)
        if (i >= from && i < to)
            fputs(line, part);
    free(line);
    fclose(in);
    ck_assert_int_eq(fclose(part), 0);
    return out;
}

/* All but the verdicts on bad lines, which name their files. */
static stet_status take_verdicts(void *payload, const void *data, size_t size, stet_error *err)
{
    const char *at = data, *end = at + size;
    stet_status status = STET_OK;
    for (const char *line = at; line < end && !status; line = at) {
        at = memchr(line, '\n', (size_t)(end - line));
        ck_assert_ptr_nonnull(at++);
        if (!memmem(line, (size_t)(at - line), "\"verdict\":\"bad\"", 15))
            status = news_take(payload, line, (size_t)(at - line), err);
    }
    return status;
}

static void filter(stet_index *index, const char *path, struct news_text *text)
{
    stet_filter wanted = {.emit = STET_EMIT_VERDICT, .write = take_verdicts, .payload = text};
    stet_error err = {0};
    ck_assert_msg(!stet_index_filter(index, path, &wanted, &err), "%s", err.message);
}

static stet_status take_cluster(void *payload, const stet_cluster *cluster, stet_error *err)
{
    void **to = payload;
    return stet_batch_write_cluster(to[0], cluster, news_take, to[1], err);
}

static void clusters(const char *name, uint32_t threads, struct news_text *text)
{
    char path[4200];
    snprintf(path, sizeof path, "%s-%s", folder, name);
    stet_batch_options options = STET_BATCH_OPTIONS_INIT;
    options.threads = threads;
    stet_batch *batch;
    stet_error err = {0};
    ck_assert_msg(!stet_index_cluster(&batch, path, &options, &err), "%s", err.message);
    void *to[] = {batch, text};
    ck_assert_int_eq(stet_batch_clusters(batch, true, take_cluster, to, NULL), STET_OK);
    stet_batch_free(batch);
}

static void same_text(const struct news_text *a, const struct news_text *b)
{
    ck_assert_uint_gt(a->size, 0);
    ck_assert_uint_eq(a->size, b->size);
    ck_assert(!memcmp(a->data, b->data, a->size));
}

static void splits_do_not_matter(bool no_text)
{
    struct news_text whole = {NULL}, all = {NULL};
    stet_index *index = open_index("whole", 1, no_text, true);
    filter(index, feed, &whole);
    ck_assert_int_eq(stet_index_close(index, NULL), STET_OK);
    clusters("whole", 1, &all);
    unsigned seed = 7;
    for (unsigned round = 0; round < 4; round++) {
        char name[16], part[4200];
        snprintf(name, sizeof name, "round%u", round);
        struct news_text parts = {NULL}, found = {NULL};
        bool made = false;
        for (unsigned from = 0, to; from < 2 * ARTICLES; from = to, made = true) {
            seed = seed * 1103515245u + 12345u;
            to = from + 1 + (seed >> 16) % (round ? 300 : 40);
            index = open_index(name, 1 + round % 3, no_text, !made);
            filter(index, cut(from, to, part), &parts);
            ck_assert_int_eq(stet_index_close(index, NULL), STET_OK);
        }
        printf("round %u, seed 7\n", round);
        same_text(&whole, &parts);
        clusters(name, 1 + round, &found);
        same_text(&all, &found);
        free(parts.data);
        free(found.data);
    }
    free(whole.data);
    free(all.data);
}

START_TEST(verdicts_are_the_same_for_any_split_and_threads)
{
    splits_do_not_matter(false);
}
END_TEST

START_TEST(estimated_verdicts_are_the_same_for_any_split_and_threads)
{
    splits_do_not_matter(true);
}
END_TEST

START_TEST(clusters_of_an_index_are_those_of_the_batch)
{
    struct news_text expected = {NULL}, found = {NULL};
    stet_batch_options options = STET_BATCH_OPTIONS_INIT;
    stet_batch *batch;
    ck_assert_int_eq(stet_batch_create(&batch, &options, NULL), STET_OK);
    ck_assert_int_eq(stet_batch_read(batch, feed, NULL), STET_OK);
    ck_assert_int_eq(stet_batch_run(batch, NULL), STET_OK);
    void *to[] = {batch, &expected};
    ck_assert_int_eq(stet_batch_clusters(batch, true, take_cluster, to, NULL), STET_OK);
    stet_batch_free(batch);
    stet_index *index = open_index("batch", 2, false, true);
    ck_assert_int_eq(stet_index_add(index, feed, NULL), STET_OK);
    ck_assert_int_eq(stet_index_close(index, NULL), STET_OK);
    clusters("batch", 2, &found);
    same_text(&expected, &found);
    free(expected.data);
    free(found.data);
}
END_TEST

static stet_status count_matches(void *payload, const stet_answer *answer, stet_error *err)
{
    (void)err;
    unsigned *counts = payload;
    counts[0]++;
    counts[1] += answer->match_count > 0;
    for (size_t i = 0; i < answer->match_count; i++)
        ck_assert(answer->matches[i].id.size != answer->id.size ||
                  memcmp(answer->matches[i].id.data, answer->id.data, answer->id.size));
    return STET_OK;
}

START_TEST(a_query_finds_copies_and_never_the_article_itself)
{
    stet_index *index = open_index("query", 2, false, true);
    ck_assert_int_eq(stet_index_add(index, feed, NULL), STET_OK);
    stet_index_stats stats;
    stet_index_get_stats(index, &stats);
    ck_assert_uint_eq(stats.added, ARTICLES);
    ck_assert_uint_eq(stats.bad, ARTICLES / 50);
    ck_assert_int_eq(stet_index_add(index, feed, NULL), STET_OK);
    stet_index_get_stats(index, &stats);
    ck_assert_uint_eq(stats.updated, ARTICLES);
    unsigned counts[2] = {0, 0};
    ck_assert_int_eq(stet_index_query(index, feed, count_matches, counts, NULL), STET_OK);
    ck_assert_uint_eq(counts[0], ARTICLES);
    ck_assert_uint_ge(counts[1], ARTICLES * 2 / 3 - 4); /* each third is a copy of one before it */
    ck_assert_int_eq(stet_index_close(index, NULL), STET_OK);
}
END_TEST

START_TEST(an_index_that_is_read_only_takes_nothing)
{
    stet_index *index = open_index("read", 1, false, true);
    ck_assert_int_eq(stet_index_close(index, NULL), STET_OK);
    char path[4200];
    snprintf(path, sizeof path, "%s-read", folder);
    stet_index_options options = STET_INDEX_OPTIONS_INIT;
    options.read_only = true;
    bool removed;
    ck_assert_int_eq(stet_index_open(&index, path, &options, NULL), STET_OK);
    ck_assert_int_eq(stet_index_add(index, feed, NULL), STET_ERR_USAGE);
    ck_assert_int_eq(stet_index_remove(index, "n1", &removed, NULL), STET_ERR_USAGE);
    ck_assert_int_eq(stet_index_expire(index, 0, NULL, NULL), STET_ERR_USAGE);
    ck_assert_int_eq(stet_index_compact(index, NULL), STET_ERR_USAGE);
    ck_assert_int_eq(stet_index_close(index, NULL), STET_OK);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("stet/stream");
    TCase *tests = tcase_create("stream");
    tcase_set_timeout(tests, 120);
    tcase_add_checked_fixture(tests, begin, news_end);
    tcase_add_test(tests, verdicts_are_the_same_for_any_split_and_threads);
    tcase_add_test(tests, estimated_verdicts_are_the_same_for_any_split_and_threads);
    tcase_add_test(tests, clusters_of_an_index_are_those_of_the_batch);
    tcase_add_test(tests, a_query_finds_copies_and_never_the_article_itself);
    tcase_add_test(tests, an_index_that_is_read_only_takes_nothing);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
