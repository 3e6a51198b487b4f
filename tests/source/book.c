/* Tables that the user adds: agencies and preferred outlets. */
#include "source/book.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "source/credit.h"
#include "source/prefer.h"
#include "support/failing_alloc.h"
#include "support/folder.h"
#include "support/main.h"

static char folder[64];

static void begin(void)
{
    ck_assert(folder_make(folder, sizeof folder));
}

static void end(void)
{
    folder_remove(folder);
}

static const char *write_file(const char *text)
{
    static char path[96];
    snprintf(path, sizeof path, "%s/table", folder);
    FILE *file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    ck_assert_int_ge(fputs(text, file), 0);
    ck_assert_int_eq(fclose(file), 0);
    return path;
}

static stet_span span(const char *text)
{
    return (stet_span){text, strlen(text)};
}

/* Code of the agency that an article with this text credits, "" when none. */
static const char *credited(const struct source_book *book, const char *text, const char *source)
{
    struct source_credit credits[SOURCE_MAX_CREDITS];
    stet_article article = {.text = span(text), .source = span(source)};
    size_t count = source_find_credit(book, &article, credits);
    return count && credits[0].agency < book->count ? book->agencies[credits[0].agency].code : "";
}

START_TEST(an_added_agency_is_found_like_any_other)
{
    struct source_own_book *own;
    stet_error err = {0};
    const char *text = "HALIFAX (GULLNET) — The boats stayed in on Monday, and so did everybody who works on them.\n";
    ck_assert_str_eq(credited(&source_builtin, text, ""), "");
    ck_assert_msg(!source_book_read(&own, write_file("# a comment\n\nGULL\tGull News Network\tCA\ten\t"
                                                     "gull.example|gulls.example"
                                                     "\t=GULLNET|Gullnet Wire\nOWL\tOwl Wire\n"),
                                    &err),
                  "%s", err.message);
    const struct source_book *book = source_book_of(own);
    ck_assert_uint_eq(book->count, source_builtin.count + 2);
    ck_assert_str_eq(credited(book, text, ""), "GULL");
    ck_assert_str_eq(credited(book, "The boats stayed in.\nSource: Gull News Network", ""), "GULL");
    ck_assert_str_eq(credited(book, "The boats stayed in.", "www.gulls.example"), "GULL");
    ck_assert_str_eq(credited(book, "The boats stayed in on Monday. (Owl Wire)", ""), "OWL");
    ck_assert_str_eq(credited(book, "By Jane Doe, GULLNET\nThe boats stayed in on Monday.\n", ""), "GULL");
    source_book_free(own);
}
END_TEST

START_TEST(the_built_in_ones_stay_as_they_are)
{
    struct source_own_book *own;
    ck_assert_int_eq(source_book_read(&own, write_file("GULL\tGull News Network\n"), NULL), STET_OK);
    const struct source_book *book = source_book_of(own);
    for (unsigned i = 0; i < source_builtin.aliases.index[1024]; i++) {
        const struct source_name *name = &source_builtin.aliases.names[i];
        uint16_t agency;
        ck_assert_uint_eq(source_alias_at(book, name->text, name->text + name->size, &agency), name->size);
        ck_assert_uint_eq(agency, name->value);
        ck_assert_uint_eq(source_lead_at(name->text, name->size), name->lead);
    }
    source_book_free(own);
    ck_assert_ptr_eq(source_book_of(NULL), &source_builtin);
}
END_TEST

START_TEST(names_are_added_to_a_known_agency_and_taken_over_from_another)
{
    struct source_own_book *own;
    const char *path = write_file("CP\tThe Canadian Press\tCA\ten\t\tCanPress\nGULL\tGull\t\t\t\t=UPI\n");
    ck_assert_int_eq(source_book_read(&own, path, NULL), STET_OK);
    const struct source_book *book = source_book_of(own);
    ck_assert_uint_eq(book->count, source_builtin.count + 1);
    ck_assert_str_eq(credited(book, "The boats stayed in.\nSource: CanPress", ""), "CP");
    ck_assert_str_eq(credited(book, "The boats stayed in.\nSource: UPI", ""), "GULL");
    source_book_free(own);
}
END_TEST

START_TEST(a_table_that_makes_no_sense_is_refused_with_its_place)
{
    static const char *const agencies[] = {"GULL\n", "GULL\tGull News\tCA\ten\tx\n", "GULL\tG\n", "\tGull News\n",
                                           "A\tBee\tC\tD\tEe\tFf\tG\n", "A\tB\xff\xff\n"};
    for (size_t i = 0; i < sizeof agencies / sizeof *agencies; i++) {
        struct source_own_book *own;
        stet_error err = {0};
        ck_assert_int_eq(source_book_read(&own, write_file(agencies[i]), &err), STET_ERR_INPUT);
        ck_assert_ptr_null(own);
        ck_assert_ptr_nonnull(strstr(err.message, "table:1: "));
    }
    static const char *const outlets[] = {"a.com\tmany\n", "a.com\t11\n", "a.com\tnan\n", "a.com\t1\t2\n", "\t1\n"};
    for (size_t i = 0; i < sizeof outlets / sizeof *outlets; i++) {
        struct source_prefer *prefer;
        stet_error err = {0};
        ck_assert_int_eq(source_prefer_read(&prefer, write_file(outlets[i]), &err), STET_ERR_INPUT);
        ck_assert_ptr_nonnull(strstr(err.message, "table:1: "));
    }
    struct source_prefer *prefer;
    ck_assert_int_eq(source_prefer_read(&prefer, "/nowhere/at/all", NULL), STET_ERR_IO);
}
END_TEST

START_TEST(preferred_outlets_are_found_by_name_and_domain)
{
    struct source_prefer *prefer;
    const char *path = write_file("Harbour Herald\r\ncbc.ca\t2.5\n# no\nspam.example\t-4");
    ck_assert_int_eq(source_prefer_read(&prefer, path, NULL), STET_OK);
    ck_assert_double_eq(source_prefer_points(prefer, span("harbour herald")), 1);
    ck_assert_double_eq(source_prefer_points(prefer, span("www.CBC.ca")), 2.5);
    ck_assert_double_eq(source_prefer_points(prefer, span("notcbc.ca")), 0);
    ck_assert_double_eq(source_prefer_points(prefer, span("spam.example")), -4);
    ck_assert_double_eq(source_prefer_points(prefer, span("")), 0);
    source_prefer_free(prefer);
    ck_assert_double_eq(source_prefer_points(NULL, span("cbc.ca")), 0);
}
END_TEST

START_TEST(a_lack_of_memory_is_reported)
{
    const char *path = write_file("GULL\tGull News Network\tCA\ten\tgull.example\t=GULLNET\n");
    for (size_t n = 1;; n++) {
        struct source_own_book *own = NULL;
        failing_alloc_at(n);
        stet_status status = source_book_read(&own, path, NULL);
        bool failed = failing_alloc_stop();
        source_book_free(own);
        ck_assert_int_eq(status, failed ? STET_ERR_MEMORY : STET_OK);
        if (!failed)
            break;
    }
    path = write_file("a.com\t2\nb.com\n");
    for (size_t n = 1;; n++) {
        struct source_prefer *prefer = NULL;
        failing_alloc_at(n);
        stet_status status = source_prefer_read(&prefer, path, NULL);
        bool failed = failing_alloc_stop();
        source_prefer_free(prefer);
        ck_assert_int_eq(status, failed ? STET_ERR_MEMORY : STET_OK);
        if (!failed)
            break;
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("source/book");
    TCase *tests = tcase_create("all");
    tcase_add_checked_fixture(tests, begin, end);
    tcase_add_test(tests, an_added_agency_is_found_like_any_other);
    tcase_add_test(tests, the_built_in_ones_stay_as_they_are);
    tcase_add_test(tests, names_are_added_to_a_known_agency_and_taken_over_from_another);
    tcase_add_test(tests, a_table_that_makes_no_sense_is_refused_with_its_place);
    tcase_add_test(tests, preferred_outlets_are_found_by_name_and_domain);
    tcase_add_test(tests, a_lack_of_memory_is_reported);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
