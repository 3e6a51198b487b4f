/* An HTML document, parsed, and ways through it. Private to this folder. */
#ifndef STET_PAGE_DOM_H
#define STET_PAGE_DOM_H

#include <gumbo.h>

#include "base/arena.h"
#include "page/html.h"

/* Elements inside each other in the parsed tree, which may be deeper than the page's own nesting: left-open elements
 * are opened again in each paragraph. */
#define DOM_MAX_DEPTH 4096

struct dom_frame {
    const GumboNode *node;
    unsigned next;  /* child to visit */
    uint32_t state; /* of the walk's user, copied to the children */
};

/* A walk through a tree without recursion. */
struct dom_walk {
    struct dom_frame *frames;
    size_t depth, capacity;
};

enum dom_step { DOM_ENTER, DOM_LEAVE, DOM_TEXT, DOM_END };

stet_status dom_walk_begin(struct dom_walk *walk, const GumboNode *root, stet_error *err);

/* The next node. DOM_ENTER: an element, now the top frame; DOM_LEAVE: the top frame's, which the next step removes;
 * DOM_TEXT: a text inside the top frame. */
stet_status dom_walk_next(struct dom_walk *walk, enum dom_step *step, const GumboNode **node, stet_error *err);

/* Passes over the children of the element that has just been entered. */
void dom_walk_skip(struct dom_walk *walk);
void dom_walk_end(struct dom_walk *walk);

const char *dom_attribute(const GumboNode *node, const char *name);

/* Whether an attribute has this word among others, whatever its case. */
bool dom_has_word(const GumboNode *node, const char *name, const char *word);

/* Whether nobody sees an element, or it holds no text of the page. */
bool dom_is_hidden(const GumboNode *node);

/* The element that holds the article, or NULL (density.c). */
stet_status dom_find_article(const GumboNode *root, const GumboNode **out, stet_error *err);

/* The text of the page as lines (flow.c). */
stet_status dom_read_lines(const GumboNode *root, const GumboNode *article, struct page_lines *lines,
                           struct stet_arena *arena, stet_error *err);

#endif
