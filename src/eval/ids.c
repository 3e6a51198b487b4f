#include "eval/ids.h"

#include <stdlib.h>

#include <xxhash.h>

#include "base/buf.h"

void eval_ids_free(struct eval_ids *ids)
{
    free(ids->names);
    free(ids->slots);
    *ids = (struct eval_ids){0};
}

static struct eval_name name_of(const void *name, size_t size)
{
    XXH128_hash_t hash = XXH3_128bits(name, size);
    return (struct eval_name){hash.low64, hash.high64};
}

/* The slot that holds the name, or the free one where it belongs. */
static size_t slot_of(const struct eval_ids *ids, struct eval_name name)
{
    size_t mask = ids->slot_count - 1, slot = (size_t)name.low & mask;
    while (ids->slots[slot]) {
        const struct eval_name *there = &ids->names[ids->slots[slot] - 1];
        if (there->low == name.low && there->high == name.high)
            break;
        slot = (slot + 1) & mask;
    }
    return slot;
}

static bool grow(struct eval_ids *ids)
{
    size_t slot_count = ids->slot_count ? ids->slot_count * 2 : 64;
    uint32_t *slots = calloc(slot_count, sizeof *slots);
    if (!slots)
        return false;
    free(ids->slots);
    ids->slots = slots;
    ids->slot_count = slot_count;
    for (size_t i = 0; i < ids->count; i++)
        slots[slot_of(ids, ids->names[i])] = (uint32_t)i + 1;
    return true;
}

uint32_t eval_ids_find(const struct eval_ids *ids, const void *name, size_t size)
{
    uint32_t found = ids->slot_count ? ids->slots[slot_of(ids, name_of(name, size))] : 0;
    return found ? found - 1 : EVAL_NONE;
}

uint32_t eval_ids_add(struct eval_ids *ids, const void *name, size_t size)
{
    struct eval_name hash = name_of(name, size);
    /* Three quarters full at most. */
    if (ids->count >= ids->slot_count / 4 * 3 && !grow(ids))
        return EVAL_NONE;
    size_t slot = slot_of(ids, hash);
    if (ids->slots[slot])
        return ids->slots[slot] - 1;
    void *names = ids->names;
    bool ok = ids->count < EVAL_NONE - 1 && stet_grow(&names, &ids->capacity, ids->count + 1, sizeof hash);
    ids->names = names;
    if (!ok)
        return EVAL_NONE;
    ids->names[ids->count] = hash;
    ids->slots[slot] = (uint32_t)++ids->count;
    return (uint32_t)ids->count - 1;
}
