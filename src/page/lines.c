#include "page/lines.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "page/words.h"

/* Bounds between the shapes, in units; chosen by looking at pages in a dozen languages. */
#define PROSE_MIN 45     /* a sentence that is no label */
#define PROSE_ALWAYS 180 /* no headline is longer */
#define HEAD_MIN 22
#define HEAD_WORDS 4

/* Text broken at a fixed width: its lines are no longer than this, and most do not end a sentence. */
#define WRAP_MIN 40
#define WRAP_MAX 110

static bool is_stop(int32_t code)
{
    switch (code) {
    case '.':
    case '!':
    case '?':
    case 0x2026: /* ellipsis */
    case 0x3002: /* ideographic full stop */
    case 0xff01:
    case 0xff1f:
    case 0xff0e:
    case 0x061f: /* Arabic question mark */
    case 0x06d4: /* Urdu full stop */
    case 0x0964: /* danda */
    case 0x1362: /* Ethiopic */
    case 0x0589: /* Armenian */
    case 0x17d4: /* Khmer */
    case 0x104b: /* Burmese */
        return true;
    default:
        return false;
    }
}

/* What may stand behind the mark that ends a sentence. */
static bool is_close(int32_t code)
{
    return code == '"' || code == '\'' || code == ')' || code == ']' || code == 0xbb || code == 0xab ||
           code == 0x203a || (code >= 0x2018 && code <= 0x201f) || (code >= 0x300a && code <= 0x300f) || code == 0xff09;
}

static int32_t code_before(const char *begin, const char **at)
{
    const char *last = *at - 1;
    size_t size;
    while (last > begin && ((unsigned char)*last & 0xc0) == 0x80)
        last--;
    int32_t code = page_code_at(last, *at, &size);
    *at = last;
    return code;
}

static bool ends_sentence(stet_span text)
{
    const char *at = text.data + text.size;
    while (at > text.data) {
        int32_t code = code_before(text.data, &at);
        if (is_stop(code))
            return true;
        if (!is_close(code) && !page_is_space(code)) /* « ... . » */
            return false;
    }
    return false;
}

size_t page_sentences(stet_span text)
{
    const char *at = text.data, *end = text.data + text.size;
    size_t count = 0, size, letters = 0;
    bool stopped = false;
    for (; at < end; at += size) {
        int32_t code = page_code_at(at, end, &size);
        if (is_stop(code)) {
            /* Behind one or two letters it is an abbreviation's: "U.S.", "Gen." is taken for a sentence's end. */
            stopped = letters > 2 || code != '.';
            if (stopped && page_is_wide(code))
                count++, letters = 0, stopped = false;
        } else if (page_is_space(code)) {
            count += stopped;
            stopped = false;
            letters = 0;
        } else if (!is_close(code)) {
            stopped = false;
            letters++;
        }
    }
    return count + (stopped || letters > 0 || !count);
}

static bool is_dash(int32_t code)
{
    return code == '-' || code == '*' || code == 0x2013 || code == 0x2014 || code == 0x2022 || code == 0xb7 ||
           code == 0x25aa || code == 0x25cf || code == 0x25ba;
}

static void measure(struct page_line *line)
{
    const char *at = line->text.data, *end = at + line->text.size;
    size_t size, wide = 0, words = 0, units = 0;
    bool inside = false, sentence_inside = false, stopped = false;
    for (; at < end; at += size) {
        int32_t code = page_code_at(at, end, &size);
        bool space = page_is_space(code);
        wide += page_is_wide(code);
        units += page_is_wide(code) ? 2 : 1;
        words += !inside && !space && !page_is_wide(code);
        inside = !space && !page_is_wide(code);
        sentence_inside |= stopped && space;
        stopped = is_stop(code) || (stopped && is_close(code));
    }
    words += wide / 2;
    line->units = (uint32_t)units;
    line->words = words > UINT16_MAX ? UINT16_MAX : (uint16_t)words;
    const char *last = end;
    line->colon = line->text.size && code_before(line->text.data, &last) == ':';
    line->dash = is_dash(page_code_at(line->text.data, end, &size));
    bool ends = ends_sentence(line->text);
    if (units >= PROSE_ALWAYS || (ends && units >= PROSE_MIN) ||
        (sentence_inside && units >= 2 * PROSE_MIN && words > 12))
        line->shape = PAGE_SHAPE_PROSE;
    else if (ends)
        line->shape = PAGE_SHAPE_SENTENCE;
    else
        line->shape = units >= HEAD_MIN && words >= HEAD_WORDS ? PAGE_SHAPE_HEAD : PAGE_SHAPE_SHORT;
}

stet_status page_lines_add(struct page_lines *lines, stet_span text, uint32_t number, uint16_t gap, uint8_t marks,
                           int64_t time, stet_error *err)
{
    text = page_trim(text);
    if (!text.size)
        return STET_OK;
    if (lines->count >= PAGE_MAX_LINES)
        return stet_fail(err, STET_ERR_LIMIT, "more than %lu lines", (unsigned long)PAGE_MAX_LINES);
    void *data = lines->data;
    bool grown = stet_grow(&data, &lines->capacity, lines->count + 1, sizeof *lines->data);
    lines->data = data;
    if (!grown)
        return stet_fail_memory(err);
    struct page_line *line = &lines->data[lines->count++];
    *line = (struct page_line){.text = text, .number = number, .gap = gap, .marks = marks, .time = time};
    measure(line);
    return STET_OK;
}

void page_lines_free(struct page_lines *lines)
{
    free(lines->data);
    *lines = (struct page_lines){.data = NULL};
}

/* Where most lines have a blank one before them, one is no more than a line end. */
static void level_gaps(struct page_lines *lines)
{
    size_t spaced = 0;
    for (size_t i = 1; i < lines->count; i++)
        spaced += lines->data[i].gap > 0;
    if (spaced * 10 < lines->count * 7)
        return;
    for (size_t i = 0; i < lines->count; i++)
        lines->data[i].gap -= lines->data[i].gap > 0;
}

static bool begins_low(stet_span text)
{
    size_t size;
    unsigned char first = (unsigned char)text.data[0];
    if (first < 0x80)
        return first >= 'a' && first <= 'z';
    int32_t code = page_code_at(text.data, text.data + text.size, &size);
    return page_is_letter(code) && !page_is_wide(code);
}

/* Whether line i runs on in the next one. */
static bool runs_on(const struct page_lines *lines, size_t i)
{
    const struct page_line *line = &lines->data[i];
    return i + 1 < lines->count && !lines->data[i + 1].gap && line->units >= WRAP_MIN && line->units <= WRAP_MAX &&
           !ends_sentence(line->text);
}

static bool is_wrapped(const struct page_lines *lines)
{
    size_t full = 0, on = 0, low = 0;
    for (size_t i = 0; i < lines->count; i++) {
        if (lines->data[i].units > WRAP_MAX)
            return false;
        full += lines->data[i].units >= WRAP_MIN;
        if (runs_on(lines, i)) {
            on++;
            low += begins_low(lines->data[i + 1].text);
        }
    }
    return full >= 2 && on * 10 >= full * 5 && low > 0 && low * 3 >= on;
}

/* Lines of a block become one; a block ends at a blank line, before an indented one, or at a line that is clearly
 * shorter than the width. */
static stet_status unwrap(struct page_lines *lines, struct stet_arena *arena, stet_error *err)
{
    uint32_t width = 0;
    for (size_t i = 0; i < lines->count; i++)
        width = lines->data[i].units > width ? lines->data[i].units : width;
    size_t to = 0;
    for (size_t i = 0; i < lines->count;) {
        size_t last = i, size = lines->data[i].text.size;
        while (last + 1 < lines->count && !lines->data[last + 1].gap && !lines->data[last + 1].indented &&
               lines->data[last].units * 10 >= width * 6)
            size += 1 + lines->data[++last].text.size;
        struct page_line joined = lines->data[i];
        if (last > i) {
            char *text = stet_arena_bytes(arena, size), *end = text;
            if (!text)
                return stet_fail_memory(err);
            for (size_t k = i; k <= last; k++) {
                memcpy(end, lines->data[k].text.data, lines->data[k].text.size);
                end += lines->data[k].text.size;
                *end = ' ';
                end += k < last;
            }
            joined.text = (stet_span){text, size};
            measure(&joined);
        }
        lines->data[to++] = joined;
        i = last + 1;
    }
    lines->count = to;
    return STET_OK;
}

stet_status page_lines_cut(struct page_lines *lines, stet_span text, struct stet_arena *arena, stet_error *err)
{
    const char *at = text.data, *end = at + text.size;
    uint16_t gap = 0;
    stet_status status = STET_OK;
    for (uint32_t number = 1; at < end && !status; number++) {
        const char *newline = memchr(at, '\n', (size_t)(end - at));
        const char *stop = newline ? newline : end;
        size_t before = lines->count;
        status = page_lines_add(lines, (stet_span){at, (size_t)(stop - at)}, number, gap, 0, STET_TIME_NONE, err);
        if (lines->count > before)
            lines->data[before].indented = stop - at > 2 && (*at == '\t' || (at[0] == ' ' && at[1] == ' '));
        gap = lines->count > before ? 0 : (uint16_t)(gap + (gap < 9));
        at = newline ? newline + 1 : end;
    }
    if (status)
        return status;
    level_gaps(lines);
    return is_wrapped(lines) ? unwrap(lines, arena, err) : STET_OK;
}
