/* Always a run up to the newest segment is merged, so that the order of arrival stays. With k places, place j from the
 * newest has room for b^j flushes, b being the k-th root of all flushes; what overflows a place goes on to the next older
 * one. An article is then written about k b / 2 times over: 9 times at 1 M articles in flushes of 4,096 (k = 3).
 *
 * With a window, a segment that a merge would make span more than half of it is closed: it takes one of the places and
 * waits for its expiry as a file. */
#include "index/policy.h"

#include <math.h>

#define SEGMENTS_FORCED 16 /* articles come in no order of time: more would make lookups slow */

static uint64_t span(int64_t first, int64_t last)
{
    return first > last ? 0 : (uint64_t)last - (uint64_t)first;
}

/* The first segment from which on all may become one. */
static size_t first_mergeable(const struct index_policy_segment *segments, size_t count, uint64_t window)
{
    if (!window || count > SEGMENTS_FORCED)
        return 0;
    int64_t first = INT64_MAX, last = INT64_MIN;
    uint64_t widest = 0;
    for (size_t i = count; i; i--) {
        const struct index_policy_segment *segment = &segments[i - 1];
        uint64_t own = span(segment->first, segment->last);
        first = segment->first < first && segment->first <= segment->last ? segment->first : first;
        last = segment->last > last && segment->first <= segment->last ? segment->last : last;
        widest = own > widest ? own : widest;
        /* A merge that hardly widens what is too wide already hinders no expiry. */
        uint64_t most = widest > window / 2 ? widest + window / 8 : window / 2;
        if (span(first, last) > most)
            return i;
    }
    return 0;
}

bool index_policy(const struct index_policy_segment *segments, size_t count, uint64_t unit, uint64_t window,
                  size_t *from)
{
    size_t closed = first_mergeable(segments, count, window);
    size_t places = closed < INDEX_SEGMENTS_KEPT ? INDEX_SEGMENTS_KEPT - closed : 1;
    if (count <= INDEX_SEGMENTS_KEPT || count - closed < 2 || count - closed <= places)
        return false;
    uint64_t all = 0;
    for (size_t i = closed; i < count; i++)
        all += segments[i].articles;
    double base = pow((double)all / (double)unit, 1.0 / (double)places), capacity = (double)unit * base;
    *from = closed + places - 1;
    for (size_t place = places - 1; place; place--, capacity *= base) {
        uint64_t merged = 0;
        for (size_t i = closed + place; i < count; i++)
            merged += segments[i].articles;
        if ((double)merged <= capacity)
            break;
        *from = closed + place - 1;
    }
    return true;
}
