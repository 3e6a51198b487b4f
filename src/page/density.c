/* Where in an HTML page the article is: what is named so, if it holds the text, else the element with the most text in
 * paragraphs of its own. Text within links counts nothing. */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "page/dom.h"

#define SHORT_TEXT 25 /* bytes; buttons and labels */
#define ENOUGH 120    /* bytes that something named an article must hold */
#define SHARE 3       /* an article among several must hold one part in so many of what the densest element does */

enum { IN_LINK = 1, IN_ASIDE = 2 };

struct candidate {
    const GumboNode *node;
    size_t paragraphs; /* bytes in paragraphs that are children, half of those of grandchildren */
    size_t inner;      /* bytes in all paragraphs inside */
    size_t total;      /* bytes of all text inside */
    size_t parent;     /* in the list */
    int rank;          /* 3 the body by name, 2 an article, 1 main; 0 none */
};

struct census {
    struct candidate *list;
    size_t count, capacity;
    size_t *open; /* candidate of each frame of the walk */
    size_t open_capacity;
};

static int rank_of(const GumboNode *node)
{
    if (dom_has_word(node, "itemprop", "articleBody"))
        return 3;
    if (node->v.element.tag == GUMBO_TAG_ARTICLE || dom_has_word(node, "role", "article"))
        return 2;
    return node->v.element.tag == GUMBO_TAG_MAIN || dom_has_word(node, "role", "main");
}

static uint32_t state_of(const GumboNode *node)
{
    switch (node->v.element.tag) {
    case GUMBO_TAG_A:
        return IN_LINK;
    case GUMBO_TAG_ASIDE:
    case GUMBO_TAG_NAV:
    case GUMBO_TAG_FOOTER:
    case GUMBO_TAG_FORM:
    case GUMBO_TAG_FIGURE:
        return IN_ASIDE;
    default:
        return 0;
    }
}

static bool is_paragraph(const GumboNode *node)
{
    switch (node->v.element.tag) {
    case GUMBO_TAG_P:
    case GUMBO_TAG_DIV:
    case GUMBO_TAG_PRE:
    case GUMBO_TAG_LI:
    case GUMBO_TAG_TD:
    case GUMBO_TAG_SECTION:
    case GUMBO_TAG_ARTICLE:
    case GUMBO_TAG_BLOCKQUOTE:
        return true;
    default:
        return false;
    }
}

static stet_status enter(struct census *census, const struct dom_walk *walk, const GumboNode *node, stet_error *err)
{
    void *list = census->list, *open = census->open;
    bool grown = stet_grow(&list, &census->capacity, census->count + 1, sizeof *census->list);
    census->list = list;
    grown = grown && stet_grow(&open, &census->open_capacity, walk->depth, sizeof *census->open);
    census->open = open;
    if (!grown)
        return stet_fail_memory(err);
    size_t parent = walk->depth > 1 ? census->open[walk->depth - 2] : 0;
    census->list[census->count] = (struct candidate){.node = node, .rank = rank_of(node), .parent = parent};
    census->open[walk->depth - 1] = census->count++;
    return STET_OK;
}

static void text(struct census *census, const struct dom_walk *walk, const GumboNode *node)
{
    size_t size = strlen(node->v.text.text), at = walk->depth;
    census->list[census->open[at - 1]].total += size;
    if (size < SHORT_TEXT || walk->frames[walk->depth - 1].state)
        return;
    while (at > 1 && !is_paragraph(walk->frames[at - 1].node))
        at--;
    /* Text right in a div is a paragraph of that div. */
    bool own = walk->frames[at - 1].node->v.element.tag != GUMBO_TAG_P;
    size_t holder = at - 1 - (!own && at > 1);
    if (holder > 0)
        census->list[census->open[holder]].paragraphs += size;
    if (holder > 1)
        census->list[census->open[holder - 1]].paragraphs += size / 2;
    census->list[census->open[walk->depth - 1]].inner += size;
}

static void leave(struct census *census, const struct dom_walk *walk)
{
    const struct candidate *each = &census->list[census->open[walk->depth - 1]];
    struct candidate *parent = &census->list[each->parent];
    if (parent == each)
        return;
    parent->inner += each->inner;
    parent->total += each->total;
}

/* An element around the densest one that has little else in it has the headline. */
static const GumboNode *climb(const struct census *census, const struct candidate *dense)
{
    const struct candidate *parent = &census->list[dense->parent];
    while (parent != dense && parent->node->v.element.tag == GUMBO_TAG_DIV && parent->total * 10 <= dense->total * 13) {
        dense = parent;
        parent = &census->list[dense->parent];
    }
    return dense->node;
}

static const GumboNode *choose(const struct census *census)
{
    const struct candidate *dense = NULL, *named = NULL;
    for (size_t i = 0; i < census->count; i++) {
        const struct candidate *each = &census->list[i];
        if (each->paragraphs && (!dense || each->paragraphs > dense->paragraphs))
            dense = each;
        if (!each->rank || each->inner < ENOUGH)
            continue;
        /* Of several articles the longest; of a body by name inside, that. */
        if (!named || each->rank > named->rank || (each->rank == named->rank && each->inner > named->inner))
            named = each;
    }
    if (named && dense && named->inner * SHARE < dense->paragraphs)
        named = NULL;
    return named ? named->node : dense ? climb(census, dense) : NULL;
}

stet_status dom_find_article(const GumboNode *root, const GumboNode **out, stet_error *err)
{
    struct census census = {.list = NULL};
    struct dom_walk walk;
    enum dom_step step = DOM_ENTER;
    const GumboNode *node;
    stet_status status = dom_walk_begin(&walk, root, err);
    if (!status)
        status = enter(&census, &walk, root, err);
    while (!status && !(status = dom_walk_next(&walk, &step, &node, err)) && step != DOM_END) {
        if (step == DOM_ENTER) {
            walk.frames[walk.depth - 1].state |= state_of(node);
            status = enter(&census, &walk, node, err);
            if (dom_is_hidden(node))
                dom_walk_skip(&walk);
        } else if (step == DOM_LEAVE) {
            leave(&census, &walk);
        } else if (step == DOM_TEXT) {
            text(&census, &walk, node);
        }
    }
    *out = status ? NULL : choose(&census);
    dom_walk_end(&walk);
    free(census.list);
    free(census.open);
    return status;
}
