/* Eight 64-bit lanes. Needs F, DQ (64-bit products) and BW. 512-bit work costs no clock rate on Zen 4 and on Intel
 * since Ice Lake. Compressed lanes go through a register: VPCOMPRESSQ to memory is microcoded on Zen 4. */
#include <immintrin.h>

#include "sketch/hash.h"
#include "sketch/kernel/content.h"
#include "sketch/kernel/kernel.h"
#include "sketch/sketch.h"

typedef __m512i lanes;

#define ADDER_WORD lanes
#include "sketch/kernel/adder.h"

/* The lanes that are left of `count`, at most eight. */
static inline __mmask8 some(size_t count)
{
    return count < 8 ? (__mmask8)((1u << count) - 1) : 0xff;
}

static inline lanes all(uint64_t value)
{
    return _mm512_set1_epi64((long long)value);
}

static inline lanes mix(lanes x)
{
    x = _mm512_mullo_epi64(_mm512_xor_si512(x, _mm512_srli_epi64(x, 30)), all(SKETCH_MIX_1));
    x = _mm512_mullo_epi64(_mm512_xor_si512(x, _mm512_srli_epi64(x, 27)), all(SKETCH_MIX_2));
    return _mm512_xor_si512(x, _mm512_srli_epi64(x, 31));
}

#define PAIRS 256 /* made at a time: they stay in the first-level cache */

/* t[i] B + t[i + 1] for each place. */
static inline void pair(const uint64_t *tokens, size_t count, uint64_t *out)
{
    for (size_t i = 0; i < count; i += 8) {
        __mmask8 mask = some(count - i);
        lanes first = _mm512_mullo_epi64(_mm512_maskz_loadu_epi64(mask, tokens + i), all(SKETCH_BASE));
        _mm512_storeu_si512(out + i, _mm512_add_epi64(first, _mm512_maskz_loadu_epi64(mask, tokens + i + 1)));
    }
}

/* Horner's rule in each lane, by pairs of tokens with the square of the base: a pair is made once and stands in several
 * shingles, which for five tokens takes three products in place of four. */
static void shingle(const uint64_t *tokens, size_t count, uint32_t k, uint64_t *out)
{
    const lanes base = all(SKETCH_BASE), square = all(SKETCH_BASE * SKETCH_BASE);
    size_t shingles = count - k + 1;
    for (size_t from = 0; from < shingles; from += PAIRS) {
        uint64_t pairs[PAIRS + SKETCH_MAX_SHINGLE + 8];
        size_t n = shingles - from < PAIRS ? shingles - from : PAIRS;
        pair(tokens + from, k > 1 ? n + k - 2 : 0, pairs);
        for (size_t i = 0; i < n; i += 8) {
            __mmask8 mask = some(n - i);
            lanes sum = k > 1 ? _mm512_loadu_si512(pairs + i) : all(0);
            for (uint32_t j = 2; j + 1 < k; j += 2)
                sum = _mm512_add_epi64(_mm512_mullo_epi64(sum, square), _mm512_loadu_si512(pairs + i + j));
            if (k % 2)
                sum = _mm512_add_epi64(_mm512_mullo_epi64(sum, base),
                                       _mm512_maskz_loadu_epi64(mask, tokens + from + i + k - 1));
            _mm512_mask_storeu_epi64(out + from + i, mask, mix(sum));
        }
    }
}

static size_t draw(const uint64_t *shingles, size_t count, uint64_t step, uint32_t bins,
                   const uint64_t empty[SKETCH_EMPTY_WORDS], uint64_t *drawn)
{
    const lanes low = _mm512_loadu_si512(empty), high = _mm512_loadu_si512(empty + 8);
    const lanes steps = all(step), scale = all(bins), one = all(1), six_bits = all(63);
    size_t found = 0;
    __mmask8 mask = 0xff;
    for (size_t i = 0; i < count; i += 8) {
        if (count - i < 8)
            mask = some(count - i);
        lanes draws = mix(_mm512_add_epi64(_mm512_maskz_loadu_epi64(mask, shingles + i), steps));
        lanes bin = _mm512_srli_epi64(_mm512_mul_epu32(_mm512_srli_epi64(draws, 32), scale), 32);
        lanes word = _mm512_permutex2var_epi64(low, _mm512_srli_epi64(bin, 6), high);
        lanes bit = _mm512_sllv_epi64(one, _mm512_and_si512(bin, six_bits));
        __mmask8 hit = _mm512_mask_test_epi64_mask(mask, word, bit);
        _mm512_storeu_si512(drawn + found, _mm512_maskz_compress_epi64(hit, draws));
        found += (size_t)__builtin_popcount(hit);
    }
    return found;
}

static bool still_empty(const uint32_t *signature, uint32_t bins, uint64_t empty[SKETCH_EMPTY_WORDS])
{
    uint64_t any = 0, word = 0;
    for (uint32_t bin = 0; bin < bins; bin += 16) {
        __mmask16 mask = bins - bin < 16 ? (__mmask16)((1u << (bins - bin)) - 1) : 0xffff;
        __m512i values = _mm512_maskz_loadu_epi32(mask, signature + bin);
        word |= (uint64_t)_mm512_cmpeq_epi32_mask(values, _mm512_set1_epi32(-1)) << bin % 64;
        if (bin % 64 == 48 || bins - bin <= 16) {
            empty[bin / 64] = word;
            any |= word;
            word = 0;
        }
    }
    return any != 0;
}

/* Adds the counts of lanes that lie `from` apart: planes of `top` bits to planes of top + 1 bits. */
#define FOLD(planes, top, shuffled)                                                                                    \
    do {                                                                                                               \
        lanes over_ = _mm512_setzero_si512();                                                                          \
        for (unsigned q_ = 0; q_ < (top); q_++) {                                                                      \
            lanes plane = (planes)[q_];                                                                                \
            ADDER_FULL((planes)[q_], over_, plane, shuffled, over_);                                                   \
        }                                                                                                              \
        (planes)[(top)++] = over_;                                                                                     \
    } while (0)

static void count_bits(const uint64_t *features, size_t count, uint64_t planes[SKETCH_PLANES])
{
    lanes wide[SKETCH_PLANES + 3];
    for (unsigned p = 0; p < 3; p++)
        wide[p] = _mm512_setzero_si512();
    unsigned top = 3;
    for (size_t i = 0, blocks = 1; i < count; i += 64, blocks++) {
        if (blocks * 8 >= (size_t)1 << top)
            wide[top++] = _mm512_setzero_si512();
        size_t left = count - i;
        lanes eight[8];
        for (size_t j = 0; j < 8; j++)
            eight[j] = _mm512_maskz_loadu_epi64(left > 8 * j ? some(left - 8 * j) : 0, features + i + 8 * j);
#define FEATURE(j) eight[j]
        ADDER_EIGHT(wide, top, FEATURE);
#undef FEATURE
    }
    FOLD(wide, top, _mm512_shuffle_i64x2(plane, plane, 0x4e));
    FOLD(wide, top, _mm512_shuffle_i64x2(plane, plane, 0xb1));
    FOLD(wide, top, _mm512_permutex_epi64(plane, 0xb1));
    for (unsigned p = 0; p < SKETCH_PLANES; p++)
        planes[p] = p < top ? (uint64_t)_mm_cvtsi128_si64(_mm512_castsi512_si128(wide[p])) : 0;
}

/* The upper 31 bits of a shingle above the complement of its offset: the least of a window is then its rightmost
 * least, and says where it is. */
static inline lanes place(const uint64_t *shingles, size_t count, size_t offset)
{
    const lanes last = _mm512_sub_epi64(all(UINT32_MAX), _mm512_set_epi64(7, 6, 5, 4, 3, 2, 1, 0));
    lanes shingle = _mm512_maskz_loadu_epi64(offset < count ? some(count - offset) : 0, shingles + offset);
    lanes key = _mm512_and_si512(_mm512_srli_epi64(shingle, 1), all(UINT64_C(0x7fffffff00000000)));
    return _mm512_or_si512(key, _mm512_sub_epi64(last, all(offset)));
}

/* a[i] becomes the less of a[i] and a[i + distance]: in place, as reading runs ahead of writing. */
static inline void halve(uint64_t *a, size_t count, size_t distance)
{
    for (size_t i = 0; i < count; i += 8)
        _mm512_storeu_si512(a + i, _mm512_min_epu64(_mm512_loadu_si512(a + i), _mm512_loadu_si512(a + i + distance)));
}

/* Lane i of the result is the less of lanes i and i + distance of two vectors that follow each other. */
#define LESS(a, next, distance) _mm512_min_epu64(a, _mm512_alignr_epi64(next, a, distance))

/* The least of eight from each place on, without leaving the registers: each doubling needs the vector that follows,
 * and so runs one behind the doubling before it. a[24 + i] is that of place i; what is before is of no use. */
static inline void least_of_eight(const uint64_t *shingles, size_t count, uint64_t *a)
{
    lanes one = all(0), two = all(0), four = all(0);
    for (size_t i = 0; i < count + 24; i += 8) {
        lanes next_one = place(shingles, count, i);
        lanes next_two = LESS(one, next_one, 1);
        lanes next_four = LESS(two, next_two, 2);
        _mm512_storeu_si512(a + i, LESS(four, next_four, 4));
        one = next_one;
        two = next_two;
        four = next_four;
    }
}

/* Offsets of the minima, where they differ from the one before. */
static inline size_t list(const uint64_t *least, size_t windows, uint32_t *offsets)
{
    size_t found = 0;
    lanes before = all(UINT64_MAX);
    for (size_t i = 0; i < windows; i += 8) {
        lanes here = _mm512_loadu_si512(least + i);
        __mmask8 fresh = _mm512_mask_cmpneq_epu64_mask(some(windows - i), here, _mm512_alignr_epi64(here, before, 7));
        lanes offset = _mm512_maskz_compress_epi64(fresh, _mm512_xor_si512(here, all(UINT32_MAX)));
        _mm256_storeu_si256((__m256i *)(offsets + found), _mm512_cvtepi64_epi32(offset));
        found += (size_t)__builtin_popcount(fresh);
        before = here;
    }
    return found;
}

/* Windows of 1 or 8, then 16, 32 ... by doubling, then two overlapping ones make the width wanted. */
static size_t minima(const uint64_t *shingles, size_t count, uint32_t window, uint32_t *offsets)
{
    uint64_t buffer[SKETCH_WINDOW_BLOCK + 24 + 16], *least = buffer + 24;
    size_t width = window < 8 ? 1 : 8, windows = count - window + 1;
    if (window < 8)
        for (size_t i = 0; i < count; i += 8)
            _mm512_storeu_si512(least + i, place(shingles, count, i));
    else
        least_of_eight(shingles, count, buffer);
    for (; width * 2 <= window; width *= 2)
        halve(least, count - 2 * width + 1, width);
    if (width < window)
        halve(least, windows, window - width);
    return list(least, windows, offsets);
}

const struct sketch_kernel sketch_kernel_avx512 = {shingle, content, draw, still_empty, count_bits, minima};
