/* The second pass: input lines of the articles to keep, or of the bad ones, byte for byte. */
#include <stdlib.h>

#include "base/error.h"
#include "feed/replay.h"
#include "stet/pipeline.h"
#include "stet/standing.h"
#include "sys/team.h"

/* Clusters chosen from by one job. */
#define GRAIN 1024

struct choosing {
    const struct stet_batch *batch;
    stet_keep keep;
    struct standing *standings; /* one a worker */
    bool *kept;                 /* of each article */
};

static stet_status choose(void *ctx, size_t begin, size_t end, unsigned worker, stet_error *err)
{
    struct choosing *choosing = ctx;
    const struct batch_groups *groups = &choosing->batch->groups;
    stet_status status = STET_OK;
    for (size_t c = begin; c < end && !status; c++) {
        const uint32_t *articles = groups->members + groups->first[c];
        size_t stands = 0;
        if (groups->first[c + 1] - groups->first[c] > 1) {
            struct standing *standing = &choosing->standings[worker];
            status = standing_find(standing, choosing->batch, (uint32_t)c, choosing->keep, err);
            stands = standing->cluster.canonical;
            standing_shrink(standing);
        }
        if (!status)
            choosing->kept[articles[stands]] = true;
    }
    return status;
}

/* Walks the rows beside the records: both are in input order. */
struct kept_cursor {
    const struct corpus *corpus;
    const bool *kept;
    size_t article;
    uint64_t written;
};

static bool kept_wanted(void *ctx, uint64_t input, uint64_t record)
{
    struct kept_cursor *cursor = ctx;
    const struct corpus *corpus = cursor->corpus;
    if (cursor->article == corpus->count)
        return false;
    const struct corpus_row *row = &corpus->rows[cursor->article];
    if (row->input != input || row->record != record)
        return false;
    bool kept = cursor->kept[cursor->article++];
    cursor->written += kept;
    return kept;
}

/* `asked`: the option that announces the call was set. */
static stet_status can_replay(bool asked, const char *option, stet_error *err)
{
    return asked ? STET_OK
                 : stet_fail(err, STET_ERR_USAGE, "the batch was not made for writing these lines: set `%s`", option);
}

stet_status stet_batch_write_kept(stet_batch *batch, stet_keep keep, stet_write write, void *payload, uint64_t *kept,
                                  stet_error *err)
{
    if (!batch->groups.first)
        return stet_fail(err, STET_ERR_USAGE, "stet_batch_write_kept before stet_batch_run");
    stet_status status = can_replay(batch->options.replay, "replay", err);
    if (status)
        return status;
    uint32_t threads = batch->options.threads;
    struct choosing choosing = {.batch = batch, .keep = keep};
    choosing.standings = calloc(threads, sizeof *choosing.standings);
    choosing.kept = calloc(batch->corpus.count + 1, sizeof *choosing.kept);
    status = choosing.standings && choosing.kept ? STET_OK : stet_fail_memory(err);
    if (!status)
        status = sys_parallel_for(threads, batch->groups.count, GRAIN, choose, &choosing, err);
    struct kept_cursor cursor = {.corpus = &batch->corpus, .kept = choosing.kept};
    const struct feed_sink sink = {.wanted = kept_wanted, .ctx = &cursor, .write = write, .payload = payload};
    if (!status)
        status = feed_replay_run(batch->replay, &sink, err);
    if (kept)
        *kept = cursor.written;
    for (uint32_t i = 0; i < threads && choosing.standings; i++)
        standing_free(&choosing.standings[i]);
    free(choosing.standings);
    free(choosing.kept);
    return status;
}

struct rejected_cursor {
    const stet_batch *batch;
    size_t next;
};

static bool rejected_wanted(void *ctx, uint64_t input, uint64_t record)
{
    struct rejected_cursor *cursor = ctx;
    if (cursor->next == cursor->batch->rejected_count)
        return false;
    const struct batch_record *bad = &cursor->batch->rejected[cursor->next];
    if (bad->input != input || bad->record != record)
        return false;
    cursor->next++;
    return true;
}

stet_status stet_batch_write_rejected(stet_batch *batch, stet_write write, void *payload, stet_error *err)
{
    stet_status status = can_replay(batch->options.rejects, "rejects", err);
    if (status)
        return status;
    struct rejected_cursor cursor = {.batch = batch};
    const struct feed_sink sink = {
        .wanted = rejected_wanted, .ctx = &cursor, .write = write, .payload = payload, .mixed = true};
    return feed_replay_run(batch->replay, &sink, err);
}
