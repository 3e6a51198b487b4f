#include "index/snapshot.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "index/writer.h"

stet_status index_snapshot_open(struct index_snapshot **out, const char *path, stet_error *err)
{
    struct index_loaded loaded;
    struct index_snapshot *snapshot = calloc(1, sizeof *snapshot);
    if (!snapshot)
        return stet_fail_memory(err);
    snapshot->folder = strdup(path);
    stet_status status = snapshot->folder ? index_guard_create(&snapshot->guard, err) : stet_fail_memory(err);
    if (!status)
        status = index_load(&loaded, path, err);
    if (status) {
        index_snapshot_release(snapshot);
        return status;
    }
    snapshot->state = loaded.state;
    snapshot->shape = loaded.manifest.shape;
    snapshot->change = loaded.change;
    snapshot->live = loaded.live;
    snapshot->window = loaded.manifest.window;
    snapshot->manifest_bytes = loaded.bytes.size;
    snapshot->log_bytes = loaded.log_bytes;
    loaded.state = NULL;
    index_loaded_free(&loaded);
    *out = snapshot;
    return STET_OK;
}

stet_status index_snapshot_take(struct index *index, struct index_snapshot **out, stet_error *err)
{
    struct index_snapshot *snapshot = calloc(1, sizeof *snapshot);
    if (!snapshot)
        return stet_fail_memory(err);
    pthread_mutex_lock(&index->lock);
    *snapshot = (struct index_snapshot){.state = index->state,
                                        .guard = index->guard,
                                        .shape = index->shape,
                                        .change = index->change,
                                        .live = index->live,
                                        .window = index->options.window};
    index_state_hold(snapshot->state);
    index_guard_hold(snapshot->guard);
    pthread_mutex_unlock(&index->lock);
    *out = snapshot;
    return STET_OK;
}

void index_snapshot_release(struct index_snapshot *snapshot)
{
    if (!snapshot)
        return;
    index_state_release(snapshot->state);
    index_guard_release(snapshot->guard);
    free(snapshot->folder);
    free(snapshot);
}

const struct index_shape *index_snapshot_shape(const struct index_snapshot *snapshot)
{
    return &snapshot->shape;
}

uint64_t index_snapshot_count(const struct index_snapshot *snapshot)
{
    return snapshot->live;
}

stet_span index_snapshot_blob(const struct index_snapshot *snapshot)
{
    const struct index_blob *blob = snapshot->state->blob;
    return blob ? (stet_span){blob->data, blob->size} : (stet_span){NULL, 0};
}

/* Articles of a part or, behind all parts, of a table. */
static uint32_t count_of(const struct index_snapshot *snapshot, size_t at)
{
    const struct index_state *state = snapshot->state;
    if (at < state->part_count)
        return index_segment_count(state->parts[at].part->segment);
    pthread_rwlock_rdlock(&snapshot->guard->lock);
    uint32_t count = index_table_count(state->tables[at - state->part_count]);
    pthread_rwlock_unlock(&snapshot->guard->lock);
    return count;
}

static struct index_spot spot_of(const struct index_snapshot *snapshot, size_t at, uint32_t article)
{
    size_t parts = snapshot->state->part_count;
    return at < parts ? (struct index_spot){at, 0, article} : (struct index_spot){SIZE_MAX, at - parts, article};
}

stet_status index_resolve(const struct index_snapshot *snapshot, index_ref ref, struct index_spot *spot,
                          stet_error *err)
{
    size_t at = ref >> 32, all = snapshot->state->part_count + snapshot->state->table_count;
    if (at >= all || (uint32_t)ref >= count_of(snapshot, at))
        return stet_fail(err, STET_ERR_USAGE, "there is no article %llu in this snapshot", (unsigned long long)ref);
    *spot = spot_of(snapshot, at, (uint32_t)ref);
    return STET_OK;
}

stet_status index_snapshot_sees(const struct index_snapshot *snapshot, const struct index_spot *spot, bool *sees,
                                stet_error *err)
{
    if (spot->part != SIZE_MAX)
        return index_state_sees(snapshot->state, snapshot->guard, spot->part, spot->article, snapshot->change, sees,
                                err);
    pthread_rwlock_rdlock(&snapshot->guard->lock);
    *sees = index_table_sees(snapshot->state->tables[spot->table], spot->article, snapshot->change);
    pthread_rwlock_unlock(&snapshot->guard->lock);
    return STET_OK;
}

stet_status index_next(struct index_snapshot *snapshot, index_ref *ref, bool *more, stet_error *err)
{
    size_t all = snapshot->state->part_count + snapshot->state->table_count, at = *ref >> 32;
    uint32_t article = (uint32_t)*ref;
    *more = false;
    for (; at < all; at++, article = 0) {
        uint32_t count = count_of(snapshot, at);
        for (; article < count; article++) {
            struct index_spot spot = spot_of(snapshot, at, article);
            bool sees;
            stet_status status = index_snapshot_sees(snapshot, &spot, &sees, err);
            if (status)
                return status;
            if (sees) {
                *more = true;
                *ref = index_ref_of(at, article);
                return STET_OK;
            }
        }
    }
    return STET_OK;
}
