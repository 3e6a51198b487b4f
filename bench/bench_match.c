/* What a judgement costs: ns a token to make an article ready for comparison, with and without document frequencies, and
 * ns a pair to judge an article against itself (all is shared) and against its neighbour in the feed (next to nothing is).
 *
 *     bench_match [-r ROUNDS] FEED
 *
 * The rows are for each instruction set; each shows the best of its rounds: what disturbs a run only makes it longer. */
#include <bsd/stdlib.h>
#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#include "fit/corpus.h"
#include "match/prepared.h"
#include "sys/clock.h"

#define MEMORY (UINT64_C(32) << 20)

struct costs {
    double prepare, bare, itself, neighbour;
};

/* Nanoseconds to prepare all articles in turn, two at a time, and to judge the two. */
static void round_once(const struct fit_corpus *corpus, const struct match_matcher *matcher, bool itself,
                       double *prepare, double *judge)
{
    struct match_prepared *ready[2] = {0};
    uint64_t spent[2] = {0};
    for (int i = 0; i < 2; i++)
        if (match_prepared_create(&ready[i], NULL))
            exit(2);
    for (size_t i = 0; i < corpus->count; i++) {
        uint64_t start = sys_clock();
        if (match_prepare(matcher, &corpus->articles[i].article, ready[i % 2], NULL))
            exit(2);
        uint64_t middle = sys_clock();
        struct match_verdict verdict;
        if (i)
            match_judge(matcher, ready[i % 2], ready[itself ? i % 2 : (i + 1) % 2], &verdict);
        spent[0] += middle - start;
        spent[1] += sys_clock() - middle;
    }
    for (int i = 0; i < 2; i++)
        match_prepared_free(ready[i]);
    *prepare = (double)spent[0];
    *judge = (double)spent[1];
}

static void least(double *best, double value)
{
    if (value < *best)
        *best = value;
}

static struct costs measure(const struct fit_corpus *corpus, enum sys_isa isa, int rounds)
{
    struct costs costs = {1e300, 1e300, 1e300, 1e300};
    struct match_matcher with = *corpus->matcher, without;
    with.kernel = match_kernel_get(isa);
    without = with;
    without.df = NULL;
    for (int i = 0; i < rounds; i++) {
        double prepare, judge;
        round_once(corpus, &with, false, &prepare, &judge);
        least(&costs.prepare, prepare);
        least(&costs.neighbour, judge);
        round_once(corpus, &without, true, &prepare, &judge);
        least(&costs.bare, prepare);
        least(&costs.itself, judge);
    }
    return costs;
}

int main(int argc, char **argv)
{
    int rounds = 7;
    const char *wrong = NULL;
    for (int option; (option = getopt(argc, argv, "r:")) != -1;)
        if (option == 'r')
            rounds = (int)strtonum(optarg, 1, 1000, &wrong);
        else
            wrong = "";
    if (wrong || optind + 1 != argc) {
        fprintf(stderr, "usage: bench_match [-r ROUNDS] FEED\n");
        return 2;
    }
    struct fit_corpus corpus = {0};
    stet_error err;
    if (fit_corpus_load(&corpus, argv[optind], MEMORY, &err)) {
        fprintf(stderr, "bench_match: %s: %s\n", argv[optind], err.message);
        return 2;
    }
    uint64_t tokens = 0;
    for (size_t i = 0; i < corpus.count; i++)
        tokens += corpus.articles[i].article.body_count;
    printf("%zu articles, %" PRIu64 " tokens\n%-8s %18s %18s %14s %14s\n", corpus.count, tokens, "", "prepare, ns/token",
           "without df", "itself, ns", "neighbour, ns");
    for (int isa = SYS_ISA_SCALAR; isa <= (int)sys_isa_supported(); isa++) {
        struct costs costs = measure(&corpus, (enum sys_isa)isa, rounds);
        printf("%-8s %18.2f %18.2f %14.0f %14.0f\n", sys_isa_name((enum sys_isa)isa), costs.prepare / (double)tokens,
               costs.bare / (double)tokens, costs.itself / (double)corpus.count, costs.neighbour / (double)corpus.count);
    }
    fit_corpus_free(&corpus);
    return 0;
}
