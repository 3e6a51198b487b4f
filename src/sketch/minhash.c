/* Fast Similarity Sketching: S. Dahlgaard, M. B. T. Knudsen, M. Thorup, FOCS 2017 (arXiv:1704.04370).
 *
 * With t bins and round r = 0, 1, ... each element x has a random bin b_r(x) and a random value v_r(x):
 *
 *     rounds 0 <= r < t     bin b_r(x) is offered (r, v_r(x))
 *     rounds t <= r < 2t    bin r - t is offered (r, v_r(x)) by every element
 *
 * and a bin keeps the least of its offers. An early round beats all later ones, so a bin is settled at the end of the
 * round in which it is first hit, and the work at the end of the round in which the last one is: O(n + t log t) draws,
 * where t independent hash functions take n t. Bin by bin, S(A + B) = min(S(A), S(B)): two sets agree in a bin exactly
 * when the winner of their union is in both, with probability J. So the share of agreeing bins is an unbiased estimate
 * of J. In a round each element takes one bin, so elements share the bins evenly, and the error is less than that of t
 * independent functions, sqrt(J(1 - J)/t): 0.71 of it for up to t/3 shingles, 0.73 to 0.78 for t, 0.93 to 0.97 for 8 t,
 * all of it beyond (measured by tests/sketch/minhash.c, root mean square over 12,000 pairs of sets each).
 *
 * Round 0 uses the shingle itself, which is mixed already. Later rounds draw mix(x + r * SKETCH_ROUND), the stream of
 * splitmix64 from seed x, and only for what falls into a bin still empty is more done than to look at a bitmap. With
 * t = 128 and 400 shingles 5.6 bins are empty after round 0, and one or two rounds more fill them.
 *
 * What is kept is v alone, 32 bits: bins settled in different rounds or by different elements agree by accident with a
 * probability of about m 2^-32, where m is how many elements compete for a bin (values are least of m). The value
 * UINT32_MAX means that there was no draw, so that an empty bin needs no mark of its own.
 *
 * Rejected: t multiply-add functions cost t products a shingle (24 cycles with AVX-512 for t = 128); one-permutation
 * hashing leaves bins empty, and filling them from their neighbours, or rotating one permutation t ways, correlates
 * them: 1.4 and 3.4 times the error of the theory in the same test. */
#include "sketch/minhash.h"

#include <stdbool.h>
#include <string.h>

#include "sketch/hash.h"

/* Slots of the cache that finds repeats. */
#define CACHE 4096

/* Shingles for each bin that leave one empty only when many of them are the same: e^-16. */
#define PLENTY 16

/* Shingles drawn at a time: what they hit stays in the first-level cache. */
#define CHUNK 256

static inline void offer(uint32_t *signature, uint32_t bin, uint64_t draw)
{
    uint32_t value = (uint32_t)draw, kept = signature[bin];
    signature[bin] = value < kept ? value : kept;
}

/* One round: bins that are empty when it begins take the least of what falls into them. Returns whether there are empty
 * ones left. Which these are is noted hit by hit: a look at the values, written just before, would wait for them. */
static bool play(const struct sketch_kernel *kernel, const uint64_t *shingles, size_t count, uint64_t step,
                 uint32_t *signature, uint32_t hashes, uint64_t empty[SKETCH_EMPTY_WORDS])
{
    uint64_t drawn[CHUNK + SKETCH_DRAW_SLACK], left[SKETCH_EMPTY_WORDS], any = 0;
    memcpy(left, empty, sizeof left);
    for (size_t from = 0; from < count; from += CHUNK) {
        size_t some = count - from < CHUNK ? count - from : CHUNK;
        size_t hits = kernel->draw(shingles + from, some, step, hashes, empty, drawn);
        for (size_t i = 0; i < hits; i++) {
            uint32_t bin = sketch_bin(drawn[i], hashes);
            offer(signature, bin, drawn[i]);
            left[bin / 64] &= ~((uint64_t)((uint32_t)drawn[i] != UINT32_MAX) << bin % 64);
        }
    }
    for (uint32_t word = 0; word < SKETCH_EMPTY_WORDS; word++)
        any |= empty[word] = left[word];
    return any != 0;
}

/* Thins out repeated shingles, and returns how many are left. A bin that is empty after so many shingles means that few
 * of them differ: a text of one sentence over and over, whose rounds would each go through all of it. What a cache of
 * one shingle a slot has forgotten is repeated, which costs time only. */
static size_t thin_out(uint64_t *shingles, size_t count)
{
    uint64_t seen[CACHE];
    size_t kept = 0;
    for (size_t i = 0; i < CACHE; i++)
        seen[i] = i + 1; /* belongs into another slot, so that no shingle is taken for it */
    for (size_t i = 0; i < count; i++) {
        uint64_t shingle = shingles[i], *slot = &seen[shingle % CACHE];
        shingles[kept] = shingle;
        kept += *slot != shingle;
        *slot = shingle;
    }
    return kept;
}

/* Rounds t and later: each fills one bin from all elements. Only sets of very few elements come here. */
static void fill(const uint64_t *shingles, size_t count, uint32_t *signature, uint32_t hashes)
{
    for (uint32_t bin = 0; bin < hashes; bin++) {
        if (signature[bin] != UINT32_MAX)
            continue;
        for (size_t i = 0; i < count; i++) {
            uint32_t value = (uint32_t)sketch_mix(shingles[i] + (hashes + bin) * SKETCH_ROUND);
            signature[bin] = value < signature[bin] ? value : signature[bin];
        }
    }
}

void sketch_minhash(const struct sketch_kernel *kernel, uint64_t *shingles, size_t count, uint32_t *signature,
                    uint32_t hashes)
{
    uint64_t empty[SKETCH_EMPTY_WORDS] = {0};
    memset(signature, 0xff, hashes * sizeof *signature);
    if (!count)
        return;
    for (uint32_t bin = 0; bin < hashes; bin += 64)
        empty[bin / 64] = hashes - bin < 64 ? (UINT64_C(1) << (hashes - bin)) - 1 : UINT64_MAX;
    for (size_t i = 0; i < count; i++)
        offer(signature, sketch_bin(shingles[i], hashes), shingles[i]);
    bool any = kernel->still_empty(signature, hashes, empty);
    if (count / PLENTY >= hashes && any)
        count = thin_out(shingles, count);
    for (uint32_t round = 1; round < hashes && any; round++)
        any = play(kernel, shingles, count, round * SKETCH_ROUND, signature, hashes, empty);
    if (any)
        fill(shingles, count, signature, hashes);
}
