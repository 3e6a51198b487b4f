/* What the batch keeps of each article, and where.
 *
 * A row of fixed size stays in memory: it is what grows with the corpus (sizeof(struct corpus_row) bytes an article).
 * Tokens, passages and metadata go to stores that spill to disk. */
#ifndef STET_STET_CORPUS_H
#define STET_STET_CORPUS_H

#include <stdbool.h>

#include <stet/batch.h>

#include "base/buf.h"
#include "index/store.h"
#include "match/digest.h"
#include "match/kernel/kernel.h"
#include "match/match.h"
#include "source/credit.h"

#define CORPUS_NONE UINT32_MAX

struct corpus_row {
    uint64_t words;    /* place in the store of title tokens and body tokens, or digests */
    uint64_t passages; /* place in their store; none beside a digest */
    uint64_t meta;     /* place of the metadata in its store */
    uint64_t content;
    uint64_t id_hash;
    uint64_t record; /* which record of its input, from 0, bad ones counted */
    int64_t published;
    uint32_t input;
    uint32_t title_count, body_count, passage_count;
    uint32_t meta_size;
    uint32_t source;   /* hash of the outlet's name, 0 when unknown */
    uint32_t exact_of; /* another article with the same tokens, which is judged in place of this one, or CORPUS_NONE */
    uint8_t precision;
    bool repeated_id;
};

struct corpus_meta {
    uint64_t line;
    stet_span id, source;
    struct source_credit credits[SOURCE_MAX_CREDITS];
    size_t credit_count;
};

struct corpus {
    struct corpus_row *rows;
    size_t count, capacity;
    struct index_store *words, *metas;
    struct index_store *passages; /* apart from words: the sieve looks at those of many articles, one after another */
    const struct match_kernel *kernel;
    uint64_t *content_slots; /* open addressing over rows by content */
    size_t slot_count;       /* power of two */
    void *title;             /* room for the title of an article that was written out */
    size_t title_capacity;
    char **inputs;           /* display names */
    size_t input_count, input_capacity;
};

stet_status corpus_init(struct corpus *corpus, uint64_t memory, const char *tmp, stet_error *err);
void corpus_free(struct corpus *corpus);

/* A new input; its number goes into rows. */
stet_status corpus_add_input(struct corpus *corpus, const char *name, uint32_t *input, stet_error *err);

/* A token as kept, match_short_token: half of what a run keeps are tokens. */
typedef uint16_t corpus_token;

/* A passage as kept for the sieve: any 16 bits of its fingerprint tell it well enough from the few of another article.
 * Of an article of a thousand passages, 1 in 65 of another one's seem to be in it by chance. */
typedef uint16_t corpus_passage;

/* Appends an article: `row` is complete but for places and exact_of, `words` are passages, title tokens
 * and body tokens. An article is an exact copy when another one with the same content (match_content) came before. It
 * then has the passages of that one, and tokens of its own only if its title is another one. */
stet_status corpus_add(struct corpus *corpus, struct corpus_row *row, const void *words, const void *meta,
                       stet_error *err);

/* As corpus_add, with a digest in place of the words. */
stet_status corpus_add_digest(struct corpus *corpus, struct corpus_row *row, stet_span digest, const void *meta,
                              stet_error *err);
/* Has the processor fetch what corpus_add will look up for an article with this content. */
void corpus_expect(const struct corpus *corpus, uint64_t content);

/* Marks the articles whose id had come before; *repeated counts them. */
stet_status corpus_mark_repeats(struct corpus *corpus, uint64_t *repeated, stet_error *err);

/* Order for anchors and buckets: the fullest first, then by time, then by content, then by id: independent of the
 * order of the input but for articles that are equal in all of these. rank[article], malloc'd. */
stet_status corpus_rank(const struct corpus *corpus, uint32_t **rank, stet_error *err);

/* Has the best-ranked one of all exact copies be judged, in place of the first that came in. */
void corpus_choose_copies(struct corpus *corpus, const uint32_t *rank);

/* (*out)[article], malloc'd: the article that is judged in its place, itself mostly. */
stet_status corpus_judged(const struct corpus *corpus, uint32_t **out, stet_error *err);

/* Buffers for reading articles back; zero-initialise. */
struct corpus_cursor {
    void *words, *tokens, *passages, *meta;
    size_t word_capacity, token_capacity, passage_capacity, meta_capacity;
};

void corpus_cursor_free(struct corpus_cursor *cursor);

/* Both point into the store or the cursor, valid until its next use of the same kind. */
stet_status corpus_tokens(const struct corpus *corpus, uint32_t article, struct corpus_cursor *cursor,
                          struct match_article *out, stet_error *err);
/* Of an article that was added with a digest; fills `view`. */
stet_status corpus_view(const struct corpus *corpus, uint32_t article, struct corpus_cursor *cursor,
                        struct match_view *view, stet_error *err);
stet_status corpus_passages(const struct corpus *corpus, uint32_t article, struct corpus_cursor *cursor,
                            const corpus_passage **out, stet_error *err);
/* Have the processor fetch an article's row, or its metadata, tokens or passages, if they are in memory. */
void corpus_prefetch_row(const struct corpus *corpus, uint32_t article);
void corpus_prefetch_meta(const struct corpus *corpus, uint32_t article);
void corpus_prefetch_tokens(const struct corpus *corpus, uint32_t article);
void corpus_prefetch_passages(const struct corpus *corpus, uint32_t article);
stet_status corpus_meta(const struct corpus *corpus, uint32_t article, struct corpus_cursor *cursor,
                        struct corpus_meta *out, stet_error *err);

/* Packs metadata as corpus_meta reads it. False when memory ran out. */
bool corpus_pack_meta(struct stet_buf *out, const struct corpus_meta *meta);

#endif
