/* Pages inside the facade. Private to this folder. */
#ifndef STET_STET_PAGES_H
#define STET_STET_PAGES_H

#include <stet/page.h>

#include "base/buf.h"
#include "feed/feed.h"
#include "page/counts.h"
#include "page/html.h"
#include "page/split.h"
#include "source/book.h"
#include "stet/named.h"

/* A page that waits in the window. All it points to is in the window's arena. */
struct pages_item {
    stet_article article; /* as the feed gives it; `text` is the page */
    stet_span site;       /* what recurring lines are counted by */
    const char *file;
    uint64_t line;
    bool feed; /* of a feed, whose `published` is that of the main article */
    bool html; /* by its name; told by content otherwise */
    bool bad;
};

struct stet_pages {
    stet_pages_options options;
    struct feed_options feed;
    stet_pages_stats stats;
    struct pages_item *items;
    size_t count, capacity;
    uint64_t gathered; /* bytes of the pages in the window */
    struct stet_arena texts;
    struct page_counts counts;
    struct source_own_book *own_agencies; /* NULL: the built-in ones */
    const struct source_book *agencies;
    struct named named; /* agencies, in the article at work */
    /* Of the page at hand. */
    struct page_lines lines;
    struct page_split split;
    struct page_html html;
    bool is_html;
    struct stet_buf out;
};

/* Fills lines (and html) of a page. STET_ERR_LIMIT when it is beyond a bound. */
stet_status pages_open(stet_pages *pages, const struct pages_item *item, stet_error *err);

/* Takes the page at hand apart and appends its lines of JSON to `out`. */
stet_status pages_write(stet_pages *pages, const struct pages_item *item, stet_error *err);

#endif
