#include "text/spans.h"

#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "base/buf.h"
#include "base/error.h"
#include "text/utf8.h"
#include "text/words.h"

void text_spans_free(struct text_spans *spans)
{
    text_tokens_free(&spans->tokens);
    free(spans->span);
    *spans = (struct text_spans){.span = NULL};
}

static bool is_continuation(uint8_t byte)
{
    return (byte & 0xc0) == 0x80;
}

static bool is_punctuation(uint8_t c)
{
    return c < 0x80 && !stet_ascii_is_alpha((char)c) && !stet_ascii_is_digit((char)c);
}

/* Bytes of an ASCII mark or a typographic quote or dash (U+2010..203F) at p. */
static size_t mark_at(const uint8_t *p, const uint8_t *end)
{
    if (is_punctuation(*p))
        return 1;
    return end - p >= 3 && p[0] == 0xe2 && p[1] == 0x80 && p[2] >= 0x90 ? 3 : 0;
}

/* Cuts separators and punctuation from both ends, if anything is left then. */
static void trim(const uint8_t **start, const uint8_t **end)
{
    const uint8_t *from = *start, *to = *end;
    for (size_t step; from < to && (step = mark_at(from, to)) > 0;)
        from += step;
    while (to > from) {
        const uint8_t *last = to - 1;
        while (last > from && is_continuation(*last))
            last--;
        if (!mark_at(last, to) && !(to - last == 2 && last[0] == 0xc2))
            break;
        to = last;
    }
    if (from < to) {
        *start = from;
        *end = to;
    }
}

/* Of the tokens from `first` on, which come from [start, end): shares of it, cut between characters. */
static void place(struct text_spans *spans, size_t first, const uint8_t *text, const uint8_t *start, const uint8_t *end)
{
    size_t n = spans->tokens.count - first, size = (size_t)(end - start);
    const uint8_t *from = start;
    for (size_t i = 0; i < n; i++) {
        const uint8_t *to = i + 1 == n ? end : start + size * (i + 1) / n;
        while (to < end && is_continuation(*to))
            to++;
        to = to < from ? from : to;
        spans->span[first + i] = (struct text_span){(uint32_t)(from - text), (uint32_t)(to - text)};
        from = to;
    }
}

static stet_status reserve(struct text_spans *spans, size_t rest, stet_error *err)
{
    struct text_tokens *tokens = &spans->tokens;
    if (!stet_grow((void **)&tokens->hash, &tokens->capacity, tokens->count + TEXT_WORDS_ROOM(rest),
                   sizeof *tokens->hash))
        return stet_fail_memory(err);
    return STET_OK;
}

static stet_status reserve_spans(struct text_spans *spans, stet_error *err)
{
    void *span = spans->span;
    bool ok = stet_grow(&span, &spans->capacity, spans->tokens.count + 1, sizeof *spans->span);
    spans->span = span;
    return ok ? STET_OK : stet_fail_memory(err);
}

#define PLAIN 32 /* letters of a word that is taken at once */

/* Takes a word of ASCII letters that ends where no rule looks on: nearly every word of English. Its size, or 0. */
static size_t take_plain(struct text_spans *spans, const uint8_t *p, const uint8_t *end, uint32_t at)
{
    char folded[PLAIN + 16];
    size_t size = 0;
    while (p + size < end && size < PLAIN && stet_ascii_is_alpha((char)p[size])) {
        folded[size] = stet_ascii_lower((char)p[size]);
        size++;
    }
    if (!size || size == PLAIN ||
        (p + size < end && (p[size] >= 0x80 || p[size] == '\'' || stet_ascii_is_digit((char)p[size]))))
        return 0;
    memset(folded + size, 0, 16);
    spans->span[spans->tokens.count] = (struct text_span){at, at + (uint32_t)size};
    spans->tokens.hash[spans->tokens.count++] = text_hash(folded, size, false);
    return size;
}

stet_status text_spans_find(const char *utf8, size_t size, struct text_spans *spans, stet_error *err)
{
    spans->tokens.count = 0;
    if (size > UINT32_MAX)
        return stet_fail(err, STET_ERR_LIMIT, "a text of %zu bytes is too long to be shown", size);
    struct text_words words;
    text_words_begin(&words, &spans->tokens);
    const uint8_t *text = (const uint8_t *)utf8, *p = text, *end = text + size;
    stet_status status = reserve(spans, size, err);
    while (!status && p < end) {
        size_t before = spans->tokens.count;
        status = reserve_spans(spans, err);
        size_t plain = status ? 0 : take_plain(spans, p, end, (uint32_t)(p - text));
        if (plain) {
            p += plain;
            while (p < end && (*p == ' ' || *p == '\n'))
                p++;
            continue;
        }
        const uint8_t *start = p;
        if (!status)
            status = text_words_add(&words, &p, end, end, err);
        if (!status)
            status = reserve_spans(spans, err);
        if (status || spans->tokens.count == before)
            continue;
        const uint8_t *stop = p;
        trim(&start, &stop);
        place(spans, before, text, start, stop);
    }
    return status;
}
