#include "page/counts.h"

#include <stdlib.h>
#include <string.h>

#include <xxhash.h>

#define FIRST_CAPACITY 1024
#define SAME_STORY 6 /* bits of 32: five in six pairs of words are the same */

uint64_t page_counts_key(stet_span site, stet_span line)
{
    uint64_t seed = XXH3_64bits(site.data ? site.data : "", site.size);
    uint64_t key = XXH3_64bits_withSeed(line.data ? line.data : "", line.size, seed);
    return key ? key : 1;
}

static struct page_count *slot_of(const struct page_counts *counts, uint64_t key)
{
    size_t at = (size_t)key & (counts->capacity - 1);
    while (counts->slots[at].key && counts->slots[at].key != key)
        at = (at + 1) & (counts->capacity - 1);
    return &counts->slots[at];
}

/* Moves entries of at least `least` stories into a table of `capacity`. */
static bool rebuild(struct page_counts *counts, size_t capacity, uint32_t least)
{
    struct page_counts next = {.slots = calloc(capacity, sizeof *next.slots), .capacity = capacity};
    if (!next.slots)
        return false;
    for (size_t i = 0; i < counts->capacity; i++) {
        if (!counts->slots[i].key || counts->slots[i].stories < least)
            continue;
        *slot_of(&next, counts->slots[i].key) = counts->slots[i];
        next.used++;
    }
    free(counts->slots);
    *counts = next;
    return true;
}

static bool make_room(struct page_counts *counts)
{
    if (counts->used * 4 < counts->capacity * 3)
        return true;
    if (counts->capacity < PAGE_COUNTS_MAX)
        return rebuild(counts, counts->capacity ? counts->capacity * 2 : FIRST_CAPACITY, 0);
    for (uint32_t least = 2; counts->used * 2 > counts->capacity; least++)
        if (!rebuild(counts, counts->capacity, least))
            return false;
    return true;
}

bool page_counts_add(struct page_counts *counts, uint64_t key, uint32_t story)
{
    if (!make_room(counts))
        return false;
    struct page_count *slot = slot_of(counts, key);
    if (slot->key && __builtin_popcount(slot->story ^ story) <= SAME_STORY)
        return true;
    counts->used += !slot->key;
    slot->key = key;
    slot->stories += slot->stories < UINT32_MAX;
    slot->story = story;
    return true;
}

bool page_counts_set(struct page_counts *counts, const struct page_count *count)
{
    if (!make_room(counts))
        return false;
    struct page_count *slot = slot_of(counts, count->key);
    counts->used += !slot->key;
    *slot = *count;
    return true;
}

uint32_t page_counts_get(const struct page_counts *counts, uint64_t key)
{
    return counts->capacity ? slot_of(counts, key)->stories : 0;
}

bool page_counts_junk(uint32_t stories, uint32_t pages, bool prose)
{
    uint32_t least = prose ? PAGE_COUNTS_PROSE : PAGE_COUNTS_STORIES;
    uint32_t share = pages / PAGE_COUNTS_SHARE * (prose ? 2 : 1);
    return stories >= (share > least ? share : least);
}

void page_counts_each(const struct page_counts *counts, void (*each)(void *ctx, const struct page_count *count),
                      void *ctx)
{
    for (size_t i = 0; i < counts->capacity; i++)
        if (counts->slots[i].key)
            each(ctx, &counts->slots[i]);
}

void page_counts_free(struct page_counts *counts)
{
    free(counts->slots);
    *counts = (struct page_counts){.slots = NULL};
}
