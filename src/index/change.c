/* What changes an index: each change is a record in the log first, and a moment later, still under the lock, in memory. */
#include <stdlib.h>

#include "base/error.h"
#include "index/strings.h"
#include "index/writer.h"

#define LONGEST_WAIT 25 /* ms of an add */
#define PRESIZED 32768  /* articles for which a table may have room at once */
#define PRESIZED_BYTES (UINT64_C(72) << 20)

static uint64_t smaller(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

static uint64_t larger(uint64_t a, uint64_t b)
{
    return a > b ? a : b;
}

/* Of whole pages of ids, if that need not be much larger: these are merged as they are. */
static bool is_full(const struct index *index)
{
    uint64_t count = index_table_count(index->active), articles = index->options.flush_articles;
    uint64_t bytes = index_table_bytes(index->active), most = index->options.flush_bytes;
    if (count < articles && bytes < most)
        return false;
    return count % STRINGS_PAGE == 0 || articles < STRINGS_PAGE || count >= 2 * articles || bytes / 2 >= most;
}

/* How long an add has to wait, since the table before is not yet a segment: not at all at first, then longer and longer, so
 * that what comes in slows down to what the background can take. */
static uint32_t wait_of(const struct index *index)
{
    double articles = (double)larger(INDEX_TABLE_ARTICLES, 3 * (uint64_t)index->options.flush_articles);
    double bytes = (double)larger(INDEX_TABLE_BYTES, 3 * index->options.flush_bytes);
    double share = (double)index_table_count(index->active) / articles, of_bytes = index_table_bytes(index->active) / bytes;
    share = share > of_bytes ? share : of_bytes;
    if (share <= 0.5)
        return 0;
    return share < 1 ? (uint32_t)((2 * share - 1) * LONGEST_WAIT) : LONGEST_WAIT;
}

/* A log for the next change, and its table. */
static stet_status make_log(struct index *index, stet_error *err)
{
    struct index_table *table;
    struct index_state *next;
    struct index_log log = {.file = -1};
    const struct index_log_head head = {index->log.number + 1, index->lineage, index->log_before};
    uint64_t bytes = index->options.flush_bytes;
    stet_status status = index_table_create(&table, &index->shape, head.number, &index->guard->spare, err);
    if (status)
        return status;
    /* With some more bytes, for the last page of ids to become full. */
    status = index_table_presize(table, smaller(index->options.flush_articles, PRESIZED),
                                 (size_t)smaller(bytes + bytes / 8, PRESIZED_BYTES), err);
    if (!status) {
        stet_error reason = {0};
        status = index_log_create(&log, index->folder, &head, &reason);
        if (status && status != STET_ERR_MEMORY)
            index_poison(index, status, &reason);
        if (status && err)
            *err = reason;
    }
    if (status) {
        index_table_release(table);
        return status;
    }
    pthread_mutex_lock(&index->lock);
    status = index_state_copy(&next, index->state, 0, err);
    if (!status) {
        next->tables[next->table_count++] = table;
        index->active = table;
        index->log = log;
        index->record_end = index->recorded_end = log.size;
        index->synced_end = 0;
        index_publish(index, next);
    }
    pthread_mutex_unlock(&index->lock);
    if (status) {
        index_table_release(table);
        index_log_close(&log);
    }
    return status;
}

stet_status index_have_log(struct index *index, stet_error *err)
{
    stet_status status = STET_OK;
    if (index->active && is_full(index)) {
        pthread_mutex_lock(&index->lock);
        bool busy = index_sealed(index) != NULL;
        pthread_mutex_unlock(&index->lock);
        if (!busy)
            status = index_seal(index, err);
        if (!status)
            status = busy ? index_background_wait(index, wait_of(index), err) : index_background_kick(index, err);
    }
    return !status && !index->active ? make_log(index, err) : status;
}

/* Looks for the live article with an id, in the state that then is index->state with the lock held; flush and merge may
 * put another one in its place meanwhile. Returns with the lock held, whatever it returns. */
static stet_status find_and_lock(struct index *index, stet_span id, struct index_spot *spot, stet_error *err)
{
    pthread_mutex_lock(&index->lock);
    for (;;) {
        stet_status status = index_usable(index, err);
        if (status)
            return status;
        struct index_state *state = index->state;
        index_state_hold(state);
        pthread_mutex_unlock(&index->lock);
        status = index_state_find(state, index->guard, &index->cursor, id, index->change, spot, err);
        pthread_mutex_lock(&index->lock);
        bool same = state == index->state;
        index_state_release(state);
        if (status || same)
            return status;
    }
}

static struct index_gone gone_at(const struct index *index, const struct index_spot *spot)
{
    if (spot->article == INDEX_NO_ARTICLE)
        return (struct index_gone){0};
    if (spot->part == SIZE_MAX)
        return (struct index_gone){.any = true};
    return (struct index_gone){true, index->state->parts[spot->part].part->id, spot->article};
}

static stet_status reserve_gone(struct index *index, const struct index_spot *spot, stet_error *err)
{
    if (spot->article == INDEX_NO_ARTICLE || spot->part == SIZE_MAX)
        return STET_OK;
    pthread_rwlock_wrlock(&index->guard->lock);
    stet_status status = index_part_reserve(index->state->parts[spot->part].part, 1, err);
    pthread_rwlock_unlock(&index->guard->lock);
    return status;
}

/* With the guard held for writing. */
static void kill_spot(struct index *index, const struct index_spot *spot)
{
    if (spot->article == INDEX_NO_ARTICLE)
        return;
    if (spot->part == SIZE_MAX)
        index_table_kill(index->state->tables[spot->table], spot->article, index->change);
    else
        index_part_kill(index->state->parts[spot->part].part, spot->article, index->change);
    index->live--;
}

/* What a failed write has left behind must not be written after. With the lock held. */
static stet_status poison_by_write(struct index *index, stet_status status, const stet_error *reason, stet_error *err)
{
    if (status && err)
        *err = *reason;
    if (status == STET_ERR_IO && !index->poisoned) {
        index->poisoned = status;
        index->poison = *reason;
    }
    return status;
}

stet_status index_write_held(struct index *index, stet_error *err)
{
    stet_error reason = {0};
    return poison_by_write(index, index_log_write(&index->log, &reason), &reason, err);
}

stet_status index_append(struct index *index, enum index_record_kind kind, stet_error *err)
{
    stet_error reason = {0};
    stet_status status = index_log_append(&index->log, kind, index->adding, &reason);
    if (status)
        return poison_by_write(index, status, &reason, err);
    index->record_end = index->log.size;
    index->change++;
    if (index->syncer_waits)
        pthread_cond_broadcast(&index->work);
    return STET_OK;
}

static stet_status check_article(const struct index *index, const struct index_article *article, stet_span meta,
                                 stet_span text, stet_error *err)
{
    if (!article->id.size || article->id.size > INDEX_MAX_ID)
        return stet_fail(err, STET_ERR_LIMIT, "an id has %zu bytes; an index takes 1 to %d", article->id.size,
                         INDEX_MAX_ID);
    if (article->source.size > INDEX_MAX_SOURCE)
        return stet_fail(err, STET_ERR_LIMIT, "the name of a source has %zu bytes; an index takes up to %d",
                         article->source.size, INDEX_MAX_SOURCE);
    if (meta.size > INDEX_MAX_TEXT || text.size > INDEX_MAX_TEXT - meta.size)
        return stet_fail(err, STET_ERR_LIMIT, "an article has more than %u bytes of text", INDEX_MAX_TEXT);
    if (article->precision > STET_PRECISION_SECOND)
        return stet_fail(err, STET_ERR_USAGE, "%u is no precision of a time", article->precision);
    if (index->live >= INDEX_MAX_ARTICLES)
        return stet_fail(err, STET_ERR_LIMIT, "an index holds at most %u articles", INDEX_MAX_ARTICLES);
    return STET_OK;
}

/* With the lock held. */
static stet_status add_at(struct index *index, const struct index_article *article, stet_span meta, stet_span text,
                          const struct index_spot *spot, stet_error *err)
{
    const struct index_gone gone = gone_at(index, spot);
    struct stet_buf *frame = &index->log.frame;
    if (!index_log_begin(&index->log))
        return stet_fail_memory(err);
    size_t head = frame->size;
    if (!index_record_put_article(frame, &index->shape, article, &gone, meta, text))
        return stet_fail_memory(err);
    size_t size = frame->size - head;
    stet_status status = reserve_gone(index, spot, err);
    if (status)
        return status;
    pthread_rwlock_wrlock(&index->guard->lock);
    status = index_table_reserve(index->active, size, err);
    pthread_rwlock_unlock(&index->guard->lock);
    if (!status)
        status = index_append(index, INDEX_RECORD_ARTICLE, err);
    if (status)
        return status;
    pthread_rwlock_wrlock(&index->guard->lock);
    kill_spot(index, spot);
    bool sense =
        index_table_add(index->active, (const unsigned char *)frame->data + head, size, index->change);
    pthread_rwlock_unlock(&index->guard->lock);
    index->live += sense;
    return STET_OK;
}

stet_status index_add(struct index *index, const struct index_article *article, stet_span meta, stet_span text,
                      uint64_t *number, stet_error *err)
{
    struct index_spot spot;
    stet_status status = check_article(index, article, meta, text, err);
    if (!status)
        status = index_have_log(index, err);
    if (status)
        return status;
    status = find_and_lock(index, article->id, &spot, err);
    if (!status)
        status = add_at(index, article, meta, text, &spot, err);
    if (number)
        *number = index->change;
    pthread_mutex_unlock(&index->lock);
    if (!status && index->options.sync == INDEX_SYNC_EACH)
        status = index_sync_log(index, err);
    return status;
}

void index_begin_adds(struct index *index)
{
    index->adding = true;
}

stet_status index_end_adds(struct index *index, stet_error *err)
{
    index->adding = false;
    pthread_mutex_lock(&index->lock);
    stet_status status = index_write_held(index, err);
    pthread_mutex_unlock(&index->lock);
    return status;
}

stet_status index_remove(struct index *index, stet_span id, bool *removed, stet_error *err)
{
    struct index_spot spot;
    *removed = false;
    if (!id.size || id.size > INDEX_MAX_ID)
        return STET_OK;
    stet_status status = index_have_log(index, err);
    if (status)
        return status;
    status = find_and_lock(index, id, &spot, err);
    bool there = !status && spot.article != INDEX_NO_ARTICLE;
    if (there) {
        const struct index_gone gone = gone_at(index, &spot);
        if (!index_log_begin(&index->log) || !index_record_put_remove(&index->log.frame, id, &gone))
            status = stet_fail_memory(err);
        if (!status)
            status = reserve_gone(index, &spot, err);
        if (!status)
            status = index_append(index, INDEX_RECORD_REMOVE, err);
        if (!status) {
            pthread_rwlock_wrlock(&index->guard->lock);
            kill_spot(index, &spot);
            pthread_rwlock_unlock(&index->guard->lock);
        }
    }
    pthread_mutex_unlock(&index->lock);
    if (!status && there)
        status = index_sync_log(index, err);
    *removed = !status && there;
    return status;
}

uint64_t index_acknowledged(struct index *index)
{
    pthread_mutex_lock(&index->lock);
    uint64_t number = index->options.sync == INDEX_SYNC_NONE ? index->change : index->durable;
    pthread_mutex_unlock(&index->lock);
    return number;
}

stet_status index_wait(struct index *index, uint64_t number, uint32_t milliseconds, stet_error *err)
{
    bool waiting = index->options.sync != INDEX_SYNC_NONE;
    pthread_mutex_lock(&index->lock);
    stet_status status = index_usable(index, err);
    while (!status && waiting && index->durable < number) {
        waiting = sys_cond_wait_for(&index->changed, &index->lock, milliseconds);
        status = index_usable(index, err);
    }
    pthread_mutex_unlock(&index->lock);
    return status;
}

stet_status index_sync(struct index *index, stet_error *err)
{
    pthread_mutex_lock(&index->lock);
    bool dirty = index->dirty;
    pthread_mutex_unlock(&index->lock);
    return dirty ? index_commit_current(index, err) : index_sync_log(index, err);
}

stet_status index_set_blob(struct index *index, const void *data, size_t size, stet_error *err)
{
    struct index_blob *blob;
    struct index_state *next;
    if (size > INDEX_BLOB_MOST)
        return stet_fail(err, STET_ERR_LIMIT, "an index holds at most %zu bytes of document frequencies",
                         INDEX_BLOB_MOST);
    stet_status status = index_blob_create(&blob, data, size, err);
    if (status)
        return status;
    pthread_mutex_lock(&index->lock);
    status = index_state_copy(&next, index->state, 0, err);
    if (!status) {
        index_blob_release(next->blob);
        next->blob = blob;
        index->dirty = true;
        index_publish(index, next);
    } else {
        index_blob_release(blob);
    }
    pthread_mutex_unlock(&index->lock);
    return status;
}
