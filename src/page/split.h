/* What on this page is an article? The lines of a page as one main article and related ones, and what is neither.
 *
 * Plain text is judged by structure. Sentences make prose, and runs of prose make bodies. A line that is as long as a
 * headline and no sentence, between paragraphs, is a link to another story; several short ones in a row are a widget,
 * and behind a widget only a longer run of prose is still the article. A line with an age or a date, and with an outlet
 * beside it, is the head of a card: an article follows, or a comment. Which line of a card is its headline, the one
 * before or behind the age, is seen from all cards of the page.
 *
 * Words (words.tsv) help where structure alone leaves it open: ages, dates, headings over other stories, the first
 * words of links and of notices that speak of the site. */
#ifndef STET_PAGE_SPLIT_H
#define STET_PAGE_SPLIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "page/lines.h"

enum page_part { PAGE_MAIN, PAGE_RELATED, PAGE_TEASER };

enum page_why {
    PAGE_WHY_LINK,     /* leads to another story */
    PAGE_WHY_JUNK,     /* of the site: widgets, notices, headings */
    PAGE_WHY_REPEATED, /* recurs in many pages of the site */
    PAGE_WHY_COMMENT,  /* by a reader */
    PAGE_WHY_CAPTION   /* of a picture; known in HTML only */
};

struct page_article {
    enum page_part part;
    stet_span title, source, author;
    stet_span text; /* lines, parted by newlines */
    stet_span age;  /* as written, "2 hours ago" */
    uint64_t age_seconds;
    int64_t published; /* of a date, or STET_TIME_NONE */
    stet_precision precision;
};

struct page_dropped {
    stet_span text;
    uint32_t number; /* of the line, from 1 */
    enum page_why why;
};

/* What is known of a page beside its lines. */
struct page_known {
    stet_span title; /* of its main article */
    /* Whether a short line credits an agency: it is part of the article then, wherever in its end it stands. */
    bool (*credits)(void *ctx, stet_span line);
    void *ctx;
};

/* Zero-initialise; page_split_reset before the next page; free with page_split_free. */
struct page_split {
    struct page_article *articles; /* the main one first, then in the order of the page */
    size_t count, capacity;
    struct page_dropped *dropped; /* in the order of the page */
    size_t dropped_count, dropped_capacity;
    struct stet_arena strings; /* texts, and whatever else must live as long as the result */
};

/* Splits. Spans point into the lines' texts or into the arena. The lines may be put into another order. */
stet_status page_split(struct page_split *split, struct page_lines *lines, const struct page_known *known,
                       stet_error *err);

/* Forgets the last page. */
void page_split_reset(struct page_split *split);
void page_split_free(struct page_split *split);

/* A SimHash of the page's prose (Charikar 2002, over pairs of words), which tells stories of a site apart (counts.h).
 */
uint32_t page_story(const struct page_lines *lines);

#endif
