/* One segment and one text file, whose ids depend on what is in them alone, so that the same articles give the same
 * files under the same names, and a manifest that tells nothing of how they came in: a new lineage. */
#include <stdlib.h>
#include <xxhash.h>

#include "base/bytes.h"
#include "base/error.h"
#include "index/writer.h"

#define COMPACTED (UINT64_C(1) << 63) /* ids that count begin at 1 and never get there */

static stet_status hash_article(struct index *index, const struct index_state *state, size_t at, uint32_t article,
                                XXH3_state_t *hash, stet_error *err)
{
    struct index_row row;
    stet_span id;
    bool sees;
    const struct index_segment *segment = state->parts[at].part->segment;
    stet_status status = index_state_sees(state, index->guard, at, article, index->change, &sees, err);
    if (status || !sees)
        return status;
    status = index_segment_row(segment, article, &row, err);
    if (!status)
        status = index_segment_article_id(segment, &index->cursor, article, &id, err);
    if (status)
        return status;
    unsigned char words[5 * 8];
    const uint64_t values[] = {(uint64_t)row.published << 2 | row.precision, row.simhash, row.content,
                               (uint64_t)row.body_count << 32 | row.title_count, id.size};
    for (size_t i = 0; i < sizeof values / sizeof *values; i++)
        stet_store64(words + 8 * i, values[i]);
    XXH3_64bits_update(hash, words, sizeof words);
    XXH3_64bits_update(hash, id.data, id.size);
    return STET_OK;
}

static stet_status hash_articles(struct index *index, uint64_t *out, stet_error *err)
{
    XXH3_state_t *hash = XXH3_createState();
    if (!hash)
        return stet_fail_memory(err);
    XXH3_64bits_reset(hash);
    const struct index_state *state = index->state;
    stet_status status = STET_OK;
    for (size_t p = 0; !status && p < state->part_count; p++)
        for (uint32_t i = 0; !status && i < index_segment_count(state->parts[p].part->segment); i++)
            status = hash_article(index, state, p, i, hash, err);
    *out = XXH3_64bits_digest(hash);
    XXH3_freeState(hash);
    return status;
}

/* An id for the n-th try that no file has. */
static uint64_t make_id(const struct index *index, uint64_t hash, uint64_t n)
{
    for (;; n += 2) {
        unsigned char words[16];
        stet_store64(words, hash);
        stet_store64(words + 8, n);
        uint64_t id = XXH3_64bits(words, sizeof words) | COMPACTED;
        bool taken = id == index->lineage || index_state_find_part(index->state, id) != SIZE_MAX ||
                     index_state_text(index->state, id) || (index->state->blob && index->state->blob->id == id);
        if (!taken)
            return id;
    }
}

static bool is_compact(const struct index *index)
{
    const struct index_state *state = index->state;
    if (index->first_log != 1 || index->generation != 1 || state->table_count || (state->blob && !state->blob->id))
        return false;
    if (!state->part_count)
        return true;
    return state->part_count == 1 && state->text_count == 1 && state->parts[0].part->id == index->lineage &&
           !state->parts[0].part->dead_count && state->parts[0].horizon == INDEX_NO_HORIZON;
}

static stet_status merge_everything(struct index *index, stet_error *err)
{
    const struct index_state *state = index->state;
    struct index_blob *blob = NULL;
    uint64_t hash = 0;
    stet_status status = hash_articles(index, &hash, err);
    if (!status && state->blob)
        status = index_blob_create(&blob, state->blob->data, state->blob->size, err);
    if (status)
        return status;
    uint64_t id = make_id(index, hash, 0);
    struct index_merge_plan plan = {.count = state->part_count,
                                    .rewrite = true,
                                    .id = id,
                                    .text_id = make_id(index, hash, 1),
                                    .lineage = id,
                                    .blob = blob};
    if (state->part_count) {
        plan.first = state->parts[0].part->id;
        plan.last = state->parts[state->part_count - 1].part->id;
    }
    status = index_merge_run(index, &plan, err);
    index_blob_release(blob);
    if (!status) {
        pthread_mutex_lock(&index->sync);
        pthread_mutex_lock(&index->lock);
        index->active = NULL;
        index->record_end = index->synced_end = index->recorded_end = 0;
        index_log_close(&index->log);
        index_log_close(&index->sealed);
        index->log.number = index->named = 0;
        index->log_before = index->sealed_synced = 0;
        index->dirty = false;
        pthread_mutex_unlock(&index->lock);
        pthread_mutex_unlock(&index->sync);
    }
    return status;
}

stet_status index_flush(struct index *index, stet_error *err)
{
    stet_status status = index_background_pause(index, err);
    if (!status)
        status = index_flush_and_merge(index, err);
    if (!status)
        status = index_seal(index, err);
    if (!status)
        status = index_flush_and_merge(index, err);
    if (!status)
        status = index_commit_current(index, err);
    index_background_resume(index);
    return status;
}

stet_status index_compact(struct index *index, stet_error *err)
{
    stet_status status = index_background_pause(index, err);
    if (!status)
        status = index_flush_sealed(index, err);
    if (!status)
        status = index_seal(index, err);
    if (!status)
        status = index_flush_sealed(index, err);
    if (!status && !is_compact(index))
        status = merge_everything(index, err);
    index_background_resume(index);
    return status;
}
