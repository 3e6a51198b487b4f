#include <stdlib.h>

#include "base/bits.h"
#include "base/error.h"
#include "index/builder.h"
#include "index/sort.h"

#define DEFAULT_MEMORY ((uint64_t)256 << 20)
#define ID_LEVEL 3 /* of zstd */

static uint32_t threads_of(const struct index_segment_builder *builder)
{
    return builder->options.threads ? builder->options.threads : 1;
}

static stet_status create_runs(struct index_segment_builder *builder, stet_error *err)
{
    const struct index_segment_options *options = &builder->options;
    builder->parts = tables_parts(&options->shape);
    unsigned parts = tables_count(&options->shape) * builder->parts;
    builder->runs_count = (parts + INDEX_PARTITIONS - 1) / INDEX_PARTITIONS;
    builder->runs = calloc(builder->runs_count, sizeof *builder->runs);
    builder->sorters = calloc(threads_of(builder), sizeof *builder->sorters);
    builder->sorted = calloc(parts, sizeof *builder->sorted);
    if (!builder->runs || !builder->sorters || !builder->sorted)
        return stet_fail_memory(err);
    uint64_t memory = options->memory ? options->memory : DEFAULT_MEMORY;
    stet_status status = STET_OK;
    for (unsigned i = 0; !status && i < builder->runs_count; i++)
        status = index_runs_create(&builder->runs[i], memory / builder->runs_count, options->folder, err);
    return status;
}

stet_status index_segment_builder_create(struct index_segment_builder **out,
                                         const struct index_segment_options *options, struct index_sink sink,
                                         stet_error *err)
{
    stet_status status = index_shape_check(&options->shape, err);
    if (status)
        return status;
    struct index_segment_builder *builder = calloc(1, sizeof *builder);
    if (!builder)
        return stet_fail_memory(err);
    builder->options = *options;
    builder->limits.hashes = options->shape.bands * options->shape.rows;
    builder->stat.first = INT64_MAX;
    builder->stat.last = INT64_MIN;
    builder->zstd = ZSTD_createCCtx();
    if (builder->zstd)
        ZSTD_CCtx_setParameter(builder->zstd, ZSTD_c_compressionLevel, ID_LEVEL);
    status = builder->zstd ? create_runs(builder, err) : stet_fail_memory(err);
    if (!status)
        status = paged_writer_init(&builder->writer, PAGED_SEGMENT, options->id, &options->shape, sink, err);
    if (!status)
        status = paged_begin(&builder->writer, PAGED_ROWS, 0, err);
    if (status)
        index_segment_builder_free(builder);
    else
        *out = builder;
    return status;
}

void index_segment_builder_free(struct index_segment_builder *builder)
{
    if (!builder)
        return;
    for (unsigned i = 0; builder->runs && i < builder->runs_count; i++)
        index_runs_free(builder->runs[i]);
    for (uint32_t i = 0; builder->sorters && i < threads_of(builder); i++)
        free(builder->sorters[i].records);
    free(builder->runs);
    free(builder->sorted);
    free(builder->sorters);
    paged_writer_free(&builder->writer);
    stet_buf_free(&builder->page);
    stet_buf_free(&builder->ids.lengths);
    stet_buf_free(&builder->ids.bytes);
    stet_buf_free(&builder->id_pages.bytes);
    free(builder->id_pages.sizes);
    ZSTD_freeCCtx(builder->zstd);
    names_free(&builder->sources);
    free(builder->texts);
    free(builder);
}

uint32_t index_segment_builder_count(const struct index_segment_builder *builder)
{
    return builder->count;
}

/* ---- Adding --------------------------------------------------------------------------------------------------------*/

static stet_status flush_rows(struct index_segment_builder *builder, stet_error *err)
{
    size_t count = builder->count % ROW_PAGE ? builder->count % ROW_PAGE : ROW_PAGE;
    builder->page.size = 0;
    return row_encode(&builder->limits, builder->rows, count, &builder->page)
               ? paged_put(&builder->writer, (unsigned char *)builder->page.data, builder->page.size, err)
               : stet_fail_memory(err);
}

/* The block as a page, or as a page's body that it is known to become. */
static stet_status store_strings(struct index_segment_builder *builder, struct strings_block *block, stet_span as,
                                 struct page_store *store, stet_error *err)
{
    static const char room[PAGED_CHECKSUM];
    void *sizes = store->sizes;
    bool grown = stet_grow(&sizes, &store->capacity, store->count + 1, sizeof *store->sizes);
    store->sizes = sizes;
    size_t before = store->bytes.size;
    if (!grown || (as.size && !(stet_buf_add(&store->bytes, room, sizeof room) &&
                                stet_buf_add(&store->bytes, as.data, as.size))))
        return stet_fail_memory(err);
    stet_status status = STET_OK;
    if (as.size)
        strings_clear(block);
    else
        status = strings_encode(block, builder->zstd, NULL, NULL, 0, &store->bytes, err);
    store->sizes[store->count++] = (uint32_t)(store->bytes.size - before);
    return status;
}

static bool note_text(struct index_segment_builder *builder, uint64_t text)
{
    for (size_t i = builder->limits.text_count; i > 0; i--)
        if (builder->texts[i - 1] == text)
            return true;
    void *texts = builder->texts;
    bool grown = stet_grow(&texts, &builder->text_capacity, builder->limits.text_count + 1, sizeof *builder->texts);
    builder->texts = texts;
    if (!grown)
        return false;
    builder->texts[builder->limits.text_count++] = text;
    builder->limits.texts = builder->texts;
    return true;
}

static void note_time(struct index_segment_stat *stat, const struct index_row *row)
{
    if (!row->precision) {
        stat->timeless++;
        return;
    }
    stat->first = row->published < stat->first ? row->published : stat->first;
    stat->last = row->published > stat->last ? row->published : stat->last;
}

stet_status builder_source(struct index_segment_builder *builder, stet_span name, uint32_t *number, stet_error *err)
{
    if (!names_number(&builder->sources, name, number))
        return stet_fail_memory(err);
    builder->limits.sources = (uint32_t)builder->sources.count;
    return STET_OK;
}

stet_status builder_put(struct index_segment_builder *builder, const struct index_row *row, stet_span id,
                        stet_error *err)
{
    struct index_row *to = &builder->rows[builder->count % ROW_PAGE];
    *to = *row;
    if ((to->place.text && !note_text(builder, to->place.text)) || !strings_add(&builder->ids, id.data, id.size))
        return stet_fail_memory(err);
    note_time(&builder->stat, to);
    builder->count++;
    stet_status status = STET_OK;
    if (builder->count % ROW_PAGE == 0)
        status = flush_rows(builder, err);
    if (!status && builder->ids.count == STRINGS_PAGE)
        status = store_strings(builder, &builder->ids, builder->ids_as, &builder->id_pages, err);
    builder->ids_as = (stet_span){NULL, 0};
    return status ? status
                  : builder_post(builder, builder->options.shape.bands + 1, index_id_key(index_id_hash(id)), err);
}

stet_status builder_post(struct index_segment_builder *builder, unsigned table, uint32_t key, stet_error *err)
{
    unsigned bits = tables_key_bits(&builder->options.shape, table), parts = builder->parts;
    unsigned part = table * parts + (unsigned)((uint64_t)key * parts >> bits);
    uint64_t record = (uint64_t)key << 32 | (builder->count - 1);
    return index_runs_add(builder->runs[part / INDEX_PARTITIONS], part % INDEX_PARTITIONS, record, err);
}

static stet_status post_passages(struct index_segment_builder *builder, const struct index_article *article,
                                 stet_error *err)
{
    uint64_t kept[INDEX_MAX_KEPT];
    uint32_t keys[INDEX_MAX_KEPT];
    const struct index_shape *shape = &builder->options.shape;
    size_t count = index_kept_passages(article->passages, article->passage_count, shape->kept, kept), keyed = 0;
    stet_status status = STET_OK;
    for (size_t i = 0; !status && i < count; i++) {
        uint32_t key = index_passage_key(kept[i]);
        size_t seen = 0;
        while (seen < keyed && keys[seen] != key)
            seen++;
        if (seen < keyed)
            continue;
        keys[keyed++] = key;
        status = builder_post(builder, shape->bands, key, err);
    }
    return status;
}

static stet_status check_article(const struct index_segment_builder *builder, const struct index_article *article,
                                 stet_error *err)
{
    if (!article->id.size || article->id.size > INDEX_MAX_ID)
        return stet_fail(err, STET_ERR_LIMIT, "an id of %zu bytes: an index takes 1 to %d", article->id.size,
                         INDEX_MAX_ID);
    if (article->source.size > INDEX_MAX_SOURCE)
        return stet_fail(err, STET_ERR_LIMIT, "the name of a source of %zu bytes: an index takes at most %d",
                         article->source.size, INDEX_MAX_SOURCE);
    if (article->precision > STET_PRECISION_SECOND)
        return stet_fail(err, STET_ERR_USAGE, "there is no precision %d of a time", article->precision);
    if (builder->count == INDEX_MAX_ARTICLES)
        return stet_fail(err, STET_ERR_LIMIT, "a segment takes at most %u articles", INDEX_MAX_ARTICLES);
    return STET_OK;
}

static struct index_row row_of(const struct index_segment_builder *builder, const struct index_article *article)
{
    bool own = article->cluster == index_id_hash(article->id);
    struct index_row row = {
        .published = article->precision ? article->published : STET_TIME_NONE,
        .simhash = article->simhash,
        .cluster = own ? 0 : article->cluster,
        .own_cluster = own,
        .precision = article->precision,
        .content = (uint32_t)(article->content >> 32),
        .body_count = article->body_count,
        .title_count = article->title_count,
        .place = article->place.text ? article->place : (struct index_place){0, 0},
    };
    index_minhash_bits(article->minhash, builder->limits.hashes, row.minhash);
    return row;
}

stet_status index_segment_add(struct index_segment_builder *builder, const struct index_article *article,
                              stet_error *err)
{
    if (builder->failed)
        return stet_fail(err, STET_ERR_USAGE, "the building of this segment has failed before");
    stet_status status = check_article(builder, article, err);
    if (status)
        return status;
    struct index_row row = row_of(builder, article);
    status = builder_source(builder, article->source, &row.source, err);
    if (!status)
        status = builder_put(builder, &row, article->id, err);
    for (unsigned band = 0; !status && article->bands && band < builder->options.shape.bands; band++)
        status = builder_post(builder, band, index_band_key(article->bands[band]), err);
    if (!status)
        status = post_passages(builder, article, err);
    builder->failed = status;
    return status;
}

/* ---- Finishing -----------------------------------------------------------------------------------------------------*/

stet_status builder_load(struct index_segment_builder *builder, unsigned table, unsigned part, unsigned worker,
                         uint64_t **records, size_t *count, stet_error *err)
{
    struct sorter *sorter = &builder->sorters[worker];
    part += table * builder->parts;
    struct index_runs *runs = builder->runs[part / INDEX_PARTITIONS];
    stet_status status = index_runs_load(runs, part % INDEX_PARTITIONS, &sorter->records, &sorter->capacity, count, err);
    if (status)
        return status;
    *records = sorter->records;
    if (*count && !builder->sorted[part]) {
        *records = index_sort_upper(sorter->records, sorter->records + *count, *count);
        /* All but ids are loaded twice: to look for copies, and to be written. */
        builder->sorted[part] = table <= builder->options.shape.bands &&
                                index_runs_reorder(runs, part % INDEX_PARTITIONS, *records);
    }
    return STET_OK;
}

static stet_status load(void *ctx, unsigned table, unsigned part, unsigned worker, uint64_t **records, size_t *count,
                        stet_error *err)
{
    return builder_load(ctx, table, part, worker, records, count, err);
}

static stet_status write_pages(struct index_segment_builder *builder, enum paged_kind kind, struct page_store *store,
                               uint64_t entries, stet_error *err)
{
    stet_status status = paged_begin(&builder->writer, kind, 0, err);
    size_t at = 0;
    for (size_t i = 0; !status && i < store->count; at += store->sizes[i++])
        status = paged_put(&builder->writer, (unsigned char *)store->bytes.data + at, store->sizes[i], err);
    return status ? status : paged_end(&builder->writer, entries, err);
}

static stet_status write_ids(struct index_segment_builder *builder, stet_error *err)
{
    stet_status status = STET_OK;
    if (builder->ids.count)
        status = store_strings(builder, &builder->ids, builder->ids_as, &builder->id_pages, err);
    if (!status)
        status = write_pages(builder, PAGED_IDS, &builder->id_pages, builder->count, err);
    builder->id_pages.count = builder->id_pages.bytes.size = 0;
    return status;
}

/* The names of the sources, in the buffers that the ids no longer need. */
static stet_status write_sources(struct index_segment_builder *builder, stet_error *err)
{
    stet_status status = STET_OK;
    for (size_t i = 0; !status && i < builder->sources.count; i++) {
        if (!strings_add(&builder->ids, builder->sources.spans[i].data, builder->sources.spans[i].size))
            return stet_fail_memory(err);
        if (builder->ids.count == STRINGS_PAGE || i + 1 == builder->sources.count)
            status = store_strings(builder, &builder->ids, builder->ids_as, &builder->id_pages, err);
    }
    return status ? status
                  : write_pages(builder, PAGED_SOURCES, &builder->id_pages, builder->sources.count, err);
}

static stet_status write_texts(struct index_segment_builder *builder, stet_error *err)
{
    size_t count = builder->limits.text_count;
    stet_status status = paged_begin(&builder->writer, PAGED_TEXTS, 0, err);
    builder->page.size = 0;
    if (status || !stet_buf_reserve(&builder->page, PAGED_CHECKSUM + 8 * count))
        return status ? status : stet_fail_memory(err);
    unsigned char *page = (unsigned char *)builder->page.data;
    for (size_t i = 0; i < count; i++)
        stet_store64(page + PAGED_CHECKSUM + 8 * i, builder->texts[i]);
    if (count)
        status = paged_put(&builder->writer, page, PAGED_CHECKSUM + 8 * count, err);
    return status ? status : paged_end(&builder->writer, count, err);
}

static stet_status write_contents(struct index_segment_builder *builder, stet_error *err)
{
    const struct index_segment_stat *stat = &builder->stat;
    const uint64_t facts[SEGMENT_FACTS] = {
        [FACT_ARTICLES] = stat->articles,
        [FACT_COPIES] = stat->copies,
        [FACT_SOURCES] = stat->sources,
        [FACT_FIRST] = (uint64_t)stat->first,
        [FACT_LAST] = (uint64_t)stat->last,
        [FACT_TIMELESS] = stat->timeless,
        [FACT_BAND_ENTRIES] = stat->band_entries,
        [FACT_PASSAGE_ENTRIES] = stat->passage_entries,
    };
    return paged_finish(&builder->writer, facts, SEGMENT_FACTS, err);
}

/* A section ends where the next one begins. */
static void count_bytes(struct index_segment_builder *builder, uint64_t sections_end)
{
    const struct paged_writer *writer = &builder->writer;
    builder->stat.bytes = writer->offset;
    builder->stat.other_bytes = writer->offset - sections_end + writer->sections[0].offset;
    for (size_t i = 0; i < writer->section_count; i++) {
        uint64_t end = i + 1 < writer->section_count ? writer->sections[i + 1].offset : sections_end;
        segment_count_bytes(&builder->stat, writer->sections[i].kind, end - writer->sections[i].offset);
    }
}

stet_status builder_finish(struct index_segment_builder *builder, const struct tables *from,
                           struct index_segment_stat *stat, stet_error *err)
{
    struct tables tables = *from;
    tables.writer = &builder->writer;
    tables.shape = builder->options.shape;
    tables.articles = builder->count;
    stet_status status = builder->count % ROW_PAGE ? flush_rows(builder, err) : STET_OK;
    if (!status)
        status = paged_end(&builder->writer, builder->count, err);
    if (!status)
        status = write_ids(builder, err);
    if (!status)
        status = write_sources(builder, err);
    if (!status)
        status = write_texts(builder, err);
    if (!status)
        status = tables_write(&tables, err);
    builder->stat.articles = builder->count;
    builder->stat.copies = tables.copies;
    builder->stat.sources = (uint32_t)builder->sources.count;
    builder->stat.band_entries = tables.band_entries;
    builder->stat.passage_entries = tables.passage_entries;
    uint64_t sections_end = builder->writer.offset;
    if (!status)
        status = write_contents(builder, err);
    if (!status)
        count_bytes(builder, sections_end);
    if (!status && stat)
        *stat = builder->stat;
    builder->failed = status ? status : STET_ERR_USAGE;
    return status;
}

stet_status index_segment_finish(struct index_segment_builder *builder, struct index_segment_stat *stat,
                                 stet_error *err)
{
    if (builder->failed)
        return stet_fail(err, STET_ERR_USAGE, "the building of this segment has failed or ended before");
    const struct tables tables = {.threads = threads_of(builder), .load = load, .ctx = builder};
    return builder_finish(builder, &tables, stat, err);
}

void segment_count_bytes(struct index_segment_stat *stat, uint16_t kind, uint64_t bytes)
{
    switch (kind) {
    case PAGED_BAND:
        stat->band_bytes += bytes;
        break;
    case PAGED_PASSAGES:
        stat->passage_bytes += bytes;
        break;
    case PAGED_COPIES:
        stat->copy_bytes += bytes;
        break;
    case PAGED_ROWS:
        stat->row_bytes += bytes;
        break;
    case PAGED_IDS:
    case PAGED_ID_TABLE:
        stat->id_bytes += bytes;
        break;
    default:
        stat->other_bytes += bytes;
    }
}
