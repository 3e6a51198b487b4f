#include "corpus.h"

#include <bsd/stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "base/buf.h"
#include "base/error.h"
#include "feed/feed.h"
#include "text/tokens.h"

struct loader {
    struct fit_corpus *corpus;
    struct text_tokens tokens;
};

static stet_status tokenise(struct loader *loader, stet_span text, const uint32_t **tokens, uint32_t *count,
                            stet_error *err)
{
    loader->tokens.count = 0;
    stet_status status = text_tokenise(text.data, text.size, &loader->tokens, err);
    if (status)
        return status;
    uint32_t *kept = reallocarray(NULL, loader->tokens.count + 1, sizeof *kept);
    if (!kept)
        return stet_fail_memory(err);
    for (size_t i = 0; i < loader->tokens.count; i++)
        kept[i] = match_token(loader->tokens.hash[i]);
    *tokens = kept;
    *count = (uint32_t)loader->tokens.count;
    return STET_OK;
}

static stet_status add(struct loader *loader, const stet_article *from, stet_error *err)
{
    struct fit_corpus *corpus = loader->corpus;
    void *articles = corpus->articles;
    bool grown = stet_grow(&articles, &corpus->capacity, corpus->count + 1, sizeof *corpus->articles);
    corpus->articles = articles;
    if (!grown)
        return stet_fail_memory(err);
    struct fit_article *item = &corpus->articles[corpus->count++];
    *item = (struct fit_article){.article = {.published = from->published, .precision = from->precision}};
    item->id = strndup(from->id.data, from->id.size);
    if (!item->id)
        return stet_fail_memory(err);
    item->article.source = from->source.size ? (uint32_t)XXH3_64bits(from->source.data, from->source.size) | 1 : 0;
    stet_status status = tokenise(loader, from->title, &item->article.title, &item->article.title_count, err);
    return status ? status : tokenise(loader, from->text, &item->article.body, &item->article.body_count, err);
}

static stet_status read_blocks(struct loader *loader, struct feed_reader *reader, struct feed_parser *parser,
                               stet_error *err)
{
    struct feed_block block = {0};
    stet_status status = STET_OK;
    while (!status && !block.end) {
        struct feed_item *items;
        size_t count = 0;
        status = feed_reader_next(reader, &block, err);
        if (!status)
            status = feed_parse_block(parser, &block, &items, &count, err);
        for (size_t i = 0; i < count && !status; i++)
            if (!items[i].reason)
                status = add(loader, &items[i].article, err);
    }
    feed_block_free(&block);
    return status;
}

static stet_status read_feed(struct fit_corpus *corpus, const char *path, stet_error *err)
{
    struct loader loader = {.corpus = corpus};
    struct feed_options options = {0};
    struct feed_reader *reader = NULL;
    struct feed_parser *parser = NULL;
    stet_status status = feed_reader_open(&reader, path, &options, err);
    if (!status)
        status = feed_parser_create(&parser, &options, err);
    if (!status)
        status = read_blocks(&loader, reader, parser, err);
    feed_parser_free(parser);
    if (reader)
        feed_reader_close(reader);
    text_tokens_free(&loader.tokens);
    return status;
}

static stet_status index_ids(struct fit_corpus *corpus, stet_error *err)
{
    corpus->slot_count = 16;
    while (corpus->slot_count < corpus->count * 2)
        corpus->slot_count *= 2;
    corpus->slots = calloc(corpus->slot_count, sizeof *corpus->slots);
    if (!corpus->slots)
        return stet_fail_memory(err);
    for (size_t i = 0; i < corpus->count; i++) {
        const char *id = corpus->articles[i].id;
        size_t at = XXH3_64bits(id, strlen(id)) & (corpus->slot_count - 1);
        while (corpus->slots[at])
            at = (at + 1) & (corpus->slot_count - 1);
        corpus->slots[at] = (uint32_t)i + 1;
    }
    return STET_OK;
}

uint32_t fit_corpus_find(const struct fit_corpus *corpus, const char *id)
{
    size_t at = XXH3_64bits(id, strlen(id)) & (corpus->slot_count - 1);
    for (; corpus->slots[at]; at = (at + 1) & (corpus->slot_count - 1))
        if (strcmp(corpus->articles[corpus->slots[at] - 1].id, id) == 0)
            return corpus->slots[at] - 1;
    return UINT32_MAX;
}

/* Counts each distinct body once, as the pipeline does. */
static stet_status count_shingles(struct fit_corpus *corpus, stet_error *err)
{
    uint64_t *seen = calloc(corpus->slot_count, sizeof *seen), shingles = 0;
    if (!seen)
        return stet_fail_memory(err);
    for (size_t i = 0; i < corpus->count; i++)
        shingles += corpus->articles[i].article.body_count;
    stet_status status = match_df_expect(corpus->df, shingles, err);
    for (size_t i = 0; i < corpus->count && !status; i++) {
        const struct match_article *article = &corpus->articles[i].article;
        uint64_t content = XXH3_64bits(article->body, article->body_count * sizeof *article->body) | 1;
        size_t at = content >> 1 & (corpus->slot_count - 1);
        while (seen[at] && seen[at] != content)
            at = (at + 1) & (corpus->slot_count - 1);
        if (!seen[at] && match_df_wants(corpus->df, content))
            status = match_df_add_article(corpus->df, article, FIT_SHINGLE, err);
        seen[at] = content;
    }
    free(seen);
    return status;
}

static stet_status prepare(struct fit_corpus *corpus, size_t memory, stet_error *err)
{
    stet_status status = match_df_create(&corpus->df, memory, err);
    if (!status)
        status = count_shingles(corpus, err);
    if (!status)
        status = match_matcher_create(&corpus->matcher, corpus->df, FIT_SHINGLE, err);
    for (size_t i = 0; i < corpus->count && !status; i++) {
        struct fit_article *item = &corpus->articles[i];
        status = match_prepared_create(&item->prepared, err);
        if (!status)
            status = match_prepare(corpus->matcher, &item->article, item->prepared, err);
    }
    return status;
}

stet_status fit_corpus_load(struct fit_corpus *corpus, const char *path, size_t memory, stet_error *err)
{
    stet_status status = read_feed(corpus, path, err);
    if (!status)
        status = index_ids(corpus, err);
    return status ? status : prepare(corpus, memory, err);
}

void fit_corpus_free(struct fit_corpus *corpus)
{
    for (size_t i = 0; i < corpus->count; i++) {
        free(corpus->articles[i].id);
        free((void *)corpus->articles[i].article.title);
        free((void *)corpus->articles[i].article.body);
        match_prepared_free(corpus->articles[i].prepared);
    }
    free(corpus->articles);
    free(corpus->slots);
    match_matcher_free(corpus->matcher);
    match_df_free(corpus->df);
    *corpus = (struct fit_corpus){0};
}
