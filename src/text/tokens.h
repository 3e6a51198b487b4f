/* Text to tokens: the first half of the hot path.
 *
 * A token is a normalised word or, in scripts written without spaces, one character. It is kept as a 64-bit hash only.
 * The rules, version 1, which sketches stored on disk rely on and tests pin:
 *
 *  1 Characters. Each becomes its NFKC and full case folding (Unicode 3.11, 3.13), with these differences:
 *    - Gone, without splitting a word: combining accents (U+0300-036F and the like, also those inside composed letters:
 *      e-acute is e, Cyrillic io is ie), Hebrew points, Arabic vowel signs, hamza on or below a letter, madda, tatweel,
 *      soft hyphens, zero-width characters, variation selectors, bidirectional controls, whatever else Unicode calls
 *      ignorable. Vowel signs, viramas and nuktas of Indic scripts and voicing marks of kana stay.
 *    - Latin letters with a stroke lose it (l, o, d, h, t), dotless i is i, ae and oe are two letters: as foreign desks
 *      print these names. Eth and thorn stay.
 *    - Arabic alef maksura and Persian yeh are yeh, teh marbuta is heh, Persian kaf is kaf, alef wasla stays.
 *    - Decimal digits of all scripts are 0-9; Arabic decimal and thousands separators are point and comma.
 *    - A spacing accent is a space, and so are the trade and service marks.
 *  2 Order. Marks are in canonical order and composed with their letters, in runs of up to 30 on one letter.
 *  3 Words are maximal runs of letters, marks and numbers (categories L, M, N). Everything else separates, except:
 *    - a point or comma between two digits is part of the word: 155,221 and 4.8 are one token;
 *    - an apostrophe (straight, curly, or the letters that look like it) behind a word and before a letter (not
 *      Hangul) vanishes: don't is dont, whatever apostrophe it is spelled with; 1990's is 1990s.
 *  4 Characters as tokens: Han, kana, bopomofo, Thai, Lao, Khmer and Myanmar letters, each with the marks behind it.
 *    A run of more than 12 Hangul syllables in a word is taken out of it, and each is a token; shorter runs are not.
 *  5 Bytes that are not UTF-8 separate.
 *  6 The hash of the token's folded UTF-8 is that of text/hash.h; the lowest bit says whether the token holds a digit.
 *
 * Which characters are letters and how they fold is Unicode's answer as of the version that the build found (see
 * text_unicode_version); for characters that were assigned before, the answer does not change from version to version.
 */
#ifndef STET_TEXT_TOKENS_H
#define STET_TEXT_TOKENS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <stet/status.h>

#include "sys/isa.h"

/* Of the rules above, the hash included. */
#define TEXT_VERSION 1

/* The lowest bit of a token's hash tells whether the token holds a digit. */
#define TEXT_TOKEN_NUMBER UINT64_C(1)

/* Growable array of token hashes. Zero-initialise; release with text_tokens_free. */
struct text_tokens {
    uint64_t *hash;
    size_t count;
    size_t capacity;
};

void text_tokens_free(struct text_tokens *tokens);

/* Appends the tokens of `size` bytes of UTF-8 (the feed has validated it; bytes that are not UTF-8 separate tokens all
 * the same and never crash). Thread-safe: no shared state but constant tables. The only error is lack of memory; `out`
 * then holds what it held before. */
stet_status text_tokenise(const char *utf8, size_t size, struct text_tokens *out, stet_error *err);

/* The same with a given instruction set, which the processor must support. All give the same tokens. */
stet_status text_tokenise_with(enum sys_isa isa, const char *utf8, size_t size, struct text_tokens *out,
                               stet_error *err);

/* Takes a token's folded UTF-8; a long one comes in several pieces, of which the last is so marked. */
typedef void (*text_each)(void *payload, const char *folded, size_t size, bool last);

/* For tests and for explaining a match: hands over the tokens as text, slowly. */
stet_status text_tokens_each(const char *utf8, size_t size, text_each each, void *payload, stet_error *err);

/* "14.0.0" */
const char *text_unicode_version(void);

#endif
