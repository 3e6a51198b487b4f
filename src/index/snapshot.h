/* The inside of a snapshot: snapshot.c makes it, lookup.c asks it for candidates, read.c for articles, stat.c for sizes. */
#ifndef STET_INDEX_SNAPSHOT_H
#define STET_INDEX_SNAPSHOT_H

#include "index/state.h"

struct index_snapshot {
    struct index_state *state;
    struct index_guard *guard;
    struct index_shape shape;
    uint64_t change; /* what came later is not seen */
    uint64_t live, window;
    uint64_t manifest_bytes, log_bytes; /* of the files; 0 in a snapshot of the writer */
    char *folder;                       /* NULL in one of the writer */
};

static inline index_ref index_ref_of(size_t part, uint32_t article)
{
    return (uint64_t)part << 32 | article;
}

/* A reference as a part or, behind all parts, a table. STET_ERR_USAGE when it names nothing. */
struct index_spot;
stet_status index_resolve(const struct index_snapshot *snapshot, index_ref ref, struct index_spot *spot,
                          stet_error *err);

/* Whether an article is there. The table's with the guard taken and given back. */
stet_status index_snapshot_sees(const struct index_snapshot *snapshot, const struct index_spot *spot, bool *sees,
                                stet_error *err);

#endif
