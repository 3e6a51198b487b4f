/* Credits that are found against those that are there, per language. */
#ifndef BENCH_WIRE_SCORE_H
#define BENCH_WIRE_SCORE_H

#include <stdio.h>

#include <stet/status.h>

#define SCORE_LANGUAGES 16

struct score {
    char language[8];
    unsigned articles;
    unsigned expected; /* agencies credited by an article */
    unsigned found, right; /* as a feed's articles are looked at; `right` are expected and found */
    unsigned whole_found, whole_right;   /* credits anywhere in the text */
    unsigned search_found, search_right; /* any name: what a plain search gives */
    unsigned labels, kinds; /* agencies with their kinds, and those of them that are found */
    unsigned traps, fallen; /* photo credits and quoted sources of agencies not credited; those taken for credits */
    unsigned told; /* of all photo credits and quoted sources, those that are said to be that */
    unsigned to_tell;
};

/* Reads datasets/wire-truth.tsv's columns and the feed that it belongs to. What is missed or wrong is told to `misses`,
 * where not NULL. *count is the number of languages. */
stet_status score_credits(const char *feed, const char *truth, FILE *misses, struct score scores[SCORE_LANGUAGES],
                          size_t *count, stet_error *err);

#endif
