/* A desk where tests write articles and have pairs judged. */
#ifndef STET_TESTS_MATCH_DESK_H
#define STET_TESTS_MATCH_DESK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "match/match.h"

#define DESK_SHINGLE 5
#define DESK_NOON INT64_C(1755691200) /* 2025-08-20T12:00:00Z */
#define DESK_HOUR INT64_C(3600)

/* Fields left out are missing, as in a feed. */
struct copy {
    const char *title, *text;
    int64_t published; /* 0: not known */
    uint32_t source;
};

struct desk {
    struct match_df *df;
    struct match_matcher *matcher; /* made at the first judgement */
};

void desk_open(struct desk *desk);
void desk_close(struct desk *desk);

/* Another article of the feed, that shingles are counted in. Not after the first judgement. */
void desk_print(struct desk *desk, const char *text);
void desk_print_by(struct desk *desk, const char *text, uint32_t source);

/* Checks that the verdict mirrors. */
struct match_verdict desk_judge(struct desk *desk, const struct copy *a, const struct copy *b);

/* Invented prose: `words` words, a figure now and then, in paragraphs. The same seed gives the same. malloc'd. */
char *desk_story(uint64_t seed, unsigned words);

/* All malloc'd. */
char *desk_join(const char *a, const char *b);
char *desk_first(const char *text, unsigned percent);
char *desk_smudge(const char *text, unsigned per_thousand, uint64_t seed);

uint64_t desk_random(uint64_t *state);

#endif
