/* What the finders of credits share. Private to this folder. */
#ifndef STET_SOURCE_FINDER_H
#define STET_SOURCE_FINDER_H

#include <stdbool.h>

#include "base/ascii.h"
#include "source/credit.h"

struct finder {
    const struct source_book *book;
    struct source_credit *out;
    size_t count;
};

/* Records a finding for each agency of `list`; `value` is [at, end), trimmed and cut at a character. */
void finder_add(struct finder *finder, const struct source_list *list, enum source_kind kind, float confidence,
                const char *at, const char *end);

/* Records a credit to somebody who is not in the table. */
void finder_add_unknown(struct finder *finder, enum source_kind kind, float confidence, const char *at,
                        const char *end);

/* Whether the words at `at` begin a photo credit or caption. */
bool finder_photo(const char *at, const char *end);

void finder_author(struct finder *finder, stet_span author);

/* Whether [at, end) looks like the name of a person or an outlet: at most so many words, with capitals. */
bool finder_names_like(const char *at, const char *end, unsigned most);

/* Datelines and bylines in [at, end), the beginning of the text. */
void finder_head(struct finder *finder, const char *at, const char *end);

/* Credit lines in [at, end), the end of the text; `from` is where the text (or its part unread by finder_head) begins:
 * a first line that was cut is known by it. */
void finder_tail(struct finder *finder, const char *from, const char *at, const char *end);

/* The beginning of a line, read once for the rules that ask for it. Blanks stand neither before nor behind the line. */
struct finder_line {
    const char *at, *name, *end; /* the name begins behind "By", else at `at` */
    struct source_list list;     /* what source_list_prefix says of [name, end) */
    size_t taken;
};

struct source_phrase;

/* Fills `name`, `list` and `taken`. `phrase` of `size` bytes is what the line begins with, or NULL. */
void finder_read_list(const struct finder *finder, struct finder_line *line, const struct source_phrase *phrase,
                      size_t size);

/* Whether a word that begins with `c` can begin no name of a person or an outlet, as do most wrapped lines of prose. */
static inline bool finder_prose(char c)
{
    return (c >= 'a' && c <= 'z') || stet_ascii_is_digit(c) || c == '(';
}

/* A byline in the line [at, end): "By Reuters", "By X, Associated Press", or a line of agencies only, which is recorded
 * as of kind `alone`. */
bool finder_byline(struct finder *finder, const char *at, const char *end, enum source_kind alone);

/* The same when the line has been read. */
bool finder_byline_of(struct finder *finder, const struct finder_line *line, enum source_kind alone);

enum source_phrase_kind {
    PHRASE_CREDIT,
    PHRASE_FILES,
    PHRASE_BYLINE,
    PHRASE_COPYRIGHT,
    PHRASE_SIGNATURE,
    PHRASE_PHOTO,
    PHRASE_ARTICLE,
    PHRASE_BEHIND, /* an agency comes before it */
    PHRASE_QUOTE,  /* who is quoted follows */
    PHRASE_SAYS    /* who is quoted comes before it */
};

/* What a phrase announces. */
struct source_phrase {
    uint8_t kind; /* enum source_phrase_kind */
    bool whole;   /* the line holds this and agencies, nothing else */
    bool names;   /* what follows is a name even when it is not an agency's */
    float confidence;
};

/* phrases.tsv; `value` of a text is an index into source_phrases. */
extern const struct source_phrase source_phrases[];
extern const struct source_names source_phrase_texts;
extern const struct source_names source_files_texts; /* those of PHRASE_FILES again */

/* The phrase that [at, end) begins with, NULL when none; *size is its length. */
static inline const struct source_phrase *source_phrase_at(const char *at, const char *end, size_t *size)
{
    const struct source_name *text = source_name_at(&source_phrase_texts, at, end);
    *size = text ? text->size : 0;
    return text ? &source_phrases[text->value] : NULL;
}

/* Whether [at, end) may begin with a phrase or an agency's name: every rule wants one of these, a person's name, or a
 * bracket at the end. */
static inline bool finder_opens(const struct source_book *book, const char *at, const char *end)
{
    return source_name_possible(&book->aliases, &source_phrase_texts, at, end);
}

#endif
