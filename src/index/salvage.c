/* A new index from what is sound in a damaged one:
 *
 *     1 all segments that can be opened become one, with their texts, without what cannot be read
 *     2 it is committed to the new folder     3 the logs' sound records are done again on it (salvage_log.c)
 *
 * Where the manifest is lost, all segments of the folder are taken, by their ids, which rise; of articles with one id the
 * last one stays. What had been removed or expired is then back. */
#include <stdlib.h>

#include "base/error.h"
#include "index/salvage_log.h"
#include "index/state.h"
#include "index/told.h"
#include "sys/folder.h"

struct input {
    struct index_path path;
    struct sys_map map;
    struct index_segment *segment; /* NULL: nothing of it can be read */
    struct index_text *text;
    const struct index_manifest_segment *known; /* NULL without a manifest */
    uint64_t *older; /* a bit for each article that a later segment has again; NULL: none */
};

struct salvage {
    const char *from, *to;
    index_listener listener;
    void *ctx;
    struct index_told told;
    struct index_manifest manifest;
    bool manifest_lost;
    struct index_shape shape;
    struct input *segments, *texts;
    uint64_t *logs;
    size_t segment_count, segment_capacity, text_count, text_capacity, log_count, log_capacity;
    struct index_cursor cursor;
    struct index *index;
    struct index_salvage *out;
};

static void tell(void *ctx, const stet_error *damage)
{
    struct salvage *salvage = ctx;
    if (index_told_first(&salvage->told, damage) && salvage->listener)
        salvage->listener(salvage->ctx, damage);
}

/* Damage is told and gone past. */
static stet_status told(struct salvage *salvage, stet_status status, const stet_error *damage, stet_error *err)
{
    if (status == STET_ERR_CORRUPT) {
        tell(salvage, damage);
        return STET_OK;
    }
    if (status && err)
        *err = *damage;
    return status;
}

/* ---- What there is -------------------------------------------------------------------------------------------*/

static stet_status read_manifest(struct salvage *salvage, stet_error *err)
{
    struct stet_buf bytes = STET_BUF_INIT;
    struct index_path path;
    stet_error damage = {0};
    bool missing;
    stet_status status = index_path(&path, salvage->from, INDEX_MANIFEST, 0, "", err);
    if (status)
        return status;
    status = index_file_read(path.text, &bytes, &missing, &damage);
    if (!status && missing)
        status = stet_fail(&damage, STET_ERR_CORRUPT, "%s: byte 0: the file is missing", path.text);
    if (!status)
        status = index_manifest_decode(&salvage->manifest, bytes.data, bytes.size, path.text, &damage);
    stet_buf_free(&bytes);
    salvage->manifest_lost = status == STET_ERR_CORRUPT;
    return told(salvage, status, &damage, err);
}

static stet_status add_input(struct salvage *salvage, enum index_kind kind, uint64_t id,
                             const struct index_manifest_segment *known, stet_error *err)
{
    bool segment = kind == INDEX_SEGMENT;
    struct input **list = segment ? &salvage->segments : &salvage->texts;
    size_t *count = segment ? &salvage->segment_count : &salvage->text_count;
    void *items = *list;
    bool ok = stet_grow(&items, segment ? &salvage->segment_capacity : &salvage->text_capacity, *count + 1,
                        sizeof **list);
    *list = items;
    if (!ok)
        return stet_fail_memory(err);
    struct input *input = &(*list)[(*count)++];
    *input = (struct input){.known = known};
    return index_path(&input->path, salvage->from, kind, id, "", err);
}

static stet_status add_log(struct salvage *salvage, uint64_t number, stet_error *err)
{
    void *logs = salvage->logs;
    bool ok = stet_grow(&logs, &salvage->log_capacity, salvage->log_count + 1, sizeof *salvage->logs);
    salvage->logs = logs;
    if (!ok)
        return stet_fail_memory(err);
    salvage->logs[salvage->log_count++] = number;
    return STET_OK;
}

static stet_status add_known(struct salvage *salvage, stet_error *err)
{
    const struct index_manifest *manifest = &salvage->manifest;
    stet_status status = STET_OK;
    for (size_t i = 0; !status && i < manifest->segment_count; i++)
        status = add_input(salvage, INDEX_SEGMENT, manifest->segments[i].id, &manifest->segments[i], err);
    for (size_t i = 0; !status && i < manifest->text_count; i++)
        status = add_input(salvage, INDEX_TEXT, manifest->texts[i].id, NULL, err);
    for (size_t i = 0; !status && i < INDEX_TABLES_MOST; i++)
        status = add_log(salvage, manifest->first_log + i, err);
    return status;
}

/* Names are in the order of ids. */
static stet_status add_found(struct salvage *salvage, stet_error *err)
{
    struct sys_folder folder;
    stet_status status = sys_folder_list(&folder, salvage->from, err);
    if (status)
        return status;
    for (size_t i = 0; !status && i < folder.count; i++) {
        enum index_kind kind;
        uint64_t id;
        bool unfinished;
        if (!index_name_parse(folder.entries[i].name, &kind, &id, &unfinished) || unfinished)
            continue;
        if (kind == INDEX_SEGMENT || kind == INDEX_TEXT)
            status = add_input(salvage, kind, id, NULL, err);
        else if (kind == INDEX_LOG)
            status = add_log(salvage, id, err);
    }
    sys_folder_free(&folder);
    return status;
}

/* ---- Opening -------------------------------------------------------------------------------------------------*/

static stet_status open_map(struct input *input, stet_error *err)
{
    int file;
    stet_status status = sys_open_if_there(&file, input->path.text, err);
    if (!status && file < 0)
        status = stet_fail(err, STET_ERR_CORRUPT, "%s: byte 0: the file is missing", input->path.text);
    if (!status)
        status = sys_map(&input->map, file, input->path.text, err);
    if (file >= 0)
        sys_close(file);
    return status;
}

static stet_status open_input(struct salvage *salvage, struct input *input, bool segment, stet_error *err)
{
    stet_error damage = {0};
    stet_status status = open_map(input, &damage);
    const struct index_bytes bytes = {input->map.data, input->map.size, input->path.text, true};
    if (!status && segment)
        status = index_segment_open_damaged(&input->segment, bytes, &damage);
    else if (!status)
        status = index_text_open_damaged(&input->text, bytes, &damage);
    if (status == STET_ERR_CORRUPT && input->known)
        salvage->out->lost += input->known->articles - input->known->dead_count;
    else if (status == STET_ERR_CORRUPT && segment)
        salvage->out->unread += input->map.size;
    return told(salvage, status, &damage, err);
}

static stet_status open_inputs(struct salvage *salvage, stet_error *err)
{
    stet_status status = STET_OK;
    for (size_t i = 0; !status && i < salvage->segment_count; i++)
        status = open_input(salvage, &salvage->segments[i], true, err);
    for (size_t i = 0; !status && i < salvage->text_count; i++)
        status = open_input(salvage, &salvage->texts[i], false, err);
    salvage->shape = salvage->manifest.shape;
    for (size_t i = 0; salvage->manifest_lost && i < salvage->segment_count; i++)
        if (salvage->segments[i].segment)
            salvage->shape = *index_segment_shape(salvage->segments[i].segment);
    if (!status && !salvage->shape.bands)
        status = stet_fail(err, STET_ERR_CORRUPT, "%s: neither manifest nor any segment can be read", salvage->from);
    return status;
}

/* ---- Articles that stay out ----------------------------------------------------------------------------------*/

static bool known_dead(const struct index_manifest_segment *known, uint32_t article)
{
    uint32_t low = 0, high = known->dead_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (known->dead[middle] < article)
            low = middle + 1;
        else
            high = middle;
    }
    return low < known->dead_count && known->dead[low] == article;
}

static bool is_dropped(void *ctx, uint32_t article)
{
    const struct input *input = ctx;
    struct index_row row;
    if (input->older && input->older[article / 64] >> article % 64 & 1)
        return true;
    if (!input->known)
        return false;
    if (known_dead(input->known, article))
        return true;
    return input->known->horizon != INDEX_NO_HORIZON &&
           !index_segment_row(input->segment, article, &row, NULL) && row.precision &&
           row.published < input->known->horizon;
}

static stet_status comes_again(struct salvage *salvage, size_t at, uint32_t article, bool *again, stet_error *err)
{
    stet_span id;
    stet_error damage = {0};
    *again = false;
    stet_status status =
        index_segment_article_id(salvage->segments[at].segment, &salvage->cursor, article, &id, &damage);
    if (status)
        return status == STET_ERR_CORRUPT ? STET_OK : told(salvage, status, &damage, err);
    char *copy = malloc(id.size + 1);
    if (!copy)
        return stet_fail_memory(err);
    memcpy(copy, id.data, id.size);
    for (size_t i = at + 1; !status && !*again && i < salvage->segment_count; i++) {
        uint32_t found = INDEX_NO_ARTICLE;
        if (!salvage->segments[i].segment)
            continue;
        status = index_segment_find(salvage->segments[i].segment, &salvage->cursor, (stet_span){copy, id.size}, &found,
                                    &damage);
        if (status == STET_ERR_CORRUPT)
            status = STET_OK;
        *again = found != INDEX_NO_ARTICLE;
    }
    free(copy);
    return told(salvage, status, &damage, err);
}

/* Without a manifest nobody says which of several articles with one id was the last. */
static stet_status mark_older(struct salvage *salvage, stet_error *err)
{
    stet_status status = STET_OK;
    for (size_t at = 0; !status && at < salvage->segment_count; at++) {
        struct input *input = &salvage->segments[at];
        uint32_t count = input->segment ? index_segment_count(input->segment) : 0;
        input->older = calloc(count / 64 + 1, sizeof *input->older);
        if (!input->older)
            return stet_fail_memory(err);
        for (uint32_t i = 0; !status && i < count; i++) {
            bool again;
            status = comes_again(salvage, at, i, &again, err);
            if (!status && again)
                input->older[i / 64] |= UINT64_C(1) << i % 64;
        }
    }
    return status;
}

/* ---- Segments ------------------------------------------------------------------------------------------------*/

#define TEXT_ID 1
#define SEGMENT_ID 2

static uint64_t wanted_articles(const struct salvage *salvage)
{
    uint64_t wanted = 0;
    for (size_t i = 0; i < salvage->segment_count; i++)
        for (uint32_t k = 0; salvage->segments[i].segment && k < index_segment_count(salvage->segments[i].segment); k++)
            wanted += !is_dropped(&salvage->segments[i], k);
    return wanted;
}

static bool is_usable(const struct salvage *salvage, const struct input *input)
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
        .inputs = inputs, .rewrite = rewrite, .texts = texts, .lost = tell, .ctx = salvage};
    for (size_t i = 0; !status && i < salvage->segment_count; i++)
        if (is_usable(salvage, &salvage->segments[i]))
            inputs[merge.count++] =
                (struct index_merge_input){salvage->segments[i].segment, is_dropped, &salvage->segments[i]};
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
        .damaged = tell,
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
        tell(salvage, &damage);
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

static void free_inputs(struct input *inputs, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (inputs[i].segment)
            index_segment_close(inputs[i].segment);
        if (inputs[i].text)
            index_text_close(inputs[i].text);
        sys_unmap(&inputs[i].map);
        free(inputs[i].older);
    }
    free(inputs);
}

static stet_status run(struct salvage *salvage, stet_error *err)
{
    stet_status status = read_manifest(salvage, err);
    if (!status)
        status = salvage->manifest_lost ? add_found(salvage, err) : add_known(salvage, err);
    if (!status)
        status = open_inputs(salvage, err);
    if (!status && salvage->manifest_lost)
        status = mark_older(salvage, err);
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
    free_inputs(salvage.segments, salvage.segment_count);
    free_inputs(salvage.texts, salvage.text_count);
    free(salvage.logs);
    index_manifest_free(&salvage.manifest);
    index_cursor_free(&salvage.cursor);
    sys_unlock(lock);
    return status;
}
