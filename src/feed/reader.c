/* Cutting a stream into blocks of whole records.
 *
 *     block   | record | record | record | begin of the next |
 *                                        ^ begin              ^ size
 *
 * What stands behind the last whole record is carried over to the next block. A record that outgrows max_line is
 * reported when it does, and drained: read on to its end through the block's free space, without keeping it. */
#include "feed/reader.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "feed/json.h"

enum {
    FIRST_LINE = 64 << 10, /* what may be needed of it to tell the format */
    DRAIN_READS = 128      /* in one go, so that the caller can show progress and stop */
};

void feed_block_free(struct feed_block *block)
{
    free(block->data);
    free(block->records);
    stet_arena_free(&block->strings);
    *block = (struct feed_block){.size = 0};
}

stet_status feed_block_reserve(struct feed_block *block, size_t size, stet_error *err)
{
    if (block->capacity >= size)
        return STET_OK;
    char *data = realloc(block->data, size + FEED_JSON_PADDING);
    if (!data)
        return stet_fail_memory(err);
    block->data = data;
    block->capacity = size;
    return STET_OK;
}

stet_status feed_block_add(struct feed_block *block, const struct feed_record *record, stet_error *err)
{
    void *records = block->records;
    bool room = stet_grow(&records, &block->record_capacity, block->count + 1, sizeof *block->records);
    block->records = records;
    if (!room)
        return stet_fail_memory(err);
    block->records[block->count++] = *record;
    return STET_OK;
}

/* Reads up to `size` bytes behind `at`, fewer than that only if the input ends or is slow and prompt wanted. */
static stet_status read_more(struct feed_reader *reader, struct feed_block *block, size_t at, size_t size, size_t *got,
                             stet_error *err)
{
    *got = 0;
    while (*got < size && !reader->ended) {
        size_t part;
        stet_status status =
            feed_inflate_read(reader->inflate, block->data + at + *got, size - *got, &part, &reader->damage, err);
        if (status)
            return status;
        reader->ended = part == 0;
        *got += part;
        block->bytes += part;
        if (reader->prompt)
            break;
    }
    return STET_OK;
}

/* The record that begins at `begin` has been read on to `end`. */
static stet_status finish_record(struct feed_reader *reader, struct feed_block *block, size_t begin, size_t end,
                                 stet_error *err)
{
    size_t size = end - begin;
    const char *data = block->data + begin;
    bool ended = data[size - 1] == '\n';
    size_t content = size - ended - (ended && size > 1 && data[size - 2] == '\r');
    uint64_t line = reader->line;
    reader->line += 1 + reader->frame.lines;
    feed_frame_reset(&reader->frame);
    if (!content)
        return STET_OK;
    if (!reader->headed)
        return feed_take_header(reader, data, size, err);
    const char *reason = content > reader->max_line ? reader->too_long : NULL;
    reader->ordinal++;
    return feed_block_add(block, &(struct feed_record){.start = begin, .size = size, .line = line, .reason = reason},
                          err);
}

/* All whole records from *begin on. */
static stet_status cut(struct feed_reader *reader, struct feed_block *block, size_t *begin, stet_error *err)
{
    while (*begin < block->size && block->count < FEED_MAX_RECORDS) {
        size_t size = feed_frame_end(&reader->frame, block->data + *begin, block->size - *begin);
        if (!size)
            break;
        stet_status status = finish_record(reader, block, *begin, *begin + size, err);
        if (status)
            return status;
        *begin += size;
    }
    return STET_OK;
}

/* What is left at the end of the input: a record without line end, an open quote, or the ruins of a stream. */
static stet_status cut_last(struct feed_reader *reader, struct feed_block *block, size_t *begin, stet_error *err)
{
    size_t size = block->size - *begin;
    const char *reason = NULL;
    if (reader->damage) {
        reason = stet_arena_printf(&block->strings, "%s", reader->damage);
        if (!reason)
            return stet_fail_memory(err);
    } else if (!size) {
        return STET_OK;
    } else if (reader->frame.mode == FEED_FRAME_QUOTED) {
        reason = "CSV: a quoted field is not closed";
    }
    size_t start = *begin;
    *begin = block->size;
    if (!reason)
        return finish_record(reader, block, start, block->size, err);
    reader->ordinal++;
    struct feed_record record = {.start = start, .size = size, .line = reader->line, .reason = reason};
    return feed_block_add(block, &record, err);
}

/* The record that begins at `begin` is too long: reports it and keeps nothing of it but, if wanted, its first part. */
static stet_status begin_drain(struct feed_reader *reader, struct feed_block *block, size_t *begin, stet_error *err)
{
    if (!reader->headed)
        return stet_fail(err, STET_ERR_INPUT, "%s: the header is %s", reader->input->name, reader->too_long);
    struct feed_record record = {.start = *begin, .line = reader->line, .reason = reader->too_long};
    reader->draining = true;
    reader->last = block->data[block->size - 1];
    reader->ordinal++;
    if (reader->parts) {
        record.part = FEED_FIRST_PART;
        record.size = block->size - *begin;
        *begin = block->size;
    }
    block->size = *begin;
    return feed_block_add(block, &record, err);
}

/* One step through a record that is too long. `begin` is where its bytes may go; behind its end the next one begins. */
static stet_status drain(struct feed_reader *reader, struct feed_block *block, size_t *begin, stet_error *err)
{
    /* The byte before is needed to see whether a quote opens a field. */
    stet_status status = feed_block_reserve(block, *begin + 1 + FEED_BLOCK_SIZE, err);
    if (status)
        return status;
    char *chunk = block->data + *begin;
    size_t got;
    chunk[0] = reader->last;
    status = read_more(reader, block, *begin + 1, FEED_BLOCK_SIZE, &got, err);
    if (status)
        return status;
    reader->frame.scanned = 1;
    size_t size = feed_frame_end(&reader->frame, chunk, got + 1);
    reader->draining = !size && !reader->ended;
    reader->last = chunk[got];
    size_t used = size ? size - 1 : got;
    if (reader->parts) {
        struct feed_record record = {.start = *begin + 1,
                                     .size = used,
                                     .line = reader->line,
                                     .reason = reader->too_long,
                                     .part = reader->draining ? FEED_NEXT_PART : FEED_LAST_PART};
        status = feed_block_add(block, &record, err);
        *begin += 1 + used;
    } else {
        memmove(chunk, chunk + 1 + used, got - used);
    }
    block->size = *begin + (got - used);
    if (!reader->draining) {
        reader->line += 1 + reader->frame.lines;
        feed_frame_reset(&reader->frame);
    }
    return status;
}

/* Enough of the beginning to tell the format. */
static stet_status start(struct feed_reader *reader, struct feed_block *block, size_t *begin, stet_error *err)
{
    stet_status status = STET_OK;
    while (!status && !reader->ended && block->size < FIRST_LINE && !memchr(block->data, '\n', block->size)) {
        size_t got;
        status = read_more(reader, block, block->size, FIRST_LINE - block->size, &got, err);
        block->size += got;
    }
    return status ? status : feed_detect(reader, block->data, block->size, begin, err);
}

/* Room behind what is there, doubled as a long record asks for it; never much beyond the longest allowed. */
static stet_status fill(struct feed_reader *reader, struct feed_block *block, size_t begin, stet_error *err)
{
    size_t wanted = FEED_BLOCK_SIZE;
    size_t most = begin + reader->max_line + 3;
    if (block->size >= wanted)
        wanted = 2 * block->size < most ? 2 * block->size : most;
    stet_status status = feed_block_reserve(block, wanted, err);
    size_t got = 0;
    if (!status)
        status = read_more(reader, block, block->size, wanted - block->size, &got, err);
    block->size += got;
    return status;
}

static stet_status next_records(struct feed_reader *reader, struct feed_block *block, size_t *begin, stet_error *err)
{
    stet_status status = STET_OK;
    if (!reader->started)
        status = start(reader, block, begin, err);
    for (int reads = 0; !status; reads++) {
        if (!reader->draining)
            status = cut(reader, block, begin, err);
        bool full = block->count >= FEED_MAX_RECORDS || (block->count && block->size >= FEED_BLOCK_SIZE);
        /* Who wants to be prompt may have something to do before the rest of a record comes. */
        bool prompt = reader->prompt && (block->count || (reads && block->size - *begin < FEED_BLOCK_SIZE));
        if (status || full || reader->ended || reads == DRAIN_READS || prompt)
            break;
        if (reader->draining) {
            status = drain(reader, block, begin, err);
        } else if (block->size - *begin > reader->max_line + 2) {
            status = begin_drain(reader, block, begin, err);
        } else {
            status = fill(reader, block, *begin, err);
        }
    }
    if (status || !reader->ended || block->count >= FEED_MAX_RECORDS)
        return status;
    block->end = true;
    return cut_last(reader, block, begin, err);
}

static stet_status next_stream(struct feed_reader *reader, struct feed_block *block, stet_error *err)
{
    size_t begin = 0, needed = reader->carry.size > FEED_BLOCK_SIZE ? reader->carry.size : FEED_BLOCK_SIZE;
    stet_status status = feed_block_reserve(block, needed, err);
    if (status)
        return status;
    if (reader->carry.size)
        memcpy(block->data, reader->carry.data, reader->carry.size);
    block->size = reader->carry.size;
    reader->carry.size = 0;
    status = next_records(reader, block, &begin, err);
    if (status)
        return status;
    if (!stet_buf_add(&reader->carry, block->data + begin, block->size - begin))
        return stet_fail_memory(err);
    block->size = begin;
    memset(block->data + begin, 0, FEED_JSON_PADDING);
    block->format = reader->input->format;
    block->columns = reader->frame.delimiter ? &reader->columns : NULL;
    block->position = reader->bytes.position;
    block->total = reader->input->info.regular ? reader->input->info.size - reader->input->start : 0;
    return STET_OK;
}

stet_status feed_reader_next(struct feed_reader *reader, struct feed_block *block, stet_error *err)
{
    /* A block that has held one very long record must not hold on to its memory. */
    if (block->capacity > 8 * FEED_BLOCK_SIZE)
        feed_block_free(block);
    block->size = block->count = 0;
    block->first = reader->ordinal;
    block->name = reader->input->name;
    block->end = false;
    block->bytes = 0;
    block->columns = NULL;
    stet_arena_reset(&block->strings);
    if (reader->input->texts)
        return feed_next_texts(reader, block, err);
    return next_stream(reader, block, err);
}

stet_status feed_reader_begin(struct feed_reader **out, struct feed_input *input, const struct feed_options *options,
                              bool again, stet_error *err)
{
    *out = NULL;
    uint64_t max_line = options->max_line ? options->max_line : FEED_MAX_LINE;
    if (max_line > UINT64_C(1) << 30)
        return stet_fail(err, STET_ERR_USAGE, "a line can have at most 1 GiB");
    struct feed_reader *reader = calloc(1, sizeof *reader);
    if (!reader)
        return stet_fail_memory(err);
    reader->input = input;
    reader->again = again;
    reader->parts = again || options->whole;
    reader->prompt = options->prompt;
    reader->max_line = (size_t)max_line;
    reader->line = 1;
    reader->bytes.file = -1;
    snprintf(reader->too_long, sizeof reader->too_long, "longer than %zu bytes", reader->max_line);
    stet_status status = feed_fields_create(&reader->fields, &options->names, err);
    if (!status && !input->texts)
        status = feed_bytes_open(&reader->bytes, input, again, err);
    if (!status && !input->texts)
        status = feed_inflate_create(&reader->inflate, feed_bytes_read, &reader->bytes, err);
    if (status) {
        feed_reader_close(reader);
        return status;
    }
    *out = reader;
    return STET_OK;
}

stet_status feed_reader_open(struct feed_reader **out, const char *path, const struct feed_options *options,
                             stet_error *err)
{
    *out = NULL;
    struct feed_input *input;
    stet_status status = feed_input_create(&input, path, options->format, false, NULL, err);
    if (!status)
        status = feed_reader_begin(out, input, options, false, err);
    if (status)
        feed_input_free(input);
    else
        (*out)->owns_input = true;
    return status;
}

void feed_reader_close(struct feed_reader *reader)
{
    if (!reader)
        return;
    feed_inflate_free(reader->inflate);
    feed_bytes_close(&reader->bytes);
    if (reader->owns_input)
        feed_input_free(reader->input);
    feed_fields_free(reader->fields);
    stet_buf_free(&reader->carry);
    free(reader);
}
