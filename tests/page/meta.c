/* Lines that tell an article's age, date, outlet or author. */
#include <string.h>

#include "feed/time.h"
#include "page/meta.h"
#include "support/main.h"

static struct page_lines lines;

static const struct page_line *line(const char *text)
{
    lines.count = 0;
    ck_assert_int_eq(page_lines_add(&lines, (stet_span){text, strlen(text)}, 1, 0, 0, STET_TIME_NONE, NULL), STET_OK);
    return &lines.data[0];
}

static bool is(stet_span span, const char *text)
{
    return span.size == strlen(text) && (!span.size || !memcmp(span.data, text, span.size));
}

START_TEST(ages_stand_alone_or_beside_an_outlet)
{
    static const struct {
        const char *text, *outlet;
        uint64_t seconds;
    } cases[] = {{"2 hours ago", "", 7200},
                 {"CTV News \xc2\xb7 2 hours ago", "CTV News", 7200},
                 {"2h ago | North Shore News", "North Shore News", 7200},
                 {"North Shore News - an hour ago", "North Shore News", 3600},
                 {"Reuters 45 min ago", "Reuters", 2700},
                 {"Updated 3 days ago", "", 259200},
                 {"Aktualisiert: vor 20 Minuten", "", 1200},
                 {"北浜新報・3時間前", "北浜新報", 10800},
                 {"hace 2 horas", "", 7200},
                 {"Il Faro | 5 ore fa", "Il Faro", 18000},
                 {"Северный берег • 3 часа назад", "Северный берег", 10800}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct page_meta meta;
        ck_assert_msg(page_meta_time(line(cases[i].text), &meta), "%s", cases[i].text);
        ck_assert_msg(meta.seconds == cases[i].seconds, "%s: %lu", cases[i].text, (unsigned long)meta.seconds);
        ck_assert_msg(is(meta.outlet, cases[i].outlet), "%s: %.*s", cases[i].text, (int)meta.outlet.size,
                      meta.outlet.data);
    }
}
END_TEST

START_TEST(sentences_with_ages_are_no_heads)
{
    static const char *const texts[] = {"He died 2 hours ago in the hospital of the town.",
                                        "The mayor said 2 hours ago that nothing would change",
                                        "2 hours ago the mayor said that nothing would change",
                                        "Three days that shook the harbour",
                                        "May 2025",
                                        "5 of 7 hours",
                                        "Home | News | Sport"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct page_meta meta;
        ck_assert_msg(!page_meta_time(line(texts[i]), &meta), "%s", texts[i]);
    }
}
END_TEST

START_TEST(dates_are_read_in_many_orders)
{
    static const char *const texts[] = {"Aug. 20, 2025",
                                        "August 20, 2025 10:03 a.m. EDT",
                                        "20 août 2025 à 14h03",
                                        "20.08.2025, 14:03 Uhr",
                                        "2025-08-20",
                                        "2025年8月20日 14:03",
                                        "Mittwoch, 20. August 2025",
                                        "20 августа 2025, 14:03",
                                        "20 de agosto de 2025",
                                        "20/08/2025",
                                        "08/20/2025",
                                        "Published: Aug 20, 2025"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct page_meta meta;
        char day[32];
        ck_assert_msg(page_meta_time(line(texts[i]), &meta), "%s", texts[i]);
        feed_format_time(meta.published, day);
        ck_assert_msg(!strncmp(day, "2025-08-20", 10), "%s: %s", texts[i], day);
    }
}
END_TEST

START_TEST(what_is_no_date_is_none)
{
    static const char *const texts[] = {"31 February 2025",
                                        "20 August",
                                        "7/8/2025",
                                        "32.08.2025",
                                        "2025",
                                        "1.2.3.4.5.6.7",
                                        "The ferry of 20 August 2025 never came to the pier"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct page_meta meta;
        ck_assert_msg(!page_meta_time(line(texts[i]), &meta), "%s", texts[i]);
    }
}
END_TEST

START_TEST(names_behind_dashes_and_by)
{
    stet_span name;
    ck_assert(page_meta_dash(line("- CTV News"), &name) && is(name, "CTV News"));
    ck_assert(page_meta_dash(line("\xe2\x80\x94 Le Monde"), &name) && is(name, "Le Monde"));
    ck_assert(!page_meta_dash(line("- It was over before anybody knew that it had begun."), &name));
    ck_assert(page_meta_byline(line("By Jane Roe"), &name) && is(name, "Jane Roe"));
    ck_assert(page_meta_byline(line("Автор: Анна Иванова"), &name) && is(name, "Анна Иванова"));
    ck_assert(!page_meta_byline(line("By the harbour"), &name));
    ck_assert(!page_meta_byline(line("By"), &name));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("meta");
    TCase *tcase = tcase_create("meta");
    tcase_add_test(tcase, ages_stand_alone_or_beside_an_outlet);
    tcase_add_test(tcase, sentences_with_ages_are_no_heads);
    tcase_add_test(tcase, dates_are_read_in_many_orders);
    tcase_add_test(tcase, what_is_no_date_is_none);
    tcase_add_test(tcase, names_behind_dashes_and_by);
    suite_add_tcase(suite, tcase);
    int code = run_suite(suite);
    page_lines_free(&lines);
    return code;
}
