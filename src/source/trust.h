/* How far the times and lengths of a cluster can be believed. Private to this folder. */
#ifndef STET_SOURCE_TRUST_H
#define STET_SOURCE_TRUST_H

#include <stdbool.h>

#include "source/rank.h"

#define TRUST_NO_TIME INT64_MAX

struct trust {
    int64_t time;    /* median of the usable times, or TRUST_NO_TIME when there are none */
    uint32_t tokens; /* median length */
    bool lengths;    /* three members or more: a median says what is usual */
};

stet_status trust_medians(const struct source_candidate *members, size_t n, struct trust *out, stet_error *err);

/* Exact, plausible and not rounded to midnight or the hour: fit to say who was first. */
bool trust_time(const struct trust *trust, const struct source_candidate *member);

/* When the member was published at the latest, for putting in order: the end of the day where only the day is known;
 * TRUST_NO_TIME where nothing is known. */
int64_t trust_order(const struct trust *trust, const struct source_candidate *member);

/* Length for "the fullest": what goes far beyond the usual (merged stories, added paragraphs) counts as usual. */
uint32_t trust_length(const struct trust *trust, const struct source_candidate *member);

#endif
