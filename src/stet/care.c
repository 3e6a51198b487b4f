/* Looking after an index: what the command asks of it besides articles. */
#include <string.h>

#include "base/error.h"
#include "stet/stream.h"

static stet_status can_write(const struct stet_index *index, stet_error *err)
{
    return index->writer ? STET_OK : stet_fail(err, STET_ERR_USAGE, "the index was opened for reading only");
}

stet_status stet_index_remove(stet_index *index, const char *id, bool *removed, stet_error *err)
{
    stet_status status = can_write(index, err);
    return status ? status : index_remove(index->writer, (stet_span){id, strlen(id)}, removed, err);
}

stet_status stet_index_expire(stet_index *index, int64_t before, uint64_t *expired, stet_error *err)
{
    stet_status status = can_write(index, err);
    return status ? status : index_expire(index->writer, before, expired, err);
}

stet_status stet_index_compact(stet_index *index, stet_error *err)
{
    stet_status status = can_write(index, err);
    return status ? status : index_compact(index->writer, err);
}

stet_status stet_index_get_stat(const char *path, stet_index_stat *stat, stet_error *err)
{
    struct index_snapshot *snapshot;
    struct index_stat from;
    stet_status status = index_snapshot_open(&snapshot, path, err);
    if (status)
        return status;
    status = index_stat(snapshot, &from, err);
    index_snapshot_release(snapshot);
    if (status)
        return status;
    *stat = (stet_index_stat){.articles = from.articles,
                              .dead = from.dead,
                              .logged = from.logged,
                              .segments = from.segments,
                              .text_files = from.text_files,
                              .bands = from.shape.bands,
                              .rows = from.shape.rows,
                              .shingle = from.shape.shingle,
                              .no_text = !from.shape.keeps_text,
                              .earliest = from.earliest,
                              .latest = from.latest,
                              .bytes = from.bytes};
    for (size_t i = 0; i < from.section_count && i < STET_INDEX_MAX_SECTIONS; i++)
        stat->sections[stat->section_count++] = (stet_index_section){from.sections[i].name, from.sections[i].bytes};
    return STET_OK;
}

struct telling {
    stet_index_damage found;
    void *payload;
};

static void tell(void *ctx, const stet_error *damage)
{
    const struct telling *telling = ctx;
    if (telling->found)
        telling->found(telling->payload, damage->message);
}

/* What index_check takes as it is: frequencies, boilerplate and counts of lines. */
static stet_status check_learned(const char *path, struct telling *telling, stet_error *err)
{
    struct index_snapshot *snapshot;
    struct stream_learned learned;
    stet_error damage = {0};
    stet_status status = index_snapshot_open(&snapshot, path, err);
    if (status)
        return status;
    status = stream_restore(index_snapshot_blob(snapshot), index_snapshot_shape(snapshot)->shingle, &learned, &damage);
    stream_learned_free(&learned);
    index_snapshot_release(snapshot);
    if (status == STET_ERR_CORRUPT)
        tell(telling, &damage);
    if (status && err)
        *err = damage;
    return status;
}

stet_status stet_index_check(const char *path, bool deep, stet_index_damage found, void *payload, stet_error *err)
{
    struct telling telling = {found, payload};
    stet_status status = index_check(path, deep, tell, &telling, err);
    return status || !deep ? status : check_learned(path, &telling, err);
}

stet_status stet_index_salvage(const char *path, const char *to, stet_index_damage found, void *payload,
                               stet_index_salvaged *out, stet_error *err)
{
    struct telling telling = {found, payload};
    struct index_salvage salvage = {0};
    stet_status status = index_salvage(path, to, tell, &telling, &salvage, err);
    *out = (stet_index_salvaged){salvage.saved, salvage.lost, salvage.unread};
    return status;
}
