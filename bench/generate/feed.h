/* Stories and their copies in the order in which a scraper of many outlets would see them. */
#ifndef STET_BENCH_GENERATE_FEED_H
#define STET_BENCH_GENERATE_FEED_H

#include "generate/emit.h"

struct feed_options {
    uint64_t articles; /* stop after so many; 0: no limit */
    uint64_t bytes;    /* stop at so many; 0: no limit */
    uint64_t seed;
    uint32_t reprints, templates; /* shares of the articles, of a million */
    uint32_t words;               /* mean of a story */
    uint32_t kinds;               /* bits of enum kind */
    bool alternative_fields;
};

void feed_run(const struct feed_options *options, const struct world *world, struct emitter *emitter);

#endif
