/* Four 64-bit lanes. AVX2 has no 64-bit product, no unsigned comparison and no compression of lanes: they are made of
 * 32-bit products, of signed comparisons, and of a permutation looked up by the mask. */
#include <immintrin.h>

#include "sketch/hash.h"
#include "sketch/kernel/content.h"
#include "sketch/kernel/kernel.h"

typedef __m256i lanes;

#define ADDER_WORD lanes
#include "sketch/kernel/adder.h"

/* Loads that may end early: a lane is loaded where its mask is negative. */
static inline lanes load_some(const uint64_t *from, size_t count)
{
    if (count >= 4)
        return _mm256_loadu_si256((const lanes *)from);
    lanes mask = _mm256_cmpgt_epi64(_mm256_set1_epi64x((long long)count), _mm256_set_epi64x(3, 2, 1, 0));
    return _mm256_maskload_epi64((const long long *)from, mask);
}

static inline lanes all(uint64_t value)
{
    return _mm256_set1_epi64x((long long)value);
}

/* Product modulo 2^64 with a constant: `swapped` is the constant with its halves exchanged. */
static inline lanes multiply(lanes a, lanes constant, lanes swapped)
{
    lanes cross = _mm256_mullo_epi32(a, swapped);
    cross = _mm256_add_epi32(cross, _mm256_slli_epi64(cross, 32));
    cross = _mm256_and_si256(cross, all(UINT64_C(0xffffffff00000000)));
    return _mm256_add_epi64(cross, _mm256_mul_epu32(a, constant));
}

static inline lanes swap(uint64_t constant)
{
    return all(constant << 32 | constant >> 32);
}

static inline lanes mix(lanes x)
{
    x = _mm256_xor_si256(x, _mm256_srli_epi64(x, 30));
    x = multiply(x, all(SKETCH_MIX_1), swap(SKETCH_MIX_1));
    x = _mm256_xor_si256(x, _mm256_srli_epi64(x, 27));
    x = multiply(x, all(SKETCH_MIX_2), swap(SKETCH_MIX_2));
    return _mm256_xor_si256(x, _mm256_srli_epi64(x, 31));
}

static void shingle(const uint64_t *tokens, size_t count, uint32_t k, uint64_t *out)
{
    const lanes base = all(SKETCH_BASE), swapped = swap(SKETCH_BASE);
    size_t shingles = count - k + 1, i = 0;
    for (; i + 4 <= shingles; i += 4) {
        lanes sum = _mm256_loadu_si256((const lanes *)(tokens + i));
        for (uint32_t j = 1; j < k; j++)
            sum = _mm256_add_epi64(multiply(sum, base, swapped), _mm256_loadu_si256((const lanes *)(tokens + i + j)));
        _mm256_storeu_si256((lanes *)(out + i), mix(sum));
    }
    for (; i < shingles; i++)
        out[i] = sketch_shingle(tokens + i, k);
}

/* Brings the lanes of a mask of four to the front, as pairs of 32-bit lanes; what is behind them does not matter. */
static const uint32_t to_front[16][8] = {
    {0, 1, 2, 3, 4, 5, 6, 7}, {0, 1, 2, 3, 4, 5, 6, 7}, {2, 3, 2, 3, 4, 5, 6, 7}, {0, 1, 2, 3, 4, 5, 6, 7},
    {4, 5, 2, 3, 4, 5, 6, 7}, {0, 1, 4, 5, 4, 5, 6, 7}, {2, 3, 4, 5, 4, 5, 6, 7}, {0, 1, 2, 3, 4, 5, 6, 7},
    {6, 7, 2, 3, 4, 5, 6, 7}, {0, 1, 6, 7, 4, 5, 6, 7}, {2, 3, 6, 7, 4, 5, 6, 7}, {0, 1, 2, 3, 6, 7, 6, 7},
    {4, 5, 6, 7, 4, 5, 6, 7}, {0, 1, 4, 5, 6, 7, 6, 7}, {2, 3, 4, 5, 6, 7, 6, 7}, {0, 1, 2, 3, 4, 5, 6, 7},
};

/* With up to 256 bins the bitmap is one register, from which a permutation takes the word of each draw. The bin is the
 * upper half of the product, and its bit of the word is shifted to the upper end of the lane. */
static size_t draw(const uint64_t *shingles, size_t count, uint64_t step, uint32_t bins,
                   const uint64_t empty[SKETCH_EMPTY_WORDS], uint64_t *drawn)
{
    if (bins > 256)
        return sketch_scalar_draw(shingles, count, step, bins, empty, drawn);
    const lanes bitmap = _mm256_loadu_si256((const lanes *)empty), steps = all(step), scale = all(bins);
    const lanes five_bits = _mm256_set1_epi32(31);
    size_t found = 0, i = 0;
    for (; i + 4 <= count; i += 4) {
        lanes draws = mix(_mm256_add_epi64(_mm256_loadu_si256((const lanes *)(shingles + i)), steps));
        lanes bin = _mm256_mul_epu32(_mm256_srli_epi64(draws, 32), scale);
        lanes word = _mm256_permutevar8x32_epi32(bitmap, _mm256_srli_epi32(bin, 5));
        lanes bit = _mm256_sllv_epi32(word, _mm256_andnot_si256(bin, five_bits));
        unsigned hit = (unsigned)_mm256_movemask_pd(_mm256_castsi256_pd(bit));
        lanes front = _mm256_loadu_si256((const lanes *)(const void *)to_front[hit]);
        _mm256_storeu_si256((lanes *)(drawn + found), _mm256_permutevar8x32_epi32(draws, front));
        found += (size_t)__builtin_popcount(hit);
    }
    return found + sketch_scalar_draw(shingles + i, count - i, step, bins, empty, drawn + found);
}

static bool still_empty(const uint32_t *signature, uint32_t bins, uint64_t empty[SKETCH_EMPTY_WORDS])
{
    uint64_t any = 0;
    for (uint32_t bin = 0; bin < bins; bin += 64) {
        uint64_t word = 0;
        if (bins - bin < 64)
            word = sketch_scalar_still_empty(signature + bin, empty[bin / 64]);
        else
            for (unsigned i = 0; i < 64; i += 8) {
                __m256i values = _mm256_loadu_si256((const __m256i *)(const void *)(signature + bin + i));
                __m256i equal = _mm256_cmpeq_epi32(values, _mm256_set1_epi32(-1));
                word |= (uint64_t)(unsigned)_mm256_movemask_ps(_mm256_castsi256_ps(equal)) << i;
            }
        empty[bin / 64] = word;
        any |= word;
    }
    return any != 0;
}

/* Adds the counts of lanes that lie apart: planes of `top` bits to planes of top + 1 bits. */
#define FOLD(planes, top, shuffled)                                                                                    \
    do {                                                                                                               \
        lanes over_ = _mm256_setzero_si256();                                                                          \
        for (unsigned q_ = 0; q_ < (top); q_++) {                                                                      \
            lanes plane = (planes)[q_];                                                                                \
            ADDER_FULL((planes)[q_], over_, plane, shuffled, over_);                                                   \
        }                                                                                                              \
        (planes)[(top)++] = over_;                                                                                     \
    } while (0)

static void count_bits(const uint64_t *features, size_t count, uint64_t planes[SKETCH_PLANES])
{
    lanes wide[SKETCH_PLANES + 2];
    for (unsigned p = 0; p < 3; p++)
        wide[p] = _mm256_setzero_si256();
    unsigned top = 3;
    for (size_t i = 0, blocks = 1; i < count; i += 32, blocks++) {
        if (blocks * 8 >= (size_t)1 << top)
            wide[top++] = _mm256_setzero_si256();
        size_t left = count - i;
        lanes eight[8];
        for (size_t j = 0; j < 8; j++)
            eight[j] = left > 4 * j ? load_some(features + i + 4 * j, left - 4 * j) : _mm256_setzero_si256();
#define FEATURE(j) eight[j]
        ADDER_EIGHT(wide, top, FEATURE);
#undef FEATURE
    }
    FOLD(wide, top, _mm256_permute4x64_epi64(plane, 0x4e));
    FOLD(wide, top, _mm256_permute4x64_epi64(plane, 0xb1));
    for (unsigned p = 0; p < SKETCH_PLANES; p++)
        planes[p] = p < top ? (uint64_t)_mm256_extract_epi64(wide[p], 0) : 0;
}

/* a[i] becomes the less of a[i] and a[i + distance]: in place, as reading runs ahead of writing. */
static inline void halve(uint64_t *a, size_t count, size_t distance)
{
    for (size_t i = 0; i < count; i += 4) {
        lanes x = _mm256_loadu_si256((const lanes *)(a + i)), y = _mm256_loadu_si256((const lanes *)(a + i + distance));
        _mm256_storeu_si256((lanes *)(a + i), _mm256_blendv_epi8(x, y, _mm256_cmpgt_epi64(x, y)));
    }
}

/* The upper 31 bits of a shingle above the complement of its offset: the least of a window is then its rightmost
 * least, and says where it is. Windows of 2, 4, 8 ... by doubling, then two overlapping ones make the width wanted. */
static size_t minima(const uint64_t *shingles, size_t count, uint32_t window, uint32_t *offsets)
{
    uint64_t least[SKETCH_WINDOW_BLOCK + 8];
    lanes place = _mm256_sub_epi64(all(UINT32_MAX), _mm256_set_epi64x(3, 2, 1, 0));
    for (size_t i = 0; i < count; i += 4) {
        lanes key = _mm256_srli_epi64(load_some(shingles + i, count - i), 33);
        _mm256_storeu_si256((lanes *)(least + i), _mm256_or_si256(_mm256_slli_epi64(key, 32), place));
        place = _mm256_sub_epi64(place, all(4));
    }
    size_t width = 1, windows = count - window + 1;
    for (; width * 2 <= window; width *= 2)
        halve(least, count - 2 * width + 1, width);
    if (width < window)
        halve(least, windows, window - width);

    size_t found = 0;
    uint64_t before = UINT64_MAX;
    for (size_t i = 0; i < windows; i++) {
        offsets[found] = ~(uint32_t)least[i]; /* written always: a branch would be mispredicted */
        found += least[i] != before;
        before = least[i];
    }
    return found;
}

const struct sketch_kernel sketch_kernel_avx2 = {shingle, content, draw, still_empty, count_bits, minima};
