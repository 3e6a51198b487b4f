/* Which articles seem to carry several stories? Beside the sieve: it looks at the candidates that one article has, and
 * at what they share with it. One finder a thread. */
#ifndef STET_STET_PARTS_H
#define STET_STET_PARTS_H

#include "stet/corpus.h"

/* Stories of one article, and articles that tell each, that are looked at: any of them will do. */
#define PARTS_MOST 7
#define PARTS_EACH 3

/* Candidates of an article that are looked at: so many, and those at least as like as this. */
#define PARTS_LOOKED_AT 32
#define PARTS_LIKENESS_LEAST 48

struct parts_story {
    uint32_t articles[PARTS_EACH];
    uint32_t count;
    float share, told; /* the most that it is of the article, and that the article has of one that tells it */
};

/* An article with at least two stories that are in different parts of it. */
struct parts_suspect {
    uint32_t article;
    uint32_t count;
    struct parts_story stories[PARTS_MOST];
};

struct parts_finder;

stet_status parts_finder_create(struct parts_finder **out, const struct corpus *corpus, const uint32_t *rank,
                                stet_error *err);
void parts_finder_free(struct parts_finder *finder);

/* Fills `out` from the `n` candidates of an article, likest first; out->count is 0 when it carries no two stories. */
stet_status parts_find(struct parts_finder *finder, uint32_t article, const uint32_t *candidates, size_t n,
                       struct parts_suspect *out, stet_error *err);

/* Whether a candidate of so many passages, which is as like as that, can tell a story that an article of `own` carries. */
bool parts_is_part(uint32_t own, uint32_t other, uint8_t likeness);

/* Whether the candidate, which is as like as that, has so much of the article that it is no story in it but another
 * version of the whole. */
bool parts_is_whole(const struct corpus *corpus, uint32_t article, uint32_t candidate, uint8_t likeness);

#endif
