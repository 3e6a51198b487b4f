/* Tables that the user writes: lines of columns divided by tabs. */
#ifndef STET_SOURCE_TSV_H
#define STET_SOURCE_TSV_H

#include <stddef.h>

#include <stet/status.h>

#define SOURCE_TSV_COLUMNS 8
#define SOURCE_TSV_MAX (1 << 20) /* bytes of a file */

/* Calls `each` for every line that is not empty and does not begin with '#': its columns as strings, valid during the
 * call, and "FILE:LINE" for messages. A line of more than `most` columns (at most SOURCE_TSV_COLUMNS), a NUL, bytes that
 * are not UTF-8 and a file above 1 MiB are STET_ERR_INPUT. */
stet_status source_tsv_read(const char *path, size_t most,
                            stet_status (*each)(void *payload, char **columns, size_t count, const char *where,
                                                stet_error *err),
                            void *payload, stet_error *err);

#endif
