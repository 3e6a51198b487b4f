/* The logs of a damaged index: their sound records are handed on in their order, those behind damage as well, and what
 * lies between them is told, with how many articles it held where that can be known. */
#ifndef STET_INDEX_SALVAGE_LOG_H
#define STET_INDEX_SALVAGE_LOG_H

#include "index/index.h"
#include "index/log.h"
#include "index/manifest.h"

struct index_salvage_logs {
    const char *folder;
    const struct index_manifest *manifest; /* NULL: it is lost */
    const uint64_t *numbers;               /* of the logs, ascending; there need not be files of all */
    size_t count;
    /* Takes a change; *sense is false when the record, though sound, says nothing. */
    stet_status (*change)(void *ctx, const struct index_log_record *record, bool *sense, stet_error *err);
    index_listener damaged;
    void *ctx;
    struct index_salvage *out; /* what is lost is added */
};

stet_status index_salvage_logs(const struct index_salvage_logs *logs, stet_error *err);

#endif
