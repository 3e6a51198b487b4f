/* What was found about the articles of a batch becomes clusters and is added, in order.
 *
 * An article joins the cluster of its best match; a cluster's key is the hash of the id of the article that it began
 * with, and stays when that one is gone. */
#include <bsd/stdlib.h>
#include <string.h>

#include "base/error.h"
#include "stet/recall.h"
#include "sys/team.h"

#define APART 8 /* articles that are worth another thread */

static void decide(struct stet_index *index, struct incoming *in)
{
    for (size_t i = 0; i < in->match_count; i++)
        if (in->matches[i].candidate.beside != STREAM_NONE)
            in->matches[i].cluster = index->batch[in->matches[i].candidate.beside].cluster;
    in->cluster = in->match_count ? in->matches[0].cluster : in->id_hash;
    index->stats.duplicates += in->match_count > 0;
}

static stet_status add(struct stet_index *index, struct incoming *in, stet_error *err)
{
    const stet_article *from = &in->item->article;
    struct index_article article = {
        .id = from->id,
        .source = from->source,
        .published = from->published,
        .precision = (uint8_t)in->tokens.precision,
        .body_count = in->tokens.body_count,
        .title_count = in->tokens.title_count,
        .content = in->content,
        .simhash = in->simhash,
        .cluster = in->cluster,
        .minhash = in->minhash,
        .bands = in->bands,
        .passages = in->kept,
        .passage_count = in->kept_count,
    };
    return index_add(index->writer, &article, (stet_span){in->meta.data, in->meta.size},
                     (stet_span){in->text.data, in->text.size}, &in->number, err);
}

/* An exact copy of another article, of whatever source, has nothing that is its source's. */
static bool teaches(const struct incoming *in)
{
    return !in->match_count || !in->matches[0].candidate.exact;
}

static stet_status learn(struct stet_index *index, const struct incoming *in, stet_error *err)
{
    if (!teaches(in))
        return STET_OK;
    const stet_article *from = &in->item->article;
    const struct match_site_article article = {.tokens = &in->tokens,
                                               .source = from->source,
                                               .text = from->text,
                                               .again = in->again,
                                               .matched = in->match_count > 0};
    return match_sites_add(index->sites, &article, err);
}

static stet_status count(struct stet_index *index, const struct incoming *in, stet_error *err)
{
    bool turned = false;
    stet_status status = match_living_add(index->living, &in->tokens, in->content, &turned, err);
    if (!status)
        status = stream_common_add(index->common_passages, in->kept, in->kept_count, err);
    if (!status)
        status = stream_common_add(index->common_bands, in->bands, index->shape.bands, err);
    if (!status)
        status = learn(index, in, err);
    index->uncounted++;
    if (turned)
        stream_common_turn(index->common_passages);
    if (turned)
        stream_common_turn(index->common_bands);
    if (turned && !status)
        status = match_sites_turn(index->sites, err);
    for (uint32_t i = 0; i < index->stats.threads && turned; i++)
        stream_recall_turn(index->workers[i].recall);
    return status;
}

static stet_status add_all(struct stet_index *index, size_t n, stet_error *err)
{
    stet_status status = STET_OK;
    index_begin_adds(index->writer);
    for (size_t i = 0; i < n && !status; i++) {
        struct incoming *in = &index->batch[i];
        if (in->bad)
            continue;
        status = add(index, in, err);
        index->stats.updated += in->again;
        index->stats.added += !in->again;
    }
    stet_status ended = index_end_adds(index->writer, status ? NULL : err);
    return status ? status : ended;
}

static stet_status count_all(struct stet_index *index, size_t n, stet_error *err)
{
    stet_status status = STET_OK;
    for (size_t i = 0; i < n && !status; i++) {
        const struct incoming *in = &index->batch[i];
        if (in->bad)
            continue;
        if (teaches(in))
            match_sites_expect(index->sites, &in->tokens);
        status = count(index, in, err);
    }
    return status;
}

/* Things to do that have nothing to do with each other, the longest first. */
enum { ADD, COUNT, TELL, PARTS };

struct settling {
    struct stet_index *index;
    const struct stream_sink *sink;
    const struct feed_block *block;
    size_t count;
};

static stet_status settle(void *ctx, size_t begin, size_t end, unsigned worker, stet_error *err)
{
    (void)end, (void)worker;
    const struct settling *settling = ctx;
    struct stet_index *index = settling->index;
    const struct stream_sink *sink = settling->sink;
    switch (begin) {
    case ADD:
        return add_all(index, settling->count, err);
    case COUNT:
        return count_all(index, settling->count, err);
    default:
        return sink->each ? sink->each(sink->ctx, settling->block, index->batch, settling->count, err) : STET_OK;
    }
}

stet_status settle_all(struct stet_index *index, size_t n, const struct stream_sink *sink,
                       const struct feed_block *block, stet_error *err)
{
    for (size_t i = 0; i < n; i++) {
        struct incoming *in = &index->batch[i];
        if (!in->bad)
            decide(index, in);
    }
    struct settling settling = {index, sink, block, n};
    stet_status status = sys_team_for(index->team, n < APART ? 1 : PARTS, PARTS, 1, settle, &settling, err);
    if (!status && index->uncounted >= STREAM_STORE_EVERY)
        status = stream_store_frequencies(index, err);
    return !status && sink->added ? sink->added(sink->ctx, index->batch, n, err) : status;
}

stet_status stream_answer(struct incoming *in, stet_error *err)
{
    void *answer = in->answer;
    bool grown = stet_grow(&answer, &in->answer_capacity, in->match_count + 1, sizeof *in->answer);
    in->answer = answer;
    if (!grown)
        return stet_fail_memory(err);
    for (size_t i = 0; i < in->match_count; i++)
        in->answer[i] = (stet_match){.id = {in->strings.data + in->matches[i].id, in->matches[i].id_size},
                                     .cluster = in->matches[i].cluster,
                                     .relation = in->matches[i].relation,
                                     .jaccard = in->matches[i].jaccard,
                                     .containment = in->matches[i].containment};
    return STET_OK;
}
