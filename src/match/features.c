/* The features of a pair.
 *
 * Rare-weighted containment and mass say how much of the text is this story's own and shared (prepare.c). The breadth
 * of shared word pairs keeps apart copies with garbled letters, which lose 5-word shingles but few word pairs, from
 * stories that share one quotation. Figures and headlines speak where a template's words agree, and so does time: the
 * same skeleton returns with the next day's figures, a reprint comes within hours or days. */
#include <math.h>
#include <stdlib.h>

#include "match/prepared.h"

#define LEAST_SHARED 8    /* shingles; below is what stubs share: "This is a developing story ..." */
#define BREADTH_MOST 0.5f /* above, copies of any kind lie: more of it is no more evidence */
#define MASS_MOST 60.0
#define SLOTS_MOST 16
#define AGREEING_MOST 16
#define HOUR 3600.0
#define DAY_OFF 12.0     /* on average */
#define LEAST_HOURS 16.0 /* nearer in time than that is no more evidence */
#define MOST_HOURS 96.0  /* nor farther: copies may be late, and times wrong */

const char *const match_feature_names[MATCH_FEATURES] = {"containment", "breadth", "mass",     "figures", "has-figures",
                                                         "agreeing",    "slots",   "headline", "hours"};

static uint32_t count_sample(const struct match_prepared *article, unsigned level)
{
    if (level == article->level)
        return article->pairs.count;
    uint32_t count = 0;
    for (uint32_t i = 0; i < article->pairs.count; i++)
        count += match_set_in_sample(article->pairs.key[i], level);
    return count;
}

/* In the coarser one of both samples. */
static struct match_breadth measure_breadth(const struct match_prepared *a, const struct match_prepared *b)
{
    unsigned level = a->level > b->level ? a->level : b->level;
    const struct match_set *few = &a->pairs, *many = &b->pairs;
    if (few->count > many->count) {
        few = &b->pairs;
        many = &a->pairs;
    }
    struct match_breadth breadth = {count_sample(a, level), count_sample(b, level), 0};
    for (uint32_t i = 0; i < few->count; i++)
        if (match_set_in_sample(few->key[i], level))
            breadth.shared += match_set_has(many, few->key[i]);
    return breadth;
}

static float share(double part, double whole)
{
    return whole > 0 ? (float)(part / whole) : 0;
}

static bool measure_shingles(const struct match_matcher *matcher, const struct match_prepared *a,
                             const struct match_prepared *b, struct match_verdict *out)
{
    uint8_t base = a->base > b->base ? a->base : b->base;
    uint64_t mass_a = a->base == base ? a->mass : match_mass(matcher, a, base);
    uint64_t mass_b = b->base == base ? b->mass : match_mass(matcher, b, base);
    const struct match_prepared *few = a->shingles.count <= b->shingles.count ? a : b, *many = few == a ? b : a;
    const uint16_t *weight = matcher->weight[base];
    uint64_t mass = 0;
    uint32_t shared = 0;
    for (uint32_t i = 0; i < few->shingles.count; i++) {
        bool both = match_set_has(&many->shingles, few->shingles.key[i]);
        shared += both;
        mass += both ? weight[few->count[i]] : 0;
    }
    if (shared < LEAST_SHARED)
        return false;
    double all = (double)a->shingles.count + b->shingles.count - shared;
    out->jaccard = share(shared, all);
    out->containment_a = share((double)mass, (double)mass_a);
    out->containment_b = share((double)mass, (double)mass_b);
    out->features[MATCH_CONTAINMENT] = fmaxf(out->containment_a, out->containment_b);
    out->features[MATCH_MASS] = (float)log1p(fmin((double)mass / MATCH_ONE, MASS_MOST));
    return true;
}

static float headline_dice(const struct match_prepared *a, const struct match_prepared *b)
{
    uint32_t shared = 0;
    for (uint32_t i = 0, j = 0; i < a->headline_count && j < b->headline_count;) {
        uint32_t x = a->headline[i], y = b->headline[j];
        shared += x == y;
        i += x <= y;
        j += y <= x;
    }
    return share(2.0 * shared, (double)a->headline_count + b->headline_count);
}

/* A time that is a date only may be a day off, either way. */
float match_apart(const struct match_prepared *a, const struct match_prepared *b)
{
    double hours = fabs((double)a->published - (double)b->published) / HOUR;
    hours -= (a->precision == STET_PRECISION_DAY ? DAY_OFF : 0) + (b->precision == STET_PRECISION_DAY ? DAY_OFF : 0);
    return (float)log(fmin(fmax(hours, LEAST_HOURS), MOST_HOURS) / LEAST_HOURS);
}

static void measure_figures(const struct match_figures *a, const struct match_figures *b, float *features)
{
    uint32_t fewest = a->count < b->count ? a->count : b->count;
    features[MATCH_HAS_FIGURES] = fewest > 0;
    uint32_t shared = match_figures_shared(a, b);
    features[MATCH_FIGURES] = fewest ? 1 - share(shared, fewest) : 0;
    features[MATCH_AGREEING] = (float)log1p(fmin(shared, AGREEING_MOST));
    double differing = fewest ? match_figures_differing(a, b) / 2.0 : 0;
    features[MATCH_SLOTS] = (float)log1p(fmin(differing, SLOTS_MOST));
}

bool match_measure(const struct match_matcher *matcher, const struct match_prepared *a, const struct match_prepared *b,
                   struct match_verdict *out, struct match_breadth *breadth)
{
    if (!measure_shingles(matcher, a, b, out))
        return false;
    float *features = out->features;
    *breadth = measure_breadth(a, b);
    features[MATCH_BREADTH] =
        fminf(share(breadth->shared, breadth->a < breadth->b ? breadth->a : breadth->b), BREADTH_MOST);
    measure_figures(&a->figures, &b->figures, features);
    out->has_headline = a->headline_count && b->headline_count;
    features[MATCH_HEADLINE] = out->has_headline ? headline_dice(a, b) : 0;
    out->has_time = a->published != STET_TIME_NONE && b->published != STET_TIME_NONE;
    features[MATCH_HOURS] = out->has_time ? match_apart(a, b) : 0;
    return true;
}
