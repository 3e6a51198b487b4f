/* The inner loops of matching: the same plain C (loops.h) compiled once for each instruction set, and by hand where a
 * compiler does not see it. All give the same bits. */
#ifndef STET_MATCH_KERNEL_KERNEL_H
#define STET_MATCH_KERNEL_KERNEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "match/figures.h"
#include "sys/isa.h"

#define MATCH_MAX_SHINGLE 16

/* What `sample`, `thin` and `figures` may write beyond what they report, in items. */
#define MATCH_KERNEL_SLACK 16

struct match_set;

struct match_kernel {
    /* out[i] = match_key(tokens + i, k) for 0 <= i <= count - k. 1 <= k <= count. */
    void (*keys)(const uint32_t *tokens, size_t count, uint32_t k, uint32_t *out);

    /* Writes the keys whose first `level` bits are 0, in order; returns how many. level < 32. */
    size_t (*sample)(const uint32_t *keys, size_t count, unsigned level, uint32_t *out);

    /* Writes the places of the keys whose last `level` bits are 0, ascending; returns how many. level < 32, count < 2^32. */
    size_t (*thin)(const uint32_t *keys, size_t count, unsigned level, uint32_t *places);

    /* Writes the places of the tokens that are figures, ascending; returns how many. count < 2^32. */
    size_t (*figures)(const uint32_t *tokens, size_t count, uint32_t *places);

    /* The length of what a and b have in common from their beginnings on, at most n. */
    size_t (*agree)(const uint32_t *a, const uint32_t *b, size_t n);

    /* The first place of `key` among the `n`, or n. */
    size_t (*find)(const uint32_t *keys, size_t n, uint32_t key);

    /* Figures of either that stand between words between which the other has figures, but not this one. */
    uint32_t (*differing)(const struct match_figures *a, const struct match_figures *b);

    /* The sum of weight[counts[i]]. n <= 2^32. */
    uint64_t (*mass)(const uint16_t weight[256], const uint8_t *counts, size_t n);

    /* Adds those of `n` keys to the set that are new. There must be room. */
    void (*add)(struct match_set *set, const uint32_t *keys, size_t n);

    /* The first place from `from` on whose key may be in the set (match_set_may_have), or n. */
    size_t (*next)(const struct match_set *set, const uint32_t *keys, size_t from, size_t n);

    /* How many of the values have their bit in `bits`, of which `mask` + 1 words, a power of two, are there. */
    uint32_t (*marked)(const uint64_t *bits, uint32_t mask, const uint16_t *values, size_t n);

    /* out[i] = match_short_token(hashes[i]). */
    void (*narrow)(const uint64_t *hashes, size_t n, uint16_t *out);

    /* out[i] = tokens[i]. */
    void (*widen)(const uint16_t *tokens, size_t n, uint32_t *out);
};

/* The kernel of an instruction set; the next lower one where a set has none of its own. */
const struct match_kernel *match_kernel_get(enum sys_isa isa);

extern const struct match_kernel match_kernel_scalar;
#ifdef __x86_64__
extern const struct match_kernel match_kernel_avx2;
extern const struct match_kernel match_kernel_avx512;
#endif

#endif
