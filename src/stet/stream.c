/* The stream in one place, as batch.c is for the batch: an index that is open, and the way of an input through it. */
#include <bsd/stdlib.h>
#include <string.h>

#include "base/error.h"
#include "stet/recall.h"
#include "sys/team.h"

#define WORTH 8 /* articles that are worth another thread */
#define KEPT_BESIDE (1 << 20) /* bytes beside an article's strings, at most: id, outlet, sizes */
#define GRAIN 2 /* that a thread takes at a time: some take a hundred times as long as others */

struct walking {
    struct stet_index *index;
    const struct stream_sink *sink;
    const struct feed_block *block;
    size_t count; /* of the batch */
};

static stet_status fill(void *ctx, size_t begin, size_t end, unsigned worker, stet_error *err)
{
    struct walking *walking = ctx;
    struct stet_index *index = walking->index;
    stet_status status = STET_OK;
    for (size_t i = begin; i < end && !status; i++)
        if (!index->batch[i].bad)
            status = incoming_fill(index, &index->workers[worker], &index->batch[i], err);
    return status;
}

static stet_status pass(void *ctx, size_t begin, size_t end, unsigned worker, stet_error *err)
{
    struct walking *walking = ctx;
    struct stet_index *index = walking->index;
    stet_status status = STET_OK;
    for (size_t i = begin; i < end && !status; i++) {
        if (index->batch[i].bad)
            continue;
        status = likely_find(index, &index->workers[worker], (uint32_t)i, err);
        if (!status)
            status = sentence_pass(index, &index->workers[worker], (uint32_t)i, err);
    }
    return status;
}

static stet_status take_snapshot(struct stet_index *index, stet_error *err)
{
    if (!index->writer)
        return STET_OK;
    index_snapshot_release(index->snapshot);
    index->snapshot = NULL;
    return index_snapshot_take(index->writer, &index->snapshot, err);
}

/* One batch, all the way. */
static stet_status work(struct walking *walking, stet_error *err)
{
    struct stet_index *index = walking->index;
    const struct stream_sink *sink = walking->sink;
    uint32_t most = (uint32_t)(walking->count / WORTH) + 1;
    uint32_t threads = index->stats.threads < most ? index->stats.threads : most;
    stet_status status = take_snapshot(index, err);
    if (!status)
        status = sys_team_for(index->team, threads, walking->count, GRAIN, fill, walking, err);
    if (!status)
        status = beside_join(index, sink->add ? walking->count : 0, err);
    if (!status)
        status = sys_team_for(index->team, threads, walking->count, GRAIN, pass, walking, err);
    if (!status && sink->add)
        status = settle_all(index, walking->count, sink, walking->block, err);
    else if (!status)
        status = sink->each(sink->ctx, walking->block, index->batch, walking->count, err);
    return status;
}

/* The line, with an end, for whoever collects them. */
static stet_status hand_back(const stet_index_options *options, const struct feed_block *block,
                             const struct feed_record *record, stet_error *err)
{
    const char *line = block->data + record->start;
    stet_status status = options->on_reject(options->payload, line, record->size, err);
    bool ended = record->size && line[record->size - 1] == '\n';
    bool more = record->part == FEED_FIRST_PART || record->part == FEED_NEXT_PART;
    return status || ended || more || !record->size ? status : options->on_reject(options->payload, "\n", 1, err);
}

static stet_status reject(struct stet_index *index, const struct feed_block *block, const struct feed_item *item,
                          stet_error *err)
{
    const struct feed_record *record = &block->records[item->record];
    const stet_index_options *options = &index->options;
    bool first = record->part == FEED_WHOLE || record->part == FEED_FIRST_PART;
    index->stats.bad += first;
    if (first && options->on_bad)
        options->on_bad(options->payload, item->file, item->line, item->reason);
    stet_status status = options->on_reject ? hand_back(options, block, record, err) : STET_OK;
    if (!status && first && options->strict)
        return stet_fail(err, STET_ERR_INPUT, "%s:%llu: %s", item->file, (unsigned long long)item->line, item->reason);
    return status;
}

/* Why the index cannot take an article, or NULL: one such line must not stop a stream. */
static const char *unfit(const struct stet_index *index, const stet_article *article)
{
    if (article->id.size > INDEX_MAX_ID)
        return "an id of more than 65,535 bytes, the most that an index takes";
    if (article->source.size > INDEX_MAX_SOURCE)
        return "an outlet's name of more than 65,535 bytes, the most that an index takes";
    size_t kept = article->title.size + article->text.size + article->url.size + article->language.size +
                  article->author.size + article->taken_from.size;
    if (index->shape.keeps_text && kept > INDEX_MAX_TEXT - KEPT_BESIDE)
        return "more than 255 MiB of text, the most that an index keeps";
    return NULL;
}

/* Fills the batch with what follows items[*next]: as many as may be judged with the same frequencies. */
static stet_status gather(struct walking *walking, struct feed_item *items, size_t count, size_t *next,
                          stet_error *err)
{
    struct stet_index *index = walking->index;
    uint32_t left = walking->sink->add ? match_living_left(index->living) : STREAM_BATCH;
    walking->count = 0;
    while (*next < count && walking->count < STREAM_BATCH && left) {
        struct feed_item *item = &items[*next];
        if (!item->reason && walking->sink->add)
            item->reason = unfit(index, &item->article);
        if (item->reason) {
            if (index->options.strict && walking->count)
                break; /* what stands before it is done first */
            stet_status status = reject(index, walking->block, item, err);
            if (status)
                return status;
        } else {
            index->stats.articles++;
            left--;
        }
        struct incoming *in = &index->batch[walking->count++];
        in->item = item;
        in->bad = item->reason != NULL;
        in->gone = STREAM_NONE;
        ++*next;
    }
    return STET_OK;
}

static stet_status progress(const struct stet_index *index, const struct feed_block *block, stet_error *err)
{
    if (!index->options.on_progress)
        return STET_OK;
    stet_progress now = {
        .stage = "reading", .done = block->position, .total = block->total, .articles = index->stats.articles};
    if (index->options.on_progress(index->options.payload, &now))
        return STET_OK;
    return stet_fail(err, STET_ERR_CANCELLED, "stopped while reading");
}

static stet_status walk_block(struct walking *walking, struct feed_parser *parser, stet_error *err)
{
    const struct stream_sink *sink = walking->sink;
    struct feed_item *items;
    size_t count, next = 0;
    stet_status status = feed_parse_block(parser, walking->block, &items, &count, err);
    if (!status && sink->begin)
        status = sink->begin(sink->ctx, walking->block, err);
    while (!status && next < count) {
        status = gather(walking, items, count, &next, err);
        if (!status)
            status = work(walking, err);
    }
    if (!status && sink->end)
        status = sink->end(sink->ctx, walking->block, err);
    return status ? status : progress(walking->index, walking->block, err);
}

stet_status stream_walk(struct stet_index *index, const char *path, const struct stream_sink *sink, stet_error *err)
{
    if (sink->add && !index->writer)
        return stet_fail(err, STET_ERR_USAGE, "the index was opened for reading only");
    struct feed_options feed = index->feed;
    feed.prompt = sink->prompt;
    feed.whole = sink->whole || index->options.on_reject;
    struct feed_reader *reader = NULL;
    struct feed_parser *parser = NULL;
    struct feed_block block = {.size = 0};
    struct walking walking = {.index = index, .sink = sink, .block = &block};
    stet_status status = feed_reader_open(&reader, path, &feed, err);
    if (!status)
        status = feed_parser_create(&parser, &feed, err);
    while (!status && !block.end && !(sink->stop && sink->stop(sink->ctx))) {
        if (sink->before)
            status = sink->before(sink->ctx, err);
        if (!status)
            status = feed_reader_next(reader, &block, err);
        if (status)
            break;
        index->stats.bytes += block.bytes;
        status = walk_block(&walking, parser, err);
    }
    feed_parser_free(parser);
    feed_reader_close(reader);
    feed_block_free(&block);
    return status;
}
