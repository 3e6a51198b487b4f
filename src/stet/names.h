/* Strings by number: each distinct one is kept once. Private to this folder. */
#ifndef STET_STET_NAMES_H
#define STET_STET_NAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <stet/article.h>

#include "base/arena.h"

/* Zero-initialise; release with names_free. */
struct names {
    struct stet_arena strings;
    stet_span *name; /* in the order in which they came */
    size_t count, capacity;
    uint32_t *slot; /* open addressing: number + 1, or 0 */
    size_t slots;
};

/* *number of a string, which is copied when it is new. False when memory ran out. */
bool names_number(struct names *names, stet_span text, uint32_t *number);
void names_free(struct names *names);

#endif
