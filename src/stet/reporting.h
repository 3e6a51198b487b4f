/* The report while it is made. Private to this folder.
 *
 *     report_list.c      which clusters are listed, and the list as JSON
 *     report_texts.c     two more readings of the inputs: the canonicals, then the copies beside them
 *     report_overview.c  what is told of all clusters
 *     report.c           all of it in one page
 *
 * The JSON of the page, in arrays to be small. Clusters and texts are packed (report/pack.h), each chunk in a script of
 * its own, so that the page unpacks what it shows:
 *     overview   plain: see report_overview.c
 *     c0, c1 ... [[key, size, canonical, confidence, origin, [evidence ...], [member ...], left out, title] ...]
 *     evidence   [kind, value, agency, weight]
 *     member     [id, source, published, relation, to, jaccard, containment, at, 1 for a guest]
 *     t0, t1 ... [[[title or 0, text or copy, url or 1, cut] or null for each member] ...] A title of 0 is the
 * canonical's, a url of 1 is the id. Sources, agencies and relations are numbers into lists, -1 for none; shares are in
 * percent; of a time of which only the day is known the fraction is .5. */
#ifndef STET_STET_REPORTING_H
#define STET_STET_REPORTING_H

#include <stet/report.h>

#include "report/delta.h"
#include "stet/numbered.h"
#include "stet/pipeline.h"

#define REPORT_CHUNK 40        /* clusters whose texts are in one script */
#define REPORT_LIST_CHUNK 2000 /* clusters of one script of the list */

/* Plain bytes to a packed one, about; and how many are kept at most. */
#define REPORT_LIST_RATIO 3
#define REPORT_TEXT_RATIO 2
#define REPORT_RATIO_MOST 3

/* Bytes of a buffer. */
struct report_piece {
    size_t at, size;
};

/* A member that is listed. */
struct report_slot {
    uint32_t article;
    uint32_t entry;
    struct report_piece text; /* JSON, in `texts`; none when it was left out */
};

/* A cluster that is listed. */
struct report_entry {
    uint32_t group, size;
    uint32_t slot, slots;      /* its members */
    uint32_t canonical;        /* its place among these */
    struct report_piece head;  /* JSON, in `lists` */
    struct report_piece title; /* JSON, in `texts` */
    struct report_piece text;  /* of the canonical, tidy, in `canonicals` */
};

/* A story that was published by somebody first. */
struct report_first {
    int64_t time, lead; /* lead: seconds until another source had it; -1 when none has */
    uint32_t source;
};

struct report {
    struct stet_batch *batch;
    stet_report_options options;
    struct report_entry *entries; /* the largest first */
    uint32_t entry_count;
    uint32_t *entry_of;        /* of each group, or CORPUS_NONE */
    struct report_slot *slots; /* by entry */
    size_t slot_count, slot_capacity;
    uint32_t *by_article; /* slots in the order of their articles */
    struct stet_buf lists, texts, canonicals, overview;
    struct stet_buf chunk, packed, scratch;
    uint32_t listed;      /* entries that got onto the page */
    size_t members, kept; /* of these, members listed and texts kept */
    struct corpus_cursor cursor;
    /* Of all clusters. */
    uint32_t group; /* that comes next */
    struct numbered sources;
    bool *used; /* of each source: the page names it */
    size_t used_capacity, used_count;
    uint64_t relations[STET_RELATION_UPDATE + 1];
    uint64_t *credits; /* source << 16 | agency, of each credit */
    size_t credit_count, credit_capacity;
    struct report_first *firsts;
    size_t first_count, first_capacity;
    size_t article_bytes; /* as it came out */
    size_t next;          /* of by_article, while reading again */
    bool copies;          /* these are read, not the canonicals */
    struct report_text text, canonical;
    struct match_alignment alignment;
};

/* Chooses the clusters that are listed. */
stet_status report_choose(struct report *report, stet_error *err);

/* Takes a cluster: as stet_batch_clusters hands them over. */
stet_status report_take(void *payload, const stet_cluster *cluster, stet_error *err);

stet_status report_read_texts(struct report *report, stet_error *err);

/* The page will name a source. False when memory ran out. */
bool report_use_source(struct report *report, uint32_t source);

/* Counts a cluster; later fills in `overview`. */
stet_status report_count(struct report *report, const stet_cluster *cluster, stet_error *err);
stet_status report_overview(struct report *report, stet_error *err);

#endif
