/* Clusters: the copies of one story, the one that stands, and why. */
#ifndef STET_CLUSTER_H
#define STET_CLUSTER_H

#include <stdbool.h>

#include <stet/article.h>
#include <stet/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What a member is to the one it is compared with (`to`). */
typedef enum stet_relation {
    STET_RELATION_CANONICAL, /* the one that stands */
    STET_RELATION_EXACT,     /* the same tokens */
    STET_RELATION_REPRINT,   /* the same story, about as long */
    STET_RELATION_ABRIDGED,  /* most of it is in `to`, and it is shorter */
    STET_RELATION_EXPANDED,  /* holds most of `to` and more */
    STET_RELATION_PARTIAL,   /* a substantial shared passage, both have their own */
    STET_RELATION_UPDATE     /* a later version by the same source */
} stet_relation;

/* Lower-case name as in the output, never NULL. */
STET_API const char *stet_relation_name(stet_relation relation);

/* Which member of a cluster is kept. */
typedef enum stet_keep {
    STET_KEEP_CANONICAL, /* wire credit > earliest trustworthy time > fullest text > first seen */
    STET_KEEP_EARLIEST,
    STET_KEEP_LATEST,
    STET_KEEP_LONGEST,
    STET_KEEP_FIRST /* first in the input */
} stet_keep;

typedef struct stet_agency {
    const char *code; /* "CP" */
    const char *name; /* "The Canadian Press" */
} stet_agency;

/* One reason for the choice of the canonical. Strings are borrowed. */
typedef struct stet_evidence {
    const char *kind;   /* "credit", "byline", "dateline", "author", "copyright", "link", "agency-outlet", "named",
                         "preferred", "earliest", "latest", "fullest", "first"; "conflict" speaks against it: another
                         agency is credited as often, or another copy is earlier */
    stet_span value;    /* the words that say so, or the time, or the length in tokens */
    const char *agency; /* its code ("CP"), or NULL */
    double weight;      /* 0..1, share of the decision */
} stet_evidence;

typedef struct stet_member {
    stet_span id;
    stet_relation relation;
    bool guest;        /* a roundup that carries this story and others: partial, and in a cluster of its own */
    uint64_t article;  /* its place in the input, from 0 */
    uint64_t to;       /* the member (index into `members`) that relation, jaccard and containment are against */
    double jaccard;    /* of k-token shingles, 0..1 */
    double containment; /* share of the smaller one's rare-weighted shingles that the two share, 0..1 */
    stet_span at;      /* "FILE:LINE" when the id is repeated in the input, else empty */
} stet_member;

typedef struct stet_cluster {
    uint64_t key; /* stable hash of the canonical's id */
    const stet_member *members; /* in input order, guests behind the others */
    size_t size;      /* of `members` */
    size_t canonical; /* index into members */
    stet_span source; /* of the canonical, may be empty */
    int64_t published; /* of the canonical, or STET_TIME_NONE */
    stet_precision precision;
    double confidence; /* 0..1 */
    const stet_evidence *evidence;
    size_t evidence_count;
    const char *origin_agency; /* code, or NULL when nothing names one */
    const char *origin_name;   /* full name, or NULL */
    const stet_agency *beside; /* other agencies that members credit: "CP with files from AFP" */
    size_t beside_count;
    size_t guests;             /* of `size`: they are in the clusters of two stories or more, and of none */
    bool estimated;            /* jaccard, containment and relation are, as no text was at hand */
} stet_cluster;

#ifdef __cplusplus
}
#endif

#endif
