/* What recurs in many stories of a site, and what does in many versions of one. */
#include <stdio.h>
#include <string.h>

#include "page/counts.h"
#include "support/failing_alloc.h"
#include "support/main.h"

#define STORY(i) ((uint32_t)(i)*UINT32_C(2654435761))

static uint64_t key(const char *site, const char *line)
{
    return page_counts_key((stet_span){site, strlen(site)}, (stet_span){line, strlen(line)});
}

START_TEST(a_line_counts_once_a_story)
{
    struct page_counts counts = {.slots = NULL};
    uint64_t line = key("herald", "Sign up"), other = key("post", "Sign up");
    ck_assert_uint_ne(line, other);
    ck_assert_uint_eq(page_counts_get(&counts, line), 0);
    for (uint32_t version = 0; version < 10; version++)
        ck_assert(page_counts_add(&counts, line, STORY(7) ^ (version & 3)));
    ck_assert_uint_eq(page_counts_get(&counts, line), 1);
    for (uint32_t i = 1; i <= 10; i++)
        ck_assert(page_counts_add(&counts, line, STORY(i)));
    ck_assert_uint_ge(page_counts_get(&counts, line), 9);
    ck_assert_uint_eq(page_counts_get(&counts, other), 0);
    page_counts_free(&counts);
}
END_TEST

START_TEST(junk_recurs_in_many_stories_and_a_share_of_the_pages)
{
    ck_assert(!page_counts_junk(2, 5, false));
    ck_assert(page_counts_junk(3, 5, false));
    ck_assert(!page_counts_junk(3, 5, true));
    ck_assert(page_counts_junk(4, 5, true));
    ck_assert(!page_counts_junk(40, 1000, false));
    ck_assert(page_counts_junk(50, 1000, false));
    ck_assert(!page_counts_junk(50, 1000, true));
}
END_TEST

struct copy {
    struct page_counts *to;
    bool ok;
};

static void set(void *ctx, const struct page_count *count)
{
    struct copy *copy = ctx;
    copy->ok &= page_counts_set(copy->to, count);
}

START_TEST(counts_can_be_carried_to_the_next_run)
{
    struct page_counts counts = {.slots = NULL}, next = {.slots = NULL};
    char text[32];
    for (int i = 0; i < 5000; i++) {
        snprintf(text, sizeof text, "line %d", i % 1500);
        ck_assert(page_counts_add(&counts, key("herald", text), STORY(i)));
    }
    struct copy copy = {&next, true};
    page_counts_each(&counts, set, &copy);
    ck_assert(copy.ok);
    ck_assert_uint_eq(next.used, 1500);
    for (int i = 0; i < 1500; i++) {
        snprintf(text, sizeof text, "line %d", i);
        ck_assert_uint_eq(page_counts_get(&next, key("herald", text)), page_counts_get(&counts, key("herald", text)));
    }
    page_counts_free(&counts);
    page_counts_free(&next);
}
END_TEST

START_TEST(a_full_table_forgets_what_was_seen_once)
{
    struct page_counts counts = {.slots = NULL};
    uint64_t junk = key("herald", "Sign up");
    for (uint32_t i = 0; i < 3; i++)
        ck_assert(page_counts_add(&counts, junk, STORY(i + 1)));
    for (uint64_t i = 1; i < 2 * (uint64_t)PAGE_COUNTS_MAX; i++)
        ck_assert(page_counts_add(&counts, i * UINT64_C(0x9e3779b97f4a7c15), 1));
    ck_assert_uint_le(counts.capacity, PAGE_COUNTS_MAX);
    ck_assert_uint_eq(page_counts_get(&counts, junk), 3);
    page_counts_free(&counts);
}
END_TEST

START_TEST(each_failed_allocation_is_reported)
{
    for (size_t n = 1;; n++) {
        struct page_counts counts = {.slots = NULL};
        bool ok = true;
        failing_alloc_at(n);
        for (uint64_t i = 1; i < 3000 && ok; i++)
            ok = page_counts_add(&counts, i * UINT64_C(0x9e3779b97f4a7c15), 1);
        bool failed = failing_alloc_stop();
        page_counts_free(&counts);
        ck_assert(ok == !failed);
        if (!failed)
            break;
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("counts");
    TCase *tcase = tcase_create("counts");
    tcase_add_test(tcase, a_line_counts_once_a_story);
    tcase_add_test(tcase, junk_recurs_in_many_stories_and_a_share_of_the_pages);
    tcase_add_test(tcase, counts_can_be_carried_to_the_next_run);
    tcase_add_test(tcase, a_full_table_forgets_what_was_seen_once);
    tcase_add_test(tcase, each_failed_allocation_is_reported);
    suite_add_tcase(suite, tcase);
    return run_suite(suite);
}
