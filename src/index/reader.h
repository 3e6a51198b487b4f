/* The inside of an open segment, for segment_*.c. */
#ifndef STET_INDEX_READER_H
#define STET_INDEX_READER_H

#include "index/copies.h"
#include "index/paged.h"
#include "index/postings.h"
#include "index/rowpage.h"
#include "index/segment.h"

/* A table and where it is. */
struct segment_table {
    const struct paged_section *section;
    struct post_table shape;
    bool sievable;            /* it may get a sieve, once it has been asked often */
    bool sieved;              /* it has one */
    unsigned sieve_shift;     /* of a key to its bit */
    uint64_t asked;           /* questions before it gets one */
    uint64_t filling, filled; /* pages that were begun, and those that are in it */
    uint64_t *sieve;
};

struct index_segment {
    struct paged file;
    struct index_segment_stat stat;
    struct segment_table *tables; /* bands, passages, ids */
    const struct paged_section *copies, *rows, *ids, *sources, *texts_section;
    struct row_limits limits;
    uint64_t *texts; /* limits.texts */
    struct copy_table copy_table;
    uint64_t *copied;      /* a bit for each article that has copies: most that are hit have none. NULL without copies */
    uint64_t *copied_read; /* a bit for each page of copies whose articles have theirs */
};

/* A page of postings, ready to be asked. */
stet_status segment_postings(const struct index_segment *segment, unsigned table, uint64_t page,
                             struct post_view *view, stet_error *err);

/* segment_sieve.c */
void segment_sieve_plan(struct index_segment *segment, unsigned table);
/* For whoever asks a table without a sieve: has it get one. */
stet_status segment_sieve_asked(const struct index_segment *segment, unsigned table, stet_error *err);

static inline uint64_t *segment_sieve_word(const struct segment_table *table, uint32_t key)
{
    return &table->sieve[(key >> table->sieve_shift) / 64];
}

static inline uint64_t segment_sieve_bits(const struct segment_table *table, uint32_t key)
{
    return UINT64_C(1) << (key >> table->sieve_shift) % 64 | UINT64_C(1) << (key * UINT32_C(0x9e3779b1) >> 26);
}

/* *may is false when a table does not have a key. Of any number of threads. */
static inline stet_status segment_may_have(const struct index_segment *segment, unsigned number, uint32_t key,
                                           bool *may, stet_error *err)
{
    const struct segment_table *table = &segment->tables[number];
    *may = true;
    if (!__atomic_load_n(&table->sieved, __ATOMIC_ACQUIRE))
        return segment_sieve_asked(segment, number, err);
    *may = !(~*segment_sieve_word(table, key) & segment_sieve_bits(table, key));
    return STET_OK;
}

/* What segment_may_have will read is on its way. */
static inline void segment_sieve_soon(const struct index_segment *segment, unsigned number, uint32_t key)
{
    const struct segment_table *table = &segment->tables[number];
    if (__atomic_load_n(&table->sieved, __ATOMIC_ACQUIRE))
        __builtin_prefetch(segment_sieve_word(table, key));
}

/* The page of copies of an article. */
stet_status segment_copies(const struct index_segment *segment, uint64_t page, struct copies_view *view,
                           stet_error *err);

/* True only when an article is known to have no copies, as most are. */
static inline bool segment_lacks_copies(const struct index_segment *segment, uint32_t article)
{
    uint64_t page = article / COPIES_PAGE;
    return __atomic_load_n(&segment->copied_read[page / 64], __ATOMIC_ACQUIRE) >> page % 64 & 1 &&
           !(__atomic_load_n(&segment->copied[article / 64], __ATOMIC_RELAXED) >> article % 64 & 1);
}

/* Whether an article has copies; of any number of threads. */
stet_status segment_has_copies(const struct index_segment *segment, uint32_t article, bool *has, stet_error *err);

/* Rows of a page. */
static inline size_t segment_rows_of(const struct index_segment *segment, uint64_t page)
{
    uint64_t left = segment->stat.articles - page * ROW_PAGE;
    return left < ROW_PAGE ? (size_t)left : ROW_PAGE;
}

#endif
