/* Fingerprints of passages: a few shingles of a text, such that whoever copies a passage copies one of them. */
#ifndef STET_SKETCH_PASSAGES_H
#define STET_SKETCH_PASSAGES_H

#include "sketch/kernel/kernel.h"

/* Writes the fingerprints of `count` shingles in the order of the text, no two equal ones next to each other, and
 * returns how many: any `window` shingles that follow each other give at least one, the same wherever they stand. Fewer
 * shingles than that give one. `passages` has room for count; the shingles may not be in it.
 * 1 <= window <= SKETCH_MAX_WINDOW. */
size_t sketch_passages(const struct sketch_kernel *kernel, const uint64_t *shingles, size_t count, uint32_t window,
                       uint64_t *passages);

#endif
