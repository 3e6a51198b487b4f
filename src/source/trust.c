#include "source/trust.h"

#include <stdlib.h>

#include "base/error.h"

#define DAY INT64_C(86400)
#define HOUR INT64_C(3600)
#define YEAR_1980 INT64_C(315532800)
#define FAR (30 * DAY)              /* from the cluster's median: a re-dated or mis-dated copy */
#define STACK 64

static int compare_times(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static bool usable(const struct source_candidate *member)
{
    return member->published != STET_TIME_NONE && member->precision != STET_PRECISION_NONE &&
           member->published >= YEAR_1980;
}

/* Only the day is known. A full hour is midnight somewhere: the zone it was written in is no longer known, and an exact
 * hour would be a rare chance. */
static bool day_only(const struct source_candidate *member)
{
    return member->precision == STET_PRECISION_DAY || member->published % HOUR == 0;
}

stet_status trust_medians(const struct source_candidate *members, size_t n, struct trust *out, stet_error *err)
{
    int64_t few[STACK], *values = few;
    if (n > STACK && !(values = malloc(n * sizeof *values)))
        return stet_fail_memory(err);
    size_t times = 0;
    for (size_t i = 0; i < n; i++)
        if (usable(&members[i]))
            values[times++] = members[i].published;
    qsort(values, times, sizeof *values, compare_times);
    out->time = times ? values[(times - 1) / 2] : TRUST_NO_TIME;
    for (size_t i = 0; i < n; i++)
        values[i] = members[i].tokens;
    qsort(values, n, sizeof *values, compare_times);
    out->tokens = (uint32_t)values[(n - 1) / 2];
    out->lengths = n >= 3;
    if (values != few)
        free(values);
    return STET_OK;
}

static bool plausible(const struct trust *trust, const struct source_candidate *member)
{
    return usable(member) && member->published >= trust->time - FAR && member->published <= trust->time + FAR;
}

bool trust_time(const struct trust *trust, const struct source_candidate *member)
{
    return plausible(trust, member) && !day_only(member);
}

int64_t trust_order(const struct trust *trust, const struct source_candidate *member)
{
    if (!plausible(trust, member))
        return TRUST_NO_TIME;
    return member->published + (day_only(member) ? DAY - 1 : 0);
}

uint32_t trust_length(const struct trust *trust, const struct source_candidate *member)
{
    return !trust->lengths || member->tokens <= trust->tokens * 1.25 ? member->tokens : trust->tokens;
}
