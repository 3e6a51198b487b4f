/* The MinHash signature of a set of shingles. */
#ifndef STET_SKETCH_MINHASH_H
#define STET_SKETCH_MINHASH_H

#include "sketch/kernel/kernel.h"

/* Writes `hashes` values, 1 <= hashes <= SKETCH_MAX_HASHES. Repeated shingles count once, and
 * may be removed from the array. No shingles: UINT32_MAX. */
void sketch_minhash(const struct sketch_kernel *kernel, uint64_t *shingles, size_t count, uint32_t *signature,
                    uint32_t hashes);

#endif
