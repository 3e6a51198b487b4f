/* The figures (tokens with a digit) of an article, and the words around them.
 *
 * A template filled in anew has other figures between the same words; so has, here and there, an update. A trimmed or
 * merged copy lacks figures or has more, but not between the same words. */
#ifndef STET_MATCH_FIGURES_H
#define STET_MATCH_FIGURES_H

#include <stdint.h>

struct match_kernel;

/* Of more, the first. */
#define MATCH_FIGURES_MOST 512

/* In text order, repeats kept. A figure at the very beginning or end has no two words before or behind it. */
struct match_figures {
    uint32_t count;
    uint32_t first_behind; /* the first one that has two words before it */
    uint32_t last_ahead;   /* behind the last one that has two words behind it */
    uint32_t value[MATCH_FIGURES_MOST];
    uint32_t before[MATCH_FIGURES_MOST], behind[MATCH_FIGURES_MOST]; /* hashes of those two words */
};

void match_figures_fill(struct match_figures *figures, const struct match_kernel *kernel, const uint32_t *body,
                        uint32_t count);

/* Figures that both have, repeats as often as both have them. */
uint32_t match_figures_shared(const struct match_kernel *kernel, const struct match_figures *a,
                              const struct match_figures *b);

#endif
