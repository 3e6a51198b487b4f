/* Words that pages use around articles (words.tsv, compiled in), and how they are recognised. Constant data and pure
 * functions: thread-safe. */
#ifndef STET_PAGE_WORDS_H
#define STET_PAGE_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <stet/article.h>

enum page_word_kind {
    PAGE_WORD_AGE,
    PAGE_WORD_MONTH,
    PAGE_WORD_POSTED,
    PAGE_WORD_BYLINE,
    PAGE_WORD_RELATED,
    PAGE_WORD_LEAD,
    PAGE_WORD_END,
    PAGE_WORD_UI,
    PAGE_WORD_KINDS
};

struct page_word {
    const char *text; /* in lower case; a # stands for a number */
    uint16_t size;
    uint32_t value;
};

struct page_words {
    const struct page_word *words;
    size_t count;
};

extern const struct page_words page_words[PAGE_WORD_KINDS];

/* The code point at `at` and its length in *size; what is not UTF-8 is U+FFFD of one byte. */
int32_t page_code_at(const char *at, const char *end, size_t *size);

bool page_is_space(int32_t code);
bool page_is_letter(int32_t code); /* a letter, a mark or a digit */

/* Whether the script is written without spaces between words. */
bool page_is_wide(int32_t code);

stet_span page_trim(stet_span text);

/* The longest word of a kind that `text` begins with, whatever its case and kind of space, and not as the beginning of
 * a longer word: bytes of `text`, or 0. *value is that of the word, times the number that was read, or 0 when it is
 * beyond bounds. */
size_t page_word_at(enum page_word_kind kind, stet_span text, uint64_t *value);

/* Whether all of `text` is such a word, but for a number in brackets, a colon and the like at its end. */
bool page_word_whole(enum page_word_kind kind, stet_span text);

#endif
