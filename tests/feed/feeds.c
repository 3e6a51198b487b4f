#include "feed/feeds.h"

#include <check.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>
#include <zstd.h>

#include "support/folder.h"

char feeds_folder[256];
const char *const feeds_open_quote =
    "CSV: a quoted field is not closed (within one, a quote that is text is written twice)";
static struct stet_buf transcript;

void feeds_begin(void)
{
    ck_assert(folder_make(feeds_folder, sizeof feeds_folder));
}

void feeds_end(void)
{
    stet_buf_free(&transcript);
    folder_remove(feeds_folder);
}

const char *feeds_path(const char *name)
{
    static char paths[8][512];
    static unsigned next;
    char *path = paths[next++ % 8];
    snprintf(path, sizeof paths[0], "%s/%s", feeds_folder, name);
    return path;
}

const char *feeds_write(const char *name, const void *data, size_t size)
{
    const char *path = feeds_path(name);
    FILE *file = fopen(path, "wb");
    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(fwrite(data, 1, size, file), size);
    ck_assert_int_eq(fclose(file), 0);
    return path;
}

const char *feeds_write_text(const char *name, const char *text)
{
    return feeds_write(name, text, strlen(text));
}

void *feeds_gzip(const void *data, size_t size, size_t *out)
{
    z_stream stream = {.next_in = (Bytef *)(uintptr_t)data, .avail_in = (uInt)size};
    ck_assert_int_eq(deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
    size_t capacity = deflateBound(&stream, size) + 64;
    void *bytes = malloc(capacity);
    ck_assert_ptr_nonnull(bytes);
    stream.next_out = bytes;
    stream.avail_out = (uInt)capacity;
    ck_assert_int_eq(deflate(&stream, Z_FINISH), Z_STREAM_END);
    *out = stream.total_out;
    deflateEnd(&stream);
    return bytes;
}

void *feeds_zstd(const void *data, size_t size, size_t *out)
{
    size_t capacity = ZSTD_compressBound(size);
    void *bytes = malloc(capacity);
    ck_assert_ptr_nonnull(bytes);
    ZSTD_CCtx *context = ZSTD_createCCtx();
    ck_assert_ptr_nonnull(context);
    ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1);
    *out = ZSTD_compress2(context, bytes, capacity, data, size);
    ZSTD_freeCCtx(context);
    ck_assert(!ZSTD_isError(*out));
    return bytes;
}

/* Adds a text without the path of the folder in it. */
static void tell(const char *text)
{
    size_t folder = strlen(feeds_folder);
    const char *found;
    for (; (found = strstr(text, feeds_folder)) != NULL; text = found + folder + (found[folder] == '/'))
        ck_assert(stet_buf_add(&transcript, text, (size_t)(found - text)));
    ck_assert(stet_buf_add_text(&transcript, text));
}

static void tell_item(const struct feed_item *item)
{
    struct stet_buf line = STET_BUF_INIT;
    const stet_article *article = &item->article;
    ck_assert(stet_buf_printf(&line, "%" PRIu64 " ", item->line));
    if (item->reason) {
        ck_assert(stet_buf_printf(&line, "!%s\n", item->reason));
    } else {
        ck_assert(stet_buf_printf(&line, "%.*s|%.*s\n", (int)article->id.size, article->id.data,
                                  (int)article->text.size, article->text.data));
    }
    ck_assert(stet_buf_add_byte(&line, 0));
    tell(line.data);
    stet_buf_free(&line);
}

const char *feeds_read(const char *path, const struct feed_options *options)
{
    struct feed_options defaults = {.format = STET_FORMAT_AUTO};
    struct feed_reader *reader = NULL;
    struct feed_parser *parser = NULL;
    struct feed_block block = {.size = 0};
    stet_error err;
    options = options ? options : &defaults;
    transcript.size = 0;
    stet_status status = feed_reader_open(&reader, path, options, &err);
    if (!status)
        status = feed_parser_create(&parser, options, &err);
    uint64_t expected = 0;
    while (!status && !block.end) {
        struct feed_item *items;
        size_t count = 0;
        status = feed_reader_next(reader, &block, &err);
        if (!status)
            status = feed_parse_block(parser, &block, &items, &count, &err);
        if (status)
            break;
        ck_assert_uint_eq(block.first, expected);
        expected += block.count;
        for (size_t i = 0; i < count; i++)
            tell_item(&items[i]);
    }
    if (status) {
        tell("ERROR: ");
        tell(err.message);
        tell("\n");
    }
    feed_reader_close(reader);
    feed_parser_free(parser);
    feed_block_free(&block);
    ck_assert(stet_buf_add_byte(&transcript, 0));
    return transcript.data;
}

const char *feeds_read_text(const char *name, const char *text)
{
    return feeds_read(feeds_write_text(name, text), NULL);
}

void feeds_add_row(struct stet_buf *table, struct stet_buf *told, uint64_t *line, uint64_t *state)
{
    static const char *const kinds[][2] = {
        {"%llu,plain%.*s,x\n", "%llu %llu|plain%.*s\n"},
        {"%llu,plain%.*s,x\r\n", "%llu %llu|plain%.*s\n"},
        {"%llu,said \"no\" twice%.*s,x\n", "%llu %llu|said \"no\" twice%.*s\n"},
        {"%llu,\"begun%.*s,\nended \"\"here\"\"\",x\n", "%llu %llu|begun%.*s,\nended \"here\"\n"},
        {"%llu,\"begun%.*s\r\n\r\n\n\",\"x\"\r\n", "%llu %llu|begun%.*s\r\n\r\n\n\n"},
        {"%llu,\"open%.*s,x\n", NULL},
        {"%llu\",open%.*s,\"x\n", NULL},
    };
    static const uint64_t lines[] = {1, 1, 1, 2, 4, 1, 1};
    static char filler[500];
    memset(filler, 'y', sizeof filler);
    uint64_t kind = feeds_random(state) % 7;
    int size = (int)(feeds_random(state) % (feeds_random(state) % 8 ? 40 : sizeof filler));
    unsigned long long at = *line;
    bool room = stet_buf_printf(table, kinds[kind][0], at, size, filler);
    if (kinds[kind][1])
        room &= stet_buf_printf(told, kinds[kind][1], at, at, size, filler);
    else
        room &= stet_buf_printf(told, "%llu !%s\n", at, feeds_open_quote);
    ck_assert(room);
    *line += lines[kind];
}

uint64_t feeds_random(uint64_t *state)
{
    uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

uint64_t feeds_seed(void)
{
    const char *given = getenv("STET_SEED");
    uint64_t seed = given ? strtoull(given, NULL, 10) : 20250820;
    printf("seed %" PRIu64 " (STET_SEED sets another)\n", seed);
    return seed;
}
