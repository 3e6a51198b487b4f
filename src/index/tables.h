/* From sorted records to the tables of a segment: finds the copies, leaves out what they have in common with the
 * articles that they hang on, writes pages. For building and merging alike. */
#ifndef STET_INDEX_TABLES_H
#define STET_INDEX_TABLES_H

#include "index/paged.h"

/* Tables have numbers: the bands, then the passages, then the ids. */
static inline unsigned tables_count(const struct index_shape *shape)
{
    return shape->bands + 2;
}

/* Each table is sorted in this many equal ranges of keys. A page never lies in two of them, so their number is part of
 * what a segment looks like, and depends on the shape alone. */
static inline unsigned tables_parts(const struct index_shape *shape)
{
    unsigned parts = 256 / tables_count(shape);
    return parts < 4 ? 4 : parts > 16 ? 16 : parts;
}

static inline unsigned tables_key_bits(const struct index_shape *shape, unsigned table)
{
    return table < shape->bands ? INDEX_BAND_BITS : table == shape->bands ? INDEX_PASSAGE_BITS : INDEX_ID_BITS;
}

struct tables {
    struct paged_writer *writer;
    struct index_shape shape;
    uint32_t articles, threads;
    /* Gives the records (key << 32 | article) of a table and part, sorted, in memory that is the worker's to change
     * until its next call. The same ones every time. Called from several threads, unless threads is 1. */
    stet_status (*load)(void *ctx, unsigned table, unsigned part, unsigned worker, uint64_t **records, size_t *count,
                        stet_error *err);
    stet_status (*progress)(void *ctx, double done, stet_error *err); /* or NULL */
    void *ctx;
    /* out */
    uint64_t band_entries, passage_entries;
    uint32_t copies;
};

/* Writes the sections bands, passages, id table and copies. */
stet_status tables_write(struct tables *tables, stet_error *err);

#endif
