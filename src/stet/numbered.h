/* Strings by number: each distinct one is kept once. Private to this folder. */
#ifndef STET_STET_NUMBERED_H
#define STET_STET_NUMBERED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <stet/article.h>

#include "base/arena.h"

/* Zero-initialise; release with numbered_free. */
struct numbered {
    struct stet_arena strings;
    stet_span *name; /* in the order in which they came */
    size_t count, capacity;
    uint32_t *slot; /* open addressing: number + 1, or 0 */
    size_t slots;
};

/* *number of a string, which is copied when it is new. False when memory ran out. */
bool numbered_get(struct numbered *numbered, stet_span text, uint32_t *number);
void numbered_free(struct numbered *numbered);

#endif
