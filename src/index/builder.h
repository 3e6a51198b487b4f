/* The inside of a segment's builder, for segment_build.c and segment_merge.c. */
#ifndef STET_INDEX_BUILDER_H
#define STET_INDEX_BUILDER_H

#include "index/names.h"
#include "index/paged.h"
#include "index/rowpage.h"
#include "index/runs.h"
#include "index/segment.h"
#include "index/strings.h"
#include "index/tables.h"

/* Pages of a section that is written later. */
struct page_store {
    struct stet_buf bytes;
    uint32_t *sizes;
    size_t count, capacity;
};

/* Buffers of a thread that sorts. */
struct sorter {
    uint64_t *records;
    size_t capacity;
};

struct index_segment_builder {
    struct index_segment_options options;
    struct paged_writer writer;
    struct row_limits limits;
    struct index_row rows[ROW_PAGE]; /* of the page that is being filled */
    uint32_t count;                  /* articles so far */
    struct stet_buf page;
    struct strings_block ids;
    struct page_store id_pages;
    stet_span ids_as; /* the block of `ids` as it has been compressed before, when it ends with the next article */
    ZSTD_CCtx *zstd;
    struct names sources;
    uint64_t *texts; /* limits.texts */
    size_t text_capacity;
    struct index_runs **runs; /* for INDEX_PARTITIONS parts of tables each */
    unsigned runs_count, parts;
    bool *sorted; /* of each part: its run is in order */
    struct sorter *sorters; /* one a thread */
    struct index_segment_stat stat;
    stet_status failed; /* of an earlier call */
};

/* The number of a source in rows. */
stet_status builder_source(struct index_segment_builder *builder, stet_span name, uint32_t *number, stet_error *err);

/* Appends an article's row and id, and posts its id. */
stet_status builder_put(struct index_segment_builder *builder, const struct index_row *row, stet_span id,
                        stet_error *err);

/* Posts a key of the article that was put last. */
stet_status builder_post(struct index_segment_builder *builder, unsigned table, uint32_t key, stet_error *err);

/* The sorted records that were posted, as struct tables wants them. */
stet_status builder_load(struct index_segment_builder *builder, unsigned table, unsigned part, unsigned worker,
                         uint64_t **records, size_t *count, stet_error *err);

/* Writes all else, with tables from `load`. */
stet_status builder_finish(struct index_segment_builder *builder, const struct tables *from,
                           struct index_segment_stat *stat, stet_error *err);

/* Adds a section's bytes to where they belong. */
void segment_count_bytes(struct index_segment_stat *stat, uint16_t kind, uint64_t bytes);

/* Facts in the contents of a segment. */
enum {
    FACT_ARTICLES,
    FACT_COPIES,
    FACT_SOURCES,
    FACT_FIRST,
    FACT_LAST,
    FACT_TIMELESS,
    FACT_BAND_ENTRIES,
    FACT_PASSAGE_ENTRIES,
    SEGMENT_FACTS
};

#endif
