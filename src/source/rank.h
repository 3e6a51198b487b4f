/* Which copy stands, why, and whose story it is. */
#ifndef STET_SOURCE_RANK_H
#define STET_SOURCE_RANK_H

#include <stddef.h>
#include <stdint.h>

#include <stet/cluster.h>

#include "source/credit.h"
#include "source/prefer.h"

struct source_candidate {
    uint64_t article; /* place in the input: the last tie-break */
    stet_span source;
    int64_t published; /* or STET_TIME_NONE */
    stet_precision precision;
    uint32_t tokens;
    const struct source_credit *credits;
    size_t credit_count;
};

#define SOURCE_MAX_EVIDENCE 8
#define SOURCE_MAX_BESIDE 3

struct source_policy {
    stet_keep keep;
    const struct source_book *book;
    const struct source_prefer *prefer; /* may be NULL */
};

/* Evidence points into the candidates' strings and into the texts below: fill in place, do not copy or move. */
struct source_ranking {
    size_t canonical; /* index into members */
    double confidence;
    stet_evidence evidence[SOURCE_MAX_EVIDENCE];
    size_t evidence_count;
    stet_agency origin; /* code NULL: nothing names one */
    stet_agency beside[SOURCE_MAX_BESIDE]; /* other agencies that members credit, by votes */
    size_t beside_count;
    char time[32], other_time[32], length[24];
};

/* n is at least 1. Deterministic, and independent of the order of the members but for which of several credits to one
 * outlet is quoted, and for credits to outlets beyond the first sixteen. */
stet_status source_rank(const struct source_candidate *members, size_t n, const struct source_policy *policy,
                        struct source_ranking *out, stet_error *err);

#endif
