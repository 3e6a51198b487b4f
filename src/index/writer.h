/* The inside of the one writer. index.h is its outside; these files share it:
 *
 *     writer.c      create, open, close     commit.c      fsync of the log, the manifest, a new state
 *     change.c      add, remove             flush.c       a table becomes a segment
 *     expire.c      expire                  merge.c       segments become one; compact.c: all of them, for good
 *     background.c  who does what when
 *
 * Locks, in the order in which they are taken: commit (one manifest at a time), sync (one fsync of the log at a time, and
 * the log's file stays open while it is held), lock (everything else; never held over an fsync), guard (state.h). Changes come
 * from one thread; flush and merge read a state, work without any lock, and put their result in the place of their
 * sources in whatever the state is by then. */
#ifndef STET_INDEX_WRITER_H
#define STET_INDEX_WRITER_H

#include "index/log.h"
#include "index/state.h"
#include "sys/thread.h"

#define INDEX_FLUSH_ARTICLES 8192
#define INDEX_FLUSH_BYTES (UINT64_C(16) << 20)

/* While the table before it cannot become a segment yet, a table may grow to as much as this (or to three times the above,
 * if that is more); from half of it on adds are slowed down. */
#define INDEX_TABLE_ARTICLES 131072
#define INDEX_TABLE_BYTES (UINT64_C(256) << 20)

struct index {
    char *folder;
    int lock_file;
    struct index_shape shape;
    struct index_options options;
    struct index_guard *guard;
    struct index_cursor cursor; /* of the thread that changes things */

    pthread_mutex_t commit, sync, lock;
    pthread_cond_t changed;        /* something that callers wait for */
    pthread_cond_t work;           /* something to do in the background */
    struct index_state *state;
    struct index_state *committed; /* as the manifest has it */
    struct index_state *replaced;  /* that may still be read: letting go of large files takes long, so the background does it */
    uint64_t lineage, generation, next_id, first_log;
    struct index_log log;       /* that is added to; file -1: it is made by the next change */
    struct index_log sealed;    /* the one before it; file -1: it is on the device, or there is none */
    struct index_table *active; /* its table, the last one of the state; NULL as well */
    uint64_t log_before;        /* bytes of the log before it, marks left aside */
    uint64_t sealed_synced;     /* as much of it is on the device */
    uint64_t named;             /* the newest log whose name is on the device */
    uint64_t record_end;        /* where the log's last record ends, marks left aside */
    uint64_t synced_end;        /* as much of it is on the device */
    uint64_t recorded_end;      /* and as much of it the manifest knows */
    uint64_t change, durable;   /* the last change, and the last one that is on the device */
    uint64_t live;
    bool adding; /* records are held until many can be written together; of the thread that changes things */
    bool dirty; /* the state is not what the manifest says, even with the log */
    stet_status poisoned;
    stet_error poison;

    struct sys_thread syncer, flusher, merger;
    bool stop, paused, flushing, merging, syncer_waits;
};

/* writer.c */
/* Remembers the first failure after which the writer must not go on, and returns it. */
stet_status index_poison(struct index *index, stet_status status, const stet_error *reason);
/* Fails when the writer is poisoned. With the lock held. */
stet_status index_usable(const struct index *index, stet_error *err);

/* change.c */
/* Has a log with room in it, to append to. */
stet_status index_have_log(struct index *index, stet_error *err);
/* Writes the record in log.frame, or holds it. With the lock held. */
stet_status index_append(struct index *index, enum index_record_kind kind, stet_error *err);
/* Whatever looks at where the log ends has what is held written before. Poisons on failure. With the lock held. */
stet_status index_write_held(struct index *index, stet_error *err);

/* commit.c */
/* Whether anything in the logs is not on the device. With the lock held. */
bool index_unsynced(const struct index *index);
/* The logs so far and their names on the device, and a mark behind them. Poisons on failure. */
stet_status index_sync_log(struct index *index, stet_error *err);
/* Makes `state` with its first log what the manifest says, and removes the files that are then not named any more. With
 * commit held. Poisons on failure. */
struct index_commit {
    struct index_state *state;
    uint64_t first_log;
    uint64_t lineage; /* another than before: generations, ids and logs start over */
};
stet_status index_commit(struct index *index, const struct index_commit *commit, stet_error *err);
/* Commits the state as it is, if the manifest says something else. */
stet_status index_commit_current(struct index *index, stet_error *err);
/* Ids are given out once. With the lock not held. */
uint64_t index_take_id(struct index *index);
/* Has `next` seen by all from now on; takes it. With the lock held. */
void index_publish(struct index *index, struct index_state *next);

/* flush.c */
/* The table that waits to become a segment, or NULL. With the lock held. */
struct index_table *index_sealed(const struct index *index);
/* Ends the log and its table, if there are articles in it, without waiting for the device. The one before is a segment. */
stet_status index_seal(struct index *index, stet_error *err);
/* Makes a segment of the sealed table; nothing when there is none. */
stet_status index_flush_sealed(struct index *index, stet_error *err);

/* merge.c */
struct index_merge_plan {
    uint64_t first, last;    /* ids of the first and the last segment */
    size_t count;            /* of segments */
    bool rewrite;            /* the texts, too */
    uint64_t id, text_id;    /* of the new files */
    uint64_t lineage;        /* as in index_commit; 0: stays */
    struct index_blob *blob; /* borrowed; takes the place of the one that is there. NULL: stays */
};
stet_status index_merge_run(struct index *index, const struct index_merge_plan *plan, stet_error *err);
/* What the policy wants merged. With the lock held. */
bool index_merge_wanted(const struct index *index, struct index_merge_plan *plan);
/* Gives its files their ids. With the lock held. */
void index_merge_number(struct index *index, struct index_merge_plan *plan);

/* background.c */
stet_status index_background_start(struct index *index, stet_error *err);
void index_background_stop(struct index *index);
/* Waits until nothing runs in the background, and keeps it so until index_background_resume. */
stet_status index_background_pause(struct index *index, stet_error *err);
void index_background_resume(struct index *index);
/* The sealed table's turn: signals the flusher, or flushes and merges right here when there is none. */
stet_status index_background_kick(struct index *index, stet_error *err);
/* Waits until there is no sealed table, but no longer than that. */
stet_status index_background_wait(struct index *index, uint32_t milliseconds, stet_error *err);
/* Merges until the policy is content. */
stet_status index_merge_all(struct index *index, stet_error *err);
/* Makes a segment of the sealed table, if there is one, when merging has made room for it, and merges again. */
stet_status index_flush_and_merge(struct index *index, stet_error *err);

#endif
