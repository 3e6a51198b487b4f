/* Clusters as a page of HTML: see reporting.h. */
#include <stdlib.h>
#include <xxhash.h>

#include "base/error.h"
#include "report/pack.h"
#include "report/page.h"
#include "stet/reporting.h"

#define LIST_BYTES (UINT64_C(4) << 20)
#define TEXT_BYTES (UINT64_C(14) << 20)
#define ARTICLE_BYTES (UINT64_C(32) << 10)
#define MEMBERS 200

struct putting {
    stet_write write;
    void *payload;
};

static stet_status put(const struct putting *to, const char *data, size_t size, stet_error *err)
{
    return size ? to->write(to->payload, data, size, err) : STET_OK;
}

#define PUT(to, text, err) put(to, text, sizeof text - 1, err)

static bool add_piece(struct stet_buf *out, const struct stet_buf *from, struct report_piece piece)
{
    return piece.size ? stet_buf_add(out, from->data + piece.at, piece.size) : stet_buf_add(out, "null", 4);
}

/* Packs the chunk; the script is in `packed` then, with its tags. */
static stet_status pack(struct report *report, char kind, uint32_t number, stet_error *err)
{
    struct stet_buf *out = &report->packed;
    out->size = 0;
    bool ok = stet_buf_printf(out, "<script type=\"application/json\" id=\"%c%u\">\"", kind, number);
    stet_status status =
        ok ? report_pack(report->chunk.data, report->chunk.size, &report->scratch, out, err) : stet_fail_memory(err);
    if (!status && !stet_buf_add(out, "\"</script>\n", 11))
        status = stet_fail_memory(err);
    return status;
}

static stet_status fill_list(struct report *report, uint32_t from, uint32_t to, stet_error *err)
{
    struct stet_buf *out = &report->chunk;
    out->size = 0;
    bool ok = stet_buf_add(out, "[", 1);
    for (uint32_t i = from; i < to && ok; i++) {
        const struct report_entry *entry = &report->entries[i];
        ok = (i == from || stet_buf_add(out, ",", 1)) && add_piece(out, &report->lists, entry->head) &&
             add_piece(out, &report->texts, entry->title) && stet_buf_add(out, "]", 1);
    }
    return ok && stet_buf_add(out, "]", 1) ? STET_OK : stet_fail_memory(err);
}

static uint32_t least(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

/* As many chunks as there is room for. */
static stet_status put_list(struct report *report, const struct putting *to, stet_error *err)
{
    stet_status status = STET_OK;
    uint64_t written = 0;
    while (report->listed < report->entry_count && !status) {
        uint32_t from = report->listed, end = least(from + REPORT_LIST_CHUNK, report->entry_count);
        status = fill_list(report, from, end, err);
        if (!status)
            status = pack(report, 'c', from / REPORT_LIST_CHUNK, err);
        written += report->packed.size;
        if (status || (from && written > report->options.list_bytes))
            break;
        status = put(to, report->packed.data, report->packed.size, err);
        report->listed = end;
    }
    return status;
}

/* *kept counts the texts. */
static stet_status fill_texts(struct report *report, uint32_t from, uint32_t to, size_t *kept, stet_error *err)
{
    struct stet_buf *out = &report->chunk;
    out->size = 0;
    *kept = 0;
    bool ok = stet_buf_add(out, "[", 1);
    for (uint32_t i = from; i < to && ok; i++) {
        const struct report_entry *entry = &report->entries[i];
        ok = (i == from || stet_buf_add(out, ",", 1)) && stet_buf_add(out, "[", 1);
        for (uint32_t k = 0; k < entry->slots && ok; k++) {
            const struct report_slot *slot = &report->slots[entry->slot + k];
            ok = (!k || stet_buf_add(out, ",", 1)) && add_piece(out, &report->texts, slot->text);
            *kept += slot->text.size > 0;
        }
        ok = ok && stet_buf_add(out, "]", 1);
    }
    return ok && stet_buf_add(out, "]", 1) ? STET_OK : stet_fail_memory(err);
}

static stet_status put_texts(struct report *report, const struct putting *to, stet_error *err)
{
    stet_status status = STET_OK;
    uint64_t written = 0;
    for (uint32_t from = 0; from < report->listed && !status; from += REPORT_CHUNK) {
        uint32_t end = least(from + REPORT_CHUNK, report->listed);
        size_t kept;
        status = fill_texts(report, from, end, &kept, err);
        if (!status)
            status = pack(report, 't', from / REPORT_CHUNK, err);
        bool room = written + report->packed.size <= report->options.text_bytes;
        if (!status && room) {
            status = put(to, report->packed.data, report->packed.size, err);
            written += report->packed.size;
            report->kept += kept;
        }
    }
    return status;
}

static stet_status put_overview(struct report *report, const struct putting *to, stet_error *err)
{
    for (uint32_t i = 0; i < report->listed; i++)
        report->members += report->entries[i].slots;
    stet_status status = report_overview(report, err);
    if (!status)
        status = PUT(to, "<script type=\"application/json\" id=\"overview\">", err);
    if (!status)
        status = put(to, report->overview.data, report->overview.size, err);
    return status ? status : PUT(to, "</script>\n", err);
}

static stet_status put_page(struct report *report, stet_write write, void *payload, stet_error *err)
{
    const struct putting to = {write, payload};
    uint64_t nonce = XXH3_64bits_withSeed(report->texts.data, report->texts.size,
                                          XXH3_64bits(report->lists.data, report->lists.size));
    stet_status status = report_page_begin(nonce, write, payload, err);
    if (!status)
        status = put_list(report, &to, err);
    if (!status)
        status = put_texts(report, &to, err);
    if (!status)
        status = put_overview(report, &to, err);
    return status ? status : report_page_end(nonce, write, payload, err);
}

static void release(struct report *report)
{
    free(report->entries);
    free(report->entry_of);
    free(report->slots);
    free(report->by_article);
    stet_buf_free(&report->lists);
    stet_buf_free(&report->texts);
    stet_buf_free(&report->canonicals);
    stet_buf_free(&report->overview);
    stet_buf_free(&report->chunk);
    stet_buf_free(&report->packed);
    stet_buf_free(&report->scratch);
    corpus_cursor_free(&report->cursor);
    numbered_free(&report->sources);
    free(report->used);
    free(report->credits);
    free(report->firsts);
    report_text_free(&report->text);
    report_text_free(&report->canonical);
    match_alignment_free(&report->alignment);
}

static stet_report_options resolve(const stet_report_options *given)
{
    stet_report_options options = *given;
    options.list_bytes = options.list_bytes ? options.list_bytes : LIST_BYTES;
    options.text_bytes = options.text_bytes ? options.text_bytes : TEXT_BYTES;
    options.article_bytes = options.article_bytes ? options.article_bytes : ARTICLE_BYTES;
    options.members = options.members ? options.members : MEMBERS;
    return options;
}

stet_status stet_batch_write_report(stet_batch *batch, const stet_report_options *options, stet_write write,
                                    void *payload, stet_error *err)
{
    if (options->version != STET_REPORT_OPTIONS_VERSION)
        return stet_fail(err, STET_ERR_USAGE, "stet_report_options of version %u: start from STET_REPORT_OPTIONS_INIT",
                         options->version);
    if (!batch->groups.first)
        return stet_fail(err, STET_ERR_USAGE, "stet_batch_write_report before stet_batch_run");
    struct report report = {.batch = batch, .options = resolve(options)};
    stet_status status = report_choose(&report, err);
    if (!status)
        status = stet_batch_clusters(batch, false, report_take, &report, err);
    if (!status)
        status = report_read_texts(&report, err);
    if (!status)
        status = put_page(&report, write, payload, err);
    release(&report);
    return status;
}
