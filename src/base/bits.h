/* Numbers of any width in a stream of bits: bit i is bit i % 8 of byte i / 8, the lowest bit of a number comes first. */
#ifndef STET_BASE_BITS_H
#define STET_BASE_BITS_H

#include "base/bytes.h"

/* Reading and writing touch up to this many bytes behind the last one of the stream. */
#define STET_BITS_SLACK 8

/* Bits that `value` needs, 0..64. */
static inline unsigned stet_bit_width(uint64_t value)
{
    return value ? 64 - (unsigned)__builtin_clzll(value) : 0;
}

/* width <= 56 */
static inline uint64_t stet_get_bits(const unsigned char *stream, uint64_t at, unsigned width)
{
    return stet_load64(stream + at / 8) >> (at & 7) & ((UINT64_C(1) << width) - 1);
}

/* width <= 64 */
static inline uint64_t stet_get_wide(const unsigned char *stream, uint64_t at, unsigned width)
{
    if (width <= 32)
        return stet_get_bits(stream, at, width);
    return stet_get_bits(stream, at, 32) | stet_get_bits(stream, at + 32, width - 32) << 32;
}

/* Into bits that are 0. width <= 56, value < 2^width */
static inline void stet_put_bits(unsigned char *stream, uint64_t at, unsigned width, uint64_t value)
{
    if (!width)
        return;
    unsigned char *word = stream + at / 8;
    stet_store64(word, stet_load64(word) | value << (at & 7));
}

/* width <= 64 */
static inline void stet_put_wide(unsigned char *stream, uint64_t at, unsigned width, uint64_t value)
{
    if (width <= 32) {
        stet_put_bits(stream, at, width, value);
        return;
    }
    stet_put_bits(stream, at, 32, value & UINT32_MAX);
    stet_put_bits(stream, at + 32, width - 32, value >> 32);
}

#endif
