/* Segments that follow each other become one, without what is dead or expired in them. The steps are those of flush.c;
 * numbers of articles that die meanwhile are carried over by counting those that stay. */
#include <stdlib.h>

#include "base/error.h"
#include "index/policy.h"
#include "index/writer.h"

#define TEXT_FILES_MANY 256
#define REWRITE_FLUSHES 32

struct source {
    size_t at;       /* in the state in which the merge begins */
    uint32_t base;   /* number of the first of its articles in the new segment */
    uint64_t *gone;  /* a bit for each article that stays out */
    uint32_t *stays; /* how many before each word of 64 stay */
    struct index_segment *segment;
};

struct merge {
    struct index *index;
    const struct index_merge_plan *plan;
    struct index_state *before;
    uint64_t change;
    struct source *sources;
    size_t count;
    uint64_t kept; /* articles of the new segment */
    struct index_part *part;
    struct index_text_part *text;
};

static bool is_gone(void *ctx, uint32_t article)
{
    const struct source *source = ctx;
    return source->gone[article / 64] >> article % 64 & 1;
}

static stet_status mark_expired(struct source *source, int64_t horizon, stet_error *err)
{
    uint32_t count = index_segment_count(source->segment);
    if (horizon <= index_segment_stat(source->segment)->first)
        return STET_OK;
    for (uint32_t i = 0; i < count; i++) {
        struct index_row row;
        stet_status status = index_segment_row(source->segment, i, &row, err);
        if (status)
            return status;
        if (row.precision && row.published < horizon)
            source->gone[i / 64] |= UINT64_C(1) << i % 64;
    }
    return STET_OK;
}

static stet_status prepare_source(struct merge *merge, struct source *source, stet_error *err)
{
    const struct index_state_part *in = &merge->before->parts[source->at];
    source->segment = in->part->segment;
    size_t count = index_segment_count(source->segment), words = count / 64 + 1;
    source->gone = calloc(words, sizeof *source->gone);
    source->stays = calloc(words, sizeof *source->stays);
    if (!source->gone || !source->stays)
        return stet_fail_memory(err);
    uint32_t *dead, dead_count;
    pthread_mutex_lock(&merge->index->lock);
    stet_status status = index_part_dead(in->part, merge->change, &dead, &dead_count, err);
    pthread_mutex_unlock(&merge->index->lock);
    for (uint32_t i = 0; !status && i < dead_count; i++)
        source->gone[dead[i] / 64] |= UINT64_C(1) << dead[i] % 64;
    free(dead);
    if (!status)
        status = mark_expired(source, in->horizon, err);
    if (status)
        return status;
    source->base = (uint32_t)merge->kept;
    uint32_t stay = 0;
    for (size_t w = 0; w < words; w++) {
        size_t here = w + 1 < words ? 64 : count % 64;
        source->stays[w] = stay;
        stay += (uint32_t)(here - (size_t)__builtin_popcountll(source->gone[w]));
    }
    merge->kept += stay;
    return STET_OK;
}

static uint32_t new_number(const struct source *source, uint32_t article)
{
    uint64_t below = (UINT64_C(1) << article % 64) - 1;
    return source->base + source->stays[article / 64] + article % 64 -
           (uint32_t)__builtin_popcountll(source->gone[article / 64] & below);
}

/* The run by its ids, in a state in which parts may have been dropped meanwhile. */
static bool find_run(const struct index_state *state, const struct index_merge_plan *plan, size_t *from)
{
    *from = index_state_find_part(state, plan->first);
    return *from != SIZE_MAX && *from + plan->count <= state->part_count &&
           state->parts[*from + plan->count - 1].part->id == plan->last;
}

static stet_status prepare(struct merge *merge, stet_error *err)
{
    size_t from;
    merge->sources = calloc(merge->plan->count + 1, sizeof *merge->sources);
    if (!merge->sources)
        return stet_fail_memory(err);
    if (!find_run(merge->before, merge->plan, &from))
        return STET_OK;
    stet_status status = STET_OK;
    for (; !status && merge->count < merge->plan->count; merge->count++) {
        struct source *source = &merge->sources[merge->count];
        source->at = from + merge->count;
        status = prepare_source(merge, source, err);
    }
    if (!status && merge->kept > INDEX_MAX_ARTICLES)
        status = stet_fail(err, STET_ERR_LIMIT, "a segment of an index holds at most %u articles", INDEX_MAX_ARTICLES);
    return status;
}

/* ---- Writing -------------------------------------------------------------------------------------------------*/

static stet_status open_texts(const struct merge *merge, struct index_text **texts, stet_error *err)
{
    stet_status status = STET_OK;
    for (size_t i = 0; !status && i < merge->before->text_count; i++)
        status = index_text_part_get(merge->before->texts[i], &texts[i], err);
    return status;
}

static stet_status merge_into(const struct merge *merge, struct index_text_builder *rewrite,
                              struct index_text *const *texts, struct index_file *file, stet_error *err)
{
    struct index_merge_input *inputs = calloc(merge->count + 1, sizeof *inputs);
    if (!inputs)
        return stet_fail_memory(err);
    for (size_t i = 0; i < merge->count; i++)
        inputs[i] = (struct index_merge_input){merge->sources[i].segment, is_gone, &merge->sources[i]};
    const struct index_merge run = {.inputs = inputs,
                                    .count = merge->count,
                                    .rewrite = rewrite,
                                    .texts = texts,
                                    .text_count = rewrite ? merge->before->text_count : 0};
    const struct index_segment_options options = {.shape = merge->index->shape, .id = merge->plan->id};
    stet_status status = index_segment_merge(&run, &options, index_file_sink(file), NULL, err);
    free(inputs);
    return status;
}

static stet_status write_segment(struct merge *merge, struct index_text_builder *rewrite,
                                 struct index_text *const *texts, stet_error *err)
{
    struct index_file file;
    const struct index *index = merge->index;
    stet_status status = index_file_start(&file, index->folder, INDEX_SEGMENT, merge->plan->id, err);
    if (status)
        return status;
    status = merge_into(merge, rewrite, texts, &file, err);
    if (!status)
        status = index_file_commit(&file, err);
    index_file_drop(&file);
    bool missing = false;
    if (!status)
        status = sys_folder_sync(index->folder, err);
    if (!status)
        status =
            index_part_open(&merge->part, index->folder, merge->plan->id, file.size, &index->shape, &missing, err);
    return !status && missing ? stet_fail(err, STET_ERR_IO, "%s is gone", file.final.text) : status;
}

static stet_status write_both(struct merge *merge, struct index_text **texts, stet_error *err)
{
    struct index_file file;
    struct index_text_builder *builder;
    const struct index *index = merge->index;
    const struct index_text_options options = {.shape = index->shape, .id = merge->plan->text_id};
    stet_status status = open_texts(merge, texts, err);
    if (!status)
        status = index_file_start(&file, index->folder, INDEX_TEXT, merge->plan->text_id, err);
    if (status)
        return status;
    status = index_text_builder_create(&builder, &options, index_file_sink(&file), err);
    if (!status) {
        status = write_segment(merge, builder, texts, err);
        if (!status)
            status = index_text_finish(builder, NULL, err);
        index_text_builder_free(builder);
    }
    if (!status)
        status = index_file_commit(&file, err);
    index_file_drop(&file);
    bool missing = false;
    if (!status)
        status = sys_folder_sync(index->folder, err);
    if (!status)
        status = index_text_part_open(&merge->text, index->folder, options.id, file.size, &index->shape, &missing, err);
    return !status && missing ? stet_fail(err, STET_ERR_IO, "%s is gone", file.final.text) : status;
}

static stet_status write_files(struct merge *merge, stet_error *err)
{
    if (!merge->kept)
        return STET_OK;
    if (!merge->plan->rewrite)
        return write_segment(merge, NULL, NULL, err);
    struct index_text **texts = calloc(merge->before->text_count + 1, sizeof(struct index_text *));
    if (!texts)
        return stet_fail_memory(err);
    stet_status status = write_both(merge, texts, err);
    free(texts);
    return status;
}

/* ---- Putting in place ----------------------------------------------------------------------------------------*/

/* With the lock held. */
static stet_status carry_deaths(struct merge *merge, stet_error *err)
{
    stet_status status = STET_OK;
    for (size_t i = 0; merge->part && !status && i < merge->count; i++) {
        const struct source *source = &merge->sources[i];
        const struct index_part *part = merge->before->parts[source->at].part;
        status = index_part_reserve(merge->part, part->dead_count, err);
        for (size_t s = 0; !status && s < part->slot_count; s++)
            if (part->dead[s].since && !is_gone((void *)(uintptr_t)source, part->dead[s].article))
                index_part_kill(merge->part, new_number(source, part->dead[s].article), part->dead[s].since);
    }
    return status;
}

/* The state of now with the new segment in the place of those sources that are still there, expired as they are. With the
 * lock held. */
static stet_status make_next(struct merge *merge, struct index_state **next, stet_error *err)
{
    stet_status status = carry_deaths(merge, err);
    if (!status)
        status = index_state_copy(next, merge->index->state, 1, err);
    if (status)
        return status;
    size_t place = SIZE_MAX;
    int64_t horizon = INDEX_NO_HORIZON;
    for (size_t i = merge->count; i; i--) {
        size_t was = merge->sources[i - 1].at;
        size_t at = index_state_find_part(*next, merge->before->parts[was].part->id);
        if (at == SIZE_MAX)
            continue;
        if ((*next)->parts[at].horizon > merge->before->parts[was].horizon && (*next)->parts[at].horizon > horizon)
            horizon = (*next)->parts[at].horizon;
        index_state_drop_part(*next, at);
        place = at;
    }
    if (place != SIZE_MAX && merge->part) {
        index_part_hold(merge->part);
        index_state_add_part(*next, place, merge->part, horizon);
        if (merge->text) {
            index_text_part_hold(merge->text);
            index_state_add_text(*next, merge->text);
        }
    }
    index_state_drop_texts(*next);
    /* A compaction has everything in its segment: a log that is left has no articles, and what it took out is out. */
    while (merge->plan->lineage && (*next)->table_count)
        index_state_drop_table(*next, 0);
    if (merge->plan->blob) {
        index_blob_release((*next)->blob);
        atomic_fetch_add(&merge->plan->blob->holders, 1);
        (*next)->blob = merge->plan->blob;
    }
    return STET_OK;
}

static stet_status put_in_place(struct merge *merge, stet_error *err)
{
    struct index *index = merge->index;
    struct index_state *next;
    pthread_mutex_lock(&index->lock);
    stet_status status = make_next(merge, &next, err);
    bool fresh = merge->plan->lineage != 0;
    struct index_commit commit = {status ? NULL : next, fresh ? 1 : index->first_log,
                                  fresh ? merge->plan->lineage : index->lineage};
    pthread_mutex_unlock(&index->lock);
    if (status)
        return status;
    status = index_commit(index, &commit, err);
    index_state_release(next);
    if (status)
        return status;
    pthread_mutex_lock(&index->lock);
    status = make_next(merge, &next, err);
    if (!status)
        index_publish(index, next);
    pthread_mutex_unlock(&index->lock);
    return status;
}

static void free_merge(struct merge *merge)
{
    for (size_t i = 0; merge->sources && i < merge->plan->count; i++) {
        free(merge->sources[i].gone);
        free(merge->sources[i].stays);
    }
    free(merge->sources);
    index_part_release(merge->part);
    index_text_part_release(merge->text);
    index_state_release(merge->before);
}

stet_status index_merge_run(struct index *index, const struct index_merge_plan *plan, stet_error *err)
{
    struct merge merge = {.index = index, .plan = plan};
    stet_error reason = {0};
    pthread_mutex_lock(&index->lock);
    stet_status status = index_usable(index, err);
    merge.before = index->state;
    index_state_hold(merge.before);
    merge.change = index->change;
    pthread_mutex_unlock(&index->lock);
    if (!status) {
        status = prepare(&merge, &reason);
        if (!status)
            status = write_files(&merge, &reason);
        if (!status) {
            pthread_mutex_lock(&index->commit);
            status = put_in_place(&merge, &reason);
            pthread_mutex_unlock(&index->commit);
        }
        if (status) {
            index_poison(index, status, &reason);
            if (err)
                *err = reason;
        }
    }
    free_merge(&merge);
    return status;
}

bool index_merge_wanted(const struct index *index, struct index_merge_plan *plan)
{
    const struct index_state *state = index->state;
    struct index_policy_segment segments[64];
    size_t begin = 0, count = 0, from;
    /* More than that there are only where nothing may be merged. */
    if (state->part_count > sizeof segments / sizeof *segments)
        begin = state->part_count - sizeof segments / sizeof *segments;
    for (size_t i = begin; i < state->part_count; i++) {
        const struct index_segment_stat *stat = index_segment_stat(state->parts[i].part->segment);
        segments[count++] = (struct index_policy_segment){stat->articles, stat->first, stat->last};
    }
    uint64_t unit = index->options.flush_articles;
    if (!index_policy(segments, count, unit, index->options.window, &from))
        return false;
    *plan = (struct index_merge_plan){.first = state->parts[begin + from].part->id,
                                      .last = state->parts[state->part_count - 1].part->id,
                                      .count = count - from};
    uint64_t articles = 0;
    for (size_t i = from; i < count; i++)
        articles += segments[i].articles;
    /* Texts stay where they are when segments merge, until there are so many files that opening them takes long; then
     * those of small merges are put together. */
    plan->rewrite = state->text_count > TEXT_FILES_MANY && articles <= REWRITE_FLUSHES * unit;
    return true;
}

void index_merge_number(struct index *index, struct index_merge_plan *plan)
{
    plan->id = index->next_id++;
    plan->text_id = index->next_id++;
}
