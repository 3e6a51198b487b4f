/* The whole batch pipeline in one place: the file to read first.
 *
 *     stet_batch_read   feed -> articles                                 (ingest.c)
 *                       text -> sketch -> row and keys of each           (ingest_article.c)
 *     stet_batch_run    keys -> candidate pairs                          (pair.c)
 *                       pairs -> the few worth judging                   (sift.c),
 *                                and what may carry several stories      (parts.c)
 *                       words -> how rare each shingle is                (weigh.c)
 *                       of these, the roundups: no copies of either      (roundup.c)
 *                       candidates -> a graph, judged where that will tell (link.c)
 *                       matches -> clusters around anchors               (group.c),
 *                                  roundups as their guests              (roundup.c)
 *     output            clusters -> canonical, relations, lines to keep  (output.c, kept.c) */
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "feed/replay.h"
#include "stet/pipeline.h"
#include "sys/isa.h"

/* Of the table of document frequencies: it stays in the processor's last cache; a sample of the articles of a larger
 * feed says as well which shingles are common. Not a part of the memory asked for, so that results do not depend on
 * that. */
#define DF_BYTES (UINT64_C(32) << 20)

stet_status stet_batch_create(stet_batch **out, const stet_batch_options *options, stet_error *err)
{
    *out = NULL;
    struct stet_batch *batch = calloc(1, sizeof *batch);
    if (!batch)
        return stet_fail_memory(err);
    stet_status status = batch_resolve(batch, options, err);
    const stet_batch_options *resolved = &batch->options;
    if (!status && options->agencies)
        status = source_book_read(&batch->own_agencies, options->agencies, err);
    if (!status && options->prefer)
        status = source_prefer_read(&batch->prefer, options->prefer, err);
    batch->agencies = source_book_of(batch->own_agencies);
    uint64_t memory = resolved->memory;
    if (!status)
        status = corpus_init(&batch->corpus, memory / 5, resolved->tmp, err);
    if (!status)
        status = index_runs_create(&batch->bands, memory / 8, resolved->tmp, err);
    if (!status)
        status = index_runs_create(&batch->passages, memory / 6, resolved->tmp, err);
    if (!status)
        status = match_df_create(&batch->df, DF_BYTES, err);
    if (!status && (resolved->replay || resolved->rejects))
        status = feed_replay_create(&batch->replay, &batch->feed, resolved->tmp, err);
    if (status) {
        stet_batch_free(batch);
        return status;
    }
    batch->stats.isa = sys_isa_name(sys_isa_choose());
    *out = batch;
    return STET_OK;
}

void stet_batch_free(stet_batch *batch)
{
    if (!batch)
        return;
    corpus_free(&batch->corpus);
    index_runs_free(batch->bands);
    index_runs_free(batch->passages);
    index_runs_free(batch->pairs);
    stet_buf_free(&batch->suspects);
    for (uint32_t i = 0; i < batch->options.threads && batch->judges; i++)
        batch_judge_free(batch->judges[i]);
    free(batch->judges);
    match_matcher_free(batch->matcher);
    match_df_free(batch->df);
    match_living_free(batch->living);
    feed_replay_free(batch->replay);
    free(batch->rank);
    cluster_graph_free(&batch->graph);
    free(batch->edge_ties);
    free(batch->ties);
    free(batch->label);
    free(batch->groups.first);
    free(batch->groups.members);
    batch_roundups_free(&batch->roundups);
    free(batch->rejected);
    free(batch->strings);
    source_book_free(batch->own_agencies);
    source_prefer_free(batch->prefer);
    stet_buf_free(&batch->json);
    free(batch);
}

stet_status stet_batch_read(stet_batch *batch, const char *path, stet_error *err)
{
    if (batch->ran)
        return stet_fail(err, STET_ERR_USAGE, "stet_batch_read after stet_batch_run");
    return batch_ingest(batch, path, err);
}

stet_status stet_batch_run(stet_batch *batch, stet_error *err)
{
    if (batch->ran)
        return stet_fail(err, STET_ERR_USAGE, "stet_batch_run twice");
    batch->ran = true;
    batch->stats.held = batch->corpus.count * sizeof(struct corpus_row) + index_store_size(batch->corpus.words) +
                        index_store_size(batch->corpus.passages) + index_store_size(batch->corpus.metas) +
                        8 * (index_runs_count(batch->bands) + index_runs_count(batch->passages));
    batch->stats.spilled = index_store_spilled(batch->corpus.words) + index_store_spilled(batch->corpus.passages) +
                           index_store_spilled(batch->corpus.metas);
    stet_status status = corpus_mark_repeats(&batch->corpus, &batch->stats.repeated_ids, err);
    if (!status)
        status = corpus_rank(&batch->corpus, &batch->rank, err);
    if (!status)
        corpus_choose_copies(&batch->corpus, batch->rank);
    if (!status)
        status = batch_pair(batch, err);
    if (!status)
        status = batch_sift(batch, err);
    if (!status)
        status = batch_weigh(batch, err);
    if (!status)
        status = batch_link(batch, err);
    if (!status)
        status = batch_group(batch, err);
    return status;
}

void stet_batch_get_stats(const stet_batch *batch, stet_batch_stats *stats)
{
    *stats = batch->stats;
}
