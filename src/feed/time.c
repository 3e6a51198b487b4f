/* Days are counted with the civil calendar shifted to begin on 1 March, so that the leap day comes last and month
 * lengths follow (153 m + 2) / 5; a 400-year era has 146,097 days. Exact for all years, no tables, no loops. */
#include "feed/time.h"

#include <stdio.h>
#include <string.h>

#include "base/ascii.h"
#include "base/error.h"

/* What is left to read. */
struct scan {
    const char *at, *end;
};

struct moment {
    int year, month, day, hour, minute, second;
    int offset; /* seconds east of UTC */
    bool clock; /* more than a day is known */
};

static int64_t days_from_civil(int64_t year, int month, int day)
{
    year -= month <= 2;
    int64_t era = (year >= 0 ? year : year - 399) / 400;
    int64_t year_of_era = year - era * 400;
    int64_t day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719468;
}

static bool leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static bool to_seconds(const struct moment *moment, int64_t *seconds)
{
    static const unsigned char lengths[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (moment->month < 1 || moment->month > 12 || moment->day < 1)
        return false;
    int length = lengths[moment->month - 1] + (moment->month == 2 && leap(moment->year));
    /* A leap second is the first second of the next minute: Unix time has no other place for it. */
    if (moment->day > length || moment->hour > 23 || moment->minute > 59 || moment->second > 60)
        return false;
    *seconds = days_from_civil(moment->year, moment->month, moment->day) * 86400 + moment->hour * 3600 +
               moment->minute * 60 + moment->second - moment->offset;
    return *seconds >= FEED_TIME_MIN && *seconds <= FEED_TIME_MAX;
}

static bool take(struct scan *scan, char c)
{
    if (scan->at == scan->end || *scan->at != c)
        return false;
    scan->at++;
    return true;
}

static bool skip_space(struct scan *scan)
{
    const char *before = scan->at;
    while (scan->at < scan->end && stet_ascii_is_space(*scan->at))
        scan->at++;
    return scan->at > before;
}

/* A number of `least` to `most` digits; the digit behind it, if any, is the caller's problem. */
static bool take_number(struct scan *scan, int least, int most, int *value)
{
    int count = 0;
    for (*value = 0; count < most && scan->at < scan->end && stet_ascii_is_digit(*scan->at); count++)
        *value = *value * 10 + (*scan->at++ - '0');
    return count >= least;
}

/* A word of letters in `list` (lower case, each `width` long): its index, or -1. */
static int take_name(struct scan *scan, const char *list, size_t width)
{
    size_t count = strlen(list) / width;
    if ((size_t)(scan->end - scan->at) < width)
        return -1;
    for (size_t i = 0; i < count; i++) {
        size_t n = 0;
        while (n < width && stet_ascii_lower(scan->at[n]) == list[i * width + n])
            n++;
        if (n == width) {
            scan->at += width;
            return (int)i;
        }
    }
    return -1;
}

static size_t letters_ahead(const struct scan *scan)
{
    size_t n = 0;
    while (scan->at + n < scan->end && stet_ascii_is_alpha(scan->at[n]))
        n++;
    return n;
}

/* +hh:mm, +hhmm or +hh, in seconds. */
static bool take_numeric_zone(struct scan *scan, int *offset)
{
    int sign = take(scan, '-') ? -1 : take(scan, '+') ? 1 : 0;
    int hours, minutes = 0;
    if (!sign || !take_number(scan, 2, 2, &hours) || hours > 23)
        return false;
    bool colon = take(scan, ':');
    bool more = scan->at < scan->end && stet_ascii_is_digit(*scan->at);
    if ((colon || more) && (!take_number(scan, 2, 2, &minutes) || minutes > 59))
        return false;
    *offset = sign * (hours * 3600 + minutes * 60);
    return true;
}

/* hh:mm[:ss[.fraction]] */
static bool take_clock(struct scan *scan, struct moment *moment)
{
    if (!take_number(scan, 2, 2, &moment->hour) || !take(scan, ':') || !take_number(scan, 2, 2, &moment->minute))
        return false;
    moment->clock = true;
    if (!take(scan, ':'))
        return true;
    if (!take_number(scan, 2, 2, &moment->second))
        return false;
    if (take(scan, '.') || take(scan, ',')) {
        const char *before = scan->at;
        while (scan->at < scan->end && stet_ascii_is_digit(*scan->at))
            scan->at++;
        return scan->at > before;
    }
    return true;
}

static bool parse_iso(struct scan scan, struct moment *moment)
{
    if (!take_number(&scan, 4, 4, &moment->year) || !take(&scan, '-') || !take_number(&scan, 2, 2, &moment->month) ||
        !take(&scan, '-') || !take_number(&scan, 2, 2, &moment->day))
        return false;
    if (scan.at == scan.end)
        return true;
    if (!take(&scan, 'T') && !take(&scan, 't') && !skip_space(&scan))
        return false;
    if (!take_clock(&scan, moment))
        return false;
    skip_space(&scan);
    if (scan.at == scan.end)
        return true;
    if (letters_ahead(&scan)) {
        if (take_name(&scan, "utcgmt", 3) < 0 && !take(&scan, 'Z') && !take(&scan, 'z'))
            return false;
    } else if (!take_numeric_zone(&scan, &moment->offset)) {
        return false;
    }
    return scan.at == scan.end;
}

/* RFC 2822, 4.3: the zones of North America have their meaning; all others, among them the military letters that were
 * so often used with the wrong sign, mean no more than UTC. */
static bool take_mail_zone(struct scan *scan, int *offset)
{
    size_t letters = letters_ahead(scan);
    if (!letters)
        return take_numeric_zone(scan, offset);
    static const signed char hours[8] = {-5, -4, -6, -5, -7, -6, -8, -7};
    int known = letters == 3 ? take_name(scan, "estedtcstcdtmstmdtpstpdt", 3) : -1;
    *offset = known < 0 ? 0 : hours[known] * 3600;
    if (known < 0)
        scan->at += letters;
    return letters <= 5;
}

static bool take_comment(struct scan *scan)
{
    if (scan->end == scan->at)
        return true;
    if (*scan->at != '(' || scan->end[-1] != ')')
        return false;
    scan->at = scan->end;
    return true;
}

static bool take_mail_year(struct scan *scan, int *year)
{
    const char *before = scan->at;
    if (!take_number(scan, 2, 4, year))
        return false;
    if (scan->at - before == 2)
        *year += *year < 50 ? 2000 : 1900;
    else if (scan->at - before == 3)
        *year += 1900;
    return true;
}

static bool parse_mail(struct scan scan, struct moment *moment)
{
    if (letters_ahead(&scan)) {
        if (take_name(&scan, "suntuewedthufrisatmon", 3) < 0 || letters_ahead(&scan))
            return false;
        skip_space(&scan);
        if (!take(&scan, ','))
            return false;
        skip_space(&scan);
    }
    if (!take_number(&scan, 1, 2, &moment->day) || !skip_space(&scan))
        return false;
    moment->month = take_name(&scan, "janfebmaraprmayjunjulaugsepoctnovdec", 3) + 1;
    if (!moment->month || !skip_space(&scan) || !take_mail_year(&scan, &moment->year))
        return false;
    if (scan.at == scan.end)
        return true;
    if (!skip_space(&scan) || !take_clock(&scan, moment))
        return false;
    skip_space(&scan);
    if (scan.at < scan.end && *scan.at != '(' && !take_mail_zone(&scan, &moment->offset))
        return false;
    skip_space(&scan);
    return take_comment(&scan);
}

/* digits [. digits] [e digits] as `value` * 10^`exponent`, the value with the 18 leading digits. */
static bool take_decimal(struct scan *scan, int64_t *value, int *exponent)
{
    bool digits = false, fraction = false;
    int kept = 0;
    *value = 0;
    *exponent = 0;
    for (; scan->at < scan->end; scan->at++) {
        if (*scan->at == '.' && !fraction) {
            fraction = true;
            continue;
        }
        if (!stet_ascii_is_digit(*scan->at))
            break;
        digits = true;
        bool keep = kept < 18;
        if (keep) {
            *value = *value * 10 + (*scan->at - '0');
            kept += *value > 0;
        }
        if (keep == fraction && *exponent > -1000 && *exponent < 1000)
            *exponent += keep ? -1 : 1;
    }
    if (!digits)
        return false;
    if (take(scan, 'e') || take(scan, 'E')) {
        int sign = take(scan, '-') ? -1 : (take(scan, '+'), 1), power;
        if (!take_number(scan, 1, 3, &power))
            return false;
        *exponent += sign * power;
    }
    return scan->at == scan->end;
}

static bool parse_unix(struct scan scan, int64_t *seconds)
{
    bool negative = take(&scan, '-');
    int64_t value;
    int exponent;
    if (!take_decimal(&scan, &value, &exponent))
        return false;
    bool cut = false;
    for (; exponent > 0 && value; exponent--) {
        if (value > INT64_MAX / 10)
            return false;
        value *= 10;
    }
    for (; exponent < 0 && value; exponent++) {
        cut |= value % 10 != 0;
        value /= 10;
    }
    static const struct {
        int64_t above, unit;
    } units[] = {
        {INT64_C(100000000000000000), 1000000000}, {INT64_C(100000000000000), 1000000}, {INT64_C(100000000000), 1000}};
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        if (value > units[i].above) {
            cut |= value % units[i].unit != 0;
            value /= units[i].unit;
            break;
        }
    }
    *seconds = negative ? -value - cut : value;
    return *seconds >= FEED_TIME_MIN && *seconds <= FEED_TIME_MAX;
}

bool feed_parse_time(const char *data, size_t size, int64_t *seconds, stet_precision *precision)
{
    *seconds = STET_TIME_NONE;
    *precision = STET_PRECISION_NONE;
    if (!size)
        return false;
    struct scan scan = {data, data + size};
    skip_space(&scan);
    while (scan.end > scan.at && stet_ascii_is_space(scan.end[-1]))
        scan.end--;
    int64_t found;
    struct moment iso = {.clock = false}, mail = {.clock = false};
    if (parse_iso(scan, &iso)) {
        if (!to_seconds(&iso, &found))
            return false;
        *precision = iso.clock ? STET_PRECISION_SECOND : STET_PRECISION_DAY;
    } else if (parse_mail(scan, &mail)) {
        if (!to_seconds(&mail, &found))
            return false;
        *precision = mail.clock ? STET_PRECISION_SECOND : STET_PRECISION_DAY;
    } else if (parse_unix(scan, &found)) {
        *precision = STET_PRECISION_SECOND;
    } else {
        return false;
    }
    *seconds = found;
    return true;
}

void feed_format_time(int64_t seconds, char out[32])
{
    if (seconds < FEED_TIME_MIN || seconds > FEED_TIME_MAX) {
        out[0] = 0;
        return;
    }
    /* Counted from an era before the first, so that nothing is negative; the remainders only tell the compiler how many
     * digits there are. */
    uint64_t since = (uint64_t)(seconds - days_from_civil(-400, 3, 1) * 86400);
    uint64_t days = since / 86400, clock = since % 86400;
    uint64_t era = days / 146097, day_of_era = days % 146097;
    uint64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    uint64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    uint64_t shifted = (5 * day_of_year + 2) / 153;
    uint64_t day = day_of_year - (153 * shifted + 2) / 5 + 1;
    uint64_t month = shifted < 10 ? shifted + 3 : shifted - 9;
    uint64_t year = year_of_era + era * 400 + (month <= 2) - 400;
    snprintf(out, 32, "%04u-%02u-%02uT%02u:%02u:%02uZ", (unsigned)(year % 10000), (unsigned)(month % 13),
             (unsigned)(day % 32), (unsigned)(clock / 3600), (unsigned)(clock / 60 % 60), (unsigned)(clock % 60));
}

stet_status stet_time_parse(const char *text, size_t size, int64_t *seconds, stet_precision *precision, stet_error *err)
{
    stet_precision found;
    if (!feed_parse_time(text, size, seconds, precision ? precision : &found))
        return stet_fail(err, STET_ERR_USAGE, "'%.*s' is no time", size < 100 ? (int)size : 100, text);
    return STET_OK;
}

void stet_time_format(int64_t seconds, char out[32])
{
    feed_format_time(seconds, out);
}
