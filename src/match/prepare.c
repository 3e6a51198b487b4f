/* An article made ready: distinct shingles, word pairs, figures, headline. */
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "base/buf.h"
#include "base/error.h"
#include "match/prepared.h"
#include "match/shingles.h"

#define BATCH 512 /* shingles */
#define LEAST_BASE 2.0

stet_status match_matcher_create(struct match_matcher **out, const struct match_df *df, uint32_t shingle,
                                 stet_error *err)
{
    if (!shingle || shingle > MATCH_MAX_SHINGLE)
        return stet_fail(err, STET_ERR_USAGE, "a shingle has 1 to %d tokens", MATCH_MAX_SHINGLE);
    struct match_matcher *matcher = malloc(sizeof *matcher);
    if (!matcher)
        return stet_fail_memory(err);
    matcher->df = df;
    matcher->shingle = shingle;
    matcher->kernel = match_kernel_get(sys_isa_choose());
    matcher->level = match_df_level(df);
    double rate = match_df_rate(df);
    for (int base = 0; base <= MATCH_DF_MOST; base++) {
        double b = base / rate > LEAST_BASE ? base / rate : LEAST_BASE;
        for (int count = 0; count <= MATCH_DF_MOST; count++) {
            double df_all = count / rate;
            double weight = df_all <= b ? 1 : b / (2 * df_all - b);
            matcher->weight[base][count] = (uint16_t)(weight * MATCH_ONE + 0.5);
        }
        if (matcher->level)
            matcher->weight[base][MATCH_DF_MOST] = 0; /* of shingles that are not counted */
    }
    *out = matcher;
    return STET_OK;
}

void match_matcher_free(struct match_matcher *matcher)
{
    free(matcher);
}

stet_status match_prepared_create(struct match_prepared **out, stet_error *err)
{
    *out = calloc(1, sizeof **out);
    return *out ? STET_OK : stet_fail_memory(err);
}

void match_prepared_free(struct match_prepared *prepared)
{
    if (!prepared)
        return;
    match_set_free(&prepared->shingles);
    match_set_free(&prepared->pairs);
    free(prepared->body);
    free(prepared->count);
    free(prepared->spread);
    free(prepared);
}

static bool reserve_counts(struct match_prepared *out, size_t shingles)
{
    void *count = out->count, *spread = out->spread;
    bool ok = stet_grow(&count, &out->count_capacity, shingles + 1, 1);
    ok = ok && stet_grow(&spread, &out->spread_capacity, shingles + 1, 1);
    out->count = count;
    out->spread = spread;
    return ok;
}

static bool fill_shingles(struct match_prepared *out, const struct match_matcher *matcher, const uint32_t *body,
                          uint32_t count)
{
    uint32_t size = match_shingle_size(count, matcher->shingle);
    size_t shingles = match_shingle_count(count, matcher->shingle);
    if (!reserve_counts(out, shingles) || !match_set_reset(&out->shingles, shingles))
        return false;
    for (size_t at = 0, n; at < shingles; at += n) {
        uint32_t key[BATCH];
        n = shingles - at < BATCH ? shingles - at : BATCH;
        matcher->kernel->keys(body + at, n + size - 1, size, key);
        matcher->kernel->add(&out->shingles, key, n);
    }
    return true;
}

/* Halves the sample until some 128 to 256 are left: enough to tell half from a third. */
static unsigned level_for(uint32_t count)
{
    unsigned level = 0;
    while (count >> level >= 2 * MATCH_PAIRS_SAMPLE)
        level++;
    return level;
}

static uint32_t pairs_most(uint32_t count)
{
    return level_for(count) ? MATCH_PAIRS_MOST : count;
}

void match_list_pairs(const struct match_matcher *matcher, struct match_prepared *out)
{
    if (out->pairs_listed)
        return;
    out->pairs_listed = true;
    uint32_t size = match_shingle_size(out->kept, 2), most = pairs_most(out->kept);
    size_t pairs = match_shingle_count(out->kept, 2);
    out->level = level_for(out->kept);
    (void)match_set_reset(&out->pairs, most); /* there is room */
    for (size_t at = 0, n; at < pairs; at += n) {
        uint32_t key[BATCH], sample[BATCH + MATCH_KERNEL_SLACK];
        n = pairs - at < BATCH ? pairs - at : BATCH;
        matcher->kernel->keys(out->body + at, n + size - 1, size, key);
        size_t found = matcher->kernel->sample(key, n, out->level, sample);
        uint32_t left = most - out->pairs.count;
        matcher->kernel->add(&out->pairs, sample, found < left ? found : left);
    }
}

void match_list_figures(const struct match_matcher *matcher, struct match_prepared *article)
{
    if (article->figures_listed)
        return;
    article->figures_listed = true;
    match_figures_fill(&article->figures, matcher->kernel, article->body, article->kept);
}

static bool keep_body(struct match_prepared *out, const uint32_t *body, uint32_t count)
{
    void *kept = out->body;
    bool ok = stet_grow(&kept, &out->body_capacity, (size_t)count + 1, sizeof *out->body);
    out->body = kept;
    if (!ok || !match_set_reserve(&out->pairs, pairs_most(count)))
        return false;
    if (count)
        memcpy(out->body, body, count * sizeof *body);
    out->kept = count;
    out->pairs_listed = out->figures_listed = false;
    return true;
}

/* Distinct words, ascending, by insertion: headlines are short. */
static void fill_headline(struct match_prepared *out, const uint32_t *title, uint32_t count)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < count && n < MATCH_HEADLINE_MOST; i++) {
        uint32_t at = n;
        while (at && out->headline[at - 1] > title[i])
            at--;
        if (at && out->headline[at - 1] == title[i])
            continue;
        memmove(out->headline + at + 1, out->headline + at, (n - at) * sizeof *out->headline);
        out->headline[at] = title[i];
        n++;
    }
    out->headline_count = n;
}

uint64_t match_content(uint64_t body, size_t body_count, const void *title, size_t title_size)
{
    return body_count < MATCH_EXACT_ALONE ? XXH3_64bits_withSeed(title, title_size, body) : body;
}

uint64_t match_content_of(const struct match_article *article)
{
    if (article->content)
        return article->content;
    uint64_t body = XXH3_64bits(article->body, article->body_count * sizeof *article->body);
    return match_content(body, article->body_count, article->title, article->title_count * sizeof *article->title);
}

stet_status match_prepare(const struct match_matcher *matcher, const struct match_article *article,
                          struct match_prepared *out, stet_error *err)
{
    uint32_t count = article->body_count < MATCH_MAX_TOKENS ? article->body_count : MATCH_MAX_TOKENS;
    if (!fill_shingles(out, matcher, article->body, count) || !keep_body(out, article->body, count))
        return stet_fail_memory(err);
    out->weighed = false;
    fill_headline(out, article->title, article->title_count);
    out->content = match_content_of(article);
    out->body_count = article->body_count;
    out->published = article->published;
    out->precision = article->precision;
    out->source = article->source;
    return STET_OK;
}
