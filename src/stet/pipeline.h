/* The batch as its stages see it. Private to this folder. */
#ifndef STET_STET_PIPELINE_H
#define STET_STET_PIPELINE_H

#include <stet/batch.h>

#include "base/buf.h"
#include "cluster/cluster.h"
#include "feed/feed.h"
#include "index/runs.h"
#include "match/living.h"
#include "source/book.h"
#include "source/prefer.h"
#include "stet/corpus.h"
#include "stet/judge.h"
#include "stet/roundup.h"
#include "stet/tie.h"

/* Clusters as lists of articles: cluster c holds members[first[c]] to members[first[c + 1]], in input order; clusters
 * are in the order of their first members. */
struct batch_groups {
    uint32_t *first, *members;
    uint32_t count;
};

/* Tokens in a shingle unless asked otherwise. Measured on wire copy by bench/quality.sh: five words tell a story from its
 * neighbours. */
#define BATCH_SHINGLE 5

/* Window of the passage fingerprints: any shared run of this plus shingle - 1 tokens is found. */
#define BATCH_WINDOW 16

/* A record of an input, bad ones counted. */
struct batch_record {
    uint32_t input;
    uint64_t record;
};

struct stet_batch {
    stet_batch_options options; /* resolved: no zeros left */
    char *strings;              /* what the options' strings point to */
    struct feed_options feed;
    stet_batch_stats stats;
    struct corpus corpus;
    struct index_runs *bands, *passages; /* keys of articles, until they are joined */
    struct index_runs *pairs;            /* candidates, until they are in the graph */
    struct stet_buf suspects;            /* parts_suspect, until they have been judged */
    struct match_df *df;
    struct match_matcher *matcher; /* on df, once all is read */
    struct match_living *living;   /* of an index without text: pairs are then estimated from digests */
    struct batch_judge **judges;   /* one a thread, from verifying on */
    uint32_t *rank;             /* of each article: corpus_rank */
    struct cluster_graph graph; /* candidates and verdicts, until they are clustered */
    _Atomic batch_tie *edge_ties; /* of each edge of the graph, once judged */
    batch_tie *ties;              /* of each article, to its anchor */
    uint32_t *label;              /* of each article: its cluster's anchor */
    struct batch_groups groups;
    struct batch_roundups roundups;
    struct feed_replay *replay; /* when options.replay or options.rejects */
    struct batch_record *rejected; /* the bad lines, in order; when options.rejects */
    size_t rejected_count, rejected_capacity;
    struct source_own_book *own_agencies; /* NULL: the built-in ones */
    const struct source_book *agencies;
    struct source_prefer *prefer; /* NULL: none */
    struct stet_buf json;
    bool ran;
};

struct index_snapshot;

/* batch_ingest, of the articles of an index with text. */
stet_status batch_ingest_kept(struct stet_batch *batch, struct index_snapshot *snapshot, const char *name,
                              stet_error *err);

/* group.c: clusters as lists, from the labels. */
stet_status batch_list_clusters(struct stet_batch *batch, stet_error *err);

/* Fills batch->options and what follows from them alone. */
stet_status batch_resolve(struct stet_batch *batch, const stet_batch_options *given, stet_error *err);

/* Stage by stage, in this order. */
stet_status batch_ingest(struct stet_batch *batch, const char *path, stet_error *err);
stet_status batch_weigh(struct stet_batch *batch, stet_error *err);
stet_status batch_pair(struct stet_batch *batch, stet_error *err);
stet_status batch_sift(struct stet_batch *batch, stet_error *err);
stet_status batch_link(struct stet_batch *batch, stet_error *err);
stet_status batch_group(struct stet_batch *batch, stet_error *err);

/* Reports progress; STET_ERR_CANCELLED when the caller wants to stop. */
stet_status batch_progress(struct stet_batch *batch, const char *stage, uint64_t done, uint64_t total,
                           stet_error *err);

/* As the clustering asks. ctx: a batch_asking. */
struct batch_asking {
    struct stet_batch *batch;
    struct batch_judge *judge;
};
stet_status batch_ask(void *ctx, uint32_t a, uint32_t b, uint32_t edge, struct cluster_verdict *out, stet_error *err);

/* What each thread's judge may use. */
static inline uint64_t batch_judge_memory(const struct stet_batch *batch)
{
    return batch->options.memory / 32 / batch->options.threads;
}

#endif
