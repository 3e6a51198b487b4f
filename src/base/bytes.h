/* Little-endian numbers and varints (7 bits a byte, lowest first, the top bit says that more follow). */
#ifndef STET_BASE_BYTES_H
#define STET_BASE_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define STET_VARINT_MAX 10 /* bytes */

static inline uint64_t stet_load64(const void *bytes)
{
    uint64_t word;
    memcpy(&word, bytes, sizeof word);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    word = __builtin_bswap64(word);
#endif
    return word;
}

static inline void stet_store64(void *bytes, uint64_t word)
{
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    word = __builtin_bswap64(word);
#endif
    memcpy(bytes, &word, sizeof word);
}

static inline uint32_t stet_load32(const void *bytes)
{
    uint32_t word;
    memcpy(&word, bytes, sizeof word);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    word = __builtin_bswap32(word);
#endif
    return word;
}

static inline void stet_store32(void *bytes, uint32_t word)
{
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    word = __builtin_bswap32(word);
#endif
    memcpy(bytes, &word, sizeof word);
}

/* Writes at most STET_VARINT_MAX bytes and returns how many. */
static inline size_t stet_put_varint(unsigned char *to, uint64_t value)
{
    size_t n = 0;
    while (value >= 0x80) {
        to[n++] = (unsigned char)(value | 0x80);
        value >>= 7;
    }
    to[n++] = (unsigned char)value;
    return n;
}

/* Reads one of `*at` < `end` and moves `*at` behind it. False when it does not end before `end` or is no 64-bit number
 * in its shortest form, so that a number has one form only. */
static inline bool stet_get_varint(const unsigned char **at, const unsigned char *end, uint64_t *value)
{
    uint64_t sum = 0;
    const unsigned char *from = *at;
    for (unsigned shift = 0; from < end && shift < 64; shift += 7) {
        unsigned char byte = *from++;
        sum |= (uint64_t)(byte & 0x7f) << shift;
        if (byte & 0x80)
            continue;
        if ((shift && !byte) || (shift == 63 && byte > 1))
            return false;
        *at = from;
        *value = sum;
        return true;
    }
    return false;
}

/* Signed numbers near 0 as small unsigned ones: 0, -1, 1, -2 become 0, 1, 2, 3. */
static inline uint64_t stet_zigzag(int64_t value)
{
    return ((uint64_t)value << 1) ^ (value < 0 ? UINT64_MAX : 0);
}

static inline int64_t stet_unzigzag(uint64_t value)
{
    return (int64_t)((value >> 1) ^ (value & 1 ? UINT64_MAX : 0));
}

#endif
