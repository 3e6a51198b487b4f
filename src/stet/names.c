#include "stet/names.h"

#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "base/buf.h"

#define LEAST 64 /* slots */

void names_free(struct names *names)
{
    stet_arena_free(&names->strings);
    free(names->name);
    free(names->slot);
    *names = (struct names){.name = NULL};
}

static uint32_t *find(const struct names *names, stet_span text)
{
    size_t at = XXH3_64bits(text.data, text.size) & (names->slots - 1);
    for (; names->slot[at]; at = (at + 1) & (names->slots - 1)) {
        stet_span name = names->name[names->slot[at] - 1];
        if (name.size == text.size && !memcmp(name.data, text.data, text.size))
            break;
    }
    return &names->slot[at];
}

/* At most half full. */
static bool make_room(struct names *names)
{
    if (names->count * 2 < names->slots)
        return true;
    size_t slots = names->slots ? names->slots * 2 : LEAST;
    uint32_t *slot = calloc(slots, sizeof *slot);
    if (!slot)
        return false;
    free(names->slot);
    names->slot = slot;
    names->slots = slots;
    for (size_t i = 0; i < names->count; i++)
        *find(names, names->name[i]) = (uint32_t)(i + 1);
    return true;
}

bool names_number(struct names *names, stet_span text, uint32_t *number)
{
    if (!make_room(names))
        return false;
    if (!text.size)
        text.data = "";
    uint32_t *slot = find(names, text);
    if (!*slot) {
        void *name = names->name;
        bool ok = stet_grow(&name, &names->capacity, names->count + 1, sizeof *names->name);
        names->name = name;
        char *copy = ok ? stet_arena_bytes(&names->strings, text.size + 1) : NULL;
        if (!copy)
            return false;
        memcpy(copy, text.data, text.size);
        names->name[names->count++] = (stet_span){copy, text.size};
        *slot = (uint32_t)names->count;
    }
    *number = *slot - 1;
    return true;
}
