/* From the folder to a state: the manifest's files are opened and the logs replayed into tables. A reader holds no lock,
 * so that the writer may remove a file before it is opened: whenever the manifest has changed meanwhile, all is begun
 * again. */
#include <stdlib.h>

#include "base/error.h"
#include "index/log.h"
#include "index/state.h"

#define ATTEMPTS 100

void index_loaded_free(struct index_loaded *loaded)
{
    index_state_release(loaded->state);
    index_manifest_free(&loaded->manifest);
    stet_buf_free(&loaded->bytes);
    *loaded = (struct index_loaded){0};
}

static stet_status missing_file(enum index_kind kind, const char *folder, uint64_t id, stet_error *err)
{
    struct index_path path;
    stet_status status = index_path(&path, folder, kind, id, "", err);
    return status ? status : stet_fail(err, STET_ERR_CORRUPT, "%s: byte 0: the file is missing", path.text);
}

static stet_status load_part(struct index_loaded *to, const char *folder, const struct index_manifest_segment *in,
                             stet_error *err)
{
    struct index_part *part;
    bool missing;
    stet_status status = index_part_open(&part, folder, in->id, in->bytes, &to->manifest.shape, &missing, err);
    if (!status && missing)
        status = missing_file(INDEX_SEGMENT, folder, in->id, err);
    if (status)
        return status;
    if (index_segment_count(part->segment) != in->articles)
        status = stet_fail(err, STET_ERR_CORRUPT, "%s: byte 0: it has %u articles and the manifest says %u",
                           part->path.text, index_segment_count(part->segment), in->articles);
    if (!status && in->dead_count)
        status = index_part_reserve(part, in->dead_count, err);
    if (status) {
        index_part_release(part);
        return status;
    }
    for (uint32_t i = 0; i < in->dead_count; i++)
        index_part_kill(part, in->dead[i], to->change);
    index_state_add_part(to->state, to->state->part_count, part, in->horizon);
    to->live += in->articles - in->dead_count;
    return STET_OK;
}

static stet_status load_text(struct index_loaded *to, const char *folder, const struct index_manifest_text *in,
                             stet_error *err)
{
    struct index_text_part *text;
    bool missing;
    stet_status status = index_text_part_open(&text, folder, in->id, in->bytes, &to->manifest.shape, &missing, err);
    if (!status && missing)
        status = missing_file(INDEX_TEXT, folder, in->id, err);
    if (!status)
        index_state_add_text(to->state, text);
    return status;
}

static stet_status load_blob(struct index_loaded *to, const char *folder, stet_error *err)
{
    const struct index_manifest *manifest = &to->manifest;
    struct index_path path;
    struct sys_map map = {0};
    bool missing;
    stet_status status = index_path(&path, folder, INDEX_BLOB, manifest->blob_id, "", err);
    if (!status)
        status = index_map_file(&map, path.text, manifest->blob_bytes, &missing, err);
    if (!status && missing)
        status = missing_file(INDEX_BLOB, folder, manifest->blob_id, err);
    if (!status && index_blob_hash(map.data, map.size) != manifest->blob_checksum)
        status = stet_fail(err, STET_ERR_CORRUPT, "%s: byte 0: its checksum is wrong", path.text);
    if (!status)
        status = index_blob_create(&to->state->blob, map.data, map.size, err);
    if (!status)
        to->state->blob->id = manifest->blob_id;
    sys_unmap(&map);
    return status;
}

/* ---- Replaying -----------------------------------------------------------------------------------------------*/

struct replay {
    struct index_loaded *to;
    struct index_table *table;
    struct index_cursor cursor;
};

static stet_status kill_in_part(struct replay *replay, size_t at, uint32_t article, stet_error *err)
{
    struct index_part *part = replay->to->state->parts[at].part;
    stet_status status = index_part_reserve(part, 1, err);
    if (status || index_part_until(part, article) != INDEX_NEVER)
        return status;
    index_part_kill(part, article, replay->to->change);
    replay->to->live--;
    return STET_OK;
}

/* What a record supersedes or removes. All segments are older than all logs, so that whatever live article with the id is
 * found there is meant, also when it stands in another segment by now. */
static stet_status replay_gone(struct replay *replay, stet_span id, const struct index_gone *gone, stet_error *err)
{
    struct index_state *state = replay->to->state;
    size_t hint = gone->segment ? index_state_find_part(state, gone->segment) : SIZE_MAX;
    if (hint != SIZE_MAX && gone->article < index_segment_count(state->parts[hint].part->segment))
        return kill_in_part(replay, hint, gone->article, err);
    struct index_spot spot;
    stet_status status = index_state_find(state, NULL, &replay->cursor, id, replay->to->change, &spot, err);
    if (status || spot.article == INDEX_NO_ARTICLE)
        return status;
    if (spot.part != SIZE_MAX)
        return kill_in_part(replay, spot.part, spot.article, err);
    index_table_kill(state->tables[spot.table], spot.article, replay->to->change);
    replay->to->live--;
    return STET_OK;
}

static stet_status replay_expire(struct replay *replay, int64_t before)
{
    struct index_loaded *to = replay->to;
    uint64_t dropped;
    index_state_expire(to->state, before, &dropped);
    for (size_t i = 0; i < to->state->table_count; i++)
        dropped += index_table_expire(to->state->tables[i], before, to->change);
    to->live -= dropped;
    return STET_OK;
}

static stet_status replay_record(struct replay *replay, const struct index_log_record *record, bool *sense,
                                 stet_error *err)
{
    struct index_loaded *to = replay->to;
    struct index_logged logged;
    struct index_gone gone;
    stet_span id;
    uint64_t word;
    stet_status status = STET_OK;
    switch (record->kind) {
    case INDEX_RECORD_MARK:
        *sense = index_record_get_word(&word, record->payload, record->size);
        return STET_OK;
    case INDEX_RECORD_EXPIRE:
        to->change++;
        *sense = index_record_get_word(&word, record->payload, record->size);
        return *sense ? replay_expire(replay, (int64_t)word) : STET_OK;
    case INDEX_RECORD_REMOVE:
        to->change++;
        *sense = index_record_get_remove(&id, &gone, record->payload, record->size);
        return *sense ? replay_gone(replay, id, &gone, err) : STET_OK;
    case INDEX_RECORD_ARTICLE:
        to->change++;
        *sense = index_record_get_article(&logged, &to->manifest.shape, record->payload, record->size);
        if (!*sense)
            return STET_OK;
        if (logged.gone.any)
            status = replay_gone(replay, logged.article.id, &logged.gone, err);
        if (!status)
            status = index_table_reserve(replay->table, 0, err);
        if (!status) {
            *sense = index_table_add_adopted(replay->table, record->payload, record->size, to->change);
            to->live++;
        }
        return status;
    }
    *sense = false;
    return STET_OK;
}

static uint64_t known_bytes(const struct index_manifest *manifest, uint64_t number)
{
    for (size_t i = 0; i < manifest->log_count; i++)
        if (manifest->logs[i].number == number)
            return manifest->logs[i].bytes;
    return 0;
}

/* The table takes over the log's bytes. */
static stet_status replay_log(struct index_loaded *to, struct index_log_reader *log, struct stet_buf *bytes,
                              stet_error *err)
{
    struct replay replay = {.to = to};
    stet_status status = index_table_create(&replay.table, &to->manifest.shape, log->head.number, NULL, err);
    if (status)
        return status;
    index_table_adopt(replay.table, bytes);
    to->state->tables[to->state->table_count++] = replay.table;
    to->log_before = to->log_size;
    to->record_end = INDEX_LOG_HEAD;
    status = index_table_presize(replay.table, index_log_count(log), 0, err);
    while (!status) {
        struct index_log_record record;
        bool more, sense = true;
        size_t at = log->at;
        status = index_log_next(log, &record, &more, err);
        if (status || !more)
            break;
        status = replay_record(&replay, &record, &sense, err);
        if (record.kind != INDEX_RECORD_MARK)
            to->record_end = log->at;
        if (!status && !sense) {
            status = stet_fail(err, STET_ERR_CORRUPT, "%s: byte %zu: the record makes no sense", log->name, at);
            if (err)
                err->offset = at;
        }
        if (status)
            break;
    }
    to->log = log->head.number;
    to->log_size = log->at;
    to->log_known = known_bytes(&to->manifest, to->log);
    index_cursor_free(&replay.cursor);
    return status;
}

/* ---- Logs ----------------------------------------------------------------------------------------------------*/

struct log_file {
    int file; /* -1: there is none */
    struct index_path path;
    struct stet_buf bytes;
    struct index_log_reader log;
};

static void leave_out(struct log_file *in)
{
    sys_close(in->file);
    in->file = -1;
}

static stet_status read_log(struct log_file *in, uint64_t number, uint64_t known, stet_error *err)
{
    struct sys_info info = {0};
    stet_status status = sys_info_of(in->file, in->path.text, &info, err);
    if (!status && !stet_buf_reserve(&in->bytes, (size_t)info.size + 1))
        status = stet_fail_memory(err);
    if (!status)
        status = sys_read_full(in->file, in->bytes.data, (size_t)info.size, &in->bytes.size, in->path.text, err);
    if (!status && !known && index_log_unborn(in->bytes.data, in->bytes.size, number)) {
        leave_out(in);
        return STET_OK;
    }
    return status ? status : index_log_open(&in->log, in->bytes.data, in->bytes.size, in->path.text, err);
}

/* Opens the logs that are there before any of them is read: where a log follows, the one before it is complete. */
static stet_status open_logs(const struct index_loaded *to, const char *folder, struct log_file *files, stet_error *err)
{
    stet_status status = STET_OK;
    for (size_t i = 0; !status && i < INDEX_TABLES_MOST; i++) {
        status = index_path(&files[i].path, folder, INDEX_LOG, to->manifest.first_log + i, "", err);
        if (!status)
            status = sys_open_if_there(&files[i].file, files[i].path.text, err);
        if (files[i].file < 0)
            break;
    }
    return status;
}

/* A log of another lineage is what a compaction left, and counts as none. */
static stet_status read_logs(struct index_loaded *to, const char *folder, struct log_file *files, stet_error *err)
{
    stet_status status = STET_OK;
    for (size_t i = 0; !status && i < INDEX_TABLES_MOST; i++) {
        struct log_file *in = &files[i];
        uint64_t number = to->manifest.first_log + i, known = known_bytes(&to->manifest, number);
        if (in->file >= 0)
            status = read_log(in, number, known, err);
        if (!status && in->file >= 0 && in->log.head.lineage != to->manifest.lineage)
            leave_out(in);
        if (!status && in->file < 0)
            return known ? missing_file(INDEX_LOG, folder, number, err) : STET_OK;
        if (!status && in->log.head.number != number)
            status = stet_fail(err, STET_ERR_CORRUPT, "%s: byte 16: it is another log", in->path.text);
        if (!status && known > in->log.sealed)
            in->log.sealed = (size_t)known;
        if (!status && i && in->log.head.before > files[i - 1].log.sealed && (known || index_log_marked(&in->log)))
            files[i - 1].log.sealed = (size_t)in->log.head.before;
    }
    return status;
}

static stet_status load_logs(struct index_loaded *to, const char *folder, stet_error *err)
{
    struct log_file *files = calloc(INDEX_TABLES_MOST, sizeof *files);
    if (!files)
        return stet_fail_memory(err);
    for (size_t i = 0; i < INDEX_TABLES_MOST; i++)
        files[i].file = -1;
    stet_status status = open_logs(to, folder, files, err);
    if (!status)
        status = read_logs(to, folder, files, err);
    for (size_t i = 0; !status && i < INDEX_TABLES_MOST && files[i].file >= 0; i++) {
        if (i && files[i].log.head.before > to->log_size)
            break; /* a crash took the end of the one before, and nothing of this one was acknowledged */
        to->log_bytes += files[i].log.size;
        status = replay_log(to, &files[i].log, &files[i].bytes, err);
    }
    for (size_t i = 0; i < INDEX_TABLES_MOST; i++) {
        sys_close(files[i].file);
        stet_buf_free(&files[i].bytes);
    }
    free(files);
    return status;
}

/* ---- All of it -----------------------------------------------------------------------------------------------*/

static stet_status load_files(struct index_loaded *to, const char *folder, stet_error *err)
{
    const struct index_manifest *manifest = &to->manifest;
    size_t most = manifest->segment_count > manifest->text_count ? manifest->segment_count : manifest->text_count;
    to->change = 1;
    stet_status status = index_state_create(&to->state, most, err);
    for (size_t i = 0; !status && i < manifest->segment_count; i++)
        status = load_part(to, folder, &manifest->segments[i], err);
    for (size_t i = 0; !status && i < manifest->text_count; i++)
        status = load_text(to, folder, &manifest->texts[i], err);
    if (!status && manifest->blob_id)
        status = load_blob(to, folder, err);
    return status ? status : load_logs(to, folder, err);
}

static stet_status load_once(struct index_loaded *to, const char *folder, stet_error *err)
{
    struct index_path path;
    stet_status status = index_path(&path, folder, INDEX_MANIFEST, 0, "", err);
    if (!status)
        status = index_manifest_read(folder, &to->bytes, err);
    if (!status)
        status = index_manifest_decode(&to->manifest, to->bytes.data, to->bytes.size, path.text, err);
    return status ? status : load_files(to, folder, err);
}

static bool unchanged(const struct index_loaded *loaded, const char *folder)
{
    struct stet_buf now = STET_BUF_INIT;
    bool same = !index_manifest_read(folder, &now, NULL) && now.size == loaded->bytes.size && now.size &&
                !memcmp(now.data, loaded->bytes.data, now.size);
    stet_buf_free(&now);
    return same;
}

stet_status index_load(struct index_loaded *out, const char *folder, stet_error *err)
{
    for (unsigned attempt = 1;; attempt++) {
        *out = (struct index_loaded){0};
        stet_status status = load_once(out, folder, err);
        /* Nothing that failed for lack of memory or of a manifest fails because of the writer. */
        bool settled = status == STET_ERR_MEMORY || (status && !out->bytes.size) || unchanged(out, folder);
        if (!status && settled)
            return STET_OK;
        index_loaded_free(out);
        if (settled)
            return status;
        if (attempt == ATTEMPTS)
            return stet_fail(err, STET_ERR_IO, "%s changes faster than it can be opened", folder);
    }
}
