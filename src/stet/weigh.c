/* Counts in how many articles each shingle stands, when all have been read: rare ones weigh more in a match. */
#include "base/error.h"
#include "stet/pipeline.h"

#define AHEAD 4 /* articles whose words are on their way from memory */

static bool counts(const struct stet_batch *batch, size_t article)
{
    const struct corpus_row *row = &batch->corpus.rows[article];
    return row->exact_of == CORPUS_NONE && match_df_wants(batch->df, row->content);
}

stet_status batch_weigh(struct stet_batch *batch, stet_error *err)
{
    const struct corpus *corpus = &batch->corpus;
    uint64_t shingles = 0;
    for (size_t i = 0; i < corpus->count; i++)
        shingles += corpus->rows[i].exact_of == CORPUS_NONE ? corpus->rows[i].body_count : 0;
    stet_status status = match_df_expect(batch->df, shingles, err);
    struct corpus_cursor cursor = {0};
    for (size_t i = 0; i < corpus->count && !status; i++) {
        if (i + AHEAD < corpus->count && counts(batch, i + AHEAD))
            corpus_prefetch_tokens(corpus, (uint32_t)(i + AHEAD));
        if (!counts(batch, i))
            continue;
        struct match_article article;
        status = corpus_tokens(corpus, (uint32_t)i, &cursor, &article, err);
        if (!status)
            status = match_df_add_article(batch->df, &article, batch->options.shingle, err);
        if (!status && i % 4096 == 0)
            status = batch_progress(batch, "weighing", i, corpus->count, err);
    }
    corpus_cursor_free(&cursor);
    return status ? status : match_matcher_create(&batch->matcher, batch->df, batch->options.shingle, err);
}
