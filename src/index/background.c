/* Three threads: one fsyncs the log (sync mode batch), one makes segments of full tables and one merges. A merge may take
 * seconds, in which many segments are made: those behind the run that is being merged are merged by the flusher as long as
 * that is quick and nobody waits for the next one. */
#include "base/error.h"
#include "index/policy.h"
#include "index/writer.h"

#define GATHER_MS 10   /* how long an add may wait for others to share its fsync */
#define QUICK_FLUSHES 8 /* a merge of so many is quick */
#define SEGMENTS_HELD_UP 12 /* with so many even a caller that waits has to wait for the merger */

static void *run_syncer(void *arg)
{
    struct index *index = arg;
    pthread_mutex_lock(&index->lock);
    while (!index->stop) {
        index->syncer_waits = index->poisoned || index->synced_end == index->record_end;
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

static uint64_t run_size(const struct index *index, const struct index_merge_plan *plan)
{
    uint64_t articles = 0;
    size_t from = index_state_find_part(index->state, plan->first);
    for (size_t i = 0; i < plan->count; i++)
        articles += index_segment_count(index->state->parts[from + i].part->segment);
    return articles;
}

/* With the lock held, which is given up meanwhile. */
static void merge_behind(struct index *index)
{
    struct index_merge_plan plan;
    uint64_t quick = QUICK_FLUSHES * (uint64_t)index->options.flush_articles;
    if (!index->merging || index->pressed || !index_merge_wanted(index, true, &plan) || run_size(index, &plan) > quick)
        return;
    index_merge_number(index, &plan);
    index->merging_behind = true; /* no segment is in two merges: the merger begins nothing new meanwhile */
    pthread_mutex_unlock(&index->lock);
    (void)index_merge_run(index, &plan, NULL);
    pthread_mutex_lock(&index->lock);
    index->merging_behind = false;
    pthread_cond_broadcast(&index->work);
}

/* One more segment while a merge is under way would be one too many; the table can wait for it, unless the next one is
 * filling up. With the lock held. */
static bool may_flush(const struct index *index)
{
    if (!index_sealed(index))
        return false;
    if (index->merging && index->state->part_count >= SEGMENTS_HELD_UP)
        return false;
    return !index->merging || index->pressed || index->state->part_count < INDEX_SEGMENTS_MOST;
}

static void *run_flusher(void *arg)
{
    struct index *index = arg;
    pthread_mutex_lock(&index->lock);
    while (!index->stop) {
        if (index->paused || index->poisoned || !may_flush(index)) {
            pthread_cond_wait(&index->work, &index->lock);
            continue;
        }
        index->flushing = true;
        pthread_mutex_unlock(&index->lock);
        stet_status status = index_flush_sealed(index, NULL);
        pthread_mutex_lock(&index->lock);
        if (!status)
            merge_behind(index);
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
        if (index->paused || index->poisoned || index->merging_behind || !index_merge_wanted(index, false, &plan)) {
            pthread_cond_wait(&index->work, &index->lock);
            continue;
        }
        index_merge_number(index, &plan);
        index->merging = true;
        index->merging_last = plan.last;
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
    stet_status status = index_flush_sealed(index, err);
    return status ? status : index_merge_all(index, err);
}

stet_status index_background_wait(struct index *index, stet_error *err)
{
    if (index->options.foreground)
        return index_flush_sealed(index, err);
    pthread_mutex_lock(&index->lock);
    stet_status status = index_usable(index, err);
    while (!status && index_sealed(index)) {
        pthread_cond_wait(&index->changed, &index->lock);
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
        bool wanted = index_merge_wanted(index, false, &plan);
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
