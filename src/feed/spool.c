#include "feed/spool.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <zstd.h>

#include "base/error.h"
#include "sys/file.h"
#include "sys/temp.h"

/* Level -5 of Zstandard halves article text at about 900 MB/s; level 1 gets it to 40% at 500. The reading thread pays,
 * and everything waits for that one. */
enum { LEVEL = -5, BUFFER_SIZE = 256 << 10 };

struct feed_spool {
    int file;
    bool ended;
    ZSTD_CStream *compress;
    ZSTD_DStream *decompress;
    uint64_t size; /* bytes in the file */
    uint64_t at;   /* of these, read */
    ZSTD_inBuffer in;
    char buffer[BUFFER_SIZE];
};

stet_status feed_spool_create(struct feed_spool **out, const char *folder, stet_error *err)
{
    *out = NULL;
    struct feed_spool *spool = calloc(1, sizeof *spool);
    if (!spool)
        return stet_fail_memory(err);
    stet_status status = sys_temp_open(&spool->file, folder, err);
    if (status) {
        free(spool);
        return status;
    }
    spool->compress = ZSTD_createCStream();
    spool->decompress = ZSTD_createDStream();
    if (!spool->compress || !spool->decompress ||
        ZSTD_isError(ZSTD_CCtx_setParameter(spool->compress, ZSTD_c_compressionLevel, LEVEL)) ||
        ZSTD_isError(ZSTD_CCtx_setParameter(spool->compress, ZSTD_c_checksumFlag, 1))) {
        feed_spool_free(spool);
        return stet_fail_memory(err);
    }
    *out = spool;
    return STET_OK;
}

void feed_spool_free(struct feed_spool *spool)
{
    if (!spool)
        return;
    ZSTD_freeCStream(spool->compress);
    ZSTD_freeDStream(spool->decompress);
    sys_close(spool->file);
    free(spool);
}

static stet_status compress(struct feed_spool *spool, const void *data, size_t size, ZSTD_EndDirective directive,
                            stet_error *err)
{
    ZSTD_inBuffer in = {data, size, 0};
    size_t left;
    do {
        ZSTD_outBuffer out = {spool->buffer, BUFFER_SIZE, 0};
        left = ZSTD_compressStream2(spool->compress, &out, &in, directive);
        if (ZSTD_isError(left))
            return stet_fail(err, STET_ERR_MEMORY, "temporary copy of the input: %s", ZSTD_getErrorName(left));
        stet_status status = sys_write(spool->file, spool->buffer, out.pos, "temporary copy of the input", err);
        if (status)
            return status;
        spool->size += out.pos;
    } while (directive == ZSTD_e_end ? left > 0 : in.pos < in.size);
    return STET_OK;
}

stet_status feed_spool_write(struct feed_spool *spool, const void *data, size_t size, stet_error *err)
{
    return compress(spool, data, size, ZSTD_e_continue, err);
}

stet_status feed_spool_rewind(struct feed_spool *spool, stet_error *err)
{
    if (!spool->ended) {
        stet_status status = compress(spool, NULL, 0, ZSTD_e_end, err);
        if (status)
            return status;
        spool->ended = true;
    }
    ZSTD_DCtx_reset(spool->decompress, ZSTD_reset_session_only);
    spool->at = 0;
    spool->in = (ZSTD_inBuffer){spool->buffer, 0, 0};
    return STET_OK;
}

static stet_status refill(struct feed_spool *spool, stet_error *err)
{
    uint64_t left = spool->size - spool->at;
    size_t size = left < BUFFER_SIZE ? (size_t)left : BUFFER_SIZE;
    stet_status status = sys_pread(spool->file, spool->buffer, size, spool->at, "temporary copy of the input", err);
    if (status)
        return status;
    spool->at += size;
    spool->in = (ZSTD_inBuffer){spool->buffer, size, 0};
    return STET_OK;
}

stet_status feed_spool_read(struct feed_spool *spool, void *data, size_t size, size_t *got, stet_error *err)
{
    ZSTD_outBuffer out = {data, size, 0};
    *got = 0;
    while (!out.pos) {
        bool nothing = spool->in.pos == spool->in.size;
        if (nothing && spool->at < spool->size) {
            stet_status status = refill(spool, err);
            if (status)
                return status;
            nothing = false;
        }
        size_t result = ZSTD_decompressStream(spool->decompress, &out, &spool->in);
        if (ZSTD_isError(result))
            return stet_fail(err, STET_ERR_CORRUPT, "temporary copy of the input: %s", ZSTD_getErrorName(result));
        if (nothing && !out.pos)
            break;
    }
    *got = out.pos;
    return STET_OK;
}
