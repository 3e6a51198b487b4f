/* The reference: plain C, the measure of all other kernels. */
#include "match/kernel/bits.h"
#include "match/kernel/kernel.h"
#include "match/kernel/loops.h"
#include "text/tokens.h"

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
    size_t found = 0;
    for (size_t i = 0; i < count; i++)
        if (tokens[i] & TEXT_TOKEN_NUMBER)
            places[found++] = (uint32_t)i;
    return found;
}

static size_t agree(const uint32_t *a, const uint32_t *b, size_t n)
{
    size_t i = 0;
    while (i < n && a[i] == b[i])
        i++;
    return i;
}

/* By blocks, of which a compiler sees that all of one may be compared at once. */
static size_t find(const uint32_t *keys, size_t n, uint32_t key)
{
    size_t i = 0;
    for (uint32_t hits = 0; i + 16 <= n; i += 16) {
        for (size_t j = 0; j < 16; j++)
            hits += keys[i + j] == key;
        if (hits)
            break;
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

const struct match_kernel match_kernel_scalar = {keys, sample, thin, figures, agree, find, differing,
                                                 mass, add, next, marked, narrow, widen};
