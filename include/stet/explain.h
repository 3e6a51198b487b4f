/* Why two articles are, or are not, copies of one story.
 *
 * Calling sequence:
 *     stet_explain_files (two files of one article each), stet_explain_in or stet_explain_index (two ids),
 * stet_explain_articles
 *     -> read the stet_explanation, stet_explain_write_json -> stet_explain_free
 *
 * An explanation owns all that it points to and is constant: any thread may read it. How rare words are can be told
 * from feeds only; of two articles alone all shingles count the same, so that the verdict on a pair may be another one.
 */
#ifndef STET_EXPLAIN_H
#define STET_EXPLAIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <stet/article.h>
#include <stet/batch.h>
#include <stet/cluster.h>
#include <stet/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/* One of the features that the score is made of. */
typedef struct stet_explain_feature {
    const char *name;
    double value;
    double weight; /* it adds weight times value to the score */
} stet_explain_feature;

/* A passage: text that both have, or what stands in its place in either (empty where nothing does). */
typedef struct stet_explain_passage {
    bool shared;
    stet_span a, b;
    uint32_t words_a, words_b;
    double weight_a, weight_b; /* share of the article's rare-weighted shingles that begin in it, 0..1 */
} stet_explain_passage;

/* A figure, date or name of one article that the other has otherwise or not at all. */
typedef struct stet_explain_difference {
    const char *kind; /* "figure", "date", "name" */
    stet_span a, b;   /* one of them may be empty */
} stet_explain_difference;

/* Whom an article credits. */
typedef struct stet_explain_credit {
    const char *kind;   /* "credit", "byline", "dateline", "author", "copyright", "agency-outlet" */
    const char *agency; /* its code, or NULL for somebody who is no known agency */
    const char *name;   /* the agency's, or NULL */
    stet_span value;    /* the words that say so */
    double confidence;
} stet_explain_credit;

/* A place where the text of an article names an agency, and what it is there. */
typedef struct stet_explain_mention {
    const char *kind;   /* "credit", "photo" (credit), "quoted" (as a source), "mention" (none of these) */
    const char *agency; /* its code */
    size_t start, end;  /* of the name, in bytes of the text */
    stet_span name;     /* as the text has it */
    stet_span value;    /* the words around it that say what it is */
    double confidence;
} stet_explain_mention;

#define STET_EXPLAIN_MAX_CREDITS 4

typedef struct stet_explain_side {
    stet_article article;
    uint32_t words;     /* of the text */
    double containment; /* share of its rare-weighted shingles that the other has */
    stet_explain_credit credits[STET_EXPLAIN_MAX_CREDITS];
    size_t credit_count;
    const stet_explain_mention *mentions; /* all, in the order of the text */
    size_t mention_count;
    bool clustered;      /* `cluster` and `canonical` are known: the article was read with its feed */
    uint64_t cluster;    /* key */
    stet_span canonical; /* id of the one that stands in it */
} stet_explain_side;

typedef struct stet_explanation {
    bool same;                 /* the verdict */
    bool matched;              /* by the pair alone, whatever clusters say */
    bool measured;             /* they share enough for the features to be measured */
    bool rare;                 /* how rare shingles are was known */
    const char *rule;          /* what made the verdict: a sentence */
    stet_relation relation;    /* of a to b, when same */
    const char *relation_rule; /* a sentence, or NULL when different */
    double jaccard;
    double score; /* log odds: above 0 is a match */
    double bias;  /* of the score */
    const stet_explain_feature *features;
    size_t feature_count;
    stet_explain_side a, b;
    const stet_explain_passage *passages; /* in the order of both texts */
    size_t passage_count;
    const stet_explain_difference *differences;
    size_t difference_count;
    bool more_differences; /* there are more than are listed */
    bool b_first;          /* which of them is likely the source of the other */
    double confidence;     /* of that, 0..1 */
    const stet_evidence *evidence;
    size_t evidence_count;
    const char *origin_agency, *origin_name; /* or NULL */
} stet_explanation;

/* Of `options`, shingle, format, names, max_line and agencies count here. On success *out is owned by the caller. */
STET_API stet_status stet_explain_articles(stet_explanation **out, const stet_article *a, const stet_article *b,
                                           const stet_batch_options *options, stet_error *err);

/* Files as stet_batch_read takes them, of one article each; also JSON that takes several lines. One may be "-".
 * STET_ERR_INPUT when there is none or more than one in it. */
STET_API stet_status stet_explain_files(stet_explanation **out, const char *a, const char *b,
                                        const stet_batch_options *options, stet_error *err);

/* Reads the feeds, clusters them as stet cluster does, and explains two articles of them, named by id or by
 * "FILE:LINE". Of a repeated id the first article is meant. STET_ERR_INPUT when there is no such article or both are
 * one. */
STET_API stet_status stet_explain_in(stet_explanation **out, const char *const *paths, size_t path_count, const char *a,
                                     const char *b, const stet_batch_options *options, stet_error *err);

/* Two articles of an index that keeps text, by id; otherwise as stet_explain_in. */
STET_API stet_status stet_explain_index(stet_explanation **out, const char *path, const char *a, const char *b,
                                        const stet_batch_options *options, stet_error *err);

STET_API void stet_explain_free(stet_explanation *explanation);

/* Writes one line of JSON, schema stet.explain/1. */
STET_API stet_status stet_explain_write_json(const stet_explanation *explanation, stet_write write, void *payload,
                                             stet_error *err);

#ifdef __cplusplus
}
#endif

#endif
