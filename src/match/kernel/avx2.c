/* Eight 32-bit lanes. */
#include <immintrin.h>

#include "match/kernel/bits.h"
#include "match/kernel/kernel.h"
#include "match/kernel/loops.h"
#include "text/tokens.h"

static inline __m256i load(const uint32_t *from)
{
    return _mm256_loadu_si256((const __m256i *)(const void *)from);
}

static inline unsigned bits(__m256i lanes)
{
    return (unsigned)_mm256_movemask_ps(_mm256_castsi256_ps(lanes));
}

/* What is found is written always: a branch would go either way at random. */
static size_t sample(const uint32_t *keys, size_t count, unsigned level, uint32_t *out)
{
    size_t found = 0;
    for (size_t i = 0; i < count; i++) {
        out[found] = keys[i];
        found += (size_t)match_in_sample(keys[i], level);
    }
    return found;
}

static size_t thin(const uint32_t *keys, size_t count, unsigned level, uint32_t *places)
{
    const uint32_t last = (UINT32_C(1) << level) - 1;
    size_t found = 0;
    for (size_t i = 0; i < count; i++) {
        places[found] = (uint32_t)i;
        found += !(keys[i] & last);
    }
    return found;
}

static size_t figures(const uint32_t *tokens, size_t count, uint32_t *places)
{
    size_t found = 0, i = 0;
    for (; i + 8 <= count; i += 8)
        for (unsigned hits = bits(_mm256_slli_epi32(load(tokens + i), 31)); hits; hits &= hits - 1)
            places[found++] = (uint32_t)i + (uint32_t)__builtin_ctz(hits);
    for (; i < count; i++)
        if (tokens[i] & TEXT_TOKEN_NUMBER)
            places[found++] = (uint32_t)i;
    return found;
}

static size_t agree(const uint32_t *a, const uint32_t *b, size_t n)
{
    size_t i = 0;
    for (; i + 8 <= n; i += 8) {
        unsigned same = bits(_mm256_cmpeq_epi32(load(a + i), load(b + i)));
        if (same != 0xff)
            return i + (size_t)__builtin_ctz(~same);
    }
    while (i < n && a[i] == b[i])
        i++;
    return i;
}

static size_t find(const uint32_t *keys, size_t n, uint32_t key)
{
    const __m256i wanted = _mm256_set1_epi32((int)key);
    size_t i = 0;
    for (; i + 8 <= n; i += 8) {
        unsigned hits = bits(_mm256_cmpeq_epi32(load(keys + i), wanted));
        if (hits)
            return i + (size_t)__builtin_ctz(hits);
    }
    while (i < n && keys[i] != key)
        i++;
    return i;
}

static uint64_t mass(const uint16_t weight[256], const uint8_t *counts, size_t n)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += weight[counts[i]];
    return sum;
}

const struct match_kernel match_kernel_avx2 = {keys, sample, thin, figures, agree, find, differing,
                                               mass, add, next, marked, narrow, widen};
