/* Splitting plain text: each rule with a page of its own, and what must hold for any page. */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "page/split.h"
#include "support/failing_alloc.h"
#include "support/main.h"

static struct page_lines lines;
static struct page_split split;

static bool credits(void *ctx, stet_span line)
{
    (void)ctx;
    return memmem(line.data, line.size, "Press", 5) != NULL;
}

static const struct page_known known = {.credits = credits};

static stet_status try(const char *text, size_t size, stet_error *err)
{
    lines.count = 0;
    page_split_reset(&split);
    stet_status status = page_lines_cut(&lines, (stet_span){text, size}, &split.strings, err);
    return status ? status : page_split(&split, &lines, &known, err);
}

static void page(const char *text)
{
    ck_assert_int_eq(try(text, strlen(text), NULL), STET_OK);
}

static void is(stet_span span, const char *text)
{
    ck_assert_msg(span.size == strlen(text) && (!span.size || !memcmp(span.data, text, span.size)), "'%.*s', not '%s'",
                  (int)span.size, span.data ? span.data : "", text);
}

#define BODY1 "The lighthouse of Ellery was lit on Wednesday night for the first time in years."
#define BODY2 "The lamp was found in a shed behind the fish market, the mayor of Ellery said."
#define BODY3 "Several hundred people walked down to the harbour to see the lighthouse again."

START_TEST(links_between_paragraphs_are_dropped)
{
    page("Ellery lighthouse is lit again\n" BODY1 "\nFerry stays in port until spring, says operator\n" BODY2
         "\nOpinion: The lamp was cheap\n" BODY3);
    ck_assert_uint_eq(split.count, 1);
    is(split.articles[0].title, "Ellery lighthouse is lit again");
    is(split.articles[0].text, BODY1 "\n" BODY2 "\n" BODY3);
    ck_assert_uint_eq(split.dropped_count, 2);
    ck_assert_int_eq(split.dropped[0].why, PAGE_WHY_LINK);
    ck_assert_uint_eq(split.dropped[0].number, 3);
    ck_assert_int_eq(split.dropped[1].why, PAGE_WHY_LINK);
}
END_TEST

START_TEST(headings_of_the_article_stay)
{
    page("Ellery lighthouse is lit again\n" BODY1 "\nA second lamp\n" BODY2);
    is(split.articles[0].text, BODY1 "\nA second lamp\n" BODY2);
    page("Ellery lighthouse is lit again\n" BODY1 "\nA second lamp\n" BODY2 "\nA second lamp\n" BODY3);
    is(split.articles[0].text, BODY1 "\n" BODY2 "\n" BODY3);
}
END_TEST

START_TEST(behind_a_widget_one_paragraph_is_no_article)
{
    page("Ellery lighthouse is lit again\n" BODY1 "\n" BODY2 "\nWith files from The Ellery Press\nZyx\nWvu\n" BODY3);
    is(split.articles[0].text, BODY1 "\n" BODY2 "\nWith files from The Ellery Press");
    page("Ellery lighthouse is lit again\n" BODY1 "\nZyx\nWvu\n" BODY2 "\n" BODY3);
    is(split.articles[0].text, BODY1 "\n" BODY2 "\n" BODY3);
}
END_TEST

/* The same two cards in the order that five sites might have them in. */
START_TEST(the_order_in_cards_is_seen)
{
#define MAIN "Ellery lighthouse is lit again\n" BODY1 "\n" BODY2 "\n" BODY3 "\n\n"
#define FERRY "Ferry stays in port until spring, says operator"
#define STORM "Storm closes the coast road at the cape"
#define FERRY_TEXT "The ferry will not run before spring. Its engine is broken, said the operator."
#define STORM_TEXT "The coast road has been closed since Tuesday. Nobody knows for how long."
    static const char *const pages[] = {
        MAIN "Ellery Post\n2 hours ago\n" FERRY "\n" FERRY_TEXT "\n\nCape Times\n3 hours ago\n" STORM "\n" STORM_TEXT,
        MAIN FERRY "\nEllery Post\n2 hours ago\n" FERRY_TEXT "\n\n" STORM "\nCape Times\n3 hours ago\n" STORM_TEXT,
        MAIN FERRY "\nEllery Post | 2 hours ago\n" FERRY_TEXT "\n" STORM "\nCape Times | 3 hours ago\n" STORM_TEXT,
        MAIN "2h ago\nEllery Post\n" FERRY "\n" FERRY_TEXT "\n\n3h ago\nCape Times\n" STORM "\n" STORM_TEXT,
        MAIN "Wvut Zyx\n\n2 hours ago\n- Ellery Post\n\n" FERRY "\n\n" FERRY_TEXT
             "\n\n3 hours ago\n- Cape Times\n\n" STORM "\n\n" STORM_TEXT};
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        page(pages[i]);
        ck_assert_msg(split.count == 3, "order %zu: %zu articles", i, split.count);
        is(split.articles[0].text, BODY1 "\n" BODY2 "\n" BODY3);
        for (size_t k = 1; k < 3; k++) {
            is(split.articles[k].title, k == 1 ? FERRY : STORM);
            is(split.articles[k].text, k == 1 ? FERRY_TEXT : STORM_TEXT);
            is(split.articles[k].source, k == 1 ? "Ellery Post" : "Cape Times");
            ck_assert_uint_eq(split.articles[k].age_seconds, k == 1 ? 7200 : 10800);
            ck_assert_int_eq(split.articles[k].part, PAGE_RELATED);
        }
    }
}
END_TEST

START_TEST(cards_of_headlines_alone_are_teasers)
{
    page(MAIN FERRY "\nEllery Post\n2 hours ago\n" STORM "\nCape Times\n3 hours ago\n");
    ck_assert_uint_eq(split.count, 3);
    for (size_t k = 1; k < 3; k++) {
        is(split.articles[k].title, k == 1 ? FERRY : STORM);
        is(split.articles[k].source, k == 1 ? "Ellery Post" : "Cape Times");
        ck_assert_int_eq(split.articles[k].part, PAGE_TEASER);
    }
}
END_TEST

START_TEST(comments_are_no_articles)
{
    page(MAIN "Comments\nseagull\n2 hours ago\nI for one have always thought that the old lamp was better.\n"
              "herring\n1 hour ago\nNobody has asked the fish what they think about the lamp.\n");
    ck_assert_uint_eq(split.count, 1);
    is(split.articles[0].text, BODY1 "\n" BODY2 "\n" BODY3);
    ck_assert_int_eq(split.dropped[split.dropped_count - 1].why, PAGE_WHY_COMMENT);
}
END_TEST

START_TEST(stories_under_a_heading_need_no_age)
{
    page(MAIN "Related Articles\n" FERRY "\n" FERRY_TEXT "\n" STORM "\n" STORM_TEXT);
    ck_assert_uint_eq(split.count, 3);
    is(split.articles[1].title, FERRY);
    is(split.articles[2].text, STORM_TEXT);
    /* The same heading within the article. */
    page("Ellery lighthouse is lit again\n" BODY1 "\nRead also\n" FERRY "\n" BODY2 "\n" BODY3);
    ck_assert_uint_eq(split.count, 1);
    is(split.articles[0].text, BODY1 "\n" BODY2 "\n" BODY3);
}
END_TEST

START_TEST(a_short_item_is_whole_as_it_is)
{
    page("Rain");
    is(split.articles[0].text, "Rain");
    page("");
    ck_assert_uint_eq(split.count, 0);
    page("Lamp is lit\nAt last.");
    is(split.articles[0].title, "Lamp is lit");
    is(split.articles[0].text, "At last.");
}
END_TEST

static uint32_t next(uint32_t *state)
{
    *state = *state * UINT32_C(1664525) + UINT32_C(1013904223);
    return *state >> 8;
}

/* Whatever the page: each line is used, dropped or in a text, no text has a line that the page has not, and the result
 * is the same when it is split again. */
START_TEST(nothing_is_invented_or_lost)
{
    static const char *const pieces[] = {BODY1,
                                         BODY2,
                                         BODY3,
                                         FERRY,
                                         STORM,
                                         "Related Articles",
                                         "Comments",
                                         "Zyx",
                                         "",
                                         "2 hours ago",
                                         "Ellery Post | 3 hours ago",
                                         "- Cape Times",
                                         "Cape Times",
                                         "By Jane Roe",
                                         "With files from The Press",
                                         "Share",
                                         "- item one",
                                         "He said:",
                                         "Aug. 20, 2025",
                                         "It is done.",
                                         "这盏灯制造于1911年，在鱼市场后面的仓库里存放了四十多年。"};
    uint32_t seed = (uint32_t)time(NULL), state = seed;
    printf("seed %u\n", seed);
    for (int round = 0; round < 3000; round++) {
        char text[8192], first[8192];
        size_t size = 0, first_size = 0, in_texts = 0;
        for (uint32_t i = next(&state) % 30; i > 0; i--)
            size += (size_t)snprintf(text + size, sizeof text - size, "%s\n",
                                     pieces[next(&state) % (sizeof pieces / sizeof *pieces)]);
        ck_assert_int_eq(try(text, size, NULL), STET_OK);
        for (size_t i = 0; i < split.count; i++) {
            stet_span body = split.articles[i].text;
            for (size_t at = 0; at < body.size;) {
                const char *newline = memchr(body.data + at, '\n', body.size - at);
                size_t length = newline ? (size_t)(newline - body.data) - at : body.size - at;
                ck_assert_msg(length && memmem(text, size, body.data + at, length), "seed %u round %d", seed, round);
                at += length + 1;
                in_texts++;
            }
            memcpy(first + first_size, body.data ? body.data : "", body.size);
            first_size += body.size;
        }
        ck_assert_msg(in_texts + split.dropped_count <= lines.count, "seed %u round %d", seed, round);
        for (size_t i = 1; i < split.dropped_count; i++)
            ck_assert(split.dropped[i - 1].number < split.dropped[i].number);
        ck_assert_int_eq(try(text, size, NULL), STET_OK);
        size_t again = 0;
        for (size_t i = 0; i < split.count; i++) {
            stet_span body = split.articles[i].text;
            ck_assert(again + body.size <= first_size && !memcmp(first + again, body.data ? body.data : "", body.size));
            again += body.size;
        }
        ck_assert_uint_eq(again, first_size);
    }
}
END_TEST

START_TEST(each_failed_allocation_is_reported)
{
    const char *text = MAIN "Ellery Post\n2 hours ago\n" FERRY "\n" FERRY_TEXT "\nRelated\n" STORM "\n" STORM_TEXT;
    page_lines_free(&lines);
    page_split_free(&split);
    for (size_t n = 1;; n++) {
        failing_alloc_at(n);
        stet_status status = try(text, strlen(text), NULL);
        bool failed = failing_alloc_stop();
        page_lines_free(&lines);
        page_split_free(&split);
        ck_assert_int_eq(status, failed ? STET_ERR_MEMORY : STET_OK);
        if (!failed)
            break;
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("split");
    TCase *tcase = tcase_create("split");
    tcase_add_test(tcase, links_between_paragraphs_are_dropped);
    tcase_add_test(tcase, headings_of_the_article_stay);
    tcase_add_test(tcase, behind_a_widget_one_paragraph_is_no_article);
    tcase_add_test(tcase, the_order_in_cards_is_seen);
    tcase_add_test(tcase, cards_of_headlines_alone_are_teasers);
    tcase_add_test(tcase, comments_are_no_articles);
    tcase_add_test(tcase, stories_under_a_heading_need_no_age);
    tcase_add_test(tcase, a_short_item_is_whole_as_it_is);
    tcase_add_test(tcase, nothing_is_invented_or_lost);
    tcase_add_test(tcase, each_failed_allocation_is_reported);
    suite_add_tcase(suite, tcase);
    int code = run_suite(suite);
    page_lines_free(&lines);
    page_split_free(&split);
    return code;
}
