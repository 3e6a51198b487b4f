/* Tokens with the places where they stand in the text: for showing people what is shared. Slower than text_tokenise. */
#ifndef STET_TEXT_SPANS_H
#define STET_TEXT_SPANS_H

#include "text/tokens.h"

/* [start, end) in bytes, without the punctuation around the word. Ascending and disjoint. */
struct text_span {
    uint32_t start, end;
};

/* Zero-initialise; release with text_spans_free. */
struct text_spans {
    struct text_tokens tokens; /* as text_tokenise gives them */
    struct text_span *span;    /* of each */
    size_t capacity;
};

void text_spans_free(struct text_spans *spans);

/* Replaces what `spans` held by the tokens of the text, of at most 4 GiB. Where several tokens come of one piece of
 * text without a separator ("4.Two"), their places are guesses. */
stet_status text_spans_find(const char *utf8, size_t size, struct text_spans *spans, stet_error *err);

#endif
