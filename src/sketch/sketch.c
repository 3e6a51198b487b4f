/* The builder: runs the stages over a title and a body, in buffers that it keeps from article to article.
 *
 * What goes where, and why:
 *   - MinHash takes the k-shingles of title and body as one set.
 *   - SimHash takes the pairs of neighbouring tokens of the body, with repetition: single words make all articles of a
 *     language alike (the common words dominate the vector), k-shingles double and treble the bits that one changed
 * word flips, while tables look only 3 bits far. The title stays out, for a new headline is the commonest change in a
 *     reprint; an article without a body has its title stand in.
 *   - Passages and content hash are of the body alone. */
#include "sketch/sketch.h"

#include <stdbool.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/error.h"
#include "sketch/hash.h"
#include "sketch/kernel/kernel.h"
#include "sketch/minhash.h"
#include "sketch/passages.h"
#include "sketch/simhash.h"

struct words {
    uint64_t *word;
    size_t capacity;
};

struct sketch_builder {
    struct sketch_options options;
    const struct sketch_kernel *kernel;
    struct words shingles; /* of the title, then of the body */
    struct words scratch;  /* features of SimHash, then passages */
    uint32_t minhash[];
};

stet_status sketch_builder_create_isa(struct sketch_builder **out, const struct sketch_options *options,
                                      enum sys_isa isa, stet_error *err)
{
    *out = NULL;
    if (options->shingle < 1 || options->shingle > SKETCH_MAX_SHINGLE)
        return stet_fail(err, STET_ERR_USAGE, "a shingle has 1 to %d tokens, not %u", SKETCH_MAX_SHINGLE,
                         options->shingle);
    if (options->hashes < 1 || options->hashes > SKETCH_MAX_HASHES)
        return stet_fail(err, STET_ERR_USAGE, "a signature has 1 to %d values, not %u", SKETCH_MAX_HASHES,
                         options->hashes);
    if (options->window < 1 || options->window > SKETCH_MAX_WINDOW)
        return stet_fail(err, STET_ERR_USAGE, "a window has 1 to %d shingles, not %u", SKETCH_MAX_WINDOW,
                         options->window);
    struct sketch_builder *builder = calloc(1, sizeof *builder + options->hashes * sizeof *builder->minhash);
    if (!builder)
        return stet_fail_memory(err);
    builder->options = *options;
    builder->kernel = sketch_kernel_get(isa);
    *out = builder;
    return STET_OK;
}

stet_status sketch_builder_create(struct sketch_builder **out, const struct sketch_options *options, stet_error *err)
{
    return sketch_builder_create_isa(out, options, sys_isa_choose(), err);
}

void sketch_builder_free(struct sketch_builder *builder)
{
    if (!builder)
        return;
    free(builder->shingles.word);
    free(builder->scratch.word);
    free(builder);
}

/* Shingles of one run: a run shorter than k tokens makes one shingle of what there is. */
static size_t shingle_run(const struct sketch_builder *builder, const uint64_t *tokens, size_t count, uint64_t *out)
{
    uint32_t k = builder->options.shingle;
    if (!count)
        return 0;
    if (count < k)
        k = (uint32_t)count;
    builder->kernel->shingle(tokens, count, k, out);
    return count - k + 1;
}

static uint64_t simhash(const struct sketch_builder *builder, const uint64_t *tokens, size_t count)
{
    if (!count)
        return 0;
    uint32_t pair = count < 2 ? 1 : 2;
    builder->kernel->shingle(tokens, count, pair, builder->scratch.word);
    return sketch_simhash(builder->kernel, builder->scratch.word, count - pair + 1);
}

static bool grow(struct words *words, size_t wanted)
{
    void *array = words->word;
    bool grown = stet_grow(&array, &words->capacity, wanted, sizeof *words->word);
    words->word = array;
    return grown;
}

stet_status sketch_build(struct sketch_builder *builder, const uint64_t *title, size_t title_count,
                         const uint64_t *body, size_t body_count, struct sketch *out, stet_error *err)
{
    const struct sketch_options *options = &builder->options;
    if (title_count >= UINT32_MAX || body_count >= UINT32_MAX - title_count)
        return stet_fail(err, STET_ERR_LIMIT, "an article has more than 2^32 tokens");
    /* One more, so that there is an array even of nothing. */
    if (!grow(&builder->shingles, title_count + body_count + 1) ||
        !grow(&builder->scratch, (title_count > body_count ? title_count : body_count) + 1))
        return stet_fail_memory(err);

    uint64_t *shingles = builder->shingles.word;
    size_t of_title = shingle_run(builder, title, title_count, shingles);
    size_t of_body = shingle_run(builder, body, body_count, shingles + of_title);
    out->shingle_count = of_title + of_body;
    out->content = builder->kernel->content(body, body_count);
    out->simhash = 0;
    if (!options->no_simhash)
        out->simhash = body_count ? simhash(builder, body, body_count) : simhash(builder, title, title_count);

    /* A body of fewer than k tokens is no passage: its few words would tie it to whatever else is as short. */
    bool long_enough = body_count >= options->shingle;
    out->passage_count = sketch_passages(builder->kernel, shingles + of_title, long_enough ? of_body : 0,
                                         options->window, builder->scratch.word);
    out->passages = builder->scratch.word;

    /* Last, as it may take shingles away. */
    sketch_minhash(builder->kernel, shingles, out->shingle_count, builder->minhash, options->hashes);
    out->minhash = builder->minhash;
    return STET_OK;
}
