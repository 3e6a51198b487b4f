/* Append-only store of byte strings, in memory up to a limit and in a temporary file beyond it.
 *
 * Strings are packed into blocks; a string never spans two. Blocks that were written out are read back string by
 * string. One thread appends; afterwards any number of threads read. */
#ifndef STET_INDEX_STORE_H
#define STET_INDEX_STORE_H

#include "index/spill.h"

struct index_store;

/* `limit`: bytes kept in memory. `folder` (borrowed): where the temporary file goes. */
stet_status index_store_create(struct index_store **out, uint64_t limit, const char *folder, stet_error *err);
void index_store_free(struct index_store *store);

/* Appends `size` bytes (at most 2^31) aligned to 8, as two parts so that callers need not join them first. */
stet_status index_store_add(struct index_store *store, const void *head, size_t head_size, const void *tail,
                            size_t tail_size, uint64_t *place, stet_error *err);

/* Where a string is: in memory, or read into *buffer (grown as needed, of *capacity bytes). */
stet_status index_store_get(const struct index_store *store, uint64_t place, size_t size, void **buffer,
                            size_t *capacity, const void **data, stet_error *err);

/* Has the processor fetch a string (its first 2 KiB), if it is in memory. */
void index_store_prefetch(const struct index_store *store, uint64_t place, size_t size);

/* Bytes held, and how many of them in the file. */
uint64_t index_store_size(const struct index_store *store);
uint64_t index_store_spilled(const struct index_store *store);

#endif
