/* The distinct shingles of one article: a list in text order, and a table to find them in. */
#ifndef STET_MATCH_SET_H
#define STET_MATCH_SET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Keys are the upper halves of shingle hashes: among two articles of 400 shingles one pair in 30,000 agrees by
 * accident. 0 stands for an empty slot, and for the key 0 there is 1. */
struct match_set {
    uint32_t *key; /* in order of first occurrence */
    uint32_t count;
    size_t key_capacity;
    uint32_t *slot; /* open addressing, at most half full */
    uint32_t mask;
    size_t slot_capacity;
};

/* Empties the set and makes room for `most` keys. False when memory ran out. */
bool match_set_reset(struct match_set *set, size_t most);
void match_set_free(struct match_set *set);

static inline uint32_t match_set_key(uint64_t hash)
{
    uint32_t key = (uint32_t)(hash >> 32);
    return key ? key : 1;
}

/* Samples are nested: what is in that of a level is in those of all lower levels. */
static inline bool match_set_in_sample(uint32_t key, unsigned level)
{
    return (uint64_t)key >> (32 - level) == 0;
}

static inline bool match_set_has(const struct match_set *set, uint32_t key)
{
    for (uint32_t i = key & set->mask;; i = (i + 1) & set->mask) {
        if (set->slot[i] == key)
            return true;
        if (!set->slot[i])
            return false;
    }
}

/* True when the key is new. There must be room. */
static inline bool match_set_add(struct match_set *set, uint32_t key)
{
    for (uint32_t i = key & set->mask;; i = (i + 1) & set->mask) {
        if (set->slot[i] == key)
            return false;
        if (!set->slot[i]) {
            set->slot[i] = key;
            set->key[set->count++] = key;
            return true;
        }
    }
}

#endif
