/* stet-features: the features of labelled pairs as tab-separated values, to fit the weights of the match score from.
 *
 *     stet-features --pairs FILE FEED      FILE: `id<TAB>id<TAB>1|0...`
 *     stet-features --truth FILE FEED      FILE: `id<TAB>cluster...`; pairs are searched for
 *
 * Columns: ids, label, both dated, both with a headline, the features, score, relation. */
#include <bsd/stdlib.h>
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <xxhash.h>

#include "candidates.h"

#define MEMORY (UINT64_C(1) << 30)

static bool read_pairs(FILE *file, const struct fit_corpus *corpus, struct fit_pairs *pairs)
{
    char a[256], b[256];
    int label;
    while (fscanf(file, "%255s %255s %d%*[^\n]", a, b, &label) == 3) {
        struct fit_pair pair = {fit_corpus_find(corpus, a), fit_corpus_find(corpus, b), label};
        if (pair.a == UINT32_MAX || pair.b == UINT32_MAX)
            continue;
        if (!fit_pairs_add(pairs, pair))
            return false;
    }
    return true;
}

static bool read_truth(FILE *file, const struct fit_corpus *corpus, struct fit_pairs *pairs)
{
    uint64_t *story = calloc(corpus->count + 1, sizeof *story);
    if (!story)
        return false;
    for (size_t i = 0; i < corpus->count; i++)
        story[i] = i;
    char id[256], cluster[256];
    while (fscanf(file, "%255s %255s%*[^\n]", id, cluster) == 2) {
        uint32_t at = fit_corpus_find(corpus, id);
        if (at != UINT32_MAX)
            story[at] = XXH3_64bits(cluster, strlen(cluster));
    }
    bool ok = fit_candidates(corpus, story, pairs);
    free(story);
    return ok;
}

static void print(const struct fit_corpus *corpus, const struct fit_pairs *pairs)
{
    printf("a\tb\tlabel\ttimes\theadlines");
    for (int i = 0; i < MATCH_FEATURES; i++)
        printf("\t%s", match_feature_names[i]);
    printf("\tscore\trelation\n");
    for (size_t i = 0; i < pairs->count; i++) {
        const struct fit_article *a = &corpus->articles[pairs->items[i].a], *b = &corpus->articles[pairs->items[i].b];
        struct match_verdict verdict;
        match_judge_in_full(corpus->matcher, a->prepared, b->prepared, &verdict);
        printf("%s\t%s\t%d\t%d\t%d", a->id, b->id, pairs->items[i].label, verdict.has_time, verdict.has_headline);
        for (int f = 0; f < MATCH_FEATURES; f++)
            printf("\t%.5f", (double)verdict.features[f]);
        printf("\t%.3f\t%d\n", (double)verdict.score, verdict.match ? (int)verdict.relation : -1);
    }
}

int main(int argc, char **argv)
{
    const struct option options[] = {{"pairs", required_argument, NULL, 'p'},
                                     {"truth", required_argument, NULL, 't'},
                                     {"memory", required_argument, NULL, 'm'},
                                     {0}};
    const char *labels = NULL, *wrong = NULL;
    bool truth = false;
    size_t memory = MEMORY;
    for (int option; (option = getopt_long(argc, argv, "", options, NULL)) != -1;) {
        if (option == '?')
            return 2;
        if (option == 'm')
            memory = (size_t)strtonum(optarg, 1 << 16, INT64_C(1) << 40, &wrong);
        else
            labels = optarg;
        truth = truth || option == 't';
    }
    if (!labels || optind + 1 != argc || wrong) {
        fprintf(stderr, "usage: stet-features --pairs FILE | --truth FILE [--memory BYTES] FEED\n");
        return 2;
    }
    FILE *file = fopen(labels, "r");
    if (!file) {
        fprintf(stderr, "stet-features: %s: %s\n", labels, strerror(errno));
        return 2;
    }
    struct fit_corpus corpus = {0};
    struct fit_pairs pairs = {0};
    stet_error err;
    stet_status status = fit_corpus_load(&corpus, argv[optind], memory, &err);
    if (status)
        fprintf(stderr, "stet-features: %s: %s\n", argv[optind], err.message);
    else if (!(truth ? read_truth(file, &corpus, &pairs) : read_pairs(file, &corpus, &pairs)))
        status = STET_ERR_MEMORY;
    fclose(file);
    if (!status)
        print(&corpus, &pairs);
    free(pairs.items);
    fit_corpus_free(&corpus);
    return status ? 2 : fflush(stdout) != 0;
}
