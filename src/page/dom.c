#include "page/dom.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/ascii.h"
#include "base/buf.h"

static stet_status push(struct dom_walk *walk, const GumboNode *node, uint32_t state, stet_error *err)
{
    if (walk->depth >= DOM_MAX_DEPTH)
        return stet_fail(err, STET_ERR_LIMIT, "HTML: elements nested deeper than %d", DOM_MAX_DEPTH);
    void *frames = walk->frames;
    bool grown = stet_grow(&frames, &walk->capacity, walk->depth + 1, sizeof *walk->frames);
    walk->frames = frames;
    if (!grown)
        return stet_fail_memory(err);
    walk->frames[walk->depth++] = (struct dom_frame){node, 0, state};
    return STET_OK;
}

stet_status dom_walk_begin(struct dom_walk *walk, const GumboNode *root, stet_error *err)
{
    *walk = (struct dom_walk){.frames = NULL};
    return push(walk, root, 0, err);
}

stet_status dom_walk_next(struct dom_walk *walk, enum dom_step *step, const GumboNode **node, stet_error *err)
{
    while (walk->depth) {
        struct dom_frame *top = &walk->frames[walk->depth - 1];
        const GumboVector *children = &top->node->v.element.children;
        if (top->next > children->length) {
            walk->depth--;
            continue;
        }
        if (top->next == children->length) {
            top->next++;
            *step = DOM_LEAVE;
            *node = top->node;
            return STET_OK;
        }
        const GumboNode *child = children->data[top->next++];
        *node = child;
        if (child->type == GUMBO_NODE_ELEMENT) {
            *step = DOM_ENTER;
            return push(walk, child, top->state, err);
        }
        if (child->type == GUMBO_NODE_TEXT || child->type == GUMBO_NODE_WHITESPACE || child->type == GUMBO_NODE_CDATA) {
            *step = DOM_TEXT;
            return STET_OK;
        }
    }
    *step = DOM_END;
    return STET_OK;
}

void dom_walk_skip(struct dom_walk *walk)
{
    struct dom_frame *top = &walk->frames[walk->depth - 1];
    top->next = top->node->v.element.children.length;
}

void dom_walk_end(struct dom_walk *walk)
{
    free(walk->frames);
    *walk = (struct dom_walk){.frames = NULL};
}

const char *dom_attribute(const GumboNode *node, const char *name)
{
    const GumboAttribute *attribute = gumbo_get_attribute(&node->v.element.attributes, name);
    return attribute ? attribute->value : NULL;
}

bool dom_has_word(const GumboNode *node, const char *name, const char *word)
{
    const char *at = dom_attribute(node, name);
    size_t size = strlen(word);
    while (at && *at) {
        while (stet_ascii_is_space(*at))
            at++;
        const char *start = at;
        while (*at && !stet_ascii_is_space(*at))
            at++;
        if ((size_t)(at - start) == size && !strncasecmp(start, word, size))
            return true;
    }
    return false;
}

bool dom_is_hidden(const GumboNode *node)
{
    switch (node->v.element.tag) {
    case GUMBO_TAG_SCRIPT:
    case GUMBO_TAG_STYLE:
    case GUMBO_TAG_NOSCRIPT:
    case GUMBO_TAG_TEMPLATE:
    case GUMBO_TAG_IFRAME:
    case GUMBO_TAG_OBJECT:
    case GUMBO_TAG_SVG:
    case GUMBO_TAG_BUTTON:
    case GUMBO_TAG_SELECT:
    case GUMBO_TAG_TEXTAREA:
    case GUMBO_TAG_HEAD:
    case GUMBO_TAG_TITLE:
        return true;
    default:
        break;
    }
    const char *style = dom_attribute(node, "style");
    return dom_attribute(node, "hidden") || dom_has_word(node, "aria-hidden", "true") ||
           (style && (strstr(style, "display:none") || strstr(style, "display: none")));
}
