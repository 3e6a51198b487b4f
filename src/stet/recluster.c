/* The articles of an index as a batch that has run.
 *
 * With text they go through the batch in the order in which they came: the same articles give the same clusters as a
 * feed of them. Without it the clusters are those that were decided when the articles were added, but that each member
 * must still match an anchor; digests stand where the batch has words, and pairs are estimated from them. */
#include <bsd/stdlib.h>
#include <string.h>

#include "base/error.h"
#include "stet/packed.h"
#include "stet/pipeline.h"
#include "stet/reread.h"
#include "stet/stream.h"

static stet_status load(struct stet_batch *batch, struct index_snapshot *snapshot, struct reread *reread, index_ref ref,
                        uint64_t *cluster, stet_error *err)
{
    stet_article article = {.published = STET_TIME_NONE};
    struct index_row row;
    stet_span packed, digest;
    stet_status status = index_row(snapshot, &reread->id, ref, &row, err);
    if (!status)
        status = index_id(snapshot, &reread->id, ref, &article.id, err);
    if (!status)
        status = index_source(snapshot, &reread->source, ref, &article.source, err);
    if (!status)
        status = index_text(snapshot, &reread->text, ref, &packed, &digest, err);
    if (status)
        return status;
    struct corpus_meta meta = {.id = article.id, .source = article.source};
    if (!packed_read_meta(packed, &article, meta.credits, &meta.credit_count))
        return stet_fail(err, STET_ERR_CORRUPT, "text file %llu: entry %llu is not what it should be",
                         (unsigned long long)row.place.text, (unsigned long long)row.place.entry);
    struct stet_buf bytes = STET_BUF_INIT;
    struct corpus_row kept = {.content = (uint64_t)row.content << 32 | (uint32_t)row.simhash,
                              .published = row.precision ? row.published : STET_TIME_NONE,
                              .precision = row.precision,
                              .title_count = row.title_count,
                              .body_count = row.body_count,
                              .source = incoming_source(article.source)};
    *cluster = row.cluster;
    status = corpus_pack_meta(&bytes, &meta) ? STET_OK : stet_fail_memory(err);
    kept.meta_size = (uint32_t)bytes.size;
    if (!status)
        status = corpus_add_digest(&batch->corpus, &kept, digest, bytes.data, err);
    stet_buf_free(&bytes);
    return status;
}

/* Labels each article with the first of its cluster. */
static stet_status label_all(struct stet_batch *batch, const uint64_t *clusters, stet_error *err)
{
    size_t n = batch->corpus.count, slots = 64;
    while (slots < 2 * n)
        slots *= 2;
    uint32_t *first = calloc(slots, sizeof *first); /* article + 1 */
    batch->label = reallocarray(NULL, n + 1, sizeof *batch->label);
    batch->ties = calloc(n + 1, sizeof *batch->ties); /* none is known */
    if (!first || !batch->label || !batch->ties) {
        free(first);
        return stet_fail_memory(err);
    }
    for (size_t i = 0; i < n; i++) {
        size_t at = clusters[i] & (slots - 1);
        while (first[at] && clusters[first[at] - 1] != clusters[i])
            at = (at + 1) & (slots - 1);
        if (!first[at])
            first[at] = (uint32_t)i + 1;
        batch->label[i] = first[at] - 1;
    }
    free(first);
    return STET_OK;
}

/* Anchors of one stored cluster; what is left after that many stays together. */
#define ANCHORS_MOST 64

struct anchoring {
    struct stet_batch *batch;
    struct corpus_cursor cursor;
    struct match_view anchor, other;
};

static stet_status view_of(struct anchoring *anchoring, uint32_t article, struct match_view *view, stet_error *err)
{
    const struct stet_batch *batch = anchoring->batch;
    stet_status status = corpus_view(&batch->corpus, article, &anchoring->cursor, view, err);
    return status ? status : match_view_weigh(view, match_living_matcher(batch->living), err);
}

/* Takes those of members[0..count), of which the first is the anchor, that match it to the front; *taken counts them.
 * */
static stet_status take_matching(struct anchoring *anchoring, uint32_t *members, uint32_t count, uint32_t *taken,
                                 stet_error *err)
{
    const struct match_matcher *matcher = match_living_matcher(anchoring->batch->living);
    stet_status status = view_of(anchoring, members[0], &anchoring->anchor, err);
    *taken = 1;
    for (uint32_t i = 1; i < count && !status; i++) {
        struct match_verdict verdict;
        status = view_of(anchoring, members[i], &anchoring->other, err);
        if (status)
            break;
        match_estimate(matcher, &anchoring->anchor, &anchoring->other, &verdict);
        bool exact = anchoring->anchor.content == anchoring->other.content;
        if (!verdict.match && !exact)
            continue;
        uint32_t member = members[i];
        memmove(members + *taken + 1, members + *taken, (i - *taken) * sizeof *members);
        members[(*taken)++] = member;
    }
    return status;
}

/* What was decided when an article came was decided with the frequencies of that day, and member by member. Now each
 * must match an anchor, the first to come of those that are left, with the frequencies of today. (The fullest as anchor
 * would be a roundup too often: F1 of pairs .971 instead of .990 on a generated feed.) */
static stet_status anchor_all(struct stet_batch *batch, stet_error *err)
{
    struct anchoring anchoring = {.batch = batch};
    struct batch_groups *groups = &batch->groups;
    stet_status status = batch_list_clusters(batch, err);
    for (uint32_t c = 0; c < groups->count && !status; c++) {
        uint32_t *members = groups->members + groups->first[c], left = groups->first[c + 1] - groups->first[c];
        for (uint32_t anchors = 0, taken; left && !status; members += taken, left -= taken) {
            taken = left;
            if (left > 1 && anchors++ < ANCHORS_MOST)
                status = take_matching(&anchoring, members, left, &taken, err);
            for (uint32_t i = 0; i < taken; i++)
                batch->label[members[i]] = members[0];
        }
    }
    corpus_cursor_free(&anchoring.cursor);
    match_view_free(&anchoring.anchor);
    match_view_free(&anchoring.other);
    free(groups->first);
    free(groups->members);
    *groups = (struct batch_groups){.count = 0};
    batch->stats.clusters = batch->stats.clustered = 0;
    return status;
}

static stet_status load_all(struct stet_batch *batch, struct index_snapshot *snapshot, uint64_t **clusters,
                            stet_error *err)
{
    struct reread reread = {.id = {.block = NULL}};
    size_t capacity = 0;
    bool more = true;
    stet_status status = STET_OK;
    for (index_ref ref = 0; !status; ref++) {
        status = index_next(snapshot, &ref, &more, err);
        if (status || !more)
            break;
        void *grown = *clusters;
        bool ok = stet_grow(&grown, &capacity, batch->corpus.count + 1, sizeof **clusters);
        *clusters = grown;
        size_t at = batch->corpus.count;
        status = ok ? load(batch, snapshot, &reread, ref, *clusters + at, err) : stet_fail_memory(err);
        if (!status && at % 4096 == 0)
            status = batch_progress(batch, "pairing", at, index_snapshot_count(snapshot), err);
    }
    reread_free(&reread);
    return status;
}

static stet_status run_estimated(struct stet_batch *batch, struct index_snapshot *snapshot, stet_error *err)
{
    struct stream_learned learned;
    stet_status status = stream_restore(index_snapshot_blob(snapshot), batch->options.shingle, &learned, err);
    batch->living = learned.living;
    learned.living = NULL;
    stream_learned_free(&learned);
    batch->ran = true;
    batch->judges = calloc(batch->options.threads, sizeof *batch->judges); /* nobody is asked */
    if (!status && !batch->judges)
        status = stet_fail_memory(err);
    uint64_t *clusters = NULL;
    uint32_t input;
    if (!status)
        status = corpus_add_input(&batch->corpus, "index", &input, err);
    if (!status)
        status = load_all(batch, snapshot, &clusters, err);
    if (!status)
        status = label_all(batch, clusters, err);
    if (!status)
        status = anchor_all(batch, err);
    free(clusters);
    batch->stats.articles = batch->corpus.count;
    return status ? status : batch_list_clusters(batch, err);
}

stet_status stet_index_cluster(stet_batch **out, const char *path, const stet_batch_options *options, stet_error *err)
{
    *out = NULL;
    struct index_snapshot *snapshot;
    stet_status status = index_snapshot_open(&snapshot, path, err);
    if (status)
        return status;
    const struct index_shape *shape = index_snapshot_shape(snapshot);
    stet_batch_options wanted = *options;
    wanted.shingle = shape->shingle;
    wanted.bands = shape->bands;
    wanted.rows = shape->rows;
    wanted.replay = false;
    status = stet_batch_create(out, &wanted, err);
    if (!status && shape->keeps_text) {
        status = batch_ingest_kept(*out, snapshot, path, err);
        if (!status)
            status = stet_batch_run(*out, err);
    } else if (!status) {
        status = run_estimated(*out, snapshot, err);
    }
    index_snapshot_release(snapshot);
    if (status) {
        stet_batch_free(*out);
        *out = NULL;
    }
    return status;
}
