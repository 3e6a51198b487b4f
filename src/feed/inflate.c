#include "feed/inflate.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>
#include <zstd.h>
#include <zstd_errors.h>

#include "base/error.h"

enum { INPUT_SIZE = 128 << 10, MAX_WINDOW_LOG = 27, MAGIC_SIZE = 4 };

enum kind { KIND_UNKNOWN, KIND_PLAIN, KIND_GZIP, KIND_ZSTD };

struct feed_inflate {
    feed_fill fill;
    void *ctx;
    enum kind kind;
    bool drained; /* the compressed stream has ended */
    bool inside;  /* a member or frame has begun and not ended */
    bool damaged;
    bool pending;   /* the last call got all that it had room for */
    size_t at, end; /* what is left of `input` */
    z_stream gzip;
    ZSTD_DStream *zstd;
    char damage[160];
    unsigned char input[INPUT_SIZE];
};

stet_status feed_inflate_create(struct feed_inflate **out, feed_fill fill, void *ctx, stet_error *err)
{
    struct feed_inflate *stream = malloc(sizeof *stream);
    *out = stream;
    if (!stream)
        return stet_fail_memory(err);
    /* All but the buffer, which is large and need not be cleared. */
    memset(stream, 0, offsetof(struct feed_inflate, input));
    stream->fill = fill;
    stream->ctx = ctx;
    return STET_OK;
}

void feed_inflate_free(struct feed_inflate *stream)
{
    if (!stream)
        return;
    if (stream->kind == KIND_GZIP)
        inflateEnd(&stream->gzip);
    ZSTD_freeDStream(stream->zstd);
    free(stream);
}

static stet_status refill(struct feed_inflate *stream, stet_error *err)
{
    size_t left = stream->end - stream->at;
    memmove(stream->input, stream->input + stream->at, left);
    stream->at = 0;
    stream->end = left;
    size_t got;
    stet_status status = stream->fill(stream->ctx, stream->input + left, INPUT_SIZE - left, &got, err);
    if (status)
        return status;
    stream->end += got;
    stream->drained = got == 0;
    return STET_OK;
}

static bool is_zstd(const unsigned char *magic)
{
    static const unsigned char frame[MAGIC_SIZE] = {0x28, 0xb5, 0x2f, 0xfd};
    bool skippable = (magic[0] & 0xf0) == 0x50 && magic[1] == 0x2a && magic[2] == 0x4d && magic[3] == 0x18;
    return skippable || !memcmp(magic, frame, MAGIC_SIZE);
}

static stet_status start_gzip(struct feed_inflate *stream, stet_error *err)
{
    if (inflateInit2(&stream->gzip, 15 + 16) != Z_OK)
        return stet_fail_memory(err);
    stream->kind = KIND_GZIP;
    stream->inside = true;
    return STET_OK;
}

static stet_status start_zstd(struct feed_inflate *stream, stet_error *err)
{
    stream->zstd = ZSTD_createDStream();
    if (!stream->zstd || ZSTD_isError(ZSTD_DCtx_setParameter(stream->zstd, ZSTD_d_windowLogMax, MAX_WINDOW_LOG)))
        return stet_fail_memory(err);
    stream->kind = KIND_ZSTD;
    stream->inside = true;
    return STET_OK;
}

/* Tells by the first bytes what the stream is. */
static stet_status begin(struct feed_inflate *stream, stet_error *err)
{
    while (stream->end < MAGIC_SIZE && !stream->drained) {
        stet_status status = refill(stream, err);
        if (status)
            return status;
    }
    const unsigned char *magic = stream->input;
    if (stream->end >= 3 && magic[0] == 0x1f && magic[1] == 0x8b && magic[2] == 8)
        return start_gzip(stream, err);
    if (stream->end >= MAGIC_SIZE && is_zstd(magic))
        return start_zstd(stream, err);
    stream->kind = KIND_PLAIN;
    return STET_OK;
}

static void set_damage(struct feed_inflate *stream, const char *what)
{
    stream->damaged = true;
    snprintf(stream->damage, sizeof stream->damage, "compressed data is damaged: %s", what);
}

/* Behind the end of a gzip member: nothing, another member, or zeros, with which tapes and some tools fill up. */
static void next_member(struct feed_inflate *stream)
{
    while (stream->at < stream->end && !stream->input[stream->at])
        stream->at++;
    if (stream->at == stream->end)
        return;
    if (stream->input[stream->at] != 0x1f) {
        set_damage(stream, "something else follows the gzip data");
    } else {
        inflateReset(&stream->gzip);
        stream->inside = true;
    }
}

static stet_status step_gzip(struct feed_inflate *stream, void *data, size_t size, size_t *got, stet_error *err)
{
    if (!stream->inside) {
        next_member(stream);
        return STET_OK;
    }
    z_stream *gzip = &stream->gzip;
    gzip->next_in = stream->input + stream->at;
    gzip->avail_in = (uInt)(stream->end - stream->at);
    gzip->next_out = data;
    uInt room = size > UINT32_MAX / 2 ? UINT32_MAX / 2 : (uInt)size;
    gzip->avail_out = room;
    int result = inflate(gzip, Z_NO_FLUSH);
    stream->at = stream->end - gzip->avail_in;
    *got = room - gzip->avail_out;
    if (result == Z_MEM_ERROR)
        return stet_fail_memory(err);
    if (result == Z_STREAM_END)
        stream->inside = false;
    else if (result != Z_OK && result != Z_BUF_ERROR)
        set_damage(stream, gzip->msg ? gzip->msg : "not gzip");
    return STET_OK;
}

static stet_status step_zstd(struct feed_inflate *stream, void *data, size_t size, size_t *got, stet_error *err)
{
    ZSTD_inBuffer in = {stream->input, stream->end, stream->at};
    ZSTD_outBuffer out = {data, size, 0};
    size_t result = ZSTD_decompressStream(stream->zstd, &out, &in);
    stream->at = in.pos;
    *got = out.pos;
    if (!ZSTD_isError(result)) {
        stream->inside = result != 0;
        return STET_OK;
    }
    ZSTD_ErrorCode code = ZSTD_getErrorCode(result);
    if (code == ZSTD_error_memory_allocation)
        return stet_fail_memory(err);
    if (code == ZSTD_error_frameParameter_windowTooLarge)
        set_damage(stream, "it asks for a window of more than 128 MiB");
    else
        set_damage(stream, ZSTD_getErrorString(code));
    return STET_OK;
}

/* What was sniffed, then straight from the file to the caller's buffer. */
static stet_status read_plain(struct feed_inflate *stream, void *data, size_t size, size_t *got, stet_error *err)
{
    size_t left = stream->end - stream->at;
    if (!left)
        return stream->drained ? STET_OK : stream->fill(stream->ctx, data, size, got, err);
    *got = left < size ? left : size;
    memcpy(data, stream->input + stream->at, *got);
    stream->at += *got;
    return STET_OK;
}

stet_status feed_inflate_read(struct feed_inflate *stream, void *data, size_t size, size_t *got, const char **damage,
                              stet_error *err)
{
    *got = 0;
    *damage = NULL;
    stet_status status = stream->kind == KIND_UNKNOWN ? begin(stream, err) : STET_OK;
    if (!status && stream->kind == KIND_PLAIN)
        return read_plain(stream, data, size, got, err);
    while (!status && !*got && !stream->damaged) {
        /* While the decoder may have more to give, waiting for input would hold it back. Behind the end of a member or
         * frame it has no more, and asked without input it would take the next one to have begun. */
        if (stream->at == stream->end && !stream->drained && !(stream->pending && stream->inside))
            status = refill(stream, err);
        bool nothing = stream->at == stream->end;
        if (status || (nothing && stream->drained && !stream->inside))
            break;
        status = stream->kind == KIND_GZIP ? step_gzip(stream, data, size, got, err)
                                           : step_zstd(stream, data, size, got, err);
        stream->pending = *got == size;
        if (!status && nothing && !*got && stream->drained && stream->inside)
            set_damage(stream, "it ends too early");
    }
    if (!*got && stream->damaged)
        *damage = stream->damage;
    return status;
}
