#include "report/delta.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "match/match.h"
#include "report/page.h"

void report_text_free(struct report_text *text)
{
    stet_buf_free(&text->text);
    text_spans_free(&text->spans);
    free(text->token);
    free(text->start16);
    free(text->end16);
    *text = (struct report_text){.cut = false};
}

/* Not in the middle of a character, and of a word only if it is a long one. */
static size_t cut_at(const char *data, size_t most)
{
    size_t at = most;
    while (at && most - at < 64 && data[at] != ' ' && data[at] != '\n')
        at--;
    if (at && most - at < 64)
        return at;
    for (at = most; at && ((unsigned char)data[at] & 0xc0) == 0x80;)
        at--;
    return at;
}

stet_status report_text_tidy(struct report_text *out, stet_span text, size_t most, stet_error *err)
{
    struct stet_buf *to = &out->text;
    to->size = 0;
    out->cut = false;
    /* What is beyond is not looked at, however long; tidying shortens, mostly by little. */
    size_t look = text.size < 2 * most + 64 ? text.size : 2 * most + 64;
    if (!stet_buf_reserve(to, look + 1))
        return stet_fail_memory(err);
    char space = 0;
    for (size_t i = 0; i < look; i++) {
        unsigned char c = (unsigned char)text.data[i];
        if (c == '\n') {
            space = '\n';
        } else if (c <= ' ' || c == 0x7f) {
            space = space ? space : ' ';
        } else {
            if (space && to->size)
                to->data[to->size++] = space;
            space = 0;
            to->data[to->size++] = (char)c;
        }
    }
    out->cut = to->size > most || look < text.size;
    if (to->size > most)
        to->size = cut_at(to->data, most);
    return STET_OK;
}

static bool grow(uint32_t **array, size_t *capacity, size_t wanted)
{
    void *data = *array;
    bool ok = stet_grow(&data, capacity, wanted, sizeof **array);
    *array = data;
    return ok;
}

/* UTF-16 units that bytes [from, to) take, bad ones being U+FFFD each. */
static uint32_t units(const char *data, size_t from, size_t to)
{
    uint32_t n = 0;
    for (size_t i = from; i < to; i++)
        n += (((unsigned char)data[i] & 0xc0) != 0x80) + ((unsigned char)data[i] >= 0xf0);
    return n;
}

stet_status report_text_split(struct report_text *text, stet_error *err)
{
    const struct stet_buf *bytes = &text->text;
    stet_status status = text_spans_find(bytes->data, bytes->size, &text->spans, err);
    size_t n = text->spans.tokens.count;
    if (!status &&
        !(grow(&text->token, &text->token_capacity, n + 1) && grow(&text->start16, &text->start_capacity, n + 1) &&
          grow(&text->end16, &text->end_capacity, n + 1)))
        status = stet_fail_memory(err);
    uint32_t at = 0, place = 0;
    for (size_t i = 0; i < n && !status; i++) {
        struct text_span span = text->spans.span[i];
        text->token[i] = match_token(text->spans.tokens.hash[i]);
        text->start16[i] = place += units(bytes->data, at, span.start);
        text->end16[i] = place += units(bytes->data, span.start, span.end);
        at = span.end;
    }
    return status;
}

struct delta {
    const struct report_text *canonical, *copy;
    struct stet_buf *out;
    bool any;    /* an item has been written */
    uint32_t at; /* byte of the copy up to which it has been written */
};

static bool item(struct delta *delta)
{
    bool first = !delta->any;
    delta->any = true;
    return first || stet_buf_add(delta->out, ",", 1);
}

static bool own(struct delta *delta, uint32_t end)
{
    stet_span text = {delta->copy->text.data + delta->at, end - delta->at};
    delta->at = end;
    return !text.size || (item(delta) && report_string(delta->out, text));
}

/* Where the unit of token i ends: with the next token of its block, at the last one with itself. */
static uint32_t unit_end(const struct report_text *text, uint32_t i, bool last)
{
    return last ? text->spans.span[i].end : text->spans.span[i + 1].start;
}

static bool same_unit(const struct delta *delta, uint32_t a, uint32_t b, bool last)
{
    uint32_t start_a = delta->canonical->spans.span[a].start, start_b = delta->copy->spans.span[b].start;
    uint32_t size = unit_end(delta->canonical, a, last) - start_a;
    return unit_end(delta->copy, b, last) - start_b == size &&
           !memcmp(delta->canonical->text.data + start_a, delta->copy->text.data + start_b, size);
}

/* Units of a block that are written alike, or that are not. */
static bool shared(struct delta *delta, uint32_t a, uint32_t b, uint32_t count, bool alike, bool last)
{
    const struct report_text *canonical = delta->canonical, *copy = delta->copy;
    uint32_t from = canonical->start16[a], to = last ? canonical->end16[a + count - 1] : canonical->start16[a + count];
    uint32_t end = unit_end(copy, b + count - 1, last);
    stet_span text = {copy->text.data + delta->at, end - delta->at};
    delta->at = end;
    return item(delta) && stet_buf_printf(delta->out, "[%u,%u", from, to - from) &&
           (alike || (stet_buf_add(delta->out, ",", 1) && report_string(delta->out, text))) &&
           stet_buf_add(delta->out, "]", 1);
}

static bool put_block(struct delta *delta, struct match_block block)
{
    bool ok = own(delta, delta->copy->spans.span[block.at_b].start);
    for (uint32_t i = 0, n; i < block.count && ok; i += n) {
        bool alike = same_unit(delta, block.at_a + i, block.at_b + i, i + 1 == block.count);
        n = 1;
        while (i + n < block.count &&
               same_unit(delta, block.at_a + i + n, block.at_b + i + n, i + n + 1 == block.count) == alike)
            n++;
        ok = shared(delta, block.at_a + i, block.at_b + i, n, alike, i + n == block.count);
    }
    return ok;
}

stet_status report_delta(const struct report_text *canonical, const struct report_text *copy,
                         struct match_alignment *scratch, struct stet_buf *out, stet_error *err)
{
    stet_status status = match_align(canonical->token, (uint32_t)canonical->spans.tokens.count, copy->token,
                                     (uint32_t)copy->spans.tokens.count, scratch, err);
    if (status)
        return status;
    struct delta delta = {.canonical = canonical, .copy = copy, .out = out};
    bool ok = stet_buf_add(out, "[", 1);
    for (size_t i = 0; i < scratch->count && ok; i++)
        ok = put_block(&delta, scratch->blocks[i]);
    ok = ok && own(&delta, (uint32_t)copy->text.size) && stet_buf_add(out, "]", 1);
    return ok ? STET_OK : stet_fail_memory(err);
}
