/* Any text to tokens, character by character: what kernels and text/plain.h leave. */
#ifndef STET_TEXT_WORDS_H
#define STET_TEXT_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "text/hash.h"
#include "text/tokens.h"

#define TEXT_FOLDED_MAX 512 /* bytes of a token that are kept; what goes beyond is hashed on the way */
#define TEXT_FOLDED_KEPT 64 /* of these stay, for the rules look back at the last few characters */
#define TEXT_HANGUL_RUN 12  /* syllables in a row that are still a word */

/* How the token that is being built goes on. */
enum text_mode {
    TEXT_MODE_NONE,
    TEXT_MODE_WORD,
    TEXT_MODE_JOINER,    /* a word, then a point or an apostrophe: what follows tells whether it belongs to the word */
    TEXT_MODE_CHARACTER, /* a character that is a token; marks may follow */
    TEXT_MODE_SYLLABLE   /* the same in a long run of Hangul */
};

struct text_words {
    struct text_tokens *out;
    text_each each; /* NULL: hashes only */
    void *payload;
    enum text_mode mode;
    char joiner;         /* of TEXT_MODE_JOINER */
    bool number;         /* the token holds a digit */
    bool long_token;     /* `hasher` has the front of it */
    size_t size;         /* of `folded` */
    size_t hangul_start; /* the run of syllables at the end of the token */
    size_t hangul_end;
    unsigned hangul_count;
    char folded[TEXT_FOLDED_MAX + 16];
    XXH3_state_t hasher;
};

void text_words_begin(struct text_words *words, struct text_tokens *out);

/* Appends the tokens of the text from *p past the next separator, up to the next character that is a token, or to the
 * end, where a token ends at the latest, and moves *p there. Bytes before `limit` may be looked at. There must be room
 * for TEXT_WORDS_ROOM(end - p) tokens. */
stet_status text_words_add(struct text_words *words, const uint8_t **p, const uint8_t *end, const uint8_t *limit,
                           stet_error *err);

/* A token needs a byte, and another that separates it, or three: only characters that become several (a ligature of
 * four words, say) give more, for which room is made when they come. */
#define TEXT_WORDS_ROOM(size) ((size) / 2 + 2)

#endif
