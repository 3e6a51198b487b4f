/* Sorting 64-bit records by their bits: least-significant-digit radix sort, stable. */
#ifndef STET_INDEX_SORT_H
#define STET_INDEX_SORT_H

#include <stddef.h>
#include <stdint.h>

/* Sorts `n` records by all 64 bits. `scratch` has room for n more. Returns where the sorted records are: `records` or
 * `scratch`. Digits that are equal in all records cost one count only. */
uint64_t *index_sort(uint64_t *records, uint64_t *scratch, size_t n);

/* As index_sort, for records already in order of their lower 32 bits among equals: sorts by the upper 32 only. */
uint64_t *index_sort_upper(uint64_t *records, uint64_t *scratch, size_t n);

/* As index_sort_upper, made for upper halves that are hashes: others are sorted as well, but slower. */
uint64_t *index_sort_keys(uint64_t *records, uint64_t *scratch, size_t n);

#endif
