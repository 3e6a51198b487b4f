/* From the places of raw words to hashes. Included by each kernel, so that it is compiled with the kernel's
 * instructions. */
#ifndef STET_TEXT_KERNEL_WALK_H
#define STET_TEXT_KERNEL_WALK_H

#include <string.h>

#include "text/hash.h"
#include "text/kernel/kernel.h"

#define TEXT_EACH_BYTE UINT64_C(0x0101010101010101)

/* A token of 1 to 16 bytes, of which 16 can be read; `number` is TEXT_TOKEN_NUMBER or 0. */
static inline uint64_t text_plain_hash(const uint8_t *p, size_t size, uint64_t number)
{
    uint64_t low = (text_load(p) | 0x20 * TEXT_EACH_BYTE) & text_hash_low[size];
    uint64_t high = (text_load(p + 8) | 0x20 * TEXT_EACH_BYTE) & text_hash_high[size];
    return (text_hash_padded(low, high) & ~TEXT_TOKEN_NUMBER) | number;
}

/* The same where fewer than 16 bytes are left of the text. */
static inline uint64_t text_last_hash(const uint8_t *p, size_t size, uint64_t number)
{
    uint8_t padded[TEXT_HASH_SHORT] = {0};
    memcpy(padded, p, size);
    return text_plain_hash(padded, size, number);
}

/* Takes a raw word of at most TEXT_TAKE_MOST bytes that holds N or A, and returns of how many tokens it is, 0 or 1; or
 * leaves it to text/plain.h. *hash may be written in any case. */
typedef size_t text_take(const uint8_t *p, size_t size, uint64_t *hash);

#define TEXT_TAKE_MOST 63 /* a vector less one, so that masks can be shifted by one without loss */
#define TEXT_LEFT SIZE_MAX

static inline size_t text_take_none(const uint8_t *p, size_t size, uint64_t *hash)
{
    (void)p, (void)size, (void)hash;
    return TEXT_LEFT;
}

/* Whether the byte begins a character of three bytes or four: but for quotes and dashes around a word that is taken,
 * such words are left, and need not be tried to know it. */
static inline bool text_take_leaves(uint8_t byte)
{
    return byte >= 0xe0;
}

/* Raw words `from` to `to`; `last`, a constant, tells whether the text may end within 16 bytes behind their beginning.
 */
static inline stet_status text_walk_some(const struct text_scan *scan, size_t from, size_t to, bool last,
                                         text_take *take, const uint8_t *p, const uint8_t *limit,
                                         struct text_words *words, stet_error *err)
{
    struct text_tokens *out = words->out;
    uint64_t *hash = out->hash + out->count;
    for (size_t i = from; i < to; i++) {
        size_t first = scan->change[2 * i], end = scan->change[2 * i + 1];
        size_t size = (end & ~(size_t)TEXT_NUMBER) - first;
        if (__builtin_expect(size <= TEXT_HASH_SHORT, 1)) {
            uint64_t number = end / TEXT_NUMBER; /* as it is not special, nothing is above that bit */
            *hash++ = last ? text_last_hash(p + first, size, number) : text_plain_hash(p + first, size, number);
            continue;
        }
        bool special = end & TEXT_SPECIAL;
        size = (end & TEXT_PLACE) - first;
        size_t taken = special && size <= TEXT_TAKE_MOST ? take(p + first, size, hash) : TEXT_LEFT;
        if (taken != TEXT_LEFT) {
            hash += taken;
            continue;
        }
        out->count = (size_t)(hash - out->hash);
        if (special) {
            /* Those that follow each other as one, as far as they are left, too: what stands between raw words ends a
             * token in any case. */
            while (i + 1 < to && scan->change[2 * i + 3] & TEXT_SPECIAL &&
                   (take == text_take_none || text_take_leaves(p[scan->change[2 * i + 2]])))
                end = scan->change[2 * ++i + 1];
            stet_status status = text_raw_special(words, p + first, p + (end & TEXT_PLACE), limit, err);
            if (status)
                return status;
        } else {
            text_raw_long(words, p + first, p + (end & TEXT_PLACE));
        }
        hash = out->hash + out->count; /* it may have moved */
    }
    out->count = (size_t)(hash - out->hash);
    return STET_OK;
}

/* `take` is a constant, too. */
static inline stet_status text_walk_taking(text_take *take, const struct text_scan *scan, size_t raw, const uint8_t *p,
                                           const uint8_t *limit, struct text_words *words, stet_error *err)
{
    size_t inside = raw, readable = (size_t)(limit - p);
    while (inside && scan->change[2 * inside - 2] + (size_t)TEXT_HASH_SHORT > readable)
        inside--;
    stet_status status = text_walk_some(scan, 0, inside, false, take, p, limit, words, err);
    return status ? status : text_walk_some(scan, inside, raw, true, take, p, limit, words, err);
}

#endif
