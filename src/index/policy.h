/* Which segments to merge: arithmetic only. */
#ifndef STET_INDEX_POLICY_H
#define STET_INDEX_POLICY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A lookup asks at most INDEX_SEGMENTS_MOST segments; merging begins when one more than the policy keeps is there, so
 * that while it runs the new ones do not exceed that. */
#define INDEX_SEGMENTS_MOST 4
#define INDEX_SEGMENTS_KEPT 3

struct index_policy_segment {
    uint64_t articles;
    int64_t first, last; /* published; first > last: no times at all */
};

/* The segments from *from on (oldest first, `count` of them) are to be merged; false when none are. `unit`: articles of
 * a flush. `window`: seconds, 0 for none; segments that would then span more than half of it are left alone. */
bool index_policy(const struct index_policy_segment *segments, size_t count, uint64_t unit, uint64_t window,
                  size_t *from);

#endif
