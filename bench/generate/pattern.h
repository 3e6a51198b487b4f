/* Small patterns of text, filled in with names and figures. In a pattern
 *     {C} {P} {T}    the topic's company, person, town; {K} {Q} {U} others; {O} a ministry or the like
 *     {n} {N} {h}    a number of one, two, three digits; {k} of thousands; {m} {p} {c} with a decimal or two
 *     {D} {W} {M}    a date, weekday, month; {y} year; {q} ordinal of a quarter
 *     {x} {S}        a word of the topic, small or capital
 *     {A} {B} {H}    what the caller gives: an agency, an outlet, a headline
 *     [a|b|c]        one of these
 *     <...>          5 to 12 times over, each drawn anew */
#ifndef STET_BENCH_GENERATE_PATTERN_H
#define STET_BENCH_GENERATE_PATTERN_H

#include <time.h>

#include "generate/vocabulary.h"

struct name {
    char bytes[60];
    uint8_t size;
    uint8_t surname; /* where it begins */
};

enum { TOPIC_PEOPLE = 4, TOPIC_TOWNS = 3, TOPIC_WORDS = 16 };

/* Whom and what a story is about. */
struct topic {
    struct name people[TOPIC_PEOPLE];
    struct span companies[2], towns[TOPIC_TOWNS], bodies[2];
    uint16_t words[TOPIC_WORDS];
    int64_t time;
};

struct pattern_context {
    const struct vocabulary *vocabulary;
    const struct topic *topic;
    struct rng *rng;
    bool fixed; /* {P}, {T}, {C}, {O} are always the topic's first: for templates */
    struct span agency, outlet, headline;
};

void topic_init(struct topic *topic, const struct vocabulary *vocabulary, struct rng *rng, int64_t time);
void pattern_put(struct stet_buf *buf, struct span pattern, const struct pattern_context *context);
void pattern_date(struct stet_buf *buf, const struct vocabulary *vocabulary, int64_t time);

/* A random number as it stands in running text. */
void pattern_number(struct stet_buf *buf, const struct vocabulary *vocabulary, struct rng *rng);

#endif
