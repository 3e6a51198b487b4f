/* What match_prepare keeps of an article. Private to this folder. */
#ifndef STET_MATCH_PREPARED_H
#define STET_MATCH_PREPARED_H

#include "match/df.h"
#include "match/figures.h"
#include "match/kernel/kernel.h"
#include "match/match.h"
#include "match/set.h"

/* Weights are whole numbers, so that sums do not depend on the order of summing. */
#define MATCH_ONE 65535

struct match_matcher {
    const struct match_df *df; /* borrowed, may be NULL */
    uint32_t shingle;
    unsigned level; /* match_df_level: articles are weighed by so many of their shingles */
    const struct match_kernel *kernel;
    /* weight[base][count]: of a shingle that stands in `count` articles, when the story as such stands in `base` */
    uint16_t weight[MATCH_DF_MOST + 1][MATCH_DF_MOST + 1];
};

/* Word pairs that are kept of an article, four times as many as are expected at most: never reached but by design. */
#define MATCH_PAIRS_SAMPLE 128
#define MATCH_PAIRS_MOST (4 * MATCH_PAIRS_SAMPLE)

/* Distinct words of a headline that count; of more, the first. */
#define MATCH_HEADLINE_MOST 64

struct match_prepared {
    struct match_set shingles; /* of k tokens */
    uint32_t headline[MATCH_HEADLINE_MOST]; /* ascending */
    uint32_t headline_count;
    uint64_t content; /* match_content */
    uint32_t body_count;
    int64_t published;
    stet_precision precision;
    uint32_t source;
    /* Filled when first needed, from what is kept of the body until then: match_list_pairs and match_list_figures. */
    uint32_t *body;
    uint32_t kept;
    size_t body_capacity;
    bool pairs_listed, figures_listed;
    struct match_set pairs; /* of two tokens: those whose first `level` bits are 0 */
    unsigned level;
    struct match_figures figures;
    /* The same: weigh.c. */
    bool weighed;
    uint8_t *count;                 /* articles of each shingle in `shingles.key`, as match_df_get tells them */
    uint8_t *spread;                /* as many of these as are by different sources, about */
    size_t count_capacity, spread_capacity;
    uint8_t base;                   /* articles that the story stands in */
    uint64_t mass;                  /* of all shingles, weighed against `base` */
};

/* The article's, or as it follows from its tokens. */
uint64_t match_content_of(const struct match_article *article);

/* Lists word pairs or figures, unless that has been done. Where shingles, headlines and times rule all matches of an
 * article out they are not needed. */
void match_list_pairs(const struct match_matcher *matcher, struct match_prepared *out);
void match_list_figures(const struct match_matcher *matcher, struct match_prepared *article);

/* The next run of distinct shingles, from *at on, that b, which is indexed, has in the same order: returns its
 * length, its places in both in *at and *place; 0 when there is none. Both are 0 at first, then behind the last run. */
uint32_t match_next_run(const struct match_kernel *kernel, const struct match_set *a, const struct match_set *b,
                        uint32_t *at, uint32_t *place);

struct match_run {
    uint32_t at, place, size; /* where it begins in either, and how long it is */
};

#define MATCH_RUNS_MOST 96

/* The shingles that two have in common, as runs of `few` in `many`, which is indexed. */
struct match_shared {
    struct match_prepared *few, *many;
    uint32_t total;
    uint32_t run_count;
    bool listed; /* all runs are in `runs`; else they are too many, and are looked for again */
    struct match_run runs[MATCH_RUNS_MOST];
};

void match_share(const struct match_matcher *matcher, struct match_prepared *a, struct match_prepared *b,
                 struct match_shared *out);

/* Fills `run` with the next one: zero-initialise before the first, *next too. False when there is none. */
bool match_share_next(const struct match_matcher *matcher, const struct match_shared *shared, uint32_t *next,
                      struct match_run *run);

/* Looks up how common the shingles are, unless that has been done. With `shared`, which may be NULL, the article is its
 * `few`, and what `many`, which has been weighed, has as well is taken from there: of a copy that is most. */
void match_weigh(const struct match_matcher *matcher, struct match_prepared *article,
                 const struct match_shared *shared);

/* Sum of the weights of all shingles of an article against `base`. */
uint64_t match_mass(const struct match_matcher *matcher, const struct match_prepared *article, uint8_t base);

/* Distinct word pairs: of a, of b, and of both; of long articles, of a sample. */
struct match_breadth {
    uint32_t a, b, shared;
};

/* What is soon measured of a pair, with all shingles counting the same: shares of these, headlines and times. The other
 * features are set to what speaks most for a match. False, and nothing measured, when they share too little for any
 * verdict. */
bool match_measure_soon(const struct match_matcher *matcher, struct match_prepared *a, struct match_prepared *b,
                        struct match_shared *shared, struct match_verdict *out);

/* Then figures. */
void match_measure_figures(const struct match_matcher *matcher, struct match_prepared *a, struct match_prepared *b,
                           struct match_verdict *out);

/* Then word pairs. */
void match_measure_breadth(const struct match_matcher *matcher, struct match_prepared *a, struct match_prepared *b,
                           struct match_verdict *out, struct match_breadth *breadth);

/* Then shingles again, with rare shingles counting more. */
void match_measure_rare(const struct match_matcher *matcher, struct match_prepared *a, struct match_prepared *b,
                        const struct match_shared *shared, struct match_verdict *out);

/* Whether two that have been weighed share nothing but what many different articles of their source have. */
bool match_is_boilerplate(const struct match_matcher *matcher, const struct match_prepared *a,
                          const struct match_prepared *b, const struct match_shared *shared);

/* MATCH_HOURS of two articles with a time. */
float match_apart(const struct match_prepared *a, const struct match_prepared *b);

/* The verdict when too little is shared for any. */
void match_verdict_none(struct match_verdict *out);

/* Log odds, from the features. */
float match_score(const struct match_verdict *verdict);

/* What a is to b, and b to a. */
void match_relate(const struct match_prepared *a, const struct match_prepared *b, const struct match_breadth *breadth,
                  struct match_verdict *out);

#endif
