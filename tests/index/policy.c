#include "index/policy.h"

#include <string.h>

#include "support/main.h"

#define UNIT 4096
#define MOST 64

struct line {
    struct index_policy_segment segments[MOST];
    size_t count;
    uint64_t written; /* articles, merges included */
};

static void merge(struct line *line, size_t from)
{
    struct index_policy_segment one = line->segments[from];
    for (size_t i = from + 1; i < line->count; i++) {
        const struct index_policy_segment *next = &line->segments[i];
        one.articles += next->articles;
        one.first = next->first < one.first ? next->first : one.first;
        one.last = next->last > one.last ? next->last : one.last;
    }
    line->segments[from] = one;
    line->count = from + 1;
    line->written += one.articles;
}

static void flush(struct line *line, int64_t first, int64_t last, uint64_t window)
{
    size_t from;
    ck_assert_uint_lt(line->count, MOST);
    line->segments[line->count++] = (struct index_policy_segment){UNIT, first, last};
    line->written += UNIT;
    while (index_policy(line->segments, line->count, UNIT, window, &from)) {
        ck_assert_uint_lt(from + 1, line->count);
        merge(line, from);
    }
}

START_TEST(without_a_window_there_are_few_segments_and_little_is_written_again)
{
    struct line line = {0};
    for (int64_t n = 1; n <= 1000; n++) {
        flush(&line, n, n, 0);
        ck_assert_uint_le(line.count, INDEX_SEGMENTS_KEPT);
        ck_assert_uint_le(line.written, (uint64_t)n * UNIT * 20);
    }
}
END_TEST

START_TEST(with_a_window_no_segment_spans_more_than_half_of_it)
{
    struct line line = {0};
    const uint64_t window = 200;
    for (int64_t n = 1; n <= 2000; n++) {
        flush(&line, n, n + 1, window);
        size_t kept = 0;
        for (size_t i = 0; i < line.count; i++) {
            const struct index_policy_segment *segment = &line.segments[i];
            ck_assert_int_le(segment->last - segment->first, (int64_t)window / 2);
            if (segment->last >= n - (int64_t)window)
                line.segments[kept++] = *segment; /* the others expire */
        }
        line.count = kept;
        ck_assert_uint_le(line.count, INDEX_SEGMENTS_MOST);
    }
}
END_TEST

START_TEST(articles_in_no_order_of_time_are_merged_all_the_same)
{
    struct line line = {0};
    for (int64_t n = 1; n <= 500; n++) {
        int64_t first = n * 7919 % 3000;
        flush(&line, first, first + 90, 200);
        ck_assert_uint_le(line.count, 20);
    }
}
END_TEST

static Suite *suite(void)
{
    Suite *suite = suite_create("index/policy");
    TCase *tests = tcase_create("");
    tcase_add_test(tests, without_a_window_there_are_few_segments_and_little_is_written_again);
    tcase_add_test(tests, with_a_window_no_segment_spans_more_than_half_of_it);
    tcase_add_test(tests, articles_in_no_order_of_time_are_merged_all_the_same);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    return run_suite(suite());
}
