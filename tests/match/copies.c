/* What is a copy: every way in which outlets change a story must still match. */
#include <stdlib.h>

#include "desk.h"
#include "support/main.h"

#define TITLE "Ministers meet over harbour dispute in Kaverlo"

static struct desk desk;
static char *story, *other;

static void open_desk(void)
{
    desk_open(&desk);
    story = desk_story(1, 400);
    other = desk_story(2, 400);
    desk_print(&desk, story);
    desk_print(&desk, other);
    for (uint64_t seed = 100; seed < 120; seed++) {
        char *text = desk_story(seed, 300);
        desk_print(&desk, text);
        free(text);
    }
}

static void close_desk(void)
{
    free(story);
    free(other);
    desk_close(&desk);
}

/* Judges a changed text against the story, retitled and with no time: the hardest setting. */
static struct match_verdict judge_changed(char *changed)
{
    struct copy original = {.title = TITLE, .text = story, .published = DESK_NOON, .source = 1};
    struct copy copy = {.title = "Old quarrel flares up again", .text = changed, .source = 2};
    struct match_verdict verdict = desk_judge(&desk, &copy, &original);
    free(changed);
    return verdict;
}

START_TEST(an_unchanged_copy_is_exact)
{
    struct match_verdict verdict = judge_changed(desk_first(story, 100));
    ck_assert(verdict.match);
    ck_assert_int_eq(verdict.relation, STET_RELATION_EXACT);
    ck_assert_float_eq(verdict.jaccard, 1);
    ck_assert_float_eq(verdict.containment_a, 1);
}
END_TEST

START_TEST(a_copy_cut_to_its_first_third_is_abridged)
{
    struct match_verdict verdict = judge_changed(desk_first(story, 33));
    ck_assert(verdict.match);
    ck_assert_int_eq(verdict.relation, STET_RELATION_ABRIDGED);
    ck_assert_float_lt(verdict.jaccard, .4f);
    ck_assert_float_gt(verdict.containment_a, .98f);
    ck_assert_float_lt(verdict.containment_b, .4f);
}
END_TEST

START_TEST(local_paragraphs_expand_a_copy)
{
    char *local = desk_story(7, 150);
    struct match_verdict verdict = judge_changed(desk_join(local, story));
    ck_assert(verdict.match);
    ck_assert_int_eq(verdict.relation, STET_RELATION_EXPANDED);
    free(local);
}
END_TEST

START_TEST(a_few_junk_lines_leave_a_reprint)
{
    struct match_verdict verdict = judge_changed(desk_join(story, "Advertisement\nRead more: Ten tips\nSubscribe now"));
    ck_assert(verdict.match);
    ck_assert_int_eq(verdict.relation, STET_RELATION_REPRINT);
}
END_TEST

START_TEST(a_badly_read_copy_is_a_reprint)
{
    struct match_verdict verdict = judge_changed(desk_smudge(story, 20, 5));
    ck_assert(verdict.match);
    ck_assert_int_eq(verdict.relation, STET_RELATION_REPRINT);
    ck_assert_float_lt(verdict.jaccard, .6f);
}
END_TEST

START_TEST(a_copy_merged_with_a_brief_of_another_story_matches_its_own)
{
    char *brief = desk_first(other, 20);
    struct match_verdict verdict = judge_changed(desk_join(story, brief));
    ck_assert(verdict.match);
    char *merged = desk_join(story, brief);
    struct copy full = {.title = "Something else", .text = other, .published = DESK_NOON};
    struct copy copy = {.title = TITLE, .text = merged, .published = DESK_NOON};
    ck_assert(!desk_judge(&desk, &copy, &full).match);
    free(merged);
    free(brief);
}
END_TEST

START_TEST(two_thirds_and_two_thirds_with_their_own_ends_are_partial)
{
    char *one = desk_story(8, 240), *two = desk_story(9, 240), *part = desk_first(story, 60);
    char *a = desk_join(part, one), *b = desk_join(part, two);
    struct copy left = {.title = TITLE, .text = a, .published = DESK_NOON};
    struct copy right = {.title = TITLE, .text = b, .published = DESK_NOON};
    struct match_verdict verdict = desk_judge(&desk, &left, &right);
    ck_assert(verdict.match);
    ck_assert_int_eq(verdict.relation, STET_RELATION_PARTIAL);
    free(a), free(b), free(one), free(two), free(part);
}
END_TEST

START_TEST(a_later_version_by_the_same_source_is_an_update)
{
    char *added = desk_story(10, 60), *later = desk_join(story, added);
    struct copy first = {.title = TITLE, .text = story, .published = DESK_NOON, .source = 3};
    struct copy second = {.title = TITLE, .text = later, .published = DESK_NOON + DESK_HOUR, .source = 3};
    ck_assert_int_eq(desk_judge(&desk, &second, &first).relation, STET_RELATION_UPDATE);
    ck_assert_int_ne(desk_judge(&desk, &first, &second).relation, STET_RELATION_UPDATE);
    second.source = 4;
    ck_assert_int_ne(desk_judge(&desk, &second, &first).relation, STET_RELATION_UPDATE);
    second.source = 3;
    char *shorter = desk_first(story, 50);
    second.text = shorter;
    ck_assert_int_eq(desk_judge(&desk, &second, &first).relation, STET_RELATION_ABRIDGED);
    free(shorter), free(added), free(later);
}
END_TEST

START_TEST(no_time_is_late_enough_to_lose_a_sure_copy)
{
    struct copy original = {.title = TITLE, .text = story, .published = DESK_NOON};
    struct copy copy = {.title = "Quite another headline", .text = story};
    const int64_t hours[] = {1, 30, 24 * 7, 24 * 3650, -40};
    for (size_t i = 0; i < sizeof hours / sizeof *hours; i++) {
        copy.published = DESK_NOON + hours[i] * DESK_HOUR;
        ck_assert(desk_judge(&desk, &copy, &original).match);
    }
    copy.title = NULL;
    ck_assert(desk_judge(&desk, &copy, &original).match);
}
END_TEST

START_TEST(a_short_brief_and_its_copy_match)
{
    const char *brief =
        "A ferry with 120 people aboard ran aground off the island of Dorwimin early on Tuesday, the coast "
        "guard said. Nobody was hurt. Tugs were to pull it free at high tide, and passengers were "
        "taken ashore in lifeboats, where blankets and hot tea awaited them.";
    struct copy one = {.title = "Ferry runs aground", .text = brief, .published = DESK_NOON};
    struct copy two = {.title = "120 safe after ferry mishap", .text = brief, .published = DESK_NOON + DESK_HOUR};
    ck_assert(desk_judge(&desk, &one, &two).match);
}
END_TEST

START_TEST(a_story_of_a_hundred_outlets_still_matches_with_additions)
{
    struct desk crowded;
    desk_open(&crowded);
    for (uint32_t i = 1; i <= 100; i++)
        desk_print_by(&crowded, story, i);
    char *local = desk_story(11, 120), *one = desk_join(local, story), *two = desk_smudge(story, 10, 3);
    desk_print(&crowded, one);
    desk_print(&crowded, two);
    struct copy a = {.title = TITLE, .text = one, .published = DESK_NOON};
    struct copy b = {.title = "Harbour dispute", .text = story, .published = DESK_NOON + 20 * DESK_HOUR};
    struct copy c = {.title = "Harbour dispute", .text = two, .published = DESK_NOON + 20 * DESK_HOUR};
    ck_assert(desk_judge(&crowded, &a, &b).match);
    ck_assert(desk_judge(&crowded, &b, &c).match);
    free(local), free(one), free(two);
    desk_close(&crowded);
}
END_TEST

/* "Subscribe to read this story" stands in for many. */
START_TEST(short_bodies_are_the_same_under_one_headline_only)
{
    const uint32_t title[] = {1, 2}, another[] = {1, 3};
    for (size_t words = MATCH_EXACT_ALONE - 1; words <= MATCH_EXACT_ALONE; words++) {
        uint64_t content = match_content(7, words, title, sizeof title);
        ck_assert_uint_eq(match_content(7, words, title, sizeof title), content);
        ck_assert_uint_ne(match_content(8, words, title, sizeof title), content);
        ck_assert((match_content(7, words, another, sizeof another) == content) == (words == MATCH_EXACT_ALONE));
        ck_assert((match_content(7, words, NULL, 0) == content) == (words == MATCH_EXACT_ALONE));
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("match/copies");
    TCase *tests = tcase_create("copies");
    tcase_add_checked_fixture(tests, open_desk, close_desk);
    tcase_add_test(tests, short_bodies_are_the_same_under_one_headline_only);
    tcase_add_test(tests, an_unchanged_copy_is_exact);
    tcase_add_test(tests, a_copy_cut_to_its_first_third_is_abridged);
    tcase_add_test(tests, local_paragraphs_expand_a_copy);
    tcase_add_test(tests, a_few_junk_lines_leave_a_reprint);
    tcase_add_test(tests, a_badly_read_copy_is_a_reprint);
    tcase_add_test(tests, a_copy_merged_with_a_brief_of_another_story_matches_its_own);
    tcase_add_test(tests, two_thirds_and_two_thirds_with_their_own_ends_are_partial);
    tcase_add_test(tests, a_later_version_by_the_same_source_is_an_update);
    tcase_add_test(tests, no_time_is_late_enough_to_lose_a_sure_copy);
    tcase_add_test(tests, a_short_brief_and_its_copy_match);
    tcase_add_test(tests, a_story_of_a_hundred_outlets_still_matches_with_additions);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
