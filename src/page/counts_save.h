/* Counts of lines as bytes, for those who keep them from one run to the next: at most 1 MiB of them. */
#ifndef STET_PAGE_COUNTS_SAVE_H
#define STET_PAGE_COUNTS_SAVE_H

#include "base/buf.h"
#include "page/counts.h"

#define PAGE_COUNTS_KEPT (UINT32_C(1) << 16)

/* Appends the counts, nothing when there are none. Of more than PAGE_COUNTS_KEPT, those with most stories; among equals
 * those that `before`, what the run began with (NULL: nothing), does not have with as many stories, so that a line that
 * comes once a run is not lost to what came once long ago; then those with the lowest keys. */
stet_status page_counts_save(const struct page_counts *counts, const struct page_counts *before, struct stet_buf *out,
                             stet_error *err);

/* Sets what the first *used bytes of what save wrote tell; nothing when there are none. STET_ERR_CORRUPT when it makes
 * no sense, and `counts` is then empty. */
stet_status page_counts_restore(struct page_counts *counts, const void *data, size_t size, size_t *used,
                                stet_error *err);

#endif
