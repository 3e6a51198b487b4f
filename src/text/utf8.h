/* Strict UTF-8 (Unicode Standard, table 3-7), one character at a time, with what the tables say about it.
 *
 * A byte that does not begin a well-formed sequence is a character of its own that separates. It does not matter how
 * many such bytes are taken at once, as all of them separate. */
#ifndef STET_TEXT_UTF8_H
#define STET_TEXT_UTF8_H

#include <stdint.h>
#include <string.h>

#include "text/table/table.h"

struct text_char {
    uint32_t entry;  /* text/table/table.h */
    uint32_t bytes;  /* folded UTF-8, first byte lowest */
    uint32_t folded; /* number of these */
    uint32_t size;   /* bytes read */
};

static inline uint32_t text_utf8_load(const uint8_t *p, const uint8_t *limit)
{
    uint32_t word = 0;
    if (limit - p >= 4)
        memcpy(&word, p, 4);
    else
        memcpy(&word, p, (size_t)(limit - p));
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    word = __builtin_bswap32(word);
#endif
    return word;
}

static inline __attribute__((always_inline)) void text_char_set(struct text_char *c, uint32_t entry, uint32_t size,
                                                                uint32_t own)
{
    c->size = size;
    c->entry = entry;
    /* Without branches: whether a character changes cannot be foreseen. */
    uint32_t unchanged = (uint32_t)0 - (entry >> TEXT_ENTRY_UNCHANGED_SHIFT & 1);
    c->bytes = (own & unchanged) | (entry & TEXT_ENTRY_BYTES);
    c->folded = (size & unchanged) | (entry >> TEXT_ENTRY_SIZE_SHIFT & 3);
}

/* Below TEXT_TABLE_DIRECT. */
static inline void text_char_set_small(struct text_char *c, uint32_t cp, uint32_t size)
{
    c->size = size;
    c->entry = text_table_entry[cp];
    c->bytes = c->entry & TEXT_ENTRY_BYTES;
    c->folded = c->entry >> TEXT_ENTRY_SIZE_SHIFT & 3;
}

/* Reads the character at p < limit; bytes before limit may be read. */
static inline __attribute__((always_inline)) void text_utf8_read(struct text_char *c, const uint8_t *p,
                                                                 const uint8_t *limit)
{
    uint32_t word = text_utf8_load(p, limit);
    uint32_t lead = word & 0xff;
    if (lead < 0x80) {
        text_char_set_small(c, lead, 1);
        return;
    }
    if ((word & 0xc0e0) == 0x80c0 && lead >= 0xc2) {
        text_char_set_small(c, (lead & 31) << 6 | (word >> 8 & 63), 2);
        return;
    }
    if ((word & 0xc0c0f0) == 0x8080e0) {
        uint32_t cp = (lead & 15) << 12 | (word >> 8 & 63) << 6 | (word >> 16 & 63);
        if (cp >= 0x800) { /* the tables say of surrogates that they separate */
            text_char_set(c, text_entry(cp), 3, word & 0xffffff);
            return;
        }
    } else if ((word & 0xc0c0c0f8) == 0x808080f0) {
        uint32_t cp = (lead & 7) << 18 | (word >> 8 & 63) << 12 | (word >> 16 & 63) << 6 | (word >> 24 & 63);
        if (cp >= 0x10000 && cp <= 0x10ffff) {
            text_char_set(c, text_entry(cp), 4, word);
            return;
        }
    }
    *c = (struct text_char){.entry = (uint32_t)TEXT_SEPARATOR << TEXT_ENTRY_CLASS_SHIFT, .size = 1};
}

/* UTF-8 of a code point, first byte lowest; *size gets the number of bytes. */
static inline uint32_t text_utf8_make(uint32_t cp, uint32_t *size)
{
    if (cp < 0x80) {
        *size = 1;
        return cp;
    }
    if (cp < 0x800) {
        *size = 2;
        return 0x80c0 | cp >> 6 | (cp & 63) << 8;
    }
    if (cp < 0x10000) {
        *size = 3;
        return 0x8080e0 | cp >> 12 | (cp >> 6 & 63) << 8 | (cp & 63) << 16;
    }
    *size = 4;
    return 0x808080f0 | cp >> 18 | (cp >> 12 & 63) << 8 | (cp >> 6 & 63) << 16 | (cp & 63) << 24;
}

/* The last code point of `size` > 0 bytes of well-formed UTF-8. */
static inline uint32_t text_utf8_last(const char *bytes, size_t size)
{
    const uint8_t *p = (const uint8_t *)bytes + size - 1;
    uint32_t cp = *p, shift = 0;
    if (cp < 0x80)
        return cp;
    for (cp = 0; (*p & 0xc0) == 0x80; p--, shift += 6)
        cp |= (uint32_t)(*p & 63) << shift;
    return cp | (uint32_t)(*p & (shift == 6 ? 31 : shift == 12 ? 15 : 7)) << shift;
}

/* The code point that a character folds to, when it does to one. */
static inline uint32_t text_char_folded(const struct text_char *c)
{
    const char utf8[4] = {(char)c->bytes, (char)(c->bytes >> 8), (char)(c->bytes >> 16), (char)(c->bytes >> 24)};
    return text_utf8_last(utf8, c->folded);
}

#endif
