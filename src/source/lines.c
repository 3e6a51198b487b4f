/* Credit lines: what the end of a text says about where it comes from.
 *
 * The last lines are looked at one by one. Long ones are paragraphs of the story: only their last bytes may hold a
 * credit, behind the end of a sentence or in brackets. */
#include "source/finder.h"
#include "source/scan.h"

#define LAST_LINES 8
#define LINE_MAX 240  /* longer lines are paragraphs */
#define PARAGRAPH 240 /* bytes at the end of a paragraph that may hold a credit */
#define INSIDE_MAX 90 /* bytes between brackets */
#define WORD_MAX 24   /* bytes of a bare name behind the last sentence */
#define NAME_MAX 60   /* bytes of a name that is not in the table */
#define BARE_NAME .2f /* confidence of what may be one */

static bool has(const char *at, const char *end, const char *text, size_t size)
{
    return at < end && memmem(at, (size_t)(end - at), text, size);
}

/* Whether a credit may end here. */
static bool ends(const char *at, const char *end)
{
    at = scan_skip_blanks(at, end);
    return at == end || memchr(".,;:()[]\n", *at, 9) || scan_dash(at, end) || scan_begins_folded(at, end, "was ", 4) ||
           scan_begins_folded(at, end, "all ", 4) || scan_begins_folded(at, end, "for ", 4) ||
           scan_begins_folded(at, end, "tous ", 5) || scan_begins(at, end, "。", 3) || scan_begins(at, end, "）", 3) ||
           scan_begins(at, end, "®", 2) || scan_begins(at, end, "报道", 6) || scan_begins(at, end, "報道", 6) ||
           stet_ascii_is_digit(*at);
}

/* "With files from Jane Doe, CBC's John Roe and The Canadian Press": the agencies among the names. */
static void among(const struct source_book *book, const char *at, const char *end, struct source_list *list)
{
    const char *stop = memchr(at, '\n', (size_t)(end - at));
    end = stop ? stop : end;
    list->count = 0;
    for (const char *p = at; p < end && list->count == 0;) {
        if (!source_list_prefix(book, p, end, list)) {
            const char *blank = memchr(p, ' ', (size_t)(end - p));
            p = blank ? blank + 1 : end;
        }
    }
}

/* The agencies behind "With files from" and the like; `rest` follows the phrase. */
static bool credit_after(struct finder *finder, const struct source_phrase *found, const char *at, const char *rest,
                         const char *end)
{
    enum source_kind kind = found->kind == PHRASE_FILES ? SOURCE_KIND_FILES : SOURCE_KIND_CREDIT;
    struct source_list list;
    rest = scan_skip_blanks(rest, end);
    size_t taken = source_list_prefix(finder->book, rest, end, &list);
    const char *close = scan_trim_end(rest, end);
    while (close > rest && memchr(".)]", close[-1], 3))
        close--;
    if (close - rest > 6 && (!memcmp(close - 6, "报道", 6) || !memcmp(close - 6, "報道", 6)))
        close -= 6;
    if (found->whole) {
        if (!taken || !source_list_whole(finder->book, rest, close, &list))
            return false;
    } else if (taken && !ends(rest + taken, end)) {
        return false;
    }
    if (!taken && kind == SOURCE_KIND_FILES && !found->whole) {
        among(finder->book, rest, end - rest > 120 ? rest + 120 : end, &list);
        taken = list.count;
    }
    if (!taken) {
        if (!found->names || close - rest < 3 || close - rest > NAME_MAX)
            return false;
        finder_add_unknown(finder, kind, found->confidence / 2, at, close);
        return true;
    }
    finder_add(finder, &list, kind, found->confidence, at, end);
    return true;
}

/* "© 2025 AFP", "Copyright 2018 The Associated Press. All rights reserved." A name without a year right behind the sign
 * at the end of a caption is the photographer's agency, so `line` tells whether it stands alone. */
static bool copyright(struct finder *finder, const char *at, const char *end, bool line)
{
    const char *p = at;
    bool year = false;
    const struct source_phrase *sign;
    for (size_t size; (sign = source_phrase_at(p, end, &size)) != NULL && sign->kind == PHRASE_COPYRIGHT;)
        p = scan_skip_blanks(p + size, end);
    while (p < end && (stet_ascii_is_digit(*p) || *p == '-' || *p == ',' || *p == ':' || scan_blank(p, end))) {
        year |= stet_ascii_is_digit(*p);
        p++;
    }
    struct source_list list;
    size_t taken = source_list_prefix(finder->book, p, end, &list);
    if (!taken || (!line && !year) || !ends(p + taken, end))
        return false;
    finder_add(finder, &list, SOURCE_KIND_COPYRIGHT, .95f, at, end);
    return true;
}

/* "Reporting by ...; Editing by ...": the way Reuters signs, though not Reuters alone. */
static bool signature(struct finder *finder, const char *at, const char *end)
{
    if (!has(at, end, "diting by", 9))
        return false;
    struct source_list list = {.count = 1, .agency = {source_agency_find(finder->book, "REUTERS")}};
    finder_add(finder, &list, SOURCE_KIND_CREDIT, .5f, at, end);
    return true;
}

/* "PTI SJR TDS": the agency and the initials of its editors. */
static bool initials(struct finder *finder, const char *at, const char *end)
{
    uint16_t agency;
    bool capitals = *at >= 'A' && *at <= 'Z' && end[-1] >= 'A' && end[-1] <= 'Z';
    size_t taken = capitals && end - at <= WORD_MAX * 2 ? source_alias_at(finder->book, at, end, &agency) : 0;
    if (taken < 3 || taken == (size_t)(end - at))
        return false;
    for (const char *p = at; p < end; p++)
        if (*p != ' ' && (*p < 'A' || *p > 'Z'))
            return false;
    struct source_list list = {.count = 1, .agency = {agency}};
    finder_add(finder, &list, SOURCE_KIND_CREDIT, .85f, at, end);
    return true;
}

/* What is said behind the names of `list`, the first `taken` bytes: "共同通信の協力により作成". */
static bool behind(struct finder *finder, const struct source_list *list, size_t taken, const char *at, const char *end)
{
    size_t size;
    const struct source_phrase *phrase = taken ? source_phrase_at(at + taken, end, &size) : NULL;
    if (!phrase || phrase->kind != PHRASE_BEHIND)
        return false;
    finder_add(finder, list, SOURCE_KIND_FILES, phrase->confidence, at, end);
    return true;
}

/* What [at, end) announces, which begins with the phrase `found` of `size` bytes. A `sentence` within a paragraph must
 * be beyond doubt. */
static bool announces(struct finder *finder, const struct source_phrase *found, size_t size, const char *at,
                      const char *end, bool sentence)
{
    struct finder_line line = {.at = at, .end = end};
    switch ((enum source_phrase_kind)found->kind) {
    case PHRASE_CREDIT:
    case PHRASE_FILES:
        return !(sentence && found->whole) && credit_after(finder, found, at, at + size, end);
    case PHRASE_COPYRIGHT:
        return copyright(finder, at, end, !sentence);
    case PHRASE_SIGNATURE:
        return signature(finder, at, end);
    case PHRASE_BYLINE:
        if (sentence)
            return false;
        line.end = scan_trim_end(at, end);
        finder_read_list(finder, &line, found, size);
        return finder_byline_of(finder, &line, SOURCE_KIND_BYLINE);
    case PHRASE_PHOTO:
        return !sentence; /* nothing else in a photograph's line counts */
    case PHRASE_ARTICLE:
    case PHRASE_BEHIND:
    case PHRASE_QUOTE:
    case PHRASE_SAYS:
        break;
    }
    return false;
}

/* The same when it is not known whether a phrase begins it. */
static bool announced(struct finder *finder, const char *at, const char *end, bool sentence)
{
    size_t size;
    const struct source_phrase *found = source_phrase_at(at, end, &size);
    return found && announces(finder, found, size, at, end, sentence);
}

/* The same with full-width brackets: "……销往南方。（新华社）", "（来源：中央社）", "（共同通信の情報を含む）". */
static bool closing_wide(struct finder *finder, const char *at, const char *end)
{
    const char *line = at, *open = NULL;
    at = end - at > INSIDE_MAX ? end - INSIDE_MAX : at;
    for (const char *p = at; (p = memmem(p, (size_t)(end - p), "（", 3)) != NULL; p += 3)
        open = p;
    if (!open || finder_photo(open + 3, end - 3))
        return false;
    const char *inside = open + 3, *close = end - 3;
    struct source_list list;
    if (!source_list_whole(finder->book, inside, close, &list)) {
        size_t taken = source_list_prefix(finder->book, inside, close, &list);
        return announced(finder, inside, close, false) || behind(finder, &list, taken, inside, close);
    }
    bool sentence = open == line || (open - line >= 3 && (!memcmp(open - 3, "。", 3) || !memcmp(open - 3, "」", 3) ||
                                                          !memcmp(open - 3, "！", 3) || !memcmp(open - 3, "”", 3)));
    if (sentence)
        finder_add(finder, &list, SOURCE_KIND_CREDIT, .9f, open, end);
    return sentence;
}

/* "... of the talks. (dpa)", "jm/dm (AFP, dpa)": brackets that end the line. Behind words that end no sentence they
 * are a caption's. */
static bool closing_brackets(struct finder *finder, const char *at, const char *end)
{
    const char *line = at;
    struct source_list list;
    if (end - at > 6 && !memcmp(end - 3, "）", 3))
        return closing_wide(finder, at, end);
    if (end - at < 4 || end[-1] != ')')
        return false;
    at = end - at > INSIDE_MAX ? end - INSIDE_MAX : at;
    const char *open = memrchr(at, '(', (size_t)(end - at));
    if (!open)
        return false;
    if (!source_list_whole(finder->book, open + 1, end - 1, &list))
        return announced(finder, open + 1, end, false);
    const char *before = scan_trim_end(line, open);
    if (before - line > 8 && (before < line + 1 || !memchr(".!?\"", before[-1], 4)) &&
        !(before - line > 3 && (!memcmp(before - 3, "”", 3) || !memcmp(before - 3, "。", 3))) &&
        memcmp(before - 2, "»", 2))
        return false;
    if (has(before - line > 60 ? before - 60 : line, before, "©", 2))
        return false;
    finder_add(finder, &list, SOURCE_KIND_CREDIT, .9f, open, end);
    return true;
}

/* "... he said. PTI" */
static bool bare_word(struct finder *finder, const char *at, const char *end)
{
    at = end - at > WORD_MAX ? end - WORD_MAX : at;
    const char *stop = memrchr(at, '.', (size_t)(end - at));
    struct source_list list;
    if (!stop || end - stop < 3 || !scan_blank(stop + 1, end) || !source_list_whole(finder->book, stop + 1, end, &list))
        return false;
    finder_add(finder, &list, SOURCE_KIND_CREDIT, .7f, stop + 1, end);
    return true;
}

#define FOUR(a, b, c, d) ((uint32_t)(a) | (uint32_t)(b) << 8 | (uint32_t)(c) << 16 | (uint32_t)(d) << 24)

/* Whether a line may be "X contributed to this report": a search in every line would cost too much. */
static bool thanks(const char *at, const char *end)
{
    if (end - at <= 20)
        return false;
    uint32_t last = source_lead_at(end - 4, 4);
    bool report = last == FOUR('p', 'o', 'r', 't'), story = last == FOUR('t', 'o', 'r', 'y');
    bool article = last == FOUR('i', 'c', 'l', 'e'), contributed = last == FOUR('u', 't', 'e', 'd');
    if (!(report | story | article | contributed))
        return false;
    return (report && !memcmp(end - 6, "report", 6)) || (story && !memcmp(end - 5, "story", 5)) ||
           (article && !memcmp(end - 7, "article", 7)) || (contributed && !memcmp(end - 11, "contributed", 11));
}

/* Whether the last word of a line can be none of a name, as finder_names_like says. */
static bool ends_in_prose(const char *at, const char *end)
{
    const char *blank = memrchr(at, ' ', (size_t)(end - at)), *word = scan_skip_blanks(blank ? blank : at, end);
    return word < end && finder_prose(*word);
}

/* "(Harbour Herald)", "— Harbour Herald", "Jane Doe, Harbour Herald", "The Courier / Harbour Herald": maybe an outlet's
 * name. It counts only where another member of the cluster is that outlet. `whole` says that nothing stands before the
 * line. */
static bool bare_name(struct finder *finder, const struct finder_line *line, bool whole)
{
    const char *at = line->at, *close = line->end;
    if (line->taken || close - at > 2 * NAME_MAX || finder_prose(*at) || ends_in_prose(at, close))
        return false;
    const char *comma = scan_find_last(at, close, ','), *slash = scan_find_last(at, close, '/');
    const char *cut = slash ? slash : comma;
    const char *name = scan_skip_blanks(cut ? cut + 1 : at, close);
    if ((whole && !cut) || !finder_names_like(name, close, 6))
        return false;
    if (cut && !finder_names_like(at, scan_trim_end(at, cut), slash ? 6 : 5))
        return false;
    struct source_list list; /* an agency beside a photographer's name */
    if (source_list_whole(finder->book, name, close, &list))
        return false;
    finder_add_unknown(finder, SOURCE_KIND_CREDIT, BARE_NAME, name, close);
    return true;
}

/* Behind the brackets, dashes and blanks that a line begins with; "(c)" is none of them. */
static const char *behind_marks(const char *at, const char *end)
{
    while (at < end && !stet_ascii_is_alpha(*at) && !stet_ascii_is_digit(*at)) {
        size_t step = scan_blank(at, end);
        if (!step)
            step = scan_dash(at, end);
        if (*at == '(' ? !scan_begins_folded(at, end, "(c)", 3) : *at == '[' || *at == '/' || *at == '*')
            step = 1;
        if (!step)
            break;
        at += step;
    }
    return at;
}

static bool closes(char c)
{
    return c == '.' || c == ')' || c == ']' || c == '/' || c == '*' || c == ' ';
}

/* What the phrase and the agencies say that the line begins with; `end` includes what closes it. Fills the list of the
 * line when they say nothing. */
static bool opening(struct finder *finder, struct finder_line *line, const char *end)
{
    size_t size;
    const struct source_phrase *phrase = source_phrase_at(line->at, end, &size);
    if (phrase && announces(finder, phrase, size, line->at, end, false))
        return true;
    if (size > (size_t)(line->end - line->at))
        phrase = source_phrase_at(line->at, line->end, &size);
    if (phrase && phrase->kind == PHRASE_BYLINE)
        phrase = NULL; /* in vain, as announces() says */
    finder_read_list(finder, line, phrase, size);
    return line->taken && (initials(finder, line->at, line->end) ||
                           behind(finder, &line->list, line->taken, line->at, line->end));
}

static bool short_line(struct finder *finder, const char *from, const char *end)
{
    const char *at = behind_marks(from, end), *close = end;
    while (close > at && closes(close[-1]))
        close--;
    if (close == at)
        return true;
    struct finder_line line = {.at = at, .name = at, .end = close};
    if (finder_opens(finder->book, at, end) && opening(finder, &line, end))
        return true;
    const char *contributed = thanks(at, close) ? memmem(at, (size_t)(end - at), " contributed", 12) : NULL;
    if (contributed) {
        struct source_list list;
        among(finder->book, at, contributed, &list);
        finder_add(finder, &list, SOURCE_KIND_FILES, .9f, at, end);
        return list.count > 0;
    }
    if (!line.taken && finder_prose(*at))
        return false; /* the rules below want an agency or a name at the beginning */
    return finder_byline_of(finder, &line, SOURCE_KIND_CREDIT) || bare_name(finder, &line, at == from);
}

/* Sentences at the end of a paragraph whose lines were lost. */
static void sentences(struct finder *finder, const char *at, const char *end)
{
    for (const char *p = at; p + 4 < end; p++) {
        p = memchr(p, '.', (size_t)(end - p) - 3);
        if (!p)
            return;
        const char *start = p + 1;
        if (!scan_blank(start, end))
            continue;
        while (start < end && (*start == '(' || scan_dash(start, end) || scan_blank(start, end)))
            start += scan_dash(start, end)    ? scan_dash(start, end)
                     : scan_blank(start, end) ? scan_blank(start, end)
                                              : 1;
        if (announced(finder, start, end, true))
            return;
    }
}

/* Whether the line is as most of a story's are, so that no rule of short_line and closing_brackets can hold: it begins
 * with a letter or digit, ends in no bracket, and has neither a name nor a phrase at either end. */
static bool is_prose(const struct source_book *book, const char *at, const char *end)
{
    const char *close = end - (end[-1] == '.');
    unsigned char last = (unsigned char)close[-1];
    bool word = stet_ascii_is_alpha(*at) || stet_ascii_is_digit(*at);
    if (!word || last >= 0x80 || closes((char)last) || finder_opens(book, at, end) || thanks(at, close))
        return false;
    return finder_prose(*at) || (!source_list_may_end(book, at, close) && ends_in_prose(at, close));
}

static void line_of_tail(struct finder *finder, const char *at, const char *end, bool last)
{
    at = scan_skip_blanks(at, end);
    end = scan_trim_end(at, end);
    if (end - at < 2)
        return;
    if (!last && is_prose(finder->book, at, end))
        return;
    if (end - at <= LINE_MAX && short_line(finder, at, end))
        return;
    if (closing_brackets(finder, at, end) || !last)
        return;
    size_t before = finder->count;
    at = end - at > PARAGRAPH ? end - PARAGRAPH : at;
    sentences(finder, at, end);
    if (finder->count == before)
        bare_word(finder, at, end);
}

void finder_tail(struct finder *finder, const char *from, const char *at, const char *end)
{
    end = scan_trim_end(at, end);
    for (int i = 0; i < LAST_LINES && end > at; i++) {
        const char *newline = memrchr(at, '\n', (size_t)(end - at));
        bool cut = !newline && at > from; /* the line begins before `at`: a paragraph */
        const char *line = newline ? newline + 1 : at;
        if (!cut || end - line > LINE_MAX || i == 0)
            line_of_tail(finder, line, end, i == 0);
        end = newline ? scan_trim_end(at, newline) : at;
    }
}
