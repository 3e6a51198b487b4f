/* Do two candidates really match? A score, log odds, over a few named features from the tokens of both.
 *
 * Calling sequence:
 *     match_df_create -> match_df_expect -> match_df_add_article (once an article, if match_df_wants it)
 *     -> match_matcher_create -> match_prepare (once an article) -> match_judge (once a pair)
 *
 * A table of document frequencies is filled by one thread; afterwards it, and a matcher, are read by any number.
 * A prepared article belongs to one thread: judging fills in what of it is needed. */
#ifndef STET_MATCH_MATCH_H
#define STET_MATCH_MATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <stet/article.h>
#include <stet/cluster.h>
#include <stet/status.h>

/* A token as kept for verification: the upper 31 bits of its 64-bit hash and, lowest, TEXT_TOKEN_NUMBER. */
static inline uint32_t match_token(uint64_t hash)
{
    return (uint32_t)(hash >> 32 & ~UINT64_C(1)) | (uint32_t)(hash & 1);
}

/* The same in half the room: the upper 15 bits, and lowest TEXT_TOKEN_NUMBER. Two words that stand in each other's
 * place look the same once in 32,768 times, which changes no more of a match than that share of its differences. */
static inline uint16_t match_short_token(uint64_t hash)
{
    return (uint16_t)((hash >> 48 & ~UINT64_C(1)) | (hash & 1));
}

/* Tokens are borrowed for the call. */
struct match_article {
    const uint32_t *title; /* tokens, may be empty */
    uint32_t title_count;
    const uint32_t *body;
    uint32_t body_count;
    int64_t published; /* or STET_TIME_NONE */
    stet_precision precision;
    uint32_t source;  /* interned outlet, 0 when unknown */
    uint64_t content; /* match_content, equal for exact copies; 0: to be found from body and title */
};

/* Shorter bodies may agree by accident ("Subscribe to read this story"): they are exact copies only under one headline. */
#define MATCH_EXACT_ALONE 30

/* What exact copies have in common, and others do not: the hash of a body, with that of the headline (of its tokens, of
 * whatever width) where the body is short. */
uint64_t match_content(uint64_t body, size_t body_count, const void *title, size_t title_size);

/* The features of a pair, each clipped to a range so that none of them alone overrules the others. features.c says how
 * they are measured, weights.h what they count. */
enum match_feature {
    MATCH_CONTAINMENT, /* 0..1: rare-weighted share of the smaller one's shingles that both have */
    MATCH_BREADTH,     /* 0..0.5: share of the smaller one's word pairs that both have */
    MATCH_MASS,        /* log(1 + rare-weighted shingles that both have), to log 61 */
    MATCH_FIGURES,     /* 0..1: share of the figures of the one with fewer that the other lacks; 0 without any */
    MATCH_HAS_FIGURES, /* 0 or 1: both have figures */
    MATCH_AGREEING,    /* log(1 + figures that both have), to log 17 */
    MATCH_SLOTS,       /* log(1 + figures that differ between the same words), to log 17 */
    MATCH_HEADLINE,    /* 0..1: Dice coefficient of the headlines' words; 0 when one is missing */
    MATCH_HOURS,       /* log(hours between their times / 16), 0 up to 16 hours, to log 6; 0 when one is missing */
    MATCH_FEATURES
};

extern const char *const match_feature_names[MATCH_FEATURES];

struct match_verdict {
    bool match;          /* score > 0, and what the two share is not boilerplate */
    bool has_time;       /* both are dated */
    bool has_headline;   /* both have one */
    float score;         /* log odds */
    float jaccard;       /* plain, of the body's k-shingles */
    float containment_a; /* share of a's rare-weighted shingles that b has; of a pair that is far from matching, not
                            weighted */
    float containment_b;
    stet_relation relation; /* of a to b; has no meaning when they do not match, nor has: */
    stet_relation mirrored; /* of b to a */
    float features[MATCH_FEATURES];
};

/* Whether two were published so far from each other, as far as is known, that time speaks against a match as much as it
 * can. */
bool match_far_apart(int64_t a, stet_precision precision_a, int64_t b, stet_precision precision_b);

/* In how many articles does a shingle stand? Counters without keys in bounded memory (df.c). */
struct match_df;

/* `memory`: most bytes that the table may take, at least 64 KiB. */
stet_status match_df_create(struct match_df **out, size_t memory, stet_error *err);
void match_df_free(struct match_df *df);

/* To be called before the first match_df_add when the number of shingles (body tokens, nearly) of all articles is
 * known: the table is then made as small as serves them, and of many articles a share is counted in place of all,
 * chosen by content. Not called: all are wanted, and the table takes `memory`. */
stet_status match_df_expect(struct match_df *df, uint64_t shingles, stet_error *err);

/* Whether to add the article with this hash of its content. Add exact copies once only, or all: both serve. */
bool match_df_wants(const struct match_df *df, uint64_t content);

/* Counts the shingles of an article's body: `shingle` tokens each. Repeats within one body count again. The source
 * helps to tell a story that many print from a form that one fills in again and again. */
stet_status match_df_add_article(struct match_df *df, const struct match_article *article, uint32_t shingle,
                                 stet_error *err);

/* As above, of a source that is not known. */
stet_status match_df_add(struct match_df *df, const uint32_t *body, size_t count, uint32_t shingle, stet_error *err);

/* What is the same for all pairs. `df` is borrowed and complete; NULL: all shingles are equally rare. */
struct match_matcher;

stet_status match_matcher_create(struct match_matcher **out, const struct match_df *df, uint32_t shingle,
                                 stet_error *err);
void match_matcher_free(struct match_matcher *matcher);

/* Longer bodies are judged by their first tokens. */
#define MATCH_MAX_TOKENS UINT32_C(65535)

/* An article made ready for comparison with many others: about 15 bytes a token. */
struct match_prepared;

stet_status match_prepared_create(struct match_prepared **out, stet_error *err);
void match_prepared_free(struct match_prepared *prepared);

/* Fills `out`, whose buffers are used again. */
stet_status match_prepare(const struct match_matcher *matcher, const struct match_article *article,
                          struct match_prepared *out, stet_error *err);

/* The verdict on a against b. Mirrors: for b against a, containments change places and so do the relations abridged
 * and expanded; all else is equal, to the bit, but that only the later one is an update of the other. Needs no memory.
 * Both have been prepared by matchers of the same df and shingle. Of a pair that is far from matching only that is
 * found out: features and score are then bounds. */
void match_judge(const struct match_matcher *matcher, struct match_prepared *a, struct match_prepared *b,
                 struct match_verdict *out);

/* The same, but word pairs and figures are measured of all pairs that share enough for any verdict: to fit weights. */
void match_judge_in_full(const struct match_matcher *matcher, struct match_prepared *a, struct match_prepared *b,
                         struct match_verdict *out);

#endif
