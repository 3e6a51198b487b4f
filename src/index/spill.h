/* A temporary file that takes what does not fit in memory. Anonymous: it vanishes with the process, however that ends.
 * One thread appends; any number read what has been appended. */
#ifndef STET_INDEX_SPILL_H
#define STET_INDEX_SPILL_H

#include <stddef.h>
#include <stdint.h>

#include <stet/status.h>

struct index_spill {
    const char *folder; /* borrowed */
    int file;           /* -1 until the first append */
    uint64_t size;
};

void index_spill_init(struct index_spill *spill, const char *folder);
void index_spill_close(struct index_spill *spill);

/* Appends and tells where. */
stet_status index_spill_append(struct index_spill *spill, const void *data, size_t size, uint64_t *offset,
                               stet_error *err);
stet_status index_spill_read(const struct index_spill *spill, uint64_t offset, void *data, size_t size,
                             stet_error *err);

#endif
