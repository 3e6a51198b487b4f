#include "stet/tie.h"

#define BITS 30
#define ONE 0x1p29 /* a power of two: what floats of this size say is kept exactly */

float batch_containment(const struct corpus *corpus, uint32_t from, uint32_t to, const struct match_verdict *verdict)
{
    bool smaller = corpus->rows[from].body_count <= corpus->rows[to].body_count;
    return smaller ? verdict->containment_a : verdict->containment_b;
}

batch_tie batch_tie_pack(const struct corpus *corpus, uint32_t from, uint32_t to, const struct match_verdict *verdict)
{
    if (!verdict->match)
        return 0;
    uint64_t jaccard = (uint64_t)(verdict->jaccard * ONE + 0.5);
    uint64_t containment = (uint64_t)(batch_containment(corpus, from, to, verdict) * ONE + 0.5);
    return jaccard << (BITS + 4) | containment << 4 | (uint64_t)verdict->relation << 1 | (from < to);
}

/* A match mirrors but for updates, which go one way, and for the smaller of two that are equally long. */
static bool mirrors(const struct corpus *corpus, uint32_t a, uint32_t b)
{
    const struct corpus_row *one = &corpus->rows[a], *two = &corpus->rows[b];
    return one->body_count != two->body_count && (!one->source || one->source != two->source);
}

bool batch_tie_unpack(const struct corpus *corpus, batch_tie tie, uint32_t from, uint32_t to, stet_relation *relation,
                      double *jaccard, double *containment)
{
    bool same_way = (tie & 1) == (from < to);
    if (!tie || (!same_way && !mirrors(corpus, from, to)))
        return false;
    *relation = (stet_relation)(tie >> 1 & 7);
    if (!same_way && (*relation == STET_RELATION_ABRIDGED || *relation == STET_RELATION_EXPANDED))
        *relation = *relation == STET_RELATION_ABRIDGED ? STET_RELATION_EXPANDED : STET_RELATION_ABRIDGED;
    *jaccard = (double)(tie >> (BITS + 4)) / ONE;
    *containment = (double)(tie >> 4 & ((UINT64_C(1) << BITS) - 1)) / ONE;
    return true;
}
