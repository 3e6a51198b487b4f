/* Sixteen 32-bit lanes. Needs F, BW, DQ, VL and VBMI, and BMI2 for bits.h. Compressed lanes go through a register:
 * VPCOMPRESSD to memory is microcoded on Zen 4. */
#include <immintrin.h>
#include <string.h>

#include "match/kernel/bits.h"
#include "match/kernel/kernel.h"
#include "match/shingles.h"
#include "text/tokens.h"

/* The lanes that are left of `count`, at most sixteen. */
static inline __mmask16 some(size_t count)
{
    return count < 16 ? (__mmask16)((1u << count) - 1) : (__mmask16)0xffff;
}

/* Of a product's upper half the upper half of the constant takes only 32 bits; the lower half's 64-bit products are of
 * even lanes in one register, of odd ones in another. */
static void keys(const uint32_t *tokens, size_t count, uint32_t k, uint32_t *out)
{
    size_t n = count - k + 1;
    for (size_t i = 0; i < n; i += 16) {
        __mmask16 mask = some(n - i);
        __m512i even = _mm512_setzero_si512(), odd = even, upper = even;
        for (uint32_t j = 0; j < k; j++) {
            const __m512i low = _mm512_set1_epi32((int)(uint32_t)match_constant[j]);
            const __m512i high = _mm512_set1_epi32((int)(uint32_t)(match_constant[j] >> 32));
            __m512i lanes = _mm512_maskz_loadu_epi32(mask, tokens + i + j);
            even = _mm512_add_epi64(even, _mm512_mul_epu32(lanes, low));
            odd = _mm512_add_epi64(odd, _mm512_mul_epu32(_mm512_srli_epi64(lanes, 32), low));
            upper = _mm512_add_epi32(upper, _mm512_mullo_epi32(lanes, high));
        }
        __m512i lower = _mm512_mask_mov_epi32(_mm512_srli_epi64(even, 32), 0xaaaa, odd);
        _mm512_mask_storeu_epi32(out + i, mask, _mm512_add_epi32(lower, upper));
    }
}

static size_t sample(const uint32_t *keys, size_t count, unsigned level, uint32_t *out)
{
    const __m512i first = _mm512_set1_epi32((int)~(level ? UINT32_MAX >> level : UINT32_MAX));
    size_t found = 0;
    for (size_t i = 0; i < count; i += 16) {
        __mmask16 mask = some(count - i);
        __m512i lanes = _mm512_maskz_loadu_epi32(mask, keys + i);
        __mmask16 hit = _mm512_mask_testn_epi32_mask(mask, lanes, first);
        _mm512_storeu_si512(out + found, _mm512_maskz_compress_epi32(hit, lanes));
        found += (size_t)__builtin_popcount(hit);
    }
    return found;
}

static inline __m512i steps(void)
{
    return _mm512_set_epi32(15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
}

static size_t thin(const uint32_t *keys, size_t count, unsigned level, uint32_t *places)
{
    const __m512i last = _mm512_set1_epi32((int)((UINT32_C(1) << level) - 1));
    const __m512i step = steps();
    size_t found = 0;
    for (size_t i = 0; i < count; i += 16) {
        __mmask16 mask = some(count - i);
        __mmask16 hit = _mm512_mask_testn_epi32_mask(mask, _mm512_maskz_loadu_epi32(mask, keys + i), last);
        __m512i at = _mm512_add_epi32(step, _mm512_set1_epi32((int)i));
        _mm512_storeu_si512(places + found, _mm512_maskz_compress_epi32(hit, at));
        found += (size_t)__builtin_popcount(hit);
    }
    return found;
}

/* Without a branch: a figure in sixteen words is there as often as not. */
static size_t figures(const uint32_t *tokens, size_t count, uint32_t *places)
{
    const __m512i flag = _mm512_set1_epi32(TEXT_TOKEN_NUMBER);
    const __m512i step = steps();
    size_t found = 0;
    for (size_t i = 0; i < count; i += 16) {
        __mmask16 mask = some(count - i);
        __mmask16 hit = _mm512_mask_test_epi32_mask(mask, _mm512_maskz_loadu_epi32(mask, tokens + i), flag);
        __m512i at = _mm512_add_epi32(step, _mm512_set1_epi32((int)i));
        _mm512_storeu_si512(places + found, _mm512_maskz_compress_epi32(hit, at));
        found += (size_t)__builtin_popcount(hit);
    }
    return found;
}

static size_t agree(const uint32_t *a, const uint32_t *b, size_t n)
{
    for (size_t i = 0; i < n; i += 16) {
        __mmask16 mask = some(n - i);
        __mmask16 other = _mm512_mask_cmpneq_epi32_mask(mask, _mm512_maskz_loadu_epi32(mask, a + i),
                                                        _mm512_maskz_loadu_epi32(mask, b + i));
        if (other)
            return i + (size_t)__builtin_ctz(other);
    }
    return n;
}

static size_t find(const uint32_t *keys, size_t n, uint32_t key)
{
    const __m512i wanted = _mm512_set1_epi32((int)key);
    size_t i = 0;
    for (; i + 32 <= n; i += 32) {
        uint32_t one = _mm512_cmpeq_epi32_mask(_mm512_loadu_si512(keys + i), wanted);
        uint32_t two = _mm512_cmpeq_epi32_mask(_mm512_loadu_si512(keys + i + 16), wanted);
        if (one | two)
            return i + (size_t)__builtin_ctz(one | two << 16);
    }
    for (; i < n; i += 16) {
        __mmask16 mask = some(n - i);
        uint32_t hits = _mm512_mask_cmpeq_epi32_mask(mask, _mm512_maskz_loadu_epi32(mask, keys + i), wanted);
        if (hits)
            return i + (size_t)__builtin_ctz(hits);
    }
    return n;
}

/* The lanes from `from` on that are left of `count`. */
static inline __mmask16 between(size_t from, size_t count)
{
    return (__mmask16)(some(count) & ~some(from));
}

static size_t left(size_t count, size_t at)
{
    return count > at ? count - at : 0;
}

/* Sixteen figures of b against all of a, by the words before and behind at once. */
static uint32_t differing(const struct match_figures *a, const struct match_figures *b)
{
    uint8_t seen[MATCH_FIGURES_MOST];
    uint32_t count = 0;
    memset(seen, 0, a->count);
    for (size_t at = 0; at < b->count; at += 16) {
        const __mmask16 with_before = between(left(b->first_behind, at), b->count - at);
        const __mmask16 with_behind = some(left(b->last_ahead, at));
        const __m512i values = _mm512_maskz_loadu_epi32(some(b->count - at), b->value + at);
        const __m512i before = _mm512_maskz_loadu_epi32(with_before, b->before + at);
        const __m512i behind = _mm512_maskz_loadu_epi32(with_behind, b->behind + at);
        unsigned met = 0, agreed = 0;
        for (uint32_t i = 0; i < a->count; i++) {
            __mmask16 one = _mm512_mask_cmpeq_epi32_mask(i >= a->first_behind ? with_before : 0, before,
                                                         _mm512_set1_epi32((int)a->before[i]));
            __mmask16 two = _mm512_mask_cmpeq_epi32_mask(i < a->last_ahead ? with_behind : 0, behind,
                                                         _mm512_set1_epi32((int)a->behind[i]));
            unsigned meet = (unsigned)one | two;
            unsigned same = _mm512_mask_cmpeq_epi32_mask((__mmask16)meet, values, _mm512_set1_epi32((int)a->value[i]));
            met |= meet;
            agreed |= same;
            seen[i] |= (uint8_t)((meet != 0) | (same != 0) << 1);
        }
        count += (uint32_t)__builtin_popcount(met & ~agreed);
    }
    for (uint32_t i = 0; i < a->count; i++)
        count += seen[i] == 1;
    return count;
}

/* One byte of 256 weights in four registers. */
struct plane {
    __m512i part[4];
};

static inline __m512i look_up(const struct plane *plane, __m512i index, __mmask64 upper)
{
    __m512i low = _mm512_permutex2var_epi8(plane->part[0], index, plane->part[1]);
    __m512i high = _mm512_permutex2var_epi8(plane->part[2], index, plane->part[3]);
    return _mm512_mask_mov_epi8(low, upper, high);
}

/* Parts the weights into their lower and upper bytes: the table fits eight registers. */
static void split(const uint16_t weight[256], struct plane *low, struct plane *high)
{
    for (int i = 0; i < 4; i++) {
        __m512i one = _mm512_loadu_si512(weight + 64 * i), two = _mm512_loadu_si512(weight + 64 * i + 32);
        low->part[i] = _mm512_inserti64x4(_mm512_castsi256_si512(_mm512_cvtepi16_epi8(one)),
                                          _mm512_cvtepi16_epi8(two), 1);
        high->part[i] = _mm512_inserti64x4(_mm512_castsi256_si512(_mm512_cvtepi16_epi8(_mm512_srli_epi16(one, 8))),
                                           _mm512_cvtepi16_epi8(_mm512_srli_epi16(two, 8)), 1);
    }
}

static uint64_t mass(const uint16_t weight[256], const uint8_t *counts, size_t n)
{
    uint64_t sum = 0;
    if (n < 64) {
        for (size_t i = 0; i < n; i++)
            sum += weight[counts[i]];
        return sum;
    }
    struct plane low, high;
    split(weight, &low, &high);
    const __m512i zero = _mm512_setzero_si512();
    __m512i low_sum = zero, high_sum = zero;
    for (size_t i = 0; i < n; i += 64) {
        __mmask64 mask = n - i < 64 ? (UINT64_C(1) << (n - i)) - 1 : UINT64_MAX;
        __m512i index = _mm512_maskz_loadu_epi8(mask, counts + i);
        __mmask64 upper = _mm512_movepi8_mask(index);
        low_sum = _mm512_add_epi64(low_sum, _mm512_sad_epu8(_mm512_maskz_mov_epi8(mask, look_up(&low, index, upper)), zero));
        high_sum = _mm512_add_epi64(high_sum, _mm512_sad_epu8(_mm512_maskz_mov_epi8(mask, look_up(&high, index, upper)), zero));
    }
    return (uint64_t)_mm512_reduce_add_epi64(low_sum) + ((uint64_t)_mm512_reduce_add_epi64(high_sum) << 8);
}

/* Of the upper 16 bits all but the lowest are taken, of the hash only its lowest. */
static void narrow(const uint64_t *hashes, size_t n, uint16_t *out)
{
    const __m512i upper = _mm512_set1_epi64(0xfffe);
    for (size_t i = 0; i < n; i += 8) {
        __mmask8 mask = n - i < 8 ? (__mmask8)((1u << (n - i)) - 1) : 0xff;
        __m512i lanes = _mm512_maskz_loadu_epi64(mask, hashes + i);
        /* 0xca: of the first mask's bits the second, else the third */
        __m512i both = _mm512_ternarylogic_epi64(upper, _mm512_srli_epi64(lanes, 48), lanes, 0xca);
        _mm_mask_storeu_epi16(out + i, mask, _mm512_cvtepi64_epi16(both));
    }
}

static void widen(const uint16_t *tokens, size_t n, uint32_t *out)
{
    for (size_t i = 0; i < n; i += 16) {
        __mmask16 mask = some(n - i);
        _mm512_mask_storeu_epi32(out + i, mask, _mm512_cvtepu16_epi32(_mm256_maskz_loadu_epi16(mask, tokens + i)));
    }
}

const struct match_kernel match_kernel_avx512 = {keys, sample, thin, figures, agree, find, differing,
                                                 mass, add, next, marked, narrow, widen};
