/* The hash functions of the sketch family, version SKETCH_FAMILY_VERSION. Every kernel computes exactly these.
 *
 * A shingle is a polynomial over its token hashes modulo 2^64, then mixed:
 *
 *     mix(t[0] B^(k-1) + t[1] B^(k-2) + ... + t[k-1])
 *
 * The tokens are hashes already, so the polynomial has only to tell their order; B = 3 (mod 8) keeps the powers as far
 * apart as powers of an odd number can be: two tokens changing places at distance d alter the sum by
 * (t - t') B^e (B^d - 1), and B^d - 1 has at most 5 factors of two for d < 16. The mixer is splitmix64's finaliser
 * (D. Stafford's variant 13), a bijection that passes the avalanche criterion. */
#ifndef STET_SKETCH_HASH_H
#define STET_SKETCH_HASH_H

#include <stddef.h>
#include <stdint.h>

#define SKETCH_BASE UINT64_C(0xd1342543de82ef93)
#define SKETCH_MIX_1 UINT64_C(0xbf58476d1ce4e5b9)
#define SKETCH_MIX_2 UINT64_C(0x94d049bb133111eb)

/* Between the seeds of two rounds of MinHash: 2^64 divided by the golden ratio, as splitmix64 has it. */
#define SKETCH_ROUND UINT64_C(0x9e3779b97f4a7c15)

/* Sets the published fingerprint of a passage apart from the hash of the shingle. */
#define SKETCH_PASSAGE UINT64_C(0xa0761d6478bd642f)

static inline uint64_t sketch_mix(uint64_t x)
{
    x = (x ^ x >> 30) * SKETCH_MIX_1;
    x = (x ^ x >> 27) * SKETCH_MIX_2;
    return x ^ x >> 31;
}

static inline uint64_t sketch_shingle(const uint64_t *tokens, size_t count)
{
    uint64_t sum = tokens[0];
    for (size_t i = 1; i < count; i++)
        sum = sum * SKETCH_BASE + tokens[i];
    return sketch_mix(sum);
}

/* The bin of a draw among `bins`: its upper half, scaled. */
static inline uint32_t sketch_bin(uint64_t draw, uint32_t bins)
{
    return (uint32_t)((draw >> 32) * bins >> 32);
}

#endif
