/* The manifest: what of the folder is live. FORMAT.md has its bytes. Read whole, checked whole, replaced whole. */
#ifndef STET_INDEX_MANIFEST_H
#define STET_INDEX_MANIFEST_H

#include "base/buf.h"
#include "index/files.h"

#define INDEX_NO_HORIZON INT64_MIN

struct index_manifest_segment {
    uint64_t id, bytes;
    uint32_t articles;
    int64_t horizon; /* articles published before it are expired; INDEX_NO_HORIZON: none is */
    uint32_t *dead;  /* local numbers of articles that are removed or superseded, ascending */
    uint32_t dead_count;
};

struct index_manifest_text {
    uint64_t id, bytes;
};

struct index_manifest_log {
    uint64_t number;
    uint64_t bytes; /* that are known to be on the device: what is not sound before is damage */
};

/* Logs that are live: `first_log` and those that follow it without a gap, for as long as there are files. They need not
 * be listed; a log that is must be there. */
struct index_manifest {
    struct index_shape shape;
    uint64_t lineage;    /* changes with each compaction: a log belongs to one lineage */
    uint64_t generation; /* of the manifest in its lineage */
    uint64_t next_id;    /* for the next file */
    uint64_t window;
    uint64_t first_log;
    uint64_t blob_id, blob_bytes, blob_checksum; /* id 0: none */
    struct index_manifest_log *logs;
    struct index_manifest_text *texts;
    struct index_manifest_segment *segments;
    size_t log_count, text_count, segment_count;
};

void index_manifest_free(struct index_manifest *manifest);

/* STET_ERR_MEMORY only. */
stet_status index_manifest_encode(const struct index_manifest *manifest, struct stet_buf *out, stet_error *err);

/* STET_ERR_CORRUPT with `name`, place and reason. Frees nothing of what *out had. */
stet_status index_manifest_decode(struct index_manifest *out, const void *data, size_t size, const char *name,
                                  stet_error *err);

/* The bytes of the folder's manifest. */
stet_status index_manifest_read(const char *folder, struct stet_buf *out, stet_error *err);

/* Write, fsync, rename, fsync folder: when it returns, the manifest is what the index is. */
stet_status index_manifest_commit(const char *folder, const struct stet_buf *bytes, stet_error *err);

#endif
