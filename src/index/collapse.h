/* Which articles are near-exact copies of an earlier one, and in which bands. For tables.c. */
#ifndef STET_INDEX_COLLAPSE_H
#define STET_INDEX_COLLAPSE_H

#include "index/copies.h"
#include "index/shape.h"

/* An article becomes a copy of the one that is most often the first to have one of its band keys (R. S. Boyer, J S.
 * Moore, MJRTY, 1981: one candidate and one counter an article), if that is no copy itself. What the two share is not
 * posted for the copy; everything else is. So nothing is lost whatever is chosen: a bad choice only costs bytes. */
struct collapse {
    uint32_t articles, bands;
    struct ballot {
        uint32_t of;    /* while voting: the candidate; then: what an article is a copy of, or COLLAPSE_NONE */
        uint32_t votes; /* while voting; then: which copy it is */
    } *ballots;         /* of each article */
    struct copy *copies;
    uint32_t count;
    unsigned char *masks; /* copy_mask_size(bands) bytes a copy */
    uint64_t *sums;       /* of the passage keys of each article that is a copy or has some; NULL without copies */
    uint64_t *is_copy;    /* a bit for each article; NULL without copies: most are asked about and few are */
    uint64_t *has_part;   /* likewise, for those that are a copy or have some */
    uint64_t agreed;      /* how many postings copies save, about */
};

#define COLLAPSE_NONE UINT32_MAX

stet_status collapse_init(struct collapse *collapse, uint32_t articles, uint32_t bands, stet_error *err);
void collapse_free(struct collapse *collapse);

/* First: the sorted records of each band, one band after the other; parts of a band from several threads. */
void collapse_vote(struct collapse *collapse, const uint64_t *records, size_t count);

/* Then the choice. */
stet_status collapse_choose(struct collapse *collapse, stet_error *err);

/* Then all records of the passages, from several threads in any order; and which copies have the same ones. Returns
 * how many do. */
void collapse_sum(struct collapse *collapse, const uint64_t *records, size_t count);
uint32_t collapse_compare(struct collapse *collapse);

/* Then each band again: leaves out what copies need not post, notes that they agree. Returns how many remain. */
size_t collapse_band(struct collapse *collapse, uint32_t band, uint64_t *records, size_t count);
size_t collapse_passages(const struct collapse *collapse, uint64_t *records, size_t count);

static inline const unsigned char *collapse_mask(const struct collapse *collapse, uint32_t copy)
{
    return collapse->masks + copy * copy_mask_size(collapse->bands);
}

#endif
