/* The hash of a token: 63 bits over the folded UTF-8 bytes, and lowest TEXT_TOKEN_NUMBER.
 *
 * Up to 16 bytes, which nearly all words have, two 8-byte loads give the zero-padded bytes (no token holds a NUL, so
 * that padding is unambiguous) and two 64 x 64 -> 128 bit multiplications mix them, the construction of wyhash and of
 * XXH3's short inputs: the whole product goes into the second multiplication, for folding it to 64 bits in between
 * would lose words before they are mixed. A factor of 0 would swallow the other one: the first two keys hold bytes that
 * UTF-8 never has, so that no text can make one. Longer tokens are hashed by XXH3 (64 bits, unseeded).
 *
 * Part of version 1 of the token rules: tests pin its values. */
#ifndef STET_TEXT_HASH_H
#define STET_TEXT_HASH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "text/tokens.h"

#define TEXT_HASH_SHORT 16 /* bytes */

__extension__ typedef unsigned __int128 text_u128;

/* All ones over the first n bytes of two little-endian words. */
static const uint64_t text_hash_low[TEXT_HASH_SHORT + 1] = {
    0, UINT64_C(0xff), UINT64_C(0xffff), UINT64_C(0xffffff), UINT64_C(0xffffffff), UINT64_C(0xffffffffff),
    UINT64_C(0xffffffffffff), UINT64_C(0xffffffffffffff), UINT64_MAX, UINT64_MAX, UINT64_MAX, UINT64_MAX, UINT64_MAX,
    UINT64_MAX, UINT64_MAX, UINT64_MAX, UINT64_MAX,
};
static const uint64_t text_hash_high[TEXT_HASH_SHORT + 1] = {
    0, 0, 0, 0, 0, 0, 0, 0, 0, UINT64_C(0xff), UINT64_C(0xffff), UINT64_C(0xffffff), UINT64_C(0xffffffff),
    UINT64_C(0xffffffffff), UINT64_C(0xffffffffffff), UINT64_C(0xffffffffffffff), UINT64_MAX,
};

static inline uint64_t text_load(const void *bytes)
{
    uint64_t word;
    memcpy(&word, bytes, sizeof word);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    word = __builtin_bswap64(word);
#endif
    return word;
}

/* Of at most 16 bytes, zero-padded. The lowest bit is still to be set. */
static inline uint64_t text_hash_padded(uint64_t low, uint64_t high)
{
    const uint64_t key0 = UINT64_C(0xff2d9c8be64a7f31), key1 = UINT64_C(0xc15be71ad3f8946d);
    const uint64_t key2 = UINT64_C(0x9d43a5e7b1680f2b), key3 = UINT64_C(0x5ae8d1369c7b24f5);
    text_u128 mixed = (text_u128)(low ^ key0) * (high ^ key1);
    mixed = (text_u128)((uint64_t)mixed ^ key2) * ((uint64_t)(mixed >> 64) ^ key3);
    return (uint64_t)mixed ^ (uint64_t)(mixed >> 64);
}

static inline uint64_t text_hash_finish(uint64_t hash, bool number)
{
    return (hash & ~TEXT_TOKEN_NUMBER) | (number ? TEXT_TOKEN_NUMBER : 0);
}

/* The token that the first `size` of `bytes` fold to; 16 bytes must be readable whatever the size. */
static inline uint64_t text_hash(const char *bytes, size_t size, bool number)
{
    if (size > TEXT_HASH_SHORT)
        return text_hash_finish(XXH3_64bits(bytes, size), number);
    return text_hash_finish(
        text_hash_padded(text_load(bytes) & text_hash_low[size], text_load(bytes + 8) & text_hash_high[size]),
        number);
}

#endif
