#include <stdlib.h>

#include "base/error.h"
#include "index/writer.h"

bool index_unsynced(const struct index *index)
{
    return index->sealed.file >= 0 || (index->log.file >= 0 && index->synced_end < index->record_end);
}

/* What of the logs has to get to the device, as of one moment: meanwhile the log may be sealed and the next one begun. */
struct unsynced {
    int sealed, file; /* -1: nothing to do */
    uint64_t number, end, change;
    bool name; /* that of the log as well */
    struct index_path sealed_path, path;
};

/* With the lock held. */
static void find_unsynced(const struct index *index, struct unsynced *out)
{
    out->sealed = index->sealed.file >= 0 && index->sealed_synced < index->log_before ? index->sealed.file : -1;
    out->file = index->log.file >= 0 && index->synced_end < index->record_end ? index->log.file : -1;
    out->number = index->log.number;
    out->end = index->record_end;
    out->change = index->change;
    out->name = out->file >= 0 && index->named != index->log.number;
    out->sealed_path = index->sealed.path;
    out->path = index->log.path;
}

static stet_status sync_files(const struct index *index, const struct unsynced *what, stet_error *err)
{
    stet_status status = STET_OK;
    if (what->sealed >= 0)
        status = sys_sync(what->sealed, what->sealed_path.text, err);
    if (!status && what->file >= 0)
        status = sys_sync(what->file, what->path.text, err);
    if (!status && what->name)
        status = sys_folder_sync(index->folder, err);
    return status;
}

/* With the lock held. */
static stet_status note_synced(struct index *index, const struct unsynced *what, stet_error *err)
{
    stet_status status = STET_OK;
    if (what->name)
        index->named = what->number;
    if (what->file >= 0 && index->log.file == what->file) {
        index->synced_end = what->end;
        status = index_log_mark(&index->log, what->end, err);
    } else if (what->file >= 0) {
        index->sealed_synced = what->end;
    }
    if (what->sealed >= 0) {
        index->sealed_synced = index->log_before;
        if (!status)
            status = index_log_mark(&index->sealed, index->log_before, err);
    }
    if (index->sealed.file >= 0 && index->sealed_synced == index->log_before)
        index_log_close(&index->sealed);
    return status;
}

stet_status index_sync_log(struct index *index, stet_error *err)
{
    stet_error reason = {0};
    struct unsynced what;
    pthread_mutex_lock(&index->sync);
    pthread_mutex_lock(&index->lock);
    stet_status status = index_usable(index, err);
    if (!status)
        status = index_write_held(index, err);
    bool usable = !status;
    find_unsynced(index, &what);
    pthread_mutex_unlock(&index->lock);
    if (usable)
        status = sync_files(index, &what, &reason);
    pthread_mutex_lock(&index->lock);
    if (!status)
        status = note_synced(index, &what, &reason);
    if (!status) {
        index->durable = what.change;
        pthread_cond_broadcast(&index->changed);
    }
    pthread_mutex_unlock(&index->lock);
    pthread_mutex_unlock(&index->sync);
    if (status && usable) {
        index_poison(index, status, &reason);
        if (err)
            *err = reason;
    }
    return status;
}

uint64_t index_take_id(struct index *index)
{
    pthread_mutex_lock(&index->lock);
    uint64_t id = index->next_id++;
    pthread_mutex_unlock(&index->lock);
    return id;
}

static stet_status write_blob(struct index *index, struct index_blob *blob, uint64_t id, stet_error *err)
{
    struct index_file file;
    stet_status status = index_file_start(&file, index->folder, INDEX_BLOB, id, err);
    if (status)
        return status;
    status = index_file_write(&file, blob->data, blob->size, err);
    if (!status)
        status = index_file_commit(&file, err);
    index_file_drop(&file);
    if (!status)
        status = sys_folder_sync(index->folder, err);
    if (!status)
        blob->id = id;
    return status;
}

/* Logs that the new manifest has: the sealed one, if it is not in a segment by then, and the one that is added to; one of
 * which nothing is on the device may be missing after a crash. */
static void list_logs(const struct index *index, const struct index_commit *commit, struct index_manifest *manifest)
{
    for (size_t i = 0; i < commit->state->table_count; i++) {
        uint64_t number = index_table_log(commit->state->tables[i]);
        bool current = index->active && number == index->log.number;
        uint64_t bytes = current ? index->synced_end : index->sealed_synced;
        if (bytes)
            manifest->logs[manifest->log_count++] = (struct index_manifest_log){number, bytes};
    }
}

static stet_status list_files(const struct index *index, const struct index_commit *commit,
                              struct index_manifest *manifest, stet_error *err)
{
    const struct index_state *state = commit->state;
    manifest->logs = calloc(state->table_count + 1, sizeof *manifest->logs);
    manifest->texts = calloc(state->text_count + 1, sizeof *manifest->texts);
    manifest->segments = calloc(state->part_count + 1, sizeof *manifest->segments);
    if (!manifest->logs || !manifest->texts || !manifest->segments)
        return stet_fail_memory(err);
    list_logs(index, commit, manifest);
    for (size_t i = 0; i < state->text_count; i++)
        manifest->texts[manifest->text_count++] =
            (struct index_manifest_text){state->texts[i]->id, state->texts[i]->map.size};
    for (size_t i = 0; i < state->part_count; i++) {
        const struct index_part *part = state->parts[i].part;
        struct index_manifest_segment *segment = &manifest->segments[manifest->segment_count++];
        *segment = (struct index_manifest_segment){.id = part->id,
                                                   .bytes = part->map.size,
                                                   .articles = index_segment_count(part->segment),
                                                   .horizon = state->parts[i].horizon};
        /* What died later is in the log behind what is known to be on the device, and dies again when that is read. */
        stet_status status = index_part_dead(part, index->durable, &segment->dead, &segment->dead_count, err);
        if (status)
            return status;
    }
    return STET_OK;
}

static stet_status describe(struct index *index, const struct index_commit *commit, struct stet_buf *out,
                            uint64_t *recorded, stet_error *err)
{
    const struct index_blob *blob = commit->state->blob;
    bool fresh = commit->lineage != index->lineage;
    struct index_manifest manifest = {
        .shape = index->shape,
        .lineage = commit->lineage,
        .generation = fresh ? 1 : index->generation + 1,
        .next_id = fresh ? 1 : index->next_id,
        .window = index->options.window,
        .first_log = commit->first_log,
        .blob_id = blob ? blob->id : 0,
        .blob_bytes = blob ? blob->size : 0,
        .blob_checksum = blob ? blob->checksum : 0,
    };
    stet_status status = list_files(index, commit, &manifest, err);
    if (!status)
        status = index_manifest_encode(&manifest, out, err);
    *recorded = index->synced_end;
    index_manifest_free(&manifest);
    return status;
}

/* A file that cannot be removed is no failure: the next writer tries again. */
static void remove_file(const struct index *index, enum index_kind kind, uint64_t id)
{
    struct index_path path;
    if (!index_path(&path, index->folder, kind, id, "", NULL))
        (void)sys_unlink(path.text, NULL);
}

/* Removes what the manifest before named and the manifest of now does not. Who has it open still reads it. */
static void remove_unused(const struct index *index, const struct index_state *before, const struct index_state *now)
{
    for (size_t i = 0; i < before->part_count; i++)
        if (index_state_find_part(now, before->parts[i].part->id) == SIZE_MAX)
            remove_file(index, INDEX_SEGMENT, before->parts[i].part->id);
    for (size_t i = 0; i < before->text_count; i++)
        if (!index_state_text(now, before->texts[i]->id))
            remove_file(index, INDEX_TEXT, before->texts[i]->id);
    if (before->blob && before->blob->id && (!now->blob || now->blob->id != before->blob->id))
        remove_file(index, INDEX_BLOB, before->blob->id);
}

static stet_status commit_steps(struct index *index, const struct index_commit *commit, stet_error *err)
{
    struct stet_buf bytes = STET_BUF_INIT;
    uint64_t recorded;
    stet_status status = STET_OK;
    struct index_blob *blob = commit->state->blob;
    if (blob && !blob->id)
        status = write_blob(index, blob, commit->lineage != index->lineage ? commit->lineage : index_take_id(index), err);
    if (!status)
        status = index_sync_log(index, err);
    if (status)
        return status;
    pthread_mutex_lock(&index->lock);
    status = describe(index, commit, &bytes, &recorded, err);
    pthread_mutex_unlock(&index->lock);
    if (!status)
        status = index_manifest_commit(index->folder, &bytes, err);
    stet_buf_free(&bytes);
    if (status)
        return status;
    pthread_mutex_lock(&index->lock);
    bool fresh = commit->lineage != index->lineage;
    index->generation = fresh ? 1 : index->generation + 1;
    if (fresh) { /* by the thread that changes things, which may read both without the lock */
        index->next_id = 1;
        index->lineage = commit->lineage;
    }
    index->recorded_end = recorded;
    struct index_state *before = index->committed;
    uint64_t log = index->first_log;
    index->first_log = commit->first_log;
    index->committed = commit->state;
    index_state_hold(commit->state);
    pthread_mutex_unlock(&index->lock);
    remove_unused(index, before, commit->state);
    for (; fresh ? log <= index->log.number : log < commit->first_log; log++)
        remove_file(index, INDEX_LOG, log);
    index_state_release(before);
    return STET_OK;
}

stet_status index_commit(struct index *index, const struct index_commit *commit, stet_error *err)
{
    stet_error reason = {0};
    stet_status status = commit_steps(index, commit, &reason);
    if (status) {
        index_poison(index, status, &reason);
        if (err)
            *err = reason;
    }
    return status;
}

stet_status index_commit_current(struct index *index, stet_error *err)
{
    pthread_mutex_lock(&index->commit);
    pthread_mutex_lock(&index->lock);
    stet_status status = index_usable(index, err);
    bool needed = index->dirty || index->recorded_end != index->record_end;
    struct index_state *state = index->state;
    struct index_commit commit = {state, index->first_log, index->lineage};
    index_state_hold(state);
    index->dirty = false;
    pthread_mutex_unlock(&index->lock);
    if (!status && needed)
        status = index_commit(index, &commit, err);
    index_state_release(state);
    pthread_mutex_unlock(&index->commit);
    return status;
}

void index_publish(struct index *index, struct index_state *next)
{
    if (index->options.foreground) {
        index_state_release(index->state);
    } else {
        index->state->next = index->replaced;
        index->replaced = index->state;
    }
    index->state = next;
    pthread_cond_broadcast(&index->changed);
    pthread_cond_broadcast(&index->work);
}
