/* Hashes of k consecutive tokens, by a rolling polynomial over 64 bits (Karp and Rabin 1987) and a finaliser.
 *
 *     s(i) = t(i) B^(k-1) + ... + t(i+k-1),   s(i+1) = s(i) B + (t(i+k) - t(i) B^k)   mod 2^64
 *
 * Only the multiplication by B waits for the step before. Unlike the shingles of a sketch, which are of 64-bit token
 * hashes and stored for good, these live as long as a run. */
#ifndef STET_MATCH_SHINGLES_H
#define STET_MATCH_SHINGLES_H

#include <stddef.h>
#include <stdint.h>

#define MATCH_BASE UINT64_C(0x9e3779b97f4a7c15)

static inline uint64_t match_mix(uint64_t x)
{
    x ^= x >> 32;
    x *= UINT64_C(0xd6e8feb86659fd93);
    x ^= x >> 32;
    x *= UINT64_C(0xd6e8feb86659fd93);
    return x ^ x >> 32;
}

/* A body's shingles in order. A body shorter than k tokens has one, of what there is; an empty one has none. */
struct match_roll {
    const uint32_t *tokens;
    size_t next, left; /* token that enters next; shingles not yet given */
    uint32_t k;
    uint64_t state, power; /* B^k */
};

static inline struct match_roll match_roll_start(const uint32_t *tokens, size_t count, uint32_t k)
{
    struct match_roll roll = {.tokens = tokens, .power = 1};
    roll.k = count < k ? (uint32_t)count : k;
    roll.left = count ? count - roll.k + 1 : 0;
    for (uint32_t i = 0; i < roll.k; i++) {
        roll.state = roll.state * MATCH_BASE + tokens[i] + 1;
        roll.power *= MATCH_BASE;
    }
    roll.next = roll.k;
    return roll;
}

/* Writes up to `room` hashes and returns how many; 0 at the end. */
static inline size_t match_roll_take(struct match_roll *roll, uint64_t *out, size_t room)
{
    size_t n = roll->left < room ? roll->left : room;
    uint64_t state = roll->state;
    for (size_t i = 0; i < n; i++) {
        out[i] = match_mix(state);
        if (i + 1 < roll->left) {
            uint64_t leaves = roll->tokens[roll->next - roll->k] + UINT64_C(1);
            state = state * MATCH_BASE + (roll->tokens[roll->next] + UINT64_C(1) - leaves * roll->power);
            roll->next++;
        }
    }
    roll->state = state;
    roll->left -= n;
    return n;
}

#endif
