/* An article made ready: distinct shingles with their document frequencies, word pairs, figures, headline.
 *
 * Rare-weighting. With df(s) articles that hold shingle s, a sum of 1 / df would say how much of an article is its own.
 * But a story that a hundred outlets print makes its own shingles common, and then what a copy adds or garbles would
 * weigh more than the story. A template makes only its skeleton common: between its words what is filled in stays rare.
 * So frequencies are taken relative to the article's base, the median of the least counts of 16 shingles in a row: as
 * high as the story is popular when half of its stretches are the story's, and low when every few words something is
 * the article's own, or when less than half of it is boilerplate. With the higher base b of two articles for the pair:
 *
 *     w(s) = 1 where df <= b,   else b / (2 df - b)          (b at least 2: a story and its copy)
 *
 * which is 1 / (df - 1) for b = 2. Measured by bench/fit (F1, cross-validated, pairs of Reuters stories / of a
 * generated feed whose stories have up to 43 copies; same weights of the two sets): logarithms of df in place of the
 * steep fall .91 / not measured, b always 2 .944 / not measured, a low quantile of all counts as base .946 / .932, the
 * median of blocks of 32 .945 / .943, of 16 .942 / .962, and the upper third of these .943 / .967, but then boilerplate
 * of a third of the text passes for the story. */
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "base/buf.h"
#include "base/error.h"
#include "match/prepared.h"
#include "match/shingles.h"

#define BATCH 64
#define BLOCK 16 /* shingles */
#define SAMPLE 128
#define LEAST_BASE 2.0

stet_status match_matcher_create(struct match_matcher **out, const struct match_df *df, uint32_t shingle,
                                 stet_error *err)
{
    if (!shingle)
        return stet_fail(err, STET_ERR_USAGE, "a shingle has at least one token");
    struct match_matcher *matcher = malloc(sizeof *matcher);
    if (!matcher)
        return stet_fail_memory(err);
    matcher->df = df;
    matcher->shingle = shingle;
    double rate = match_df_rate(df);
    for (int base = 0; base <= MATCH_DF_MOST; base++) {
        double b = base / rate > LEAST_BASE ? base / rate : LEAST_BASE;
        for (int count = 0; count <= MATCH_DF_MOST; count++) {
            double df_all = count / rate;
            double weight = df_all <= b ? 1 : b / (2 * df_all - b);
            matcher->weight[base][count] = (uint16_t)(weight * MATCH_ONE + 0.5);
        }
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
    match_figures_free(&prepared->figures);
    free(prepared->count);
    free(prepared->spread);
    free(prepared);
}

static bool grow_counts(struct match_prepared *out, size_t wanted)
{
    size_t capacity = out->count_capacity;
    void *count = out->count, *spread = out->spread;
    bool ok = stet_grow(&count, &capacity, wanted, 1);
    out->count = count;
    capacity = out->count_capacity;
    ok = ok && stet_grow(&spread, &capacity, wanted, 1);
    out->spread = spread;
    if (ok)
        out->count_capacity = capacity;
    return ok;
}

static bool fill_shingles(struct match_prepared *out, const struct match_matcher *matcher, const uint32_t *body,
                          uint32_t count)
{
    if (!grow_counts(out, count + 1) || !match_set_reset(&out->shingles, count))
        return false;
    struct match_roll roll = match_roll_start(body, count, matcher->shingle);
    uint64_t hash[BATCH];
    uint8_t all[BATCH], spread[BATCH];
    for (size_t n; (n = match_roll_take(&roll, hash, BATCH)) != 0;) {
        match_df_get(matcher->df, hash, n, all, spread);
        for (size_t i = 0; i < n; i++)
            if (match_set_add(&out->shingles, match_set_key(hash[i]))) {
                out->count[out->shingles.count - 1] = all[i];
                out->spread[out->shingles.count - 1] = spread[i];
            }
    }
    return true;
}

/* Halves the sample until some 128 to 256 are left: enough to tell half from a third. */
static bool fill_pairs(struct match_prepared *out, const uint32_t *body, uint32_t count)
{
    out->level = 0;
    while (count >> out->level >= 2 * SAMPLE)
        out->level++;
    uint32_t room = out->level ? 4 * SAMPLE : count; /* four times the expected size is never reached but by design */
    if (!match_set_reset(&out->pairs, room))
        return false;
    struct match_roll roll = match_roll_start(body, count, 2);
    uint64_t hash[BATCH];
    uint32_t key[BATCH];
    for (size_t n; (n = match_roll_take(&roll, hash, BATCH)) != 0;) {
        size_t kept = 0; /* without a branch, which would go either way at random */
        for (size_t i = 0; i < n; i++) {
            key[kept] = match_set_key(hash[i]);
            kept += match_set_in_sample(key[kept], out->level);
        }
        for (size_t i = 0; i < kept && out->pairs.count < room; i++)
            match_set_add(&out->pairs, key[i]);
    }
    return true;
}

/* In how many articles does the story as such stand? See above. */
static uint8_t base_of(const struct match_prepared *article)
{
    uint32_t n = article->shingles.count, histogram[MATCH_DF_MOST + 1] = {0}, blocks = 0;
    if (!n)
        return 0;
    for (uint32_t i = 0, end; i < n; i = end, blocks++) {
        end = n - i < 2 * BLOCK ? n : i + BLOCK;
        uint8_t least = MATCH_DF_MOST;
        for (uint32_t at = i; at < end; at++)
            least = article->spread[at] < least ? article->spread[at] : least;
        histogram[least]++;
    }
    uint32_t below = (blocks - 1) / 2, base = 0;
    for (uint32_t sum = histogram[0]; sum <= below; sum += histogram[base])
        base++;
    return (uint8_t)base;
}

uint64_t match_mass(const struct match_matcher *matcher, const struct match_prepared *article, uint8_t base)
{
    const uint16_t *weight = matcher->weight[base];
    uint64_t mass = 0;
    for (uint32_t i = 0; i < article->shingles.count; i++)
        mass += weight[article->count[i]];
    return mass;
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

stet_status match_prepare(const struct match_matcher *matcher, const struct match_article *article,
                          struct match_prepared *out, stet_error *err)
{
    uint32_t count = article->body_count < MATCH_MAX_TOKENS ? article->body_count : MATCH_MAX_TOKENS;
    if (!fill_shingles(out, matcher, article->body, count) || !fill_pairs(out, article->body, count) ||
        !match_figures_fill(&out->figures, article->body, count))
        return stet_fail_memory(err);
    out->base = base_of(out);
    out->mass = match_mass(matcher, out, out->base);
    fill_headline(out, article->title, article->title_count);
    out->content = XXH3_64bits(article->body, article->body_count * sizeof *article->body);
    out->body_count = article->body_count;
    out->published = article->published;
    out->precision = article->precision;
    out->source = article->source;
    return STET_OK;
}
