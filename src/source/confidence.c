/* How sure it is that the right one stands. */
#include "source/ranker.h"

#define HOUR 3600.

double ranker_confidence(const struct ranker *ranker, const struct contest *contest)
{
    double lead = contest->best.points - contest->second.points;
    double confidence = contest->best.points >= 6 ? .88 : contest->best.points >= 3 ? .78 : .6;
    double margin = 1;
    if (lead == 0) {
        margin = (double)contest->second.time - (double)contest->best.time;
        margin = margin > HOUR ? 1 : margin / HOUR;
        confidence -= contest->second.time == contest->best.time ? .15 : 0;
    }
    confidence += .1 * margin;
    confidence -= contest->earlier ? .15 : 0;
    confidence -= ranker->rival ? .15 : 0;
    return confidence < .05 ? .05 : confidence > .99 ? .99 : confidence;
}
