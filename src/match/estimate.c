/* The features of a pair from samples of both. Each is the feature of features.c with counts scaled up by
 *
 *     keys that both articles have in all / keys of both below the lower limit
 *
 * With the text of one of both at hand that is exact but for what the digest of the other leaves out. How popular the
 * story is, which prepare.c reads off stretches of the text, is here the count that a fifth of its shingles stay below.
 * */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "match/digest.h"
#include "match/prepared.h"

#define LEAST_SHARED 8 /* as in features.c */
#define LEAST_SEEN 3   /* of these, in the sample */
#define BREADTH_MOST 0.5
#define MASS_MOST 60.0
#define SLOTS_MOST 16.0
#define AGREEING_MOST 16.0
#define FIGURE_BITS 6
#define BASE_SHARE 5
#define BATCH 64

static bool grow_bytes(uint8_t **bytes, size_t *capacity, size_t wanted)
{
    void *grown = *bytes;
    bool ok = stet_grow(&grown, capacity, wanted + 1, 1);
    *bytes = grown;
    return ok;
}

stet_status match_view_weigh(struct match_view *view, const struct match_matcher *matcher, stet_error *err)
{
    const struct match_keys *shingles = &view->keys[MATCH_SHINGLES];
    if (!grow_bytes(&view->count, &view->count_capacity, shingles->count) ||
        !grow_bytes(&view->spread, &view->spread_capacity, shingles->count))
        return stet_fail_memory(err);
    uint32_t histogram[MATCH_DF_MOST + 1] = {0};
    for (uint32_t i = 0; i < shingles->count; i += BATCH) {
        uint32_t n = shingles->count - i < BATCH ? shingles->count - i : BATCH;
        uint32_t key[BATCH];
        for (uint32_t k = 0; k < n; k++)
            key[k] = shingles->key[i + k] << MATCH_SHINGLE_SHIFT;
        match_df_get(matcher->df, key, n, view->count + i, view->spread + i);
    }
    for (uint32_t i = 0; i < shingles->count; i++)
        histogram[view->spread[i]]++;
    uint32_t base = 0;
    for (uint32_t sum = histogram[0]; sum <= shingles->count / BASE_SHARE && base < MATCH_DF_MOST;)
        sum += histogram[++base];
    view->base = shingles->count ? (uint8_t)base : 0;
    return STET_OK;
}

/* Keys of both below the lower limit. */
struct overlap {
    uint32_t a, b, shared;
    double scale; /* from these to all */
};

static uint32_t below(const struct match_keys *keys, uint32_t limit)
{
    uint32_t count = keys->count;
    while (count && keys->key[count - 1] >= limit)
        count--;
    return count;
}

static struct overlap overlap(const struct match_keys *a, const struct match_keys *b)
{
    uint32_t limit = a->limit < b->limit ? a->limit : b->limit;
    struct overlap both = {.a = below(a, limit), .b = below(b, limit)};
    for (uint32_t i = 0, j = 0; i < both.a && j < both.b;) {
        uint32_t x = a->key[i], y = b->key[j];
        both.shared += x == y;
        i += x <= y;
        j += y <= x;
    }
    uint32_t seen = both.a + both.b;
    both.scale = seen ? ((double)a->total + b->total) / seen : 0;
    return both;
}

static double share(double part, double whole)
{
    return whole > 0 ? part / whole : 0;
}

static uint64_t mass(const struct match_view *view, uint32_t count, const uint16_t *weight)
{
    uint64_t sum = 0;
    for (uint32_t i = 0; i < count; i++)
        sum += weight[view->count[i]];
    return sum;
}

static bool estimate_shingles(const struct match_matcher *matcher, const struct match_view *a,
                              const struct match_view *b, struct match_verdict *out)
{
    const struct match_keys *keys_a = &a->keys[MATCH_SHINGLES], *keys_b = &b->keys[MATCH_SHINGLES];
    struct overlap both = overlap(keys_a, keys_b);
    uint32_t least = both.scale > 1.5 ? LEAST_SEEN : LEAST_SHARED;
    if (both.shared < least || both.shared * both.scale < LEAST_SHARED)
        return false;
    const uint16_t *weight = matcher->weight[a->base > b->base ? a->base : b->base];
    uint64_t shared = 0;
    for (uint32_t i = 0, j = 0; i < both.a && j < both.b;) {
        uint32_t x = keys_a->key[i], y = keys_b->key[j];
        shared += x == y ? weight[a->count[i]] : 0;
        i += x <= y;
        j += y <= x;
    }
    out->jaccard = (float)share(both.shared, (double)both.a + both.b - both.shared);
    out->containment_a = (float)share((double)shared, (double)mass(a, both.a, weight));
    out->containment_b = (float)share((double)shared, (double)mass(b, both.b, weight));
    out->features[MATCH_CONTAINMENT] = fmaxf(out->containment_a, out->containment_b);
    out->features[MATCH_MASS] = (float)log1p(fmin((double)shared / MATCH_ONE * both.scale, MASS_MOST));
    return true;
}

/* Keys of a between whose words b has figures, but not this one. Both ascend by words, then figure. */
static uint32_t differing(const struct match_keys *a, uint32_t count_a, const struct match_keys *b, uint32_t count_b)
{
    uint32_t found = 0;
    for (uint32_t i = 0, j = 0; i < count_a; i++) {
        while (j < count_b && b->key[j] >> FIGURE_BITS < a->key[i] >> FIGURE_BITS)
            j++;
        bool words = false, figure = false;
        for (uint32_t k = j; k < count_b && b->key[k] >> FIGURE_BITS == a->key[i] >> FIGURE_BITS; k++) {
            words = true;
            figure = figure || b->key[k] == a->key[i];
        }
        found += words && !figure;
    }
    return found;
}

static void estimate_figures(const struct match_view *a, const struct match_view *b, float *features)
{
    const struct match_keys *figures_a = &a->keys[MATCH_NUMBERS], *figures_b = &b->keys[MATCH_NUMBERS];
    const struct match_keys *slots_a = &a->keys[MATCH_SLOT_KEYS], *slots_b = &b->keys[MATCH_SLOT_KEYS];
    features[MATCH_HAS_FIGURES] = figures_a->total && figures_b->total;
    if (!figures_a->total || !figures_b->total)
        return;
    struct overlap both = overlap(figures_a, figures_b), slots = overlap(slots_a, slots_b);
    uint32_t fewest = figures_a->total < figures_b->total ? figures_a->total : figures_b->total;
    double shared = fmin(both.shared * both.scale, fewest);
    features[MATCH_FIGURES] = (float)(1 - share(shared, fewest));
    features[MATCH_AGREEING] = (float)log1p(fmin(shared, AGREEING_MOST));
    /* Each figure stands in two slots; both articles are counted. */
    uint32_t of_a = differing(slots_a, slots.a, slots_b, slots.b), of_b = differing(slots_b, slots.b, slots_a, slots.a);
    double differ = (of_a + of_b) / 3.0;
    features[MATCH_SLOTS] = (float)log1p(fmin(differ * slots.scale, SLOTS_MOST));
}

/* As features.c has it. */
static void fill_about(const struct match_view *view, struct match_prepared *out)
{
    out->content = view->content;
    out->body_count = view->body_count;
    out->published = view->published;
    out->precision = view->precision;
    out->source = view->source;
}

void match_estimate(const struct match_matcher *matcher, const struct match_view *a, const struct match_view *b,
                    struct match_verdict *out)
{
    match_verdict_none(out);
    if (!estimate_shingles(matcher, a, b, out))
        return;
    struct match_prepared about_a = {0}, about_b = {0};
    fill_about(a, &about_a);
    fill_about(b, &about_b);
    struct overlap pairs = overlap(&a->keys[MATCH_PAIRS], &b->keys[MATCH_PAIRS]);
    uint32_t fewest = pairs.a < pairs.b ? pairs.a : pairs.b;
    out->features[MATCH_BREADTH] = (float)fmin(share(pairs.shared, fewest), BREADTH_MOST);
    estimate_figures(a, b, out->features);
    const struct match_keys *words_a = &a->keys[MATCH_WORDS], *words_b = &b->keys[MATCH_WORDS];
    out->has_headline = words_a->total && words_b->total;
    struct overlap words = overlap(words_a, words_b);
    out->features[MATCH_HEADLINE] = out->has_headline ? (float)share(2.0 * words.shared, (double)words.a + words.b) : 0;
    out->has_time = a->published != STET_TIME_NONE && b->published != STET_TIME_NONE;
    out->features[MATCH_HOURS] = out->has_time ? match_apart(&about_a, &about_b) : 0;
    out->score = match_score(out);
    out->match = out->score > 0;
    struct match_breadth breadth = {pairs.a, pairs.b, pairs.shared};
    if (out->match)
        match_relate(&about_a, &about_b, &breadth, out);
}
