/* The index: articles kept on disk, added to day after day, asked who matches; and the filter, which asks and adds in
 * one.
 *
 *     stet_index_create, once -> stet_index_open -> stet_index_add, _filter, _query, _remove, _expire, _compact
 *     -> stet_index_close
 *
 * An index is a folder. It has one writer at a time, in whatever process: a second one is STET_ERR_LOCKED, with the
 * process id of the first in the error. Any number of readers (options.read_only) see it meanwhile as it was when they
 * opened it. What was added is on disk when the call returns (the filter: when a line is written), as options.sync
 * says; a process that is killed leaves the index as it was after some article.
 *
 * With kept text two articles are compared word by word; without it (shape.no_text) from samples of some 200 bytes, and
 * all results say that they are estimated. The id of an article is its key: a known id is an update, never a duplicate
 * of itself. The same articles in the same order get the same verdicts, however they are split into calls.
 *
 * What recurs in many stories of one source (boilerplate) is learned as articles are added, and weighs nothing when they
 * are compared: stet_index_boilerplate lists it.
 *
 * One stet_index is used by one thread at a time; it starts threads of its own. Callbacks run on the caller's thread.
 * */
#ifndef STET_INDEX_H
#define STET_INDEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <stet/article.h>
#include <stet/batch.h>
#include <stet/cluster.h>
#include <stet/status.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct stet_index stet_index;

/* What cannot be changed later. */
typedef struct stet_index_shape {
    uint32_t version; /* 1 */
    uint32_t shingle; /* tokens in a shingle, 1..16; 0: default (5) */
    uint32_t bands;   /* 1..256; 0: chosen from recall and at */
    uint32_t rows;    /* 1..64; 0: chosen from recall and at */
    double recall;    /* wanted probability that a pair of Jaccard `at` is found by its bands; 0: default */
    double at;        /* 0: default */
    bool no_text;     /* keep samples in place of the text */
} stet_index_shape;

#define STET_INDEX_SHAPE_VERSION 1
#define STET_INDEX_SHAPE_INIT {.version = STET_INDEX_SHAPE_VERSION}

/* When is an article safe? Against kill -9 always; against a power cut: */
typedef enum stet_sync {
    STET_SYNC_BATCH, /* synced at most 50 ms after it was added */
    STET_SYNC_EACH,  /* synced one by one */
    STET_SYNC_NONE   /* when the system gets to it */
} stet_sync;

typedef struct stet_index_options {
    uint32_t version;    /* 1 */
    uint32_t threads;    /* 0: all cores */
    bool read_only;      /* for query and clusters; does not ask for the lock */
    stet_sync sync;
    uint64_t window;     /* seconds: articles published further apart do not match; 0: no limit. Articles without a time
                            match whenever */
    bool seen_by_source; /* the same source may say the same again: only another source's article makes a duplicate */
    stet_format format;
    stet_field_names names;
    uint64_t max_line;   /* bytes; 0: 16 MiB */
    bool strict;         /* the first bad line ends reading with STET_ERR_INPUT */
    /* Called for each bad line, in input order. NULL: they are only counted. `line` is the line as it came. */
    void (*on_bad)(void *payload, const char *file, uint64_t line, const char *reason);
    /* Called now and then; returning false stops the work with STET_ERR_CANCELLED. May be NULL. */
    bool (*on_progress)(void *payload, const stet_progress *progress);
    /* Takes the bad lines as they came. May be NULL. */
    stet_write on_reject;
    void *payload;
} stet_index_options;

#define STET_INDEX_OPTIONS_VERSION 1
#define STET_INDEX_OPTIONS_INIT {.version = STET_INDEX_OPTIONS_VERSION}

/* What was read and decided by one stet_index so far. */
typedef struct stet_index_stats {
    uint64_t articles;   /* good ones read */
    uint64_t bad;        /* lines skipped */
    uint64_t added;      /* that the index did not have */
    uint64_t updated;    /* whose id it had */
    uint64_t duplicates; /* that matched another article */
    uint64_t bytes;      /* of input read, uncompressed */
    uint32_t bands, rows, shingle, threads;
    bool estimated;      /* the index keeps no text */
    const char *isa;
} stet_index_stats;

/* Makes the folder and an empty index in it. STET_ERR_USAGE when there is one already. */
STET_API stet_status stet_index_create(const char *path, const stet_index_shape *shape, stet_error *err);

STET_API stet_status stet_index_open(stet_index **out, const char *path, const stet_index_options *options,
                                     stet_error *err);

/* Makes all durable and frees the index, also when it fails. NULL is allowed. */
STET_API stet_status stet_index_close(stet_index *index, stet_error *err);

STET_API void stet_index_get_stats(const stet_index *index, stet_index_stats *stats);

/* Adds what a file, a folder or, for "-", standard input has, to its end. */
STET_API stet_status stet_index_add(stet_index *index, const char *path, stet_error *err);

/* An article that matches. */
typedef struct stet_match {
    stet_span id;
    uint64_t cluster;       /* hash of the id of the article that its cluster began with */
    stet_relation relation; /* of the article asked about to this one */
    double jaccard;         /* of k-token shingles, 0..1 */
    double containment;     /* share of the smaller one's rare-weighted shingles that the two share, 0..1 */
} stet_match;

typedef struct stet_answer {
    stet_span id;
    const stet_match *matches; /* best first */
    size_t match_count;
    bool estimated;
} stet_answer;

/* For each article of the input, which ones in the index match it, itself (the same id) left out. Nothing is added. The
 * answer is valid during the call only; a status other than STET_OK from `each` ends the walk and is returned. */
STET_API stet_status stet_index_query(stet_index *index, const char *path,
                                      stet_status (*each)(void *payload, const stet_answer *answer, stet_error *err),
                                      void *payload, stet_error *err);

/* An answer as one line of JSON, newline included. *json is owned by the index, valid until the next call with it. */
STET_API stet_status stet_index_answer_json(stet_index *index, const stet_answer *answer, const char **json,
                                            size_t *size, stet_error *err);

/* What stet_index_filter writes. */
typedef enum stet_emit {
    STET_EMIT_ANNOTATE, /* each line as it came, with one more member, "stet", at its end */
    STET_EMIT_DROP,     /* the lines of new articles, as they came */
    STET_EMIT_VERDICT   /* an object a line: id and verdict */
} stet_emit;

typedef struct stet_filter {
    stet_emit emit;
    stet_write write;
    /* Everything up to here is to reach the reader now. May be NULL. */
    stet_status (*flush)(void *payload, stet_error *err);
    /* Asked before each read of the input: true ends it there, as if it were over. May be NULL. */
    bool (*stop)(void *payload);
    void *payload;
} stet_filter;

/* Reads like stet_index_add, and writes for each line what was decided about it, in order, once the article is as safe
 * as options.sync says. Bad lines go through as they came (annotate), are named with the reason (verdict) or left out
 * (drop). Lines are handed over as soon as nothing more is there to be read, otherwise in batches. */
STET_API stet_status stet_index_filter(stet_index *index, const char *path, const stet_filter *filter, stet_error *err);

/* *removed: it was there. */
STET_API stet_status stet_index_remove(stet_index *index, const char *id, bool *removed, stet_error *err);

/* Forgets what was published before `before` (seconds since 1970); *expired (may be NULL) counts them. */
STET_API stet_status stet_index_expire(stet_index *index, int64_t before, uint64_t *expired, stet_error *err);

/* Rewrites the index without what was removed, replaced or has expired. */
STET_API stet_status stet_index_compact(stet_index *index, stet_error *err);

typedef struct stet_index_section {
    const char *name;
    uint64_t bytes;
} stet_index_section;

#define STET_INDEX_MAX_SECTIONS 16

typedef struct stet_index_stat {
    uint64_t articles; /* there */
    uint64_t dead;     /* removed, replaced or expired, with bytes still on disk */
    uint64_t logged;   /* of those there, in the log only */
    uint32_t segments, text_files;
    uint32_t bands, rows, shingle;
    bool no_text;
    int64_t earliest, latest; /* published, or STET_TIME_NONE */
    uint64_t bytes;
    stet_index_section sections[STET_INDEX_MAX_SECTIONS];
    size_t section_count;
} stet_index_stat;

STET_API stet_status stet_index_get_stat(const char *path, stet_index_stat *stat, stet_error *err);

/* Text that recurs in many stories of one source: where articles are compared it weighs nothing. */
typedef struct stet_boilerplate {
    stet_span source;
    stet_span text;    /* or its beginning, of at most 240 bytes */
    uint64_t articles; /* that it was met in, copies of one story counted once */
    uint64_t of;       /* stories of the source that were looked at, in all */
} stet_boilerplate;

/* Hands over what an index has learned, by source, the most frequent first. Strings are valid during the call only; a
 * status other than STET_OK from `each` ends the walk and is returned. */
STET_API stet_status stet_index_boilerplate(const char *path,
                                            stet_status (*each)(void *payload, const stet_boilerplate *boilerplate,
                                                                stet_error *err),
                                            void *payload, stet_error *err);

/* The same as lines of JSON. */
STET_API stet_status stet_index_write_boilerplate(const char *path, stet_write write, void *payload, stet_error *err);

/* Told each damage that is found. */
typedef void (*stet_index_damage)(void *payload, const char *message);

/* Verifies every checksum; with `deep` also that all that is stored can be read and fits together. STET_ERR_CORRUPT when
 * there is damage. `found` may be NULL. */
STET_API stet_status stet_index_check(const char *path, bool deep, stet_index_damage found, void *payload,
                                      stet_error *err);

typedef struct stet_index_salvaged {
    uint64_t saved;  /* articles in the new index */
    uint64_t lost;   /* articles known to have been there that could not be read */
    uint64_t unread; /* bytes with further articles that could not be read, of which the number is not known */
} stet_index_salvaged;

/* Makes a new index `to` of what is sound in a damaged one, which stays as it is (but its lock is taken meanwhile). */
STET_API stet_status stet_index_salvage(const char *path, const char *to, stet_index_damage found, void *payload,
                                        stet_index_salvaged *out, stet_error *err);

/* The articles of an index as a batch that has run: stet_batch_clusters gives what it would give if they had been read
 * from a feed; without kept text, the clusters that the articles were put into when they were added, estimated. The
 * batch is used and freed like any other; `path` may change meanwhile. Of `options`, threads, memory, tmp, clustering,
 * agencies, prefer, on_progress and payload are used; the shape is that of the index. Without kept text credits are those
 * that were found when articles were added, of agencies that are built in. */
STET_API stet_status stet_index_cluster(stet_batch **out, const char *path, const stet_batch_options *options,
                                        stet_error *err);

#ifdef __cplusplus
}
#endif

#endif
