/* What a compiler vectorises by itself, for inclusion by one file an instruction set. */
#include "match/shingles.h"

#define BLOCK 64

static void keys(const uint32_t *tokens, size_t count, uint32_t k, uint32_t *out)
{
    size_t n = count - k + 1;
    for (size_t at = 0; at < n; at += BLOCK) {
        uint64_t sum[BLOCK];
        size_t some = n - at < BLOCK ? n - at : BLOCK;
        for (size_t i = 0; i < some; i++)
            sum[i] = tokens[at + i] * match_constant[0];
        for (uint32_t j = 1; j < k; j++)
            for (size_t i = 0; i < some; i++)
                sum[i] += tokens[at + i + j] * match_constant[j];
        for (size_t i = 0; i < some; i++)
            out[at + i] = (uint32_t)(sum[i] >> 32);
    }
}
