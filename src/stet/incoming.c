/* An article on its way in: words, sketch, keys, and all that can be made ready without looking at others. */
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "base/error.h"
#include "lsh/lsh.h"
#include "stet/packed.h"
#include "stet/stream.h"

void incoming_free(struct incoming *in)
{
    free(in->words);
    free(in->minhash);
    free(in->bands);
    free(in->passages);
    match_prepared_free(in->prepared);
    match_view_free(&in->view);
    match_own_free(&in->own);
    stet_buf_free(&in->meta);
    stet_buf_free(&in->text);
    free(in->beside);
    free(in->likely);
    free(in->matches);
    stet_buf_free(&in->strings);
    free(in->answer);
    *in = (struct incoming){.bad = false};
}

uint32_t incoming_source(stet_span source)
{
    return source.size ? (uint32_t)XXH3_64bits(source.data, source.size) | 1 : 0;
}

bool incoming_words(const struct text_tokens *title, const struct text_tokens *body, uint32_t **words, size_t *capacity)
{
    void *grown = *words;
    bool ok = stet_grow(&grown, capacity, title->count + body->count + 1, sizeof **words);
    *words = grown;
    if (!ok)
        return false;
    uint32_t *to = *words;
    for (size_t i = 0; i < title->count; i++)
        *to++ = match_token(title->hash[i]);
    for (size_t i = 0; i < body->count; i++)
        *to++ = match_token(body->hash[i]);
    return true;
}

static bool reserve_sketch(const struct stet_index *index, struct incoming *in, size_t passages)
{
    if (!in->minhash)
        in->minhash = calloc(stream_hashes(index), sizeof *in->minhash);
    if (!in->bands)
        in->bands = calloc(index->shape.bands, sizeof *in->bands);
    void *grown = in->passages;
    bool ok = stet_grow(&grown, &in->passage_capacity, passages + 1, sizeof *in->passages);
    in->passages = grown;
    return ok && in->minhash && in->bands;
}

static stet_status take_sketch(struct stet_index *index, struct incoming *in, const struct stream_worker *worker,
                               const struct sketch *sketch, stet_error *err)
{
    if (!reserve_sketch(index, in, sketch->passage_count))
        return stet_fail_memory(err);
    uint32_t hashes = stream_hashes(index);
    memcpy(in->minhash, sketch->minhash, hashes * sizeof *in->minhash);
    if (sketch->passage_count)
        memcpy(in->passages, sketch->passages, sketch->passage_count * sizeof *in->passages);
    in->passage_count = sketch->passage_count;
    in->kept_count =
        stream_common_choose(index->common_passages, in->passages, in->passage_count, index->shape.kept, in->kept);
    if (index->judged_most == STREAM_JUDGED)
        in->passage_count = stream_common_part(index->common_passages, in->passages, in->passage_count);
    in->content = match_content(sketch->content, worker->body.count, worker->title.hash,
                                worker->title.count * sizeof *worker->title.hash);
    in->simhash = sketch->simhash;
    lsh_band_keys(in->minhash, index->shape.bands, index->shape.rows, in->bands);
    memset(in->left_out, 0, sizeof in->left_out);
    if (index->judged_most == STREAM_JUDGED)
        stream_common_bands(index->common_bands, in->bands, index->shape.bands, in->left_out);
    index_minhash_bits(in->minhash, hashes, in->bits);
    return STET_OK;
}

stet_status incoming_ready(struct stet_index *index, struct incoming *in, stet_error *err)
{
    const struct match_matcher *matcher = match_living_matcher(index->living);
    stet_status status = STET_OK;
    struct match_article own;
    if (!index->shape.keeps_text)
        status = match_view_weigh(&in->view, matcher, err);
    else if (!in->prepared)
        status = match_prepared_create(&in->prepared, err);
    if (!status && index->shape.keeps_text)
        status = match_sites_own(index->sites, &in->tokens, &in->own, &own, err);
    if (!status && index->shape.keeps_text)
        status = match_prepare(matcher, &own, in->prepared, err);
    in->ready = !status;
    return status;
}

static stet_status pack(struct stet_index *index, struct incoming *in, stet_error *err)
{
    const stet_article *article = &in->item->article;
    in->meta.size = in->text.size = 0;
    if (index->shape.keeps_text)
        return packed_meta(&in->meta, article, NULL, 0) && packed_text(&in->text, article) ? STET_OK
                                                                                         : stet_fail_memory(err);
    struct source_credit credits[SOURCE_MAX_CREDITS];
    size_t count = source_find_credit(&source_builtin, article, credits);
    struct match_article own;
    stet_status status = match_sites_own(index->sites, &in->tokens, &in->own, &own, err);
    if (!status)
        status = match_view_fill(&in->view, &own, in->content >> 32, index->shape.shingle, err);
    in->view.body_count = in->tokens.body_count;
    if (!status)
        status = match_view_pack(&in->view, &in->text, err);
    return status                                              ? status
           : packed_meta(&in->meta, article, credits, count) ? STET_OK
                                                               : stet_fail_memory(err);
}

stet_status incoming_fill(struct stet_index *index, struct stream_worker *worker, struct incoming *in, stet_error *err)
{
    const stet_article *article = &in->item->article;
    worker->title.count = worker->body.count = 0;
    stet_status status = text_tokenise(article->title.data, article->title.size, &worker->title, err);
    if (!status)
        status = text_tokenise(article->text.data, article->text.size, &worker->body, err);
    struct sketch sketch;
    if (!status)
        status = sketch_build(worker->builder, worker->title.hash, worker->title.count, worker->body.hash,
                              worker->body.count, &sketch, err);
    if (!status)
        status = take_sketch(index, in, worker, &sketch, err);
    if (!status && !incoming_words(&worker->title, &worker->body, &in->words, &in->word_capacity))
        status = stet_fail_memory(err);
    if (status)
        return status;
    in->tokens = (struct match_article){.title = in->words,
                                        .title_count = (uint32_t)worker->title.count,
                                        .body = in->words + worker->title.count,
                                        .body_count = (uint32_t)worker->body.count,
                                        .published = article->published,
                                        .precision = article->published == STET_TIME_NONE ? STET_PRECISION_NONE
                                                                                          : article->precision,
                                        .source = incoming_source(article->source)};
    in->id_hash = index_id_hash(article->id);
    in->match_count = in->beside_count = in->likely_count = 0;
    in->gone = STREAM_NONE;
    in->ready = false;
    status = pack(index, in, err);
    return status ? status
                  : index_find(index->snapshot, &worker->ids, article->id, &in->old, &in->known, err);
}
