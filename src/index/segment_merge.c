/* Merging: rows and ids pass through a builder in the order of the articles; the tables are read page by page, in the
 * parts in which they are written, copies put back, and go through the same code as if they had just been posted. */
#include <stdlib.h>

#include "base/error.h"
#include "index/builder.h"
#include "index/reader.h"
#include "index/sort.h"
#include "index/textfile.h"

#define NO_SOURCE UINT32_MAX
#define REPORT_ROWS 4096 /* articles between two reports */

/* An input while it is merged. */
struct source {
    const struct index_segment *segment;
    uint32_t *number; /* of each article in the output, or INDEX_NO_ARTICLE */
    struct copies_view *pages; /* of its copies; lost ones are empty */
    uint64_t page_count;
    uint64_t *copied; /* a bit for each article that has copies: few have */
    struct index_cursor names;
    uint32_t *sources; /* their numbers in the output, or NO_SOURCE */
};

struct merging {
    const struct index_merge *merge;
    struct index_segment_builder *builder;
    struct source *sources;
    uint64_t total, done; /* articles of the inputs */
    /* The page of ids of an input that has made up the output's so far: how much of it. */
    const struct source *paged;
    uint32_t next_paged;
    struct index_cursor ids, texts;
};

static stet_status report(const struct merging *merging, double done, stet_error *err)
{
    return merging->merge->progress ? merging->merge->progress(merging->merge->ctx, done, err) : STET_OK;
}

/* Whether damage is forgiven: it is then reported. */
static bool forgive(const struct merging *merging, stet_status status, const stet_error *err)
{
    if (status != STET_ERR_CORRUPT || !merging->merge->lost)
        return false;
    merging->merge->lost(merging->merge->ctx, err);
    return true;
}

static stet_status mark_copied(const struct source *source, const struct copies_view *view, uint64_t page,
                               stet_error *err)
{
    for (uint64_t i = 0; i < view->count; i++) {
        struct copy copy = {0};
        const char *reason = copies_get(&source->segment->copy_table, view, i, &copy);
        if (reason)
            return paged_damage(&source->segment->file, source->segment->copies, page, reason, err);
        source->copied[copy.of / 64] |= UINT64_C(1) << copy.of % 64;
    }
    return STET_OK;
}

static stet_status read_copies(const struct merging *merging, struct source *source, stet_error *err)
{
    source->page_count = source->segment->copies->pages;
    source->pages = calloc(source->page_count + 1, sizeof *source->pages);
    source->copied = calloc(source->page_count + 1, COPIES_PAGE / 8);
    if (!source->pages || !source->copied)
        return stet_fail_memory(err);
    for (uint64_t page = 0; page < source->page_count; page++) {
        stet_status status = segment_copies(source->segment, page, &source->pages[page], err);
        if (!status)
            status = mark_copied(source, &source->pages[page], page, err);
        if (status) {
            source->pages[page].count = 0;
            if (!forgive(merging, status, err))
                return status;
        }
    }
    return STET_OK;
}

static const struct index_text *text_file(const struct index_merge *merge, uint64_t id)
{
    for (size_t i = merge->text_count; i > 0; i--)
        if (index_text_id(merge->texts[i - 1]) == id)
            return merge->texts[i - 1];
    return NULL;
}

static stet_status copy_text(struct merging *merging, struct index_place *place, stet_error *err)
{
    const struct index_text *from = text_file(merging->merge, place->text);
    if (!from)
        return stet_fail(err, STET_ERR_CORRUPT, "a row points into a text file that the index does not have");
    stet_span meta = {0}, text = {0};
    stet_status status = index_text_read(from, &merging->texts, place->entry, &meta, &text, err);
    if (status == STET_ERR_USAGE) {
        status = STET_ERR_CORRUPT;
        if (err)
            err->code = status;
    }
    return status ? status : index_text_add(merging->merge->rewrite, meta, text, place, err);
}

/* Ids that make up the same page as before need not be compressed again; but for a compaction, which is to give the same
 * bytes whatever library wrote what it reads. */
static void keep_page(struct merging *merging, const struct source *source, uint32_t article)
{
    uint32_t at = article % STRINGS_PAGE, to = index_segment_builder_count(merging->builder) % STRINGS_PAGE;
    bool follows = !at || (merging->paged == source && merging->next_paged == article);
    merging->paged = at == to && follows ? source : NULL;
    merging->next_paged = article + 1;
    if (!merging->paged || merging->next_paged % STRINGS_PAGE || merging->merge->rewrite)
        return;
    const unsigned char *body = NULL;
    size_t size = 0;
    if (!paged_read(&source->segment->file, source->segment->ids, article / STRINGS_PAGE, &body, &size, NULL))
        merging->builder->ids_as = (stet_span){(const char *)body, size};
}

/* Each name is looked up once. */
static stet_status merge_source(struct merging *merging, struct source *source, uint32_t *number, stet_error *err)
{
    uint32_t *known = &source->sources[*number];
    stet_span name = {0};
    stet_status status = STET_OK;
    if (*known == NO_SOURCE)
        status = index_segment_source(source->segment, &source->names, *number, &name, err);
    if (!status && *known == NO_SOURCE)
        status = builder_source(merging->builder, name, known, err);
    *number = *known;
    return status;
}

static stet_status merge_row(struct merging *merging, struct source *source, uint32_t article, stet_error *err)
{
    struct index_row row = {0};
    stet_span id = {0};
    stet_status status = index_segment_row(source->segment, article, &row, err);
    if (!status)
        status = index_segment_article_id(source->segment, &merging->ids, article, &id, err);
    if (!status && row.place.text && merging->merge->rewrite)
        status = copy_text(merging, &row.place, err);
    if (!status && index_segment_builder_count(merging->builder) == INDEX_MAX_ARTICLES)
        status = stet_fail(err, STET_ERR_LIMIT, "a segment takes at most %u articles", INDEX_MAX_ARTICLES);
    if (!status) /* at last: a name is of some article */
        status = merge_source(merging, source, &row.source, err);
    if (!status) {
        keep_page(merging, source, article);
        source->number[article] = index_segment_builder_count(merging->builder);
        status = builder_put(merging->builder, &row, id, err);
    }
    return status;
}

static stet_status merge_rows(struct merging *merging, struct source *source, const struct index_merge_input *input,
                              stet_error *err)
{
    uint32_t count = index_segment_count(source->segment);
    source->number = reallocarray(NULL, (size_t)count + 1, sizeof *source->number);
    source->sources = reallocarray(NULL, (size_t)source->segment->stat.sources + 1, sizeof *source->sources);
    if (!source->number || !source->sources)
        return stet_fail_memory(err);
    for (uint32_t i = 0; i < source->segment->stat.sources; i++)
        source->sources[i] = NO_SOURCE;
    for (uint32_t article = 0; article < count; article++) {
        source->number[article] = INDEX_NO_ARTICLE;
        stet_status status = STET_OK;
        if (++merging->done % REPORT_ROWS == 0)
            status = report(merging, 0.5 * (double)merging->done / (double)merging->total, err);
        if (!status && !(input->dropped && input->dropped(input->ctx, article)))
            status = merge_row(merging, source, article, err);
        if (status && !forgive(merging, status, err))
            return status;
    }
    return STET_OK;
}

/* ---- Tables --------------------------------------------------------------------------------------------------------*/

static bool reserve(struct sorter *sorter, size_t count, size_t extra)
{
    void *records = sorter->records;
    bool ok = stet_grow(&records, &sorter->capacity, 2 * (count + extra), sizeof *sorter->records);
    sorter->records = records;
    return ok;
}

/* The record of an article that is still there, and of its copies that agree in this table. There is room for `left`
 * articles. */
static const char *expand(const struct source *source, unsigned table, uint64_t record, struct sorter *sorter,
                          size_t left, size_t *count)
{
    uint32_t article = (uint32_t)record, number = source->number[article];
    uint64_t key = record >> 32 << 32;
    if (number != INDEX_NO_ARTICLE)
        sorter->records[(*count)++] = key | number;
    if (!source->page_count || !(source->copied[article / 64] >> article % 64 & 1))
        return NULL;
    const struct copies_view *view = &source->pages[article / COPIES_PAGE];
    for (uint64_t i = copies_find(view, article); i < view->count; i++) {
        struct copy copy = {0};
        const char *reason = copies_get(&source->segment->copy_table, view, i, &copy);
        if (reason)
            return reason;
        if (copy.of != article)
            break;
        number = source->number[copy.article];
        if (number == INDEX_NO_ARTICLE || !copies_agree(view, i, table))
            continue;
        if (!reserve(sorter, *count, left + 1))
            return STRINGS_NO_MEMORY;
        sorter->records[(*count)++] = key | number;
    }
    return NULL;
}

static stet_status load_page(const struct source *source, unsigned table, uint64_t page, struct sorter *sorter,
                             struct sorter *decoded, size_t *count, stet_error *err)
{
    const struct index_segment *segment = source->segment;
    struct post_view view;
    stet_status status = segment_postings(segment, table, page, &view, err);
    if (status)
        return status;
    if (!reserve(decoded, 0, (size_t)view.count) || !reserve(sorter, *count, (size_t)view.count))
        return stet_fail_memory(err);
    const char *reason = post_decode(&view, segment->stat.articles, decoded->records);
    for (uint64_t i = 0; !reason && i < view.count; i++)
        reason = expand(source, table, decoded->records[i], sorter, (size_t)(view.count - i), count);
    if (reason == STRINGS_NO_MEMORY)
        return stet_fail_memory(err);
    return reason ? paged_damage(&segment->file, segment->tables[table].section, page, reason, err) : STET_OK;
}

static stet_status load_parts(struct merging *merging, unsigned table, unsigned part, struct sorter *sorter,
                              struct sorter *decoded, size_t *count, stet_error *err)
{
    unsigned parts = tables_parts(&merging->builder->options.shape);
    for (size_t i = 0; i < merging->merge->count; i++) {
        const struct source *source = &merging->sources[i];
        uint64_t each = source->segment->tables[table].shape.pages / parts;
        for (uint64_t page = part * each; page < (part + 1) * each; page++) {
            size_t before = *count;
            stet_status status = load_page(source, table, page, sorter, decoded, count, err);
            if (!status)
                continue;
            *count = before;
            if (!forgive(merging, status, err))
                return status;
        }
    }
    return STET_OK;
}

static stet_status load(void *ctx, unsigned table, unsigned part, unsigned worker, uint64_t **records, size_t *count,
                        stet_error *err)
{
    struct merging *merging = ctx;
    if (table > merging->builder->options.shape.bands)
        return builder_load(merging->builder, table, part, worker, records, count, err);
    struct sorter *sorter = &merging->builder->sorters[worker], decoded = {NULL, 0};
    *count = 0;
    stet_status status = load_parts(merging, table, part, sorter, &decoded, count, err);
    free(decoded.records);
    if (!status)
        *records = *count ? index_sort(sorter->records, sorter->records + *count, *count) : sorter->records;
    return status;
}

static stet_status progress(void *ctx, double done, stet_error *err)
{
    return report(ctx, 0.5 + done / 2, err);
}

static stet_status merge_all(struct merging *merging, struct index_segment_stat *stat, stet_error *err)
{
    const struct index_merge *merge = merging->merge;
    stet_status status = STET_OK;
    for (size_t i = 0; !status && i < merge->count; i++) {
        merging->sources[i].segment = merge->inputs[i].segment;
        if (!index_shape_equal(index_segment_shape(merge->inputs[i].segment), &merging->builder->options.shape))
            return stet_fail(err, STET_ERR_USAGE, "segments of different shapes cannot be merged");
        merging->total += index_segment_count(merge->inputs[i].segment);
    }
    for (size_t i = 0; !status && i < merge->count; i++) {
        status = merge_rows(merging, &merging->sources[i], &merge->inputs[i], err);
        if (!status)
            status = read_copies(merging, &merging->sources[i], err);
    }
    if (status)
        return status;
    uint32_t threads = merging->builder->options.threads;
    const struct tables tables = {
        .threads = threads ? threads : 1, .load = load, .progress = progress, .ctx = merging};
    return builder_finish(merging->builder, &tables, stat, err);
}

stet_status index_segment_merge(const struct index_merge *merge, const struct index_segment_options *options,
                                struct index_sink sink, struct index_segment_stat *stat, stet_error *err)
{
    struct merging merging = {.merge = merge};
    struct index_segment_options own = *options;
    stet_error reason = {0};
    if (merge->lost) {
        own.threads = 1; /* what is lost is reported from one thread, in order */
        err = err ? err : &reason;
    }
    stet_status status = index_segment_builder_create(&merging.builder, &own, sink, err);
    if (status)
        return status;
    merging.sources = calloc(merge->count + 1, sizeof *merging.sources);
    status = merging.sources ? merge_all(&merging, stat, err) : stet_fail_memory(err);
    for (size_t i = 0; merging.sources && i < merge->count; i++) {
        free(merging.sources[i].number);
        free(merging.sources[i].pages);
        free(merging.sources[i].copied);
        free(merging.sources[i].sources);
        index_cursor_free(&merging.sources[i].names);
    }
    free(merging.sources);
    index_cursor_free(&merging.ids);
    index_cursor_free(&merging.texts);
    index_segment_builder_free(merging.builder);
    return status;
}
