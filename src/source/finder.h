/* What the finders of credits share. Private to this folder. */
#ifndef STET_SOURCE_FINDER_H
#define STET_SOURCE_FINDER_H

#include <stdbool.h>

#include "source/credit.h"

struct finder {
    struct source_credit *out;
    size_t count;
};

/* Records a finding for each agency of `list`; `value` is [at, end), trimmed and cut at a character. */
void finder_add(struct finder *finder, const struct source_list *list, enum source_kind kind, float confidence,
                const char *at, const char *end);

/* Records a credit to somebody who is not in the table. */
void finder_add_unknown(struct finder *finder, float confidence, const char *at, const char *end);

/* Whether the words at `at` begin a photo credit or caption. */
bool finder_photo(const char *at, const char *end);

void finder_author(struct finder *finder, stet_span author);

/* Datelines and bylines in [at, end), the beginning of the text. */
void finder_head(struct finder *finder, const char *at, const char *end);

/* Credit lines in [at, end), the end of the text; `from` is where the text (or its part unread by finder_head) begins:
 * a first line that was cut is known by it. */
void finder_tail(struct finder *finder, const char *from, const char *at, const char *end);

/* A byline in the line [at, end): "By Reuters", "By X, Associated Press", or a line of agencies only. */
bool finder_byline(struct finder *finder, const char *at, const char *end);

/* A phrase that announces a credit. */
struct source_phrase {
    const char *text; /* ASCII letters in lower case */
    uint8_t size;
    uint8_t kind;
    bool whole;       /* the line holds this and agencies, nothing else */
    bool names;       /* what follows is a name even when it is not an agency's */
    float confidence;
};

/* The phrase that [at, end) begins with, the longest; NULL when none. */
const struct source_phrase *source_phrase_at(const char *at, const char *end);

/* All of them, for tests. */
const struct source_phrase *source_phrases(size_t *count);

#endif
