/* An article as some 200 bytes from which the features of a pair are estimated, where no text is kept.
 *
 *     match_view_fill (an article whose tokens are at hand) or match_view_unpack (a digest)
 *     -> match_view_weigh, once for each state of the document frequencies -> match_estimate (once a pair)
 *
 * Of the shingles, word pairs, figures and headline words those with the smallest hashes are kept (Broder 1997): what
 * of two articles is below the lower one of both limits is a sample of their union, drawn alike for both, so that
 * shares in it estimate shares of the whole. An article whose tokens are at hand has no limit. */
#ifndef STET_MATCH_DIGEST_H
#define STET_MATCH_DIGEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "match/match.h"

/* A shingle's key without its lowest bits. */
#define MATCH_SHINGLE_SHIFT 10

enum match_kind { MATCH_SHINGLES, MATCH_PAIRS, MATCH_NUMBERS, MATCH_SLOT_KEYS, MATCH_WORDS, MATCH_KINDS };

/* Distinct keys of one kind, ascending. */
struct match_keys {
    uint32_t *key;
    uint32_t count, total; /* known, of all that the article has */
    uint32_t limit;        /* keys from here on are not known */
    size_t capacity;
};

/* Zero-initialise; release with match_view_free. Its arrays are used again by the next fill or unpack. */
struct match_view {
    struct match_keys keys[MATCH_KINDS];
    uint8_t *count, *spread; /* of each shingle, once weighed */
    size_t count_capacity, spread_capacity;
    uint64_t *scratch;
    size_t scratch_capacity;
    uint8_t base;
    uint64_t content; /* hash of the body's tokens as the caller has it, for telling exact copies */
    uint32_t body_count;
    int64_t published;
    stet_precision precision;
    uint32_t source;
};

void match_view_free(struct match_view *view);

/* What is the article's own to know; `content` is the sketch's. */
stet_status match_view_fill(struct match_view *view, const struct match_article *article, uint64_t content,
                            uint32_t shingle, stet_error *err);

/* Appends the digest of a filled view. */
stet_status match_view_pack(const struct match_view *view, struct stet_buf *out, stet_error *err);

/* A view from a digest; of `about` only what the digest does not hold is read: times, source, body_count.
 * STET_ERR_CORRUPT when the bytes make no sense. */
stet_status match_view_unpack(struct match_view *view, const void *data, size_t size, const struct match_article *about,
                              uint64_t content, stet_error *err);

/* Looks the shingles up in the frequencies of `matcher`. */
stet_status match_view_weigh(struct match_view *view, const struct match_matcher *matcher, stet_error *err);

/* match_judge, estimated. Mirrors in the same way. */
void match_estimate(const struct match_matcher *matcher, const struct match_view *a, const struct match_view *b,
                    struct match_verdict *out);

#endif
