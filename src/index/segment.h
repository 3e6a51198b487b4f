/* A segment: the immutable file of an index that answers lookups. FORMAT.md has its bytes.
 *
 *     postings   for each band, for the passages, and for the ids: (key, article), sorted by key, cut into pages of equal
 *                ranges of keys, so that one page answers one key
 *     copies     article -> the near-exact copies of it, with the bands in which they agree: what a copy has in common
 *                with the article that it hangs on is not posted again
 *     rows       what is known of each article without reading its text
 *     ids        the id of each article
 *     sources    the names of the outlets
 *     texts      which text files the rows point into
 *
 * Articles have local numbers from 0, in the order in which they were added, for good. What a segment holds depends on
 * its articles and their order alone: not on threads, memory or how many segments it was merged from.
 *
 * Every page carries a checksum that is seeded with the file's id and the page's place, and is verified on every read.
 * Whatever a page says is checked before it is used. Damage is STET_ERR_CORRUPT, with file, page and reason in the
 * message and the page's offset in the error. A reader that answers at all answers rightly. */
#ifndef STET_INDEX_SEGMENT_H
#define STET_INDEX_SEGMENT_H

#include "index/shape.h"

#define INDEX_SEGMENT_VERSION 1

/* ---- Building ----------------------------------------------------------------------------------------------------*/

struct index_segment_builder;

struct index_segment_options {
    struct index_shape shape;
    /* Seeds all checksums, so that pages of one file make no sense in another. Two files of one index must differ in
     * it; a compacted index is bit-identical only where it does not depend on how often files were written before. */
    uint64_t id;
    uint64_t memory;    /* for sorting, in bytes; beyond it sorted runs go to `folder`. 0: 256 MiB */
    const char *folder; /* for temporary files; NULL: sys_temp_folder() */
    uint32_t threads;   /* for finishing; 0 counts as 1 */
};

/* Nothing is kept of `options` but `folder`, which is borrowed. Rows are written as they come, so that the sink is
 * called by index_segment_add, too. */
stet_status index_segment_builder_create(struct index_segment_builder **out,
                                         const struct index_segment_options *options, struct index_sink sink,
                                         stet_error *err);
void index_segment_builder_free(struct index_segment_builder *builder);

/* Appends an article; its local number is the number of those before it. Ids may repeat: the later one is found. After
 * a failure other than STET_ERR_LIMIT the builder can only be freed. */
stet_status index_segment_add(struct index_segment_builder *builder, const struct index_article *article,
                              stet_error *err);

uint32_t index_segment_builder_count(const struct index_segment_builder *builder);

/* What a segment is, in numbers. Bytes by section, checksums and directories included; they add up to `bytes`. */
struct index_segment_stat {
    uint64_t bytes;
    uint64_t band_bytes, passage_bytes, copy_bytes, row_bytes; /* "the index without ids and text" */
    uint64_t id_bytes;                                         /* ids, and the table that finds them */
    uint64_t other_bytes;                                      /* header, sources, texts, contents */
    uint64_t band_entries, passage_entries;                    /* posted */
    uint32_t articles, copies;                                 /* copies: articles that hang on another one */
    uint32_t sources;
    int64_t first, last; /* published, of the articles with a time; first > last when none has */
    uint32_t timeless;   /* articles without a time */
};

/* Sorts, writes the rest of the file and tells what it became (`stat` may be NULL). The builder can then only be freed.
 * A segment without articles is allowed. */
stet_status index_segment_finish(struct index_segment_builder *builder, struct index_segment_stat *stat,
                                 stet_error *err);

/* ---- Reading -----------------------------------------------------------------------------------------------------*/

/* Immutable after open; any number of threads read, each with a cursor of its own. */
struct index_segment;

/* Checks header, contents and bounds, in a time that does not depend on the size. `id` and `shape` (NULL: any) must be
 * those of the file. */
stet_status index_segment_open(struct index_segment **out, struct index_bytes bytes, uint64_t id,
                               const struct index_shape *shape, stet_error *err);
/* As index_segment_open, where the contents may have to be searched for: what salvage begins with. */
stet_status index_segment_open_damaged(struct index_segment **out, struct index_bytes bytes, stet_error *err);
void index_segment_close(struct index_segment *segment);

const struct index_segment_stat *index_segment_stat(const struct index_segment *segment);
const struct index_shape *index_segment_shape(const struct index_segment *segment);
uint64_t index_segment_id(const struct index_segment *segment);
static inline uint32_t index_segment_count(const struct index_segment *segment)
{
    return index_segment_stat(segment)->articles;
}
/* The text files that rows point into, ascending by first use; *count of them. Valid until close. */
const uint64_t *index_segment_texts(const struct index_segment *segment, size_t *count);

/* What a lookup asks for. */
struct index_probe {
    const uint64_t *bands;       /* shape.bands keys, or NULL: none */
    const uint64_t *minhash;     /* as index_minhash_bits writes them, or NULL. With them a band's hit counts only when
                                    the article's row agrees in that band: it clears most of those that agree in the
                                    kept bits of the key by chance, and none that have the key */
    const uint64_t *passages;    /* fingerprints: all that the text has */
    size_t passage_count;
    const uint64_t *left_out;    /* a bit for each band that is not asked for; NULL: all are */
};

static inline bool index_probe_asks(const struct index_probe *probe, uint32_t band)
{
    return !probe->left_out || !(probe->left_out[band / 64] >> band % 64 & 1);
}

struct index_hit {
    uint32_t article;
    uint16_t bands;    /* in how many bands it agrees */
    uint16_t passages; /* how many of its posted passages were asked for (an upper limit of 65535) */
};

/* All articles of the segment that share a band or a posted passage with the probe, ascending, without repeats: all
 * that do (nothing is left out), and few that only seem to. *hits (*count of them) is the cursor's, until its next
 * lookup. Makes no system call where all that it reads has been read before; otherwise all its pages are asked for at
 * once. */
stet_status index_segment_lookup(const struct index_segment *segment, struct index_cursor *cursor,
                                 const struct index_probe *probe, const struct index_hit **hits, size_t *count,
                                 stet_error *err);

/* What is kept of an article besides its id and text. */
struct index_row {
    int64_t published;
    uint64_t simhash;
    uint64_t cluster;  /* when !own_cluster */
    bool own_cluster;  /* the cluster key is index_id_hash of its own id: see index_segment_cluster */
    uint8_t precision;
    uint32_t content; /* the upper 32 bits */
    uint32_t body_count, title_count;
    uint32_t source; /* for index_segment_source */
    struct index_place place;
    uint64_t minhash[INDEX_MAX_HASHES / 64]; /* as index_minhash_bits writes them */
};

/* A row that is asked for soon: has what tells where it is on its way into the cache, then (`found`) the row itself. */
void index_segment_row_soon(const struct index_segment *segment, uint32_t article, bool found);

/* STET_ERR_USAGE when there is no such article. */
stet_status index_segment_row(const struct index_segment *segment, uint32_t article, struct index_row *row,
                              stet_error *err);

/* Strings are the cursor's, until its next use for an id, source or text. */
stet_status index_segment_article_id(const struct index_segment *segment, struct index_cursor *cursor,
                                     uint32_t article, stet_span *id, stet_error *err);
stet_status index_segment_source(const struct index_segment *segment, struct index_cursor *cursor, uint32_t source,
                                 stet_span *name, stet_error *err);

/* The cluster key of an article whose row is at hand: reads its id where the key is its own. */
stet_status index_segment_cluster(const struct index_segment *segment, struct index_cursor *cursor, uint32_t article,
                                  const struct index_row *row, uint64_t *cluster, stet_error *err);

#define INDEX_NO_ARTICLE UINT32_MAX

/* The last article with this id, or INDEX_NO_ARTICLE. */
stet_status index_segment_find(const struct index_segment *segment, struct index_cursor *cursor, stet_span id,
                               uint32_t *article, stet_error *err);

/* All articles whose id has this hash, ascending and few too many at most (the hash is cut): for finding the canonical
 * of a cluster by its key. *articles is the cursor's, until its next lookup. */
stet_status index_segment_find_hash(const struct index_segment *segment, struct index_cursor *cursor, uint64_t id_hash,
                                    const uint32_t **articles, size_t *count, stet_error *err);

/* ---- Merging -----------------------------------------------------------------------------------------------------*/

struct index_text; /* textfile.h */
struct index_text_builder;

/* A segment to merge, and which of its articles stay out. */
struct index_merge_input {
    const struct index_segment *segment;
    bool (*dropped)(void *ctx, uint32_t article); /* NULL: none is. Called once for each, in order */
    void *ctx;
};

/* Appends the articles of `count` segments, in the order given, as one segment. The result is bit for bit what
 * index_segment_add of the remaining articles in this order would have given with the same id.
 *
 * Rows keep pointing into the text files that they point into, unless `rewrite` is given: then the texts are copied to
 * it from `texts` (the open text files, in any order, `text_count` of them), in the order of the articles, and rows
 * point there. The caller finishes it. */
struct index_merge {
    const struct index_merge_input *inputs;
    size_t count;
    struct index_text_builder *rewrite;
    struct index_text *const *texts;
    size_t text_count;
    /* Called now and then with the share done, 0..1; another status than STET_OK ends the merging with it. May be
     * NULL. */
    stet_status (*progress)(void *ctx, double done, stet_error *err);
    /* Salvage: called for each page (or article) that cannot be read, with the reason; articles of which the row, id
     * or (with rewrite) text is lost are left out, keys on lost pages are missing. NULL: damage ends the merging. */
    void (*lost)(void *ctx, const stet_error *reason);
    void *ctx;
};

stet_status index_segment_merge(const struct index_merge *merge, const struct index_segment_options *options,
                                struct index_sink sink, struct index_segment_stat *stat, stet_error *err);

/* ---- Checking ----------------------------------------------------------------------------------------------------*/

/* Verifies every checksum; with `deep` also that what is in the pages makes sense, and what the sections say of each
 * other: each id is found, each posting names an article, each copy hangs on an article that is none. Reports each
 * finding, up to the first 1,000, and returns STET_ERR_CORRUPT with the first one when there was any. `found` may be
 * NULL. */
stet_status index_segment_check(const struct index_segment *segment, bool deep,
                                void (*found)(void *ctx, const stet_error *finding), void *ctx, stet_error *err);

#endif
