#include <assert.h>

#include "base/error.h"
#include "index/builder.h"
#include "index/reader.h"
#include "index/sort.h"

#define LINE 64    /* bytes of a cache line */
#define AHEAD 24   /* pages that are on their way at once: all that bands ask for, as a rule */
#define FETCH 1024 /* bytes of a page that are fetched ahead: nearly all pages are shorter */

/* A key that is asked for, and where it would be; or a page of rows or copies, without a key. */
struct wanted {
    const struct paged_section *section;
    uint64_t page, offset;
    size_t size;
    uint32_t key;
    uint16_t table;
};

/* A hit before hits of one article are counted together: article << 32 | what it was hit by. */
#define BY_PASSAGE UINT32_C(0x10000)

static_assert(sizeof(struct index_hit) == sizeof(uint64_t), "hits are counted where they were gathered");

static void fetch(const unsigned char *data, size_t size)
{
    for (size_t at = 0; at < size && at < FETCH; at += LINE)
        __builtin_prefetch(data + at);
}

/* Directories, then pages: each as a whole asked of the system where some of it has not been read before. */
static stet_status locate(const struct index_segment *segment, struct wanted *wanted, size_t count, stet_error *err)
{
    const struct paged *file = &segment->file;
    bool cold = false;
    for (size_t i = 0; i < count; i++) {
        const struct paged_section *section = wanted[i].section;
        uint64_t leaf = paged_leaf(section, wanted[i].page);
        fetch(file->bytes.data + leaf, section->leaf_size);
        cold |= paged_is_cold(file, leaf, section->leaf_size);
    }
    for (size_t i = 0; cold && i < count; i++)
        paged_want(file, paged_leaf(wanted[i].section, wanted[i].page), wanted[i].section->leaf_size);
    cold = false;
    for (size_t i = 0; i < count; i++) {
        stet_status status =
            paged_where(file, wanted[i].section, wanted[i].page, &wanted[i].offset, &wanted[i].size, err);
        if (status)
            return status;
        if (i < AHEAD)
            fetch(file->bytes.data + wanted[i].offset, wanted[i].size);
        cold |= paged_is_cold(file, wanted[i].offset, wanted[i].size);
    }
    for (size_t i = 0; cold && i < count; i++)
        paged_want(file, wanted[i].offset, wanted[i].size);
    return STET_OK;
}

/* Room for `extra` more raw hits, and as many as there are then for sorting. */
static bool reserve(struct index_cursor *cursor, size_t count, size_t extra)
{
    return stet_grow(&cursor->hits, &cursor->hit_capacity, 2 * (count + extra), sizeof(uint64_t));
}

static stet_status look(const struct index_segment *segment, struct index_cursor *cursor, const struct wanted *wanted,
                        uint32_t by, size_t *count, stet_error *err)
{
    const struct segment_table *table = &segment->tables[wanted->table];
    const unsigned char *body = NULL;
    size_t size = 0;
    stet_status status = paged_body(&segment->file, table->section, wanted->page, wanted->offset, wanted->size, &body,
                                    &size, err);
    if (status)
        return status;
    struct post_view view;
    uint64_t begin = 0, end = 0;
    const char *reason = post_view(&table->shape, wanted->page, body, size, &view);
    if (!reason)
        reason = post_find(&view, wanted->key, &begin, &end);
    if (reason)
        return paged_damage(&segment->file, table->section, wanted->page, reason, err);
    if (begin < end && !reserve(cursor, *count, (size_t)(end - begin)))
        return stet_fail_memory(err);
    for (; begin < end; begin++) {
        uint32_t article = post_article(&view, begin);
        if (article >= segment->stat.articles)
            return paged_damage(&segment->file, table->section, wanted->page, "an entry has no article", err);
        ((uint64_t *)cursor->hits)[(*count)++] = (uint64_t)article << 32 | by;
    }
    return STET_OK;
}

static stet_status look_all(const struct index_segment *segment, struct index_cursor *cursor,
                            const struct wanted *wanted, size_t count, size_t *hits, stet_error *err)
{
    const unsigned char *data = segment->file.bytes.data;
    for (size_t i = 0; i < count; i++) {
        if (i + AHEAD < count)
            fetch(data + wanted[i + AHEAD].offset, wanted[i + AHEAD].size);
        bool band = wanted[i].table < segment->file.shape.bands;
        stet_status status = look(segment, cursor, &wanted[i], band ? wanted[i].table : BY_PASSAGE, hits, err);
        if (status)
            return status;
    }
    return STET_OK;
}

/* Hits come in order of what hit, so that a stable sort by article is enough. */
static void sort_hits(struct index_cursor *cursor, size_t count)
{
    uint64_t *hits = cursor->hits, *sorted = index_sort_upper(hits, hits + count, count);
    if (sorted != hits)
        memcpy(hits, sorted, count * sizeof *hits);
}

/* Puts what stands from `first` on, in no order, among the sorted ones before it. */
static void merge_hits(struct index_cursor *cursor, size_t first, size_t count)
{
    uint64_t *hits = cursor->hits, *spare = hits + count;
    size_t more = count - first;
    const uint64_t *added = index_sort(hits + first, spare, more);
    if (added != spare)
        memcpy(spare, added, more * sizeof *hits);
    while (more) {
        bool late = first && hits[first - 1] > spare[more - 1];
        hits[--count] = late ? hits[--first] : spare[--more];
    }
}

/* Where the hits of an article end that begin at `first`. */
static size_t group_end(const uint64_t *hits, size_t count, size_t first)
{
    size_t end = first + 1;
    while (end < count && hits[end] >> 32 == hits[first] >> 32)
        end++;
    return end;
}

/* Asks for the pages of a section in which the articles are that were hit, `each` of them a page: what is then read page by
 * page is on its way as a whole. But for those with a bit in `known` (may be NULL), and nothing where all has been read
 * before. */
static stet_status want_pages(const struct index_segment *segment, struct index_cursor *cursor,
                              const struct paged_section *section, uint32_t each, const uint64_t *known, size_t count,
                              stet_error *err)
{
    if (!segment->file.touched || !section->pages)
        return STET_OK;
    if (!stet_grow(&cursor->pages, &cursor->page_capacity, count, sizeof(struct wanted)))
        return stet_fail_memory(err);
    struct wanted *wanted = cursor->pages;
    size_t pages = 0;
    for (size_t i = 0; i < count; i++) {
        uint64_t page = (((const uint64_t *)cursor->hits)[i] >> 32) / each;
        bool skip = known && __atomic_load_n(&known[page / 64], __ATOMIC_RELAXED) >> page % 64 & 1;
        if (!skip && (!pages || wanted[pages - 1].page != page))
            wanted[pages++] = (struct wanted){.section = section, .page = page};
    }
    return locate(segment, wanted, pages, err);
}

/* What hit an article has hit its copies where they agree with it. Appends to the hits, of which there are `count`. */
static stet_status add_copies_of(const struct index_segment *segment, struct index_cursor *cursor, size_t first,
                                 size_t end, size_t *count, stet_error *err)
{
    uint32_t of = (uint32_t)(((uint64_t *)cursor->hits)[first] >> 32);
    struct copies_view view;
    stet_status status = segment_copies(segment, of / COPIES_PAGE, &view, err);
    for (uint64_t i = status ? 0 : copies_find(&view, of); !status && i < view.count; i++) {
        struct copy copy = {0};
        const char *reason = copies_get(&segment->copy_table, &view, i, &copy);
        if (reason)
            return paged_damage(&segment->file, segment->copies, of / COPIES_PAGE, reason, err);
        if (copy.of != of)
            break;
        if (!reserve(cursor, *count, end - first))
            return stet_fail_memory(err);
        uint64_t *hits = cursor->hits;
        for (size_t h = first; h < end; h++) {
            uint32_t by = (uint32_t)hits[h];
            if (copies_agree(&view, i, by == BY_PASSAGE ? segment->file.shape.bands : by))
                hits[(*count)++] = (uint64_t)copy.article << 32 | by;
        }
    }
    return status;
}

static stet_status add_copies(const struct index_segment *segment, struct index_cursor *cursor, size_t *count,
                              stet_error *err)
{
    size_t posted = *count;
    stet_status status = segment->stat.copies
                             ? want_pages(segment, cursor, segment->copies, COPIES_PAGE, segment->copied_read, posted, err)
                             : STET_OK;
    if (status)
        return status;
    for (size_t i = 0; segment->stat.copies && i < posted; i++) {
        const uint64_t *hits = cursor->hits;
        uint32_t article = (uint32_t)(hits[i] >> 32);
        if ((i && hits[i - 1] >> 32 == article) || segment_lacks_copies(segment, article))
            continue;
        bool has = false;
        status = segment_has_copies(segment, article, &has, err);
        if (has)
            status = add_copies_of(segment, cursor, i, group_end(hits, posted, i), count, err);
        if (status)
            return status;
    }
    if (*count > posted)
        merge_hits(cursor, posted, *count);
    return STET_OK;
}

/* Whether two streams agree in `width` bits. */
static bool bits_agree(const unsigned char *a, uint64_t at, const uint64_t *b, uint64_t bit, uint64_t width)
{
    for (uint64_t i = 0; i < width; i++)
        if (stet_get_bits(a, at + i, 1) != (b[(bit + i) / 64] >> ((bit + i) % 64) & 1))
            return false;
    return true;
}

/* In how many of the bands that hit an article its row agrees. */
static stet_status count_bands(const struct index_segment *segment, const struct index_probe *probe,
                               const uint64_t *hits, size_t count, uint16_t *bands, stet_error *err)
{
    uint32_t article = (uint32_t)(*hits >> 32), rows = segment->file.shape.rows;
    const unsigned char *body = NULL, *stream = NULL;
    size_t size = 0;
    uint64_t page = article / ROW_PAGE, at = 0;
    stet_status status = paged_read(&segment->file, segment->rows, page, &body, &size, err);
    if (status)
        return status;
    const char *reason = row_minhash(&segment->limits, body, size, segment_rows_of(segment, page), article % ROW_PAGE,
                                     &stream, &at);
    if (reason)
        return paged_damage(&segment->file, segment->rows, page, reason, err);
    *bands = 0;
    for (size_t i = 0; i < count; i++) {
        uint64_t bit = (uint64_t)(uint32_t)hits[i] * rows;
        *bands += bits_agree(stream, at + bit, probe->minhash, bit, rows);
    }
    return STET_OK;
}

/* Counts the sorted raw hits of each article together, in place. */
static stet_status count_hits(const struct index_segment *segment, struct index_cursor *cursor,
                              const struct index_probe *probe, size_t raw, size_t *count, stet_error *err)
{
    uint64_t *hits = cursor->hits;
    *count = 0;
    for (size_t first = 0; first < raw;) {
        size_t end = first, bands = first;
        for (; end < raw && hits[end] >> 32 == hits[first] >> 32; end++)
            bands += (uint32_t)hits[end] < BY_PASSAGE;
        size_t passages = end - bands;
        struct index_hit hit = {(uint32_t)(hits[first] >> 32), (uint16_t)(bands - first),
                                (uint16_t)(passages < UINT16_MAX ? passages : UINT16_MAX)};
        if (hit.bands && probe->minhash) {
            stet_status status = count_bands(segment, probe, hits + first, bands - first, &hit.bands, err);
            if (status)
                return status;
        }
        if (hit.bands || hit.passages)
            memcpy(&hits[(*count)++], &hit, sizeof hit);
        first = end;
    }
    return STET_OK;
}

static struct wanted wanted_of(const struct index_segment *segment, unsigned table, uint32_t key)
{
    return (struct wanted){.section = segment->tables[table].section,
                           .page = post_page_of(&segment->tables[table].shape, key),
                           .key = key,
                           .table = (uint16_t)table};
}

/* The keys that are asked for, bands first, with what tells whether they are there on its way into the cache. */
static void gather_keys(const struct index_segment *segment, const struct index_probe *probe, uint32_t bands,
                        uint64_t *keys)
{
    for (uint32_t band = 0; band < bands; band++) {
        if (!index_probe_asks(probe, band))
            continue;
        keys[band] = index_band_key(probe->bands[band]);
        segment_sieve_soon(segment, band, (uint32_t)keys[band]);
    }
    for (size_t i = 0; i < probe->passage_count; i++) {
        keys[bands + i] = index_passage_key(probe->passages[i]);
        segment_sieve_soon(segment, segment->file.shape.bands, (uint32_t)keys[bands + i]);
    }
}

static stet_status plan_bands(const struct index_segment *segment, const struct index_probe *probe, uint32_t bands,
                              const uint64_t *keys, struct wanted *wanted, size_t *count, stet_error *err)
{
    for (uint32_t band = 0; band < bands; band++) {
        bool may = false;
        stet_status status = index_probe_asks(probe, band)
                                 ? segment_may_have(segment, band, (uint32_t)keys[band], &may, err)
                                 : STET_OK;
        if (status)
            return status;
        if (may)
            wanted[(*count)++] = wanted_of(segment, band, (uint32_t)keys[band]);
    }
    return STET_OK;
}

/* Those that may be there, which are few as a rule, each once, in order. There is room for as many behind them. */
static stet_status plan_passages(const struct index_segment *segment, uint64_t *keys, size_t asked,
                                 struct wanted *wanted, size_t *count, stet_error *err)
{
    unsigned table = segment->file.shape.bands;
    size_t there = 0;
    for (size_t i = 0; i < asked; i++) {
        bool may;
        stet_status status = segment_may_have(segment, table, (uint32_t)keys[i], &may, err);
        if (status)
            return status;
        keys[there] = keys[i];
        there += may;
    }
    keys = index_sort(keys, keys + asked, there);
    for (size_t i = 0; i < there; i++)
        if (!i || keys[i] != keys[i - 1])
            wanted[(*count)++] = wanted_of(segment, table, (uint32_t)keys[i]);
    return STET_OK;
}

/* What the probe asks for, in cursor->pages. */
static stet_status plan(const struct index_segment *segment, struct index_cursor *cursor,
                        const struct index_probe *probe, size_t *count, stet_error *err)
{
    uint32_t bands = probe->bands ? segment->file.shape.bands : 0;
    *count = 0;
    if (!stet_grow(&cursor->pages, &cursor->page_capacity, bands + probe->passage_count, sizeof(struct wanted)) ||
        !reserve(cursor, 0, bands + probe->passage_count))
        return stet_fail_memory(err);
    uint64_t *keys = cursor->hits;
    gather_keys(segment, probe, bands, keys);
    stet_status status = plan_bands(segment, probe, bands, keys, cursor->pages, count, err);
    return status ? status
                  : plan_passages(segment, keys + bands, probe->passage_count, cursor->pages, count, err);
}

stet_status index_segment_lookup(const struct index_segment *segment, struct index_cursor *cursor,
                                 const struct index_probe *probe, const struct index_hit **hits, size_t *count,
                                 stet_error *err)
{
    size_t wanted = 0, raw = 0;
    stet_status status = plan(segment, cursor, probe, &wanted, err);
    *count = 0;
    if (!status)
        status = locate(segment, cursor->pages, wanted, err);
    if (!status)
        status = look_all(segment, cursor, cursor->pages, wanted, &raw, err);
    if (!status && raw) {
        sort_hits(cursor, raw);
        status = add_copies(segment, cursor, &raw, err);
        if (!status && probe->minhash)
            status = want_pages(segment, cursor, segment->rows, ROW_PAGE, NULL, raw, err);
        if (!status)
            status = count_hits(segment, cursor, probe, raw, count, err);
    }
    *hits = cursor->hits;
    return status;
}

/* ---- Ids -----------------------------------------------------------------------------------------------------------*/

static stet_status find_hash(const struct index_segment *segment, struct index_cursor *cursor, uint64_t id_hash,
                             size_t *count, stet_error *err)
{
    unsigned table = segment->file.shape.bands + 1;
    struct wanted wanted = wanted_of(segment, table, index_id_key(id_hash));
    bool may = false;
    stet_status status = segment_may_have(segment, table, wanted.key, &may, err);
    *count = 0;
    if (!status)
        status = locate(segment, &wanted, may, err);
    return status || !may ? status : look(segment, cursor, &wanted, 0, count, err);
}

stet_status index_segment_find_hash(const struct index_segment *segment, struct index_cursor *cursor, uint64_t id_hash,
                                    const uint32_t **articles, size_t *count, stet_error *err)
{
    stet_status status = find_hash(segment, cursor, id_hash, count, err);
    const uint64_t *hits = cursor->hits;
    uint32_t *numbers = cursor->hits;
    for (size_t i = 0; !status && i < *count; i++) {
        uint32_t article = (uint32_t)(hits[i] >> 32);
        memcpy(&numbers[i], &article, sizeof article);
    }
    *articles = cursor->hits;
    return status;
}

stet_status index_segment_find(const struct index_segment *segment, struct index_cursor *cursor, stet_span id,
                               uint32_t *article, stet_error *err)
{
    size_t count = 0;
    *article = INDEX_NO_ARTICLE;
    stet_status status = find_hash(segment, cursor, index_id_hash(id), &count, err);
    while (!status && *article == INDEX_NO_ARTICLE && count) {
        uint32_t candidate = (uint32_t)(((const uint64_t *)cursor->hits)[--count] >> 32);
        stet_span other = {0};
        status = index_segment_article_id(segment, cursor, candidate, &other, err);
        if (!status && other.size == id.size && !memcmp(other.data, id.data, id.size))
            *article = candidate;
    }
    return status;
}
