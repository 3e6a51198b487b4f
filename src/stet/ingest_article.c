/* What a worker makes of one article: its row, its words as they are kept, its metadata, and the keys by which it is
 * looked up. */
#include <xxhash.h>

#include "base/error.h"
#include "stet/ingesting.h"

/* An article of fewer passages has all of them as keys, one of fewer than twice as many half of them. */
#define HALVED 25

static bool add_tokens(const struct match_kernel *kernel, struct stet_buf *out, const struct text_tokens *tokens)
{
    if (!stet_buf_reserve(out, tokens->count * sizeof(corpus_token)))
        return false;
    kernel->narrow(tokens->hash, tokens->count, (corpus_token *)(void *)(out->data + out->size));
    out->size += tokens->count * sizeof(corpus_token);
    return true;
}

static bool add_short_passages(struct stet_buf *out, const struct sketch *sketch)
{
    if (!stet_buf_reserve(out, sketch->passage_count * sizeof(corpus_passage)))
        return false;
    corpus_passage *to = (corpus_passage *)(void *)(out->data + out->size);
    for (size_t i = 0; i < sketch->passage_count; i++)
        to[i] = (corpus_passage)sketch->passages[i];
    out->size += sketch->passage_count * sizeof(corpus_passage);
    return true;
}

/* Of many passages every second or fourth one is a key, told by its lowest bits: texts that the sieve lets through
 * share several, of which one that both have as a key is enough. That takes away most of what is kept and joined, and
 * costs 1 match in 3,000. */
static bool add_passage_keys(struct stet_buf *out, const struct sketch *sketch, size_t *count)
{
    uint64_t mask = *count < HALVED ? 0 : *count < 2 * HALVED ? 1 : 3;
    if (!stet_buf_reserve(out, *count * sizeof *sketch->passages))
        return false;
    uint64_t *to = (uint64_t *)(void *)(out->data + out->size);
    size_t kept = 0;
    for (size_t i = 0; i < *count; i++) {
        to[kept] = sketch->passages[i];
        kept += !(sketch->passages[i] & mask);
    }
    *count = kept;
    out->size += kept * sizeof *to;
    return true;
}

static bool add_keys(const struct ingest *ingest, struct stet_buf *out, const struct sketch *sketch)
{
    if (!stet_buf_reserve(out, ingest->key_count * sizeof(uint64_t)))
        return false;
    uint64_t *keys = (uint64_t *)(void *)(out->data + out->size);
    const stet_batch_options *options = &ingest->batch->options;
    if (options->method == STET_METHOD_SIMHASH)
        lsh_simhash_keys(&ingest->simtables, sketch->simhash, keys);
    else
        lsh_band_keys(sketch->minhash, options->bands, options->rows, keys);
    out->size += ingest->key_count * sizeof(uint64_t);
    return true;
}

static bool add_meta(const struct ingest *ingest, struct stet_buf *out, const stet_article *article, uint64_t line)
{
    struct corpus_meta meta = {.line = line, .id = article->id, .source = article->source};
    meta.credit_count = source_find_credit(ingest->batch->agencies, article, meta.credits);
    return corpus_pack_meta(out, &meta);
}

stet_status ingest_article(const struct ingest *ingest, struct ingest_job *job, struct ingest_worker *mine,
                           const stet_article *article, uint64_t line, uint64_t record, stet_error *err)
{
    mine->title.count = mine->body.count = 0;
    stet_status status = text_tokenise(article->title.data, article->title.size, &mine->title, err);
    if (!status)
        status = text_tokenise(article->text.data, article->text.size, &mine->body, err);
    struct sketch sketch;
    if (!status)
        status = sketch_build(mine->builder, mine->title.hash, mine->title.count, mine->body.hash, mine->body.count,
                              &sketch, err);
    if (status)
        return status;
    struct ingest_entry entry = {
        .words = job->words.size, .meta = job->meta.size, .keys = job->keys.size, .passages = job->passages.size};
    const struct match_kernel *kernel = ingest->batch->corpus.kernel;
    entry.passage_count = ingest->batch->options.no_passages ? 0 : sketch.passage_count;
    bool ok = add_short_passages(&job->words, &sketch) && add_tokens(kernel, &job->words, &mine->title) &&
              add_tokens(kernel, &job->words, &mine->body) && add_meta(ingest, &job->meta, article, line) &&
              add_keys(ingest, &job->keys, &sketch) &&
              add_passage_keys(&job->passages, &sketch, &entry.passage_count);
    if (!ok)
        return stet_fail_memory(err);
    entry.row = (struct corpus_row){
        .content = match_content(sketch.content, mine->body.count, mine->title.hash,
                                 mine->title.count * sizeof *mine->title.hash),
        .id_hash = XXH3_64bits(article->id.data, article->id.size),
        .record = record,
        .published = article->published,
        .input = ingest->input,
        .title_count = (uint32_t)mine->title.count,
        .body_count = (uint32_t)mine->body.count,
        .passage_count = (uint32_t)sketch.passage_count,
        .meta_size = (uint32_t)(job->meta.size - entry.meta),
        .source = article->source.size ? (uint32_t)XXH3_64bits(article->source.data, article->source.size) | 1 : 0,
        .precision = (uint8_t)article->precision,
    };
    job->entries[job->entry_count++] = entry;
    return STET_OK;
}
