/* The inner loops of sketching, once as a scalar reference and once an instruction set. All give the same bits. */
#ifndef STET_SKETCH_KERNEL_KERNEL_H
#define STET_SKETCH_KERNEL_KERNEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sys/isa.h"

/* Bit planes of a SimHash count: enough for 2^32 - 1 features. */
#define SKETCH_PLANES 32

/* Words of the bitmap of empty MinHash bins: one bit a bin. */
#define SKETCH_EMPTY_WORDS 16

/* What `draw` may write beyond the draws that it reports, in items. */
#define SKETCH_DRAW_SLACK 8

/* The same for `minima`. */
#define SKETCH_MINIMA_SLACK 8

struct sketch_kernel {
    /* out[i] = sketch_shingle(tokens + i, k) for 0 <= i <= count - k. 1 <= k <= count, k <= SKETCH_MAX_SHINGLE. */
    void (*shingle)(const uint64_t *tokens, size_t count, uint32_t k, uint64_t *out);

    /* XXH3 (64 bits, unseeded) of `count` tokens, which may be NULL when there are none. */
    uint64_t (*content)(const uint64_t *tokens, size_t count);

    /* Draws sketch_mix(shingle + step) for each of `count` shingles, and writes those whose bin among `bins` is empty,
     * in order. Returns how many. drawn has room for count + SKETCH_DRAW_SLACK. */
    size_t (*draw)(const uint64_t *shingles, size_t count, uint64_t step, uint32_t bins,
                   const uint64_t empty[SKETCH_EMPTY_WORDS], uint64_t *drawn);

    /* Clears in `empty`, which has a bit for each bin that was empty before, those of bins that hold something else
     * than UINT32_MAX now. Returns whether there are empty ones left. */
    bool (*still_empty)(const uint32_t *signature, uint32_t bins, uint64_t empty[SKETCH_EMPTY_WORDS]);

    /* Adds up each of the 64 bits over `count` features: plane p holds bit p of the 64 sums. count < 2^32. */
    void (*count_bits)(const uint64_t *features, size_t count, uint64_t planes[SKETCH_PLANES]);

    /* Writes the offset of the rightmost least (by the upper 31 bits) of each `window` shingles that follow each other,
     * each offset once, ascending. Returns how many. 1 <= window <= count <= SKETCH_WINDOW_BLOCK. offsets has room for
     * count + SKETCH_MINIMA_SLACK. */
    size_t (*minima)(const uint64_t *shingles, size_t count, uint32_t window, uint32_t *offsets);
};

/* Shingles that `minima` takes at a time: what it needs then stays in the first-level cache. */
#define SKETCH_WINDOW_BLOCK 2048

/* The reference's draw, for instruction sets that have nothing better. */
size_t sketch_scalar_draw(const uint64_t *shingles, size_t count, uint64_t step, uint32_t bins,
                          const uint64_t empty[SKETCH_EMPTY_WORDS], uint64_t *drawn);

/* Those of `empty` that are empty still, of the 64 bins from `signature` on. */
static inline uint64_t sketch_scalar_still_empty(const uint32_t *signature, uint64_t empty)
{
    uint64_t still = 0;
    for (uint64_t left = empty; left; left &= left - 1) {
        unsigned bin = (unsigned)__builtin_ctzll(left);
        still |= (uint64_t)(signature[bin] == UINT32_MAX) << bin;
    }
    return still;
}

extern const struct sketch_kernel sketch_kernel_scalar;
#ifdef __x86_64__
extern const struct sketch_kernel sketch_kernel_avx2;
extern const struct sketch_kernel sketch_kernel_avx512;
#endif

/* The kernel of an instruction set; the next lower one where a set has none of its own. */
const struct sketch_kernel *sketch_kernel_get(enum sys_isa isa);

#endif
