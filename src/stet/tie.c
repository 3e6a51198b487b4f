#include "stet/tie.h"

#define BITS 29
#define ONE 0x1p29 /* a power of two: what floats of this size say is kept exactly */
#define MASK ((UINT64_C(1) << BITS) - 1)

float batch_containment(const struct corpus *corpus, uint32_t from, uint32_t to, const struct match_verdict *verdict)
{
    bool smaller = corpus->rows[from].body_count <= corpus->rows[to].body_count;
    return smaller ? verdict->containment_a : verdict->containment_b;
}

/* From 2^-29 to 1. */
static uint64_t pack_share(float share)
{
    uint64_t units = (uint64_t)(share * ONE + 0.5);
    return units ? units - 1 : 0;
}

static double unpack_share(uint64_t bits)
{
    return (double)((bits & MASK) + 1) / ONE;
}

static stet_relation mirror(stet_relation relation)
{
    return relation == STET_RELATION_ABRIDGED   ? STET_RELATION_EXPANDED
           : relation == STET_RELATION_EXPANDED ? STET_RELATION_ABRIDGED
                                                : relation;
}

/* Relations mirror but for updates, which go one way: of two that are such, what the earlier one is to the later is kept
 * as well; no update is exact. */
batch_tie batch_tie_pack(const struct corpus *corpus, uint32_t from, uint32_t to, const struct match_verdict *verdict)
{
    if (!verdict->match)
        return 0;
    uint64_t mirrored = verdict->relation == STET_RELATION_UPDATE ? (uint64_t)verdict->mirrored - STET_RELATION_REPRINT
                                                                  : verdict->mirrored == STET_RELATION_UPDATE;
    return pack_share(verdict->jaccard) << (BITS + 6) |
           pack_share(batch_containment(corpus, from, to, verdict)) << 6 | mirrored << 4 |
           (uint64_t)verdict->relation << 1 | (from < to);
}

bool batch_tie_unpack(const struct corpus *corpus, batch_tie tie, uint32_t from, uint32_t to, stet_relation *relation,
                      double *jaccard, double *containment)
{
    bool same_way = (tie & 1) == (from < to);
    if (!tie || (!same_way && corpus->rows[from].body_count == corpus->rows[to].body_count))
        return false;
    *relation = (stet_relation)(tie >> 1 & 7);
    uint64_t mirrored = tie >> 4 & 3;
    if (!same_way && *relation == STET_RELATION_UPDATE)
        *relation = (stet_relation)(STET_RELATION_REPRINT + mirrored);
    else if (!same_way)
        *relation = mirrored ? STET_RELATION_UPDATE : mirror(*relation);
    *jaccard = unpack_share(tie >> (BITS + 6));
    *containment = unpack_share(tie >> 6);
    return true;
}
