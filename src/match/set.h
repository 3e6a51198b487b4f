/* The distinct shingles of one article: a list in text order, to which a kernel adds, bits that tell what is not in it,
 * and of a long one a table to find keys in. In a list of some thousand a key is found by comparing all sooner than the
 * table would be made. */
#ifndef STET_MATCH_SET_H
#define STET_MATCH_SET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "match/kernel/kernel.h"

#define MATCH_SET_MOST 65535
#define MATCH_SET_NONE UINT32_MAX
#define MATCH_SET_LONG 4096 /* keys: more are looked up in a table */

/* Keys are 32 bits: among two articles of 400 shingles one pair in 30,000 agrees by accident. */
struct match_set {
    uint32_t *key; /* in order of first occurrence */
    uint32_t count;
    size_t key_capacity;
    uint64_t *seen; /* two bits of a word for each key that is in, of 32 times as many: where one is clear, it is new */
    uint32_t seen_mask;
    size_t seen_capacity;
    uint16_t *place; /* of a long one, once indexed: open addressing, at most a quarter full: index of the key + 1, or 0 */
    uint32_t mask;
    size_t place_capacity;
    bool indexed;
};

/* Makes room for `most` keys, so that emptying it for as many cannot fail. False when memory ran out. */
bool match_set_reserve(struct match_set *set, size_t most);

/* Empties the set and makes room for `most` keys, at most MATCH_SET_MOST. False when memory ran out. */
bool match_set_reset(struct match_set *set, size_t most);
void match_set_free(struct match_set *set);

/* Of a long set, makes the table to find keys with, unless that has been done. */
void match_set_index(struct match_set *set);

/* False when the key is not in the set: mostly, but not always, when it is not. */
static inline bool match_set_may_have(const struct match_set *set, uint32_t key)
{
    uint64_t word = set->seen[key >> 6 & set->seen_mask];
    return word >> (key & 63) & word >> (key >> 26) & 1;
}

/* Which key of the list it is, or MATCH_SET_NONE; soonest when it comes soon after place `from`. The set is indexed. */
uint32_t match_set_find(const struct match_set *set, const struct match_kernel *kernel, uint32_t key, uint32_t from);

#endif
