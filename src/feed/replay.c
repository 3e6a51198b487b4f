#include "feed/replay.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "feed/reader.h"

struct feed_replay {
    const struct feed_options *options;
    char *tmp;
    struct feed_input **inputs;
    size_t count, capacity;
};

/* One run. */
struct run {
    const struct feed_sink *sink;
    const struct feed_input *last; /* the input that something was written of */
    bool inside;                   /* a record that comes in parts is wanted */
    size_t begin, end;             /* of the block, what is wanted and not yet written */
};

stet_status feed_replay_create(struct feed_replay **out, const struct feed_options *options, const char *tmp,
                               stet_error *err)
{
    *out = NULL;
    struct feed_replay *replay = calloc(1, sizeof *replay);
    if (!replay)
        return stet_fail_memory(err);
    replay->options = options;
    if (tmp && !(replay->tmp = strdup(tmp))) {
        free(replay);
        return stet_fail_memory(err);
    }
    *out = replay;
    return STET_OK;
}

void feed_replay_free(struct feed_replay *replay)
{
    if (!replay)
        return;
    for (size_t i = 0; i < replay->count; i++)
        feed_input_free(replay->inputs[i]);
    free(replay->inputs);
    free(replay->tmp);
    free(replay);
}

stet_status feed_replay_open(struct feed_replay *replay, const char *path, struct feed_reader **out, stet_error *err)
{
    *out = NULL;
    void *inputs = replay->inputs;
    bool room = stet_grow(&inputs, &replay->capacity, replay->count + 1, sizeof(struct feed_input *));
    replay->inputs = inputs;
    if (!room)
        return stet_fail_memory(err);
    struct feed_input *input;
    stet_status status = feed_input_create(&input, path, replay->options->format, true, replay->tmp, err);
    if (status)
        return status;
    status = feed_reader_begin(out, input, replay->options, false, err);
    if (status)
        feed_input_free(input);
    else
        replay->inputs[replay->count++] = input;
    return status;
}

static bool is_table(const struct feed_input *input)
{
    return input->format == STET_FORMAT_CSV || input->format == STET_FORMAT_TSV;
}

static bool same_kind(const struct feed_input *a, const struct feed_input *b)
{
    if (a->format != b->format)
        return false;
    return !is_table(a) ||
           (a->header.size == b->header.size && !memcmp(a->header.data, b->header.data, a->header.size));
}

/* Before the first record of an input: whether it may follow what was written, and the header if there must be one. */
static stet_status enter(struct run *run, const struct feed_input *input, stet_error *err)
{
    const struct feed_input *last = run->last;
    run->last = input;
    if (last && (last == input || same_kind(last, input)))
        return STET_OK;
    if (last && !run->sink->mixed)
        return stet_fail(err, STET_ERR_INPUT, "%s and %s have different %s: their lines cannot go to one output",
                         last->name, input->name, last->format == input->format ? "headers" : "formats");
    if (!is_table(input))
        return STET_OK;
    stet_status status = run->sink->write(run->sink->payload, input->header.data, input->header.size, err);
    const char *end = input->header_returns ? "\r\n" : "\n";
    return status ? status : run->sink->write(run->sink->payload, end, strlen(end), err);
}

static stet_status flush(struct run *run, const struct feed_block *block, stet_error *err)
{
    size_t size = run->end - run->begin, begin = run->begin;
    run->begin = run->end;
    return size ? run->sink->write(run->sink->payload, block->data + begin, size, err) : STET_OK;
}

/* Wanted records that lie side by side are written in one go. */
static stet_status take_record(struct run *run, const struct feed_input *input, const struct feed_block *block,
                               const struct feed_record *record, stet_error *err)
{
    bool finished = record->part == FEED_WHOLE || record->part == FEED_LAST_PART;
    if (!record->size && record->part != FEED_LAST_PART)
        return STET_OK;
    stet_status status = enter(run, input, err);
    if (!status && record->start != run->end) {
        status = flush(run, block, err);
        run->begin = run->end = record->start;
    }
    run->end += record->size;
    if (status || !finished || (record->size && block->data[run->end - 1] == '\n'))
        return status;
    status = flush(run, block, err);
    return status ? status : run->sink->write(run->sink->payload, "\n", 1, err);
}

static bool is_wanted(struct run *run, const struct feed_record *record, uint64_t input, uint64_t ordinal)
{
    if (record->part == FEED_WHOLE || record->part == FEED_FIRST_PART)
        run->inside = run->sink->wanted(run->sink->ctx, input, ordinal);
    return run->inside;
}

static stet_status write_block(void *ctx, struct feed_replay *replay, size_t number, struct feed_block *block,
                               stet_error *err)
{
    struct run *run = ctx;
    stet_status status = STET_OK;
    uint64_t ordinal = block->first;
    run->begin = run->end = 0;
    for (size_t i = 0; i < block->count && !status; i++) {
        const struct feed_record *record = &block->records[i];
        if (!is_wanted(run, record, number, ordinal))
            status = STET_OK;
        else
            status = take_record(run, replay->inputs[number], block, record, err);
        /* The parts of a record share its place. */
        ordinal += record->part == FEED_WHOLE || record->part == FEED_FIRST_PART;
    }
    return status ? status : flush(run, block, err);
}

/* What is done with each block of a second reading. */
typedef stet_status use_block(void *ctx, struct feed_replay *replay, size_t number, struct feed_block *block,
                              stet_error *err);

static stet_status replay_input(struct feed_replay *replay, size_t number, bool content, use_block *use, void *ctx,
                                stet_error *err)
{
    struct feed_reader *reader;
    struct feed_block block = {.size = 0};
    stet_status status = feed_reader_begin(&reader, replay->inputs[number], replay->options, true, err);
    if (status)
        return status;
    reader->content = content;
    do {
        status = feed_reader_next(reader, &block, err);
        if (!status)
            status = use(ctx, replay, number, &block, err);
    } while (!status && !block.end);
    /* Also what changes while it is read must not pass. */
    if (!status && reader->bytes.file >= 0)
        status =
            reader->bytes.input->info.regular ? feed_input_same(reader->bytes.input, reader->bytes.file, err) : STET_OK;
    feed_block_free(&block);
    feed_reader_close(reader);
    return status;
}

stet_status feed_replay_run(struct feed_replay *replay, const struct feed_sink *sink, stet_error *err)
{
    struct run run = {.sink = sink};
    stet_status status = STET_OK;
    for (size_t i = 0; i < replay->count && !status; i++) {
        run.inside = false;
        status = replay_input(replay, i, false, write_block, &run, err);
    }
    return status;
}

struct picking {
    const struct feed_pick *pick;
    struct feed_parser *parser;
    uint64_t *places; /* of the block's records that are left, among those of the input */
    size_t capacity;
};

/* Leaves of the block's records those that are wanted. One that comes in parts is too long to be an article. */
static bool sieve(struct picking *picking, size_t number, struct feed_block *block)
{
    void *places = picking->places;
    bool ok = stet_grow(&places, &picking->capacity, block->count + 1, sizeof *picking->places);
    picking->places = places;
    if (!ok)
        return false;
    size_t kept = 0;
    uint64_t ordinal = block->first;
    for (size_t i = 0; i < block->count; i++) {
        struct feed_record record = block->records[i];
        if (record.part != FEED_WHOLE && record.part != FEED_FIRST_PART)
            continue;
        if (picking->pick->wanted(picking->pick->ctx, number, ordinal) && record.part == FEED_WHOLE) {
            block->records[kept] = record;
            picking->places[kept++] = ordinal;
        }
        ordinal++;
    }
    block->count = kept;
    return true;
}

static stet_status pick_block(void *ctx, struct feed_replay *replay, size_t number, struct feed_block *block,
                              stet_error *err)
{
    (void)replay;
    struct picking *picking = ctx;
    if (!sieve(picking, number, block))
        return stet_fail_memory(err);
    if (!block->count)
        return STET_OK;
    struct feed_item *items;
    size_t count;
    stet_status status = feed_parse_block(picking->parser, block, &items, &count, err);
    for (size_t i = 0; i < count && !status; i++)
        if (!items[i].reason)
            status = picking->pick->take(picking->pick->ctx, number, picking->places[items[i].record],
                                         &items[i].article, err);
    return status;
}

stet_status feed_replay_articles(struct feed_replay *replay, const struct feed_pick *pick, stet_error *err)
{
    struct picking picking = {.pick = pick};
    stet_status status = feed_parser_create(&picking.parser, replay->options, err);
    for (size_t i = 0; i < replay->count && !status; i++)
        status = replay_input(replay, i, true, pick_block, &picking, err);
    feed_parser_free(picking.parser);
    free(picking.places);
    return status;
}
