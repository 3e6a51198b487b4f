/* Who in the index matches? The stream without adding. */
#include "base/error.h"
#include "report/verdict.h"
#include "stet/stream.h"

#define BULK_ARTICLES 32768
#define BULK_BYTES ((uint64_t)64 << 20)

struct querying {
    struct stet_index *index;
    stet_status (*each)(void *payload, const stet_answer *answer, stet_error *err);
    void *payload;
};

static stet_status each(void *ctx, const struct feed_block *block, struct incoming *batch, size_t count,
                        stet_error *err)
{
    (void)block;
    struct querying *querying = ctx;
    stet_status status = STET_OK;
    for (size_t i = 0; i < count && !status; i++) {
        if (batch[i].bad)
            continue;
        status = stream_answer(&batch[i], err);
        stet_answer answer = {.id = batch[i].item->article.id,
                              .matches = batch[i].answer,
                              .match_count = batch[i].match_count,
                              .estimated = querying->index->stats.estimated};
        querying->index->stats.duplicates += batch[i].match_count > 0;
        if (!status)
            status = querying->each(querying->payload, &answer, err);
    }
    return status;
}

stet_status stet_index_query(stet_index *index, const char *path,
                             stet_status (*with)(void *payload, const stet_answer *answer, stet_error *err),
                             void *payload, stet_error *err)
{
    struct querying querying = {.index = index, .each = with, .payload = payload};
    const struct stream_sink sink = {.prompt = true, .each = each, .ctx = &querying};
    return stream_walk(index, path, &sink, err);
}

stet_status stet_index_answer_json(stet_index *index, const stet_answer *answer, const char **json, size_t *size,
                                   stet_error *err)
{
    index->json.size = 0;
    if (!report_answer_json(answer, &index->json))
        return stet_fail_memory(err);
    *json = index->json.data;
    *size = index->json.size;
    return STET_OK;
}

/* Nobody waits for a single article, and what is written in large steps is merged less often. */
stet_status stet_index_add(stet_index *index, const char *path, stet_error *err)
{
    const struct stream_sink sink = {.add = true};
    if (index->writer)
        index_set_steps(index->writer, BULK_ARTICLES, BULK_BYTES);
    stet_status status = stream_walk(index, path, &sink, err);
    if (index->writer)
        index_set_steps(index->writer, 0, 0);
    return status ? status : index_sync(index->writer, err);
}
