#include "feed/time.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "support/main.h"

struct example {
    const char *text;
    int64_t seconds;
    stet_precision precision;
};

#define DAY STET_PRECISION_DAY
#define SECOND STET_PRECISION_SECOND
#define NONE STET_TIME_NONE, STET_PRECISION_NONE

static const struct example examples[] = {
    /* RFC 3339 and relatives */
    {"2025-08-20T14:03:00Z", 1755698580, SECOND},
    {"2025-08-20t14:03:00z", 1755698580, SECOND},
    {"2025-08-20T16:03:00+02:00", 1755698580, SECOND},
    {"2025-08-20T16:03:00+0200", 1755698580, SECOND},
    {"2025-08-20T16:03:00+02", 1755698580, SECOND},
    {"2025-08-20T08:33:00-05:30", 1755698580, SECOND},
    {"2025-08-20T14:03:00.999999999Z", 1755698580, SECOND},
    {"2025-08-20T14:03:00,5Z", 1755698580, SECOND},
    {"2025-08-20T14:03:00", 1755698580, SECOND},
    {"2025-08-20 14:03:00", 1755698580, SECOND},
    {"2025-08-20 14:03", 1755698580, SECOND},
    {"2025-08-20 14:03:00 UTC", 1755698580, SECOND},
    {"2025-08-20 14:03:00 +0000", 1755698580, SECOND},
    {"  2025-08-20T14:03:00Z\n", 1755698580, SECOND},
    {"2025-08-20", 1755648000, DAY},
    {"1970-01-01", 0, DAY},
    {"1969-12-31T23:59:59Z", -1, SECOND},
    {"1600-02-29", INT64_C(-11670998400), DAY},
    {"2000-02-29", 951782400, DAY},
    {"0000-01-01T00:00:00Z", FEED_TIME_MIN, SECOND},
    {"9999-12-31T23:59:59Z", FEED_TIME_MAX, SECOND},
    {"2016-12-31T23:59:60Z", 1483228800, SECOND},
    {"1900-02-29", NONE},
    {"2025-02-29", NONE},
    {"2025-04-31", NONE},
    {"2025-13-01", NONE},
    {"2025-00-01", NONE},
    {"2025-08-00", NONE},
    {"2025-08-20T24:00:00Z", NONE},
    {"2025-08-20T14:60:00Z", NONE},
    {"2025-08-20T14:03:61Z", NONE},
    {"2025-08-20T14", NONE},
    {"2025-08-20T14:03:00.Z", NONE},
    {"2025-08-20T14:03:00+", NONE},
    {"2025-08-20T14:03:00+02:", NONE},
    {"2025-08-20T14:03:00+24:00", NONE},
    {"2025-08-20T14:03:00Z tail", NONE},
    {"2025-08-20T14:03:00 CEST", NONE},
    {"2025-8-20", NONE},
    {"25-08-20", NONE},
    {"9999-12-31T23:59:59-00:01", NONE},
    /* RFC 2822 */
    {"Wed, 20 Aug 2025 14:03:00 GMT", 1755698580, SECOND},
    {"Wed, 20 Aug 2025 16:03:00 +0200", 1755698580, SECOND},
    {"wed,20 aug 2025 14:03 ut", 1755698580, SECOND},
    {"20 Aug 2025 10:03:00 EDT", 1755698580, SECOND},
    {"20 Aug 2025 09:03:00 EST", 1755698580, SECOND},
    {"20 Aug 2025 07:03:00 PDT", 1755698580, SECOND},
    {"20 Aug 2025 06:03:00 PST", 1755698580, SECOND},
    {"20 Aug 2025 08:03:00 MDT", 1755698580, SECOND},
    {"20 Aug 2025 07:03:00 MST", 1755698580, SECOND},
    {"20 Aug 2025 09:03:00 CDT", 1755698580, SECOND},
    {"20 Aug 2025 08:03:00 CST", 1755698580, SECOND},
    {"20 Aug 2025 14:03:00 A", 1755698580, SECOND},
    {"20 Aug 2025 14:03:00 XYZ", 1755698580, SECOND},
    {"20 Aug 2025 14:03:00 -0000 (a comment)", 1755698580, SECOND},
    {"20 Aug 2025 14:03:00", 1755698580, SECOND},
    {"20 Aug 25 14:03:00 Z", 1755698580, SECOND},
    {"26 Feb 87 15:01:01 GMT", 541350061, SECOND},
    {"26 Feb 087 15:01:01 GMT", 541350061, SECOND},
    {"1 Jan 1970", 0, DAY},
    {"Wednesday, 20 Aug 2025 14:03:00 GMT", NONE},
    {"Wed 20 Aug 2025 14:03:00 GMT", NONE},
    {"20 Foo 2025 14:03:00 GMT", NONE},
    {"31 Feb 2025 14:03:00 GMT", NONE},
    {"20 Aug 2025 14:03:00 GMT (open", NONE},
    {"20 Aug 2025 14:03:00 FOOBAR", NONE},
    /* Unix time */
    {"0", 0, SECOND},
    {"1755698580", 1755698580, SECOND},
    {"1755698580.75", 1755698580, SECOND},
    {"1.75569858e9", 1755698580, SECOND},
    {"175569858E+1", 1755698580, SECOND},
    {"17556985800e-1", 1755698580, SECOND},
    {"-1", -1, SECOND},
    {"-0.5", -1, SECOND},
    {"-1.0", -1, SECOND},
    {"1755698580123", 1755698580, SECOND},
    {"1755698580123456", 1755698580, SECOND},
    {"1755698580123456789", 1755698580, SECOND},
    {"-1755698580001", -1755698581, SECOND},
    {"100000000000", INT64_C(100000000000), SECOND},
    {"100000000001", 100000000, SECOND},
    {"0e999", 0, SECOND},
    {"1e999", NONE},
    {"99999999999999999999999", NONE},
    {"1e", NONE},
    {"1.2.3", NONE},
    {"", NONE},
    {" ", NONE},
    {".", NONE},
    {"-", NONE},
    {"yesterday", NONE},
    {"2 hours ago", NONE},
};

START_TEST(times_are_read_as_the_standards_say)
{
    const struct example *example = &examples[_i];
    int64_t seconds = 42;
    stet_precision precision = SECOND;
    /* Exactly its size, so that a sanitizer sees a read beyond it. */
    size_t size = strlen(example->text);
    char *text = malloc(size ? size : 1);
    ck_assert_ptr_nonnull(text);
    memcpy(text, example->text, size);
    bool known = feed_parse_time(text, size, &seconds, &precision);
    free(text);
    ck_assert_msg(known == (example->seconds != STET_TIME_NONE), "%s", example->text);
    ck_assert_msg(seconds == example->seconds, "%s gave %lld", example->text, (long long)seconds);
    ck_assert_msg(precision == example->precision, "%s", example->text);
}
END_TEST

START_TEST(a_time_written_is_the_time_read)
{
    /* Every 1,000,003rd second of ten thousand years, and gmtime agrees. */
    for (int64_t seconds = FEED_TIME_MIN; seconds <= FEED_TIME_MAX; seconds += 1000003) {
        char text[32], expected[32];
        int64_t again;
        stet_precision precision;
        struct tm tm;
        time_t then = (time_t)seconds;
        feed_format_time(seconds, text);
        ck_assert_ptr_nonnull(gmtime_r(&then, &tm));
        snprintf(expected, sizeof expected, "%04u-%02u-%02uT%02u:%02u:%02uZ", (unsigned)(tm.tm_year + 1900) % 10000,
                 (unsigned)(tm.tm_mon + 1) % 100, (unsigned)tm.tm_mday % 100, (unsigned)tm.tm_hour % 100,
                 (unsigned)tm.tm_min % 100, (unsigned)tm.tm_sec % 100);
        ck_assert_str_eq(text, expected);
        ck_assert(feed_parse_time(text, strlen(text), &again, &precision));
        ck_assert_int_eq(again, seconds);
    }
}
END_TEST

START_TEST(what_is_out_of_range_is_written_as_nothing)
{
    char text[32] = "x";
    feed_format_time(STET_TIME_NONE, text);
    ck_assert_str_eq(text, "");
    feed_format_time(FEED_TIME_MAX + 1, text);
    ck_assert_str_eq(text, "");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("feed/time");
    TCase *tests = tcase_create("time");
    tcase_add_loop_test(tests, times_are_read_as_the_standards_say, 0, (int)(sizeof examples / sizeof *examples));
    tcase_add_test(tests, a_time_written_is_the_time_read);
    tcase_add_test(tests, what_is_out_of_range_is_written_as_nothing);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
