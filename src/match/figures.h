/* The figures (tokens with a digit) of an article, and the words around them.
 *
 * A template filled in anew has other figures between the same words; so has, here and there, an update. A trimmed or
 * merged copy lacks figures or has more, but not between the same words. */
#ifndef STET_MATCH_FIGURES_H
#define STET_MATCH_FIGURES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "match/kernel/kernel.h"

/* Of more, the first. */
#define MATCH_FIGURES_MOST 512

/* A figure after two given words or before two given words. */
struct match_slot {
    uint64_t key;    /* hash of side and words, then the figure */
    uint32_t figure; /* which of the article, in text order */
};

/* Zero-initialise; release with match_figures_free. */
struct match_figures {
    uint32_t *sorted; /* ascending, repeats kept */
    uint32_t count;
    size_t capacity;
    struct match_slot *slots; /* ascending by key */
    uint32_t slot_count;
    size_t slot_capacity;
};

/* Makes room for those of a body of so many tokens. False when memory ran out. */
bool match_figures_reserve(struct match_figures *figures, uint32_t count);

/* There must be room. */
void match_figures_fill(struct match_figures *figures, const struct match_kernel *kernel, const uint32_t *body,
                        uint32_t count);
void match_figures_free(struct match_figures *figures);

/* Figures that both have, repeats as often as both have them. */
uint32_t match_figures_shared(const struct match_figures *a, const struct match_figures *b);

/* Figures of either that stand between words between which the other has figures, but not this one. */
uint32_t match_figures_differing(const struct match_figures *a, const struct match_figures *b);

#endif
