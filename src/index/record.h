/* What the log says: one change of the index a record. FORMAT.md has the bytes. */
#ifndef STET_INDEX_RECORD_H
#define STET_INDEX_RECORD_H

#include "base/buf.h"
#include "index/shape.h"

enum index_record_kind {
    INDEX_RECORD_ARTICLE = 1,
    INDEX_RECORD_REMOVE = 2, /* an article, by its id */
    INDEX_RECORD_EXPIRE = 3, /* whatever is there and was published before a time */
    INDEX_RECORD_MARK = 4    /* what stands before it was on the device when it was written */
};

/* The older article that an article supersedes, or that is removed: what is in the log is found by its id; in a segment
 * it is here so that replaying need not look it up, as long as the segment is there. */
struct index_gone {
    bool any;
    uint64_t segment; /* 0: in the log, or unknown */
    uint32_t article; /* of that segment */
};

/* An article as the log and the table in memory keep it. It points into the payload. */
struct index_logged {
    struct index_article article; /* without minhash, bands, passages, place: they are not aligned; see below */
    struct index_gone gone;
    stet_span meta, text;
    uint32_t kept;                                /* passages */
    const unsigned char *bands, *passages, *bits; /* 64-bit words: shape.bands, kept, (bands * rows + 63) / 64 */
};

/* Appends the payload of a record. False when memory ran out. The article's limits have been checked. */
bool index_record_put_article(struct stet_buf *out, const struct index_shape *shape,
                              const struct index_article *article, const struct index_gone *gone, stet_span meta,
                              stet_span text);
bool index_record_put_remove(struct stet_buf *out, stet_span id, const struct index_gone *gone);
bool index_record_put_expire(struct stet_buf *out, int64_t before);

/* False when the payload makes no sense. */
bool index_record_get_article(struct index_logged *out, const struct index_shape *shape, const unsigned char *payload,
                              size_t size);
/* Fills in bands, passages and minhash of the article, in arrays of the caller: shape.bands, shape.kept, and
 * bands * rows of which only the lowest bits are known. */
void index_record_unpack(struct index_logged *logged, const struct index_shape *shape, uint64_t *bands,
                         uint64_t *passages, uint32_t *minhash);
bool index_record_get_remove(stet_span *id, struct index_gone *gone, const unsigned char *payload, size_t size);
bool index_record_get_word(uint64_t *word, const unsigned char *payload, size_t size); /* expire and mark */

#endif
