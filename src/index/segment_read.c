#include <stdlib.h>

#include "base/error.h"
#include "index/builder.h"
#include "index/reader.h"

#define LINE 64 /* bytes of a cache line */

/* What a page says that has no sound reason to be there. */
static stet_status contents_damage(const struct index_segment *segment, const char *reason, stet_error *err)
{
    stet_fail(err, STET_ERR_CORRUPT, "%s: contents, page 0: %s", segment->file.bytes.name, reason);
    if (err)
        err->offset = segment->file.contents;
    return STET_ERR_CORRUPT;
}

static uint64_t pages_for(uint64_t entries, uint64_t each)
{
    return entries / each + !!(entries % each);
}

/* The section of a kind, which must have this many pages. */
static stet_status section(const struct index_segment *segment, enum paged_kind kind, uint64_t pages,
                           const struct paged_section **out, stet_error *err)
{
    *out = paged_find(&segment->file, kind, 0);
    if (!*out)
        return contents_damage(segment, "a section is missing", err);
    return (*out)->pages == pages ? STET_OK : contents_damage(segment, "a section has too many pages or too few", err);
}

static stet_status open_tables(struct index_segment *segment, stet_error *err)
{
    const struct index_shape *shape = &segment->file.shape;
    unsigned parts = tables_parts(shape), count = tables_count(shape);
    segment->tables = calloc(count, sizeof *segment->tables);
    if (!segment->tables)
        return stet_fail_memory(err);
    for (unsigned i = 0; i < count; i++) {
        struct segment_table *table = &segment->tables[i];
        bool band = i < shape->bands;
        table->section = paged_find(&segment->file,
                                    band ? PAGED_BAND : i == shape->bands ? PAGED_PASSAGES : PAGED_ID_TABLE,
                                    band ? (uint16_t)i : 0);
        if (!table->section || !table->section->pages || table->section->pages % parts)
            return contents_damage(segment, "a table is missing, or not of the right number of pages", err);
        table->shape = (struct post_table){
            .pages = table->section->pages,
            .key_bits = tables_key_bits(shape, i),
            .number_bits = stet_bit_width(segment->stat.articles ? segment->stat.articles - 1 : 0),
        };
        segment_sieve_plan(segment, i);
    }
    return STET_OK;
}

/* In a damaged file the list may be lost: rows then point into a file that there is not, so that a merge sees that their
 * texts are lost. */
static stet_status open_texts(struct index_segment *segment, bool forgive, stet_error *err)
{
    const struct paged_section *list = segment->texts_section;
    if (list->entries > UINT32_MAX || list->pages != (list->entries ? 1 : 0))
        return contents_damage(segment, "the list of text files has the wrong size", err);
    size_t count = (size_t)list->entries;
    if (count > segment->file.bytes.size / 8)
        return contents_damage(segment, "the list of text files is longer than the file", err);
    segment->texts = calloc(count ? count : 1, sizeof *segment->texts);
    if (!segment->texts)
        return stet_fail_memory(err);
    segment->limits.texts = segment->texts;
    segment->limits.text_count = count;
    if (!count)
        return STET_OK;
    const unsigned char *body = NULL;
    size_t size = 0;
    stet_status status = paged_read(&segment->file, list, 0, &body, &size, err);
    if (!status && size != 8 * count)
        status = paged_damage(&segment->file, list, 0, "it is not as long as its entries", err);
    for (size_t i = 0; !status && i < count; i++)
        segment->texts[i] = stet_load64(body + 8 * i);
    for (size_t i = 0; status && i < count; i++)
        segment->texts[i] = UINT64_MAX;
    return forgive ? STET_OK : status;
}

static void read_stat(struct index_segment *segment)
{
    const struct paged *file = &segment->file;
    struct index_segment_stat *stat = &segment->stat;
    *stat = (struct index_segment_stat){
        .bytes = file->bytes.size,
        .other_bytes = file->bytes.size,
        .band_entries = file->facts[FACT_BAND_ENTRIES],
        .passage_entries = file->facts[FACT_PASSAGE_ENTRIES],
        .articles = (uint32_t)file->facts[FACT_ARTICLES],
        .copies = (uint32_t)file->facts[FACT_COPIES],
        .sources = (uint32_t)file->facts[FACT_SOURCES],
        .first = (int64_t)file->facts[FACT_FIRST],
        .last = (int64_t)file->facts[FACT_LAST],
        .timeless = (uint32_t)file->facts[FACT_TIMELESS],
    };
    for (size_t i = 0; i < file->section_count; i++) {
        uint64_t end = i + 1 < file->section_count ? file->sections[i + 1].offset : file->contents;
        uint64_t bytes = end - file->sections[i].offset;
        stat->other_bytes -= bytes;
        segment_count_bytes(stat, file->sections[i].kind, bytes);
    }
}

static stet_status check_kinds(const struct index_segment *segment, stet_error *err)
{
    for (size_t i = 0; i < segment->file.section_count; i++) {
        uint16_t kind = segment->file.sections[i].kind;
        if (kind < PAGED_OPTIONAL && (kind < PAGED_BAND || kind > PAGED_TEXTS))
            return contents_damage(segment, "it has a section that is not known here", err);
    }
    return STET_OK;
}

static stet_status make_copied(struct index_segment *segment, stet_error *err)
{
    uint64_t pages = segment->copies->pages;
    if (!pages)
        return STET_OK;
    segment->copied = calloc(pages, COPIES_PAGE / 8);
    segment->copied_read = calloc(pages / 64 + 1, sizeof *segment->copied_read);
    return segment->copied && segment->copied_read ? STET_OK : stet_fail_memory(err);
}

static stet_status open_sections(struct index_segment *segment, bool forgive, stet_error *err)
{
    const struct paged *file = &segment->file;
    if (file->fact_count < SEGMENT_FACTS || file->facts[FACT_ARTICLES] > INDEX_MAX_ARTICLES ||
        file->facts[FACT_COPIES] > file->facts[FACT_ARTICLES] ||
        file->facts[FACT_SOURCES] > file->facts[FACT_ARTICLES])
        return contents_damage(segment, "its numbers cannot be", err);
    read_stat(segment);
    const struct index_segment_stat *stat = &segment->stat;
    segment->limits.hashes = file->shape.bands * file->shape.rows;
    segment->limits.sources = stat->sources;
    segment->copy_table = (struct copy_table){stat->articles, file->shape.bands};
    segment->texts_section = paged_find(file, PAGED_TEXTS, 0);
    stet_status status = segment->texts_section ? check_kinds(segment, err)
                                                : contents_damage(segment, "a section is missing", err);
    if (!status)
        status = section(segment, PAGED_ROWS, pages_for(stat->articles, ROW_PAGE), &segment->rows, err);
    if (!status)
        status = section(segment, PAGED_IDS, pages_for(stat->articles, STRINGS_PAGE), &segment->ids, err);
    if (!status)
        status = section(segment, PAGED_SOURCES, pages_for(stat->sources, STRINGS_PAGE), &segment->sources, err);
    if (!status)
        status = section(segment, PAGED_COPIES, stat->copies ? pages_for(stat->articles, COPIES_PAGE) : 0,
                         &segment->copies, err);
    if (!status)
        status = make_copied(segment, err);
    if (!status)
        status = open_tables(segment, err);
    return status ? status : open_texts(segment, forgive, err);
}

static stet_status open_segment(struct index_segment **out, struct index_bytes bytes, bool damaged, stet_error *err)
{
    struct index_segment *segment = calloc(1, sizeof *segment);
    if (!segment)
        return stet_fail_memory(err);
    stet_status status = paged_open(&segment->file, bytes, PAGED_SEGMENT, damaged, err);
    if (!status)
        status = open_sections(segment, damaged, err);
    if (status)
        index_segment_close(segment);
    else
        *out = segment;
    return status;
}

stet_status index_segment_open(struct index_segment **out, struct index_bytes bytes, uint64_t id,
                               const struct index_shape *shape, stet_error *err)
{
    struct index_segment *segment = NULL;
    stet_status status = open_segment(&segment, bytes, false, err);
    if (!status)
        status = paged_expect(&segment->file, id, shape, err);
    if (status)
        index_segment_close(segment);
    else
        *out = segment;
    return status;
}

stet_status index_segment_open_damaged(struct index_segment **out, struct index_bytes bytes, stet_error *err)
{
    return open_segment(out, bytes, true, err);
}

void index_segment_close(struct index_segment *segment)
{
    if (!segment)
        return;
    for (unsigned i = 0; segment->tables && i < tables_count(&segment->file.shape); i++)
        free(segment->tables[i].sieve);
    free(segment->tables);
    free(segment->texts);
    free(segment->copied);
    free(segment->copied_read);
    paged_close(&segment->file);
    free(segment);
}

const struct index_segment_stat *index_segment_stat(const struct index_segment *segment)
{
    return &segment->stat;
}

const struct index_shape *index_segment_shape(const struct index_segment *segment)
{
    return &segment->file.shape;
}

uint64_t index_segment_id(const struct index_segment *segment)
{
    return segment->file.id;
}

const uint64_t *index_segment_texts(const struct index_segment *segment, size_t *count)
{
    *count = segment->limits.text_count;
    return segment->texts;
}

/* ---- Pages ---------------------------------------------------------------------------------------------------------*/

stet_status segment_postings(const struct index_segment *segment, unsigned table, uint64_t page,
                             struct post_view *view, stet_error *err)
{
    const struct segment_table *from = &segment->tables[table];
    const unsigned char *body = NULL;
    size_t size = 0;
    stet_status status = paged_read(&segment->file, from->section, page, &body, &size, err);
    if (status)
        return status;
    const char *reason = post_view(&from->shape, page, body, size, view);
    return reason ? paged_damage(&segment->file, from->section, page, reason, err) : STET_OK;
}

stet_status segment_copies(const struct index_segment *segment, uint64_t page, struct copies_view *view,
                           stet_error *err)
{
    const unsigned char *body = NULL;
    size_t size = 0;
    stet_status status = paged_read(&segment->file, segment->copies, page, &body, &size, err);
    if (status)
        return status;
    const char *reason = copies_view(&segment->copy_table, page, body, size, view);
    return reason ? paged_damage(&segment->file, segment->copies, page, reason, err) : STET_OK;
}

/* Has the bits of a page's articles set; a page of copies is 4 words of them, which no other page shares. */
static stet_status read_copied(const struct index_segment *segment, uint64_t page, stet_error *err)
{
    struct copies_view view;
    stet_status status = segment_copies(segment, page, &view, err);
    for (uint64_t i = 0; !status && i < view.count; i++) {
        struct copy copy = {0};
        const char *reason = copies_get(&segment->copy_table, &view, i, &copy);
        if (reason)
            return paged_damage(&segment->file, segment->copies, page, reason, err);
        __atomic_fetch_or(&segment->copied[copy.of / 64], UINT64_C(1) << copy.of % 64, __ATOMIC_RELAXED);
    }
    if (!status)
        __atomic_fetch_or(&segment->copied_read[page / 64], UINT64_C(1) << page % 64, __ATOMIC_RELEASE);
    return status;
}

stet_status segment_has_copies(const struct index_segment *segment, uint32_t article, bool *has, stet_error *err)
{
    uint64_t page = article / COPIES_PAGE;
    stet_status status = STET_OK;
    if (!(__atomic_load_n(&segment->copied_read[page / 64], __ATOMIC_ACQUIRE) >> page % 64 & 1))
        status = read_copied(segment, page, err);
    *has = !status && __atomic_load_n(&segment->copied[article / 64], __ATOMIC_RELAXED) >> article % 64 & 1;
    return status;
}

static stet_status check_number(const struct index_segment *segment, uint32_t article, stet_error *err)
{
    if (article < segment->stat.articles)
        return STET_OK;
    return stet_fail(err, STET_ERR_USAGE, "%s has no article %u", segment->file.bytes.name, article);
}

void index_segment_row_soon(const struct index_segment *segment, uint32_t article, bool found)
{
    const struct paged_section *rows = segment->rows;
    uint64_t page = article / ROW_PAGE, at = paged_leaf(rows, page);
    size_t size = (size_t)rows->leaf_size;
    if (article >= segment->stat.articles || (found && paged_where(&segment->file, rows, page, &at, &size, NULL)))
        return;
    for (size_t i = 0; i < size; i += LINE)
        __builtin_prefetch(segment->file.bytes.data + at + i);
}

stet_status index_segment_row(const struct index_segment *segment, uint32_t article, struct index_row *row,
                              stet_error *err)
{
    const unsigned char *body = NULL;
    size_t size = 0;
    uint64_t page = article / ROW_PAGE;
    stet_status status = check_number(segment, article, err);
    if (!status)
        status = paged_read(&segment->file, segment->rows, page, &body, &size, err);
    if (status)
        return status;
    const char *reason =
        row_decode(&segment->limits, body, size, segment_rows_of(segment, page), article % ROW_PAGE, row);
    return reason ? paged_damage(&segment->file, segment->rows, page, reason, err) : STET_OK;
}

static stet_status read_string(const struct index_segment *segment, struct index_cursor *cursor,
                               const struct paged_section *from, uint32_t number, stet_span *out, stet_error *err)
{
    const unsigned char *body = NULL;
    size_t size = 0;
    uint64_t page = number / STRINGS_PAGE;
    stet_status status = paged_read(&segment->file, from, page, &body, &size, err);
    if (status)
        return status;
    if (!size)
        return paged_damage(&segment->file, from, page, "it is empty", err);
    const char *reason = strings_load(cursor, stet_load64(body - PAGED_CHECKSUM), body, size, NULL);
    if (reason == STRINGS_NO_MEMORY)
        return stet_fail_memory(err);
    if (!reason)
        reason = strings_get(cursor, number % STRINGS_PAGE, out, NULL);
    return reason ? paged_damage(&segment->file, from, page, reason, err) : STET_OK;
}

stet_status index_segment_article_id(const struct index_segment *segment, struct index_cursor *cursor,
                                     uint32_t article, stet_span *id, stet_error *err)
{
    stet_status status = check_number(segment, article, err);
    return status ? status : read_string(segment, cursor, segment->ids, article, id, err);
}

stet_status index_segment_source(const struct index_segment *segment, struct index_cursor *cursor, uint32_t source,
                                 stet_span *name, stet_error *err)
{
    if (source >= segment->stat.sources)
        return stet_fail(err, STET_ERR_USAGE, "%s has no source %u", segment->file.bytes.name, source);
    return read_string(segment, cursor, segment->sources, source, name, err);
}

stet_status index_segment_cluster(const struct index_segment *segment, struct index_cursor *cursor, uint32_t article,
                                  const struct index_row *row, uint64_t *cluster, stet_error *err)
{
    *cluster = row->cluster;
    if (!row->own_cluster)
        return STET_OK;
    stet_span id = {0};
    stet_status status = index_segment_article_id(segment, cursor, article, &id, err);
    if (!status)
        *cluster = index_id_hash(id);
    return status;
}
