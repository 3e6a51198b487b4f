#include "index/state.h"

#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "base/error.h"

stet_status index_guard_create(struct index_guard **out, stet_error *err)
{
    struct index_guard *guard = malloc(sizeof *guard);
    if (!guard || pthread_rwlock_init(&guard->lock, NULL)) {
        free(guard);
        return stet_fail_memory(err);
    }
    atomic_init(&guard->holders, 1);
    atomic_init(&guard->spare.table, NULL);
    *out = guard;
    return STET_OK;
}

void index_guard_hold(struct index_guard *guard)
{
    atomic_fetch_add(&guard->holders, 1);
}

void index_guard_release(struct index_guard *guard)
{
    if (!guard || atomic_fetch_sub(&guard->holders, 1) != 1)
        return;
    index_table_spare_free(&guard->spare);
    pthread_rwlock_destroy(&guard->lock);
    free(guard);
}

stet_status index_blob_create(struct index_blob **out, const void *data, size_t size, stet_error *err)
{
    struct index_blob *blob = malloc(sizeof *blob + size);
    if (!blob)
        return stet_fail_memory(err);
    atomic_init(&blob->holders, 1);
    blob->id = 0;
    blob->size = size;
    if (size)
        memcpy(blob->data, data, size);
    blob->checksum = index_blob_hash(blob->data, size);
    *out = blob;
    return STET_OK;
}

uint64_t index_blob_hash(const void *data, size_t size)
{
    return XXH3_64bits(data, size);
}

void index_blob_release(struct index_blob *blob)
{
    if (blob && atomic_fetch_sub(&blob->holders, 1) == 1)
        free(blob);
}

static stet_status create(struct index_state **out, size_t parts, size_t texts, stet_error *err)
{
    struct index_state *state = calloc(1, sizeof *state);
    if (state) {
        state->parts = calloc(parts + 1, sizeof *state->parts);
        state->texts = calloc(texts + 1, sizeof(struct index_text_part *));
        atomic_init(&state->holders, 1);
    }
    if (!state || !state->parts || !state->texts) {
        index_state_release(state);
        return stet_fail_memory(err);
    }
    *out = state;
    return STET_OK;
}

stet_status index_state_create(struct index_state **out, size_t room, stet_error *err)
{
    return create(out, room, room, err);
}

stet_status index_state_copy(struct index_state **out, const struct index_state *from, size_t texts, stet_error *err)
{
    struct index_state *state = NULL;
    stet_status status = create(&state, from->part_count + 1, from->text_count + texts, err);
    if (status)
        return status;
    for (; state->part_count < from->part_count; state->part_count++) {
        state->parts[state->part_count] = from->parts[state->part_count];
        index_part_hold(state->parts[state->part_count].part);
    }
    for (; state->text_count < from->text_count; state->text_count++) {
        state->texts[state->text_count] = from->texts[state->text_count];
        index_text_part_hold(state->texts[state->text_count]);
    }
    for (; state->table_count < from->table_count; state->table_count++) {
        state->tables[state->table_count] = from->tables[state->table_count];
        index_table_hold(state->tables[state->table_count]);
    }
    state->blob = from->blob;
    if (state->blob)
        atomic_fetch_add(&state->blob->holders, 1);
    *out = state;
    return STET_OK;
}

void index_state_hold(struct index_state *state)
{
    atomic_fetch_add(&state->holders, 1);
}

void index_state_release(struct index_state *state)
{
    if (!state || atomic_fetch_sub(&state->holders, 1) != 1)
        return;
    for (size_t i = 0; i < state->part_count; i++)
        index_part_release(state->parts[i].part);
    for (size_t i = 0; i < state->text_count; i++)
        index_text_part_release(state->texts[i]);
    for (size_t i = 0; i < state->table_count; i++)
        index_table_release(state->tables[i]);
    index_blob_release(state->blob);
    free(state->parts);
    free(state->texts);
    free(state);
}

void index_states_release(struct index_state *first)
{
    for (struct index_state *next; first; first = next) {
        next = first->next;
        index_state_release(first);
    }
}

void index_state_add_text(struct index_state *state, struct index_text_part *text)
{
    size_t at = state->text_count++;
    for (; at && state->texts[at - 1]->id > text->id; at--)
        state->texts[at] = state->texts[at - 1];
    state->texts[at] = text;
}

void index_state_add_part(struct index_state *state, size_t at, struct index_part *part, int64_t horizon)
{
    memmove(state->parts + at + 1, state->parts + at, (state->part_count - at) * sizeof *state->parts);
    state->parts[at] = (struct index_state_part){part, horizon};
    state->part_count++;
}

void index_state_drop_part(struct index_state *state, size_t at)
{
    index_part_release(state->parts[at].part);
    state->part_count--;
    memmove(state->parts + at, state->parts + at + 1, (state->part_count - at) * sizeof *state->parts);
}

void index_state_drop_table(struct index_state *state, size_t at)
{
    index_table_release(state->tables[at]);
    state->table_count--;
    memmove(state->tables + at, state->tables + at + 1, (state->table_count - at) * sizeof *state->tables);
}

static bool points_into(const struct index_state *state, uint64_t text)
{
    for (size_t i = 0; i < state->part_count; i++) {
        size_t count;
        const uint64_t *texts = index_segment_texts(state->parts[i].part->segment, &count);
        for (size_t k = 0; k < count; k++)
            if (texts[k] == text)
                return true;
    }
    return false;
}

void index_state_drop_texts(struct index_state *state)
{
    size_t kept = 0;
    for (size_t i = 0; i < state->text_count; i++) {
        if (points_into(state, state->texts[i]->id))
            state->texts[kept++] = state->texts[i];
        else
            index_text_part_release(state->texts[i]);
    }
    state->text_count = kept;
}

size_t index_state_find_part(const struct index_state *state, uint64_t id)
{
    for (size_t i = 0; i < state->part_count; i++)
        if (state->parts[i].part->id == id)
            return i;
    return SIZE_MAX;
}

struct index_text_part *index_state_text(const struct index_state *state, uint64_t id)
{
    size_t low = 0, high = state->text_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (state->texts[middle]->id < id)
            low = middle + 1;
        else
            high = middle;
    }
    return low < state->text_count && state->texts[low]->id == id ? state->texts[low] : NULL;
}

bool index_state_uses(const struct index_state *state, enum index_kind kind, uint64_t id)
{
    switch (kind) {
    case INDEX_LOG:
        for (size_t i = 0; i < state->table_count; i++)
            if (index_table_log(state->tables[i]) == id)
                return true;
        return false;
    case INDEX_SEGMENT:
        return index_state_find_part(state, id) != SIZE_MAX;
    case INDEX_TEXT:
        return index_state_text(state, id) != NULL;
    case INDEX_BLOB:
        return state->blob && state->blob->id == id;
    case INDEX_MANIFEST:
    case INDEX_LOCK:
        break;
    }
    return true;
}

static void lock_for_reading(struct index_guard *guard)
{
    if (guard)
        pthread_rwlock_rdlock(&guard->lock);
}

static void unlock(struct index_guard *guard)
{
    if (guard)
        pthread_rwlock_unlock(&guard->lock);
}

stet_status index_state_find(const struct index_state *state, struct index_guard *guard, struct index_cursor *cursor,
                             stet_span id, uint64_t change, struct index_spot *spot, stet_error *err)
{
    *spot = (struct index_spot){SIZE_MAX, 0, INDEX_NO_ARTICLE};
    lock_for_reading(guard);
    for (size_t i = state->table_count; i && spot->article == INDEX_NO_ARTICLE; i--) {
        spot->table = i - 1;
        spot->article = index_table_find(state->tables[i - 1], id, change);
    }
    unlock(guard);
    if (spot->article != INDEX_NO_ARTICLE)
        return STET_OK;
    for (size_t i = state->part_count; i; i--) {
        bool sees = false;
        spot->part = i - 1;
        stet_status status =
            index_segment_find(state->parts[i - 1].part->segment, cursor, id, &spot->article, err);
        if (!status && spot->article != INDEX_NO_ARTICLE)
            status = index_state_sees(state, guard, i - 1, spot->article, change, &sees, err);
        if (status || sees)
            return status;
    }
    spot->article = INDEX_NO_ARTICLE;
    return STET_OK;
}

stet_status index_state_sees(const struct index_state *state, struct index_guard *guard, size_t part, uint32_t article,
                             uint64_t change, bool *sees, stet_error *err)
{
    const struct index_state_part *in = &state->parts[part];
    lock_for_reading(guard);
    *sees = change < index_part_until(in->part, article);
    unlock(guard);
    if (!*sees || in->horizon <= index_segment_stat(in->part->segment)->first)
        return STET_OK;
    struct index_row row;
    stet_status status = index_segment_row(in->part->segment, article, &row, err);
    if (!status)
        *sees = !row.precision || row.published >= in->horizon;
    return status;
}

void index_state_expire(struct index_state *state, int64_t before, uint64_t *dropped)
{
    *dropped = 0;
    for (size_t i = state->part_count; i; i--) {
        struct index_state_part *in = &state->parts[i - 1];
        const struct index_segment_stat *stat = index_segment_stat(in->part->segment);
        /* Also where nothing is that old: a merge that is under way may put it together with what is. */
        if (in->horizon < before)
            in->horizon = before;
        if (stat->last < before && !stat->timeless) {
            *dropped += stat->articles - in->part->dead_count;
            index_state_drop_part(state, i - 1);
        }
    }
}
