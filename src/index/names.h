/* Names with numbers from 0, in the order in which they came. */
#ifndef STET_INDEX_NAMES_H
#define STET_INDEX_NAMES_H

#include <stdbool.h>
#include <stdint.h>

#include <stet/article.h>

#include "base/arena.h"

struct names {
    struct stet_arena arena;
    stet_span *spans; /* by number */
    uint32_t *slots;  /* open addressing over spans: 1 + number, or 0 */
    size_t count, capacity, slot_count;
};

/* The number of a name, a new one for a new name. False when memory ran out. */
bool names_number(struct names *names, stet_span name, uint32_t *number);

void names_free(struct names *names);

#endif
