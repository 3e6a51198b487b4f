#include "eval/lines.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <zlib.h>
#include <zstd.h>

#include "base/buf.h"
#include "base/error.h"
#include "sys/file.h"

#define CHUNK ((size_t)1 << 17)

enum coding { PLAIN, GZIP, ZSTD };

struct eval_lines {
    const char *path;
    int file;
    enum coding coding;
    bool file_end, inside; /* inside a gzip member or zstd frame */
    z_stream gzip;
    bool gzip_ready;
    ZSTD_DStream *zstd;
    unsigned char *raw; /* as read from the file: raw_at..raw_size are not used yet */
    size_t raw_at, raw_size;
    char *text; /* decoded: text_at..text_size are not handed over yet */
    size_t text_at, text_size;
    struct stet_buf line; /* a line that spans chunks */
    uint64_t number;
};

static stet_status fill_raw(struct eval_lines *lines, stet_error *err)
{
    lines->raw_at = lines->raw_size = 0;
    if (lines->file_end)
        return STET_OK;
    stet_status status = sys_read(lines->file, lines->raw, CHUNK, &lines->raw_size, lines->path, err);
    lines->file_end = !status && !lines->raw_size;
    return status;
}

static stet_status damaged(const struct eval_lines *lines, const char *what, stet_error *err)
{
    return stet_fail(err, STET_ERR_INPUT, "%s: %s", lines->path, what);
}

static stet_status decode_gzip(struct eval_lines *lines, stet_error *err)
{
    z_stream *gzip = &lines->gzip;
    gzip->next_in = lines->raw + lines->raw_at;
    gzip->avail_in = (uInt)(lines->raw_size - lines->raw_at);
    gzip->next_out = (Bytef *)lines->text;
    gzip->avail_out = CHUNK;
    lines->inside = true;
    int code = inflate(gzip, Z_NO_FLUSH);
    lines->raw_at = lines->raw_size - gzip->avail_in;
    lines->text_size = CHUNK - gzip->avail_out;
    if (code == Z_STREAM_END) {
        lines->inside = false;
        code = inflateReset(gzip); /* another member may follow */
    }
    if (code == Z_MEM_ERROR)
        return stet_fail_memory(err);
    if (code != Z_OK && code != Z_BUF_ERROR)
        return damaged(lines, "damaged gzip data", err);
    return STET_OK;
}

static stet_status decode_zstd(struct eval_lines *lines, stet_error *err)
{
    ZSTD_inBuffer in = {lines->raw, lines->raw_size, lines->raw_at};
    ZSTD_outBuffer out = {lines->text, CHUNK, 0};
    size_t left = ZSTD_decompressStream(lines->zstd, &out, &in);
    if (ZSTD_isError(left))
        return damaged(lines, ZSTD_getErrorName(left), err);
    lines->inside = left != 0;
    lines->raw_at = in.pos;
    lines->text_size = out.pos;
    return STET_OK;
}

/* More text, unless the end is reached: then text_size is 0. */
static stet_status fill_text(struct eval_lines *lines, stet_error *err)
{
    lines->text_at = lines->text_size = 0;
    while (!lines->text_size) {
        stet_status status = STET_OK;
        if (lines->raw_at == lines->raw_size)
            status = fill_raw(lines, err);
        if (status)
            return status;
        if (lines->file_end && lines->raw_at == lines->raw_size) {
            /* A decoder may still hold text that did not fit into the last chunk. */
            if (!lines->inside)
                return STET_OK;
            status = lines->coding == GZIP ? decode_gzip(lines, err) : decode_zstd(lines, err);
            if (!status && !lines->text_size && lines->inside)
                return damaged(lines, "the compressed data ends too early", err);
        } else if (lines->coding == PLAIN) {
            lines->text_size = lines->raw_size - lines->raw_at;
            memcpy(lines->text, lines->raw + lines->raw_at, lines->text_size);
            lines->raw_at = lines->raw_size;
        } else {
            status = lines->coding == GZIP ? decode_gzip(lines, err) : decode_zstd(lines, err);
        }
        if (status)
            return status;
    }
    return STET_OK;
}

static stet_status detect(struct eval_lines *lines, stet_error *err)
{
    stet_status status = sys_read_full(lines->file, lines->raw, CHUNK, &lines->raw_size, lines->path, err);
    if (status)
        return status;
    static const unsigned char gzip[] = {0x1f, 0x8b}, zstd[] = {0x28, 0xb5, 0x2f, 0xfd};
    if (lines->raw_size >= sizeof gzip && !memcmp(lines->raw, gzip, sizeof gzip)) {
        lines->coding = GZIP;
        lines->gzip_ready = inflateInit2(&lines->gzip, 15 + 16) == Z_OK;
        return lines->gzip_ready ? STET_OK : stet_fail_memory(err);
    }
    if (lines->raw_size >= sizeof zstd && !memcmp(lines->raw, zstd, sizeof zstd)) {
        lines->coding = ZSTD;
        lines->zstd = ZSTD_createDStream();
        return lines->zstd ? STET_OK : stet_fail_memory(err);
    }
    lines->coding = PLAIN;
    return STET_OK;
}

stet_status eval_lines_open(struct eval_lines **out, const char *path, stet_error *err)
{
    struct eval_lines *lines = calloc(1, sizeof *lines);
    if (!lines)
        return stet_fail_memory(err);
    bool standard = !strcmp(path, "-");
    lines->path = standard ? "stdin" : path;
    lines->file = standard ? STDIN_FILENO : -1;
    lines->raw = malloc(CHUNK);
    lines->text = malloc(CHUNK);
    stet_status status = lines->raw && lines->text ? STET_OK : stet_fail_memory(err);
    if (!status && !standard)
        status = sys_open_read(&lines->file, path, err);
    if (!status)
        status = detect(lines, err);
    if (status) {
        eval_lines_close(lines);
        return status;
    }
    *out = lines;
    return STET_OK;
}

void eval_lines_close(struct eval_lines *lines)
{
    if (!lines)
        return;
    if (lines->file != STDIN_FILENO)
        sys_close(lines->file);
    if (lines->gzip_ready)
        inflateEnd(&lines->gzip);
    ZSTD_freeDStream(lines->zstd);
    stet_buf_free(&lines->line);
    free(lines->raw);
    free(lines->text);
    free(lines);
}

static void hand_over(struct eval_lines *lines, struct eval_line *line, const char *data, size_t size)
{
    if (size && data[size - 1] == '\r')
        size--;
    line->data = data;
    line->size = size;
    line->number = ++lines->number;
}

stet_status eval_lines_next(struct eval_lines *lines, struct eval_line *line, bool *more, stet_error *err)
{
    lines->line.size = 0;
    line->too_long = false;
    bool any = false;
    for (;;) {
        if (lines->text_at == lines->text_size) {
            stet_status status = fill_text(lines, err);
            if (status)
                return status;
            if (!lines->text_size) {
                *more = any;
                if (any)
                    hand_over(lines, line, lines->line.data, lines->line.size);
                return STET_OK;
            }
        }
        any = true;
        const char *from = lines->text + lines->text_at;
        size_t left = lines->text_size - lines->text_at;
        const char *newline = memchr(from, '\n', left);
        size_t size = newline ? (size_t)(newline - from) : left;
        lines->text_at += size + (newline != NULL);
        *more = true;
        if (newline && !lines->line.size && !line->too_long) {
            hand_over(lines, line, from, size);
            return STET_OK;
        }
        if (line->too_long || lines->line.size + size > EVAL_MAX_LINE) {
            line->too_long = true;
            lines->line.size = 0;
        } else if (!stet_buf_add(&lines->line, from, size)) {
            return stet_fail_memory(err);
        }
        if (newline) {
            hand_over(lines, line, lines->line.data, lines->line.size);
            return STET_OK;
        }
    }
}
