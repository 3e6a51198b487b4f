/* Opening an index: options as used, what each thread needs, and the frequencies that live with it. */
#include <bsd/stdlib.h>
#include <string.h>

#include <stet/params.h>

#include "base/error.h"
#include "page/counts_save.h"
#include "stet/pipeline.h"
#include "stet/recall.h"
#include "sys/cpu.h"
#include "sys/isa.h"
#include "sys/team.h"

#define MAX_THREADS 1024
#define DEFAULT_SHINGLE 5

stet_status stet_index_create(const char *path, const stet_index_shape *shape, stet_error *err)
{
    if (shape->version != STET_INDEX_SHAPE_VERSION)
        return stet_fail(err, STET_ERR_USAGE, "stet_index_shape of version %u: start from STET_INDEX_SHAPE_INIT",
                         shape->version);
    stet_params_options wanted = STET_PARAMS_OPTIONS_INIT;
    wanted.recall = shape->recall;
    wanted.at = shape->at;
    wanted.bands = shape->bands;
    wanted.rows = shape->rows;
    stet_params params;
    stet_status status = stet_params_choose(&params, &wanted, err);
    const struct index_shape made = {.family = SKETCH_FAMILY_VERSION,
                                     .shingle = shape->shingle ? shape->shingle : DEFAULT_SHINGLE,
                                     .bands = params.bands,
                                     .rows = params.rows,
                                     .window = STREAM_WINDOW,
                                     .kept = STREAM_KEPT,
                                     .keeps_text = !shape->no_text};
    return status ? status : index_create(path, &made, err);
}

static stet_status own_strings(struct stet_index *index, stet_error *err)
{
    stet_field_names *names = &index->options.names;
    const char **texts[] = {&names->id,        &names->text, &names->title,   &names->source,
                            &names->published, &names->url,  &names->language};
    size_t size = 1;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        size += *texts[i] ? strlen(*texts[i]) + 1 : 0;
    char *at = index->strings = malloc(size);
    if (!at)
        return stet_fail_memory(err);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        if (!*texts[i])
            continue;
        size_t length = strlen(*texts[i]) + 1;
        memcpy(at, *texts[i], length);
        *texts[i] = at;
        at += length;
    }
    return STET_OK;
}

static stet_status resolve(struct stet_index *index, const stet_index_options *given, stet_error *err)
{
    if (given->version != STET_INDEX_OPTIONS_VERSION)
        return stet_fail(err, STET_ERR_USAGE, "stet_index_options of version %u: start from STET_INDEX_OPTIONS_INIT",
                         given->version);
    index->options = *given;
    stet_status status = own_strings(index, err);
    if (status)
        return status;
    uint32_t threads = given->threads ? given->threads : sys_cpu_count();
    if (threads > MAX_THREADS)
        return stet_fail(err, STET_ERR_USAGE, "at most %d threads", MAX_THREADS);
    index->feed =
        (struct feed_options){.format = given->format, .max_line = given->max_line, .names = index->options.names};
    index->stats.threads = threads;
    index->stats.isa = sys_isa_name(sys_isa_choose());
    return STET_OK;
}

static stet_status open_store(struct stet_index *index, const char *path, stet_error *err)
{
    static const enum index_sync syncs[] = {[STET_SYNC_BATCH] = INDEX_SYNC_BATCH,
                                            [STET_SYNC_EACH] = INDEX_SYNC_EACH,
                                            [STET_SYNC_NONE] = INDEX_SYNC_NONE};
    if (index->options.read_only)
        return index_snapshot_open(&index->snapshot, path, err);
    struct index_options options = INDEX_OPTIONS_INIT;
    options.sync = syncs[index->options.sync];
    options.window = index->options.window;
    stet_status status = index_open(&index->writer, path, &options, err);
    return status ? status : index_snapshot_take(index->writer, &index->snapshot, err);
}

void stream_learned_free(struct stream_learned *learned)
{
    match_sites_free(learned->sites);
    stream_common_free(learned->common_passages);
    stream_common_free(learned->common_bands);
    match_living_free(learned->living);
    page_counts_free(&learned->lines);
    *learned = (struct stream_learned){.sites = NULL};
}

static stet_status restore(stet_span blob, uint32_t shingle, struct stream_learned *out, stet_error *err)
{
    size_t used;
    stet_status status = match_sites_restore(&out->sites, blob.data, blob.size, &used, err);
    if (status)
        return status;
    blob.data += used;
    blob.size -= used;
    status = stream_common_restore(&out->common_passages, blob.data, blob.size, &used, err);
    if (status)
        return status;
    blob.data += used;
    blob.size -= used;
    status = stream_common_restore(&out->common_bands, blob.data, blob.size, &used, err);
    if (status)
        return status;
    blob.data += used;
    blob.size -= used;
    status = match_living_restore(&out->living, shingle, blob.data, blob.size, &used, err);
    if (status)
        return status;
    blob.data += used;
    blob.size -= used;
    status = page_counts_restore(&out->lines, blob.data, blob.size, &used, err);
    if (!status && used != blob.size)
        status = stet_fail(err, STET_ERR_CORRUPT, "%zu bytes behind what was learned", blob.size - used);
    return status;
}

stet_status stream_restore(stet_span blob, uint32_t shingle, struct stream_learned *out, stet_error *err)
{
    *out = (struct stream_learned){.sites = NULL};
    stet_status status = STET_OK;
    if (blob.size) {
        status = restore(blob, shingle, out, err);
    } else {
        status = match_sites_create(&out->sites, err);
        if (!status)
            status = stream_common_create(&out->common_passages, err);
        if (!status)
            status = stream_common_create(&out->common_bands, err);
        if (!status)
            status = match_living_create(&out->living, shingle, err);
    }
    if (status)
        stream_learned_free(out);
    return status;
}

static stet_status recall_learned(struct stet_index *index, stet_error *err)
{
    struct stream_learned learned;
    stet_status status = stream_restore(index_snapshot_blob(index->snapshot), index->shape.shingle, &learned, err);
    index->sites = learned.sites;
    index->common_passages = learned.common_passages;
    index->common_bands = learned.common_bands;
    index->living = learned.living;
    index->lines = learned.lines;
    return status;
}

static stet_status open_workers(struct stet_index *index, stet_error *err)
{
    const struct sketch_options sketch = {
        .shingle = index->shape.shingle, .hashes = stream_hashes(index), .window = index->shape.window};
    stet_status status = sys_team_create(&index->team, index->stats.threads, err);
    if (status)
        return status;
    index->workers = calloc(index->stats.threads, sizeof *index->workers);
    index->batch = calloc(STREAM_BATCH, sizeof *index->batch);
    status = index->workers && index->batch ? beside_create(&index->beside, err) : stet_fail_memory(err);
    for (uint32_t i = 0; i < index->stats.threads && !status; i++) {
        status = sketch_builder_create(&index->workers[i].builder, &sketch, err);
        if (!status)
            status = stream_recall_create(&index->workers[i].recall, err);
    }
    return status;
}

static stet_status check_shape(const struct stet_index *index, stet_error *err)
{
    if (index->shape.family == SKETCH_FAMILY_VERSION)
        return STET_OK;
    return stet_fail(err, STET_ERR_USAGE, "the index has sketches of version %u, and this stet makes those of %d",
                     index->shape.family, SKETCH_FAMILY_VERSION);
}

static void dispose(struct stet_index *index)
{
    sys_team_free(index->team);
    for (uint32_t i = 0; i < index->stats.threads && index->workers; i++) {
        struct stream_worker *worker = &index->workers[i];
        sketch_builder_free(worker->builder);
        text_tokens_free(&worker->title);
        text_tokens_free(&worker->body);
        index_found_free(&worker->found);
        index_cursor_free(&worker->ids);
        index_cursor_free(&worker->texts);
        for (size_t k = 0; k < STREAM_SOURCES; k++)
            index_cursor_free(&worker->sources[k]);
        stream_recall_free(worker->recall);
        free(worker->candidates);
    }
    for (size_t i = 0; i < STREAM_BATCH && index->batch; i++)
        incoming_free(&index->batch[i]);
    free(index->workers);
    free(index->batch);
    beside_free(index->beside);
    match_living_free(index->living);
    stream_common_free(index->common_passages);
    stream_common_free(index->common_bands);
    match_sites_free(index->sites);
    page_counts_free(&index->lines);
    index_snapshot_release(index->snapshot);
    stet_buf_free(&index->json);
    free(index->strings);
    free(index);
}

stet_status stet_index_open(stet_index **out, const char *path, const stet_index_options *options, stet_error *err)
{
    *out = NULL;
    struct stet_index *index = calloc(1, sizeof *index);
    if (!index)
        return stet_fail_memory(err);
    index->judged_most = options->read_only ? STREAM_JUDGED_MOST : STREAM_JUDGED;
    stet_status status = resolve(index, options, err);
    if (!status)
        status = open_store(index, path, err);
    if (!status) {
        index->shape = *index_snapshot_shape(index->snapshot);
        index->stats.bands = index->shape.bands;
        index->stats.rows = index->shape.rows;
        index->stats.shingle = index->shape.shingle;
        index->stats.estimated = !index->shape.keeps_text;
        likely_init(index);
        status = check_shape(index, err);
    }
    if (!status)
        status = recall_learned(index, err);
    if (!status)
        status = open_workers(index, err);
    if (status) {
        index_close(index->writer, NULL);
        dispose(index);
        return status;
    }
    *out = index;
    return STET_OK;
}

stet_status stream_store_frequencies(struct stet_index *index, stet_error *err)
{
    struct stet_buf blob = STET_BUF_INIT;
    stet_status status = match_sites_save(index->sites, &blob, err);
    if (!status)
        status = stream_common_save(index->common_passages, &blob, err);
    if (!status)
        status = stream_common_save(index->common_bands, &blob, err);
    if (!status)
        status = match_living_save(index->living, &blob, err);
    if (!status)
        status = page_counts_save(&index->lines, NULL, &blob, err);
    if (!status)
        status = index_set_blob(index->writer, blob.data, blob.size, err);
    stet_buf_free(&blob);
    index->uncounted = 0;
    return status;
}

stet_status stet_index_close(stet_index *index, stet_error *err)
{
    if (!index)
        return STET_OK;
    stet_status status = index->uncounted ? stream_store_frequencies(index, err) : STET_OK;
    stet_status closed = index_close(index->writer, status ? NULL : err);
    dispose(index);
    return status ? status : closed;
}

void stet_index_get_stats(const stet_index *index, stet_index_stats *stats)
{
    *stats = index->stats;
}
