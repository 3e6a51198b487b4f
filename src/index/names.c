#include "index/names.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <stdlib.h>

#include "base/buf.h"

static size_t slot_of(const struct names *names, stet_span name)
{
    size_t slot = (size_t)XXH3_64bits(name.data, name.size) & (names->slot_count - 1);
    while (names->slots[slot]) {
        stet_span other = names->spans[names->slots[slot] - 1];
        if (other.size == name.size && (!name.size || !memcmp(other.data, name.data, name.size)))
            break;
        slot = (slot + 1) & (names->slot_count - 1);
    }
    return slot;
}

static bool grow_slots(struct names *names)
{
    size_t wanted = names->slot_count ? 2 * names->slot_count : 256;
    uint32_t *slots = calloc(wanted, sizeof *slots);
    if (!slots)
        return false;
    free(names->slots);
    names->slots = slots;
    names->slot_count = wanted;
    for (size_t i = 0; i < names->count; i++)
        names->slots[slot_of(names, names->spans[i])] = (uint32_t)i + 1;
    return true;
}

bool names_number(struct names *names, stet_span name, uint32_t *number)
{
    if (2 * (names->count + 1) > names->slot_count && !grow_slots(names))
        return false;
    size_t slot = slot_of(names, name);
    if (!names->slots[slot]) {
        void *spans = names->spans;
        bool grown = stet_grow(&spans, &names->capacity, names->count + 1, sizeof *names->spans);
        names->spans = spans;
        char *copy = grown ? stet_arena_bytes(&names->arena, name.size + 1) : NULL;
        if (!copy)
            return false;
        if (name.size)
            memcpy(copy, name.data, name.size);
        names->spans[names->count++] = (stet_span){copy, name.size};
        names->slots[slot] = (uint32_t)names->count;
    }
    *number = names->slots[slot] - 1;
    return true;
}

void names_free(struct names *names)
{
    stet_arena_free(&names->arena);
    free(names->spans);
    free(names->slots);
    *names = (struct names){0};
}
