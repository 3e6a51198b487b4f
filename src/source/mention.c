#include "source/mention.h"

#include <bsd/stdlib.h>

#include "base/buf.h"
#include "base/error.h"
#include "source/credit.h"
#include "source/finder.h"
#include "source/scan.h"

#define BEFORE 48 /* bytes before a name that may say what it is */
#define AFTER 40
#define CAPTION 200 /* bytes of a line that a photo credit may end */

const char *source_mention_name(enum source_mention_kind kind)
{
    static const char *const names[] = {"credit", "photo", "quoted", "mention"};
    return (size_t)kind < sizeof names / sizeof *names ? names[kind] : "mention";
}

struct search {
    const struct source_book *book;
    const char *text, *end;
    struct source_credit credits[SOURCE_MAX_CREDITS];
    size_t credit_count;
};

/* Where a word may begin. */
static bool word_begins(const char *text, const char *at)
{
    if (at == text || ((unsigned char)at[-1] >= 0x80 && (unsigned char)*at < 0x80))
        return true;
    unsigned char before = (unsigned char)at[-1];
    if (before >= 0x80) /* scripts without spaces, and marks of punctuation */
        return at - text >= 3 && ((unsigned char)at[-3] >= 0xe2 || at[-2] == '\xc2');
    return !stet_ascii_is_alpha(at[-1]) && !stet_ascii_is_digit(at[-1]);
}

/* Whether a phrase of this kind ends right before `at`, and where it begins. */
static const char *phrase_before(const char *from, const char *at, enum source_phrase_kind kind)
{
    const char *stop = scan_trim_end(from, at), *earliest = stop - from > BEFORE ? stop - BEFORE : from;
    for (const char *p = stop - 1; p >= earliest && *p != '\n'; p--) {
        size_t size;
        const struct source_phrase *phrase =
            ((unsigned char)*p & 0xc0) == 0x80 || !word_begins(from, p) ? NULL : source_phrase_at(p, stop, &size);
        if (!phrase)
            continue;
        if (phrase->kind == PHRASE_ARTICLE && p + size == stop) {
            stop = scan_trim_end(from, p);
            p = stop;
        } else if (phrase->kind == (uint8_t)kind && p + size == stop) {
            return p;
        }
    }
    return NULL;
}

static bool phrase_behind(const char *at, const char *end, enum source_phrase_kind kind)
{
    size_t size;
    const struct source_phrase *phrase = source_phrase_at(scan_skip_blanks(at, end), end, &size);
    return phrase && phrase->kind == (uint8_t)kind;
}

/* Whether the brackets around a name hold more than agencies. The caption that they end may have run into the story, so
 * that the line is as long as any. */
static bool names_a_person(const struct search *search, const char *name, const char *name_end, const char *line,
                           const char *line_end)
{
    const char *open = memrchr(line, '(', (size_t)(name - line));
    const char *close = memchr(name_end, ')', (size_t)(line_end - name_end));
    struct source_list list;
    return open && close && close - open <= 2 * BEFORE && !memchr(open, ')', (size_t)(name - open)) &&
           !source_list_whole(search->book, open + 1, close, &list);
}

/* "(AP / Jane Doe)", "AP Photo", "Jane Doe/AP", "THE CANADIAN PRESS/Jane Doe", "Photo: AFP", a short line's "© AFP". */
static bool is_photo(const struct search *search, const char *name, const char *name_end, const char *line,
                     const char *line_end)
{
    const char *after = scan_skip_blanks(name_end, line_end), *before = scan_trim_end(line, name);
    if (finder_photo(after, line_end))
        return true;
    bool slash = (after < line_end && *after == '/') || (before > line && before[-1] == '/');
    if (slash && (line_end - line <= CAPTION || names_a_person(search, name, name_end, line, line_end)))
        return true;
    for (const char *p = name; p > line && name - p < BEFORE; p--)
        if (((unsigned char)p[-1] & 0xc0) != 0x80 && word_begins(search->text, p - 1) && finder_photo(p - 1, name) &&
            !memchr(p - 1, '.', (size_t)(name - p + 1)))
            return true;
    return before - line >= 2 && !memcmp(before - 2, "\xc2\xa9", 2) && after < line_end;
}

/* The dateline of a brief within the text: the line begins with a place and the agencies in brackets. */
static bool is_dateline(const struct search *search, const char *name, const char *line, const char *line_end)
{
    struct source_credit found[SOURCE_MAX_CREDITS];
    struct finder finder = {.book = search->book, .out = found};
    finder_head(&finder, line, line_end - line > 320 ? line + 320 : line_end);
    for (size_t i = 0; i < finder.count; i++) {
        const char *value = found[i].value.data;
        if (found[i].kind == SOURCE_KIND_DATELINE && name >= value && name < value + found[i].value.size)
            return true;
    }
    return false;
}

/* "(Havas.)" that opens a line, or stands behind a day, a place or the end of a sentence: how papers close or open the
 * briefs of a column, and how scanned ones come. Behind words it is a caption's, behind its own name in full an
 * abbreviation. */
static bool is_bracketed(const struct search *search, const char *name, const char *name_end, const char *line,
                         const char *line_end)
{
    const char *open = memrchr(line, '(', (size_t)(name - line));
    const char *close = memchr(name_end, ')', (size_t)(line_end - name_end));
    if (!open || !close || close - open > 2 * BEFORE)
        return false;
    const char *inside_end = scan_trim_end(open + 1, close);
    while (inside_end > open + 1 && (inside_end[-1] == '.' || inside_end[-1] == ','))
        inside_end = scan_trim_end(open + 1, inside_end - 1);
    struct source_list list;
    if (!source_list_whole(search->book, open + 1, inside_end, &list))
        return false;
    const char *before = scan_trim_end(line, open);
    if (before == line)
        return true;
    const char *word = before;
    while (word > line && word[-1] != ' ')
        word--;
    bool place = *word >= 'A' && *word <= 'Z' && (word == line || before - line <= BEFORE);
    return memchr(".,;!?-0123456789", before[-1], 16) || (place && !source_alias_ends(search->book, line, before)) ||
           (before - line >= 3 && !memcmp(before - 3, "—", 3));
}

static const struct source_credit *credit_at(const struct search *search, const char *name, uint16_t agency)
{
    for (size_t i = 0; i < search->credit_count; i++) {
        const struct source_credit *credit = &search->credits[i];
        uintptr_t begin = (uintptr_t)credit->value.data, at = (uintptr_t)name;
        if (credit->agency == agency && at >= begin && at < begin + credit->value.size)
            return credit;
    }
    return NULL;
}

static struct source_mention classify(const struct search *search, const char *name, size_t size, uint16_t agency)
{
    const char *newline = name > search->text ? memrchr(search->text, '\n', (size_t)(name - search->text)) : NULL;
    const char *line = newline ? newline + 1 : search->text, *name_end = name + size;
    const char *line_end = memchr(name, '\n', (size_t)(search->end - name));
    line_end = line_end ? line_end : search->end;
    const char *begin = name - line > BEFORE ? name - BEFORE : line;
    while (begin < name && ((unsigned char)*begin & 0xc0) == 0x80)
        begin++;
    const char *stop = line_end - name_end > AFTER ? name_end + AFTER : line_end;
    while (stop > name_end && stop < search->end && ((unsigned char)*stop & 0xc0) == 0x80)
        stop--;
    struct source_mention mention = {.agency = agency,
                                     .kind = SOURCE_MENTION_NAMED,
                                     .confidence = .7f,
                                     .name = {name, size},
                                     .value = {begin, (size_t)(stop - begin)}};
    const struct source_credit *credit = credit_at(search, name, agency);
    if (credit) {
        mention.kind = SOURCE_MENTION_CREDIT;
        mention.found = credit->kind;
        mention.confidence = credit->confidence;
        mention.value = credit->value;
    } else if (is_photo(search, name, name_end, line, line_end)) {
        mention.kind = SOURCE_MENTION_PHOTO;
        mention.confidence = .9f;
    } else if (phrase_before(line, name, PHRASE_QUOTE) || phrase_behind(name_end, line_end, PHRASE_SAYS)) {
        mention.kind = SOURCE_MENTION_QUOTED;
        mention.confidence = .9f;
    } else if (is_dateline(search, name, line, line_end) || is_bracketed(search, name, name_end, line, line_end)) {
        mention.kind = SOURCE_MENTION_CREDIT;
        mention.found = SOURCE_KIND_DATELINE;
        mention.confidence = .8f;
    }
    return mention;
}

stet_status source_find_mentions(const struct source_book *book, const stet_article *article,
                                 struct source_mentions *out, stet_error *err)
{
    struct search search = {.book = book, .text = article->text.data, .end = article->text.data + article->text.size};
    search.credit_count = source_find_credit(book, article, search.credits);
    out->count = 0;
    for (const char *at = search.text; at < search.end;) {
        uint16_t agency;
        bool begins = ((unsigned char)*at & 0xc0) != 0x80 && word_begins(search.text, at);
        size_t size = begins ? source_alias_at(book, at, search.end, &agency) : 0;
        if (!size) {
            at++;
            continue;
        }
        void *items = out->items;
        bool grown = stet_grow(&items, &out->capacity, out->count + 1, sizeof *out->items);
        out->items = items;
        if (!grown)
            return stet_fail_memory(err);
        out->items[out->count++] = classify(&search, at, size, agency);
        at += size;
    }
    return STET_OK;
}
