/* What a compiler vectorises by itself, for inclusion by one file an instruction set. */
#include <string.h>

#include "match/figures.h"
#include "match/match.h"
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

static void narrow(const uint64_t *hashes, size_t n, uint16_t *out)
{
    for (size_t i = 0; i < n; i++)
        out[i] = match_short_token(hashes[i]);
}

static void widen(const uint16_t *tokens, size_t n, uint32_t *out)
{
    for (size_t i = 0; i < n; i++)
        out[i] = tokens[i];
}

#define SEEN 1u  /* the other has figures between the same words */
#define AGREE 2u /* and this one among them */

/* One figure against all that have two words on one side. */
static uint32_t meet(uint32_t value, uint32_t words, const uint32_t *values, const uint32_t *others, uint32_t n,
                     uint32_t *seen)
{
    uint32_t own = 0;
    for (uint32_t j = 0; j < n; j++) {
        uint32_t hit = others[j] == words ? values[j] == value ? SEEN | AGREE : SEEN : 0;
        seen[j] |= hit;
        own |= hit;
    }
    return own;
}

static uint32_t differing(const struct match_figures *a, const struct match_figures *b)
{
    uint32_t seen[MATCH_FIGURES_MOST], from = b->first_behind, count = 0;
    memset(seen, 0, b->count * sizeof *seen);
    for (uint32_t i = 0; i < a->count; i++) {
        uint32_t own = 0;
        if (i >= a->first_behind)
            own |= meet(a->value[i], a->before[i], b->value + from, b->before + from, b->count - from, seen + from);
        if (i < a->last_ahead)
            own |= meet(a->value[i], a->behind[i], b->value, b->behind, b->last_ahead, seen);
        count += own == SEEN;
    }
    for (uint32_t j = 0; j < b->count; j++)
        count += seen[j] == SEEN;
    return count;
}
