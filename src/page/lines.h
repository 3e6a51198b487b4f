/* The lines of a page, measured: what each of them looks like, whatever its language. Private to this folder. */
#ifndef STET_PAGE_LINES_H
#define STET_PAGE_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <stet/article.h>

#include "base/arena.h"
#include "base/error.h"

/* Lines beyond this make a page too large: they would only cost memory. */
#define PAGE_MAX_LINES (UINT32_C(1) << 18)

enum page_shape {
    PAGE_SHAPE_SHORT,    /* a few words that are no sentence */
    PAGE_SHAPE_HEAD,     /* as long as a headline, and no sentence */
    PAGE_SHAPE_SENTENCE, /* short, but ends as a sentence does */
    PAGE_SHAPE_PROSE
};

/* What HTML knows of a line; 0 in plain text. */
enum {
    PAGE_MARK_LINK = 1,     /* all of it is a link */
    PAGE_MARK_HEADING = 2,  /* h2 to h6 */
    PAGE_MARK_TITLE = 4,    /* h1 */
    PAGE_MARK_CAPTION = 8,  /* of a picture */
    PAGE_MARK_OUTSIDE = 16, /* not in the element that holds the article */
    PAGE_MARK_QUOTE = 32,   /* a block that is the article's whatever it looks like: list, preformatted */
    PAGE_MARK_PARAGRAPH = 64
};

struct page_line {
    stet_span text;  /* trimmed, not empty */
    uint32_t number; /* in the page, from 1 */
    uint32_t units;  /* characters, those of scripts without spaces counted twice */
    uint16_t words;
    uint16_t gap;  /* blank lines before it, beyond what this page has between any two */
    uint8_t shape; /* enum page_shape */
    uint8_t marks;
    bool repeated; /* recurs in other pages of the site */
    bool dash;     /* begins with a dash or bullet */
    bool colon;    /* ends with a colon */
    bool indented; /* by two columns or more */
    int64_t time;  /* of a time element, or STET_TIME_NONE */
};

struct page_lines {
    struct page_line *data;
    size_t count, capacity;
};

/* Appends a line (text trimmed here; an empty one is left out). */
stet_status page_lines_add(struct page_lines *lines, stet_span text, uint32_t number, uint16_t gap, uint8_t marks,
                           int64_t time, stet_error *err);

/* Cuts plain text into lines; those of text that is broken at a fixed width are joined to paragraphs, in `arena`.
 * STET_ERR_LIMIT beyond PAGE_MAX_LINES. */
stet_status page_lines_cut(struct page_lines *lines, stet_span text, struct stet_arena *arena, stet_error *err);

void page_lines_free(struct page_lines *lines);

/* Sentences in a text, by the marks that end them. */
size_t page_sentences(stet_span text);

#endif
