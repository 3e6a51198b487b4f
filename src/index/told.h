/* Damages that have been told, so that each is told once: many articles stand on one page. */
#ifndef STET_INDEX_TOLD_H
#define STET_INDEX_TOLD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <stet/status.h>

#define INDEX_TOLD_MOST 2048

/* Zero-initialise. Remembers INDEX_TOLD_MOST damages, and of those after them the last one. */
struct index_told {
    uint64_t hashes[2 * INDEX_TOLD_MOST]; /* open addressing; 0: an empty slot */
    uint64_t last;
    size_t count;
};

/* Whether a damage has not been told before, as far as is remembered; from now on it has. */
bool index_told_first(struct index_told *told, const stet_error *damage);

#endif
