/* What two texts share, in the order of both: an alignment of their tokens.
 *
 * Patience diff: runs of tokens that stand once in either text are anchors; the longest chain of them that is in order
 * in both is kept (longest increasing subsequence), extended while tokens agree, and what lies between two anchors is
 * done likewise with shorter runs, at last, where it is little, by the longest common subsequence. Time n log n. */
#ifndef STET_MATCH_ALIGN_H
#define STET_MATCH_ALIGN_H

#include <stddef.h>
#include <stdint.h>

#include <stet/status.h>

/* a[at_a + i] equals b[at_b + i] for all i < count. */
struct match_block {
    uint32_t at_a, at_b, count;
};

/* Buffers are used again; zero-initialise, release with match_alignment_free. */
struct match_alignment {
    struct match_block *blocks; /* ascending in both */
    size_t count, capacity;
    void *table; /* of runs */
    size_t table_capacity;
    struct match_block *anchors; /* a stack */
    size_t anchor_count, anchor_capacity;
    uint32_t *chain;
    size_t chain_capacity;
};

void match_alignment_free(struct match_alignment *alignment);

/* Blocks of a word or two amid long differences are left out: they are chance. */
stet_status match_align(const uint32_t *a, uint32_t n, const uint32_t *b, uint32_t m, struct match_alignment *out,
                        stet_error *err);

#endif
