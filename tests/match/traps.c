/* What only looks like a copy. */
#include <stdio.h>
#include <stdlib.h>

#include "desk.h"
#include "support/main.h"

#define ROOM 2048

static struct desk desk;

static void open_desk(void)
{
    desk_open(&desk);
}

static void close_desk(void)
{
    desk_close(&desk);
}

static void write_tender(char *out, unsigned day)
{
    uint64_t state = day;
    unsigned bids = (unsigned)(desk_random(&state) % 90 + 10), rate = (unsigned)(desk_random(&state) % 10);
    snprintf(out, ROOM,
             "The central bank said it accepted bids totalling %u.%u billion marks at today's tender for a %u-day "
             "securities repurchase pact at an interest rate of 3.%u%u percent. Banks, which bid for a total %u.%u "
             "billion marks of liquidity, will be credited with the funds on %u and must buy back securities pledged "
             "on %u. The last pact, which drained %u billion marks from the market, was allotted at 3.%u percent.",
             bids, rate, 28 + day % 3, rate, day % 10, bids + 40, rate, day + 1, day + 29, bids + 7, day % 10);
}

START_TEST(a_template_with_other_figures_is_not_a_copy)
{
    char one[ROOM], two[ROOM];
    for (unsigned day = 0; day < 30; day++) {
        write_tender(one, day);
        desk_print(&desk, one);
    }
    write_tender(one, 3);
    write_tender(two, 4);
    struct copy a = {.title = "Central bank accepts bids at tender", .text = one, .published = DESK_NOON};
    struct copy b = {
        .title = "Central bank accepts bids at tender", .text = two, .published = DESK_NOON + 2 * DESK_HOUR};
    struct match_verdict verdict = desk_judge(&desk, &a, &b);
    ck_assert(!verdict.match);
    ck_assert_float_gt(verdict.features[MATCH_FIGURES], .5f);
    ck_assert_float_gt(verdict.features[MATCH_SLOTS], 1);
    b.text = one;
    ck_assert(desk_judge(&desk, &a, &b).match);
}
END_TEST

START_TEST(figures_alone_tell_two_fillings_of_a_template_seen_for_the_first_time)
{
    char one[ROOM], two[ROOM];
    write_tender(one, 3);
    write_tender(two, 4);
    desk_print(&desk, one);
    desk_print(&desk, two);
    struct copy a = {.title = "Central bank accepts bids at tender", .text = one, .published = DESK_NOON};
    struct copy b = {.title = "Central bank takes bids", .text = two, .published = DESK_NOON + 24 * 7 * DESK_HOUR};
    ck_assert(!desk_judge(&desk, &a, &b).match);
}
END_TEST

/* An invented name, the same for the same number. */
static void write_name(char *out, size_t size, uint64_t number)
{
    static const char *const parts[] = {"dor", "wim", "ka", "ver", "pel", "shan",
                                        "ost", "ru",  "lo", "min", "tes", "wi"};
    uint64_t draw = desk_random(&number);
    snprintf(out, size, "%s%s%s%s", parts[draw % 12], parts[draw / 12 % 12], parts[draw / 144 % 12],
             parts[draw / 1728 % 12]);
}

static void write_grant(char *out, unsigned number)
{
    static const char *const goods[] = {"breathing masks", "a new pumper", "radio sets",
                                        "a hose tower",    "ladders",      "thermal cameras"};
    char town[32], chief[32];
    write_name(town, sizeof town, number);
    write_name(chief, sizeof chief, number + 1000);
    snprintf(
        out, ROOM,
        "The senator announced today that the fire department of %s will receive a federal grant for %s. Chief %s, "
        "who heads the department, welcomed the money, which comes from the assistance to firefighters program and "
        "will be spent on %s. The program gives direct support to fire departments across the state, to protect the "
        "health and safety of the public and of those who fight fires. Our firefighters put their lives on "
        "the line every day, the senator said, and the brave men and women of %s deserve the best.",
        town, goods[number % 6], chief, goods[number % 6], town);
}

START_TEST(one_form_for_many_grants_is_many_articles)
{
    char one[ROOM], two[ROOM];
    for (unsigned town = 0; town < 120; town++) {
        write_grant(one, town);
        desk_print(&desk, one);
    }
    unsigned matches = 0;
    for (unsigned town = 1; town < 36; town++) {
        write_grant(one, 0);
        write_grant(two, town);
        struct copy a = {.title = "Senator announces grant", .text = one, .published = DESK_NOON};
        struct copy b = {
            .title = "Senator announces grant", .text = two, .published = DESK_NOON + town * 24 * DESK_HOUR};
        matches += desk_judge(&desk, &a, &b).match;
    }
    ck_assert_uint_eq(matches, 0);
}
END_TEST

/* Two thirds are boilerplate, all of one office on one day. */
START_TEST(a_long_form_with_little_of_its_own_is_many_articles_when_one_office_fills_it_in)
{
    char grant[ROOM], *form = desk_story(70, 250);
    for (unsigned i = 0; i < 60; i++) {
        write_grant(grant, i);
        char *text = desk_join(grant, form);
        desk_print_by(&desk, text, 5);
        free(text);
    }
    write_grant(grant, 0);
    char *one = desk_join(grant, form);
    for (unsigned i = 1; i < 60; i++) {
        write_grant(grant, i);
        char *two = desk_join(grant, form);
        struct copy a = {.title = "Dorwim receives grant", .text = one, .published = DESK_NOON, .source = 5};
        struct copy b = {.title = "Kaverlo receives grant", .text = two, .published = DESK_NOON, .source = 5};
        ck_assert(!desk_judge(&desk, &a, &b).match);
        free(two);
    }
    free(one);
    free(form);
}
END_TEST

/* `outlets`: as many sources print the articles, in turn. */
static bool matches_what_holds_it(unsigned outlets)
{
    char *blurb = desk_story(71, 75);
    desk_print_by(&desk, blurb, 9);
    for (unsigned i = 0; i < 40; i++) {
        char *story = desk_story(500 + i, 250), *text = desk_join(story, blurb);
        desk_print_by(&desk, text, 9 + 2 * (i % outlets));
        free(story);
        free(text);
    }
    char *story = desk_story(500, 250), *text = desk_join(story, blurb);
    struct copy a = {.text = blurb, .published = DESK_NOON, .source = 9};
    struct copy b = {.text = text, .published = DESK_NOON, .source = 9};
    bool match = desk_judge(&desk, &a, &b).match;
    ck_assert(desk_judge(&desk, &b, &b).match);
    free(blurb);
    free(story);
    free(text);
    return match;
}

START_TEST(an_article_of_boilerplate_is_in_none_of_those_that_hold_it)
{
    ck_assert(!matches_what_holds_it(1));
}
END_TEST

/* A short item that many different outlets have lengthened, each in its own way. */
START_TEST(a_short_item_that_many_outlets_took_up_is_in_each_of_theirs)
{
    ck_assert(matches_what_holds_it(20));
}
END_TEST

START_TEST(long_boilerplate_does_not_make_a_copy)
{
    char *boilerplate = desk_story(50, 110), *articles[30];
    for (uint64_t i = 0; i < 30; i++) {
        char *own = desk_story(60 + i, 90);
        articles[i] = desk_join(own, boilerplate);
        desk_print(&desk, articles[i]);
        free(own);
    }
    for (int i = 1; i < 30; i++) {
        struct copy a = {.title = "Company reports", .text = articles[0], .published = DESK_NOON};
        struct copy b = {.title = "Company announces", .text = articles[i], .published = DESK_NOON};
        ck_assert(!desk_judge(&desk, &a, &b).match);
    }
    for (int i = 0; i < 30; i++)
        free(articles[i]);
    free(boilerplate);
}
END_TEST

START_TEST(a_headline_alone_is_no_match)
{
    char *one = desk_story(1, 200), *two = desk_story(2, 200);
    struct copy a = {.title = "Quake shakes capital, dozens hurt", .text = one, .published = DESK_NOON, .source = 1};
    struct copy b = {.title = "Quake shakes capital, dozens hurt", .text = two, .published = DESK_NOON, .source = 1};
    ck_assert(!desk_judge(&desk, &a, &b).match);
    b.text = "";
    ck_assert(!desk_judge(&desk, &a, &b).match);
    a.text = "";
    ck_assert(!desk_judge(&desk, &a, &b).match);
    a.text = b.text = "Developing story";
    ck_assert(!desk_judge(&desk, &a, &b).match);
    free(one), free(two);
}
END_TEST

START_TEST(a_shared_quotation_is_not_a_copy)
{
    char *quotation = desk_story(3, 50), *one = desk_story(4, 300), *two = desk_story(5, 280);
    char *a_text = desk_join(one, quotation), *b_text = desk_join(quotation, two);
    struct copy a = {.title = "Minister attacks plan", .text = a_text, .published = DESK_NOON};
    struct copy b = {.title = "Minister defends himself", .text = b_text, .published = DESK_NOON};
    ck_assert(!desk_judge(&desk, &a, &b).match);
    free(quotation), free(one), free(two), free(a_text), free(b_text);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("match/traps");
    TCase *tests = tcase_create("traps");
    tcase_add_checked_fixture(tests, open_desk, close_desk);
    tcase_add_test(tests, a_template_with_other_figures_is_not_a_copy);
    tcase_add_test(tests, figures_alone_tell_two_fillings_of_a_template_seen_for_the_first_time);
    tcase_add_test(tests, one_form_for_many_grants_is_many_articles);
    tcase_add_test(tests, a_long_form_with_little_of_its_own_is_many_articles_when_one_office_fills_it_in);
    tcase_add_test(tests, an_article_of_boilerplate_is_in_none_of_those_that_hold_it);
    tcase_add_test(tests, a_short_item_that_many_outlets_took_up_is_in_each_of_theirs);
    tcase_add_test(tests, long_boilerplate_does_not_make_a_copy);
    tcase_add_test(tests, a_headline_alone_is_no_match);
    tcase_add_test(tests, a_shared_quotation_is_not_a_copy);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
