#include "match/set.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

bool match_set_reset(struct match_set *set, size_t most)
{
    size_t slots = 16;
    while (slots < most * 2)
        slots *= 2;
    void *key = set->key, *slot = set->slot;
    bool ok = stet_grow(&key, &set->key_capacity, most, sizeof *set->key) &&
              stet_grow(&slot, &set->slot_capacity, slots, sizeof *set->slot);
    set->key = key;
    set->slot = slot;
    if (!ok)
        return false;
    memset(set->slot, 0, slots * sizeof *set->slot);
    set->mask = (uint32_t)(slots - 1);
    set->count = 0;
    return true;
}

void match_set_free(struct match_set *set)
{
    free(set->key);
    free(set->slot);
    *set = (struct match_set){0};
}
