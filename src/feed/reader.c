/* Cutting a stream into blocks of whole records.
 *
 *     block   | record | record | record | begin of the next |
 *                                        ^ begin              ^ size
 *
 * What stands behind the last whole record is carried over to the next block. A line that outgrows max_line is
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

/* The record that begins at `begin` has `size` bytes. */
static stet_status finish_record(struct feed_reader *reader, struct feed_block *block, size_t begin, size_t size,
                                 stet_error *err)
{
    const char *data = block->data + begin;
    size_t content = feed_frame_content(data, size);
    struct feed_record record = {.start = begin, .size = size, .line = reader->line};
    bool broken = reader->frame.broken;
    reader->line += 1 + reader->frame.lines;
    feed_frame_next(&reader->frame, size);
    if (!content)
        return STET_OK;
    if (!reader->headed && broken)
        return stet_fail(err, STET_ERR_INPUT, "%s: in the header a quoted field is not closed", reader->input->name);
    if (!reader->headed)
        return feed_take_header(reader, data, size, err);
    if (content > reader->max_line)
        record.reason = reader->too_long;
    else if (broken)
        record.reason = "CSV: a quoted field is not closed (within one, a quote that is text is written twice)";
    reader->ordinal++;
    return feed_block_add(block, &record, err);
}

/* What a damaged stream ends with, from `begin` on: the beginning of a record, or nothing. */
static stet_status add_ruin(struct feed_reader *reader, struct feed_block *block, size_t begin, stet_error *err)
{
    struct feed_record record = {.start = begin, .size = block->size - begin, .line = reader->line};
    record.reason = stet_arena_printf(&block->strings, "%s", reader->damage);
    if (!record.reason)
        return stet_fail_memory(err);
    reader->damage = NULL;
    reader->ordinal++;
    return feed_block_add(block, &record, err);
}

/* All whole records from *begin on; at the end of the input, what is left. */
static stet_status cut(struct feed_reader *reader, struct feed_block *block, size_t *begin, stet_error *err)
{
    while (*begin < block->size && block->count < FEED_MAX_RECORDS) {
        size_t size = feed_frame_end(&reader->frame, block->data + *begin, block->size - *begin, reader->ended);
        if (!size)
            break;
        bool whole = block->data[*begin + size - 1] == '\n';
        stet_status status = whole || !reader->damage ? finish_record(reader, block, *begin, size, err)
                                                      : add_ruin(reader, block, *begin, err);
        if (status)
            return status;
        *begin += size;
    }
    return STET_OK;
}

/* The record that begins at `begin` is too long: reports it and keeps nothing of it but, if wanted, its first part. */
static stet_status begin_drain(struct feed_reader *reader, struct feed_block *block, size_t *begin, stet_error *err)
{
    if (!reader->headed)
        return stet_fail(err, STET_ERR_INPUT, "%s: the header is %s", reader->input->name, reader->too_long);
    struct feed_record record = {.start = *begin, .line = reader->line, .reason = reader->too_long};
    reader->draining = true;
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
    stet_status status = feed_block_reserve(block, *begin + FEED_BLOCK_SIZE, err);
    if (status)
        return status;
    char *chunk = block->data + *begin;
    size_t got;
    status = read_more(reader, block, *begin, FEED_BLOCK_SIZE, &got, err);
    if (status)
        return status;
    const char *newline = memchr(chunk, '\n', got);
    size_t used = newline ? (size_t)(newline - chunk) + 1 : got;
    reader->draining = !newline && !reader->ended;
    if (reader->parts) {
        struct feed_record record = {.start = *begin,
                                     .size = used,
                                     .line = reader->line,
                                     .reason = reader->too_long,
                                     .part = reader->draining ? FEED_NEXT_PART : FEED_LAST_PART};
        status = feed_block_add(block, &record, err);
        *begin += used;
    } else {
        memmove(chunk, chunk + used, got - used);
    }
    block->size = *begin + (got - used);
    if (!reader->draining) {
        reader->line++;
        feed_frame_forget(&reader->frame);
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

/* Room behind what is there, doubled as a long record asks for it; never much beyond the longest allowed. Each time
 * there is room for a good deal: behind a quote that nothing closes as much is looked ahead, and on from there for each
 * of the lines that follow. */
static stet_status fill(struct feed_reader *reader, struct feed_block *block, size_t begin, stet_error *err)
{
    size_t wanted = FEED_BLOCK_SIZE;
    size_t most = begin + reader->max_line + FEED_BLOCK_SIZE;
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
    return reader->damage ? add_ruin(reader, block, *begin, err) : STET_OK;
}

static void swap_data(struct feed_block *a, struct feed_block *b)
{
    struct feed_block was = *a;
    a->data = b->data;
    a->capacity = b->capacity;
    b->data = was.data;
    b->capacity = was.capacity;
}

/* The block begins with what the last one left, at *begin. */
static stet_status take_carry(struct feed_reader *reader, struct feed_block *block, size_t *begin, stet_error *err)
{
    struct feed_block *carry = &reader->carry;
    const char *left = carry->data + reader->carried;
    size_t size = carry->size - reader->carried;
    *begin = 0;
    if (size > FEED_BLOCK_SIZE) {
        swap_data(block, carry);
        if (reader->carried < size)
            *begin = reader->carried;
        else
            memmove(block->data, left, size);
    } else {
        stet_status status = feed_block_reserve(block, FEED_BLOCK_SIZE, err);
        if (status)
            return status;
        if (size)
            memcpy(block->data, left, size);
        if (carry->capacity > 8 * FEED_BLOCK_SIZE)
            feed_block_free(carry);
    }
    block->size = *begin + size;
    carry->size = reader->carried = 0;
    return STET_OK;
}

/* Leaves in the block what it holds from `from` to `begin`, and the rest for the next one. The rest is little, mostly,
 * and copied. Behind a quote that nothing closes it may be as much as the longest record: then it stays where it is and
 * the records are copied, so that a block never costs more than what it gives. */
static stet_status carry_over(struct feed_reader *reader, struct feed_block *block, size_t from, size_t begin,
                              stet_error *err)
{
    struct feed_block *carry = &reader->carry;
    size_t used = begin - from, rest = block->size - begin;
    bool stays = from || (rest > FEED_BLOCK_SIZE && rest > used);
    size_t copied = stays ? used : rest;
    stet_status status = feed_block_reserve(carry, copied > FEED_BLOCK_SIZE ? copied : FEED_BLOCK_SIZE, err);
    if (status)
        return status;
    memcpy(carry->data, block->data + (stays ? from : begin), copied);
    carry->size = rest;
    if (stays) {
        swap_data(block, carry);
        carry->size = block->size;
        reader->carried = begin;
        for (size_t i = 0; i < block->count; i++)
            block->records[i].start -= from;
    }
    block->size = used;
    return STET_OK;
}

static stet_status next_stream(struct feed_reader *reader, struct feed_block *block, stet_error *err)
{
    size_t from, begin;
    stet_status status = take_carry(reader, block, &from, err);
    begin = from;
    if (!status)
        status = next_records(reader, block, &begin, err);
    if (!status)
        status = carry_over(reader, block, from, begin, err);
    if (status)
        return status;
    memset(block->data + block->size, 0, FEED_JSON_PADDING);
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
    reader->max_line = reader->frame.max_line = (size_t)max_line;
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
    feed_block_free(&reader->carry);
    free(reader);
}
