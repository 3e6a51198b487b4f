/* The index on disk: articles in, candidates out, nothing lost.
 *
 *     writing:  index_create, once -> index_open -> index_add ... index_sync ... -> index_close
 *     reading:  index_snapshot_open (any process), or index_snapshot_take (of the writer, to see what it just added)
 *               -> index_candidates, index_find, index_get ... -> index_snapshot_release
 *
 * This layer keeps bytes and finds keys; what a match is, is for those above it. The folder is described byte by byte in
 * FORMAT.md. In short: an article goes into the log (and into a table in memory) and is acknowledged when the log is on
 * the device; a full log becomes an immutable segment in the background; segments are merged in the background; the
 * manifest says what is live, and is only ever replaced whole.
 *
 * One writer, held by a lock that the kernel releases when the process dies: index_open gives STET_ERR_LOCKED with the
 * holder's process id in err->offset. Any number of readers, in any process, without locks: a snapshot does not change,
 * whatever the writer does, and holds what had been written (acknowledged or not) when it was opened.
 *
 * After a failed write, fsync or rename the writer is poisoned: every later call that writes fails with STET_ERR_IO and
 * names the first failure; what was acknowledged before is on disk, and the next index_open goes on from there.
 *
 * Damage is STET_ERR_CORRUPT with file, place and reason in the message. It is found when the damaged bytes are read. */
#ifndef STET_INDEX_INDEX_H
#define STET_INDEX_INDEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <stet/article.h>
#include <stet/status.h>

#include "index/segment.h" /* struct index_shape, index_article, index_probe, index_row, index_cursor */

struct index;          /* the one writer. Calls from one thread at a time */
struct index_snapshot; /* a state that does not change. Any number of threads */

/* ---- Writing ------------------------------------------------------------------------------------------------- */

/* When is an article acknowledged? In all modes kill -9 loses nothing that index_add has returned for; the modes differ
 * in what a power cut may take. */
enum index_sync {
    INDEX_SYNC_BATCH, /* a thread of the index fsyncs the log at most 50 ms after an add */
    INDEX_SYNC_EACH,  /* index_add returns after the fsync */
    INDEX_SYNC_NONE   /* index_add returns after the write; the log is fsynced when a segment is committed */
};

struct index_options {
    enum index_sync sync;
    uint64_t window;         /* seconds: segments are not merged across more than half of it, so that expiry drops whole
                                files. 0: as the manifest says (no window in a new index) */
    uint32_t flush_articles; /* articles in the table that make a segment; 0: 8,192. More is faster for bulk work, and
                                makes the next opening slower by 1 ms for some 4,096 articles left in the log */
    uint64_t flush_bytes;    /* bytes in the log that make a segment; 0: 16 MiB */
    bool foreground;         /* no threads: whoever calls flushes and merges. For tests and for what must not fork off */
};

#define INDEX_OPTIONS_INIT {0}

/* Makes a new index. A folder that exists must be empty (what an index_create that died left in it does not count).
 * STET_ERR_USAGE when there is an index already or the shape makes no sense. */
stet_status index_create(const char *path, const struct index_shape *shape, stet_error *err);

/* Opens for writing. options may be NULL. STET_ERR_LOCKED: err->offset is the holder's process id. */
stet_status index_open(struct index **out, const char *path, const struct index_options *options, stet_error *err);

/* Makes all durable, ends what runs in the background (merges, too, which may take seconds for some million articles),
 * frees the writer, gives the lock back; also after a failure. Few articles in the log stay in the log. NULL is allowed. */
stet_status index_close(struct index *index, stet_error *err);

const struct index_shape *index_shape(const struct index *index);

/* Larger or smaller steps from the next add on: as the options of the same names (0: what they are by default). */
void index_set_steps(struct index *index, uint32_t flush_articles, uint64_t flush_bytes);

/* Adds an article (its `place` is not looked at) with what is kept to be read again: `meta` and `text` (or a digest) mean
 * nothing here and go into a text file. An id that is known is an update: the older one is gone in the same moment (and in one
 * record, so that a crash gives the one or the other). `*number` (may be NULL) rises with every change; see
 * index_acknowledged. STET_ERR_LIMIT when a limit of FORMAT.md is passed: the index is then unchanged and not poisoned.
 * Waits for some milliseconds at most, when the background is logs behind. */
stet_status index_add(struct index *index, const struct index_article *article, stet_span meta, stet_span text,
                      uint64_t *number, stet_error *err);

/* Adds between these two are written to the log together, at the latest by the second, of which a failure poisons the
 * writer as that of an add does. What is added between may be seen at once and is acknowledged after the second. */
void index_begin_adds(struct index *index);
stet_status index_end_adds(struct index *index, stet_error *err);

/* The number of the last change that is durable as the sync mode says: those up to it may be answered. Cheap. From any thread. */
uint64_t index_acknowledged(struct index *index);

/* Waits until index_acknowledged() >= number (for at most `milliseconds`; no error when the time is over). From any
 * thread. */
stet_status index_wait(struct index *index, uint64_t number, uint32_t milliseconds, stet_error *err);

/* Everything so far on the device, whatever the mode; then all adds are acknowledged. */
stet_status index_sync(struct index *index, stet_error *err);

/* Takes an article out. *removed: it was there. Durable on return. Its bytes go at the next compaction. */
stet_status index_remove(struct index *index, stet_span id, bool *removed, stet_error *err);

/* Forgets what was published before `before`; articles without a time stay. *expired (may be NULL) counts them. Durable
 * on return; segments that hold nothing else are dropped as files, the rest at the next merge or compaction. */
stet_status index_expire(struct index *index, int64_t before, uint64_t *expired, stet_error *err);

/* Writes what is in the log into a segment, and waits for it (and for the merges that follow). */
stet_status index_flush(struct index *index, stet_error *err);

/* One segment, one text file, nothing removed or expired left. The same articles in the same order give the same bytes,
 * however they came in. */
stet_status index_compact(struct index *index, stet_error *err);

/* Document frequencies or whatever else the layer above wants to have with the index: at most INDEX_BLOB_MOST bytes,
 * opaque, replaced whole. It is copied; it becomes durable with the next segment, index_sync or index_close. After a
 * crash the older blob may be there: let it say up to which article it counts. */
#define INDEX_BLOB_MOST ((size_t)16 << 20)
stet_status index_set_blob(struct index *index, const void *data, size_t size, stet_error *err);

/* ---- Reading ------------------------------------------------------------------------------------------------- */

/* The state on disk; no lock, no writing, any process. At most some milliseconds at any size. */
stet_status index_snapshot_open(struct index_snapshot **out, const char *path, stet_error *err);

/* The writer's state now, everything added so far included. From the writer's thread; the snapshot may then go to any
 * thread and may outlive the writer. Costs less than a microsecond. */
stet_status index_snapshot_take(struct index *index, struct index_snapshot **out, stet_error *err);
void index_snapshot_release(struct index_snapshot *snapshot);

const struct index_shape *index_snapshot_shape(const struct index_snapshot *snapshot);

/* Articles that are neither removed, superseded nor known to be expired file by file: an upper bound until compacted
 * for those that expire within a file. */
uint64_t index_snapshot_count(const struct index_snapshot *snapshot);

/* The blob, valid as long as the snapshot; {NULL, 0} when none was set. */
stet_span index_snapshot_blob(const struct index_snapshot *snapshot);

/* Names an article in one snapshot and no other. Later arrivals have larger ones. */
typedef uint64_t index_ref;

/* A number for the segment (or log) that it is in: articles of one file share blocks that a cursor decompresses once. */
static inline uint32_t index_ref_file(index_ref ref)
{
    return (uint32_t)(ref >> 32);
}

struct index_query {
    struct index_probe probe; /* its `minhash`, when given, is of the article's own values */
    int64_t from, to; /* segments that hold nothing published from..to are not looked at (articles without a time are in
                         every range); the candidates themselves are not filtered. INT64_MIN, INT64_MAX: all */
};

struct index_candidate {
    index_ref ref;
    uint16_t bands, passages; /* how many of the keys it shares (a few of them by chance) */
};

/* Zero-initialise; used again and again by one thread; free with index_found_free. */
struct index_found {
    struct index_candidate *items; /* in order of arrival */
    size_t count, capacity;
    struct index_cursor cursor;
    uint64_t *records; /* scratch */
    size_t record_capacity;
};

void index_found_free(struct index_found *found);

/* All live articles that share a key, copies that hang on them included. */
stet_status index_candidates(struct index_snapshot *snapshot, const struct index_query *query,
                             struct index_found *found, stet_error *err);

/* The live article with this id; *found says whether there is one. */
stet_status index_find(struct index_snapshot *snapshot, struct index_cursor *cursor, stet_span id, index_ref *ref,
                       bool *found, stet_error *err);

/* The live articles whose id has this hash (one, but for a chance of 2^-32 an article): who a cluster key stands for. */
stet_status index_find_hash(struct index_snapshot *snapshot, uint64_t id_hash, struct index_found *found,
                            stet_error *err);

/* Live articles in order of arrival: start with *ref = 0 and *more = true; each call gives the first one at or after *ref;
 * go on with *ref + 1. */
stet_status index_next(struct index_snapshot *snapshot, index_ref *ref, bool *more, stet_error *err);

/* Rows that are asked for in a moment are on their way into the cache. */
void index_rows_soon(struct index_snapshot *snapshot, const index_ref *refs, size_t count);

/* What index_add was given. Strings are the cursor's (or the snapshot's), until its next use for an id, source or text. In
 * the row, `source` and `place` mean something to this layer only; `cluster` is filled in where there is a cursor (which
 * may take reading the id), without one only when !own_cluster. */
stet_status index_row(struct index_snapshot *snapshot, struct index_cursor *cursor, index_ref ref,
                      struct index_row *out, stet_error *err);
stet_status index_id(struct index_snapshot *snapshot, struct index_cursor *cursor, index_ref ref, stet_span *id,
                     stet_error *err);
stet_status index_source(struct index_snapshot *snapshot, struct index_cursor *cursor, index_ref ref, stet_span *name,
                         stet_error *err);
stet_status index_text(struct index_snapshot *snapshot, struct index_cursor *cursor, index_ref ref, stet_span *meta,
                       stet_span *text, stet_error *err);

/* A number for the block that has the name of an article's source: for who keeps a cursor for each of some. */
uint32_t index_source_block(index_ref ref, const struct index_row *row);

/* ---- Looking after it ----------------------------------------------------------------------------------------- */

struct index_section {
    const char *name;
    uint64_t bytes;
};

#define INDEX_SECTIONS_MOST 16

struct index_stat {
    struct index_shape shape;
    uint64_t articles; /* live */
    uint64_t dead;     /* removed, superseded or expired, bytes still there */
    uint64_t logged;   /* of the live ones, those that are in the log only */
    uint32_t segments, text_files;
    uint64_t window;
    int64_t earliest, latest; /* published; STET_TIME_NONE when none is known */
    struct index_section sections[INDEX_SECTIONS_MOST];
    size_t section_count;
    uint64_t bytes; /* all of them: those of the index's files but the lock */
};

/* In a snapshot of the writer without the manifest, the logs, and what is left over. */
stet_status index_stat(struct index_snapshot *snapshot, struct index_stat *out, stet_error *err);

/* Told each damage that was found: file, place and reason are in the message. NULL where nobody listens. */
typedef void (*index_listener)(void *ctx, const stet_error *damage);

/* Looks for damage: headers, sizes and directories; with `deep` every page, and whether what is in them agrees. Returns
 * STET_ERR_CORRUPT when there is any (the first one in err), after telling all of it to `listener`. */
stet_status index_check(const char *path, bool deep, index_listener listener, void *ctx, stet_error *err);

struct index_salvage {
    uint64_t saved;  /* live articles in the new index */
    uint64_t lost;   /* articles known to have been there and not readable */
    uint64_t unread; /* bytes with articles that were not readable, of which nobody knows how many they were */
};

/* Makes a new index of what is sound in a damaged one. The damaged one is not touched (but its lock is taken). */
stet_status index_salvage(const char *path, const char *to, index_listener listener, void *ctx,
                          struct index_salvage *out, stet_error *err);

#endif
