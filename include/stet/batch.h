/* The batch pipeline: feeds in, each story once out, and who reprinted whom.
 *
 * Calling sequence:
 *     stet_batch_create -> stet_batch_read (once an input) -> stet_batch_run
 *     -> stet_batch_clusters and/or stet_batch_write_kept, stet_batch_write_rejected, in any order
 *     -> stet_batch_free
 *
 * One stet_batch is used by one thread at a time; it starts `threads` workers of its own. The same input gives the same
 * output for any number of threads. Callbacks run on the caller's thread. */
#ifndef STET_BATCH_H
#define STET_BATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <stet/article.h>
#include <stet/cluster.h>
#include <stet/status.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct stet_batch stet_batch;

/* How candidates are found. Both keep the passage tier, which finds trimmed and merged copies, unless no_passages. */
typedef enum stet_method {
    STET_METHOD_MINHASH, /* MinHash bands */
    STET_METHOD_SIMHASH  /* SimHash tables, Hamming distance at most 3 */
} stet_method;

typedef enum stet_clustering {
    STET_CLUSTERING_ANCHORED,  /* every member matches its cluster's anchor */
    STET_CLUSTERING_COMPONENTS /* connected components of the matches */
} stet_clustering;

typedef enum stet_format {
    STET_FORMAT_AUTO, /* by content and name */
    STET_FORMAT_JSONL,
    STET_FORMAT_CSV,
    STET_FORMAT_TSV,
    STET_FORMAT_TEXT, /* a file is an article */
    STET_FORMAT_PAGE  /* a file is a page (page.h): as text, and folders give .html and .htm files too */
} stet_format;

/* Field names that replace the usual ones; NULL keeps those. A name that starts with '/' is a JSON Pointer. */
typedef struct stet_field_names {
    const char *id, *text, *title, *source, *published, *url, *language;
} stet_field_names;

/* A stage of the work, for a progress display. */
typedef struct stet_progress {
    const char *stage;    /* "reading", "pairing", "matching", "clustering", "writing" */
    uint64_t done, total; /* bytes while reading and writing, else units of the stage; total 0 when unknown */
    uint64_t articles;
} stet_progress;

typedef struct stet_batch_options {
    uint32_t version;    /* 1 */
    uint32_t threads;    /* 0: all cores */
    /* Bytes that sketches, keys, tokens and pairs may take; 0: half of the machine's. What does not fit goes to files
     * in `tmp`. Beside it a batch holds about 48 MiB, 3 MiB for each thread beyond four, and what grows with the input
     * (see the README). */
    uint64_t memory;
    const char *tmp;     /* folder; NULL: $TMPDIR or /tmp */
    uint32_t shingle;    /* tokens in a shingle, 1..16; 0: default (5) */
    uint32_t bands;      /* 1..256; 0: chosen from recall and at */
    uint32_t rows;       /* 1..64; 0: chosen from recall and at */
    double recall;       /* wanted probability that a pair of Jaccard `at` becomes a candidate; 0: default */
    double at;           /* 0: default */
    stet_method method;
    bool no_passages;    /* leaves the passage tier out */
    stet_clustering clustering;
    stet_format format;
    stet_field_names names;
    /* Files read by stet_batch_create; NULL: none. Agencies beside the built-in ones, in the columns of
     * src/source/agencies.tsv, and outlets that are preferred: a name or domain a line and, behind a tab, points. */
    const char *agencies, *prefer;
    uint64_t max_line;   /* bytes; 0: 16 MiB */
    bool strict;         /* the first bad line ends stet_batch_read with STET_ERR_INPUT */
    /* Inputs that cannot be read twice are kept when one of these is set. */
    bool replay;         /* stet_batch_write_kept will be called */
    bool rejects;        /* stet_batch_write_rejected will be called: 16 bytes of memory a bad line */
    /* Called for each bad line, in input order. NULL: they are only counted. */
    void (*on_bad)(void *payload, const char *file, uint64_t line, const char *reason);
    /* Called now and then; returning false stops the work with STET_ERR_CANCELLED. May be NULL. */
    bool (*on_progress)(void *payload, const stet_progress *progress);
    void *payload;
} stet_batch_options;

#define STET_BATCH_OPTIONS_VERSION 1
#define STET_BATCH_OPTIONS_INIT {.version = STET_BATCH_OPTIONS_VERSION}

/* Articles a batch can hold. */
#define STET_BATCH_MAX_ARTICLES UINT64_C(4294967294)

typedef struct stet_batch_stats {
    uint64_t articles;       /* good ones */
    uint64_t bad;            /* lines skipped */
    uint64_t repeated_ids;   /* articles whose id had come before */
    uint64_t bytes;          /* of input read, uncompressed */
    uint64_t exact;          /* articles with the same tokens as an earlier one */
    uint64_t candidates;     /* distinct pairs that were compared */
    uint64_t matches;        /* of these, accepted */
    uint64_t clusters;       /* that list two or more */
    uint64_t clustered;      /* articles in these, guests not counted */
    uint64_t roundups;       /* articles that are guests of several clusters */
    uint64_t capped_bands;   /* buckets too common to be compared in full, by tier */
    uint64_t capped_passages;
    uint64_t spilled;        /* bytes written to temporary files */
    uint64_t held;           /* bytes of sketches, keys, tokens and rows, in memory or on disk */
    uint32_t bands, rows, shingle, window, threads; /* as used */
    const char *isa;         /* instruction set of the kernels */
} stet_batch_stats;

STET_API stet_status stet_batch_create(stet_batch **out, const stet_batch_options *options, stet_error *err);
STET_API void stet_batch_free(stet_batch *batch);

/* Reads a file, a folder or, for "-", standard input, to its end. */
STET_API stet_status stet_batch_read(stet_batch *batch, const char *path, stet_error *err);

/* Finds candidates, matches and clusters among all that was read. No more reading afterwards. */
STET_API stet_status stet_batch_run(stet_batch *batch, stet_error *err);

/* Hands over each cluster of two or more (with `singletons`, all), ordered by the first member's place in the input.
 * The cluster and all it points to are valid during the call only. A status other than STET_OK from `each` ends the
 * walk and is returned. Beside what the batch holds, a cluster takes about 110 bytes a member and the ids while it is
 * worked out; of large clusters one or a few with 262,144 members in all are worked on at a time. */
STET_API stet_status stet_batch_clusters(stet_batch *batch, bool singletons,
                                         stet_status (*each)(void *payload, const stet_cluster *cluster, stet_error *err),
                                         void *payload, stet_error *err);

/* Where bytes go. */
typedef stet_status (*stet_write)(void *payload, const void *data, size_t size, stet_error *err);

/* Writes a cluster as one line of JSON (schema stet.cluster/1), newline included, in pieces of some 64 KiB: memory
 * does not grow with its members. */
STET_API stet_status stet_batch_write_cluster(stet_batch *batch, const stet_cluster *cluster, stet_write write,
                                              void *payload, stet_error *err);

/* The same line in one piece, for clusters that are known to be small. *json is owned by the batch, valid until the
 * next call with it or with stet_batch_write_cluster. */
STET_API stet_status stet_batch_cluster_json(stet_batch *batch, const stet_cluster *cluster, const char **json,
                                             size_t *size, stet_error *err);

/* Writes the input lines of the articles to keep, byte for byte, in input order; *kept counts them (may be NULL). */
STET_API stet_status stet_batch_write_kept(stet_batch *batch, stet_keep keep, stet_write write, void *payload,
                                           uint64_t *kept, stet_error *err);

/* Writes the bad lines, byte for byte, in input order. */
STET_API stet_status stet_batch_write_rejected(stet_batch *batch, stet_write write, void *payload, stet_error *err);

STET_API void stet_batch_get_stats(const stet_batch *batch, stet_batch_stats *stats);

#ifdef __cplusplus
}
#endif

#endif
