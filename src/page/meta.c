#include "page/meta.h"

#include <stdio.h>
#include <string.h>

#include "base/ascii.h"
#include "feed/time.h"
#include "page/words.h"

#define META_UNITS 100 /* longer lines are text */
#define PART_MAX 6
#define OUTLET_UNITS 44
#define OUTLET_WORDS 6
#define AUTHOR_WORDS 12
#define STRANGERS 4 /* words beside a date: the day of the week, the hour, a zone */

/* A mark that parts pieces of a line: its length when one stands at `at`. Dashes do so between spaces only. */
static size_t parting(const char *begin, const char *at, const char *end)
{
    size_t size, next;
    int32_t code = page_code_at(at, end, &size);
    if (code == '|' || code == 0xb7 || code == 0x2022 || code == 0x30fb || code == 0xff5c || code == 0x2e31 ||
        code == '\t')
        return size;
    bool dash = code == '-' || code == 0x2013 || code == 0x2014 || code == '/';
    bool spaced = at > begin && page_is_space((unsigned char)at[-1]) && at + size < end &&
                  page_is_space(page_code_at(at + size, end, &next));
    return dash && spaced ? size : 0;
}

static size_t cut(stet_span text, stet_span parts[PART_MAX])
{
    const char *end = text.data + text.size, *start = text.data;
    size_t count = 0, size;
    for (const char *at = text.data; at <= end; at += size) {
        size_t mark = at < end ? parting(text.data, at, end) : 1;
        if (!mark) {
            page_code_at(at, end, &size);
            continue;
        }
        size = mark;
        stet_span part = page_trim((stet_span){start, (size_t)(at - start)});
        start = at + mark;
        if (!part.size)
            continue;
        if (count == PART_MAX)
            return 0;
        parts[count++] = part;
    }
    return count;
}

static stet_span behind(stet_span text, size_t taken)
{
    return page_trim((stet_span){text.data + taken, text.size - taken});
}

/* What an age may be followed by and still be one. */
static bool only_marks(stet_span text)
{
    const char *end = text.data + text.size;
    size_t size;
    for (const char *at = text.data; at < end; at += size)
        if (page_is_letter(page_code_at(at, end, &size)))
            return false;
    return true;
}

struct number {
    unsigned value, digits;
};

/* The parts of a date, as they are met. */
struct date {
    struct number numbers[6];
    size_t count, strangers;
    unsigned month, month_at;
    bool clock;
};

static void take_word(struct date *date, const char *at, const char *end)
{
    uint64_t value;
    stet_span word = {at, (size_t)(end - at)};
    size_t taken = page_word_at(PAGE_WORD_MONTH, word, &value);
    if (taken == word.size && !date->month) {
        date->month = (unsigned)value;
        date->month_at = (unsigned)date->count;
    } else {
        date->strangers++;
    }
}

static bool collect(stet_span text, struct date *date)
{
    const char *end = text.data + text.size;
    size_t size;
    for (const char *at = text.data; at < end;) {
        if (stet_ascii_is_digit(*at)) {
            struct number number = {0, 0};
            for (; at < end && stet_ascii_is_digit(*at); at++, number.digits++)
                number.value = number.digits < 5 ? number.value * 10 + (unsigned)(*at - '0') : 99999;
            bool clock = at < end && (*at == ':' || *at == 'h') && date->count > 1;
            if (clock)
                return date->clock = true;
            if (date->count == 6)
                return false;
            date->numbers[date->count++] = number;
            continue;
        }
        const char *start = at;
        int32_t code = page_code_at(at, end, &size);
        at += size;
        if (!page_is_letter(code))
            continue;
        /* 2025年8月20日: the signs are words of their own. */
        while (!page_is_wide(code) && at < end && page_is_letter(code = page_code_at(at, end, &size)) &&
               !page_is_wide(code) && !stet_ascii_is_digit(*at))
            at += size;
        if (!page_is_wide(page_code_at(start, end, &size)))
            take_word(date, start, at);
    }
    return true;
}

static bool is_year(struct number number)
{
    return number.digits == 4 && number.value >= 1900 && number.value <= 2199;
}

bool page_meta_date(stet_span text, int64_t *seconds, stet_precision *precision)
{
    struct date date = {.count = 0};
    unsigned day = 0, month = 0, year = 0;
    if (feed_parse_time(text.data, text.size, seconds, precision) && text.size >= 10 && text.data[4] == '-')
        return true;
    if (!collect(text, &date) || date.strangers > STRANGERS)
        return false;
    const struct number *n = date.numbers;
    if (date.month) {
        /* "Aug. 20, 2025" and "20 août 2025"; further numbers are the hour. */
        if (date.count < 2 || date.month_at > 1)
            return false;
        month = date.month;
        day = n[0].value;
        year = is_year(n[1]) ? n[1].value : 0;
    } else if (date.count >= 3 && date.strangers < STRANGERS) {
        if (is_year(n[0])) {
            year = n[0].value, month = n[1].value, day = n[2].value;
        } else if (is_year(n[2])) {
            /* 20.08.2025 is a day first; with strokes it can be either, so the day must be beyond 12. */
            bool dots = memchr(text.data, '.', text.size) != NULL;
            bool swapped = !dots && n[1].value > 12;
            if (!dots && n[0].value <= 12 && n[1].value <= 12 && n[0].value != n[1].value)
                return false;
            day = n[swapped].value, month = n[!swapped].value, year = n[2].value;
        }
    }
    if (!year || !month || month > 12 || !day || day > 31)
        return false;
    char iso[16];
    int size = snprintf(iso, sizeof iso, "%04u-%02u-%02u", year % 10000, month, day);
    return feed_parse_time(iso, (size_t)size, seconds, precision);
}

static bool is_name(stet_span text)
{
    const char *end = text.data + text.size;
    size_t words = 0, units = 0, size;
    bool inside = false;
    for (const char *at = text.data; at < end; at += size) {
        int32_t code = page_code_at(at, end, &size);
        words += !inside && !page_is_space(code);
        inside = !page_is_space(code);
        units += page_is_wide(code) ? 2 : 1;
    }
    return text.size && words <= OUTLET_WORDS && units <= OUTLET_UNITS && !only_marks(text) &&
           !memchr("?!:;", text.data[text.size - 1], 4);
}

/* "CTV News 2 hours ago": the age at the end of a part, with a name before it. */
static size_t age_at_end(stet_span part, uint64_t *seconds)
{
    const char *end = part.data + part.size;
    bool fresh = false;
    size_t size;
    for (const char *at = part.data; at < end; at += size) {
        bool space = page_is_space(page_code_at(at, end, &size));
        if (fresh && !space) {
            stet_span rest = {at, (size_t)(end - at)};
            size_t taken = page_word_at(PAGE_WORD_AGE, rest, seconds);
            if (taken && only_marks(behind(rest, taken)))
                return (size_t)(at - part.data);
        }
        fresh = space;
    }
    return 0;
}

/* Whether a part of a line gives an age or a date, with words such as "updated" before it. */
static bool take_time(stet_span part, struct page_meta *out)
{
    uint64_t value, seconds;
    size_t posted = page_word_at(PAGE_WORD_POSTED, part, &value);
    stet_span rest = posted ? behind(part, posted) : part;
    out->posted |= posted > 0;
    while (rest.size && (*rest.data == ':' || *rest.data == ','))
        rest = behind(rest, 1);
    size_t taken = page_word_at(PAGE_WORD_AGE, rest, &seconds);
    if (taken && only_marks(behind(rest, taken))) {
        if (!out->age.size)
            out->age = rest, out->seconds = seconds;
        return true;
    }
    int64_t published;
    stet_precision precision;
    if (!page_meta_date(rest, &published, &precision))
        return posted && only_marks(rest);
    if (out->published == STET_TIME_NONE)
        out->published = published, out->precision = precision;
    return true;
}

bool page_meta_time(const struct page_line *line, struct page_meta *out)
{
    stet_span parts[PART_MAX];
    *out = (struct page_meta){.published = STET_TIME_NONE};
    if (line->units > META_UNITS || line->shape == PAGE_SHAPE_PROSE)
        return false;
    size_t count = cut(line->text, parts);
    bool timed = false, other = false;
    for (size_t i = 0; i < count; i++) {
        uint64_t seconds;
        size_t name;
        if (take_time(parts[i], out)) {
            timed = true;
        } else if (!out->age.size && (name = age_at_end(parts[i], &seconds)) > 0) {
            stet_span before = page_trim((stet_span){parts[i].data, name});
            if (!is_name(before) || before.size > 32)
                return false;
            out->outlet = before;
            out->age = behind(parts[i], name);
            out->seconds = seconds;
            timed = true;
        } else if (page_meta_byline(&(struct page_line){.text = parts[i], .words = 3, .units = 3}, &out->author)) {
            continue;
        } else if (!out->outlet.size && is_name(parts[i])) {
            out->outlet = parts[i];
        } else {
            other = true;
        }
    }
    if (line->time != STET_TIME_NONE) {
        out->published = line->time;
        out->precision = STET_PRECISION_SECOND;
        return timed && !other;
    }
    return timed && !other && (out->age.size || out->published != STET_TIME_NONE);
}

bool page_meta_dash(const struct page_line *line, stet_span *outlet)
{
    size_t size;
    if (!line->dash || line->shape == PAGE_SHAPE_PROSE || line->shape == PAGE_SHAPE_SENTENCE)
        return false;
    page_code_at(line->text.data, line->text.data + line->text.size, &size);
    *outlet = behind(line->text, size);
    return is_name(*outlet);
}

bool page_meta_byline(const struct page_line *line, stet_span *author)
{
    uint64_t value;
    if (line->words > AUTHOR_WORDS || line->units > META_UNITS)
        return false;
    size_t taken = page_word_at(PAGE_WORD_BYLINE, line->text, &value);
    if (!taken || taken == line->text.size)
        return false;
    stet_span rest = behind(line->text, taken);
    size_t size;
    if (!rest.size)
        return false;
    int32_t code = page_code_at(rest.data, rest.data + rest.size, &size);
    if (code == ':')
        rest = behind(rest, size);
    if (!rest.size)
        return false;
    /* A name begins with a capital where the script has any. */
    unsigned char first = (unsigned char)rest.data[0];
    if ((first < 0x80 && (first < 'A' || first > 'Z')) || memchr(".!?:", rest.data[rest.size - 1], 4))
        return false;
    *author = rest;
    return true;
}
