/* Reading while it is done. Private to this folder.
 *
 *     ingest.c           blocks of records in, or articles kept in an index; what is made of them appended
 *     ingest_article.c   what a worker makes of one article */
#ifndef STET_STET_INGESTING_H
#define STET_STET_INGESTING_H

#include "lsh/lsh.h"
#include "sketch/sketch.h"
#include "stet/pipeline.h"
#include "stet/reread.h"
#include "text/tokens.h"

/* Articles of an index that make a job. */
#define INGEST_REREAD 128

/* An article of a block: its row, and where the rest of it is in the job's buffers. */
struct ingest_entry {
    struct corpus_row row;
    size_t words, meta, keys, passages; /* where they begin */
    size_t passage_count;
};

struct ingest_job {
    struct feed_block block;
    index_ref refs[INGEST_REREAD]; /* instead of the block's records, when an index is read */
    size_t ref_count;
    struct ingest_entry *entries; /* of the good items */
    size_t entry_count, entry_capacity;
    struct stet_buf words, meta, keys, passages;
    struct ingest_bad *bads; /* of ingest.c alone */
    size_t bad_count, bad_capacity;
    struct stet_buf texts;
};

struct ingest_worker {
    struct feed_parser *parser;
    struct sketch_builder *builder;
    struct text_tokens title, body;
    struct reread reread;
};

struct ingest {
    struct stet_batch *batch;
    struct feed_reader *reader; /* or: */
    struct index_snapshot *snapshot;
    index_ref next;
    struct ingest_worker *workers;
    struct lsh_simtables simtables;
    uint32_t key_count; /* band or SimHash keys of an article */
    uint32_t input;
    uint64_t large; /* bytes of large blocks under way */
    bool ended;
};

/* Makes an entry of an article; there is room for it in job->entries. `line`: 0 when it is of an index. */
stet_status ingest_article(const struct ingest *ingest, struct ingest_job *job, struct ingest_worker *mine,
                           const stet_article *article, uint64_t line, uint64_t record, stet_error *err);

#endif
