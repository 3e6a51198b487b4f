#include "match/set.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

static size_t places_for(size_t most)
{
    size_t places = 16;
    while (places < most * 4)
        places *= 2;
    return places;
}

bool match_set_reserve(struct match_set *set, size_t most)
{
    size_t places = places_for(most);
    void *key = set->key, *seen = set->seen, *place = set->place;
    bool ok = stet_grow(&key, &set->key_capacity, most, sizeof *set->key) &&
              stet_grow(&seen, &set->seen_capacity, places / 8, sizeof *set->seen) &&
              (most <= MATCH_SET_LONG || stet_grow(&place, &set->place_capacity, places, sizeof *set->place));
    set->key = key;
    set->seen = seen;
    set->place = place;
    return ok;
}

bool match_set_reset(struct match_set *set, size_t most)
{
    if (!match_set_reserve(set, most))
        return false;
    size_t places = places_for(most);
    memset(set->seen, 0, places / 8 * sizeof *set->seen);
    set->seen_mask = (uint32_t)(places / 8 - 1);
    set->mask = (uint32_t)(places - 1);
    set->count = 0;
    set->indexed = false;
    return true;
}

void match_set_free(struct match_set *set)
{
    free(set->key);
    free(set->seen);
    free(set->place);
    *set = (struct match_set){0};
}

void match_set_index(struct match_set *set)
{
    if (set->indexed)
        return;
    set->indexed = true;
    if (set->count <= MATCH_SET_LONG)
        return;
    memset(set->place, 0, ((size_t)set->mask + 1) * sizeof *set->place);
    for (uint32_t i = 0; i < set->count; i++) {
        uint32_t at = set->key[i] & set->mask;
        while (set->place[at])
            at = (at + 1) & set->mask;
        set->place[at] = (uint16_t)(i + 1);
    }
}

static uint32_t look_up(const struct match_set *set, uint32_t key)
{
    for (uint32_t i = key & set->mask; set->place[i]; i = (i + 1) & set->mask)
        if (set->key[set->place[i] - 1] == key)
            return set->place[i] - UINT32_C(1);
    return MATCH_SET_NONE;
}

uint32_t match_set_find(const struct match_set *set, const struct match_kernel *kernel, uint32_t key, uint32_t from)
{
    if (set->count > MATCH_SET_LONG)
        return look_up(set, key);
    uint32_t rest = from < set->count ? set->count - from : 0;
    size_t after = kernel->find(set->key + set->count - rest, rest, key);
    if (after < rest)
        return set->count - rest + (uint32_t)after;
    size_t before = kernel->find(set->key, set->count - rest, key);
    return before < set->count - rest ? (uint32_t)before : MATCH_SET_NONE;
}
