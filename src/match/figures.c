#include "match/figures.h"

#include <string.h>

#include "match/kernel/kernel.h"
#include "match/shingles.h"

#define BATCH 512 /* tokens */

static uint32_t hash(uint32_t one, uint32_t two, uint32_t side)
{
    return (uint32_t)((one * match_constant[0] + two * match_constant[1] + side * match_constant[2]) >> 32);
}

static void add(struct match_figures *figures, const uint32_t *body, uint32_t count, uint32_t i)
{
    uint32_t at = figures->count++;
    figures->value[at] = body[i];
    if (i >= 2)
        figures->before[at] = hash(body[i - 2], body[i - 1], 0);
    else
        figures->first_behind = at + 1;
    if (count - i > 2) {
        figures->behind[at] = hash(body[i + 1], body[i + 2], 1);
        figures->last_ahead = at + 1;
    }
}

void match_figures_fill(struct match_figures *figures, const struct match_kernel *kernel, const uint32_t *body,
                        uint32_t count)
{
    figures->count = figures->first_behind = figures->last_ahead = 0;
    for (uint32_t at = 0, n; at < count && figures->count < MATCH_FIGURES_MOST; at += n) {
        uint32_t places[BATCH + MATCH_KERNEL_SLACK];
        n = count - at < BATCH ? count - at : BATCH;
        size_t found = kernel->figures(body + at, n, places);
        for (size_t i = 0; i < found && figures->count < MATCH_FIGURES_MOST; i++)
            add(figures, body, count, at + places[i]);
    }
}

/* Takes from the list of b's what a has: mostly the next one, as copies have them in the same order. */
uint32_t match_figures_shared(const struct match_kernel *kernel, const struct match_figures *a,
                              const struct match_figures *b)
{
    uint32_t left[MATCH_FIGURES_MOST], next = 0;
    memcpy(left, b->value, b->count * sizeof *left);
    for (uint32_t i = 0; i < a->count && next < b->count; i++) {
        uint32_t value = a->value[i];
        if (left[next] != value) {
            size_t at = next + kernel->find(left + next, b->count - next, value);
            if (at == b->count)
                continue;
            left[at] = left[next];
        }
        next++;
    }
    return next;
}
