/* Which line before a body is its title: the one whose words the body uses. */
#include <string.h>

#include <utf8proc.h>

#include "page/words.h"
#include "page/work.h"

#define ZONE 60       /* lines before the body that are looked at */
#define BODY_MAX 6000 /* bytes of prose that words are looked for in */
#define WORD_MIN 4    /* letters; 2 where words have no spaces */
#define WORDS_MAX 48
#define HITS_MAX 4 /* a summary has more words than a title, and is none for that */
#define LATER .85  /* a later line must have so much more to say: a title comes before its summary */
#define TITLE_UNITS 240

bool page_same_letters(stet_span a, stet_span b)
{
    const char *x = a.data, *y = b.data, *x_end = x + a.size, *y_end = y + b.size;
    size_t size;
    for (;;) {
        int32_t left = 0, right = 0;
        while (x < x_end && !left) {
            int32_t code = page_code_at(x, x_end, &size);
            left = page_is_letter(code) ? utf8proc_tolower(code) : 0;
            x += size;
        }
        while (y < y_end && !right) {
            int32_t code = page_code_at(y, y_end, &size);
            right = page_is_letter(code) ? utf8proc_tolower(code) : 0;
            y += size;
        }
        if (left != right)
            return false;
        if (!left)
            return true;
    }
}

/* Whether `line` has the word [word, word_end), whatever its case. */
static bool has_word(stet_span line, const char *word, const char *word_end, size_t *budget)
{
    const char *end = line.data + line.size;
    size_t size, skip, wanted;
    int32_t first = utf8proc_tolower(page_code_at(word, word_end, &skip));
    for (const char *at = line.data; at < end && *budget; at += size, --*budget) {
        if (utf8proc_tolower(page_code_at(at, end, &size)) != first)
            continue;
        const char *p = at + size, *w = word + skip;
        while (w < word_end && p < end) {
            size_t got;
            if (utf8proc_tolower(page_code_at(p, end, &got)) != utf8proc_tolower(page_code_at(w, word_end, &wanted)))
                break;
            p += got;
            w += wanted;
        }
        if (w >= word_end)
            return true;
    }
    return false;
}

static bool occurs(const struct page_work *work, const char *word, const char *word_end, size_t begin, size_t end)
{
    size_t budget = BODY_MAX;
    for (size_t i = begin; i < end && budget; i++)
        if (page_is_prose(&work->lines[i]) && has_word(work->lines[i].text, word, word_end, &budget))
            return true;
    return false;
}

double page_overlap(const struct page_work *work, size_t line, size_t begin, size_t end, size_t *hits)
{
    const char *at = work->lines[line].text.data, *stop = at + work->lines[line].text.size;
    size_t words = 0, size;
    *hits = 0;
    while (at < stop && words < WORDS_MAX) {
        int32_t code = page_code_at(at, stop, &size);
        const char *word = at;
        size_t letters = 0;
        bool wide = page_is_wide(code);
        while (at < stop && page_is_letter(code = page_code_at(at, stop, &size)) && page_is_wide(code) == wide &&
               !(wide && letters == 2)) {
            at += size;
            letters++;
        }
        if (letters >= (wide ? 2 : WORD_MIN)) {
            words++;
            *hits += occurs(work, word, at, begin, end);
        } else if (!letters) {
            at += size;
        }
    }
    return words ? (double)*hits / (double)words : 0;
}

static bool may_be_title(const struct page_work *work, size_t i)
{
    const struct page_line *line = &work->lines[i];
    struct page_meta meta;
    stet_span author;
    return !line->repeated && line->units <= TITLE_UNITS && (line->words > 1 || line->units > 6) && !line->dash &&
           !(line->marks & PAGE_MARK_CAPTION) && !page_announces(line) && !page_speaks_of_site(line) &&
           !page_meta_time(line, &meta) && !page_meta_byline(line, &author) && !page_credits(work, line);
}

size_t page_find_title(const struct page_work *work, size_t begin, size_t body, size_t end)
{
    size_t best = PAGE_NONE, fallback = PAGE_NONE;
    double most = 0, factor = 1;
    if (body - begin > ZONE)
        begin = body - ZONE;
    for (size_t i = begin; i < body; i++) {
        const struct page_line *line = &work->lines[i];
        if (work->roles[i] != PAGE_ROLE_OPEN)
            continue;
        if (work->known->title.size && page_same_letters(line->text, work->known->title))
            return i;
        if (!may_be_title(work, i))
            continue;
        size_t hits;
        double share = page_overlap(work, i, body, end, &hits);
        double score = share * (double)(hits > HITS_MAX ? HITS_MAX : hits) * factor;
        if (line->marks & PAGE_MARK_TITLE)
            score = (score + 1) * 2;
        if (hits > 1 || line->marks & PAGE_MARK_TITLE) {
            if (score > most)
                most = score, best = i;
            factor *= LATER;
        }
        if (body == end && fallback != PAGE_NONE) /* no paragraph at all: the first line */
            continue;
        /* Failing that, the first line that is as long as a headline, of those next to the body. */
        if (line->shape == PAGE_SHAPE_HEAD || fallback == PAGE_NONE || work->lines[fallback].shape != PAGE_SHAPE_HEAD)
            fallback =
                fallback != PAGE_NONE && work->lines[fallback].shape == PAGE_SHAPE_HEAD && !line->gap ? fallback : i;
    }
    return best == PAGE_NONE ? fallback : best;
}
