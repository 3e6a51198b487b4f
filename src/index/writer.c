#include "index/writer.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "sys/folder.h"

stet_status index_poison(struct index *index, stet_status status, const stet_error *reason)
{
    pthread_mutex_lock(&index->lock);
    if (!index->poisoned) {
        index->poisoned = status;
        index->poison = *reason;
    }
    pthread_cond_broadcast(&index->changed);
    pthread_cond_broadcast(&index->work);
    pthread_mutex_unlock(&index->lock);
    return status;
}

stet_status index_usable(const struct index *index, stet_error *err)
{
    if (!index->poisoned)
        return STET_OK;
    return stet_fail(err, STET_ERR_IO, "nothing more is written to %s after a failure: %.400s", index->folder,
                     index->poison.message);
}

/* ---- Creating ------------------------------------------------------------------------------------------------*/

/* What an index_create that died may have left. */
static bool is_leftover(const char *name)
{
    enum index_kind kind;
    uint64_t id;
    bool unfinished;
    return index_name_parse(name, &kind, &id, &unfinished) && (unfinished || kind == INDEX_LOCK);
}

static stet_status check_empty(const char *path, stet_error *err)
{
    struct sys_folder folder;
    stet_status status = sys_folder_list(&folder, path, err);
    if (status)
        return status;
    for (size_t i = 0; !status && i < folder.count; i++) {
        const char *name = folder.entries[i].name;
        if (!strcmp(name, "MANIFEST"))
            status = stet_fail(err, STET_ERR_USAGE, "%s is an index already", path);
        else if (!is_leftover(name))
            status = stet_fail(err, STET_ERR_USAGE, "%s is not empty: it has %.100s", path, name);
    }
    sys_folder_free(&folder);
    return status;
}

/* The name of a new folder is in the folder above it. */
static stet_status sync_above(const char *path, stet_error *err)
{
    size_t length = strlen(path);
    while (length > 1 && path[length - 1] == '/')
        length--;
    while (length && path[length - 1] != '/')
        length--;
    char *above = length ? strndup(path, length) : strdup(".");
    if (!above)
        return stet_fail_memory(err);
    stet_status status = sys_folder_sync(above, err);
    free(above);
    return status;
}

static stet_status write_first_manifest(const char *path, const struct index_shape *shape, stet_error *err)
{
    const struct index_manifest manifest = {.shape = *shape, .generation = 1, .next_id = 1, .first_log = 1};
    struct stet_buf bytes = STET_BUF_INIT;
    stet_status status = index_manifest_encode(&manifest, &bytes, err);
    if (!status)
        status = index_manifest_commit(path, &bytes, err);
    stet_buf_free(&bytes);
    return status;
}

stet_status index_create(const char *path, const struct index_shape *shape, stet_error *err)
{
    struct index_path lock_path;
    bool made;
    int lock;
    stet_status status = index_shape_check(shape, err);
    if (!status)
        status = sys_folder_make(path, &made, err);
    if (!status)
        status = check_empty(path, err);
    if (!status)
        status = index_path(&lock_path, path, INDEX_LOCK, 0, "", err);
    if (!status)
        status = sys_lock(&lock, lock_path.text, err);
    if (status)
        return status;
    /* Once more: someone else may have been at it. */
    status = check_empty(path, err);
    if (!status)
        status = sync_above(path, err);
    if (!status)
        status = write_first_manifest(path, shape, err);
    sys_unlock(lock);
    return status;
}

/* ---- Opening -------------------------------------------------------------------------------------------------*/

static void free_index(struct index *index)
{
    index_state_release(index->state);
    index_state_release(index->committed);
    index_states_release(index->replaced);
    index_guard_release(index->guard);
    index_cursor_free(&index->cursor);
    index_log_close(&index->log);
    index_log_close(&index->sealed);
    if (index->lock_file >= 0)
        sys_unlock(index->lock_file);
    pthread_cond_destroy(&index->work);
    pthread_cond_destroy(&index->changed);
    pthread_mutex_destroy(&index->lock);
    pthread_mutex_destroy(&index->sync);
    pthread_mutex_destroy(&index->commit);
    free(index->folder);
    free(index);
}

/* Mutexes and conditions cannot fail on Linux but for memory; nothing is left to undo then. */
static stet_status make(struct index **out, const char *path, const struct index_options *options, stet_error *err)
{
    struct index *index = calloc(1, sizeof *index);
    if (!index)
        return stet_fail_memory(err);
    stet_status status = sys_cond_init(&index->changed, err);
    if (!status)
        status = sys_cond_init(&index->work, err);
    if (status || pthread_mutex_init(&index->commit, NULL) || pthread_mutex_init(&index->sync, NULL) ||
        pthread_mutex_init(&index->lock, NULL)) {
        free(index);
        return stet_fail_memory(err);
    }
    index->lock_file = index->log.file = index->sealed.file = -1;
    if (options)
        index->options = *options;
    if (!index->options.flush_articles)
        index->options.flush_articles = INDEX_FLUSH_ARTICLES;
    if (!index->options.flush_bytes)
        index->options.flush_bytes = INDEX_FLUSH_BYTES;
    index->folder = strdup(path);
    status = index->folder ? index_guard_create(&index->guard, err) : stet_fail_memory(err);
    if (status)
        free_index(index);
    else
        *out = index;
    return status;
}

/* Takes over what was loaded. */
static stet_status adopt(struct index *index, struct index_loaded *loaded, stet_error *err)
{
    const struct index_manifest *manifest = &loaded->manifest;
    index->shape = manifest->shape;
    index->lineage = manifest->lineage;
    index->generation = manifest->generation;
    index->next_id = manifest->next_id;
    index->first_log = manifest->first_log;
    index->dirty = (index->options.window && index->options.window != manifest->window) ||
                   loaded->state->part_count != manifest->segment_count;
    if (!index->options.window)
        index->options.window = manifest->window;
    index->state = loaded->state;
    index->committed = loaded->state;
    index_state_hold(index->state);
    loaded->state = NULL;
    index->change = loaded->change;
    index->live = loaded->live;
    index->log.number = loaded->log ? loaded->log : manifest->first_log - 1;
    if (!loaded->log) {
        index->durable = index->change;
        return STET_OK;
    }
    index->active = index->state->tables[index->state->table_count - 1];
    index->log_before = index->sealed_synced = loaded->log_before;
    index->record_end = loaded->record_end;
    index->recorded_end = loaded->log_known > INDEX_LOG_HEAD ? loaded->log_known : INDEX_LOG_HEAD;
    /* What nobody says was on the device may still have to get there. */
    index->synced_end = loaded->log_known >= loaded->record_end ? loaded->record_end : 0;
    index->durable = index->synced_end ? index->change : 0;
    return index_log_reopen(&index->log, index->folder, loaded->log, loaded->log_size, err);
}

static bool is_live(const struct index *index, enum index_kind kind, uint64_t id)
{
    if (kind == INDEX_LOG)
        return id >= index->first_log && id <= index->log.number;
    return index_state_uses(index->state, kind, id);
}

/* Removes what a writer that died has left. `named`: by the manifest, although it has expired since. */
static stet_status clean(const struct index *index, const struct index_manifest *named, stet_error *err)
{
    struct sys_folder folder;
    stet_status status = sys_folder_list(&folder, index->folder, err);
    if (status)
        return status;
    for (size_t i = 0; !status && i < folder.count; i++) {
        enum index_kind kind;
        uint64_t id;
        bool unfinished;
        struct index_path path;
        if (!index_name_parse(folder.entries[i].name, &kind, &id, &unfinished))
            continue;
        bool keep = !unfinished && is_live(index, kind, id);
        for (size_t s = 0; kind == INDEX_SEGMENT && s < named->segment_count; s++)
            keep = keep || (!unfinished && named->segments[s].id == id);
        if (keep)
            continue;
        status = index_path(&path, index->folder, kind, id, unfinished ? ".tmp" : "", err);
        if (!status)
            status = sys_unlink(path.text, err);
    }
    sys_folder_free(&folder);
    return status;
}

/* What is built on has to be on the device: the log before the newest one, the names of both, and that names which count no
 * more are gone. */
static stet_status settle(struct index *index, stet_error *err)
{
    struct index_path path;
    int file;
    stet_status status = STET_OK;
    if (index->state->table_count > 1) {
        status = index_path(&path, index->folder, INDEX_LOG, index->log.number - 1, "", err);
        if (!status)
            status = sys_open_update(&file, path.text, err);
        if (!status) {
            status = sys_sync(file, path.text, err);
            sys_close(file);
        }
    }
    if (!status)
        status = sys_folder_sync(index->folder, err);
    index->named = index->log.number;
    return status;
}

static stet_status open_locked(struct index *index, stet_error *err)
{
    struct index_path lock_path;
    struct index_loaded loaded = {0};
    stet_status status = index_path(&lock_path, index->folder, INDEX_LOCK, 0, "", err);
    if (!status)
        status = sys_lock(&index->lock_file, lock_path.text, err);
    if (!status)
        status = index_load(&loaded, index->folder, err);
    if (!status)
        status = adopt(index, &loaded, err);
    if (!status)
        status = clean(index, &loaded.manifest, err);
    if (!status)
        status = settle(index, err);
    index_loaded_free(&loaded);
    return status ? status : index_background_start(index, err);
}

stet_status index_open(struct index **out, const char *path, const struct index_options *options, stet_error *err)
{
    struct index *index = NULL;
    struct stet_buf manifest = STET_BUF_INIT;
    /* Before the lock: a folder that is no index gets no lock file. */
    stet_status status = index_manifest_read(path, &manifest, err);
    stet_buf_free(&manifest);
    if (!status)
        status = make(&index, path, options, err);
    if (status)
        return status;
    status = open_locked(index, err);
    if (status) {
        index_background_stop(index);
        free_index(index);
        return status;
    }
    *out = index;
    return STET_OK;
}

/* ---- Closing -------------------------------------------------------------------------------------------------*/

/* Everything safe, no log that takes long to replay and no more segments than a lookup should have to ask. */
static stet_status finish(struct index *index, stet_error *err)
{
    stet_status status = index_flush_and_merge(index, err);
    if (!status && index->active &&
        (index_table_count(index->active) > INDEX_FLUSH_ARTICLES ||
         index_table_bytes(index->active) > INDEX_FLUSH_BYTES)) {
        status = index_seal(index, err);
        if (!status)
            status = index_flush_and_merge(index, err);
    }
    if (!status)
        status = index_commit_current(index, err);
    /* The manifest now says how much of the log is safe, which makes marks behind that moot: without them every byte of
     * the folder is one that a check can vouch for. */
    if (!status && index->log.file >= 0 && index->log.size > index->record_end)
        status = sys_truncate(index->log.file, index->record_end, index->log.path.text, err);
    return status;
}

stet_status index_close(struct index *index, stet_error *err)
{
    if (!index)
        return STET_OK;
    index_background_stop(index);
    stet_status status = index_usable(index, err);
    if (!status)
        status = finish(index, err);
    free_index(index);
    return status;
}

void index_set_steps(struct index *index, uint32_t flush_articles, uint64_t flush_bytes)
{
    pthread_mutex_lock(&index->lock);
    index->options.flush_articles = flush_articles ? flush_articles : INDEX_FLUSH_ARTICLES;
    index->options.flush_bytes = flush_bytes ? flush_bytes : INDEX_FLUSH_BYTES;
    pthread_mutex_unlock(&index->lock);
}

const struct index_shape *index_shape(const struct index *index)
{
    return &index->shape;
}
