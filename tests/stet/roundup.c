/* What carries several stories is a guest of each and a member of none; what only has more than its story is a copy. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "news.h"
#include "support/failing_alloc.h"
#include "support/main.h"

/* Three copies of story 1, two each of 2 and 3, one each of 4 and 5. */
static const struct news_article stories[] = {
    {"a1", "Bridge closed for repairs", 8, {{1, 0, 120}}},
    {"a2", "Cables found to have rusted", 9, {{1, 0, 118}}},
    {"a3", "No traffic across the river", 10, {{1, 3, 120}}},
    {"b1", "Choir sings through a blackout", 8, {{2, 0, 120}}},
    {"b2", "Seven thousand voices, no lights", 11, {{2, 0, 112}}},
    {"c1", "Goats win the mountain prize", 7, {{3, 0, 120}}},
    {"c2", "First prize for two goats", 9, {{3, 0, 115}}},
    {"d1", "Harbour gets a second crane", 7, {{4, 0, 120}}},
    {"e1", "Library opens on Sundays", 7, {{5, 0, 120}}},
};
#define STORIES (sizeof stories / sizeof *stories)
#define MOST 16

static void begin(void)
{
    ck_assert(news_begin());
}

/* The stories and, from the first one that has an id, others: in that order, or backwards. */
static const char *write_feed(const struct news_article *others, size_t count, bool backwards)
{
    FILE *file = fopen(news_path("feed.jsonl"), "w");
    ck_assert_ptr_nonnull(file);
    for (size_t i = 0; i < STORIES + count; i++) {
        size_t at = backwards ? STORIES + count - 1 - i : i;
        news_write_parts(file, at < STORIES ? &stories[at] : &others[at - STORIES]);
    }
    ck_assert_int_eq(fclose(file), 0);
    return news_path("feed.jsonl");
}

static int by_text(const void *a, const void *b)
{
    return strcmp(a, b);
}

/* Each cluster as "member member +guest", sorted, and the clusters too. */
struct seen {
    char lines[MOST][128];
    size_t count;
};

static stet_status see(void *payload, const stet_cluster *cluster, stet_error *err)
{
    (void)err;
    struct seen *seen = payload;
    char ids[MOST][8];
    ck_assert_uint_lt(seen->count, MOST);
    ck_assert_uint_le(cluster->size, MOST);
    ck_assert_uint_lt(cluster->canonical, cluster->size - cluster->guests);
    for (size_t i = 0; i < cluster->size; i++) {
        const stet_member *member = &cluster->members[i];
        ck_assert_int_eq(member->guest, i >= cluster->size - cluster->guests);
        snprintf(ids[i], sizeof *ids, "%s%.*s", member->guest ? "~" : "", (int)member->id.size, member->id.data);
        if (!member->guest)
            continue;
        ck_assert_int_eq(member->relation, STET_RELATION_PARTIAL);
        ck_assert_uint_eq(member->to, cluster->canonical);
        ck_assert_double_gt(member->jaccard, .05);
        ck_assert_double_gt(member->containment, .2);
    }
    qsort(ids, cluster->size, sizeof *ids, by_text);
    char *line = seen->lines[seen->count++];
    *line = '\0';
    for (size_t i = 0; i < cluster->size; i++)
        snprintf(line + strlen(line), sizeof *seen->lines - strlen(line), "%s%s", i ? " " : "", ids[i]);
    return STET_OK;
}

static void cluster(const char *path, bool singletons, struct seen *seen, stet_batch_stats *stats)
{
    stet_batch_options options = STET_BATCH_OPTIONS_INIT;
    stet_batch *batch;
    stet_error err = {0};
    seen->count = 0;
    ck_assert_int_eq(stet_batch_create(&batch, &options, &err), STET_OK);
    ck_assert_msg(!stet_batch_read(batch, path, &err), "%s", err.message);
    ck_assert_msg(!stet_batch_run(batch, &err), "%s", err.message);
    ck_assert_msg(!stet_batch_clusters(batch, singletons, see, seen, &err), "%s", err.message);
    stet_batch_get_stats(batch, stats);
    stet_batch_free(batch);
    qsort(seen->lines, seen->count, sizeof *seen->lines, by_text);
}

/* Clusters that list two and more, in whatever order the articles come. */
static void expect(const struct news_article *others, size_t count, const char *const *lines, size_t line_count)
{
    for (int backwards = 0; backwards < 2; backwards++) {
        struct seen seen;
        stet_batch_stats stats;
        cluster(write_feed(others, count, backwards), false, &seen, &stats);
        for (size_t i = 0; i < seen.count; i++)
            printf("%s: %s\n", backwards ? "backwards" : "forwards", seen.lines[i]);
        ck_assert_uint_eq(seen.count, line_count);
        ck_assert_uint_eq(stats.clusters, line_count);
        for (size_t i = 0; i < line_count; i++)
            ck_assert_str_eq(seen.lines[i], lines[i]);
    }
}

#define EXPECT(others, ...)                                                                                            \
    do {                                                                                                               \
        const char *const lines[] = {__VA_ARGS__};                                                                     \
        expect(others, sizeof others / sizeof *(others), lines, sizeof lines / sizeof *lines);                         \
    } while (0)

START_TEST(a_roundup_of_two_stories_is_listed_under_both)
{
    const struct news_article others[] = {{"r", "Five minutes of news", 12, {{1, 0, 60}, {2, 0, 60}}}};
    EXPECT(others, "a1 a2 a3 ~r", "b1 b2 ~r", "c1 c2");
}
END_TEST

START_TEST(a_roundup_of_three_stories_is_listed_under_all)
{
    const struct news_article others[] = {{"r", "Five minutes of news", 12, {{1, 0, 60}, {2, 0, 60}, {3, 0, 60}}}};
    EXPECT(others, "a1 a2 a3 ~r", "b1 b2 ~r", "c1 c2 ~r");
}
END_TEST

/* What many tell is less rare than what one tells. */
START_TEST(a_story_with_copies_and_one_without_are_told_apart)
{
    const struct news_article others[] = {{"r", "Five minutes of news", 12, {{1, 0, 60}, {4, 0, 60}}}};
    EXPECT(others, "a1 a2 a3 ~r", "b1 b2", "c1 c2", "d1 ~r");
}
END_TEST

/* There is nothing that would hold the two together but the roundup itself, the fullest of the three. */
START_TEST(stories_without_copies_are_not_glued_by_their_roundup)
{
    const struct news_article others[] = {{"r", "Five minutes of news", 12, {{4, 0, 120}, {5, 0, 120}}}};
    EXPECT(others, "a1 a2 a3", "b1 b2", "c1 c2", "d1 ~r", "e1 ~r");
}
END_TEST

START_TEST(copies_of_a_roundup_are_a_cluster_of_their_own)
{
    const struct news_article others[] = {
        {"r1", "Five minutes of news", 12, {{1, 0, 60}, {2, 0, 60}}},
        {"r2", "News at noon", 13, {{1, 0, 60}, {2, 0, 60}}},
        {"r3", "The day so far", 14, {{1, 1, 60}, {2, 0, 60}}},
    };
    EXPECT(others, "a1 a2 a3 ~r1 ~r2 ~r3", "b1 b2 ~r1 ~r2 ~r3", "c1 c2", "r1 r2 r3");
}
END_TEST

/* A digest and another one share a story: neither tells it to the other. */
START_TEST(a_roundup_is_no_story_of_another_one)
{
    const struct news_article others[] = {
        {"r", "Five minutes of news", 12, {{1, 0, 60}, {2, 0, 60}}},
        {"s", "News at noon", 13, {{2, 0, 60}, {3, 0, 60}}},
    };
    EXPECT(others, "a1 a2 a3 ~r", "b1 b2 ~r ~s", "c1 c2 ~s");
}
END_TEST

START_TEST(a_story_with_a_brief_behind_it_stays_a_copy)
{
    const struct news_article others[] = {{"x", "Drivers wait for weeks", 12, {{1, 0, 120}, {2, 0, 40}}}};
    EXPECT(others, "a1 a2 a3 x", "b1 b2", "c1 c2");
}
END_TEST

START_TEST(a_story_with_two_briefs_as_long_behind_it_stays_a_copy)
{
    const struct news_article others[] = {{"x", "Drivers wait for weeks", 12, {{1, 0, 120}, {2, 0, 55}, {3, 0, 55}}}};
    EXPECT(others, "a1 a2 a3 x", "b1 b2", "c1 c2");
}
END_TEST

START_TEST(what_has_the_headline_of_a_story_is_no_roundup)
{
    const struct news_article named[] = {{"x", "Bridge closed for repairs", 12, {{1, 0, 60}, {2, 0, 60}}}};
    const struct news_article other[] = {{"x", "Five minutes of news", 12, {{1, 0, 60}, {2, 0, 60}}}};
    struct seen seen;
    stet_batch_stats stats;
    cluster(write_feed(named, 1, false), false, &seen, &stats);
    ck_assert_uint_eq(stats.roundups, 0);
    cluster(write_feed(other, 1, false), false, &seen, &stats);
    ck_assert_uint_eq(stats.roundups, 1);
}
END_TEST

/* Words of its own for the better half: it quotes the two. */
START_TEST(what_is_mostly_its_own_is_no_roundup)
{
    const struct news_article others[] = {{"x", "What the week was like", 12, {{9, 0, 130}, {4, 0, 70}, {5, 0, 70}}}};
    struct seen seen;
    stet_batch_stats stats;
    cluster(write_feed(others, 1, false), false, &seen, &stats);
    ck_assert_uint_eq(stats.roundups, 0);
    for (size_t i = 0; i < seen.count; i++)
        ck_assert_ptr_null(strchr(seen.lines[i], '~'));
}
END_TEST

/* Beginning and end of one story, as others print them later, are no two stories. */
START_TEST(parts_of_one_story_are_no_stories)
{
    const struct news_article others[] = {
        {"x", "A crane to lift more", 20, {{4, 0, 60}}},
        {"y", "Dockers are content", 21, {{4, 60, 120}}},
    };
    EXPECT(others, "a1 a2 a3", "b1 b2", "c1 c2", "d1 x y");
}
END_TEST

START_TEST(a_roundup_is_kept_and_counted_once)
{
    const struct news_article others[] = {{"r", "Five minutes of news", 12, {{4, 0, 80}, {5, 0, 80}}}};
    struct seen seen;
    stet_batch_stats stats;
    const char *path = write_feed(others, 1, false);
    cluster(path, true, &seen, &stats);
    ck_assert_uint_eq(seen.count, 6); /* a, b, c, d, e and the roundup */
    ck_assert_str_eq(seen.lines[5], "r");
    ck_assert_uint_eq(stats.roundups, 1);
    ck_assert_uint_eq(stats.clusters, 5);
    ck_assert_uint_eq(stats.clustered, 9);
    stet_batch_options options = STET_BATCH_OPTIONS_INIT;
    options.replay = true;
    stet_batch *batch;
    struct news_text text = {0};
    uint64_t kept;
    ck_assert_int_eq(stet_batch_create(&batch, &options, NULL), STET_OK);
    ck_assert_int_eq(stet_batch_read(batch, path, NULL), STET_OK);
    ck_assert_int_eq(stet_batch_run(batch, NULL), STET_OK);
    ck_assert_int_eq(stet_batch_write_kept(batch, STET_KEEP_CANONICAL, news_take, &text, &kept, NULL), STET_OK);
    stet_batch_free(batch);
    ck_assert_uint_eq(kept, 6);
    ck_assert_ptr_nonnull(memmem(text.data, text.size, "\"id\":\"r\"", 8));
    free(text.data);
}
END_TEST

static const struct news_article digests[] = {
    {"r1", "Five minutes of news", 12, {{1, 0, 60}, {2, 0, 60}}},
    {"r2", "News at noon", 13, {{1, 0, 60}, {2, 0, 60}}},
    {"s", "Before you go to bed", 20, {{3, 0, 50}, {4, 0, 50}, {5, 0, 50}}},
};

START_TEST(any_number_of_threads_gives_the_same_bytes)
{
    const char *path = write_feed(digests, 3, false);
    struct news_text one = {0}, more = {0};
    stet_batch_options options = STET_BATCH_OPTIONS_INIT;
    options.replay = true;
    options.threads = 1;
    ck_assert_int_eq(news_run(&options, path, &one, NULL, NULL), STET_OK);
    ck_assert_ptr_nonnull(memmem(one.data, one.size, ",\"guest\":true}", 14));
    for (options.threads = 2; options.threads < 8; options.threads += 2) {
        more.size = 0;
        ck_assert_int_eq(news_run(&options, path, &more, NULL, NULL), STET_OK);
        ck_assert_uint_eq(more.size, one.size);
        ck_assert_int_eq(memcmp(more.data, one.data, one.size), 0);
    }
    free(one.data);
    free(more.data);
}
END_TEST

/* Connected components are for comparison: what glues stories glues them. */
START_TEST(components_have_no_guests)
{
    const char *path = write_feed(digests, 3, false);
    struct news_text text = {0};
    stet_batch_options options = STET_BATCH_OPTIONS_INIT;
    options.clustering = STET_CLUSTERING_COMPONENTS;
    ck_assert_int_eq(news_run(&options, path, &text, NULL, NULL), STET_OK);
    ck_assert_ptr_null(memmem(text.data, text.size, "\"guest\"", 7));
    free(text.data);
}
END_TEST

static stet_status count(void *payload, const void *data, size_t size, stet_error *err)
{
    (void)data, (void)err;
    *(size_t *)payload += size;
    return STET_OK;
}

struct counting {
    stet_batch *batch;
    size_t written;
};

static stet_status count_cluster(void *payload, const stet_cluster *cluster, stet_error *err)
{
    struct counting *counting = payload;
    return stet_batch_write_cluster(counting->batch, cluster, count, &counting->written, err);
}

static stet_status run_counting(const char *path, size_t *written, stet_error *err)
{
    stet_batch_options options = STET_BATCH_OPTIONS_INIT;
    options.threads = 1;
    struct counting counting = {.written = 0};
    stet_status status = stet_batch_create(&counting.batch, &options, err);
    if (!status)
        status = stet_batch_read(counting.batch, path, err);
    if (!status)
        status = stet_batch_run(counting.batch, err);
    if (!status)
        status = stet_batch_clusters(counting.batch, false, count_cluster, &counting, err);
    stet_batch_free(counting.batch);
    *written = counting.written;
    return status;
}

START_TEST(every_allocation_may_fail)
{
    const char *path = write_feed(digests, 3, false);
    size_t whole, written, n = 1;
    ck_assert_int_eq(run_counting(path, &whole, NULL), STET_OK);
    for (;; n++) {
        stet_error err = {0};
        failing_alloc_at(n);
        stet_status status = run_counting(path, &written, &err);
        if (!failing_alloc_stop())
            break;
        if (!status)
            ck_assert_uint_eq(written, whole);
        else
            ck_assert_msg(status == STET_ERR_MEMORY, "allocation %zu: %s", n, err.message);
    }
    ck_assert_uint_gt(n, 100);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("stet/roundup");
    TCase *tests = tcase_create("all");
    tcase_set_timeout(tests, 280);
    tcase_add_checked_fixture(tests, begin, news_end);
    tcase_add_test(tests, a_roundup_of_two_stories_is_listed_under_both);
    tcase_add_test(tests, a_roundup_of_three_stories_is_listed_under_all);
    tcase_add_test(tests, a_story_with_copies_and_one_without_are_told_apart);
    tcase_add_test(tests, stories_without_copies_are_not_glued_by_their_roundup);
    tcase_add_test(tests, copies_of_a_roundup_are_a_cluster_of_their_own);
    tcase_add_test(tests, a_roundup_is_no_story_of_another_one);
    tcase_add_test(tests, a_story_with_a_brief_behind_it_stays_a_copy);
    tcase_add_test(tests, a_story_with_two_briefs_as_long_behind_it_stays_a_copy);
    tcase_add_test(tests, what_has_the_headline_of_a_story_is_no_roundup);
    tcase_add_test(tests, what_is_mostly_its_own_is_no_roundup);
    tcase_add_test(tests, parts_of_one_story_are_no_stories);
    tcase_add_test(tests, a_roundup_is_kept_and_counted_once);
    tcase_add_test(tests, any_number_of_threads_gives_the_same_bytes);
    tcase_add_test(tests, components_have_no_guests);
    tcase_add_test(tests, every_allocation_may_fail);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
