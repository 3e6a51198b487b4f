/* Names to numbers: each distinct string gets the next number from 0. Strings are told apart by their 128-bit hash and
 * not kept: 16 bytes a name and at most 8 for its slot, however long it is. */
#ifndef STET_EVAL_IDS_H
#define STET_EVAL_IDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define EVAL_NONE UINT32_MAX

struct eval_ids {
    struct eval_name {
        uint64_t low, high;
    } * names;
    size_t count, capacity;
    uint32_t *slots;   /* number + 1, or 0 */
    size_t slot_count; /* a power of two, or 0 */
};

void eval_ids_free(struct eval_ids *ids);

/* EVAL_NONE when it is not there. */
uint32_t eval_ids_find(const struct eval_ids *ids, const void *name, size_t size);

/* EVAL_NONE when memory ran out or all numbers are taken. */
uint32_t eval_ids_add(struct eval_ids *ids, const void *name, size_t size);

#endif
