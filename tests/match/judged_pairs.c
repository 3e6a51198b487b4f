/* Pairs of wire stories judged by people. The data is not part of the project: STET_SHARED names the folder. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "../bench/fit/corpus.h"
#include "match/digest.h"
#include "support/main.h"

#define SKIPPED 77

static char feed[4096], pairs[4096];

struct score {
    int found, wrong, missed;
};

static double f1(const struct score *score)
{
    return 2.0 * score->found / (2.0 * score->found + score->wrong + score->missed);
}

static struct score judge_all(const struct fit_corpus *corpus)
{
    struct score score = {0};
    FILE *file = fopen(pairs, "r");
    ck_assert_ptr_nonnull(file);
    char a[64], b[64];
    int label;
    while (fscanf(file, "%63s %63s %d%*[^\n]", a, b, &label) == 3) {
        uint32_t x = fit_corpus_find(corpus, a), y = fit_corpus_find(corpus, b);
        ck_assert(x != UINT32_MAX && y != UINT32_MAX);
        struct match_verdict verdict;
        match_judge(corpus->matcher, corpus->articles[x].prepared, corpus->articles[y].prepared, &verdict);
        score.found += verdict.match && label;
        score.wrong += verdict.match && !label;
        score.missed += !verdict.match && label;
    }
    fclose(file);
    return score;
}

/* One article whole, the other from its digest, or both from their digests. */
static struct score estimate_all(const struct fit_corpus *corpus, bool both, double *bytes)
{
    struct score score = {0};
    FILE *file = fopen(pairs, "r");
    ck_assert_ptr_nonnull(file);
    char id[2][64];
    int label;
    size_t packed = 0, count = 0;
    struct match_view whole = {0}, views[2] = {0};
    struct stet_buf digest = STET_BUF_INIT;
    while (fscanf(file, "%63s %63s %d%*[^\n]", id[0], id[1], &label) == 3) {
        for (int side = 0; side < 2; side++) {
            const struct match_article *article = &corpus->articles[fit_corpus_find(corpus, id[side])].article;
            ck_assert_int_eq(match_view_fill(&whole, article, 0, FIT_SHINGLE, NULL), STET_OK);
            digest.size = 0;
            ck_assert_int_eq(match_view_pack(&whole, &digest, NULL), STET_OK);
            packed += digest.size;
            count++;
            if (both || !side)
                ck_assert_int_eq(match_view_unpack(&views[side], digest.data, digest.size, article, side, NULL),
                                 STET_OK);
            else
                ck_assert_int_eq(match_view_fill(&views[side], article, side, FIT_SHINGLE, NULL), STET_OK);
            ck_assert_int_eq(match_view_weigh(&views[side], corpus->matcher, NULL), STET_OK);
        }
        struct match_verdict verdict;
        match_estimate(corpus->matcher, &views[0], &views[1], &verdict);
        score.found += verdict.match && label;
        score.wrong += verdict.match && !label;
        score.missed += !verdict.match && label;
    }
    fclose(file);
    *bytes = (double)packed / (double)count;
    stet_buf_free(&digest);
    match_view_free(&whole);
    match_view_free(&views[0]);
    match_view_free(&views[1]);
    return score;
}

START_TEST(are_told_apart_from_digests_nearly_as_well)
{
    struct fit_corpus corpus = {0};
    ck_assert_int_eq(fit_corpus_load(&corpus, feed, 1 << 22, NULL), STET_OK);
    double bytes;
    struct score full = judge_all(&corpus), one = estimate_all(&corpus, false, &bytes);
    struct score two = estimate_all(&corpus, true, &bytes);
    printf("F1 %.3f, of one article %.0f bytes %.3f, of both %.3f\n", f1(&full), bytes, f1(&one), f1(&two));
    ck_assert_double_ge(f1(&one), f1(&full) - .03);
    ck_assert_double_ge(f1(&two), f1(&full) - .05);
    fit_corpus_free(&corpus);
}
END_TEST

static void drop(struct fit_corpus *corpus, bool time, bool title)
{
    for (size_t i = 0; i < corpus->count; i++) {
        struct match_article article = corpus->articles[i].article;
        article.published = time ? STET_TIME_NONE : article.published;
        article.title_count = title ? 0 : article.title_count;
        ck_assert_int_eq(match_prepare(corpus->matcher, &article, corpus->articles[i].prepared, NULL), STET_OK);
    }
}

START_TEST(are_told_apart_also_without_times_and_headlines)
{
    struct fit_corpus corpus = {0};
    ck_assert_int_eq(fit_corpus_load(&corpus, feed, 1 << 26, NULL), STET_OK);
    struct score full = judge_all(&corpus);
    drop(&corpus, true, false);
    struct score timeless = judge_all(&corpus);
    drop(&corpus, true, true);
    struct score bare = judge_all(&corpus);
    printf("F1 %.3f, without times %.3f, without headlines as well %.3f\n", f1(&full), f1(&timeless), f1(&bare));
    ck_assert_double_ge(f1(&full), .94);
    ck_assert_double_ge(f1(&timeless), .92);
    ck_assert_double_ge(f1(&bare), .91);
    fit_corpus_free(&corpus);
}
END_TEST

int main(void)
{
    const char *shared = getenv("STET_SHARED");
    if (!shared)
        shared = "";
    snprintf(feed, sizeof feed, "%s/reuters-21578.jsonl.zst", shared);
    snprintf(pairs, sizeof pairs, "%s/reuters-pairs-dev.tsv", shared);
    if (access(feed, R_OK) != 0 || access(pairs, R_OK) != 0) {
        printf("skipped: no judged pairs in STET_SHARED (%s)\n", shared);
        return SKIPPED;
    }
    Suite *suite = suite_create("match/judged_pairs");
    TCase *tests = tcase_create("judged_pairs");
    tcase_set_timeout(tests, 120);
    tcase_add_test(tests, are_told_apart_also_without_times_and_headlines);
    tcase_add_test(tests, are_told_apart_from_digests_nearly_as_well);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
