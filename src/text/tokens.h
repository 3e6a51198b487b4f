/* Text to tokens: the first half of the hot path.
 *
 * A token is a normalised word (NFKC, case and accents folded, quotes unified, soft hyphens and zero-width characters
 * gone) or, in scripts written without spaces, one character. It is kept as a 64-bit hash only. */
#ifndef STET_TEXT_TOKENS_H
#define STET_TEXT_TOKENS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <stet/status.h>

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
 * the same and never crash). Thread-safe: no shared state but constant tables. */
stet_status text_tokenise(const char *utf8, size_t size, struct text_tokens *out, stet_error *err);

#endif
