/* Agencies in author fields and bylines. */
#include "source/finder.h"
#include "source/scan.h"

#define FIELD_MAX 300
#define LINE_MAX 160
#define NAME_MAX 60
#define LONG_ALIAS 6 /* bytes; shorter ones at the end of a person's name would be a part of it */

struct opening {
    const char *text;
    size_t size;
};

#define OPENING(text) {text, sizeof text - 1}

static size_t opening(const char *at, const char *end)
{
    static const struct opening words[] = {
        OPENING("by "),  OPENING("by: "),    OPENING("par "),    OPENING("von "), OPENING("por "), OPENING("di "),
        OPENING("door "), OPENING("av "),    OPENING("af "),     OPENING("autor: "), OPENING("auteur : "),
        OPENING("Автор: "), OPENING("بقلم "), OPENING("author: "),
    };
    static const bool leads[256] = {['b'] = 1, ['p'] = 1, ['v'] = 1, ['d'] = 1,  ['a'] = 1,
                                    ['B'] = 1, ['P'] = 1, ['V'] = 1, ['D'] = 1,  ['A'] = 1, [0xd0] = 1, [0xd8] = 1};
    if (at >= end || !leads[(unsigned char)*at])
        return 0;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (scan_begins_folded(at, end, words[i].text, words[i].size))
            return words[i].size;
    return 0;
}

/* Bytes of what divides the parts of a byline; a hyphen inside a name is no divider, which the caller sees to. */
static size_t divider(const char *at, const char *end)
{
    static const bool divides[256] = {[','] = 1, [':'] = 1, [';'] = 1, ['/'] = 1, ['|'] = 1, ['('] = 1,
                                      [')'] = 1, ['['] = 1, [']'] = 1, ['"'] = 1, ['&'] = 1, ['\n'] = 1};
    if (divides[(unsigned char)*at])
        return 1;
    if ((unsigned char)*at < 0x80)
        return scan_dash(at, end);
    if (scan_begins(at, end, "\xc2\xab", 2) || scan_begins(at, end, "\xc2\xbb", 2) || scan_begins(at, end, "،", 2))
        return 2;
    return scan_dash(at, end);
}

/* Whether a part of a byline may end here: "Reuters", "Reuters in Kyiv", "AFP News". */
static bool part_ends(const char *at, const char *end)
{
    at = scan_skip_blanks(at, end);
    return at == end || divider(at, end) || scan_begins_folded(at, end, "in ", 3) ||
           scan_begins_folded(at, end, "staff", 5) || scan_begins_folded(at, end, "writer", 6) ||
           scan_begins_folded(at, end, "news", 4) || scan_begins(at, end, "من ", 5);
}

/* "Jill Lawless Associated Press": a long name after a person's. */
static bool after_person(const char *at, const char *end, struct source_list *list)
{
    for (const char *p = at; (p = memchr(p, ' ', (size_t)(end - p))) != NULL; p++)
        if (end - p > LONG_ALIAS && source_list_whole(p + 1, end, list))
            return true;
    return false;
}

void finder_author(struct finder *finder, stet_span author)
{
    if (!author.size)
        return;
    const char *at = author.data, *end = at + (author.size < FIELD_MAX ? author.size : FIELD_MAX);
    if (finder_photo(scan_skip_blanks(at, end), end))
        return;
    bool start = true;
    for (const char *p = at; p < end;) {
        size_t step = start ? scan_blank(p, end) : 0;
        if (step) {
            p += step;
            continue;
        }
        if (start) {
            p += opening(p, end);
            struct source_list list;
            size_t taken = source_list_prefix(p, end, &list);
            if (taken && part_ends(p + taken, end))
                finder_add(finder, &list, SOURCE_KIND_AUTHOR, .95f, author.data, end);
            p += taken;
            if (p >= end)
                break;
        }
        step = divider(p, end);
        start = step > 0;
        p += step ? step : 1;
    }
    struct source_list list;
    if (!finder->count && after_person(at, scan_trim_end(at, end), &list))
        finder_add(finder, &list, SOURCE_KIND_AUTHOR, .8f, at, end);
}

/* "John Smith": up to five words that all begin with a capital or a letter beyond ASCII. */
static bool person(const char *at, const char *end)
{
    if (end - at < 3 || end - at > NAME_MAX)
        return false;
    unsigned words = 0;
    for (const char *p = at; p < end;) {
        if (stet_ascii_is_digit(*p) || (*p >= 'a' && *p <= 'z'))
            return false;
        words++;
        const char *blank = memchr(p, ' ', (size_t)(end - p));
        p = blank ? scan_skip_blanks(blank, end) : end;
    }
    return words >= 2 && words <= 5;
}

/* The last comma; behind "By" also a slash or bar, which elsewhere part a photographer from his agency. */
static const char *last_divider(const char *at, const char *end, bool by)
{
    if (!by)
        return memrchr(at, ',', (size_t)(end - at));
    for (const char *p = end; p > at; p--)
        if (p[-1] == ',' || p[-1] == '/' || p[-1] == '|')
            return p - 1;
    return NULL;
}

bool finder_byline(struct finder *finder, const char *at, const char *end)
{
    at = scan_skip_blanks(at, end);
    end = scan_trim_end(at, end);
    if (end - at < 2 || end - at > LINE_MAX)
        return false;
    const char *name = at + opening(at, end);
    bool by = name > at;
    struct source_list list;
    float confidence = 0;
    if (source_list_whole(name, end, &list)) {
        confidence = by ? .95f : .9f;
    } else {
        size_t taken = source_list_prefix(name, end, &list);
        const char *rest = scan_skip_blanks(name + taken, end);
        const char *cut = last_divider(name, end, by);
        if (taken && rest < end && *rest == '|')
            confidence = .85f;
        else if (cut && person(name, scan_trim_end(name, cut)) && source_list_whole(cut + 1, end, &list))
            confidence = .95f;
        else if (by && after_person(name, end, &list))
            confidence = .9f;
    }
    if (confidence <= 0 || finder_photo(at, end))
        return false;
    finder_add(finder, &list, SOURCE_KIND_BYLINE, confidence, at, end);
    return true;
}
