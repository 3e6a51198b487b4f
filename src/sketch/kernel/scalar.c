/* The reference: plain C, the measure of all other kernels. */
#include <string.h>

#include "sketch/hash.h"
#include "sketch/kernel/content.h"
#include "sketch/kernel/kernel.h"

#define ADDER_WORD uint64_t
#include "sketch/kernel/adder.h"

/* Rolls the polynomial on: one product a token instead of k. */
static void shingle(const uint64_t *tokens, size_t count, uint32_t k, uint64_t *out)
{
    uint64_t sum = 0, power = 1;
    for (uint32_t i = 0; i + 1 < k; i++) {
        sum = sum * SKETCH_BASE + tokens[i];
        power *= SKETCH_BASE;
    }
    for (size_t i = k - 1; i < count; i++) {
        sum = sum * SKETCH_BASE + tokens[i];
        *out++ = sketch_mix(sum);
        sum -= tokens[i + 1 - k] * power;
    }
}

size_t sketch_scalar_draw(const uint64_t *shingles, size_t count, uint64_t step, uint32_t bins,
                          const uint64_t empty[SKETCH_EMPTY_WORDS], uint64_t *drawn)
{
    size_t found = 0;
    for (size_t i = 0; i < count; i++) {
        uint64_t one = sketch_mix(shingles[i] + step);
        uint32_t bin = sketch_bin(one, bins);
        drawn[found] = one; /* written always: a branch on the bitmap would be mispredicted */
        found += empty[bin / 64] >> bin % 64 & 1;
    }
    return found;
}

static bool still_empty(const uint32_t *signature, uint32_t bins, uint64_t empty[SKETCH_EMPTY_WORDS])
{
    uint64_t any = 0;
    for (uint32_t bin = 0; bin < bins; bin += 64)
        any |= empty[bin / 64] = sketch_scalar_still_empty(signature + bin, empty[bin / 64]);
    return any != 0;
}

static void count_bits(const uint64_t *features, size_t count, uint64_t planes[SKETCH_PLANES])
{
    memset(planes, 0, SKETCH_PLANES * sizeof *planes);
    size_t i = 0;
    unsigned top = 3;
    for (; i + 8 <= count; i += 8) {
        top += top < SKETCH_PLANES && i + 8 >= (size_t)1 << top;
        const uint64_t *eight = features + i;
#define FEATURE(j) eight[j]
        ADDER_EIGHT(planes, top, FEATURE);
    }
    if (i < count) {
        uint64_t eight[8] = {0};
        memcpy(eight, features + i, (count - i) * sizeof *eight);
        ADDER_EIGHT(planes, SKETCH_PLANES, FEATURE);
#undef FEATURE
    }
}

static uint64_t key(uint64_t shingle)
{
    return shingle >> 33;
}

/* Looks the window through again only when its least has left it: 2 comparisons a shingle on average. */
static size_t minima(const uint64_t *shingles, size_t count, uint32_t window, uint32_t *offsets)
{
    size_t found = 0, least = 0;
    for (size_t end = 0; end < count; end++) {
        if (key(shingles[end]) <= key(shingles[least])) {
            least = end;
        } else if (least + window <= end) {
            least = end + 1 - window;
            for (size_t i = least + 1; i <= end; i++)
                if (key(shingles[i]) <= key(shingles[least]))
                    least = i;
        }
        if (end + 1 >= window && (!found || offsets[found - 1] != least))
            offsets[found++] = (uint32_t)least;
    }
    return found;
}

const struct sketch_kernel sketch_kernel_scalar = {shingle,     content,    sketch_scalar_draw,
                                                   still_empty, count_bits, minima};
