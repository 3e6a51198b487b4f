/* Every place of a text where an agency is named, and what it is there. Slower than source_find_credit, which looks at
 * the beginning and the end only; for explaining and for pages, not for feeds. */
#ifndef STET_SOURCE_MENTION_H
#define STET_SOURCE_MENTION_H

#include <stddef.h>

#include <stet/article.h>
#include <stet/status.h>

#include "source/agency.h"

enum source_mention_kind {
    SOURCE_MENTION_CREDIT, /* dateline, byline, credit or copyright line, at the beginning, the end or within: of briefs */
    SOURCE_MENTION_PHOTO,
    SOURCE_MENTION_QUOTED, /* "told AFP", "according to RIA Novosti", "Reuters reported" */
    SOURCE_MENTION_NAMED   /* none of these */
};

struct source_mention {
    uint16_t agency;
    uint8_t kind;  /* enum source_mention_kind */
    uint8_t found; /* enum source_kind of a credit */
    float confidence;
    stet_span name;  /* the name in the text */
    stet_span value; /* the words around it that say what it is */
};

/* "credit", "photo", "quoted", "mention" */
const char *source_mention_name(enum source_mention_kind kind);

struct source_mentions {
    struct source_mention *items; /* in the order of the text */
    size_t count, capacity;
};

/* Fills `out`, which the caller zero-initialises and frees (free(out->items)). */
stet_status source_find_mentions(const struct source_book *book, const stet_article *article,
                                 struct source_mentions *out, stet_error *err);

#endif
