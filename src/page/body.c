/* Bodies: which lines between two heads are the article's. Lines that look like text make runs; what stands between two
 * runs is dropped, and decides whether the second one is still the article. */
#include <string.h>

#include "page/words.h"
#include "page/work.h"

#define NOTICE_MAX 160 /* units of a sentence that may be a notice of the site */
#define CROSSHEAD_WORDS 5
#define CROSSHEAD_UNITS 32
#define NOTICE_WORDS 5
#define NEARBY 1000     /* lines in which one that recurs is looked for */
#define RESUME 2        /* paragraphs by which an article goes on behind a widget */
#define RESUME_SIGNED 3 /* the same when it has been signed before */

bool page_announces(const struct page_line *line)
{
    return line->shape != PAGE_SHAPE_PROSE &&
           (page_word_whole(PAGE_WORD_RELATED, line->text) || page_word_whole(PAGE_WORD_END, line->text));
}

/* "Opinion: ...", "LIRE AUSSI | ...": a lead and a mark behind it. */
static bool has_lead(const struct page_line *line)
{
    uint64_t value;
    size_t size;
    for (int i = 0; i < 2; i++) {
        size_t taken = page_word_at(i ? PAGE_WORD_RELATED : PAGE_WORD_LEAD, line->text, &value);
        stet_span rest = page_trim((stet_span){line->text.data + taken, line->text.size - taken});
        if (!taken || !rest.size)
            continue;
        int32_t code = page_code_at(rest.data, rest.data + rest.size, &size);
        if (code == ':' || code == '|' || code == 0xff1a || code == 0xff5c || code == 0x2013 || code == 0x2014 ||
            code == 0x25ba || code == 0xbb || code == '>')
            return true;
    }
    return false;
}

/* "© 2025 Harbour Herald": a credit only when it names an agency, which is asked before this. */
static bool is_copyright(const struct page_line *line)
{
    size_t size;
    return page_code_at(line->text.data, line->text.data + line->text.size, &size) == 0xa9;
}

bool page_speaks_of_site(const struct page_line *line)
{
    uint64_t value;
    return is_copyright(line) || (line->units < NOTICE_MAX && page_word_at(PAGE_WORD_UI, line->text, &value)) ||
           (line->shape != PAGE_SHAPE_PROSE && has_lead(line)) || (line->units < NOTICE_MAX && has_lead(line));
}

bool page_credits(const struct page_work *work, const struct page_line *line)
{
    return line->shape != PAGE_SHAPE_PROSE && work->known->credits &&
           work->known->credits(work->known->ctx, line->text);
}

static void drop(struct page_work *work, size_t i)
{
    const struct page_line *line = &work->lines[i];
    if (work->roles[i] != PAGE_ROLE_OPEN)
        return;
    bool link = line->shape == PAGE_SHAPE_HEAD || line->marks & PAGE_MARK_LINK || has_lead(line);
    work->roles[i] = line->repeated                    ? PAGE_ROLE_REPEATED
                     : line->marks & PAGE_MARK_CAPTION ? PAGE_ROLE_CAPTION
                     : link && !page_announces(line)   ? PAGE_ROLE_LINK
                                                       : PAGE_ROLE_JUNK;
}

/* Items of a list belong to the text when a colon has announced them, or when they are three right behind a paragraph:
 * links come in lists, too, but under a heading. */
static bool is_item(const struct page_work *work, size_t i, size_t begin, size_t end)
{
    if (!work->lines[i].dash || i == begin || work->lines[i].marks & PAGE_MARK_LINK)
        return false;
    const struct page_line *before = &work->lines[i - 1];
    return work->roles[i - 1] == PAGE_ROLE_BODY &&
           (before->colon || before->dash || (i + 2 < end && work->lines[i + 1].dash && work->lines[i + 2].dash));
}

/* "He said:" before a quotation or a list. */
static bool announces_speech(const struct page_work *work, size_t i, size_t end)
{
    const struct page_line *line = &work->lines[i];
    if (!line->colon || line->words < 2 || i + 1 >= end)
        return false;
    if (work->lines[i + 1].gap || work->lines[i + 1].marks & PAGE_MARK_QUOTE)
        return work->lines[i + 1].marks & PAGE_MARK_QUOTE;
    return work->lines[i + 1].dash || page_is_prose(&work->lines[i + 1]);
}

static bool is_text(const struct page_work *work, size_t i, size_t begin, size_t end)
{
    const struct page_line *line = &work->lines[i];
    if (line->marks & PAGE_MARK_CAPTION || (line->marks & PAGE_MARK_LINK && line->units < NOTICE_MAX))
        return false;
    /* An agency's credit recurs under many stories, and is each one's all the same. */
    if (page_credits(work, line))
        return true;
    if (line->repeated)
        return false;
    if (page_speaks_of_site(line) || page_announces(line))
        return false;
    if (line->marks & (PAGE_MARK_HEADING | PAGE_MARK_QUOTE) && !(line->marks & PAGE_MARK_LINK))
        return true;
    if (line->marks & PAGE_MARK_PARAGRAPH && line->shape != PAGE_SHAPE_SHORT && !(line->marks & PAGE_MARK_LINK))
        return true;
    return line->shape == PAGE_SHAPE_PROSE || line->shape == PAGE_SHAPE_SENTENCE || is_item(work, i, begin, end) ||
           announces_speech(work, i, end);
}

/* A line of a few words between two paragraphs is a heading of the article's own. One word alone is more often a
 * button. */
static bool is_crosshead(const struct page_work *work, size_t i, size_t begin, size_t end)
{
    const struct page_line *line = &work->lines[i];
    bool wide = line->units > line->text.size / 2 && line->text.size > line->units;
    if (line->shape > PAGE_SHAPE_HEAD || (line->shape == PAGE_SHAPE_HEAD && line->words >= CROSSHEAD_WORDS) ||
        line->repeated || line->dash || line->colon || line->marks || line->words > CROSSHEAD_WORDS ||
        line->units > CROSSHEAD_UNITS || (line->words < 2 && !wide) || page_announces(line) ||
        page_speaks_of_site(line))
        return false;
    size_t from = i - begin > NEARBY ? i - NEARBY : begin, to = end - i > NEARBY ? i + NEARBY : end;
    for (size_t k = from; k < to; k++)
        if (k != i && work->lines[k].text.size == line->text.size &&
            !memcmp(work->lines[k].text.data, line->text.data, line->text.size))
            return false;
    return true;
}

struct gap {
    size_t begin, end, labels;
    bool hard, related;
};

/* What [begin, end) between two runs tells. Hard: behind it something else may begin. */
static struct gap look(const struct page_work *work, size_t begin, size_t end)
{
    struct gap gap = {.begin = begin, .end = end};
    bool parted = end < work->count && work->lines[end].gap;
    for (size_t i = begin; i < end; i++) {
        const struct page_line *line = &work->lines[i];
        parted |= line->gap > 0;
        if (work->roles[i] != PAGE_ROLE_OPEN || line->marks & PAGE_MARK_CAPTION)
            continue;
        bool related = page_word_whole(PAGE_WORD_RELATED, line->text);
        gap.related |= related;
        gap.hard |= (line->shape == PAGE_SHAPE_SHORT && page_word_whole(PAGE_WORD_END, line->text));
        gap.labels += line->shape == PAGE_SHAPE_SHORT && !related && !page_speaks_of_site(line);
    }
    gap.hard |= gap.labels > 2 || (gap.labels > 1 && parted);
    return gap;
}

/* The end of the run of text that begins at `i`; *prose counts its paragraphs. */
static size_t run_end(const struct page_work *work, size_t i, size_t end, size_t *prose)
{
    *prose = 0;
    for (; i < end && work->roles[i] == PAGE_ROLE_BODY; i++)
        *prose += page_is_prose(&work->lines[i]);
    return i;
}

/* Marks what looks like text, whether or not it will stay. */
static void mark_text(struct page_work *work, size_t begin, size_t end)
{
    for (size_t i = begin; i < end; i++) {
        const struct page_line *line = &work->lines[i];
        struct page_meta meta;
        if (work->roles[i] != PAGE_ROLE_OPEN)
            continue;
        if (is_text(work, i, begin, end))
            work->roles[i] = PAGE_ROLE_BODY;
        else if (page_meta_time(line, &meta))
            work->roles[i] = PAGE_ROLE_USED;
    }
    for (size_t i = begin + 1; i + 1 < end; i++)
        if (work->roles[i] == PAGE_ROLE_OPEN && work->roles[i - 1] == PAGE_ROLE_BODY &&
            work->roles[i + 1] == PAGE_ROLE_BODY && page_is_prose(&work->lines[i + 1]) &&
            is_crosshead(work, i, begin, end))
            work->roles[i] = PAGE_ROLE_BODY;
}

static void drop_from(struct page_work *work, size_t begin, size_t end)
{
    for (size_t i = begin; i < end; i++) {
        if (work->roles[i] == PAGE_ROLE_BODY)
            work->roles[i] = PAGE_ROLE_OPEN;
        drop(work, i);
    }
}

/* A heading over other stories is followed by headlines with a teaser each, which has words of its headline; or by
 * links, behind which the article goes on. */
static bool cards_follow(const struct page_work *work, const struct gap *gap, size_t prose)
{
    size_t title = gap->end - 1, hits;
    if (!gap->related || prose >= RESUME || title <= gap->begin || work->lines[title].shape == PAGE_SHAPE_SHORT)
        return false;
    page_overlap(work, title, gap->end, gap->end + 1, &hits);
    return hits > 0;
}

/* Short sentences behind a gap, and nothing behind them that is longer: "Was this helpful?" */
static bool is_tail(const struct page_work *work, size_t i, size_t run, size_t last_prose)
{
    if (last_prose != PAGE_NONE && last_prose >= i)
        return false;
    for (; i < run; i++)
        if (work->lines[i].words > NOTICE_WORDS || page_credits(work, &work->lines[i]))
            return false;
    return true;
}

void page_find_body(struct page_work *work, size_t begin, size_t end, bool main, size_t *rest)
{
    bool any = false, is_signed = false;
    mark_text(work, begin, end);
    size_t last_prose = PAGE_NONE;
    for (size_t i = begin; i < end; i++)
        if (work->roles[i] == PAGE_ROLE_BODY && page_is_prose(&work->lines[i]))
            last_prose = i;
    *rest = end;
    for (size_t i = begin; i < end;) {
        size_t gap_begin = i, prose, run;
        while (i < end && work->roles[i] != PAGE_ROLE_BODY)
            i++;
        struct gap gap = look(work, gap_begin, i);
        run = run_end(work, i, end, &prose);
        if (i == end && gap.related) {
            *rest = gap.begin;
            return;
        }
        if (any && main && i < end && cards_follow(work, &gap, prose)) {
            *rest = gap.begin;
            return;
        }
        if (any && i > gap_begin && i < end &&
            (gap.hard || !main || (is_signed && gap.labels) || is_tail(work, i, run, last_prose))) {
            bool closes = main && !is_signed && prose && page_credits(work, &work->lines[run - 1]);
            if (prose < (is_signed ? RESUME_SIGNED : RESUME) && !closes) {
                drop_from(work, gap_begin, run);
                i = run;
                continue;
            }
        }
        drop_from(work, gap_begin, i);
        for (size_t k = i; k < run; k++)
            is_signed |= page_credits(work, &work->lines[k]);
        any |= i < run;
        i = run;
    }
}
