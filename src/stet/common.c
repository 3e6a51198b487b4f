/* Saved, little-endian: | magic | queued | counted (64 bits) | counters, a byte each | queue, 32 bits each | */
#include "stet/common.h"

#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/error.h"
#include "index/shape.h"

#define COUNTERS (UINT32_C(1) << 20)
#define MAGIC UINT32_C(0x6d6f6301)
#define HEAD 16
#define QUEUE_MOST (UINT32_C(1) << 20)
#define RARE 16  /* posted less often: such are wanted */
#define ENOUGH 64 /* posted so often: once more helps nobody */
#define LEAST 2  /* posted of an article with few rare ones */
#define COMMON 12 /* posted so often: not worth asking for, .. */
#define FEW 4     /* .. where so many others are */
#define COMMON_BAND 16
#define FEW_BANDS 8
#define FLOOD_BANDS 3 /* asked for of an article whose bands name hundreds each */

struct stream_common {
    uint32_t *queue; /* counters to be raised */
    size_t queued, capacity;
    uint64_t counted;
    uint8_t count[COUNTERS];
};

stet_status stream_common_create(struct stream_common **out, stet_error *err)
{
    *out = calloc(1, sizeof **out);
    return *out ? STET_OK : stet_fail_memory(err);
}

void stream_common_free(struct stream_common *common)
{
    if (!common)
        return;
    free(common->queue);
    free(common);
}

/* Keys are hashes, and passages the smallest of theirs: the lower bits are as good as any. */
static uint32_t counter_of(uint64_t passage)
{
    return (uint32_t)passage & (COUNTERS - 1);
}

struct chosen {
    uint64_t *passages; /* ascending */
    size_t count;
};

/* Keeps the `most` smallest of distinct ones. */
static void keep(struct chosen *chosen, size_t most, uint64_t passage)
{
    size_t at = chosen->count;
    while (at && chosen->passages[at - 1] > passage)
        at--;
    if (at == most || (at && chosen->passages[at - 1] == passage))
        return;
    chosen->count += chosen->count < most;
    memmove(chosen->passages + at + 1, chosen->passages + at, (chosen->count - at - 1) * sizeof passage);
    chosen->passages[at] = passage;
}

static bool has(const uint64_t *passages, size_t count, uint64_t passage)
{
    for (size_t i = 0; i < count; i++)
        if (passages[i] == passage)
            return true;
    return false;
}

/* The `most` smallest of those counted from..below times, but for those in `taken`. Returns how many. */
static size_t pick(const struct stream_common *common, const uint64_t *passages, size_t count, unsigned from,
                   unsigned below, const struct chosen *taken, size_t most, uint64_t *out)
{
    struct chosen chosen = {out, 0};
    for (size_t i = 0; i < count && most; i++) {
        unsigned times = common->count[counter_of(passages[i])];
        if (times >= from && times < below && (chosen.count < most || passages[i] < out[most - 1]) &&
            !has(taken->passages, taken->count, passages[i]))
            keep(&chosen, most, passages[i]);
    }
    return chosen.count;
}

size_t stream_common_choose(const struct stream_common *common, const uint64_t *passages, size_t count, uint32_t kept,
                            uint64_t *out)
{
    uint64_t picked[INDEX_MAX_KEPT];
    struct chosen taken = {picked, 0};
    taken.count = pick(common, passages, (count + 2) / 3, 0, RARE, &taken, kept / 2, picked);
    taken.count += pick(common, passages, count, 0, RARE, &taken, kept - taken.count, picked + taken.count);
    size_t least = LEAST < kept ? LEAST : kept;
    if (taken.count < least)
        taken.count +=
            pick(common, passages, count, RARE, ENOUGH, &taken, least - taken.count, picked + taken.count);
    struct chosen sorted = {out, 0};
    for (size_t i = 0; i < taken.count; i++)
        keep(&sorted, kept, picked[i]);
    return sorted.count;
}

size_t stream_common_part(const struct stream_common *common, uint64_t *passages, size_t count)
{
    size_t rare = 0;
    for (size_t i = 0; i < count; i++) {
        uint64_t passage = passages[i];
        if (common->count[counter_of(passage)] >= COMMON)
            continue;
        passages[i] = passages[rare];
        passages[rare++] = passage;
    }
    return rare < FEW ? count : rare;
}

/* Few are rare. What has come hundreds of times, nearly word for word, is found by any of its bands, and would be named by
 * each of them as often. */
static void leave_floods(const struct stream_common *common, const uint64_t *bands, uint32_t count, uint64_t *left_out)
{
    uint32_t asked = 0;
    memset(left_out, 0, (count + 63) / 64 * sizeof *left_out);
    for (uint32_t i = 0; i < count; i++)
        asked += common->count[counter_of(bands[i])] < UINT8_MAX;
    for (uint32_t i = 0; i < count; i++) {
        bool flood = common->count[counter_of(bands[i])] == UINT8_MAX;
        if (flood && asked >= FLOOD_BANDS)
            left_out[i / 64] |= UINT64_C(1) << i % 64;
        asked += flood && asked < FLOOD_BANDS;
    }
}

void stream_common_bands(const struct stream_common *common, const uint64_t *bands, uint32_t count, uint64_t *left_out)
{
    size_t words = (count + 63) / 64, rare = count;
    memset(left_out, 0, words * sizeof *left_out);
    for (uint32_t i = 0; i < count; i++) {
        if (common->count[counter_of(bands[i])] < COMMON_BAND)
            continue;
        left_out[i / 64] |= UINT64_C(1) << i % 64;
        rare--;
    }
    if (rare < FEW_BANDS)
        leave_floods(common, bands, count, left_out);
}

stet_status stream_common_add(struct stream_common *common, const uint64_t *posted, size_t count, stet_error *err)
{
    void *queue = common->queue;
    bool grown = stet_grow(&queue, &common->capacity, common->queued + count, sizeof *common->queue);
    common->queue = queue;
    if (!grown)
        return stet_fail_memory(err);
    for (size_t i = 0; i < count; i++)
        common->queue[common->queued++] = counter_of(posted[i]);
    return STET_OK;
}

void stream_common_turn(struct stream_common *common)
{
    for (size_t i = 0; i < common->queued; i++) {
        uint8_t *counter = &common->count[common->queue[i]];
        *counter = (uint8_t)(*counter + (*counter != UINT8_MAX));
    }
    common->counted += common->queued;
    common->queued = 0;
    if (common->counted <= COUNTERS)
        return;
    for (size_t i = 0; i < COUNTERS; i++)
        common->count[i] /= 2;
    common->counted /= 2;
}

stet_status stream_common_save(const struct stream_common *common, struct stet_buf *out, stet_error *err)
{
    if (!stet_buf_reserve(out, HEAD + COUNTERS + common->queued * 4))
        return stet_fail_memory(err);
    unsigned char *to = (unsigned char *)out->data + out->size;
    stet_store32(to, MAGIC);
    stet_store32(to + 4, (uint32_t)common->queued);
    stet_store64(to + 8, common->counted);
    memcpy(to + HEAD, common->count, COUNTERS);
    to += HEAD + COUNTERS;
    for (size_t i = 0; i < common->queued; i++, to += 4)
        stet_store32(to, common->queue[i]);
    out->size = (size_t)(to - (unsigned char *)out->data);
    return STET_OK;
}

static stet_status fill(struct stream_common *common, const unsigned char *data, size_t size, size_t *used,
                        stet_error *err)
{
    if (size < HEAD + COUNTERS || stet_load32(data) != MAGIC)
        return stet_fail(err, STET_ERR_CORRUPT, "counts of passages of another kind");
    size_t queued = stet_load32(data + 4);
    common->counted = stet_load64(data + 8);
    if (queued > QUEUE_MOST || queued > (size - HEAD - COUNTERS) / 4 || common->counted > COUNTERS)
        return stet_fail(err, STET_ERR_CORRUPT, "counts of passages that do not add up");
    memcpy(common->count, data + HEAD, COUNTERS);
    void *queue = NULL;
    bool grown = stet_grow(&queue, &common->capacity, queued, sizeof *common->queue);
    common->queue = queue;
    if (!grown)
        return stet_fail_memory(err);
    const unsigned char *at = data + HEAD + COUNTERS;
    for (; common->queued < queued; at += 4) {
        uint32_t counter = stet_load32(at);
        if (counter >= COUNTERS)
            return stet_fail(err, STET_ERR_CORRUPT, "counts of passages beyond their table");
        common->queue[common->queued++] = counter;
    }
    *used = HEAD + COUNTERS + queued * 4;
    return STET_OK;
}

stet_status stream_common_restore(struct stream_common **out, const void *data, size_t size, size_t *used,
                                  stet_error *err)
{
    stet_status status = stream_common_create(out, err);
    if (!status)
        status = fill(*out, data, size, used, err);
    if (status) {
        stream_common_free(*out);
        *out = NULL;
    }
    return status;
}
