#include "stet/numbered.h"

#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "base/buf.h"

#define LEAST 64 /* slots */

void numbered_free(struct numbered *numbered)
{
    stet_arena_free(&numbered->strings);
    free(numbered->name);
    free(numbered->slot);
    *numbered = (struct numbered){.name = NULL};
}

static uint32_t *find(const struct numbered *numbered, stet_span text)
{
    size_t at = XXH3_64bits(text.data, text.size) & (numbered->slots - 1);
    for (; numbered->slot[at]; at = (at + 1) & (numbered->slots - 1)) {
        stet_span name = numbered->name[numbered->slot[at] - 1];
        if (name.size == text.size && !memcmp(name.data, text.data, text.size))
            break;
    }
    return &numbered->slot[at];
}

/* At most half full. */
static bool make_room(struct numbered *numbered)
{
    if (numbered->count * 2 < numbered->slots)
        return true;
    size_t slots = numbered->slots ? numbered->slots * 2 : LEAST;
    uint32_t *slot = calloc(slots, sizeof *slot);
    if (!slot)
        return false;
    free(numbered->slot);
    numbered->slot = slot;
    numbered->slots = slots;
    for (size_t i = 0; i < numbered->count; i++)
        *find(numbered, numbered->name[i]) = (uint32_t)(i + 1);
    return true;
}

bool numbered_get(struct numbered *numbered, stet_span text, uint32_t *number)
{
    if (!make_room(numbered))
        return false;
    if (!text.size)
        text.data = "";
    uint32_t *slot = find(numbered, text);
    if (!*slot) {
        void *name = numbered->name;
        bool ok = stet_grow(&name, &numbered->capacity, numbered->count + 1, sizeof *numbered->name);
        numbered->name = name;
        char *copy = ok ? stet_arena_bytes(&numbered->strings, text.size + 1) : NULL;
        if (!copy)
            return false;
        memcpy(copy, text.data, text.size);
        numbered->name[numbered->count++] = (stet_span){copy, text.size};
        *slot = (uint32_t)numbered->count;
    }
    *number = *slot - 1;
    return true;
}
