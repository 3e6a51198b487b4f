/* The filter: verdicts beside the lines that they are about, once these are safe.
 *
 * A line waits in `pending` until the index has acknowledged its article. With STET_SYNC_BATCH that is at most 50 ms
 * later, by the index's own thread; meanwhile reading goes on. When nothing has come for some milliseconds the index is
 * synced at once, and all that waits is handed over. */
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "report/verdict.h"
#include "stet/splice.h"
#include "stet/stream.h"
#include "sys/ready.h"

#define PENDING_MOST ((size_t)16 << 20)
#define PATIENCE 50 /* milliseconds */
#define COMPANY 3   /* milliseconds */

/* The output up to `end` may go when the index has acknowledged `number`. */
struct mark {
    uint64_t number;
    size_t end;
};

struct filtering {
    struct stet_index *index;
    const stet_filter *filter;
    bool standard;        /* reads standard input, which may be slow */
    size_t done;          /* bytes of the block that have been dealt with */
    bool headed;          /* the header line of a table has been written */
    bool checked;         /* the format suits */
    struct stet_buf pending;
    struct mark *marks;
    size_t mark_count, mark_capacity;
    uint64_t number; /* of the last add */
    uint64_t line; /* the one after the last record */
    struct stet_buf json;
};

static bool add_mark(struct filtering *filtering)
{
    void *marks = filtering->marks;
    bool grown = stet_grow(&marks, &filtering->mark_capacity, filtering->mark_count + 1, sizeof *filtering->marks);
    filtering->marks = marks;
    if (grown)
        filtering->marks[filtering->mark_count++] = (struct mark){filtering->number, filtering->pending.size};
    return grown;
}

/* Writes what is acknowledged. */
static stet_status hand_over(struct filtering *filtering, stet_error *err)
{
    uint64_t safe = index_acknowledged(filtering->index->writer);
    size_t marks = 0, end = 0;
    while (marks < filtering->mark_count && filtering->marks[marks].number <= safe)
        end = filtering->marks[marks++].end;
    if (!marks)
        return STET_OK;
    stet_status status =
        end ? filtering->filter->write(filtering->filter->payload, filtering->pending.data, end, err) : STET_OK;
    if (end)
        memmove(filtering->pending.data, filtering->pending.data + end, filtering->pending.size - end);
    filtering->pending.size -= end;
    memmove(filtering->marks, filtering->marks + marks, (filtering->mark_count - marks) * sizeof *filtering->marks);
    filtering->mark_count -= marks;
    for (size_t i = 0; i < filtering->mark_count; i++)
        filtering->marks[i].end -= end;
    return status;
}

/* Everything safe, and written. */
static stet_status drain(struct filtering *filtering, stet_error *err)
{
    stet_status status = STET_OK;
    if (filtering->index->options.sync != STET_SYNC_NONE && filtering->mark_count)
        status = index_sync(filtering->index->writer, err);
    if (!status)
        status = hand_over(filtering, err);
    if (!status && filtering->filter->flush)
        status = filtering->filter->flush(filtering->filter->payload, err);
    return status;
}

/* After a failure: what is safe is written all the same, as far as that can be done. */
static void hand_over_last(struct filtering *filtering)
{
    stet_error ignored = {0};
    if (!hand_over(filtering, &ignored) && filtering->filter->flush)
        filtering->filter->flush(filtering->filter->payload, &ignored);
}

static stet_status before_read(void *ctx, stet_error *err)
{
    struct filtering *filtering = ctx;
    /* A sync costs some milliseconds: it can wait for as long to see whether more comes to be synced with. */
    bool waits = filtering->index->options.sync == STET_SYNC_BATCH && filtering->mark_count;
    if (filtering->standard && !sys_can_read_input(waits ? COMPANY : 0))
        return drain(filtering, err);
    stet_status status = hand_over(filtering, err);
    while (!status && filtering->pending.size > PENDING_MOST) {
        status = index_wait(filtering->index->writer, filtering->marks[0].number, PATIENCE, err);
        if (!status)
            status = hand_over(filtering, err);
    }
    return status;
}

/* A verdict on each blank line, for readers that count on one answer a line. */
static bool blank_lines(struct filtering *filtering, const struct feed_block *block, const char *gap, size_t size)
{
    bool ok = true;
    for (size_t i = 0; i < size && ok && block->format != STET_FORMAT_CSV && block->format != STET_FORMAT_TSV; i++) {
        if (gap[i] != '\n')
            continue;
        stet_verdict verdict = {
            .kind = STET_VERDICT_BAD, .file = block->name, .line = filtering->line++, .reason = "blank line"};
        ok = report_verdict_json(&verdict, &filtering->pending);
    }
    return ok;
}

/* What stands between the records: blank lines, a byte order mark, the header of a table. */
static bool pass_gap(struct filtering *filtering, const struct feed_block *block, size_t until)
{
    const char *gap = block->data + filtering->done;
    size_t size = until - filtering->done;
    filtering->done = until;
    bool table = block->format == STET_FORMAT_CSV || block->format == STET_FORMAT_TSV;
    switch (filtering->filter->emit) {
    case STET_EMIT_ANNOTATE:
        return stet_buf_add(&filtering->pending, gap, size);
    case STET_EMIT_DROP: {
        bool header = table && !filtering->headed && size;
        filtering->headed = filtering->headed || header;
        return !header || stet_buf_add(&filtering->pending, gap, size);
    }
    case STET_EMIT_VERDICT:
        break;
    }
    return blank_lines(filtering, block, gap, size);
}

static stet_verdict verdict_of(const struct filtering *filtering, const struct incoming *in)
{
    stet_verdict verdict = {.estimated = filtering->index->stats.estimated, .cluster = in->cluster};
    verdict.kind = in->bad ? STET_VERDICT_BAD : in->match_count ? STET_VERDICT_DUPLICATE : STET_VERDICT_NEW;
    verdict.reason = in->item->reason;
    verdict.id = in->bad ? (stet_span){NULL, 0} : in->item->article.id;
    verdict.file = in->item->file;
    verdict.line = in->item->line;
    if (in->match_count && !in->bad)
        verdict.best = &in->answer[0];
    return verdict;
}

static stet_status emit(struct filtering *filtering, const struct feed_block *block, struct incoming *in,
                        stet_error *err)
{
    const struct feed_record *record = &block->records[in->item->record];
    stet_emit how = filtering->filter->emit;
    if (!in->bad) {
        stet_status status = stream_answer(in, err);
        if (status)
            return status;
    }
    size_t end = record->start + record->size;
    bool first = record->part == FEED_WHOLE || record->part == FEED_FIRST_PART;
    if (!first) /* between the parts of a record is nothing of the input */
        filtering->done = record->start;
    stet_span line = {block->data + record->start, record->size};
    bool ok = pass_gap(filtering, block, record->start);
    filtering->done = end;
    filtering->line = record->line + 1;
    stet_verdict verdict = verdict_of(filtering, in);
    if (how == STET_EMIT_ANNOTATE && in->bad) {
        ok = ok && stet_buf_add(&filtering->pending, line.data, line.size);
    } else if (how == STET_EMIT_ANNOTATE) {
        filtering->json.size = 0;
        ok = ok && report_verdict_member(&verdict, &filtering->json) &&
             splice_member(&filtering->pending, line, (stet_span){filtering->json.data, filtering->json.size});
    } else if (how == STET_EMIT_DROP && verdict.kind == STET_VERDICT_NEW) {
        bool ended = line.size && line.data[line.size - 1] == '\n';
        ok = ok && stet_buf_add(&filtering->pending, line.data, line.size) &&
             (ended || stet_buf_add_byte(&filtering->pending, '\n'));
    } else if (how == STET_EMIT_VERDICT && first) {
        ok = ok && report_verdict_json(&verdict, &filtering->pending);
    }
    return ok ? STET_OK : stet_fail_memory(err);
}

static stet_status suits(struct filtering *filtering, const struct feed_block *block, stet_error *err)
{
    filtering->checked = true;
    bool objects = block->format == STET_FORMAT_JSONL || block->format == STET_FORMAT_AUTO;
    if (objects || filtering->filter->emit != STET_EMIT_ANNOTATE)
        return STET_OK;
    return stet_fail(err, STET_ERR_USAGE,
                     "%s: only JSON Lines can be annotated; --emit verdict and --emit drop work with any input",
                     block->name);
}

static stet_status each(void *ctx, const struct feed_block *block, struct incoming *batch, size_t count,
                        stet_error *err)
{
    struct filtering *filtering = ctx;
    stet_status status = STET_OK;
    for (size_t i = 0; i < count && !status; i++)
        status = emit(filtering, block, &batch[i], err);
    return status;
}

static stet_status added(void *ctx, const struct incoming *batch, size_t count, stet_error *err)
{
    struct filtering *filtering = ctx;
    for (size_t i = 0; i < count; i++)
        if (!batch[i].bad)
            filtering->number = batch[i].number;
    return add_mark(filtering) ? hand_over(filtering, err) : stet_fail_memory(err);
}

static stet_status end_block(void *ctx, const struct feed_block *block, stet_error *err)
{
    struct filtering *filtering = ctx;
    bool ok = block->format == STET_FORMAT_TEXT || pass_gap(filtering, block, block->size);
    filtering->done = 0;
    return ok && add_mark(filtering) ? STET_OK : stet_fail_memory(err);
}

static stet_status begin_block(void *ctx, const struct feed_block *block, stet_error *err)
{
    struct filtering *filtering = ctx;
    return filtering->checked || !block->count ? STET_OK : suits(filtering, block, err);
}

static bool stop(void *ctx)
{
    const struct filtering *filtering = ctx;
    return filtering->filter->stop && filtering->filter->stop(filtering->filter->payload);
}

stet_status stet_index_filter(stet_index *index, const char *path, const stet_filter *filter, stet_error *err)
{
    struct filtering filtering = {.index = index, .filter = filter, .standard = !strcmp(path, "-"), .line = 1};
    const struct stream_sink sink = {.add = true,
                                     .prompt = true,
                                     .whole = filter->emit == STET_EMIT_ANNOTATE,
                                     .before = before_read,
                                     .begin = begin_block,
                                     .end = end_block,
                                     .each = each,
                                     .added = added,
                                     .stop = stop,
                                     .ctx = &filtering};
    if (filtering.standard)
        sys_widen_input();
    stet_status status = stream_walk(index, path, &sink, err);
    if (!status || status == STET_ERR_INPUT) {
        stet_error late = {0};
        stet_status drained = drain(&filtering, &late);
        if (!status && drained && err)
            *err = late;
        status = status ? status : drained;
    } else if (status != STET_ERR_CANCELLED) {
        hand_over_last(&filtering);
    }
    stet_buf_free(&filtering.pending);
    stet_buf_free(&filtering.json);
    free(filtering.marks);
    return status;
}
