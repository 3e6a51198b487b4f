/* Open files of an index: segments, with what has died in them since they were written, and text files. Shared by all
 * states of the index that they belong to; closed with the last one. An open file can be read although it was removed
 * from the folder. */
#ifndef STET_INDEX_PART_H
#define STET_INDEX_PART_H

#include <stdatomic.h>

#include <pthread.h>

#include "index/files.h"
#include "index/segment.h"
#include "index/textfile.h"

#define INDEX_NEVER UINT64_MAX

struct index_dead {
    uint64_t since; /* the change with which it died; 0: an empty slot */
    uint32_t article;
};

struct index_part {
    atomic_uint holders;
    uint64_t id;
    struct index_path path;
    struct sys_map map;
    struct index_segment *segment;
    struct index_dead *dead; /* open addressing; guarded as the tables in memory are */
    uint32_t dead_count;
    size_t slot_count; /* a power of two, or 0 */
};

/* Opens a segment that must have `bytes` bytes and the shape. *missing: there is no such file (and no error). */
stet_status index_part_open(struct index_part **out, const char *folder, uint64_t id, uint64_t bytes,
                            const struct index_shape *shape, bool *missing, stet_error *err);
void index_part_hold(struct index_part *part);
void index_part_release(struct index_part *part);

/* Room for `more` dead ones, so that index_part_kill cannot fail. */
stet_status index_part_reserve(struct index_part *part, size_t more, stet_error *err);
/* Dead from change `since` on; one that is dead already stays so. */
void index_part_kill(struct index_part *part, uint32_t article, uint64_t since);
/* When it died, or INDEX_NEVER. */
uint64_t index_part_until(const struct index_part *part, uint32_t article);
/* Local numbers of those that were dead at `change`, ascending; malloc'd, NULL for none. */
stet_status index_part_dead(const struct index_part *part, uint64_t change, uint32_t **out, uint32_t *count,
                            stet_error *err);

struct index_text_part {
    atomic_uint holders;
    uint64_t id;
    struct index_path path;
    struct sys_map map;
    struct index_shape shape;
    pthread_mutex_t lock;
    struct index_text *text; /* NULL until it is needed: an index may have hundreds */
};

stet_status index_text_part_open(struct index_text_part **out, const char *folder, uint64_t id, uint64_t bytes,
                                 const struct index_shape *shape, bool *missing, stet_error *err);
void index_text_part_hold(struct index_text_part *part);
void index_text_part_release(struct index_text_part *part);
/* The reader, opened when it is asked for first. */
stet_status index_text_part_get(struct index_text_part *part, struct index_text **out, stet_error *err);

/* Maps a file that must have `bytes` bytes. */
stet_status index_map_file(struct sys_map *out, const char *path, uint64_t bytes, bool *missing, stet_error *err);

#endif
