/* A table becomes a segment and a text file:
 *
 *     1 write both, fsync, rename     3 fsync of the log; the manifest, with the segment and without the log
 *     2 fsync the folder              4 remove the log; 5 the new state
 *
 * 3 and 4 are index_commit. What dies in the table meanwhile dies in the segment as well, before 3 and again before 4. */
#include <assert.h>
#include <stdlib.h>

#include "base/error.h"
#include "index/writer.h"

struct flush {
    struct index *index;
    struct index_table *table;
    uint64_t change;  /* what was dead by then is left out */
    uint32_t *locals; /* in the segment, of each article of the table; INDEX_NO_ARTICLE */
    uint32_t count;   /* of articles in the segment */
    struct index_part *part;
    struct index_text_part *text;
    struct index_text_part *model; /* whose dictionary serves once more; NULL: one is trained */
};

struct index_table *index_sealed(const struct index *index)
{
    return index->state->table_count > (index->active ? 1 : 0) ? index->state->tables[0] : NULL;
}

stet_status index_seal(struct index *index, stet_error *err)
{
    if (!index->active || !index_table_count(index->active))
        return STET_OK;
    pthread_mutex_lock(&index->lock);
    stet_status status = index_usable(index, err);
    if (!status)
        status = index_write_held(index, err);
    if (!status) {
        assert(index->sealed.file < 0); /* its table is in a segment: the commit had it synced before */
        index->sealed = index->log;
        index->sealed_synced = index->synced_end;
        index->log_before = index->record_end;
        index->log.frame = (struct stet_buf)STET_BUF_INIT;
        index->log.file = -1;
        index->active = NULL;
        index->record_end = index->synced_end = index->recorded_end = 0;
        index->dirty = true;
        if (index->syncer_waits)
            pthread_cond_broadcast(&index->work);
    }
    pthread_mutex_unlock(&index->lock);
    return status;
}

/* An article of the table as the builders want it. */
struct unpacked {
    struct index_logged logged;
    uint64_t bands[INDEX_MAX_BANDS], passages[INDEX_MAX_KEPT];
    uint32_t minhash[INDEX_MAX_HASHES];
};

/* Of a sealed table only what has gone from it still changes, which is not looked at here. */
static void unpack(struct unpacked *out, const struct flush *flush, uint32_t article)
{
    index_table_get(flush->table, article, &out->logged);
    index_record_unpack(&out->logged, &flush->index->shape, out->bands, out->passages, out->minhash);
}

static stet_status add_articles(struct flush *flush, struct index_segment_builder *segment,
                                struct index_text_builder *text, stet_error *err)
{
    struct unpacked *article = malloc(sizeof *article);
    if (!article)
        return stet_fail_memory(err);
    stet_status status = STET_OK;
    for (uint32_t i = 0; !status && i < index_table_count(flush->table); i++) {
        if (flush->locals[i] == INDEX_NO_ARTICLE)
            continue;
        unpack(article, flush, i);
        status = index_text_add(text, article->logged.meta, article->logged.text, &article->logged.article.place, err);
        if (!status)
            status = index_segment_add(segment, &article->logged.article, err);
    }
    free(article);
    return status;
}

/* Where it cannot be read, a new one is trained. */
static stet_span model_dictionary(const struct flush *flush)
{
    struct index_text *text;
    if (!flush->model || index_text_part_get(flush->model, &text, NULL))
        return (stet_span){NULL, 0};
    return index_text_dictionary(text);
}

static stet_status build(struct flush *flush, uint64_t id, uint64_t text_id, struct index_file *segment_file,
                         struct index_file *text_file, stet_error *err)
{
    struct index_segment_builder *segment = NULL;
    struct index_text_builder *text = NULL;
    const struct index_segment_options segment_options = {.shape = flush->index->shape, .id = id};
    const struct index_text_options text_options = {
        .shape = flush->index->shape, .id = text_id, .dictionary = model_dictionary(flush)};
    stet_status status =
        index_segment_builder_create(&segment, &segment_options, index_file_sink(segment_file), err);
    if (!status)
        status = index_text_builder_create(&text, &text_options, index_file_sink(text_file), err);
    if (!status)
        status = add_articles(flush, segment, text, err);
    if (!status)
        status = index_text_finish(text, NULL, err);
    if (!status)
        status = index_segment_finish(segment, NULL, err);
    if (text)
        index_text_builder_free(text);
    if (segment)
        index_segment_builder_free(segment);
    return status;
}

static stet_status open_files(struct flush *flush, uint64_t id, uint64_t text_id, uint64_t bytes, uint64_t text_bytes,
                              stet_error *err)
{
    const struct index *index = flush->index;
    bool missing = false;
    stet_status status = index_part_open(&flush->part, index->folder, id, bytes, &index->shape, &missing, err);
    if (!status && !missing)
        status = index_text_part_open(&flush->text, index->folder, text_id, text_bytes, &index->shape, &missing, err);
    if (!status && missing)
        status = stet_fail(err, STET_ERR_IO, "%s: a file that was just written is gone", index->folder);
    return status;
}

static stet_status write_files(struct flush *flush, stet_error *err)
{
    struct index *index = flush->index;
    struct index_file segment, text;
    uint64_t text_id = index_take_id(index), id = index_take_id(index);
    stet_status status = index_file_start(&segment, index->folder, INDEX_SEGMENT, id, err);
    if (status)
        return status;
    status = index_file_start(&text, index->folder, INDEX_TEXT, text_id, err);
    if (!status)
        status = build(flush, id, text_id, &segment, &text, err);
    if (!status)
        status = index_file_commit(&text, err);
    if (!status)
        status = index_file_commit(&segment, err);
    index_file_drop(&text);
    index_file_drop(&segment);
    if (!status)
        status = sys_folder_sync(index->folder, err);
    return status ? status : open_files(flush, id, text_id, segment.size, text.size, err);
}

/* Which articles go into the segment, and under which numbers. */
static stet_status number_articles(struct flush *flush, stet_error *err)
{
    uint32_t count = index_table_count(flush->table);
    flush->locals = malloc((count + 1) * sizeof *flush->locals);
    if (!flush->locals)
        return stet_fail_memory(err);
    pthread_rwlock_rdlock(&flush->index->guard->lock); /* articles may be removed meanwhile */
    for (uint32_t i = 0; i < count; i++)
        flush->locals[i] =
            flush->change < index_table_until(flush->table, i) ? flush->count++ : INDEX_NO_ARTICLE;
    pthread_rwlock_unlock(&flush->index->guard->lock);
    return STET_OK;
}

/* With the lock held. */
static stet_status carry_deaths(struct flush *flush, stet_error *err)
{
    uint32_t count = index_table_count(flush->table);
    stet_status status = STET_OK;
    for (uint32_t i = 0; flush->part && !status && i < count; i++) {
        uint64_t until = index_table_until(flush->table, i);
        if (flush->locals[i] == INDEX_NO_ARTICLE || until == INDEX_NEVER)
            continue;
        status = index_part_reserve(flush->part, 1, err);
        if (!status)
            index_part_kill(flush->part, flush->locals[i], until);
    }
    return status;
}

/* The state of now with the segment in the table's place. With the lock held. */
static stet_status make_next(struct flush *flush, struct index_state **next, stet_error *err)
{
    stet_status status = carry_deaths(flush, err);
    if (!status)
        status = index_state_copy(next, flush->index->state, 1, err);
    if (status)
        return status;
    index_state_drop_table(*next, 0);
    if (flush->part) {
        index_part_hold(flush->part);
        index_state_add_part(*next, (*next)->part_count, flush->part, INDEX_NO_HORIZON);
        index_text_part_hold(flush->text);
        index_state_add_text(*next, flush->text);
    }
    return STET_OK;
}

static stet_status put_in_place(struct flush *flush, stet_error *err)
{
    struct index *index = flush->index;
    struct index_state *next;
    uint64_t log = index_table_log(flush->table);
    pthread_mutex_lock(&index->lock);
    stet_status status = make_next(flush, &next, err);
    struct index_commit commit = {status ? NULL : next, log + 1, index->lineage};
    pthread_mutex_unlock(&index->lock);
    if (status)
        return status;
    status = index_commit(index, &commit, err);
    index_state_release(next);
    if (status)
        return status;
    pthread_mutex_lock(&index->lock);
    status = make_next(flush, &next, err);
    if (!status)
        index_publish(index, next);
    pthread_mutex_unlock(&index->lock);
    return status;
}

static stet_status run(struct flush *flush, stet_error *err)
{
    stet_status status = number_articles(flush, err);
    if (!status && flush->count)
        status = write_files(flush, err);
    if (status)
        return status;
    pthread_mutex_lock(&flush->index->commit);
    status = put_in_place(flush, err);
    pthread_mutex_unlock(&flush->index->commit);
    return status;
}

stet_status index_flush_sealed(struct index *index, stet_error *err)
{
    struct flush flush = {.index = index};
    pthread_mutex_lock(&index->lock);
    stet_status status = index_usable(index, err);
    flush.table = status ? NULL : index_sealed(index);
    flush.change = index->change;
    if (flush.table)
        index_table_hold(flush.table);
    if (flush.table && index->state->text_count) {
        flush.model = index->state->texts[index->state->text_count - 1];
        index_text_part_hold(flush.model);
    }
    pthread_mutex_unlock(&index->lock);
    if (!flush.table)
        return status;
    stet_error reason = {0};
    status = run(&flush, &reason);
    if (status) {
        index_poison(index, status, &reason);
        if (err)
            *err = reason;
    }
    index_part_release(flush.part);
    index_text_part_release(flush.text);
    index_text_part_release(flush.model);
    index_table_release(flush.table);
    free(flush.locals);
    return status;
}
