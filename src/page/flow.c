/* The text of an HTML page as lines, the way a browser would break it, with what the elements say about each line. */
#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "base/buf.h"
#include "feed/time.h"
#include "page/dom.h"
#include "page/words.h"

#define LINK_SHARE 7 /* tenths of a line that are within links when it is one */

enum {
    IN_ARTICLE = 1,
    IN_OUTSIDE = 2, /* of the article, though within its element */
    IN_LINK = 4,
    IN_CAPTION = 8,
    IN_HEADING = 16,
    IN_TITLE = 32,
    IN_QUOTE = 64,
    IN_PARAGRAPH = 128
};

struct flow {
    struct page_lines *lines;
    struct stet_arena *arena;
    struct stet_buf text; /* of the line so far */
    size_t linked;        /* bytes of it within links */
    uint32_t state;       /* of its first text */
    int64_t time;
    uint32_t number;
    bool gap;
};

static bool is_block(const GumboNode *node)
{
    switch (node->v.element.tag) {
    case GUMBO_TAG_A:
    case GUMBO_TAG_ABBR:
    case GUMBO_TAG_B:
    case GUMBO_TAG_BDI:
    case GUMBO_TAG_BDO:
    case GUMBO_TAG_BIG:
    case GUMBO_TAG_CITE:
    case GUMBO_TAG_CODE:
    case GUMBO_TAG_DEL:
    case GUMBO_TAG_EM:
    case GUMBO_TAG_FONT:
    case GUMBO_TAG_I:
    case GUMBO_TAG_IMG:
    case GUMBO_TAG_INS:
    case GUMBO_TAG_KBD:
    case GUMBO_TAG_MARK:
    case GUMBO_TAG_Q:
    case GUMBO_TAG_RUBY:
    case GUMBO_TAG_RP:
    case GUMBO_TAG_RT:
    case GUMBO_TAG_S:
    case GUMBO_TAG_SMALL:
    case GUMBO_TAG_SPAN:
    case GUMBO_TAG_STRONG:
    case GUMBO_TAG_SUB:
    case GUMBO_TAG_SUP:
    case GUMBO_TAG_TIME:
    case GUMBO_TAG_U:
    case GUMBO_TAG_WBR:
        return false;
    default:
        return true;
    }
}

/* Elements that part what stands in them from what stands around them. */
static bool is_section(const GumboNode *node)
{
    switch (node->v.element.tag) {
    case GUMBO_TAG_ARTICLE:
    case GUMBO_TAG_ASIDE:
    case GUMBO_TAG_FOOTER:
    case GUMBO_TAG_HEADER:
    case GUMBO_TAG_LI:
    case GUMBO_TAG_MAIN:
    case GUMBO_TAG_NAV:
    case GUMBO_TAG_OL:
    case GUMBO_TAG_SECTION:
    case GUMBO_TAG_UL:
        return true;
    default:
        return false;
    }
}

static uint32_t state_of(const GumboNode *node, uint32_t before)
{
    switch (node->v.element.tag) {
    case GUMBO_TAG_A:
        return IN_LINK;
    case GUMBO_TAG_FIGURE:
    case GUMBO_TAG_FIGCAPTION:
        return IN_CAPTION;
    case GUMBO_TAG_H1:
        return IN_TITLE;
    case GUMBO_TAG_H2:
    case GUMBO_TAG_H3:
    case GUMBO_TAG_H4:
    case GUMBO_TAG_H5:
    case GUMBO_TAG_H6:
        return IN_HEADING;
    case GUMBO_TAG_LI:
    case GUMBO_TAG_PRE:
        return IN_QUOTE;
    case GUMBO_TAG_P:
        return IN_PARAGRAPH;
    case GUMBO_TAG_ASIDE:
    case GUMBO_TAG_NAV:
    case GUMBO_TAG_FOOTER:
    case GUMBO_TAG_FORM:
        return IN_OUTSIDE;
    case GUMBO_TAG_ARTICLE: /* within the article: another story's card */
        return before & IN_ARTICLE ? IN_OUTSIDE : 0;
    default:
        return 0;
    }
}

static stet_status flush(struct flow *flow, stet_error *err)
{
    stet_span text = page_trim((stet_span){flow->text.data, flow->text.size});
    uint32_t state = flow->state;
    stet_status status = STET_OK;
    if (text.size) {
        bool inside = state & IN_ARTICLE && !(state & IN_OUTSIDE);
        uint8_t marks = inside ? 0 : PAGE_MARK_OUTSIDE;
        marks |= flow->linked * 10 >= text.size * LINK_SHARE ? PAGE_MARK_LINK : 0;
        marks |= state & IN_CAPTION ? PAGE_MARK_CAPTION : 0;
        marks |= state & IN_TITLE ? PAGE_MARK_TITLE : 0;
        marks |= state & IN_HEADING ? PAGE_MARK_HEADING : 0;
        marks |= inside && state & IN_QUOTE ? PAGE_MARK_QUOTE : 0;
        marks |= inside && state & IN_PARAGRAPH ? PAGE_MARK_PARAGRAPH : 0;
        char *copy = stet_arena_bytes(flow->arena, text.size);
        if (!copy)
            return stet_fail_memory(err);
        memcpy(copy, text.data, text.size);
        status = page_lines_add(flow->lines, (stet_span){copy, text.size}, ++flow->number, flow->gap, marks, flow->time,
                                err);
        flow->gap = false;
    }
    flow->text.size = flow->linked = 0;
    flow->time = STET_TIME_NONE;
    return status;
}

/* Appends with white space collapsed, but for preformatted text, which is cut into lines. */
static stet_status add_text(struct flow *flow, const char *text, uint32_t state, bool preformatted, stet_error *err)
{
    for (const char *at = text; *at;) {
        if (preformatted && *at == '\n') {
            stet_status status = flush(flow, err);
            if (status)
                return status;
            at++;
            continue;
        }
        if (stet_ascii_is_space(*at)) {
            bool wanted = flow->text.size && flow->text.data[flow->text.size - 1] != ' ';
            if (wanted && !stet_buf_add_byte(&flow->text, ' '))
                return stet_fail_memory(err);
            at++;
            continue;
        }
        const char *start = at;
        while (*at && !stet_ascii_is_space(*at))
            at++;
        if (!flow->text.size)
            flow->state = state;
        if (!stet_buf_add(&flow->text, start, (size_t)(at - start)))
            return stet_fail_memory(err);
        if (state & IN_LINK)
            flow->linked += (size_t)(at - start) + 1;
    }
    return STET_OK;
}

/* Names, ages and links stand in elements of their own in cards; in paragraphs these are parts of sentences. */
static bool breaks(const GumboNode *node, uint32_t state)
{
    if (is_block(node))
        return true;
    bool loose = !(state & (IN_PARAGRAPH | IN_HEADING | IN_TITLE)) && (!(state & IN_ARTICLE) || state & IN_OUTSIDE);
    GumboTag tag = node->v.element.tag;
    return loose && (tag == GUMBO_TAG_SPAN || tag == GUMBO_TAG_A || tag == GUMBO_TAG_TIME);
}

static stet_status enter(struct flow *flow, struct dom_walk *walk, const GumboNode *node, const GumboNode *article,
                         stet_error *err)
{
    struct dom_frame *frame = &walk->frames[walk->depth - 1];
    stet_status status = STET_OK;
    if (dom_is_hidden(node)) {
        dom_walk_skip(walk);
        return STET_OK;
    }
    frame->state |= node == article ? IN_ARTICLE : state_of(node, frame->state);
    if (node == article)
        frame->state &= ~(uint32_t)IN_OUTSIDE;
    if (breaks(node, frame->state))
        status = flush(flow, err);
    flow->gap |= is_section(node);
    if (node->v.element.tag == GUMBO_TAG_TIME) {
        const char *written = dom_attribute(node, "datetime");
        int64_t seconds;
        stet_precision precision;
        if (written && feed_parse_time(written, strlen(written), &seconds, &precision))
            flow->time = seconds;
    }
    return status;
}

stet_status dom_read_lines(const GumboNode *root, const GumboNode *article, struct page_lines *lines,
                           struct stet_arena *arena, stet_error *err)
{
    struct flow flow = {.lines = lines, .arena = arena, .time = STET_TIME_NONE};
    struct dom_walk walk;
    enum dom_step step = DOM_ENTER;
    const GumboNode *node;
    stet_status status = dom_walk_begin(&walk, root, err);
    if (!status && !article)
        walk.frames[0].state = IN_ARTICLE;
    while (!status && !(status = dom_walk_next(&walk, &step, &node, err)) && step != DOM_END) {
        const struct dom_frame *top = &walk.frames[walk.depth - 1];
        if (step == DOM_ENTER) {
            status = enter(&flow, &walk, node, article, err);
        } else if (step == DOM_LEAVE && dom_is_hidden(node)) {
            continue;
        } else if (step == DOM_LEAVE) {
            if (breaks(node, top->state))
                status = flush(&flow, err);
            flow.gap |= is_section(node);
        } else {
            status = add_text(&flow, node->v.text.text, top->state, top->node->v.element.tag == GUMBO_TAG_PRE, err);
        }
    }
    if (!status)
        status = flush(&flow, err);
    dom_walk_end(&walk);
    stet_buf_free(&flow.text);
    return status;
}
