/* The SimHash fingerprint of a multiset of features. */
#ifndef STET_SKETCH_SIMHASH_H
#define STET_SKETCH_SIMHASH_H

#include "sketch/kernel/kernel.h"

/* Bit i is set when more than half of the features have theirs set; in a tie, and without features, it is 0.
 * count < 2^32. */
uint64_t sketch_simhash(const struct sketch_kernel *kernel, const uint64_t *features, size_t count);

#endif
