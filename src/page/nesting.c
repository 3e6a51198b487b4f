#include "page/nesting.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/ascii.h"

/* Names are told apart by a hash: those that share a slot share a count, and the bound stays one. */
#define SLOTS 1024

/* Bytes of a name, and its slot. */
static size_t name_at(const char *at, const char *end, unsigned *slot)
{
    const char *start = at;
    unsigned hash = 5381;
    for (; at < end && !stet_ascii_is_space(*at) && *at != '>' && *at != '/'; at++)
        hash = hash * 33 + (unsigned char)stet_ascii_lower(*at);
    *slot = hash % SLOTS;
    return (size_t)(at - start);
}

static bool is_one_of(const char *name, size_t size, const char *names)
{
    for (const char *at = names; *at; at += strlen(at) + 1) {
        size_t i = 0;
        if (strlen(at) != size)
            continue;
        while (i < size && stet_ascii_lower(name[i]) == at[i])
            i++;
        if (i == size)
            return true;
    }
    return false;
}

/* Elements without an end, and those whose end is left out: a row of them is not a nest. */
#define VOID "area\0base\0br\0col\0embed\0hr\0img\0input\0link\0meta\0source\0track\0wbr\0"
#define IMPLIED "p\0li\0dt\0dd\0tr\0td\0th\0option\0thead\0tbody\0tfoot\0optgroup\0rp\0rt\0"

#define RAW "script\0style\0title\0textarea\0xmp\0iframe\0noembed\0noframes\0"

/* At the end tag of an element in which nothing else is a tag. */
static const char *skip_raw(const char *at, const char *end, const char *name, size_t size)
{
    for (; at < end; at++) {
        at = memchr(at, '<', (size_t)(end - at));
        if (!at)
            return end;
        if ((size_t)(end - at) < size + 2 || at[1] != '/')
            continue;
        size_t i = 0;
        while (i < size && stet_ascii_lower(at[2 + i]) == stet_ascii_lower(name[i]))
            i++;
        if (i == size)
            return at;
    }
    return end;
}

/* Behind a tag's attributes; quotes hide what would end it. */
static const char *skip_attributes(const char *at, const char *end)
{
    for (bool value = false; at < end && *at != '>'; at++) {
        if (value && (*at == '"' || *at == '\'')) {
            at = memchr(at + 1, *at, (size_t)(end - at - 1));
            if (!at)
                return end;
        }
        value = *at == '=' || (value && stet_ascii_is_space(*at));
    }
    return at;
}

/* Behind a comment, a declaration or the like that begins at `at`, which is behind the '<'. */
static const char *skip_comment(const char *at, const char *end)
{
    if (end - at < 3 || memcmp(at, "!--", 3) != 0) {
        const char *close = memchr(at, '>', (size_t)(end - at));
        return close ? close : end;
    }
    for (at += 3; at < end; at++) {
        at = memchr(at, '>', (size_t)(end - at));
        if (!at)
            return end;
        if (at[-1] == '-' || (at[-1] == '!' && at[-2] == '-'))
            return at;
    }
    return end;
}

struct nest {
    uint32_t open[SLOTS];
    size_t depth, deepest;
    unsigned foreign[2]; /* slots of svg and math, inside which nothing is raw */
};

static const char *tag(struct nest *nest, const char *at, const char *end, bool closing, bool hidden)
{
    unsigned slot;
    const char *name = at;
    size_t size = name_at(at, end, &slot);
    at = skip_attributes(at + size, end);
    if (is_one_of(name, size, VOID))
        return at;
    if (closing) {
        bool closes = !hidden && nest->open[slot] > 0;
        nest->depth -= closes;
        nest->open[slot] -= closes;
        return at;
    }
    bool foreign = nest->open[nest->foreign[0]] || nest->open[nest->foreign[1]];
    if (!foreign && is_one_of(name, size, RAW))
        return skip_raw(at, end, name, size);
    /* The next one closes the last, and lists within lists are counted by their lists. */
    if (is_one_of(name, size, IMPLIED) && nest->open[slot] > 64)
        return at;
    nest->open[slot]++;
    nest->depth++;
    nest->deepest = nest->depth > nest->deepest ? nest->depth : nest->deepest;
    return at;
}

size_t page_nesting(stet_span html, size_t most)
{
    struct nest nest = {.depth = 0};
    const char *at = html.data, *end = at + html.size, *hidden = at;
    name_at("svg", "svg" + 3, &nest.foreign[0]);
    name_at("math", "math" + 4, &nest.foreign[1]);
    while (at < end && (at = memchr(at, '<', (size_t)(end - at))) != NULL && nest.deepest < most) {
        at++;
        bool closing = at < end && *at == '/';
        const char *name = at + closing;
        if (name < end && stet_ascii_is_alpha(*name)) {
            at = tag(&nest, name, end, closing, at < hidden);
        } else if (end - at > 8 && !memcmp(at, "![CDATA[", 8)) {
            /* Text within svg, a comment elsewhere: what opens in it counts, what closes does not. */
            const char *close = memmem(at, (size_t)(end - at), "]]>", 3);
            hidden = close ? close : end;
            at += 8;
        } else if (at < end && (*at == '!' || *at == '?' || *at == '/')) {
            at = skip_comment(at, end);
        }
    }
    return nest.deepest;
}
