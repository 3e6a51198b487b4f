/* What was published before a time goes all at once: a record in the log, then a horizon for each segment and a mark on
 * each article of a table. */
#include "base/error.h"
#include "index/writer.h"

/* What an expiry has changed: the state before it, to count by. */
struct expiry {
    int64_t before;
    struct index_state *state;
    uint64_t change; /* the last one before it */
    uint64_t logged; /* articles that were in tables */
};

static stet_status apply_expiry(struct index *index, struct expiry *expiry, stet_error *err)
{
    struct index_state *next;
    uint64_t dropped;
    pthread_mutex_lock(&index->lock);
    stet_status status = index_state_copy(&next, index->state, 0, err);
    if (!status) {
        expiry->state = index->state;
        expiry->change = index->change - 1;
        index_state_hold(expiry->state);
        index_state_expire(next, expiry->before, &dropped);
        index_state_drop_texts(next);
        pthread_rwlock_wrlock(&index->guard->lock);
        for (size_t i = 0; i < next->table_count; i++)
            expiry->logged += index_table_expire(next->tables[i], expiry->before, index->change);
        pthread_rwlock_unlock(&index->guard->lock);
        index->live -= dropped + expiry->logged;
        index->dirty = true;
        index_publish(index, next);
    }
    pthread_mutex_unlock(&index->lock);
    return status;
}

static stet_status count_in_part(const struct index *index, const struct expiry *expiry, size_t at, uint64_t *count,
                                 stet_error *err)
{
    const struct index_segment *segment = expiry->state->parts[at].part->segment;
    const struct index_segment_stat *stat = index_segment_stat(segment);
    if (stat->first >= expiry->before || expiry->state->parts[at].horizon >= expiry->before)
        return STET_OK;
    for (uint32_t i = 0; i < stat->articles; i++) {
        struct index_row row = {0};
        bool sees;
        stet_status status = index_state_sees(expiry->state, index->guard, at, i, expiry->change, &sees, err);
        if (!status && sees)
            status = index_segment_row(segment, i, &row, err);
        if (status)
            return status;
        *count += sees && row.precision && row.published < expiry->before;
    }
    return STET_OK;
}

/* Durable before any state has it: a manifest that is committed in between knows nothing of it. */
static stet_status log_expiry(struct index *index, int64_t before, stet_error *err)
{
    pthread_mutex_lock(&index->lock);
    stet_status status = index_usable(index, err);
    if (!status && (!index_log_begin(&index->log) || !index_record_put_expire(&index->log.frame, before)))
        status = stet_fail_memory(err);
    if (!status)
        status = index_append(index, INDEX_RECORD_EXPIRE, err);
    pthread_mutex_unlock(&index->lock);
    return status ? status : index_sync_log(index, err);
}

stet_status index_expire(struct index *index, int64_t before, uint64_t *expired, stet_error *err)
{
    struct expiry expiry = {.before = before};
    stet_status status = index_have_log(index, err);
    if (!status)
        status = log_expiry(index, before, err);
    if (status)
        return status;
    stet_error reason = {0};
    status = apply_expiry(index, &expiry, &reason);
    if (status) {
        index_poison(index, status, &reason); /* the log says more than memory does */
        if (err)
            *err = reason;
        return status;
    }
    uint64_t count = expiry.logged;
    for (size_t i = 0; expired && !status && i < expiry.state->part_count; i++)
        status = count_in_part(index, &expiry, i, &count, err);
    index_state_release(expiry.state);
    if (expired)
        *expired = count;
    return status ? status : index_background_kick(index, err);
}
