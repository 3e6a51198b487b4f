/* Pairs to learn from, out of a feed whose truth is known. */
#ifndef STET_BENCH_FIT_CANDIDATES_H
#define STET_BENCH_FIT_CANDIDATES_H

#include "corpus.h"

struct fit_pair {
    uint32_t a, b;
    int label; /* 1 when both are of one story */
};

struct fit_pairs {
    struct fit_pair *items;
    size_t count, capacity;
};

/* False when memory ran out. */
bool fit_pairs_add(struct fit_pairs *pairs, struct fit_pair pair);

/* All pairs that share at least one of a sixteenth of the shingles which few articles have: what a search for
 * candidates would put together. `story[article]` says where it belongs. */
bool fit_candidates(const struct fit_corpus *corpus, const uint64_t *story, struct fit_pairs *pairs);

#endif
