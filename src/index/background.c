/* Three threads: one fsyncs the log (sync mode batch), one makes segments of full tables and one merges. No segment is made
 * beyond those that a lookup may ask; until a merge has made room for it, the table that is added to grows. */
#include "base/error.h"
#include "index/policy.h"
#include "index/writer.h"
#include "sys/clock.h"

#define GATHER_MS 10 /* how long an add may wait for others to share its fsync */
#define REREAD_MS 100 /* how often it is looked whether a replaced state is still read */

static void *run_syncer(void *arg)
{
    struct index *index = arg;
    pthread_mutex_lock(&index->lock);
    while (!index->stop) {
        index->syncer_waits = index->poisoned || !index_unsynced(index);
        if (index->syncer_waits) {
            pthread_cond_wait(&index->work, &index->lock);
            continue;
        }
        sys_cond_wait_for(&index->work, &index->lock, GATHER_MS);
        pthread_mutex_unlock(&index->lock);
        (void)index_sync_log(index, NULL); /* a failure poisons, so that everyone learns of it */
        pthread_mutex_lock(&index->lock);
    }
    pthread_mutex_unlock(&index->lock);
    return NULL;
}

/* Where nothing may be merged (segments that wait for their expiry), there may be more of them. With the lock held. */
static bool may_flush(const struct index *index)
{
    struct index_merge_plan plan;
    if (!index_sealed(index))
        return false;
    return index->state->part_count < INDEX_SEGMENTS_MOST || !(index->merging || index_merge_wanted(index, &plan));
}

/* Takes the replaced states that nobody reads any more from the list, as a list. With the lock held. */
static struct index_state *take_unread(struct index *index)
{
    struct index_state *unread = NULL;
    for (struct index_state **at = &index->replaced; *at;) {
        struct index_state *state = *at;
        if (atomic_load(&state->holders) > 1) {
            at = &state->next;
            continue;
        }
        *at = state->next;
        state->next = unread;
        unread = state;
    }
    return unread;
}

/* Lets go of what nobody reads any more, or waits. With the lock held, which is given up meanwhile. */
static void wait_for_work(struct index *index)
{
    struct index_state *unread = take_unread(index);
    if (unread) {
        pthread_mutex_unlock(&index->lock);
        index_states_release(unread);
        pthread_mutex_lock(&index->lock);
    } else if (index->replaced) {
        sys_cond_wait_for(&index->work, &index->lock, REREAD_MS);
    } else {
        pthread_cond_wait(&index->work, &index->lock);
    }
}

static void *run_flusher(void *arg)
{
    struct index *index = arg;
    pthread_mutex_lock(&index->lock);
    while (!index->stop) {
        if (index->paused || index->poisoned || !may_flush(index)) {
            wait_for_work(index);
            continue;
        }
        index->flushing = true;
        pthread_mutex_unlock(&index->lock);
        (void)index_flush_sealed(index, NULL); /* a failure poisons */
        pthread_mutex_lock(&index->lock);
        index->flushing = false;
        pthread_cond_broadcast(&index->changed);
    }
    pthread_mutex_unlock(&index->lock);
    return NULL;
}

static void *run_merger(void *arg)
{
    struct index *index = arg;
    pthread_mutex_lock(&index->lock);
    while (!index->stop) {
        struct index_merge_plan plan;
        if (index->paused || index->poisoned || !index_merge_wanted(index, &plan)) {
            wait_for_work(index);
            continue;
        }
        index_merge_number(index, &plan);
        index->merging = true;
        pthread_mutex_unlock(&index->lock);
        (void)index_merge_run(index, &plan, NULL);
        pthread_mutex_lock(&index->lock);
        index->merging = false;
        pthread_cond_broadcast(&index->changed);
        pthread_cond_broadcast(&index->work);
    }
    pthread_mutex_unlock(&index->lock);
    return NULL;
}

stet_status index_background_start(struct index *index, stet_error *err)
{
    if (index->options.foreground)
        return index_background_kick(index, err);
    stet_status status = sys_thread_start(&index->flusher, run_flusher, index, err);
    if (!status)
        status = sys_thread_start(&index->merger, run_merger, index, err);
    if (!status && index->options.sync == INDEX_SYNC_BATCH)
        status = sys_thread_start(&index->syncer, run_syncer, index, err);
    return status;
}

void index_background_stop(struct index *index)
{
    pthread_mutex_lock(&index->lock);
    index->stop = true;
    pthread_cond_broadcast(&index->work);
    pthread_mutex_unlock(&index->lock);
    sys_thread_join(&index->syncer);
    sys_thread_join(&index->flusher);
    sys_thread_join(&index->merger);
}

stet_status index_background_pause(struct index *index, stet_error *err)
{
    pthread_mutex_lock(&index->lock);
    index->paused = true;
    while (index->flushing || index->merging)
        pthread_cond_wait(&index->changed, &index->lock);
    stet_status status = index_usable(index, err);
    pthread_mutex_unlock(&index->lock);
    return status;
}

void index_background_resume(struct index *index)
{
    pthread_mutex_lock(&index->lock);
    index->paused = false;
    pthread_cond_broadcast(&index->work);
    pthread_mutex_unlock(&index->lock);
}

stet_status index_background_kick(struct index *index, stet_error *err)
{
    if (!index->options.foreground) {
        pthread_mutex_lock(&index->lock);
        pthread_cond_broadcast(&index->work);
        pthread_mutex_unlock(&index->lock);
        return STET_OK;
    }
    return index_flush_and_merge(index, err);
}

stet_status index_background_wait(struct index *index, uint32_t milliseconds, stet_error *err)
{
    uint64_t now = sys_clock(), end = now + milliseconds * UINT64_C(1000000);
    pthread_mutex_lock(&index->lock);
    stet_status status = index_usable(index, err);
    for (; !status && index_sealed(index) && now < end; now = sys_clock()) {
        sys_cond_wait_for(&index->changed, &index->lock, (uint32_t)((end - now + 999999) / 1000000));
        status = index_usable(index, err);
    }
    pthread_mutex_unlock(&index->lock);
    return status;
}

stet_status index_merge_all(struct index *index, stet_error *err)
{
    for (;;) {
        struct index_merge_plan plan;
        pthread_mutex_lock(&index->lock);
        bool wanted = index_merge_wanted(index, &plan);
        if (wanted)
            index_merge_number(index, &plan);
        pthread_mutex_unlock(&index->lock);
        if (!wanted)
            return STET_OK;
        stet_status status = index_merge_run(index, &plan, err);
        if (status)
            return status;
    }
}

stet_status index_flush_and_merge(struct index *index, stet_error *err)
{
    stet_status status = index_merge_all(index, err);
    if (!status)
        status = index_flush_sealed(index, err);
    return status ? status : index_merge_all(index, err);
}
