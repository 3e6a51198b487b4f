/* Explicit wire credits: where an article says itself that it comes from an agency.
 *
 * Found are the agency's own outlet, author fields, datelines ("BRUSSELS (AP) —"), bylines, copyright lines and credit
 * lines ("With files from The Canadian Press", "(dpa)"). Not found, on purpose, are photo credits ("(AP / Lefteris
 * Pitarakis)"), quoted sources ("told AFP") and mentions: a name counts only inside such a frame. Only the fields, the
 * first 320 and the last 640 bytes of the text are looked at. */
#ifndef STET_SOURCE_CREDIT_H
#define STET_SOURCE_CREDIT_H

#include <stddef.h>
#include <stdint.h>

#include <stet/article.h>

#include "source/agency.h"

#define SOURCE_MAX_CREDITS 4
#define SOURCE_MAX_VALUE 160 /* bytes of `value` */

enum source_kind {
    SOURCE_KIND_OUTLET,    /* the article is by the agency's own outlet */
    SOURCE_KIND_DATELINE,  /* "PARIS, Aug 20 (AFP) -" */
    SOURCE_KIND_BYLINE,    /* "By Jill Lawless, Associated Press" */
    SOURCE_KIND_AUTHOR,    /* the feed's author field */
    SOURCE_KIND_COPYRIGHT, /* "© 2025 AFP" */
    SOURCE_KIND_CREDIT,    /* "(dpa)", "Source: Reuters", "This report by The Canadian Press was first published" */
    SOURCE_KIND_FILES,     /* the agency helped: "With files from The Canadian Press" */
    SOURCE_KIND_LINK,      /* a field of the feed names or links to where it was taken from */
    SOURCE_KIND_COUNT
};

struct source_credit {
    uint16_t agency; /* or SOURCE_NO_AGENCY: `value` credits somebody else ("Source: Harbour Herald") */
    uint8_t kind;    /* enum source_kind */
    float confidence;
    stet_span value; /* the words that say so, borrowed from the article */
};

/* The kind as evidence names it, never NULL. */
const char *source_kind_name(enum source_kind kind);

/* Writes at most SOURCE_MAX_CREDITS findings, one for each agency and kind, and returns their number. Thread-safe. */
size_t source_find_credit(const struct source_book *book, const stet_article *article, struct source_credit *out);

#endif
