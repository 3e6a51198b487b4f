/* Candidates: what the segments and the tables name, without what is gone. */
#include <stdlib.h>

#include "base/error.h"
#include "index/snapshot.h"
#include "index/sort.h"

void index_found_free(struct index_found *found)
{
    free(found->items);
    free(found->records);
    index_cursor_free(&found->cursor);
    *found = (struct index_found){0};
}

static stet_status add(struct index_found *found, struct index_candidate candidate, stet_error *err)
{
    void *items = found->items;
    bool ok = stet_grow(&items, &found->capacity, found->count + 1, sizeof *found->items);
    found->items = items;
    if (!ok)
        return stet_fail_memory(err);
    found->items[found->count++] = candidate;
    return STET_OK;
}

static bool in_range(const struct index_segment *segment, const struct index_query *query)
{
    const struct index_segment_stat *stat = index_segment_stat(segment);
    return stat->timeless || (stat->first <= query->to && stat->last >= query->from);
}

/* Of what was found from `first` on, leaves out what is expired within its segment. */
static stet_status drop_expired(struct index_snapshot *snapshot, size_t at, size_t first, struct index_found *found,
                                stet_error *err)
{
    size_t kept = first;
    for (size_t i = first; i < found->count; i++) {
        struct index_spot spot = {at, 0, (uint32_t)found->items[i].ref};
        bool sees;
        stet_status status = index_snapshot_sees(snapshot, &spot, &sees, err);
        if (status)
            return status;
        found->items[kept] = found->items[i];
        kept += sees;
    }
    found->count = kept;
    return STET_OK;
}

static stet_status ask_part(struct index_snapshot *snapshot, size_t at, const struct index_query *query,
                            struct index_found *found, stet_error *err)
{
    const struct index_state_part *in = &snapshot->state->parts[at];
    const struct index_hit *hits;
    size_t count, first = found->count;
    stet_status status =
        index_segment_lookup(in->part->segment, &found->cursor, &query->probe, &hits, &count, err);
    if (status)
        return status;
    pthread_rwlock_rdlock(&snapshot->guard->lock); /* once: hits may be hundreds */
    for (size_t i = 0; !status && i < count; i++)
        if (snapshot->change < index_part_until(in->part, hits[i].article))
            status = add(found, (struct index_candidate){index_ref_of(at, hits[i].article), hits[i].bands,
                                                         hits[i].passages},
                         err);
    pthread_rwlock_unlock(&snapshot->guard->lock);
    bool expires = in->horizon > index_segment_stat(in->part->segment)->first;
    return status || !expires ? status : drop_expired(snapshot, at, first, found, err);
}

static uint16_t counted(uint16_t count)
{
    return count < UINT16_MAX ? (uint16_t)(count + 1) : count;
}

/* Records of one article follow each other; equal ones are one key. */
static stet_status gather(struct index_snapshot *snapshot, size_t at, const uint64_t *records, size_t count,
                          struct index_found *found, stet_error *err)
{
    const struct index_table *table = snapshot->state->tables[at];
    for (size_t i = 0; i < count;) {
        uint32_t article = (uint32_t)(records[i] >> 32);
        struct index_candidate candidate = {index_ref_of(snapshot->state->part_count + at, article), 0, 0};
        for (uint64_t last = ~records[i]; i < count && records[i] >> 32 == article; last = records[i++]) {
            if (records[i] == last)
                continue;
            if (records[i] >> 31 & 1)
                candidate.passages = counted(candidate.passages);
            else
                candidate.bands = counted(candidate.bands);
        }
        if (!index_table_sees(table, article, snapshot->change))
            continue;
        stet_status status = add(found, candidate, err);
        if (status)
            return status;
    }
    return STET_OK;
}

static stet_status ask_table(struct index_snapshot *snapshot, size_t at, const struct index_query *query,
                             struct index_found *found, stet_error *err)
{
    size_t count = 0;
    pthread_rwlock_rdlock(&snapshot->guard->lock);
    stet_status status = index_table_lookup(snapshot->state->tables[at], &query->probe, &found->records, &count,
                                            &found->record_capacity, err);
    if (!status && count) {
        void *records = found->records; /* as much again for sorting */
        bool ok = stet_grow(&records, &found->record_capacity, 2 * count, sizeof *found->records);
        found->records = records;
        if (ok)
            status = gather(snapshot, at, index_sort(found->records, found->records + count, count), count, found, err);
        else
            status = stet_fail_memory(err);
    }
    pthread_rwlock_unlock(&snapshot->guard->lock);
    return status;
}

stet_status index_candidates(struct index_snapshot *snapshot, const struct index_query *query,
                             struct index_found *found, stet_error *err)
{
    const struct index_state *state = snapshot->state;
    stet_status status = STET_OK;
    found->count = 0;
    for (size_t i = 0; !status && i < state->part_count; i++)
        if (in_range(state->parts[i].part->segment, query))
            status = ask_part(snapshot, i, query, found, err);
    for (size_t i = 0; !status && i < state->table_count; i++)
        status = ask_table(snapshot, i, query, found, err);
    return status;
}

stet_status index_find(struct index_snapshot *snapshot, struct index_cursor *cursor, stet_span id, index_ref *ref,
                       bool *found, stet_error *err)
{
    struct index_spot spot;
    *found = false;
    if (!id.size || id.size > INDEX_MAX_ID)
        return STET_OK;
    stet_status status =
        index_state_find(snapshot->state, snapshot->guard, cursor, id, snapshot->change, &spot, err);
    if (status || spot.article == INDEX_NO_ARTICLE)
        return status;
    *found = true;
    *ref = index_ref_of(spot.part != SIZE_MAX ? spot.part : snapshot->state->part_count + spot.table, spot.article);
    return STET_OK;
}

static stet_status find_hash_in_part(struct index_snapshot *snapshot, size_t at, uint64_t hash,
                                     struct index_found *found, stet_error *err)
{
    const uint32_t *articles;
    size_t count;
    stet_status status = index_segment_find_hash(snapshot->state->parts[at].part->segment, &found->cursor, hash,
                                                 &articles, &count, err);
    for (size_t i = 0; !status && i < count; i++) {
        struct index_spot spot = {at, 0, articles[i]};
        bool sees;
        status = index_snapshot_sees(snapshot, &spot, &sees, err);
        if (!status && sees)
            status = add(found, (struct index_candidate){index_ref_of(at, articles[i]), 0, 0}, err);
    }
    return status;
}

static stet_status find_hash_in_table(struct index_snapshot *snapshot, size_t at, uint64_t hash,
                                      struct index_found *found, stet_error *err)
{
    const struct index_table *table = snapshot->state->tables[at];
    stet_status status = STET_OK;
    pthread_rwlock_rdlock(&snapshot->guard->lock);
    uint32_t article = INDEX_NO_ARTICLE;
    while (!status && (article = index_table_find_hash(table, hash, article)) != INDEX_NO_ARTICLE)
        if (index_table_sees(table, article, snapshot->change))
            status = add(found,
                         (struct index_candidate){index_ref_of(snapshot->state->part_count + at, article), 0, 0}, err);
    pthread_rwlock_unlock(&snapshot->guard->lock);
    return status;
}

stet_status index_find_hash(struct index_snapshot *snapshot, uint64_t id_hash, struct index_found *found,
                            stet_error *err)
{
    stet_status status = STET_OK;
    found->count = 0;
    for (size_t i = 0; !status && i < snapshot->state->part_count; i++)
        status = find_hash_in_part(snapshot, i, id_hash, found, err);
    for (size_t i = 0; !status && i < snapshot->state->table_count; i++)
        status = find_hash_in_table(snapshot, i, id_hash, found, err);
    return status;
}
