#include "text/reference.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "text/hash.h"
#include "text/table/fold.h"

static void *memory(size_t size)
{
    void *p = calloc(size ? size : 1, 1);
    if (!p)
        abort();
    return p;
}

/* Unicode Standard, table 3-7. Returns the length of the well-formed sequence at p, or 0. */
static size_t decode(const uint8_t *p, size_t size, uint32_t *cp)
{
    size_t length = p[0] < 0x80                    ? 1
                    : p[0] >= 0xc2 && p[0] <= 0xdf ? 2
                    : (p[0] & 0xf0) == 0xe0        ? 3
                    : p[0] >= 0xf0 && p[0] <= 0xf4 ? 4
                                                   : 0;
    if (!length || length > size)
        return 0;
    *cp = length == 1 ? p[0] : p[0] & (0xff >> (length + 1));
    for (size_t i = 1; i < length; i++) {
        if (p[i] < 0x80 || p[i] > 0xbf)
            return 0;
        *cp = *cp << 6 | (p[i] & 0x3f);
    }
    if ((length == 3 && (*cp < 0x800 || (*cp >= 0xd800 && *cp <= 0xdfff))) ||
        (length == 4 && (*cp < 0x10000 || *cp > 0x10ffff)))
        return 0;
    return length;
}

struct points {
    uint32_t *cp;
    size_t count;
};

static struct points fold_all(const char *utf8, size_t size)
{
    struct points out = {memory((size + 1) * TEXT_FOLD_MAX * sizeof *out.cp), 0};
    for (size_t i = 0; i < size;) {
        uint32_t cp;
        size_t length = decode((const uint8_t *)utf8 + i, size - i, &cp);
        if (length)
            out.count += text_fold(cp, out.cp + out.count);
        else
            out.cp[out.count++] = ' ';
        i += length ? length : 1;
    }
    return out;
}

/* Canonical composition of a piece by utf8proc, appended to out. */
static void compose(struct points *out, const uint32_t *cp, size_t count)
{
    utf8proc_uint8_t *utf8 = memory(count * 4);
    utf8proc_ssize_t size = 0;
    for (size_t i = 0; i < count; i++)
        size += utf8proc_encode_char((utf8proc_int32_t)cp[i], utf8 + size);
    utf8proc_ssize_t room = (utf8proc_ssize_t)count * 4 + 1;
    utf8proc_int32_t *points = memory((size_t)room * sizeof *points);
    utf8proc_ssize_t got = utf8proc_decompose(utf8, size, points, room, UTF8PROC_STABLE | UTF8PROC_COMPOSE);
    if (got < 0 || got > room)
        abort();
    got = utf8proc_normalize_utf32(points, got, UTF8PROC_STABLE | UTF8PROC_COMPOSE);
    for (utf8proc_ssize_t i = 0; i < got; i++)
        out->cp[out->count++] = (uint32_t)points[i];
    free(points);
    free(utf8);
}

/* At most 30 marks are ordered together. */
static struct points compose_all(const struct points *in)
{
    struct points out = {memory((in->count * 4 + 1) * sizeof *out.cp), 0};
    size_t first = 0, marks = 0;
    for (size_t i = 0; i < in->count; i++) {
        marks = text_fold_order(in->cp[i]) ? marks + 1 : 0;
        if (marks > 30) {
            compose(&out, in->cp + first, i - first);
            first = i;
            marks = 1;
        }
    }
    compose(&out, in->cp + first, in->count - first);
    return out;
}

static bool is_word(enum text_class class)
{
    return class == TEXT_LETTER || class == TEXT_MARK || class == TEXT_ORDERED || class == TEXT_DIGIT ||
           class == TEXT_HANGUL;
}

static bool is_mark(enum text_class class)
{
    return class == TEXT_MARK || class == TEXT_ORDERED;
}

static void add_token(struct reference *out, const uint32_t *cp, size_t count)
{
    bool number = false;
    out->first[out->count] = out->folded_size;
    for (size_t i = 0; i < count; i++) {
        number |= cp[i] >= '0' && cp[i] <= '9';
        out->folded_size +=
            (size_t)utf8proc_encode_char((utf8proc_int32_t)cp[i], (utf8proc_uint8_t *)out->folded + out->folded_size);
    }
    out->first[out->count + 1] = out->folded_size;
    const char *token = out->folded + out->first[out->count];
    size_t size = out->folded_size - out->first[out->count];
    char padded[TEXT_HASH_SHORT] = {0};
    memcpy(padded, token, size < sizeof padded ? size : sizeof padded);
    out->hash[out->count++] = text_hash(size <= sizeof padded ? padded : token, size, number);
}

/* A word without its joiners, of which long runs of Hangul are taken out. */
static void add_word(struct reference *out, const uint32_t *cp, size_t count)
{
    size_t first = 0;
    for (size_t i = 0; i < count;) {
        size_t end = i;
        while (end < count && text_fold_class(cp[end]) == TEXT_HANGUL)
            end++;
        if (end - i > 12) {
            if (i > first)
                add_token(out, cp + first, i - first);
            for (; i < end; i++) {
                size_t marks = i + 1;
                while (i + 1 == end && marks < count && is_mark(text_fold_class(cp[marks])))
                    marks++;
                add_token(out, cp + i, marks - i);
                first = marks;
            }
            i = first;
        } else {
            i = end > i ? end : i + 1;
        }
    }
    if (count > first)
        add_token(out, cp + first, count - first);
}

/* Length of what belongs to the word at cp; the word itself goes to `word`. */
static size_t word_at(const uint32_t *cp, size_t count, uint32_t *word, size_t *word_count)
{
    *word_count = 0;
    size_t i = 0;
    while (i < count) {
        enum text_class class = text_fold_class(cp[i]);
        enum text_class before = i ? text_fold_class(cp[i - 1]) : TEXT_SEPARATOR;
        enum text_class after = i + 1 < count ? text_fold_class(cp[i + 1]) : TEXT_SEPARATOR;
        bool point = class == TEXT_POINT && before == TEXT_DIGIT && after == TEXT_DIGIT;
        bool apostrophe = class == TEXT_APOSTROPHE && is_word(before) && after == TEXT_LETTER;
        if (!is_word(class) && !point && !apostrophe)
            break;
        if (!apostrophe)
            word[(*word_count)++] = cp[i];
        i++;
    }
    return i;
}

void reference_make(struct reference *out, const char *utf8, size_t size)
{
    struct points folded = fold_all(utf8, size), text = compose_all(&folded);
    uint32_t *word = memory((text.count + 1) * sizeof *word);
    *out = (struct reference){memory((text.count + 1) * sizeof *out->hash),
                              memory((text.count + 2) * sizeof *out->first), 0, memory(text.count * 4 + 4), 0};
    for (size_t i = 0; i < text.count;) {
        enum text_class class = text_fold_class(text.cp[i]);
        if (class == TEXT_CHARACTER) {
            size_t end = i + 1;
            while (end < text.count && is_mark(text_fold_class(text.cp[end])))
                end++;
            add_token(out, text.cp + i, end - i);
            i = end;
        } else if (is_word(class)) {
            size_t count, used = word_at(text.cp + i, text.count - i, word, &count);
            add_word(out, word, count);
            i += used;
        } else {
            i++;
        }
    }
    free(word);
    free(text.cp);
    free(folded.cp);
}

void reference_free(struct reference *reference)
{
    free(reference->hash);
    free(reference->first);
    free(reference->folded);
}
