/* RFC 8259, 7. Articles have an escape in about every 60 bytes (line ends, quotes): so close together that calls of
 * memchr and memcpy for what stands between them cost more than their work. Where there is SSE2, which every x86-64
 * has, 32 bytes are copied at once and looked at afterwards; elsewhere the calls have to do. */
#include "feed/unescape.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    char lower = (char)(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/* The four hexadecimal digits of \uXXXX, or -1. */
static int32_t take_unit(const char *at, const char *end)
{
    if (end - at < 4)
        return -1;
    int32_t unit = 0;
    for (int i = 0; i < 4; i++) {
        int digit = hex_digit(at[i]);
        if (digit < 0)
            return -1;
        unit = unit << 4 | digit;
    }
    return unit;
}

static size_t encode(uint32_t point, char *out)
{
    if (point < 0x80) {
        out[0] = (char)point;
        return 1;
    }
    if (point < 0x800) {
        out[0] = (char)(0xc0 | point >> 6);
        out[1] = (char)(0x80 | (point & 0x3f));
        return 2;
    }
    if (point < 0x10000) {
        out[0] = (char)(0xe0 | point >> 12);
        out[1] = (char)(0x80 | (point >> 6 & 0x3f));
        out[2] = (char)(0x80 | (point & 0x3f));
        return 3;
    }
    out[0] = (char)(0xf0 | point >> 18);
    out[1] = (char)(0x80 | (point >> 12 & 0x3f));
    out[2] = (char)(0x80 | (point >> 6 & 0x3f));
    out[3] = (char)(0x80 | (point & 0x3f));
    return 4;
}

/* The code point of an escape \uXXXX or of a surrogate pair of them; `at` is behind the first "\u". */
static const char *take_point(const char **at, const char *end, uint32_t *point)
{
    int32_t unit = take_unit(*at, end);
    if (unit < 0)
        return "not JSON: \\u without four hexadecimal digits";
    *at += 4;
    *point = (uint32_t)unit;
    if (unit < 0xd800 || unit > 0xdfff)
        return NULL;
    int32_t low = -1;
    if (unit < 0xdc00 && end - *at >= 6 && (*at)[0] == '\\' && (*at)[1] == 'u')
        low = take_unit(*at + 2, end);
    if (low < 0xdc00 || low > 0xdfff)
        return "not UTF-8: lone surrogate";
    *at += 6;
    *point = 0x10000 + ((uint32_t)(unit - 0xd800) << 10) + (uint32_t)(low - 0xdc00);
    return NULL;
}

/* What a one-letter escape stands for, or -1. */
static int short_escape(char letter)
{
    switch (letter) {
    case '"':
    case '\\':
    case '/':
        return letter;
    case 'n':
        return '\n';
    case 'r':
        return '\r';
    case 't':
        return '\t';
    case 'b':
        return '\b';
    case 'f':
        return '\f';
    default:
        return -1;
    }
}

static size_t find_backslash(const char *at, const char *end)
{
    const char *found = at < end ? memchr(at, '\\', (size_t)(end - at)) : NULL;
    return (size_t)((found ? found : end) - at);
}

/* Copies what stands before the next backslash, and possibly more of what follows; returns its length. What is left to
 * write is never more than what is left to read, so there is room for whatever can be read. */
static size_t copy_plain(const char *at, const char *end, char *out)
{
    size_t done = 0;
#ifdef __SSE2__
    const __m128i backslash = _mm_set1_epi8('\\');
    for (size_t size = (size_t)(end - at); size - done >= 32; done += 32) {
        __m128i low = _mm_loadu_si128((const __m128i *)(at + done));
        __m128i high = _mm_loadu_si128((const __m128i *)(at + done + 16));
        _mm_storeu_si128((__m128i *)(out + done), low);
        _mm_storeu_si128((__m128i *)(out + done + 16), high);
        unsigned found = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(low, backslash)) |
                         (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(high, backslash)) << 16;
        if (found)
            return done + (unsigned)__builtin_ctz(found);
    }
#endif
    size_t rest = find_backslash(at + done, end);
    if (rest)
        memcpy(out + done, at + done, rest);
    return done + rest;
}

/* One escape, at its backslash. */
static inline const char *take_escape(const char **at, const char *end, char *out, size_t *count)
{
    if (end - *at < 2)
        return "not JSON: a backslash at the end of a string";
    char letter = (*at)[1];
    *at += 2;
    if (letter == 'u') {
        uint32_t point;
        const char *reason = take_point(at, end, &point);
        if (!reason)
            *count = encode(point, out);
        return reason;
    }
    int value = short_escape(letter);
    if (value < 0)
        return "not JSON: unknown escape in a string";
    *out = (char)value;
    *count = 1;
    return NULL;
}

const char *feed_unescape(const char *data, size_t size, char *out, size_t *written)
{
    const char *at = data, *end = data + size;
    size_t used = 0;
    for (;;) {
        size_t plain = out ? copy_plain(at, end, out + used) : find_backslash(at, end);
        at += plain;
        used += plain;
        if (at == end)
            break;
        char ignored[4];
        size_t count;
        const char *reason = take_escape(&at, end, out ? out + used : ignored, &count);
        if (reason)
            return reason;
        used += count;
    }
    *written = used;
    return NULL;
}
