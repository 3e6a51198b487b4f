/* Small steps over UTF-8 text, shared by the finders of credits. None reads at or beyond `end`. */
#ifndef STET_SOURCE_SCAN_H
#define STET_SOURCE_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "base/ascii.h"

/* Bytes of the blank at `at`: ASCII, no-break and ideographic space, marks of direction, byte order mark. */
static inline size_t scan_blank(const char *at, const char *end)
{
    if (at < end && stet_ascii_is_space(*at))
        return 1;
    if (end - at >= 2 && !memcmp(at, "\xc2\xa0", 2))
        return 2;
    if (end - at >= 3 &&
        ((!memcmp(at, "\xe2\x80", 2) && (unsigned char)at[2] >= 0x8b && (unsigned char)at[2] <= 0x8f) ||
         !memcmp(at, "\xe3\x80\x80", 3) || !memcmp(at, "\xef\xbb\xbf", 3)))
        return 3;
    return 0;
}

/* ASCII that is no blank: what nearly every call meets first. */
static inline bool scan_plain(char c)
{
    return c > ' ' && c < 0x7f;
}

static inline const char *scan_skip_blanks(const char *at, const char *end)
{
    for (;;) {
        if (at == end || scan_plain(*at))
            return at;
        size_t step = *at == ' ' ? 1 : scan_blank(at, end);
        if (!step)
            return at;
        at += step;
        while (end - at >= 8 && !memcmp(at, "        ", 8))
            at += 8;
        while (at < end && *at == ' ')
            at++;
    }
}

/* `end` without the blanks before it. */
static inline const char *scan_trim_end(const char *at, const char *end)
{
    for (;;) {
        if (end == at || scan_plain(end[-1]))
            return end;
        if (end[-1] == ' ' || scan_blank(end - 1, end))
            end--;
        else if (end - at >= 2 && scan_blank(end - 2, end) == 2)
            end -= 2;
        else if (end - at >= 3 && scan_blank(end - 3, end) == 3)
            end -= 3;
        else
            return end;
        while (end - at >= 8 && !memcmp(end - 8, "        ", 8))
            end -= 8;
        while (end > at && end[-1] == ' ')
            end--;
    }
}

/* Bytes of the dash at `at` ("-", "--", "_" as old wires have it, hyphens and dashes of U+2010..2015, Arabic tatweel);
 * 0 when there is none. */
static inline size_t scan_dash(const char *at, const char *end)
{
    if (at < end && (*at == '-' || *at == '_'))
        return end - at >= 2 && at[1] == *at ? 2 : 1;
    if (end - at >= 3 && !memcmp(at, "\xe2\x80", 2) && (unsigned char)at[2] >= 0x90 && (unsigned char)at[2] <= 0x95)
        return 3;
    return end - at >= 2 && !memcmp(at, "\xd9\x80", 2) ? 2 : 0;
}

static inline const char *scan_find(const char *at, const char *end, char c)
{
    return at < end ? memchr(at, c, (size_t)(end - at)) : NULL;
}

static inline const char *scan_find_last(const char *at, const char *end, char c)
{
    return at < end ? memrchr(at, c, (size_t)(end - at)) : NULL;
}

static inline bool scan_begins(const char *at, const char *end, const char *text, size_t size)
{
    return (size_t)(end - at) >= size && !memcmp(at, text, size);
}

/* As scan_begins, the case of ASCII letters aside; `text` is in lower case. */
static inline bool scan_begins_folded(const char *at, const char *end, const char *text, size_t size)
{
    if ((size_t)(end - at) < size)
        return false;
    for (size_t i = 0; i < size; i++)
        if (stet_ascii_lower(at[i]) != text[i])
            return false;
    return true;
}

#endif
