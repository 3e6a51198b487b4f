/* What an index is at one moment: which files and tables hold its articles. A state does not change; the writer makes a
 * new one beside it and lets go of the old one. What dies in a segment or table is written there with the number of the
 * change, so that older snapshots do not see it. */
#ifndef STET_INDEX_STATE_H
#define STET_INDEX_STATE_H

#include "index/files.h"
#include "index/index.h"
#include "index/manifest.h"
#include "index/part.h"
#include "index/table.h"

#define INDEX_TABLES_MOST 2 /* the one that is added to, and the one that is becoming a segment */

/* Guards tables and what is dead in segments against being read while they change. Outlives the writer. */
struct index_guard {
    atomic_uint holders;
    pthread_rwlock_t lock;
    struct index_table_spare spare; /* of the writer's tables */
};

stet_status index_guard_create(struct index_guard **out, stet_error *err);
void index_guard_hold(struct index_guard *guard);
void index_guard_release(struct index_guard *guard);

struct index_blob {
    atomic_uint holders;
    uint64_t id, checksum; /* id 0: not written yet */
    size_t size;
    char data[];
};

stet_status index_blob_create(struct index_blob **out, const void *data, size_t size, stet_error *err);
uint64_t index_blob_hash(const void *data, size_t size);
void index_blob_release(struct index_blob *blob);

struct index_state_part {
    struct index_part *part;
    int64_t horizon;
};

struct index_state {
    atomic_uint holders;
    struct index_state_part *parts; /* oldest first; then come the tables */
    struct index_text_part **texts; /* by id */
    size_t part_count, text_count;
    struct index_table *tables[INDEX_TABLES_MOST];
    size_t table_count;
    struct index_blob *blob; /* NULL: none */
    struct index_state *next; /* of those that the writer has replaced */
};

/* An empty one, with room for so many parts and text files; or a copy, with room for one part and `texts` text files more.
 * To be changed until it is shown to others. */
stet_status index_state_create(struct index_state **out, size_t room, stet_error *err);
stet_status index_state_copy(struct index_state **out, const struct index_state *from, size_t texts, stet_error *err);
void index_state_hold(struct index_state *state);
void index_state_release(struct index_state *state);
/* All of a list. */
void index_states_release(struct index_state *first);

/* These change a state that nobody else has yet. They take what they are given. */
void index_state_add_text(struct index_state *state, struct index_text_part *text);
void index_state_add_part(struct index_state *state, size_t at, struct index_part *part, int64_t horizon);
void index_state_drop_part(struct index_state *state, size_t at);
void index_state_drop_table(struct index_state *state, size_t at);
/* Lets go of text files into which no part points. */
void index_state_drop_texts(struct index_state *state);

/* SIZE_MAX: not there. */
size_t index_state_find_part(const struct index_state *state, uint64_t id);
struct index_text_part *index_state_text(const struct index_state *state, uint64_t id);
/* Whether a file is one of the state's, as a manifest and the lock always are. */
bool index_state_uses(const struct index_state *state, enum index_kind kind, uint64_t id);

/* The live article with an id at a change: in `*table` when `*part` is SIZE_MAX. *article is INDEX_NO_ARTICLE when there
 * is none. The guard is taken where it is needed, not while a segment is read; NULL while nobody else has the state. */
struct index_spot {
    size_t part, table;
    uint32_t article;
};

stet_status index_state_find(const struct index_state *state, struct index_guard *guard, struct index_cursor *cursor,
                             stet_span id, uint64_t change, struct index_spot *spot, stet_error *err);

/* Whether an article of a part is there at a change: not dead and not expired. */
stet_status index_state_sees(const struct index_state *state, struct index_guard *guard, size_t part, uint32_t article,
                             uint64_t change, bool *sees, stet_error *err);

/* Raises the horizon of all parts, dropping those of which nothing is left; tells how many live articles went with them,
 * of which those that are expired within a part are not counted. */
void index_state_expire(struct index_state *state, int64_t before, uint64_t *dropped);

/* ---- From the folder -----------------------------------------------------------------------------------------*/

struct index_loaded {
    struct stet_buf bytes; /* of the manifest */
    struct index_manifest manifest;
    struct index_state *state;
    uint64_t change;  /* the last one */
    uint64_t live; /* articles, those expired within a segment included */
    uint64_t log, log_size;          /* the newest log and where it ends; 0: there is none yet */
    uint64_t record_end, log_before; /* where its last record ends, marks left aside; bytes of the log before it */
    uint64_t log_known;              /* bytes of it that the manifest knows */
    uint64_t log_bytes;              /* of the files of all logs */
};

stet_status index_load(struct index_loaded *out, const char *folder, stet_error *err);
void index_loaded_free(struct index_loaded *loaded);

#endif
