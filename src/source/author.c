/* Agencies in author fields and bylines. */
#include "source/finder.h"
#include "source/scan.h"

#define FIELD_MAX 300
#define LINE_MAX 160
#define NAME_MAX 60
#define LIST_MAX 64    /* bytes of a line of agencies only */
#define PARTICLE_MAX 3 /* bytes of a word in small letters within a name */
#define LONG_ALIAS 6   /* bytes; shorter ones at the end of a person's name would be a part of it */

/* Bytes of "By " and the like. */
static size_t opening(const char *at, const char *end)
{
    size_t size;
    const struct source_phrase *phrase = source_phrase_at(at, end, &size);
    return phrase && phrase->kind == PHRASE_BYLINE ? size + scan_blank(at + size, end) : 0;
}

/* Bytes of what divides the parts of a byline; a hyphen inside a name is no divider, which the caller sees to. */
static inline size_t divider(const char *at, const char *end)
{
    /* 1: a divider; 2: may begin one. */
    static const unsigned char divides[256] = {
        [','] = 1, [':'] = 1, [';'] = 1, ['/'] = 1, ['|'] = 1,  ['('] = 1,  [')'] = 1,  ['['] = 1,  [']'] = 1,
        ['"'] = 1, ['&'] = 1, ['-'] = 2, ['_'] = 2, [0xc2] = 2, [0xd8] = 2, [0xd9] = 2, [0xe2] = 2, ['\n'] = 1};
    unsigned char first = (unsigned char)*at, kind = divides[first];
    if (kind < 2)
        return kind;
    unsigned char next = end - at >= 2 ? (unsigned char)at[1] : 0;
    if (first == 0xc2 || first == 0xd8) /* « » ، */
        return first == 0xc2 ? 2 * (next == 0xab || next == 0xbb) : 2 * (next == 0x8c);
    return scan_dash(at, end);
}

/* "新华社记者 李望舒", but not "新华社记者 陈远 摄": that is a photographer. */
static bool reporter(const char *at, const char *end)
{
    bool photographer = end - at >= 3 && (!memcmp(end - 3, "摄", 3) || !memcmp(end - 3, "攝", 3));
    return !photographer && (scan_begins(at, end, "记者", 6) || scan_begins(at, end, "記者", 6) ||
                             scan_begins(at, end, "기자", 6));
}

/* Whether a part of a byline may end here: "Reuters", "Reuters in Kyiv", "AFP News". */
static bool part_ends(const char *at, const char *end)
{
    at = scan_skip_blanks(at, end);
    return at == end || divider(at, end) || scan_begins_folded(at, end, "in ", 3) ||
           scan_begins_folded(at, end, "staff", 5) || scan_begins_folded(at, end, "writer", 6) ||
           scan_begins_folded(at, end, "news", 4) || scan_begins(at, end, "من ", 5) || reporter(at, end);
}

/* "Jill Lawless Associated Press": a long name after a person's. A list begins with an agency or an article, or with a
 * place before "=". */
static bool after_person(const struct source_book *book, const char *at, const char *end, struct source_list *list)
{
    if (!source_list_may_end(book, at, end))
        return false;
    bool place = scan_find(at, end, '=') != NULL;
    for (const char *p = at; (p = memchr(p, ' ', (size_t)(end - p))) != NULL && end - p > LONG_ALIAS; p++) {
        const char *name = scan_skip_blanks(p + 1, end);
        if ((place || finder_opens(book, name, end)) && source_list_whole(book, name, end, list))
            return true;
    }
    return false;
}

/* Whether "with" and the like may begin at `at`. */
static bool with_possible(const char *at, const char *end)
{
    return source_name_possible(&source_files_texts, &source_files_texts, at, end);
}

/* "The Courier with AFP", "Redação com Lusa" */
static bool helped(struct finder *finder, const char *at, const char *end)
{
    if (!with_possible(at, end))
        return false;
    size_t size;
    const struct source_phrase *phrase = source_phrase_at(at, end, &size);
    struct source_list list;
    if (!phrase || phrase->kind != PHRASE_FILES || !source_list_whole(finder->book, at + size, end, &list))
        return false;
    finder_add(finder, &list, SOURCE_KIND_AUTHOR, .9f, at, end);
    return true;
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
            size_t taken = source_list_prefix(finder->book, p, end, &list);
            if (taken && part_ends(p + taken, end))
                finder_add(finder, &list, SOURCE_KIND_AUTHOR, .95f, author.data, end);
            p += taken;
            if (p >= end)
                break;
        }
        step = divider(p, end);
        start = step > 0;
        if (!step && *p == ' ' && helped(finder, p + 1, end))
            break;
        p += step ? step : 1;
        while (!start && p < end && *p != ' ' && !divider(p, end))
            p++;
    }
    struct source_list list;
    if (!finder->count && after_person(finder->book, at, scan_trim_end(at, end), &list))
        finder_add(finder, &list, SOURCE_KIND_AUTHOR, .8f, at, end);
}

/* Words of a name, all of which begin with a capital or a letter beyond ASCII, the short ones in between aside when
 * `particles`; 0 when it is none. */
static unsigned name_words(const char *at, const char *end, bool particles)
{
    if (end - at < 3 || end - at > NAME_MAX)
        return 0;
    unsigned words = 0;
    for (const char *p = at; p < end;) {
        const char *blank = memchr(p, ' ', (size_t)(end - p)), *stop = blank ? blank : end;
        bool particle = particles && words && blank && stop - p <= PARTICLE_MAX;
        if (stet_ascii_is_digit(*p) || *p == '(' || (*p >= 'a' && *p <= 'z' && !particle))
            return 0;
        words++;
        p = blank ? scan_skip_blanks(blank, end) : end;
    }
    return words;
}

/* "John Smith" */
static bool person(const char *at, const char *end)
{
    unsigned words = name_words(at, end, false);
    return words >= 2 && words <= 5;
}

bool finder_names_like(const char *at, const char *end, unsigned most)
{
    unsigned words = name_words(at, end, true);
    return words && words <= most;
}

/* Whether a list of agencies may begin at `at`, where the article, if any, has `article` bytes. */
static bool list_possible(const struct source_book *book, const char *at, size_t article, const char *end)
{
    uint16_t agency;
    if (source_alias_at(book, at, end, &agency))
        return true;
    at += article;
    at += article ? scan_blank(at, end) : 0;
    return article && finder_opens(book, at, end); /* an article again, maybe */
}

void finder_read_list(const struct finder *finder, struct finder_line *line, const struct source_phrase *phrase,
                      size_t size)
{
    bool by = phrase && phrase->kind == PHRASE_BYLINE;
    const char *end = line->end;
    line->name = by ? scan_skip_blanks(line->at + size, end) : line->at;
    size_t article = phrase && phrase->kind == PHRASE_ARTICLE ? size : 0;
    line->taken = by || list_possible(finder->book, line->at, article, end)
                      ? source_list_prefix(finder->book, line->name, end, &line->list)
                      : 0;
}

/* The last comma; behind "By" also a slash or bar, which elsewhere part a photographer from his agency. */
static const char *last_divider(const char *at, const char *end, bool by)
{
    if (!by)
        return scan_find_last(at, end, ',');
    for (const char *p = end; p > at; p--)
        if (p[-1] == ',' || p[-1] == '/' || p[-1] == '|')
            return p - 1;
    return NULL;
}

bool finder_byline(struct finder *finder, const char *at, const char *end, enum source_kind alone)
{
    at = scan_skip_blanks(at, end);
    end = scan_trim_end(at, end);
    if (end - at < 2 || end - at > LINE_MAX)
        return false;
    struct finder_line line = {.at = at, .name = at, .end = end};
    if (finder_opens(finder->book, at, end)) {
        size_t size;
        const struct source_phrase *phrase = source_phrase_at(at, end, &size);
        if (phrase && phrase->kind == PHRASE_PHOTO)
            return false;
        finder_read_list(finder, &line, phrase, size);
    } else if (finder_prose(*at)) {
        return false;
    }
    return finder_byline_of(finder, &line, alone);
}

/* Whether the word at `at` is as short as "de". */
static bool particle(const char *at, const char *end)
{
    for (int i = 1; i <= PARTICLE_MAX; i++)
        if (at + i == end || at[i] == ' ')
            return true;
    return false;
}

/* Where the first word of [at, end) begins that no name of a person or an outlet can hold, wherever it ends, else `end`.
 * In *with is the first word behind others up to there that may begin "with" and the like, or NULL. */
static const char *name_run(const char *at, const char *end, const char **with)
{
    const char *p = at;
    *with = NULL;
    while (p < end) {
        if (p > at && !*with && with_possible(p, end))
            *with = p;
        if (finder_prose(*p) && (*p < 'a' || p == at || !particle(p, end)))
            break;
        while (p < end && *p != ' ')
            p++;
        p += end - p >= 2 && scan_plain(p[1]);
        p = scan_skip_blanks(p, end);
    }
    return p;
}

/* A line "Le Monde avec AFP", where "avec" begins at `with` or later and `run` is the end of what can be a name. */
static bool outlet_with(struct finder *finder, const char *at, const char *with, const char *run, const char *end)
{
    for (const char *p = with - 1; p < run && (p = memchr(p, ' ', (size_t)(run - p))) != NULL; p++) {
        size_t size;
        const struct source_phrase *phrase = source_phrase_at(p + 1, end, &size);
        struct source_list list;
        if (phrase && phrase->kind == PHRASE_FILES && finder_names_like(at, p, 5) &&
            source_list_whole(finder->book, p + 1 + size, end, &list)) {
            finder_add(finder, &list, SOURCE_KIND_FILES, .85f, at, end);
            return true;
        }
    }
    return false;
}

/* A byline that may end in agencies: "By Jill Lawless, Associated Press", "Jane Doe, AFP", "The Courier with AFP". */
static bool ends_in_list(struct finder *finder, const struct finder_line *line)
{
    const char *at = line->at, *name = line->name, *end = line->end, *with;
    bool by = name > at;
    const char *run = name_run(name, end, &with), *cut = run > name ? last_divider(name, end, by) : NULL;
    struct source_list list;
    float confidence = 0;
    if (cut && cut < run && source_list_whole(finder->book, cut + 1, end, &list) &&
        person(name, scan_trim_end(name, cut)))
        confidence = .95f;
    else if (by && after_person(finder->book, name, end, &list))
        confidence = .9f;
    if (confidence > 0)
        finder_add(finder, &list, SOURCE_KIND_BYLINE, confidence, at, end);
    return confidence > 0 || (!by && with && end - at <= LIST_MAX && outlet_with(finder, at, with, run, end));
}

bool finder_byline_of(struct finder *finder, const struct finder_line *line, enum source_kind alone)
{
    const char *at = line->at, *end = line->end;
    bool by = line->name > at, prose = !by && *at >= 'a' && *at <= 'z' && end - at > LIST_MAX / 2;
    if (prose)
        return false;
    bool may_end = source_list_may_end(finder->book, line->name, end);
    if (!line->taken || (!by && end - at > LIST_MAX))
        return may_end && ends_in_list(finder, line);
    const char *rest = line->name + line->taken, *after = scan_skip_blanks(rest, end);
    if (source_list_ends(rest, end) || reporter(after, end))
        finder_add(finder, &line->list, by ? SOURCE_KIND_BYLINE : alone, by ? .95f : .9f, at, end);
    else if (*after == '|')
        finder_add(finder, &line->list, SOURCE_KIND_BYLINE, .85f, at, end);
    else
        return may_end && ends_in_list(finder, line);
    return true;
}
