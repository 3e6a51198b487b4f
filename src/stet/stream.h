/* The stream as its stages see it: articles come in small batches, each is compared with all before it, and added.
 * Private to this folder.
 *
 *     stream.c      feed -> batches -> whoever wants the verdicts
 *     incoming.c    an article -> words, sketch, keys, made ready to be judged       (any thread)
 *     common.c      passages -> the few of them that are worth posting               (any thread)
 *     beside.c      which articles of one batch share a key                          (one thread)
 *     likely.c      keys -> candidates of index and batch -> the few worth judging   (any thread)
 *     sentence.c    the few -> matches, best first                                   (any thread)
 *     settle.c      matches -> cluster -> added to the index                         (one thread, in order)
 *
 * An article is judged against all that came before it, with the document frequencies as of the last turn (living.h),
 * so that verdicts do not depend on where batches end. */
#ifndef STET_STET_STREAM_H
#define STET_STET_STREAM_H

#include <stet/index.h>

#include "base/buf.h"
#include "feed/feed.h"
#include "index/index.h"
#include "match/digest.h"
#include "match/living.h"
#include "match/match.h"
#include "match/sites.h"
#include "page/counts.h"
#include "sketch/sketch.h"
#include "stet/common.h"
#include "text/tokens.h"

/* Articles of a batch at most: what is ready for judging takes some 20 KiB each. */
#define STREAM_BATCH 512
#define STREAM_WINDOW 16 /* of the passages, as in the batch pipeline */
#define STREAM_KEPT 6    /* passages posted of an article */
#define STREAM_NONE UINT32_MAX
#define STREAM_SOURCES 16 /* blocks of names at hand: 1,000 outlets */

/* Candidates judged of an article that is added, and of one that is asked about. */
#define STREAM_JUDGED 5
#define STREAM_JUDGED_MOST 64

/* Another article that shares a key: in the index, or earlier in the batch. */
struct stream_candidate {
    index_ref ref;
    uint32_t beside; /* its place in the batch, or STREAM_NONE */
    uint16_t bands, passages;
    uint32_t likeness;
    bool exact;
};

/* Which of two came first; those of the batch came after all of the index. */
static inline bool stream_earlier(const struct stream_candidate *a, const struct stream_candidate *b)
{
    if (a->beside == STREAM_NONE || b->beside == STREAM_NONE)
        return a->beside == b->beside ? a->ref < b->ref : a->beside == STREAM_NONE;
    return a->beside < b->beside;
}

/* One that matches. */
struct stream_match {
    struct stream_candidate candidate;
    double weight, jaccard, containment;
    stet_relation relation;
    uint64_t cluster;
    size_t id, id_size; /* in the incoming article's `strings` */
};

/* An article of a batch. Buffers are used again. */
struct incoming {
    const struct feed_item *item;
    bool bad;
    struct match_article tokens; /* points into words */
    uint32_t *words;
    size_t word_capacity;
    uint32_t *minhash;
    uint64_t *bands;
    uint64_t left_out[INDEX_MAX_BANDS / 64]; /* a bit for each band that is not asked for */
    uint64_t *passages; /* that are asked for */
    size_t passage_count, passage_capacity;
    uint64_t kept[INDEX_MAX_KEPT]; /* those of the passages that are posted */
    size_t kept_count; /* any of all */
    uint64_t bits[INDEX_MAX_HASHES / 64];
    uint64_t content, simhash, id_hash;
    bool ready;                      /* to be judged */
    struct match_prepared *prepared; /* of an index with text */
    struct match_view view;          /* of one without */
    struct match_own own;            /* body without boilerplate */
    struct stet_buf meta, text;      /* as the index keeps them */
    bool known;                      /* the index has the id: this is an update of `old` */
    index_ref old;
    bool again;    /* its id came before, be it in the batch */
    uint32_t gone; /* first one behind it in the batch with the same id, or STREAM_NONE */
    struct stream_candidate *beside;
    size_t beside_count, beside_capacity;
    struct stream_candidate *likely; /* worth judging, likest first */
    size_t likely_count, likely_capacity;
    struct stream_match *matches; /* best first */
    size_t match_count, match_capacity;
    struct stet_buf strings;
    stet_match *answer; /* matches as the caller sees them */
    size_t answer_capacity;
    uint64_t cluster;
    uint64_t number; /* of its add */
};

struct stream_recall; /* recall.h: articles of the index, made ready */

/* What one thread needs. */
struct stream_worker {
    struct sketch_builder *builder;
    struct text_tokens title, body;
    struct index_found found;
    /* One for each kind of block that is read again soon: of names, for some. */
    struct index_cursor ids, texts, sources[STREAM_SOURCES];
    struct stream_recall *recall;
    struct stream_candidate *candidates;
    size_t candidate_capacity;
};

struct beside; /* beside.c */
struct sys_team;

struct stet_index {
    stet_index_options options; /* resolved */
    char *strings;              /* what the options' strings point to */
    struct feed_options feed;
    stet_index_stats stats;
    struct index *writer;            /* NULL when read_only */
    struct index_snapshot *snapshot; /* of this batch; when read_only, of all */
    struct index_shape shape;
    uint32_t band_worth[INDEX_MAX_BANDS + 1], passage_worth[INDEX_MAX_KEPT + 1]; /* likely.c: of so many shared */
    struct match_living *living;
    struct stream_common *common_passages, *common_bands;
    struct match_sites *sites;       /* what is boilerplate, by source */
    struct page_counts lines;        /* what recurs on pages: kept for stet_pages, used by nobody else */
    uint32_t uncounted;              /* articles added since the frequencies were stored */
    struct sys_team *team;
    struct stream_worker *workers;
    struct incoming *batch;
    struct beside *beside;
    uint32_t judged_most; /* candidates judged for each article */
    struct stet_buf json;
};

static inline uint32_t stream_hashes(const struct stet_index *index)
{
    return index->shape.bands * index->shape.rows;
}

/* opened.c: has the index keep boilerplate, the frequencies of passages and shingles and the counts of lines as they
 * are, and has them back; empty ones when there are none. */
stet_status stream_store_frequencies(struct stet_index *index, stet_error *err);
struct stream_learned {
    struct match_sites *sites;
    struct stream_common *common_passages, *common_bands;
    struct match_living *living;
    struct page_counts lines;
};
stet_status stream_restore(stet_span blob, uint32_t shingle, struct stream_learned *out, stet_error *err);
void stream_learned_free(struct stream_learned *learned);

/* Articles between two of these; a crash forgets how often the words of so many were used, and nothing else. */
#define STREAM_STORE_EVERY 32768

/* incoming.c */
stet_status incoming_fill(struct stet_index *index, struct stream_worker *worker, struct incoming *in,
                          stet_error *err);
/* Makes an article ready to be judged; most never are. */
stet_status incoming_ready(struct stet_index *index, struct incoming *in, stet_error *err);
void incoming_free(struct incoming *in);
/* Tokens as they are compared, title first. */
bool incoming_words(const struct text_tokens *title, const struct text_tokens *body, uint32_t **words,
                    size_t *capacity);
uint32_t incoming_source(stet_span source);

/* beside.c: the first `count` articles of the batch. */
stet_status beside_create(struct beside **out, stet_error *err);
void beside_free(struct beside *beside);
stet_status beside_join(struct stet_index *index, size_t count, stet_error *err);
/* Whether an article of the index had been replaced by one of the batch when number `at` came. */
bool beside_replaced(const struct beside *beside, index_ref ref, uint32_t at);

/* likely.c: finds the likely ones of article `at`. */
void likely_init(struct stet_index *index);
stet_status likely_find(struct stet_index *index, struct stream_worker *worker, uint32_t at, stet_error *err);

/* sentence.c: fills the matches of article `at`. */
stet_status sentence_pass(struct stet_index *index, struct stream_worker *worker, uint32_t at, stet_error *err);

/* stream.c: walks an input in batches. `each` gets every batch, bad lines among the rest, in order; its items are those
 * of the block. What is added is added meanwhile, and `each` may then be called from another thread of the team. */
struct stream_sink {
    bool add, prompt, whole;
    stet_status (*before)(void *ctx, stet_error *err); /* each read; may be NULL */
    /* Around the batches of each block; may be NULL. */
    stet_status (*begin)(void *ctx, const struct feed_block *block, stet_error *err);
    stet_status (*end)(void *ctx, const struct feed_block *block, stet_error *err);
    /* The articles in `batch` (of stet_index.batch, `count` of them) have been decided; may be NULL. */
    stet_status (*each)(void *ctx, const struct feed_block *block, struct incoming *batch, size_t count,
                        stet_error *err);
    /* They have been added, and have their numbers; may be NULL. */
    stet_status (*added)(void *ctx, const struct incoming *batch, size_t count, stet_error *err);
    bool (*stop)(void *ctx); /* asked before each read; may be NULL */
    void *ctx;
};

/* settle.c: decides the clusters of the first `count` of the batch and adds them, and has the sink told. */
stet_status settle_all(struct stet_index *index, size_t count, const struct stream_sink *sink,
                       const struct feed_block *block, stet_error *err);

stet_status stream_walk(struct stet_index *index, const char *path, const struct stream_sink *sink, stet_error *err);

/* Matches as the caller sees them, in in->answer. */
stet_status stream_answer(struct incoming *in, stet_error *err);

#endif
