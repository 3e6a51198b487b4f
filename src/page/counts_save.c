/* Little-endian:
 *
 *     | magic | size of all | counts, n (32 bits each) | n times 16 bytes, ascending by key | XXH3 of all before |
 *
 *     count: | key (64) | stories | story counted last (32 bits each) | */
#include "page/counts_save.h"

#include <stdlib.h>

#include <xxhash.h>

#include "base/bytes.h"
#include "base/error.h"

#define MAGIC UINT32_C(0x6e696c01)
#define HEAD 12
#define COUNT 16
#define CHECKSUM 8

struct ranked {
    struct page_count count;
    bool fresh; /* as it is since this run */
};

struct ranking {
    const struct page_counts *before;
    struct ranked *data;
    size_t count;
};

static void take(void *ctx, const struct page_count *count)
{
    struct ranking *ranking = ctx;
    bool fresh = ranking->before && page_counts_get(ranking->before, count->key) != count->stories;
    ranking->data[ranking->count++] = (struct ranked){*count, fresh};
}

static int by_key(const void *left, const void *right)
{
    const struct ranked *a = left, *b = right;
    return a->count.key < b->count.key ? -1 : a->count.key > b->count.key;
}

static int by_rank(const void *left, const void *right)
{
    const struct ranked *a = left, *b = right;
    if (a->count.stories != b->count.stories)
        return a->count.stories > b->count.stories ? -1 : 1;
    return a->fresh != b->fresh ? (a->fresh ? -1 : 1) : by_key(left, right);
}

static void put(unsigned char *to, const struct ranking *ranking, size_t size)
{
    stet_store32(to, MAGIC);
    stet_store32(to + 4, (uint32_t)size);
    stet_store32(to + 8, (uint32_t)ranking->count);
    unsigned char *at = to + HEAD;
    for (size_t i = 0; i < ranking->count; i++, at += COUNT) {
        const struct page_count *count = &ranking->data[i].count;
        stet_store64(at, count->key);
        stet_store32(at + 8, count->stories);
        stet_store32(at + 12, count->story);
    }
    stet_store64(at, XXH3_64bits(to, size - CHECKSUM));
}

stet_status page_counts_save(const struct page_counts *counts, const struct page_counts *before, struct stet_buf *out,
                             stet_error *err)
{
    if (!counts->used)
        return STET_OK;
    struct ranking ranking = {before, calloc(counts->used, sizeof *ranking.data), 0};
    if (!ranking.data)
        return stet_fail_memory(err);
    page_counts_each(counts, take, &ranking);
    if (ranking.count > PAGE_COUNTS_KEPT) {
        qsort(ranking.data, ranking.count, sizeof *ranking.data, by_rank);
        ranking.count = PAGE_COUNTS_KEPT;
    }
    qsort(ranking.data, ranking.count, sizeof *ranking.data, by_key);
    size_t size = HEAD + ranking.count * COUNT + CHECKSUM;
    bool room = stet_buf_reserve(out, size);
    if (room) {
        put((unsigned char *)out->data + out->size, &ranking, size);
        out->size += size;
    }
    free(ranking.data);
    return room ? STET_OK : stet_fail_memory(err);
}

static stet_status bad(stet_error *err)
{
    return stet_fail(err, STET_ERR_CORRUPT, "counts of recurring lines that do not add up");
}

static stet_status fill(struct page_counts *counts, const unsigned char *at, size_t count, stet_error *err)
{
    uint64_t before = 0;
    for (size_t i = 0; i < count; i++, at += COUNT) {
        const struct page_count one = {stet_load64(at), stet_load32(at + 8), stet_load32(at + 12)};
        if (one.key <= before || !one.stories)
            return bad(err);
        if (!page_counts_set(counts, &one))
            return stet_fail_memory(err);
        before = one.key;
    }
    return STET_OK;
}

stet_status page_counts_restore(struct page_counts *counts, const void *data, size_t size, size_t *used,
                                stet_error *err)
{
    const unsigned char *from = data;
    *counts = (struct page_counts){.slots = NULL};
    *used = 0;
    if (!size)
        return STET_OK;
    if (size < HEAD + CHECKSUM || stet_load32(from) != MAGIC)
        return stet_fail(err, STET_ERR_CORRUPT, "counts of recurring lines of another kind");
    size_t all = stet_load32(from + 4), count = stet_load32(from + 8);
    if (all > size || !count || count > PAGE_COUNTS_KEPT || all != HEAD + count * COUNT + CHECKSUM ||
        stet_load64(from + all - CHECKSUM) != XXH3_64bits(from, all - CHECKSUM))
        return bad(err);
    stet_status status = fill(counts, from + HEAD, count, err);
    if (status)
        page_counts_free(counts);
    else
        *used = all;
    return status;
}
