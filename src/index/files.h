/* The names of an index's files, and how one of them is written so that it survives. */
#ifndef STET_INDEX_FILES_H
#define STET_INDEX_FILES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "index/shape.h"
#include "sys/disk.h"

#define INDEX_PATH_MOST 4096 /* bytes of a path, its NUL included */

enum index_kind { INDEX_MANIFEST, INDEX_LOCK, INDEX_LOG, INDEX_SEGMENT, INDEX_TEXT, INDEX_BLOB };

struct index_path {
    char text[INDEX_PATH_MOST];
};

/* FOLDER/MANIFEST, FOLDER/LOCK, FOLDER/log-0000000000000001 ... with `suffix` behind. STET_ERR_LIMIT when it is too
 * long. */
stet_status index_path(struct index_path *out, const char *folder, enum index_kind kind, uint64_t id,
                       const char *suffix, stet_error *err);

/* Whether a name is one of those that an index gives; those it may remove when the manifest does not know them have an
 * id or the suffix of an unfinished file. */
bool index_name_parse(const char *name, enum index_kind *kind, uint64_t *id, bool *unfinished);

/* A file on its way: index_file_start -> index_sink or index_file_write -> index_file_commit, which does write, fsync and
 * rename; the caller fsyncs the folder. It is written in large pieces. */
struct index_file {
    int file; /* -1: none */
    uint64_t size;
    char *buffer;
    size_t used;
    struct index_path temporary, final;
};

stet_status index_file_start(struct index_file *file, const char *folder, enum index_kind kind, uint64_t id,
                             stet_error *err);
stet_status index_file_write(void *file, const void *data, size_t size, stet_error *err);
stet_status index_file_commit(struct index_file *file, stet_error *err);
/* Gives up what was not committed; harmless afterwards. The bytes that were written stay until someone cleans up. */
void index_file_drop(struct index_file *file);

static inline struct index_sink index_file_sink(struct index_file *file)
{
    return (struct index_sink){index_file_write, file};
}

/* A whole file. *missing: there is none (and no error). */
stet_status index_file_read(const char *path, struct stet_buf *out, bool *missing, stet_error *err);

#endif
