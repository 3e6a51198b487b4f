/* Datelines: the place, the day and the agency that open a wire story.
 *
 *     BRUSSELS (AP) —     PARIS, 20 août (AFP) -     (ANSA) - ROMA     МОСКВА, 20 августа. /ТАСС/.
 *     واس - جدة           新华社北京8月20日电          【ロンドン＝ロイター】  (서울=연합뉴스)
 *
 * A dateline stands at the beginning of a line and is followed by a dash, a colon or the story. A name in brackets
 * after lower-case words is a caption's or a reference and does not count. */
#include "source/finder.h"
#include "source/scan.h"

#define INSIDE_MAX 80 /* bytes between brackets */
#define PLACE_MAX 100 /* bytes of place and day before a dash */
#define SHORT_PLACE 60
#define DATED 2 /* lines that may end in a day and a name */
#define DASH_WITHIN 120 /* bytes from the beginning of the text */

static const char *line_of(const char *from, const char *at)
{
    const char *newline = memrchr(from, '\n', (size_t)(at - from));
    return newline ? newline + 1 : from;
}

/* Words in lower case that are neither a month beside a number nor as short as "de". */
static unsigned plain_words(const char *at, const char *end)
{
    unsigned count = 0;
    bool number = false;
    while (at < end) {
        const char *blank = scan_find(at, end, ' ');
        const char *stop = blank ? blank : end;
        bool digits = stet_ascii_is_digit(*at);
        count += *at >= 'a' && *at <= 'z' && stop - at > 3 && !number;
        number = digits;
        at = scan_skip_blanks(stop, end);
        if (at == stop)
            break;
    }
    return count;
}

/* Whether [at, end) ends in capitals, as the place of a dateline that runs into the line before it. */
static bool ends_in_capitals(const char *at, const char *end)
{
    return end - at >= 3 && end[-1] >= 'A' && end[-1] <= 'Z' && end[-2] >= 'A' && end[-2] <= 'Z' && end[-3] >= 'A' &&
           end[-3] <= 'Z';
}

/* Whether the last two words of [at, end) have the initials that the name ends in: "Gulf News Agency (GNA)" explains a
 * name and dates nothing. */
static bool spells_out(const char *at, const char *end, const char *name, const char *name_end)
{
    for (int i = 0; i < 2; i++) {
        const char *blank = scan_find_last(at, end, ' ');
        if (!blank || name_end == name || blank + 1 == end || blank[1] != name_end[-1])
            return false;
        end = scan_trim_end(at, blank);
        name_end--;
    }
    return true;
}

static bool latin_or_cyrillic(const char *at)
{
    unsigned char c = (unsigned char)*at;
    return c < 0x80 || (c >= 0xc3 && c <= 0xc5) || c == 0xd0 || c == 0xd1;
}

/* How sure it is that the agencies between brackets at `open` are a dateline's; 0 when they are not. */
static float bracket_confidence(const char *line, const char *open, const char *close, const char *end)
{
    const char *place_end = scan_trim_end(line, open);
    line = scan_skip_blanks(line, place_end);
    const char *after = scan_skip_blanks(close + 1, end);
    bool dash = scan_dash(after, end) || (after < end && *after == ':') ||
                (after + 1 < end && *after == '.' && scan_dash(scan_skip_blanks(after + 1, end), end));
    bool line_ends = after == end || memchr(close, '\n', (size_t)(after - close));
    if (scan_find(open, close, '='))
        return .95f;
    if (after == end)
        return 0; /* the last words of the text: a credit line's */
    if (line == place_end)
        return dash || line_ends ? .95f : .7f;
    if (finder_photo(line, place_end))
        return 0;
    if (place_end - line > PLACE_MAX)
        return dash && ends_in_capitals(line, place_end) ? .85f : 0;
    unsigned plain = plain_words(line, place_end);
    if (dash)
        return plain <= 1 ? .97f : 0;
    if (plain || place_end - line > SHORT_PLACE || spells_out(line, place_end, open + 1, close))
        return 0;
    return latin_or_cyrillic(line) != line_ends ? .65f : 0;
}

static bool brackets(struct finder *finder, const char *from, const char *end)
{
    const char *open = from;
    for (int tries = 0; tries < 6 && (open = scan_find(open, end, '(')) != NULL; tries++, open++) {
        const char *limit = end - open > INSIDE_MAX ? open + INSIDE_MAX : end;
        const char *close = scan_find(open, limit, ')');
        struct source_list list;
        if (!close || !source_list_whole(finder->book, open + 1, close, &list))
            continue;
        const char *line = line_of(from, open);
        float confidence = bracket_confidence(line, open, close, end);
        if (confidence > 0 && !source_alias_ends(finder->book, line, scan_trim_end(line, open))) {
            if (open - line > PLACE_MAX)
                line = open;
            finder_add(finder, &list, SOURCE_KIND_DATELINE, confidence, line, close + 1);
            return true;
        }
    }
    return false;
}

/* "/ТАСС/" */
static bool slashes(struct finder *finder, const char *from, const char *end)
{
    const char *open = from;
    for (int tries = 0; tries < 4 && (open = scan_find(open, end, '/')) != NULL; tries++, open++) {
        const char *close = scan_find(open + 1, end - open > INSIDE_MAX ? open + INSIDE_MAX : end, '/');
        struct source_list list;
        if (!close || close - open < 3 || close + 1 == end || open - line_of(from, open) > PLACE_MAX ||
            (open > from && !scan_blank(open - 1, end)) || (close + 1 < end && stet_ascii_is_alpha(close[1])) ||
            finder_photo(line_of(from, open), open) || !source_list_whole(finder->book, open + 1, close, &list))
            continue;
        finder_add(finder, &list, SOURCE_KIND_DATELINE, .95f, line_of(from, open), close + 1);
        return true;
    }
    return false;
}

/* Behind the last of these a name before a dash may begin. */
static const char *part_of(const char *from, const char *end)
{
    while (end > from && !memchr("\n.,;:)/", end[-1], 7))
        end--;
    return end;
}

/* "ANKARA, AA -", "EFE.-", "Москва. 20 августа. INTERFAX.RU -" */
static bool before_dash(struct finder *finder, const char *from, const char *dash, const char *end)
{
    const char *stop = scan_trim_end(from, dash);
    stop -= stop > from && stop[-1] == '.';
    const char *part = part_of(from, stop), *word = stop;
    while (word > from && !scan_blank(word - 1, end))
        word--;
    /* "Philadelphia, PA -": two letters behind a comma are a state. */
    bool state = part > from && part[-1] == ',' && stop - scan_skip_blanks(part, stop) == 2;
    struct source_list list;
    if (state || (!source_list_whole(finder->book, part, stop, &list) &&
                  (word >= part || !source_list_whole(finder->book, word, stop, &list))))
        return false;
    finder_add(finder, &list, SOURCE_KIND_DATELINE, .85f, line_of(from, dash), dash);
    return true;
}

/* Names beside a dash: "ANKARA, AA -", "- РИА Новости.", "- «رويترز»:" */
static bool dashes(struct finder *finder, const char *from, const char *end)
{
    end = end - from > DASH_WITHIN ? from + DASH_WITHIN : end;
    const char *hyphen = scan_find(from, end, '-'), *other = scan_find(from, end, '\xe2');
    while (hyphen || other) {
        const char *p = !other || (hyphen && hyphen < other) ? hyphen : other;
        if (p == hyphen)
            hyphen = scan_find(p + 1, end, '-');
        else
            other = scan_find(p + 1, end, '\xe2');
        size_t dash = scan_dash(p, end);
        if (!dash || (p > from && !scan_blank(p - 1, end) && !scan_blank(p + dash, end) && (unsigned char)p[-1] < 0x80))
            continue;
        if (before_dash(finder, from, p, end))
            return true;
        struct source_list list;
        const char *name = scan_skip_blanks(p + dash, end);
        if (scan_begins(name, end, "\xc2\xab", 2))
            name += 2;
        size_t taken = source_list_prefix(finder->book, name, end, &list);
        const char *after = name + taken;
        if (taken && after < end &&
            (memchr(".:\n(", *after, 4) || *scan_skip_blanks(after, end - 1) == ':' ||
             scan_begins(after, end, "\xc2\xbb", 2) || scan_dash(scan_skip_blanks(after, end), end))) {
            finder_add(finder, &list, SOURCE_KIND_DATELINE, .85f, line_of(from, p), after);
            return true;
        }
    }
    return false;
}

static bool has(const char *at, const char *end, const char *text, size_t size)
{
    return at < end && memmem(at, (size_t)(end - at), text, size);
}

/* The line [at, end) ends in a day and a name: "الرياض 26 شوال 1436 هـ الموافق 11 أغسطس 2015 م واس" */
static bool line_end(struct finder *finder, const char *at, const char *end)
{
    end = scan_trim_end(at, end);
    if (end - at < 8 || end - at > 2 * PLACE_MAX || !source_list_may_end(finder->book, at, end))
        return false;
    const char *blank = memrchr(at, ' ', (size_t)(end - at));
    if (!blank || (!finder_opens(finder->book, scan_skip_blanks(blank, end), end) && !scan_find(blank, end, '=')))
        return false;
    struct source_list list;
    if (!source_list_whole(finder->book, blank, end, &list) || plain_words(at, blank) > 1)
        return false;
    for (const char *p = at; p < blank; p++) {
        if (stet_ascii_is_digit(*p)) {
            finder_add(finder, &list, SOURCE_KIND_DATELINE, .9f, at, end);
            return true;
        }
    }
    return false;
}

struct bracket {
    const char *open, *close;
    size_t size; /* of each */
    float confidence;
};

static const struct bracket *bracket_at(const char *at, const char *end)
{
    static const struct bracket brackets[] = {
        {"【", "】", 3, .95f}, {"［", "］", 3, .95f}, {"[", "]", 1, .95f}, {"（", "）", 3, .85f}};
    for (size_t i = 0; i < sizeof brackets / sizeof *brackets; i++)
        if (scan_begins(at, end, brackets[i].open, brackets[i].size))
            return &brackets[i];
    return NULL;
}

/* 【ニューヨーク共同】, ［新潟 20日 共同］, （法新社）, and 新华社北京8月20日电, 据 or a bracket before it, at the
 * beginning. */
static bool east_asian(struct finder *finder, const char *from, const char *end)
{
    const char *at = scan_skip_blanks(from, end);
    const char *limit = end - at > INSIDE_MAX ? at + INSIDE_MAX : end;
    struct source_list list;
    const char *first = at + (scan_begins(at, limit, "据", 3) || scan_begins(at, limit, "據", 3) ? 3 : 0);
    first += scan_begins(first, limit, "（", 3) ? 3 : 0;
    size_t taken = source_list_prefix(finder->book, first, end, &list);
    if (taken && (has(first + taken, limit, "电", 3) || has(first + taken, limit, "電", 3) ||
                  has(first + taken, limit, "訊", 3) || has(first + taken, limit, "讯", 3))) {
        finder_add(finder, &list, SOURCE_KIND_DATELINE, .95f, at, first + taken);
        return true;
    }
    for (const char *p = at; p < limit; p++) {
        const struct bracket *bracket = bracket_at(p, limit);
        if (!bracket)
            continue;
        const char *inside = p + bracket->size;
        const char *stop = end - inside > INSIDE_MAX ? inside + INSIDE_MAX : end;
        const char *close = memmem(inside, (size_t)(stop - inside), bracket->close, bracket->size);
        if (!close)
            return false;
        if (finder_photo(inside, close)) {
            p = close;
            continue;
        }
        /* The place may come first, without a blank. */
        for (const char *name = inside; name < close; name++) {
            if (((unsigned char)*name & 0xc0) != 0x80 && source_list_whole(finder->book, name, close, &list)) {
                finder_add(finder, &list, SOURCE_KIND_DATELINE, bracket->confidence, p, close + bracket->size);
                return true;
            }
        }
        p = close;
    }
    return false;
}

/* Whether the line is as most of a story's are, so that finder_byline and, where it may be `dated`, line_end find
 * nothing: no name and no phrase begins it, and none ends it or what begins it can be no name. */
static bool is_prose(const struct source_book *book, const char *at, const char *end, bool dated)
{
    at = scan_skip_blanks(at, end);
    return !finder_opens(book, at, end) &&
           ((!dated && at < end && finder_prose(*at)) || !source_list_may_end(book, at, end));
}

void finder_head(struct finder *finder, const char *at, const char *end)
{
    const char *line = at;
    for (int i = 0; i < 4; i++) {
        const char *newline = scan_find(line, end, '\n');
        if (!newline)
            break;
        if (!is_prose(finder->book, line, newline, i < DATED) &&
            (finder_byline(finder, line, newline, SOURCE_KIND_BYLINE) ||
             (i < DATED && line_end(finder, line, newline))))
            break;
        line = newline + 1;
    }
    const char *text = scan_skip_blanks(at, end);
    bool found = brackets(finder, text, end) || slashes(finder, text, end) || dashes(finder, text, end);
    if (!found && text < end && ((unsigned char)*text >= 0xe3 || *text == '\xe2' || *text == '['))
        east_asian(finder, text, end);
}
