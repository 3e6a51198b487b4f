/* Loops over bits that are looked up one by one, for inclusion by one file an instruction set: with a shift that takes
 * its count from any register (BMI2) they take a quarter less. */
#include "match/set.h"

static size_t find(const uint32_t *keys, size_t n, uint32_t key);

/* A table would do it as well, but its chains are mispredicted; here next to every key is new at the first look, at
 * two bits of one word. One that comes again is mostly followed by what followed it before. */
static void add(struct match_set *set, const uint32_t *keys, size_t n)
{
    uint32_t *list = set->key, count = set->count, mask = set->seen_mask, next = 0;
    uint64_t *seen = set->seen;
    for (size_t i = 0; i < n; i++) {
        uint64_t *word = &seen[keys[i] >> 6 & mask];
        uint64_t bits = UINT64_C(1) << (keys[i] & 63) | UINT64_C(1) << (keys[i] >> 26);
        if ((*word & bits) == bits) {
            if (next >= count || list[next] != keys[i])
                next = (uint32_t)find(list, count, keys[i]);
            if (next++ < count)
                continue;
        }
        *word |= bits;
        list[count++] = keys[i];
    }
    set->count = count;
}

static size_t next(const struct match_set *set, const uint32_t *keys, size_t from, size_t n)
{
    while (from < n && !match_set_may_have(set, keys[from]))
        from++;
    return from;
}

static uint32_t marked(const uint64_t *bits, uint32_t mask, const uint16_t *values, size_t n)
{
    uint32_t count = 0;
    for (size_t i = 0; i < n; i++)
        count += bits[values[i] >> 6 & mask] >> (values[i] & 63) & 1;
    return count;
}
