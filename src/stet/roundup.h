/* Roundups: articles that carry several stories, each in a part of its own. They are no copy of any of these, and would
 * glue their clusters; the clusters list them as guests.
 *
 * Calling sequence: batch_roundups_judge before the graph of candidates is built, batch_roundups_apart for each of its
 * edges, batch_roundups_seat once all articles are labelled and listed. */
#ifndef STET_STET_ROUNDUP_H
#define STET_STET_ROUNDUP_H

#include "stet/parts.h"

struct stet_batch;

/* Articles that tell its stories, one each. */
struct batch_roundup {
    uint32_t article, count;
    uint32_t tellers[PARTS_MOST];
};

struct batch_roundups {
    struct batch_roundup *items;
    size_t count;
    uint64_t *is_one; /* a bit for each article; NULL when there are none */
    uint64_t *guests; /* cluster and article, ascending */
    size_t guest_count;
};

void batch_roundups_free(struct batch_roundups *roundups);

/* Judges the suspects, which are then freed: of those that carry stories, which ones. */
stet_status batch_roundups_judge(struct stet_batch *batch, stet_error *err);

/* Whether one of the two is a roundup and the other one no version of the whole of it: they are not tried as copies. */
bool batch_roundups_apart(const struct stet_batch *batch, uint32_t a, uint32_t b, uint8_t likeness);

/* Makes the roundups guests of the clusters of their stories. */
stet_status batch_roundups_seat(struct stet_batch *batch, stet_error *err);

/* Whether cluster c lists more than one article, guests counted. */
bool batch_is_listed(const struct stet_batch *batch, uint32_t c);

/* The guests of cluster c, in input order, in the lower half of (*guests)[0 .. returned). */
size_t batch_roundups_guests(const struct stet_batch *batch, uint32_t c, const uint64_t **guests);

/* The member of cluster c that tells the story which its guest carries. */
uint32_t batch_roundups_teller(const struct stet_batch *batch, uint32_t c, uint32_t guest);

#endif
