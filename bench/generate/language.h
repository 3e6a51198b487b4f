/* What the generator knows of a language: lists in plain strings, most frequent first, items divided by spaces or,
 * where an item may hold spaces, by '|' (of patterns, see pattern.h, by '~'). */
#ifndef STET_BENCH_GENERATE_LANGUAGE_H
#define STET_BENCH_GENERATE_LANGUAGE_H

struct language {
    const char *code;
    unsigned share;              /* of the articles by default, in per cent */
    const char *function_words;  /* space */
    const char *news_words;      /* space */
    const char *syllables;       /* space; invented words are made of these */
    const char *word_endings;    /* space */
    const char *first_names;     /* space */
    const char *surname_endings; /* space */
    const char *town_endings;    /* space */
    const char *cities;          /* bar; as a dateline has them */
    const char *company_endings; /* bar */
    const char *bodies;          /* bar; ministries, unions, institutes */
    const char *months;          /* bar; as in a dateline */
    const char *weekdays;        /* bar; Sunday first */
    const char *said;            /* bar; follows a quotation or a name */
    const char *open_quote, *close_quote;
    const char *thousands; /* between groups of digits */
    const char *decimal;
    const char *date;             /* "%d" and "%m" are replaced by day and month */
    const char *openers;          /* tilde; begin a sentence */
    const char *closers;          /* tilde; end a sentence */
    const char *headlines;        /* tilde */
    const char *respellings;      /* space; one=other */
    const char *junk;             /* tilde; lines that a site repeats; {B} is its name */
    const char *credits;          /* tilde; credit lines on copies; {A} is the agency or outlet */
    const char *outlets;          /* bar; {T} is the town */
    const char *domain;           /* top level */
    const char *const *templates; /* NULL-terminated; the first line of each is its headline */
};

extern const struct language language_english, language_german, language_french, language_spanish, language_russian;

#endif
