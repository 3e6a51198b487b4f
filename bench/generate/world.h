/* Who publishes: some agencies under their own names, and invented outlets with habits of their own. */
#ifndef STET_BENCH_GENERATE_WORLD_H
#define STET_BENCH_GENERATE_WORLD_H

#include "generate/pattern.h"

enum { WORLD_LANGUAGES = 5, OUTLETS_PER_LANGUAGE = 80, OUTLET_JUNK = 4 };

struct agency {
    const char *name, *tag, *source;
    const char *languages;
    const char *dateline; /* {c} city, {d} date, {t} tag */
    const char *sign_off; /* pattern; what ends its stories; NULL for nothing */
};

struct outlet {
    struct span name, domain;
    struct span junk[OUTLET_JUNK]; /* patterns; a site repeats its own */
    uint8_t junk_count;
    uint8_t keeps_dateline, double_spaced;
    int8_t zone; /* hours east of UTC */
};

struct world {
    struct vocabulary vocabularies[WORLD_LANGUAGES];
    struct outlet outlets[WORLD_LANGUAGES][OUTLETS_PER_LANGUAGE];
    const struct agency *agencies[WORLD_LANGUAGES][8];
    uint32_t agency_count[WORLD_LANGUAGES];
    uint32_t shares[WORLD_LANGUAGES], shares_total; /* by which languages are drawn */
    struct stet_buf store;
};

/* `languages` is a list of codes divided by commas, or NULL for all in their usual shares. False when a code is not
 * known. */
bool world_init(struct world *world, const char *languages);
void world_free(struct world *world);
uint32_t world_draw_language(const struct world *world, struct rng *rng);

/* Appends `text` as it would stand in an address: small ASCII letters and digits, all else `between` (0: nothing). */
void world_slug(struct stet_buf *buf, struct span text, char between);

#endif
