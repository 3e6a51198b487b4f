/* Lines that tell about an article instead of being part of it: its outlet, age, date, author. Private to this folder.
 */
#ifndef STET_PAGE_META_H
#define STET_PAGE_META_H

#include "page/lines.h"

struct page_meta {
    stet_span age;    /* "2 hours ago" */
    stet_span outlet; /* what stands beside it, or behind a dash alone */
    stet_span author;
    uint64_t seconds;  /* of the age */
    int64_t published; /* of a date, or STET_TIME_NONE */
    stet_precision precision;
    bool posted; /* "Updated 2 hours ago" */
};

/* Whether a line is one that gives an age or a date; fills *out. */
bool page_meta_time(const struct page_line *line, struct page_meta *out);

/* Whether a line is "- CTV News"; *outlet is the name. */
bool page_meta_dash(const struct page_line *line, stet_span *outlet);

/* Whether a line is "By Jane Doe"; *author is the name. */
bool page_meta_byline(const struct page_line *line, stet_span *author);

/* A date of day, month and year in `text`, and nothing beside it but a few words. */
bool page_meta_date(stet_span text, int64_t *seconds, stet_precision *precision);

#endif
