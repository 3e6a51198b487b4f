/* How sure it is that the right one stands.
 *
 * The shares are those of clusters in which it was right, measured on generated feeds whose truth is known, rounded;
 * bench/wire.sh prints how they hold. Rows: what the one that stands has to say for itself. Columns: it has more points
 * than every other; as many, and it came up to an hour before; as many, and more than an hour before, which may be a
 * wrong time as well as the first; as many, and nothing tells when.
 *
 * Where another copy has an earlier time that can be believed, where another agency is credited as often, and where it
 * has no time itself, it is less. */
#include "source/ranker.h"

#define HOUR 3600.

enum claim { CLAIM_OWN, CLAIM_NAMED, CLAIM_WIRE, CLAIM_HELPED, CLAIM_NONE };
enum lead { LEAD_POINTS, LEAD_CLOSE, LEAD_TIME, LEAD_NONE };

static const double shares[][4] = {
    [CLAIM_OWN] = {.99, .98, .96, .5},    [CLAIM_NAMED] = {.99, .98, .96, .5}, [CLAIM_WIRE] = {.97, .98, .96, .6},
    [CLAIM_HELPED] = {.92, .92, .85, .5}, [CLAIM_NONE] = {.93, .95, .75, .5},
};

static enum claim claim_of(double points)
{
    return points >= 8   ? CLAIM_OWN
           : points >= 6 ? CLAIM_NAMED
           : points >= 3 ? CLAIM_WIRE
           : points >= 1 ? CLAIM_HELPED
                         : CLAIM_NONE;
}

static enum lead lead_of(const struct contest *contest)
{
    if (contest->best.points > contest->second.points)
        return LEAD_POINTS;
    if (contest->best.time == contest->second.time)
        return LEAD_NONE;
    return (double)contest->second.time - (double)contest->best.time <= HOUR ? LEAD_CLOSE : LEAD_TIME;
}

double ranker_confidence(const struct ranker *ranker, const struct contest *contest)
{
    enum claim claim = claim_of(contest->best.points);
    enum lead lead = lead_of(contest);
    double confidence = shares[claim][lead];
    if (contest->earlier)
        confidence -= lead != LEAD_POINTS ? .15 : claim > CLAIM_NAMED ? .1 : .01;
    if (ranker->rival)
        confidence -= .12;
    if (!contest->trusted)
        confidence -= lead == LEAD_POINTS ? .01 : .15;
    return confidence < .05 ? .05 : confidence;
}
