/* Text files, each an article. In the block each takes
 *
 *     PATH NUL PATH LF content
 *
 * the first for messages and the id, the second as its record: what a list of the files to keep consists of. */
#include <string.h>

#include "base/error.h"
#include "feed/json.h"
#include "feed/reader.h"

/* Whether all of the file has been read is told by one byte more than allowed. */
static stet_status read_content(struct feed_reader *reader, struct feed_block *block, struct feed_inflate *inflate,
                                struct feed_record *record, stet_error *err)
{
    size_t most = reader->max_line + 1;
    const char *damage = NULL;
    for (;;) {
        size_t have = block->size - record->text;
        size_t room = have < FEED_BLOCK_SIZE / 2 ? FEED_BLOCK_SIZE / 2 : have;
        if (room > most - have)
            room = most - have;
        if (!room)
            break;
        stet_status status = feed_block_reserve(block, block->size + room, err);
        size_t got = 0;
        if (!status)
            status = feed_inflate_read(inflate, block->data + block->size, room, &got, &damage, err);
        if (status)
            return status;
        block->size += got;
        block->bytes += got;
        if (!got)
            break;
    }
    record->text_size = block->size - record->text;
    if (damage) {
        record->reason = stet_arena_printf(&block->strings, "%s", damage);
        return record->reason ? STET_OK : stet_fail_memory(err);
    }
    if (record->text_size > reader->max_line)
        record->reason = reader->too_long;
    return STET_OK;
}

/* A file in a folder that cannot be read is a bad article, not the end of the run; one that the user named is an input
 * that cannot be read. */
static stet_status read_file(struct feed_reader *reader, struct feed_block *block, const struct feed_file *file,
                             struct feed_record *record, stet_error *err)
{
    stet_error why = {.code = STET_OK};
    struct feed_inflate *inflate = NULL;
    stet_status status = feed_bytes_open_text(&reader->bytes, file->path, &why);
    if (!status)
        status = feed_inflate_create(&inflate, feed_bytes_read, &reader->bytes, &why);
    if (!status)
        status = read_content(reader, block, inflate, record, &why);
    feed_inflate_free(inflate);
    feed_bytes_close(&reader->bytes);
    if (status == STET_ERR_IO && reader->input->info.folder) {
        size_t path = strlen(file->path);
        bool named = !strncmp(why.message, file->path, path) && !strncmp(why.message + path, ": ", 2);
        record->reason = stet_arena_printf(&block->strings, "%s", why.message + (named ? path + 2 : 0));
        return record->reason ? STET_OK : stet_fail_memory(err);
    }
    if (status && err)
        *err = why;
    return status;
}

static stet_status add_file(struct feed_reader *reader, struct feed_block *block, const struct feed_file *file,
                            stet_error *err)
{
    size_t path = strlen(file->path);
    stet_status status = feed_block_reserve(block, block->size + 2 * path + 2, err);
    if (status)
        return status;
    memcpy(block->data + block->size, file->path, path + 1);
    memcpy(block->data + block->size + path + 1, file->path, path);
    block->data[block->size + 2 * path + 1] = '\n';
    struct feed_record record = {.start = block->size + path + 1, .size = path + 1, .line = 1, .reason = file->reason};
    block->size += 2 * path + 2;
    record.text = block->size;
    if (!file->reason && (!reader->again || reader->content))
        status = read_file(reader, block, file, &record, err);
    if (status)
        return status;
    if (record.reason) {
        record.text_size = 0;
        block->size = record.text;
    }
    reader->ordinal++;
    return feed_block_add(block, &record, err);
}

stet_status feed_next_texts(struct feed_reader *reader, struct feed_block *block, stet_error *err)
{
    const struct feed_files *files = &reader->input->files;
    block->format = STET_FORMAT_TEXT;
    block->total = files->count;
    while (reader->next_file < files->count && block->size < FEED_BLOCK_SIZE && block->count < FEED_MAX_RECORDS) {
        stet_status status = add_file(reader, block, &files->data[reader->next_file++], err);
        if (status)
            return status;
    }
    block->end = reader->next_file == files->count;
    block->position = reader->next_file;
    stet_status status = feed_block_reserve(block, block->size, err);
    if (!status)
        memset(block->data + block->size, 0, FEED_JSON_PADDING);
    return status;
}
