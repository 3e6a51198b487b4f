/* A table as in df.c with two additions.
 *
 * It ages. When more shingles have been counted than there are counters, all counters are halved and only half as many
 * articles are counted from then on, chosen by content as in df.c: about what it would hold if half of the articles had
 * been counted from the start, so that what matters, the ratio of frequencies, stays. Stories of long ago fade first.
 *
 * It turns. Articles are judged with the frequencies as of the last turn; what comes after is queued and counted when a
 * sixteenth more articles have come than there were, or EPOCH_MOST. So articles between two turns may be judged in any
 * order, by any number of threads, and what has been made ready stays so for that long; and a turn depends on how many
 * articles have come, not on when or in which adds.
 *
 * The article that is judged has not been counted yet, unlike in a batch, so as long as all are counted 1 is added.
 *
 *     saved: | magic, level | shingle | articles | queued articles | counted | queued | counters | queue |
 *            |      u32     |   u32   |    u64   |       u32       |   u64   |   u32  |          | u32.. | 
 * little-endian */
#include "match/living.h"

#include <endian.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "match/df.h"
#include "match/shingles.h"

#define BITS 21
#define COUNTERS (UINT64_C(1) << BITS)
#define QUEUE_MOST ((size_t)1 << 19) /* counts; more turn at once */
#define EPOCH_SHARE 16
#define EPOCH_MOST 1024
#define LEVEL_MOST 40
#define MAGIC UINT32_C(0x44660100) /* and the level */
#define HEAD 32
#define BATCH 256

struct match_living {
    struct match_df *df;
    struct match_matcher *matcher;
    uint32_t shingle, level;  /* one article in 1 << level is counted */
    uint64_t articles;        /* all */
    uint32_t queued_articles; /* of these, since the last turn */
    uint64_t counted;         /* shingles in the table */
    uint32_t *queue;          /* counter << 1 | side */
    size_t queued, capacity;
};

static stet_status set_level(struct match_living *living, uint32_t level, stet_error *err)
{
    living->level = level;
    living->df->limit = UINT64_MAX >> level;
    living->df->rate = 1.0 / (double)(UINT64_C(1) << level);
    living->df->own = level == 0;
    match_matcher_free(living->matcher);
    living->matcher = NULL;
    return match_matcher_create(&living->matcher, living->df, living->shingle, err);
}

stet_status match_living_create(struct match_living **out, uint32_t shingle, stet_error *err)
{
    *out = NULL;
    struct match_living *living = calloc(1, sizeof *living);
    if (!living)
        return stet_fail_memory(err);
    living->shingle = shingle;
    stet_status status = match_df_create(&living->df, COUNTERS * MATCH_DF_COUNTER, err);
    if (!status)
        status = match_df_begin(living->df, err);
    if (!status)
        status = set_level(living, 0, err);
    if (status) {
        match_living_free(living);
        return status;
    }
    *out = living;
    return STET_OK;
}

void match_living_free(struct match_living *living)
{
    if (!living)
        return;
    match_matcher_free(living->matcher);
    match_df_free(living->df);
    free(living->queue);
    free(living);
}

const struct match_matcher *match_living_matcher(const struct match_living *living)
{
    return living->matcher;
}

static uint32_t epoch(const struct match_living *living)
{
    uint64_t before = living->articles - living->queued_articles, share = before / EPOCH_SHARE;
    return share < 1 ? 1 : share > EPOCH_MOST ? EPOCH_MOST : (uint32_t)share;
}

uint32_t match_living_left(const struct match_living *living)
{
    return epoch(living) - living->queued_articles;
}

static stet_status halve(struct match_living *living, stet_error *err)
{
    for (uint64_t i = 0; i < COUNTERS; i++) {
        living->df->count[i][0] /= 2;
        living->df->count[i][1] /= 2;
    }
    living->counted /= 2;
    return set_level(living, living->level + 1, err);
}

static stet_status turn(struct match_living *living, stet_error *err)
{
    for (size_t i = 0; i < living->queued; i++) {
        uint8_t *counter = &living->df->count[living->queue[i] >> 1][living->queue[i] & 1];
        *counter = (uint8_t)(*counter + (*counter != MATCH_DF_MOST));
    }
    living->counted += living->queued;
    living->queued = living->queued_articles = 0;
    stet_status status = STET_OK;
    while (living->counted > COUNTERS && living->level < LEVEL_MOST && !status)
        status = halve(living, err);
    return status;
}

static stet_status enqueue(struct match_living *living, const struct match_article *article, stet_error *err)
{
    uint32_t tokens = article->body_count < MATCH_MAX_TOKENS ? article->body_count : MATCH_MAX_TOKENS;
    void *queue = living->queue;
    bool grown = stet_grow(&queue, &living->capacity, living->queued + tokens, sizeof *living->queue);
    living->queue = queue;
    if (!grown)
        return stet_fail_memory(err);
    uint32_t side = match_df_side(article), size = match_shingle_size(tokens, living->shingle);
    size_t shingles = match_shingle_count(tokens, living->shingle);
    for (size_t at = 0, n; at < shingles; at += n) {
        uint32_t key[BATCH];
        n = shingles - at < BATCH ? shingles - at : BATCH;
        living->df->kernel->keys(article->body + at, n + size - 1, size, key);
        for (size_t i = 0; i < n; i++)
            living->queue[living->queued++] = key[i] >> (32 - BITS) << 1 | side;
    }
    return STET_OK;
}

stet_status match_living_add(struct match_living *living, const struct match_article *article, uint64_t content,
                             bool *turned, stet_error *err)
{
    stet_status status = STET_OK;
    if (match_df_wants(living->df, content))
        status = enqueue(living, article, err);
    if (status)
        return status;
    uint32_t most = epoch(living);
    living->articles++;
    living->queued_articles++;
    bool full = living->queued_articles >= most || living->queued >= QUEUE_MOST;
    if (turned)
        *turned = full;
    return full ? turn(living, err) : STET_OK;
}

static bool put32(struct stet_buf *out, uint32_t value)
{
    value = htole32(value);
    return stet_buf_add(out, &value, sizeof value);
}

static bool put64(struct stet_buf *out, uint64_t value)
{
    value = htole64(value);
    return stet_buf_add(out, &value, sizeof value);
}

stet_status match_living_save(const struct match_living *living, struct stet_buf *out, stet_error *err)
{
    bool ok = put32(out, MAGIC | living->level) && put32(out, living->shingle) && put64(out, living->articles) &&
              put32(out, living->queued_articles) && put64(out, living->counted) &&
              put32(out, (uint32_t)living->queued) &&
              stet_buf_add(out, living->df->count, COUNTERS * MATCH_DF_COUNTER);
    for (size_t i = 0; i < living->queued && ok; i++)
        ok = put32(out, living->queue[i]);
    return ok ? STET_OK : stet_fail_memory(err);
}

static uint32_t get32(const uint8_t *at)
{
    uint32_t value;
    memcpy(&value, at, sizeof value);
    return le32toh(value);
}

static uint64_t get64(const uint8_t *at)
{
    uint64_t value;
    memcpy(&value, at, sizeof value);
    return le64toh(value);
}

static stet_status fill(struct match_living *living, const uint8_t *data, size_t size, size_t *used,
                        stet_error *err)
{
    size_t table = COUNTERS * MATCH_DF_COUNTER;
    uint32_t level = size < HEAD ? UINT32_MAX : get32(data) ^ MAGIC;
    if (level > LEVEL_MOST || get32(data + 4) != living->shingle)
        return stet_fail(err, STET_ERR_CORRUPT, "document frequencies of another kind");
    living->articles = get64(data + 8);
    living->queued_articles = get32(data + 16);
    living->counted = get64(data + 20);
    size_t queued = get32(data + 28);
    if (queued > QUEUE_MOST + MATCH_MAX_TOKENS || size < HEAD + table + queued * 4 ||
        living->queued_articles > living->articles || living->queued_articles >= epoch(living))
        return stet_fail(err, STET_ERR_CORRUPT, "document frequencies that do not add up");
    memcpy(living->df->count, data + HEAD, table);
    void *queue = NULL;
    bool grown = stet_grow(&queue, &living->capacity, queued, sizeof *living->queue);
    living->queue = queue;
    if (!grown)
        return stet_fail_memory(err);
    for (; living->queued < queued; living->queued++) {
        uint32_t entry = get32(data + HEAD + table + living->queued * 4);
        if (entry >> (BITS + 1))
            return stet_fail(err, STET_ERR_CORRUPT, "document frequencies beyond their table");
        living->queue[living->queued] = entry;
    }
    *used = HEAD + table + queued * 4;
    return set_level(living, level, err);
}

stet_status match_living_restore(struct match_living **out, uint32_t shingle, const void *data, size_t size,
                                 size_t *used, stet_error *err)
{
    stet_status status = match_living_create(out, shingle, err);
    if (!status)
        status = fill(*out, data, size, used, err);
    if (status) {
        match_living_free(*out);
        *out = NULL;
    }
    return status;
}
