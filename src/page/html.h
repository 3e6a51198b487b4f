/* HTML pages: what they say of their article, and their text as lines. The only place that knows gumbo. */
#ifndef STET_PAGE_HTML_H
#define STET_PAGE_HTML_H

#include "page/lines.h"

/* A page of HTML is refused beyond these: parsing it would take time or memory out of all proportion. */
#define PAGE_HTML_MAX_DEPTH 1024
#define PAGE_HTML_MAX_MEMORY (UINT64_C(512) << 20)

/* What the head of a page says; each empty when it does not. */
struct page_html {
    stet_span title;               /* JSON-LD headline, else og:title, else the h1 */
    stet_span window_title;        /* the title element, which often names the outlet as well */
    stet_span canonical;           /* rel=canonical, else og:url, else JSON-LD */
    stet_span published, modified; /* as written */
    stet_span author;
    stet_span publisher;                           /* JSON-LD publisher, else og:site_name */
    stet_span based_on, organization;              /* JSON-LD isBasedOn, sourceOrganization */
    stet_span syndication_source, original_source; /* meta elements of these names */
    stet_span language;
    stet_span body; /* JSON-LD articleBody */
};

/* Whether a page is HTML, by how it begins. */
bool page_is_html(stet_span text);

/* Reads a page. Its lines carry marks (lines.h), those outside of the article PAGE_MARK_OUTSIDE. Strings are in the
 * arena. STET_ERR_LIMIT beyond the limits above, and beyond PAGE_MAX_LINES. */
stet_status page_html_read(struct page_html *html, struct page_lines *lines, stet_span text, struct stet_arena *arena,
                           stet_error *err);

#endif
