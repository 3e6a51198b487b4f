/* Two more readings of the inputs: first the canonicals, of which the beginning is kept, then the copies, of which what
 * they do not share with it is kept. */
#include <bsd/stdlib.h>
#include <string.h>

#include "base/error.h"
#include "feed/replay.h"
#include "report/page.h"
#include "stet/reporting.h"

#define TEXT(out, text) stet_buf_add(out, text, sizeof text - 1)

/* Bytes of a token, and the share of a copy that is its own, about; what comes around a text: headline, address. */
#define TOKEN_BYTES 6.3
#define OWN_SHARE 0.1
#define AROUND 150

#define TITLE_MOST 300
#define URL_MOST 500

/* Lengths to which texts are cut, as few as it takes. */
static const uint32_t lengths[] = {32768, 16384, 12288, 8192, 6144, 4096, 3072, 2048, 1536, 1024, 768, 512};
#define LENGTHS (sizeof lengths / sizeof *lengths)

static double estimate(const struct report *report, double length)
{
    double bytes = 0;
    for (size_t i = 0; i < report->slot_count; i++) {
        const struct report_slot *slot = &report->slots[i];
        const struct corpus_row *row = &report->batch->corpus.rows[slot->article];
        const struct report_entry *entry = &report->entries[slot->entry];
        bool stands = i == (size_t)entry->slot + entry->canonical;
        double size = row->body_count * TOKEN_BYTES, kept = size < length ? size : length;
        bytes += AROUND + kept * (stands ? 1 : OWN_SHARE);
    }
    return bytes;
}

static int by_article(const void *left, const void *right, void *ctx)
{
    const struct report_slot *slots = ctx;
    uint32_t a = slots[*(const uint32_t *)left].article, b = slots[*(const uint32_t *)right].article;
    if (a != b)
        return a < b ? -1 : 1;
    uint32_t one = *(const uint32_t *)left, two = *(const uint32_t *)right;
    return (one > two) - (one < two);
}

static bool is_wanted(const struct report *report, const struct report_slot *slot)
{
    const struct report_entry *entry = &report->entries[slot->entry];
    bool stands = (size_t)(slot - report->slots) == (size_t)entry->slot + entry->canonical;
    return report->copies ? !stands && entry->text.size : stands;
}

/* Both slots and records are in input order. */
static bool wanted(void *ctx, uint64_t input, uint64_t record)
{
    struct report *report = ctx;
    if (report->next == report->slot_count)
        return false;
    uint32_t article = report->slots[report->by_article[report->next]].article;
    const struct corpus_row *row = &report->batch->corpus.rows[article];
    if (row->input != input || row->record != record)
        return false;
    /* A guest has a slot in several clusters. */
    bool any = false;
    for (; report->next < report->slot_count; report->next++) {
        const struct report_slot *slot = &report->slots[report->by_article[report->next]];
        if (slot->article != article)
            break;
        any |= is_wanted(report, slot);
    }
    return any;
}

/* Cut between characters. */
static stet_span at_most(stet_span text, size_t most)
{
    if (text.size <= most)
        return text;
    while (most && ((unsigned char)text.data[most] & 0xc0) == 0x80)
        most--;
    return (stet_span){text.data, most};
}

static bool same(stet_span a, stet_span b)
{
    return a.size == b.size && (!a.size || !memcmp(a.data, b.data, a.size));
}

/* What comes behind the text of an article. An address that is the id is not told again. */
static bool finish(struct report *report, struct report_slot *slot, size_t start, const stet_article *article)
{
    struct stet_buf *out = &report->texts;
    bool ok =
        TEXT(out, ",") &&
        (same(article->id, article->url) ? TEXT(out, "1") : report_string(out, at_most(article->url, URL_MOST))) &&
        (report->text.cut ? TEXT(out, ",1]") : TEXT(out, ",0]"));
    slot->text = (struct report_piece){start, out->size - start};
    return ok;
}

/* Headline and comma. One that the canonical has too is not told again. */
static bool begin(struct report *report, const struct report_entry *entry, const stet_article *article, size_t *start,
                  struct report_piece *title)
{
    struct stet_buf *out = &report->texts;
    *start = out->size;
    bool ok = TEXT(out, "[");
    title->at = out->size;
    ok = ok && report_string(out, at_most(article->title, TITLE_MOST));
    title->size = out->size - title->at;
    if (ok && entry->title.size == title->size &&
        !memcmp(out->data + title->at, out->data + entry->title.at, title->size)) {
        out->size = title->at;
        ok = TEXT(out, "0");
    }
    return ok && TEXT(out, ",");
}

static bool has_room(const struct report *report)
{
    return report->texts.size < report->options.text_bytes * REPORT_RATIO_MOST;
}

/* Its title is told even if its text is left out. */
static stet_status take_canonical(struct report *report, struct report_slot *slot, const stet_article *article,
                                  stet_error *err)
{
    struct report_entry *entry = &report->entries[slot->entry];
    size_t start;
    struct report_piece title;
    bool ok = begin(report, entry, article, &start, &title);
    entry->title = title;
    if (ok && !has_room(report))
        return STET_OK;
    stet_status status =
        ok ? report_text_tidy(&report->text, article->text, report->article_bytes, err) : stet_fail_memory(err);
    if (status)
        return status;
    const struct stet_buf *text = &report->text.text;
    entry->text = (struct report_piece){report->canonicals.size, text->size};
    ok = stet_buf_add(&report->canonicals, text->data, text->size) &&
         report_string(&report->texts, (stet_span){text->data, text->size}) && finish(report, slot, start, article);
    return ok ? STET_OK : stet_fail_memory(err);
}

static stet_status take_copy(struct report *report, struct report_slot *slot, const stet_article *article,
                             stet_error *err)
{
    if (!has_room(report))
        return STET_OK;
    const struct report_entry *entry = &report->entries[slot->entry];
    stet_span canonical = {report->canonicals.data + entry->text.at, entry->text.size};
    stet_status status = report_text_tidy(&report->canonical, canonical, report->article_bytes, err);
    if (!status)
        status = report_text_split(&report->canonical, err);
    if (!status)
        status = report_text_tidy(&report->text, article->text, report->article_bytes, err);
    if (!status)
        status = report_text_split(&report->text, err);
    size_t start;
    struct report_piece title;
    if (!status && !begin(report, entry, article, &start, &title))
        status = stet_fail_memory(err);
    if (!status)
        status = report_delta(&report->canonical, &report->text, &report->alignment, &report->texts, err);
    if (!status && !finish(report, slot, start, article))
        status = stet_fail_memory(err);
    return status;
}

/* Records are asked for a block at a time before they are handed over, so the slot is looked up: the place in
 * by_article of the record's last one. */
static size_t last_slot(const struct report *report, uint64_t input, uint64_t record)
{
    size_t low = 0, high = report->slot_count;
    while (low + 1 < high) {
        size_t middle = (low + high) / 2;
        const struct report_slot *slot = &report->slots[report->by_article[middle]];
        const struct corpus_row *row = &report->batch->corpus.rows[slot->article];
        bool beyond = row->input != input ? row->input > input : row->record > record;
        *(beyond ? &high : &low) = middle;
    }
    return low;
}

static stet_status take(void *ctx, uint64_t input, uint64_t record, const stet_article *article, stet_error *err)
{
    struct report *report = ctx;
    size_t last = last_slot(report, input, record);
    uint32_t number = report->slots[report->by_article[last]].article;
    stet_status status = STET_OK;
    for (size_t i = last + 1; i-- > 0 && report->slots[report->by_article[i]].article == number && !status;) {
        struct report_slot *slot = &report->slots[report->by_article[i]];
        if (is_wanted(report, slot))
            status = (report->copies ? take_copy : take_canonical)(report, slot, article, err);
    }
    return status;
}

static stet_status read_again(struct report *report, bool copies, stet_error *err)
{
    report->copies = copies;
    report->next = 0;
    const struct feed_pick pick = {.wanted = wanted, .ctx = report, .take = take};
    return feed_replay_articles(report->batch->replay, &pick, err);
}

stet_status report_read_texts(struct report *report, stet_error *err)
{
    if (!report->batch->options.replay)
        return STET_OK;
    report->by_article = reallocarray(NULL, report->slot_count + 1, sizeof *report->by_article);
    if (!report->by_article)
        return stet_fail_memory(err);
    for (size_t i = 0; i < report->slot_count; i++)
        report->by_article[i] = (uint32_t)i;
    if (report->slot_count)
        qsort_r(report->by_article, report->slot_count, sizeof *report->by_article, by_article, report->slots);
    size_t i = 0;
    while (i + 1 < LENGTHS && (lengths[i] > report->options.article_bytes ||
                               estimate(report, lengths[i]) > (double)report->options.text_bytes * REPORT_TEXT_RATIO))
        i++;
    report->article_bytes = lengths[i];
    stet_status status = read_again(report, false, err);
    return status ? status : read_again(report, true, err);
}
