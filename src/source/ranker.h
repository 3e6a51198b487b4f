/* What ranking a cluster shares between its parts. Private to this folder. */
#ifndef STET_SOURCE_RANKER_H
#define STET_SOURCE_RANKER_H

#include "source/rank.h"
#include "source/trust.h"

#define RANKER_UNKNOWN 16 /* credits to outlets beyond the table that are looked at */

struct ranker {
    const struct source_candidate *members;
    size_t n;
    const struct source_policy *policy;
    struct trust trust;
    uint16_t origin;                    /* or SOURCE_NO_AGENCY */
    const struct source_credit *rival;  /* of another agency that has half the origin's votes or more; NULL: none */
    const struct source_credit *unknown[RANKER_UNKNOWN];
    size_t unknown_by[RANKER_UNKNOWN]; /* who says so */
    size_t unknown_count;
};

/* What decides between two members, in this order. */
struct standing_key {
    double points;
    int64_t time; /* as far as it can be believed */
    int64_t said; /* as given */
    uint32_t length;
    uint64_t article;
};

/* What is known of the whole cluster when one stands. */
struct contest {
    struct standing_key best, second; /* second: of the others, the best */
    bool earlier;                     /* a trusted time of another member is before the winner's */
    int64_t earliest;                 /* the earliest of these */
    bool first;                       /* the winner's trusted time is before every other trusted one */
    bool fullest;
    bool trusted; /* the winner's time is */
};

/* How likely the one that stands is the right one; confidence.c. The cluster has two members or more. */
double ranker_confidence(const struct ranker *ranker, const struct contest *contest);

#endif
