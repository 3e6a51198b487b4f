/* Keys of k consecutive tokens: multilinear hashing (Carter and Wegman 1979; Lemire and Kaser 2014)
 *
 *     key = (t(1) c(1) + ... + t(k) c(k) mod 2^64) >> 32
 *
 * with random constants: two different shingles of tokens that are not chosen against them agree with probability
 * 2^-32. No product waits for another, so that it vectorises. Unlike the shingles of a sketch, which are of 64-bit token
 * hashes and stored for good, these live as long as a run. */
#ifndef STET_MATCH_SHINGLES_H
#define STET_MATCH_SHINGLES_H

#include <stddef.h>
#include <stdint.h>

#include "match/kernel/kernel.h"

/* The first outputs of SplitMix64 from state 0, made odd. */
static const uint64_t match_constant[MATCH_MAX_SHINGLE] = {
    0xe220a8397b1dcdaf, 0x6e789e6aa1b965f5, 0x06c45d188009454f, 0xf88bb8a8724c81ed, 0x1b39896a51a8749b, 0x53cb9f0c747ea2eb,
    0x2c829abe1f4532e1, 0xc584133ac916ab3d, 0x3ee5789041c98ac3, 0xf3b8488c368cb0a7, 0x657eecdd3cb13d09, 0xc2d326e0055bdef7,
    0x8621a03fe0bbdb7b, 0x8e1f7555983aa92f, 0xb54e0f1600cc4d19, 0x84bb3f97971d80ab,
};

/* Of k tokens, the reference. */
static inline uint32_t match_key(const uint32_t *tokens, uint32_t k)
{
    uint64_t sum = 0;
    for (uint32_t i = 0; i < k; i++)
        sum += tokens[i] * match_constant[i];
    return (uint32_t)(sum >> 32);
}

/* A body shorter than k tokens has one shingle, of what there is; an empty one has none. */
static inline uint32_t match_shingle_size(size_t tokens, uint32_t k)
{
    return tokens < k ? (uint32_t)tokens : k;
}

static inline size_t match_shingle_count(size_t tokens, uint32_t k)
{
    return tokens ? tokens - match_shingle_size(tokens, k) + 1 : 0;
}

/* Samples are nested: what is in that of a level is in those of all lower levels. */
static inline int match_in_sample(uint32_t key, unsigned level)
{
    return (uint64_t)key >> (32 - level) == 0;
}

/* A finaliser for what is hashed one by one. */
static inline uint64_t match_mix(uint64_t x)
{
    x ^= x >> 32;
    x *= UINT64_C(0xd6e8feb86659fd93);
    x ^= x >> 32;
    x *= UINT64_C(0xd6e8feb86659fd93);
    return x ^ x >> 32;
}

#endif
