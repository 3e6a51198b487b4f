/* A block decompressed is the number of its strings, the length of each, all as varints, and their bytes. In the page,
 * a byte tells how it is stored: 0 as it is, 1 as a zstd frame behind its size as a varint. */
#include "index/strings.h"

#include "base/bytes.h"
#include "base/error.h"
#include "index/paged.h"

#define AS_IT_IS 0
#define COMPRESSED 1

/* Room for two texts, should they share a block: it bounds what a forged size can make us allocate. */
#define LARGEST_BLOCK ((uint64_t)INDEX_MAX_TEXT * 2 + (1 << 20))

const char STRINGS_NO_MEMORY[] = "no memory";

bool strings_add(struct strings_block *block, const void *data, size_t size)
{
    unsigned char length[STET_VARINT_MAX];
    if (!stet_buf_add(&block->lengths, length, stet_put_varint(length, size)) ||
        !stet_buf_add(&block->bytes, data, size))
        return false;
    block->count++;
    return true;
}

void strings_clear(struct strings_block *block)
{
    block->lengths.size = block->bytes.size = block->count = 0;
}

/* The block in one piece: what is in `lengths` moves ahead of `bytes`. */
static bool join(const struct strings_block *block, struct stet_buf *out)
{
    unsigned char count[STET_VARINT_MAX];
    return stet_buf_add(out, count, stet_put_varint(count, block->count)) &&
           stet_buf_add(out, block->lengths.data, block->lengths.size) &&
           stet_buf_add(out, block->bytes.data, block->bytes.size);
}

static stet_status compress(const struct stet_buf *raw, ZSTD_CCtx *context, const ZSTD_CDict *dictionary,
                            const unsigned char *head, size_t head_size, struct stet_buf *out, stet_error *err)
{
    size_t bound = ZSTD_compressBound(raw->size), before = out->size;
    if (!stet_buf_reserve(out, PAGED_CHECKSUM + head_size + 1 + STET_VARINT_MAX + bound))
        return stet_fail_memory(err);
    unsigned char *to = (unsigned char *)out->data + out->size, *from = to;
    memset(to, 0, PAGED_CHECKSUM);
    to += PAGED_CHECKSUM;
    if (head_size)
        memcpy(to, head, head_size);
    to += head_size;
    unsigned char *method = to++;
    *method = COMPRESSED;
    to += stet_put_varint(to, raw->size);
    ZSTD_CCtx_reset(context, ZSTD_reset_session_only);
    ZSTD_CCtx_refCDict(context, dictionary);
    size_t packed = ZSTD_compress2(context, to, bound, raw->data, raw->size);
    if (ZSTD_isError(packed))
        return stet_fail(err, STET_ERR_MEMORY, "cannot compress: %s", ZSTD_getErrorName(packed));
    out->size += (size_t)(to - from) + packed;
    if (out->size - before <= PAGED_CHECKSUM + head_size + 1 + raw->size)
        return STET_OK;
    *method = AS_IT_IS;
    memcpy(method + 1, raw->data, raw->size);
    out->size = before + PAGED_CHECKSUM + head_size + 1 + raw->size;
    return STET_OK;
}

stet_status strings_encode(struct strings_block *block, ZSTD_CCtx *context, const ZSTD_CDict *dictionary,
                           const unsigned char *head, size_t head_size, struct stet_buf *out, stet_error *err)
{
    struct stet_buf raw = STET_BUF_INIT;
    stet_status status = join(block, &raw) ? compress(&raw, context, dictionary, head, head_size, out, err)
                                           : stet_fail_memory(err);
    stet_buf_free(&raw);
    strings_clear(block);
    return status;
}

static const char *decompress(struct index_cursor *cursor, const unsigned char *at, const unsigned char *end,
                              const ZSTD_DDict *dictionary)
{
    uint64_t raw = 0;
    if (!stet_get_varint(&at, end, &raw) || raw > LARGEST_BLOCK)
        return "it does not tell its size";
    if (!stet_grow(&cursor->block, &cursor->block_capacity, raw + 1, 1))
        return STRINGS_NO_MEMORY;
    if (!cursor->context && !(cursor->context = ZSTD_createDCtx()))
        return STRINGS_NO_MEMORY;
    size_t got = dictionary ? ZSTD_decompress_usingDDict(cursor->context, cursor->block, raw, at, (size_t)(end - at),
                                                         dictionary)
                            : ZSTD_decompressDCtx(cursor->context, cursor->block, raw, at, (size_t)(end - at));
    if (got != raw)
        return "it cannot be decompressed";
    cursor->block_size = raw;
    return NULL;
}

const char *strings_load(struct index_cursor *cursor, uint64_t key, const unsigned char *body, size_t size,
                         const ZSTD_DDict *dictionary)
{
    if (cursor->block_size && cursor->block_key == key)
        return NULL;
    cursor->block_size = 0;
    if (size < 2)
        return "it is empty";
    const char *reason = NULL;
    if (*body == COMPRESSED) {
        reason = decompress(cursor, body + 1, body + size, dictionary);
    } else if (*body == AS_IT_IS) {
        if (!stet_grow(&cursor->block, &cursor->block_capacity, size, 1))
            return STRINGS_NO_MEMORY;
        memcpy(cursor->block, body + 1, size - 1);
        cursor->block_size = size - 1;
    } else {
        reason = "it is stored in a way that is not known here";
    }
    cursor->block_key = key;
    return reason;
}

/* Walks the lengths. *skipped: bytes of the strings before `n`. */
static const char *walk(const struct index_cursor *cursor, uint64_t n, uint64_t *skipped, uint64_t *length,
                        uint64_t *length_next, uint64_t *count, uint64_t *bytes)
{
    const unsigned char *at = cursor->block, *end = at + cursor->block_size;
    *skipped = *length = *length_next = *bytes = 0;
    if (!stet_get_varint(&at, end, count) || *count > cursor->block_size)
        return "it does not tell how many strings it has";
    uint64_t sum = 0;
    for (uint64_t i = 0; i < *count; i++) {
        uint64_t one = 0;
        if (!stet_get_varint(&at, end, &one) || one > cursor->block_size)
            return "it does not tell the length of a string";
        *skipped = i == n ? sum : *skipped;
        *length = i == n ? one : *length;
        *length_next = i == n + 1 ? one : *length_next;
        sum += one;
    }
    *bytes = (uint64_t)(end - at);
    return sum == *bytes ? NULL : "it is not as long as its strings";
}

const char *strings_get(const struct index_cursor *cursor, uint64_t n, stet_span *out, stet_span *next)
{
    uint64_t skipped = 0, length = 0, length_next = 0, count = 0, bytes = 0;
    const char *reason = walk(cursor, n, &skipped, &length, &length_next, &count, &bytes);
    if (reason)
        return reason;
    if (n + (next ? 2 : 1) > count)
        return "it has too few strings";
    const char *first = (const char *)cursor->block + cursor->block_size - bytes + skipped;
    *out = (stet_span){first, length};
    if (next)
        *next = (stet_span){first + length, length_next};
    return NULL;
}

const char *strings_count(const struct index_cursor *cursor, uint64_t *count)
{
    uint64_t skipped = 0, length = 0, length_next = 0, bytes = 0;
    return walk(cursor, 0, &skipped, &length, &length_next, count, &bytes);
}
