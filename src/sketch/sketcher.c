/* The public face of the folder: text in, a sketch of its own out. */
#include <stet/sketch.h>

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "sketch/sketch.h"
#include "text/tokens.h"

#define DEFAULT_SHINGLE 5
#define DEFAULT_HASHES 128
#define DEFAULT_WINDOW 16

struct stet_sketcher {
    struct sketch_options options;
    struct sketch_builder *builder;
    struct text_tokens tokens; /* of the title, then of the text */
};

stet_status stet_sketcher_create(stet_sketcher **out, const stet_sketch_options *options, stet_error *err)
{
    static const stet_sketch_options defaults = STET_SKETCH_OPTIONS_INIT;
    *out = NULL;
    if (!options)
        options = &defaults;
    if (options->version != STET_SKETCH_OPTIONS_VERSION)
        return stet_fail(err, STET_ERR_USAGE, "sketch options of version %u are not known", options->version);
    stet_sketcher *sketcher = calloc(1, sizeof *sketcher);
    if (!sketcher)
        return stet_fail_memory(err);
    sketcher->options = (struct sketch_options){
        .shingle = options->shingle ? options->shingle : DEFAULT_SHINGLE,
        .hashes = options->hashes ? options->hashes : DEFAULT_HASHES,
        .window = options->window ? options->window : DEFAULT_WINDOW,
    };
    stet_status status = sketch_builder_create(&sketcher->builder, &sketcher->options, err);
    if (status) {
        stet_sketcher_free(sketcher);
        return status;
    }
    *out = sketcher;
    return STET_OK;
}

void stet_sketcher_free(stet_sketcher *sketcher)
{
    if (!sketcher)
        return;
    sketch_builder_free(sketcher->builder);
    text_tokens_free(&sketcher->tokens);
    free(sketcher);
}

/* Behind the struct come the passages, then the signature: each is aligned where the one before ends. */
static stet_sketch *keep(const struct sketch *from, const struct sketch_options *options, size_t token_count)
{
    size_t passages = from->passage_count * sizeof *from->passages;
    size_t minhash = options->hashes * sizeof *from->minhash;
    stet_sketch *sketch = malloc(sizeof *sketch + passages + minhash);
    if (!sketch)
        return NULL;
    uint64_t *own_passages = (uint64_t *)(sketch + 1);
    uint32_t *own_minhash = (uint32_t *)(own_passages + from->passage_count);
    if (passages)
        memcpy(own_passages, from->passages, passages);
    memcpy(own_minhash, from->minhash, minhash);
    *sketch = (stet_sketch){
        .family = SKETCH_FAMILY_VERSION,
        .shingle = options->shingle,
        .hashes = options->hashes,
        .window = options->window,
        .minhash = own_minhash,
        .simhash = from->simhash,
        .passages = own_passages,
        .passage_count = from->passage_count,
        .token_count = token_count,
        .shingle_count = from->shingle_count,
        .content = from->content,
    };
    return sketch;
}

stet_status stet_sketcher_sketch(stet_sketcher *sketcher, stet_sketch **out, stet_span title, stet_span text,
                                 stet_error *err)
{
    struct text_tokens *tokens = &sketcher->tokens;
    struct sketch sketch;
    *out = NULL;
    tokens->count = 0;
    stet_status status = text_tokenise(title.data, title.size, tokens, err);
    size_t of_title = tokens->count;
    if (!status)
        status = text_tokenise(text.data, text.size, tokens, err);
    if (!status)
        status = sketch_build(sketcher->builder, tokens->hash, of_title, tokens->hash ? tokens->hash + of_title : NULL,
                              tokens->count - of_title, &sketch, err);
    if (status)
        return status;
    *out = keep(&sketch, &sketcher->options, tokens->count);
    return *out ? STET_OK : stet_fail_memory(err);
}

void stet_sketch_free(stet_sketch *sketch)
{
    free(sketch);
}

double stet_sketch_jaccard(const stet_sketch *a, const stet_sketch *b)
{
    if (a->family != b->family || a->shingle != b->shingle || a->hashes != b->hashes)
        return -1;
    if (!a->shingle_count || !b->shingle_count)
        return 0;
    return sketch_jaccard(a->minhash, b->minhash, a->hashes);
}

int stet_sketch_hamming(const stet_sketch *a, const stet_sketch *b)
{
    if (a->family != b->family)
        return -1;
    return __builtin_popcountll(a->simhash ^ b->simhash);
}
