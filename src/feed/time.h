/* Times as feeds write them, and as stet writes them. Independent of locale and time zone; pure and thread-safe. */
#ifndef STET_FEED_TIME_H
#define STET_FEED_TIME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <stet/article.h>

/* What feed_parse_time can return: the years 0000 to 9999, proleptic Gregorian. */
#define FEED_TIME_MIN INT64_C(-62167219200)
#define FEED_TIME_MAX INT64_C(253402300799)

/* Reads, with white space around it allowed:
 *     RFC 3339 / ISO 8601   2025-08-20T14:03:00.5+02:00, also with a space for T, without seconds, without a zone (=
 * UTC), zones Z, +hh:mm, +hhmm, +hh, UTC, GMT a day                 2025-08-20 (STET_PRECISION_DAY, midnight UTC) RFC
 * 2822              Wed, 20 Aug 2025 14:03:00 +0200, with the obsolete zones and years, a comment behind it Unix time
 * seconds, with sign, fraction, exponent; what exceeds 1e11 is taken for milliseconds, 1e14 for microseconds, 1e17 for
 * nanoseconds Fractions are cut off. False when it is none of these, does not exist (30 February) or is out of range;
 * *seconds is then STET_TIME_NONE. */
bool feed_parse_time(const char *data, size_t size, int64_t *seconds, stet_precision *precision);

/* RFC 3339 in UTC, "2025-08-20T14:03:00Z", with a NUL. STET_TIME_NONE and what is out of range give "". */
void feed_format_time(int64_t seconds, char out[32]);

#endif
