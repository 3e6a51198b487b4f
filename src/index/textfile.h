/* A text file: kept texts (or digests) and metadata, in zstd blocks with a dictionary that is trained on the first ones.
 * Immutable, and pointed into by the rows of segments. FORMAT.md has its bytes.
 *
 * An entry is two strings that mean nothing here, `meta` and `text`. Entries have numbers from 0, in the order in which
 * they were added. Checksums and errors are as in segment.h. */
#ifndef STET_INDEX_TEXTFILE_H
#define STET_INDEX_TEXTFILE_H

#include "index/shape.h"

#define INDEX_TEXT_VERSION 1

/* ---- Building ----------------------------------------------------------------------------------------------------*/

struct index_text_builder;

struct index_text_options {
    struct index_shape shape;
    uint64_t id; /* not 0. Seeds all checksums; struct index_place names the file by it */
    int level;   /* of zstd; 0: 3, some 60 MB/s. 6 takes twice the time and makes the file 6 % smaller */
    stet_span dictionary; /* of another file, to be stored in this one; empty: one is trained, which takes 0.16 s. Borrowed
                             until the builder is there */
};

/* The first entries are held back until there are enough to train the dictionary on: the sink is called by
 * index_text_add and index_text_finish. */
stet_status index_text_builder_create(struct index_text_builder **out, const struct index_text_options *options,
                                      struct index_sink sink, stet_error *err);
void index_text_builder_free(struct index_text_builder *builder);

/* Appends an entry and tells where it is. STET_ERR_LIMIT when it is larger than INDEX_MAX_TEXT; after another failure
 * the builder can only be freed. */
stet_status index_text_add(struct index_text_builder *builder, stet_span meta, stet_span text,
                           struct index_place *place, stet_error *err);

struct index_text_stat {
    uint64_t bytes;      /* of the file */
    uint64_t raw;        /* of all metas and texts */
    uint64_t entries;
    uint64_t dictionary; /* bytes */
};

/* Writes the rest of the file. The builder can then only be freed. `stat` may be NULL. */
stet_status index_text_finish(struct index_text_builder *builder, struct index_text_stat *stat, stet_error *err);

/* ---- Reading -----------------------------------------------------------------------------------------------------*/

/* Immutable after open; any number of threads read, each with a cursor of its own. */
struct index_text;

/* Reads header, contents and dictionary (at most 112 KiB). */
stet_status index_text_open(struct index_text **out, struct index_bytes bytes, uint64_t id,
                            const struct index_shape *shape, stet_error *err);
stet_status index_text_open_damaged(struct index_text **out, struct index_bytes bytes, stet_error *err);
void index_text_close(struct index_text *text);

const struct index_text_stat *index_text_stat(const struct index_text *text);
uint64_t index_text_id(const struct index_text *text);
/* Valid until close; empty when there is none. */
stet_span index_text_dictionary(const struct index_text *text);

/* Both strings are the cursor's, until its next use for an id, source or text. STET_ERR_USAGE when there is no such
 * entry. Entries next to each other mostly share a block, which is then decompressed once. */
stet_status index_text_read(const struct index_text *text, struct index_cursor *cursor, uint64_t entry,
                            stet_span *meta, stet_span *content, stet_error *err);

/* As index_segment_check. */
stet_status index_text_check(const struct index_text *text, bool deep,
                             void (*found)(void *ctx, const stet_error *finding), void *ctx, stet_error *err);

#endif
