/* The labelled set: credits in ten languages, the copy that stands, and whose story it is. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../bench/wire/score.h"
#include "news.h"
#include "support/main.h"

#define FEED "datasets/wire.jsonl"
#define TRUTH "datasets/wire-truth.tsv"

START_TEST(credits_are_found_in_every_language_and_traps_are_not_fallen_into)
{
    struct score scores[SCORE_LANGUAGES];
    size_t languages;
    stet_error err = {0};
    ck_assert_msg(!score_credits(FEED, TRUTH, stdout, scores, &languages, &err), "%s", err.message);
    ck_assert_uint_eq(languages, 10);
    for (size_t i = 0; i < languages; i++) {
        const struct score *score = &scores[i];
        printf("%s: %u credits, %u found, %u right, %u of %u with kind, %u of %u traps\n", score->language,
               score->expected, score->found, score->right, score->kinds, score->labels, score->fallen, score->traps);
        ck_assert_uint_ge(score->articles, 40);
        ck_assert_uint_ge(score->right * 100, score->found * 98);
        ck_assert_uint_ge(score->right * 100, score->expected * 95);
        ck_assert_uint_ge(score->kinds * 100, score->labels * 90);
        ck_assert_uint_ge(score->traps, 10);
        ck_assert_uint_eq(score->fallen, 0);
    }
}
END_TEST

struct into {
    stet_batch *batch;
    FILE *file;
};

static stet_status write_cluster(void *payload, const stet_cluster *cluster, stet_error *err)
{
    struct into *into = payload;
    const char *json;
    size_t size;
    stet_status status = stet_batch_cluster_json(into->batch, cluster, &json, &size, err);
    ck_assert(status || fwrite(json, 1, size, into->file) == size);
    return status;
}

static void read_clusters(const char *path, stet_status (*each)(void *, const stet_cluster *, stet_error *),
                          struct into *into)
{
    stet_batch_options options = STET_BATCH_OPTIONS_INIT;
    stet_error err = {0};
    ck_assert_msg(!stet_batch_create(&into->batch, &options, &err), "%s", err.message);
    ck_assert_msg(!stet_batch_read(into->batch, path, &err), "%s", err.message);
    ck_assert_msg(!stet_batch_run(into->batch, &err), "%s", err.message);
    ck_assert_msg(!stet_batch_clusters(into->batch, false, each, into, &err), "%s", err.message);
    stet_batch_free(into->batch);
}

START_TEST(the_right_copy_stands)
{
    ck_assert(news_begin());
    struct into into = {.file = fopen(news_path("clusters"), "w")};
    ck_assert_ptr_nonnull(into.file);
    read_clusters(FEED, write_cluster, &into);
    ck_assert_int_eq(fclose(into.file), 0);
    stet_eval *eval;
    stet_eval_options options = STET_EVAL_OPTIONS_INIT;
    stet_eval_result result;
    stet_error err = {0};
    ck_assert_int_eq(stet_eval_create(&eval, &options, &err), STET_OK);
    ck_assert_msg(!stet_eval_read_truth(eval, TRUTH, &err), "%s", err.message);
    ck_assert_msg(!stet_eval_read_clusters(eval, news_path("clusters"), &err), "%s", err.message);
    ck_assert_msg(!stet_eval_measure(eval, &result, &err), "%s", err.message);
    stet_eval_free(eval);
    news_end();
    printf("recall %.4f precision %.4f canonical %.4f\n", result.pairwise.recall, result.pairwise.precision,
           result.canonical_accuracy);
    ck_assert_double_ge(result.pairwise.recall, 0.98);
    ck_assert_double_ge(result.pairwise.precision, 0.98); /* a guest is no member */
    ck_assert_double_ge(result.canonical_accuracy, 0.95);
}
END_TEST

/* A column of the truth about an article. */
static void column_of(stet_span id, int column, char *out, size_t room)
{
    FILE *file = fopen(TRUTH, "r");
    ck_assert_ptr_nonnull(file);
    char line[4096];
    *out = '\0';
    while (!*out && fgets(line, sizeof line, file)) {
        if (strncmp(line, id.data, id.size) != 0 || line[id.size] != '\t')
            continue;
        char *at = line;
        for (int i = 0; i < column; i++)
            at = strchr(at, '\t') + 1;
        snprintf(out, room, "%.*s", (int)strcspn(at, "\t\n"), at);
    }
    fclose(file);
    ck_assert_str_ne(out, "");
}

static void truth_of(stet_span id, int column, char out[32])
{
    column_of(id, column, out, 32);
}

static unsigned seen, right;

static stet_status check_origin(void *payload, const stet_cluster *cluster, stet_error *err)
{
    (void)payload;
    (void)err;
    char wanted[32];
    truth_of(cluster->members[cluster->canonical].id, 5, wanted);
    seen++;
    right += !strcmp(cluster->origin_agency ? cluster->origin_agency : "-", wanted);
    return STET_OK;
}

START_TEST(the_origin_is_named_though_its_copy_is_not_there)
{
    struct into into = {.file = NULL};
    read_clusters(FEED, check_origin, &into);
    printf("%u of %u origins\n", right, seen);
    ck_assert_uint_ge(seen, 80);
    ck_assert_uint_ge(right * 100, seen * 95);
}
END_TEST

static unsigned updates, found, chained;

/* Ids are the outlet's name and a number. */
static size_t outlet_size(stet_span id)
{
    const char *dash = memrchr(id.data, '-', id.size);
    return (size_t)(dash - id.data);
}

static stet_status check_updates(void *payload, const stet_cluster *cluster, stet_error *err)
{
    (void)payload;
    (void)err;
    for (size_t i = 0; i < cluster->size; i++) {
        const stet_member *member = &cluster->members[i], *to = &cluster->members[member->to];
        char wanted[32];
        truth_of(member->id, 3, wanted);
        bool update = member->relation == STET_RELATION_UPDATE;
        updates += !strcmp(wanted, "update");
        found += update && !strcmp(wanted, "update");
        if (!update)
            continue;
        ck_assert_uint_eq(outlet_size(member->id), outlet_size(to->id));
        ck_assert_int_eq(memcmp(member->id.data, to->id.data, outlet_size(to->id)), 0);
        chained += to->relation == STET_RELATION_UPDATE;
    }
    return STET_OK;
}

START_TEST(updates_are_chained_to_the_version_before_by_the_same_outlet)
{
    struct into into = {.file = NULL};
    read_clusters(FEED, check_updates, &into);
    printf("%u of %u updates, %u of an update\n", found, updates, chained);
    ck_assert_uint_ge(updates, 40);
    ck_assert_uint_ge(found * 100, updates * 95);
    ck_assert_uint_ge(chained, 10);
}
END_TEST

static unsigned guests, cores;

static stet_status check_roundups(void *payload, const stet_cluster *cluster, stet_error *err)
{
    (void)payload;
    (void)err;
    for (size_t i = 0; i < cluster->size; i++) {
        char kind[32], stories[256], story[32];
        truth_of(cluster->members[i].id, 3, kind);
        bool roundup = !strcmp(kind, "roundup");
        ck_assert_msg(roundup || !cluster->members[i].guest, "%.*s is a guest", (int)cluster->members[i].id.size,
                      cluster->members[i].id.data);
        cores += roundup && !cluster->members[i].guest;
        if (!roundup)
            continue;
        truth_of(cluster->members[cluster->canonical].id, 1, story);
        column_of(cluster->members[i].id, 8, stories, sizeof stories);
        ck_assert_ptr_nonnull(strstr(stories, story));
        guests++;
    }
    return STET_OK;
}

START_TEST(roundups_are_guests_of_both_their_stories_and_members_of_none)
{
    struct into into = {.file = NULL};
    read_clusters(FEED, check_roundups, &into);
    printf("20 roundups, %u times a guest\n", guests);
    ck_assert_uint_eq(cores, 0);
    ck_assert_uint_ge(guests, 38);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("stet/wire");
    TCase *tests = tcase_create("all");
    tcase_set_timeout(tests, 120);
    tcase_add_test(tests, credits_are_found_in_every_language_and_traps_are_not_fallen_into);
    tcase_add_test(tests, the_right_copy_stands);
    tcase_add_test(tests, the_origin_is_named_though_its_copy_is_not_there);
    tcase_add_test(tests, updates_are_chained_to_the_version_before_by_the_same_outlet);
    tcase_add_test(tests, roundups_are_guests_of_both_their_stories_and_members_of_none);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
