/* A new index from what is sound in a damaged one:
 *
 *     1 all segments that can be opened (salvage_files.c) become one, with their texts, without what cannot be read
 *     2 it is committed to the new folder     3 the logs' sound records are done again on it (salvage_log.c) */
#include <stdlib.h>

#include "base/error.h"
#include "index/salvage.h"
#include "index/salvage_log.h"
#include "index/state.h"
#include "sys/folder.h"

/* ---- Segments ------------------------------------------------------------------------------------------------*/

#define TEXT_ID 1
#define SEGMENT_ID 2

static uint64_t wanted_articles(const struct salvage *salvage)
{
    uint64_t wanted = 0;
    for (size_t i = 0; i < salvage->segment_count; i++)
        for (uint32_t k = 0; salvage->segments[i].segment && k < index_segment_count(salvage->segments[i].segment); k++)
            wanted += !salvage_drops(&salvage->segments[i], k);
    return wanted;
}

static bool is_usable(const struct salvage *salvage, const struct salvage_input *input)
{
    return input->segment && index_shape_equal(index_segment_shape(input->segment), &salvage->shape);
}

static stet_status merge_segments(struct salvage *salvage, struct index_text_builder *rewrite, struct index_file *file,
                                  struct index_segment_stat *stat, stet_error *err)
{
    struct index_merge_input *inputs = calloc(salvage->segment_count + 1, sizeof *inputs);
    struct index_text **texts = calloc(salvage->text_count + 1, sizeof(struct index_text *));
    stet_status status = inputs && texts ? STET_OK : stet_fail_memory(err);
    struct index_merge merge = {
        .inputs = inputs, .rewrite = rewrite, .texts = texts, .lost = salvage_tell, .ctx = salvage};
    for (size_t i = 0; !status && i < salvage->segment_count; i++)
        if (is_usable(salvage, &salvage->segments[i]))
            inputs[merge.count++] =
                (struct index_merge_input){salvage->segments[i].segment, salvage_drops, &salvage->segments[i]};
    for (size_t i = 0; !status && i < salvage->text_count; i++)
        if (salvage->texts[i].text)
            texts[merge.text_count++] = salvage->texts[i].text;
    const struct index_segment_options options = {.shape = salvage->shape, .id = SEGMENT_ID};
    if (!status)
        status = index_segment_merge(&merge, &options, index_file_sink(file), stat, err);
    free(inputs);
    free(texts);
    return status;
}

static stet_status write_files(struct salvage *salvage, struct index_file *segment, struct index_file *text,
                               struct index_segment_stat *stat, stet_error *err)
{
    struct index_text_builder *builder;
    const struct index_text_options options = {.shape = salvage->shape, .id = TEXT_ID};
    stet_status status = index_text_builder_create(&builder, &options, index_file_sink(text), err);
    if (status)
        return status;
    status = merge_segments(salvage, builder, segment, stat, err);
    if (!status)
        status = index_text_finish(builder, NULL, err);
    index_text_builder_free(builder);
    if (!status)
        status = index_file_commit(text, err);
    if (!status)
        status = index_file_commit(segment, err);
    return status;
}

static stet_status commit_segments(const struct salvage *salvage, const struct index_file *segment,
                                   const struct index_file *text, uint32_t articles, stet_error *err)
{
    struct index_manifest_segment one = {SEGMENT_ID, segment->size, articles, INDEX_NO_HORIZON, NULL, 0};
    struct index_manifest_text its = {TEXT_ID, text->size};
    const struct index_manifest manifest = {.shape = salvage->shape,
                                            .generation = 2,
                                            .next_id = SEGMENT_ID + 1,
                                            .window = salvage->manifest.window,
                                            .first_log = 1,
                                            .segments = &one,
                                            .texts = &its,
                                            .segment_count = articles ? 1 : 0,
                                            .text_count = articles ? 1 : 0};
    struct stet_buf bytes = STET_BUF_INIT;
    stet_status status = index_manifest_encode(&manifest, &bytes, err);
    if (!status)
        status = sys_folder_sync(salvage->to, err);
    if (!status)
        status = index_manifest_commit(salvage->to, &bytes, err);
    stet_buf_free(&bytes);
    return status;
}

static stet_status save_segments(struct salvage *salvage, stet_error *err)
{
    struct index_file segment, text;
    struct index_segment_stat stat = {0};
    stet_status status = index_file_start(&segment, salvage->to, INDEX_SEGMENT, SEGMENT_ID, err);
    if (status)
        return status;
    status = index_file_start(&text, salvage->to, INDEX_TEXT, TEXT_ID, err);
    if (!status)
        status = write_files(salvage, &segment, &text, &stat, err);
    index_file_drop(&text);
    index_file_drop(&segment);
    if (status)
        return status;
    salvage->out->lost += wanted_articles(salvage) - stat.articles;
    return commit_segments(salvage, &segment, &text, stat.articles, err);
}

/* ---- Logs ----------------------------------------------------------------------------------------------------*/

static stet_status add_article(struct salvage *salvage, const struct index_logged *logged, stet_error *err)
{
    uint64_t bands[INDEX_MAX_BANDS], passages[INDEX_MAX_KEPT];
    uint32_t minhash[INDEX_MAX_HASHES];
    struct index_logged copy = *logged;
    index_record_unpack(&copy, &salvage->shape, bands, passages, minhash);
    return index_add(salvage->index, &copy.article, copy.meta, copy.text, NULL, err);
}

static stet_status do_again(void *ctx, const struct index_log_record *record, bool *sense, stet_error *err)
{
    struct salvage *salvage = ctx;
    struct index_logged logged;
    struct index_gone gone;
    stet_span id;
    uint64_t word;
    bool removed;
    switch (record->kind) {
    case INDEX_RECORD_ARTICLE:
        *sense = index_record_get_article(&logged, &salvage->shape, record->payload, record->size);
        return *sense ? add_article(salvage, &logged, err) : STET_OK;
    case INDEX_RECORD_REMOVE:
        *sense = index_record_get_remove(&id, &gone, record->payload, record->size);
        return *sense ? index_remove(salvage->index, id, &removed, err) : STET_OK;
    case INDEX_RECORD_EXPIRE:
        *sense = index_record_get_word(&word, record->payload, record->size);
        return *sense ? index_expire(salvage->index, (int64_t)word, NULL, err) : STET_OK;
    case INDEX_RECORD_MARK:
        break;
    }
    return STET_OK;
}

static stet_status save_logs(struct salvage *salvage, stet_error *err)
{
    const struct index_salvage_logs logs = {
        .folder = salvage->from,
        .manifest = salvage->manifest_lost ? NULL : &salvage->manifest,
        .numbers = salvage->logs,
        .count = salvage->log_count,
        .change = do_again,
        .damaged = salvage_tell,
        .ctx = salvage,
        .out = salvage->out,
    };
    return index_salvage_logs(&logs, err);
}

static stet_status save_blob(struct salvage *salvage, stet_error *err)
{
    struct stet_buf bytes = STET_BUF_INIT;
    struct index_path path;
    stet_error damage = {0};
    bool missing = false;
    if (!salvage->manifest.blob_id)
        return STET_OK;
    stet_status status = index_path(&path, salvage->from, INDEX_BLOB, salvage->manifest.blob_id, "", err);
    if (!status)
        status = index_file_read(path.text, &bytes, &missing, err);
    bool sound = bytes.size == salvage->manifest.blob_bytes &&
                 index_blob_hash(bytes.data, bytes.size) == salvage->manifest.blob_checksum;
    if (!status && sound) {
        status = index_set_blob(salvage->index, bytes.data, bytes.size, err);
    } else if (!status) {
        (void)stet_fail(&damage, STET_ERR_CORRUPT, "%s: byte 0: its checksum is wrong", path.text);
        salvage_tell(salvage, &damage);
    }
    stet_buf_free(&bytes);
    return status;
}

static stet_status save_changes(struct salvage *salvage, stet_error *err)
{
    const struct index_options options = {.sync = INDEX_SYNC_NONE, .foreground = true};
    stet_status status = index_open(&salvage->index, salvage->to, &options, err);
    if (status)
        return status;
    status = save_logs(salvage, err);
    if (!status)
        status = save_blob(salvage, err);
    struct index_snapshot *snapshot;
    struct index_stat stat = {0};
    if (!status)
        status = index_snapshot_take(salvage->index, &snapshot, err);
    if (!status) {
        status = index_stat(snapshot, &stat, err);
        index_snapshot_release(snapshot);
    }
    salvage->out->saved = stat.articles;
    stet_status closed = index_close(salvage->index, status ? NULL : err);
    return status ? status : closed;
}

/* ---- All of it -----------------------------------------------------------------------------------------------*/

static stet_status run(struct salvage *salvage, stet_error *err)
{
    stet_status status = salvage_open(salvage, err);
    if (!status)
        status = index_create(salvage->to, &salvage->shape, err);
    if (!status)
        status = save_segments(salvage, err);
    return status ? status : save_changes(salvage, err);
}

/* Only where some file of an index is: a folder that is none gets no lock file. */
static stet_status expect_index(const char *path, stet_error *err)
{
    struct sys_folder folder;
    bool is_index = false;
    stet_status status = sys_folder_list(&folder, path, err);
    if (status)
        return status;
    for (size_t i = 0; !is_index && i < folder.count; i++) {
        enum index_kind kind;
        uint64_t id;
        bool unfinished;
        is_index = index_name_parse(folder.entries[i].name, &kind, &id, &unfinished) && !unfinished &&
                   kind != INDEX_LOCK;
    }
    sys_folder_free(&folder);
    return is_index ? STET_OK : stet_fail(err, STET_ERR_USAGE, "%s is no index: it has no file of one", path);
}

stet_status index_salvage(const char *path, const char *to, index_listener listener, void *ctx,
                          struct index_salvage *out, stet_error *err)
{
    struct index_path lock_path;
    int lock;
    *out = (struct index_salvage){0};
    struct salvage salvage = {.from = path, .to = to, .listener = listener, .ctx = ctx, .out = out};
    stet_status status = expect_index(path, err);
    if (!status)
        status = index_path(&lock_path, path, INDEX_LOCK, 0, "", err);
    if (!status)
        status = sys_lock(&lock, lock_path.text, err);
    if (status)
        return status;
    status = run(&salvage, err);
    salvage_close(&salvage);
    sys_unlock(lock);
    return status;
}
