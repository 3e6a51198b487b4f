/* The features of a pair.
 *
 * Rare-weighted containment and mass say how much of the text is this story's own and shared (prepare.c). The breadth
 * of shared word pairs keeps apart copies with garbled letters, which lose 5-word shingles but few word pairs, from
 * stories that share one quotation. Figures and headlines speak where a template's words agree, and so does time: the
 * same skeleton returns with the next day's figures, a reprint comes within hours or days. */
#include <math.h>
#include <stdlib.h>

#include "match/prepared.h"
#include "match/shingles.h"

#define LEAST_SHARED 8    /* shingles; below is what stubs share: "This is a developing story ..." */
#define FORM 8            /* more articles than that, and less than one in so many by another source: as in df.c */
#define SHARED_MOST 3     /* fifths of the larger one: boilerplate is no more of it */
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

static float share(double part, double whole)
{
    return whole > 0 ? (float)(part / whole) : 0;
}

/* What two copies share they share in runs, so that most of it is found by comparing what follows rather than by looking
 * it up. Behind a run, what is other is mostly as long in both. */
uint32_t match_next_run(const struct match_kernel *kernel, const struct match_set *a, const struct match_set *b,
                        uint32_t *at, uint32_t *place)
{
    uint32_t ahead = *place - *at, from = *place;
    for (uint32_t i = *at; (i = (uint32_t)kernel->next(b, a->key, i, a->count)) < a->count; i++) {
        uint32_t key = a->key[i], found = i + ahead;
        if (found >= b->count || b->key[found] != key)
            found = match_set_find(b, kernel, key, from);
        if (found == MATCH_SET_NONE)
            continue;
        *at = i;
        *place = found;
        uint32_t left = a->count - i, follow = b->count - found;
        return (uint32_t)kernel->agree(a->key + i, b->key + found, left < follow ? left : follow);
    }
    return 0;
}

/* Looked for are the shingles of the shorter one; but of one that has been weighed the other takes the counts. */
void match_share(const struct match_matcher *matcher, struct match_prepared *a, struct match_prepared *b,
                 struct match_shared *out)
{
    bool in_a = a->weighed != b->weighed ? a->weighed : a->shingles.count > b->shingles.count;
    out->few = in_a ? b : a;
    out->many = in_a ? a : b;
    match_set_index(&out->many->shingles);
    out->total = out->run_count = 0;
    out->listed = true;
    uint32_t at = 0, place = 0;
    for (uint32_t run; (run = match_next_run(matcher->kernel, &out->few->shingles, &out->many->shingles, &at, &place)) != 0;
         at += run, place += run) {
        out->total += run;
        out->listed = out->run_count < MATCH_RUNS_MOST;
        if (out->listed)
            out->runs[out->run_count++] = (struct match_run){at, place, run};
    }
}

bool match_share_next(const struct match_matcher *matcher, const struct match_shared *shared, uint32_t *next,
                      struct match_run *run)
{
    if (shared->listed) {
        if (*next == shared->run_count)
            return false;
        *run = shared->runs[(*next)++];
        return true;
    }
    run->at += run->size;
    run->place += run->size;
    run->size = match_next_run(matcher->kernel, &shared->few->shingles, &shared->many->shingles, &run->at, &run->place);
    return run->size != 0;
}

static bool measure_shingles(const struct match_shared *shared, const struct match_prepared *a,
                             const struct match_prepared *b, struct match_verdict *out)
{
    if (shared->total < LEAST_SHARED)
        return false;
    out->jaccard = share(shared->total, (double)a->shingles.count + b->shingles.count - shared->total);
    out->containment_a = share(shared->total, a->shingles.count);
    out->containment_b = share(shared->total, b->shingles.count);
    out->features[MATCH_CONTAINMENT] = fmaxf(out->containment_a, out->containment_b);
    out->features[MATCH_MASS] = (float)log1p(fmin(shared->total, MASS_MOST));
    return true;
}

void match_measure_rare(const struct match_matcher *matcher, struct match_prepared *a, struct match_prepared *b,
                        const struct match_shared *shared, struct match_verdict *out)
{
    match_weigh(matcher, shared->many, NULL);
    match_weigh(matcher, shared->few, shared);
    uint8_t base = a->base > b->base ? a->base : b->base;
    const uint16_t *weight = matcher->weight[base];
    uint64_t mass = 0;
    uint32_t next = 0;
    for (struct match_run run = {0}; match_share_next(matcher, shared, &next, &run);)
        mass += matcher->kernel->mass(weight, shared->few->count + run.at, run.size);
    out->containment_a = share((double)mass, (double)(a->base == base ? a->mass : match_mass(matcher, a, base)));
    out->containment_b = share((double)mass, (double)(b->base == base ? b->mass : match_mass(matcher, b, base)));
    out->features[MATCH_CONTAINMENT] = fmaxf(out->containment_a, out->containment_b);
    out->features[MATCH_MASS] = (float)log1p(fmin((double)(mass << matcher->level) / MATCH_ONE, MASS_MOST));
}

/* What two share stands in many articles that are not by different sources (df.c), and a good part of the larger one is
 * something else: boilerplate. An article of nothing else would be wholly in whatever has it, and so match that. */
bool match_is_boilerplate(const struct match_matcher *matcher, const struct match_prepared *a,
                          const struct match_prepared *b, const struct match_shared *shared)
{
    uint32_t larger = a->shingles.count > b->shingles.count ? a->shingles.count : b->shingles.count;
    if ((uint64_t)shared->total * 5 > (uint64_t)larger * SHARED_MOST)
        return false;
    uint64_t count = 0, spread = 0;
    uint32_t next = 0, counted = 0;
    for (struct match_run run = {0}; match_share_next(matcher, shared, &next, &run);) {
        const uint8_t *counts = shared->few->count + run.at, *spreads = shared->few->spread + run.at;
        uint32_t run_counted = 0, run_count = 0, run_spread = 0; /* of at most 2^16 bytes */
        for (uint32_t i = 0; i < run.size; i++) {
            uint32_t is_counted = !matcher->level | (counts[i] != MATCH_DF_MOST);
            run_counted += is_counted;
            run_count += is_counted * counts[i];
            run_spread += is_counted * spreads[i];
        }
        counted += run_counted;
        count += run_count;
        spread += run_spread;
    }
    return count > (uint64_t)FORM * counted && spread * FORM < count;
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
static double hours_apart(int64_t a, stet_precision precision_a, int64_t b, stet_precision precision_b)
{
    double off = (precision_a == STET_PRECISION_DAY ? DAY_OFF : 0) + (precision_b == STET_PRECISION_DAY ? DAY_OFF : 0);
    return fabs((double)a - (double)b) / HOUR - off;
}

float match_apart(const struct match_prepared *a, const struct match_prepared *b)
{
    double hours = hours_apart(a->published, a->precision, b->published, b->precision);
    return (float)log(fmin(fmax(hours, LEAST_HOURS), MOST_HOURS) / LEAST_HOURS);
}

bool match_far_apart(int64_t a, stet_precision precision_a, int64_t b, stet_precision precision_b)
{
    return a != STET_TIME_NONE && b != STET_TIME_NONE && hours_apart(a, precision_a, b, precision_b) >= MOST_HOURS;
}

bool match_measure_soon(const struct match_matcher *matcher, struct match_prepared *a, struct match_prepared *b,
                        struct match_shared *shared, struct match_verdict *out)
{
    match_share(matcher, a, b, shared);
    if (!measure_shingles(shared, a, b, out))
        return false;
    float *features = out->features;
    features[MATCH_BREADTH] = BREADTH_MOST;
    features[MATCH_AGREEING] = (float)log1p(AGREEING_MOST);
    out->has_headline = a->headline_count && b->headline_count;
    features[MATCH_HEADLINE] = out->has_headline ? headline_dice(a, b) : 0;
    out->has_time = a->published != STET_TIME_NONE && b->published != STET_TIME_NONE;
    features[MATCH_HOURS] = out->has_time ? match_apart(a, b) : 0;
    return true;
}

/* In the coarser one of both samples. */
static struct match_breadth count_breadth(const struct match_kernel *kernel, const struct match_prepared *fine,
                                          const struct match_prepared *coarse)
{
    uint32_t sample[MATCH_PAIRS_MOST + MATCH_KERNEL_SLACK], at = 0, place = 0;
    struct match_set some = fine->pairs;
    if (fine->level < coarse->level) {
        some.count = (uint32_t)kernel->sample(fine->pairs.key, fine->pairs.count, coarse->level, sample);
        some.key = sample;
    }
    struct match_breadth breadth = {some.count, coarse->pairs.count, 0};
    for (uint32_t run; (run = match_next_run(kernel, &some, &coarse->pairs, &at, &place)) != 0; at += run, place += run)
        breadth.shared += run;
    return breadth;
}

void match_measure_breadth(const struct match_matcher *matcher, struct match_prepared *a, struct match_prepared *b,
                           struct match_verdict *out, struct match_breadth *breadth)
{
    match_list_pairs(matcher, a);
    match_list_pairs(matcher, b);
    bool in_a = a->level > b->level;
    *breadth = in_a ? count_breadth(matcher->kernel, b, a) : count_breadth(matcher->kernel, a, b);
    if (in_a)
        *breadth = (struct match_breadth){breadth->b, breadth->a, breadth->shared};
    out->features[MATCH_BREADTH] =
        fminf(share(breadth->shared, breadth->a < breadth->b ? breadth->a : breadth->b), BREADTH_MOST);
}

void match_measure_figures(const struct match_matcher *matcher, struct match_prepared *a, struct match_prepared *b,
                           struct match_verdict *out)
{
    match_list_figures(matcher, a);
    match_list_figures(matcher, b);
    float *features = out->features;
    uint32_t fewest = a->figures.count < b->figures.count ? a->figures.count : b->figures.count;
    features[MATCH_HAS_FIGURES] = fewest > 0;
    uint32_t shared = match_figures_shared(matcher->kernel, &a->figures, &b->figures);
    features[MATCH_FIGURES] = fewest ? 1 - share(shared, fewest) : 0;
    features[MATCH_AGREEING] = (float)log1p(fmin(shared, AGREEING_MOST));
    double differing = fewest ? matcher->kernel->differing(&a->figures, &b->figures) / 2.0 : 0;
    features[MATCH_SLOTS] = (float)log1p(fmin(differing, SLOTS_MOST));
}
