#include <stdlib.h>

#include "base/error.h"
#include "index/builder.h"
#include "index/reader.h"
#include "index/told.h"

#define MOST_FINDINGS 1000

struct check {
    const struct index_segment *segment;
    struct index_cursor cursor;
    void (*found)(void *ctx, const stet_error *finding);
    void *ctx;
    uint64_t findings;
    stet_error first;
    struct index_told told;
    uint64_t *copies; /* a bit for each article that is one */
    uint64_t *seen;   /* of each article of the id table */
};

static void note(void *ctx, const stet_error *finding)
{
    struct check *check = ctx;
    if (!index_told_first(&check->told, finding))
        return;
    if (!check->findings++)
        check->first = *finding;
    if (check->found && check->findings <= MOST_FINDINGS)
        check->found(check->ctx, finding);
}

/* Damage is noted; other failures end the check. */
static stet_status noted(struct check *check, stet_status status, const stet_error *finding, stet_error *err)
{
    if (!status)
        return STET_OK;
    if (status != STET_ERR_CORRUPT) {
        if (err)
            *err = *finding;
        return status;
    }
    note(check, finding);
    return STET_OK;
}

static void note_page(struct check *check, const struct paged_section *section, uint64_t page, const char *reason)
{
    stet_error finding = {0};
    paged_damage(&check->segment->file, section, page, reason, &finding);
    note(check, &finding);
}

static bool bit(const uint64_t *bits, uint32_t n)
{
    return bits[n / 64] >> (n % 64) & 1;
}

static stet_status check_copies(struct check *check, stet_error *err)
{
    const struct index_segment *segment = check->segment;
    uint64_t total = 0;
    for (uint64_t page = 0; page < segment->copies->pages; page++) {
        struct copies_view view;
        stet_error finding = {0};
        stet_status status = segment_copies(segment, page, &view, &finding);
        struct copy last = {0, 0};
        for (uint64_t i = 0; !status && i < view.count; i++) {
            struct copy copy = {0};
            const char *reason = copies_get(&segment->copy_table, &view, i, &copy);
            if (!reason && i && (copy.of < last.of || (copy.of == last.of && copy.article <= last.article)))
                reason = "its copies are not in order";
            if (!reason && (bit(check->copies, copy.article) || bit(check->copies, copy.of)))
                reason = "a copy hangs on a copy, or on two articles";
            if (reason) {
                status = paged_damage(&segment->file, segment->copies, page, reason, &finding);
                break;
            }
            check->copies[copy.article / 64] |= UINT64_C(1) << (copy.article % 64);
            last = copy;
            total++;
        }
        status = noted(check, status, &finding, err);
        if (status)
            return status;
    }
    if (total != segment->stat.copies && !check->findings)
        note_page(check, segment->copies, 0, "there are not as many copies as the contents say");
    return STET_OK;
}

static stet_status check_postings(struct check *check, unsigned table, uint64_t *total, stet_error *err)
{
    const struct index_segment *segment = check->segment;
    const struct segment_table *from = &segment->tables[table];
    uint64_t *records = NULL;
    size_t capacity = 0;
    stet_status status = STET_OK;
    *total = 0;
    for (uint64_t page = 0; !status && page < from->section->pages; page++) {
        struct post_view view = {0};
        stet_error finding = {0};
        status = segment_postings(segment, table, page, &view, &finding);
        void *array = records;
        if (!status && !stet_grow(&array, &capacity, (size_t)view.count, sizeof *records))
            status = stet_fail_memory(&finding);
        records = array;
        const char *reason = status || !view.count ? NULL : post_decode(&view, segment->stat.articles, records);
        if (reason)
            status = paged_damage(&segment->file, from->section, page, reason, &finding);
        for (uint64_t i = 0; !status && table > segment->file.shape.bands && i < view.count; i++)
            check->seen[(uint32_t)records[i] / 64] |= UINT64_C(1) << ((uint32_t)records[i] % 64);
        *total += status ? 0 : view.count;
        status = noted(check, status, &finding, err);
    }
    free(records);
    if (!status && *total != from->section->entries && !check->findings)
        note_page(check, from->section, 0, "there are not as many entries as the contents say");
    return status;
}

static stet_status check_articles(struct check *check, stet_error *err)
{
    const struct index_segment *segment = check->segment;
    for (uint32_t article = 0; article < segment->stat.articles; article++) {
        stet_error finding = {0};
        struct index_row row = {0};
        stet_span id = {0};
        stet_status status = noted(check, index_segment_row(segment, article, &row, &finding), &finding, err);
        stet_status read = index_segment_article_id(segment, &check->cursor, article, &id, &finding);
        if (!status)
            status = noted(check, read, &finding, err);
        if (status)
            return status;
        uint64_t count = 0;
        uint64_t page = article / STRINGS_PAGE, end = article - page * STRINGS_PAGE + 1;
        bool last = article + 1 == segment->stat.articles || end == STRINGS_PAGE;
        if (!read && last && (strings_count(&check->cursor, &count) || count != end))
            note_page(check, segment->ids, page, "it has too many ids");
        if (!read && !bit(check->seen, article) && !check->findings)
            note_page(check, segment->tables[segment->file.shape.bands + 1].section, 0, "an id is not to be found");
    }
    return STET_OK;
}

static stet_status check_sources(struct check *check, stet_error *err)
{
    stet_status status = STET_OK;
    for (uint32_t source = 0; !status && source < check->segment->stat.sources; source++) {
        stet_error finding = {0};
        stet_span name = {0};
        status = noted(check, index_segment_source(check->segment, &check->cursor, source, &name, &finding), &finding,
                       err);
    }
    return status;
}

static stet_status check_deep(struct check *check, stet_error *err)
{
    const struct index_segment *segment = check->segment;
    unsigned bands = segment->file.shape.bands;
    stet_status status = check_copies(check, err);
    uint64_t band_entries = 0, total = 0;
    for (unsigned table = 0; !status && table <= bands + 1; table++) {
        status = check_postings(check, table, &total, err);
        band_entries += table < bands ? total : 0;
        if (!status && table == bands && total != segment->stat.passage_entries && !check->findings)
            note_page(check, segment->tables[table].section, 0, "the contents say something else");
    }
    if (!status && band_entries != segment->stat.band_entries && !check->findings)
        note_page(check, segment->tables[0].section, 0, "the contents say something else");
    if (!status)
        status = check_articles(check, err);
    return status ? status : check_sources(check, err);
}

stet_status index_segment_check(const struct index_segment *segment, bool deep,
                                void (*found)(void *ctx, const stet_error *finding), void *ctx, stet_error *err)
{
    struct check check = {.segment = segment, .found = found, .ctx = ctx};
    size_t words = segment->stat.articles / 64 + 1;
    stet_error finding = {0};
    stet_status status = noted(&check, paged_check_contents(&segment->file, &finding), &finding, err);
    for (size_t i = 0; !status && i < segment->file.section_count; i++)
        paged_check_section(&segment->file, &segment->file.sections[i], !deep, note, &check);
    if (!status && deep) {
        check.copies = calloc(words, sizeof *check.copies);
        check.seen = calloc(words, sizeof *check.seen);
        status = check.copies && check.seen ? check_deep(&check, err) : stet_fail_memory(err);
    }
    free(check.copies);
    free(check.seen);
    index_cursor_free(&check.cursor);
    if (!status && check.findings) {
        status = STET_ERR_CORRUPT;
        if (err)
            *err = check.first;
    }
    return status;
}
