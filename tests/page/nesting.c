/* The bound on open elements: never below what a parser would open, and low for honest pages. */
#include <stdio.h>
#include <string.h>

#include "page/nesting.h"
#include "support/main.h"

static size_t nesting(const char *html)
{
    return page_nesting((stet_span){html, strlen(html)}, 1000);
}

START_TEST(elements_inside_each_other_count)
{
    ck_assert_uint_eq(nesting("no tags, 1 < 2"), 0);
    ck_assert_uint_eq(nesting("<html><body><p>text<br>text</p><p>text</p></body></html>"), 3);
    ck_assert_uint_eq(nesting("<DIV><div CLASS='a>b'><b>x</B></div></div><div></div>"), 3);
}
END_TEST

START_TEST(end_tags_that_close_nothing_count_nothing)
{
    ck_assert_uint_eq(nesting("<div></p></p><div></b></span><div></x>"), 3);
    ck_assert_uint_eq(nesting("<div></ div><div></>"), 2);
}
END_TEST

START_TEST(end_tags_that_are_hidden_close_nothing)
{
    static const char *const hidden[] = {"<!-- </div> -->",         "<!--</div>--!>",
                                         "<b title='</div>'>",      "<b title=\"</div>\">",
                                         "<script></div></script>", "<textarea></div></textarea>",
                                         "<title></div></title>",   "<![CDATA[></div>]]>",
                                         "<!doctype </div>",        "<?php </div>"};
    for (size_t i = 0; i < sizeof hidden / sizeof *hidden; i++) {
        char html[1024] = "";
        size_t size = 0;
        for (int k = 0; k < 10; k++)
            size += (size_t)snprintf(html + size, sizeof html - size, "<div>%s", hidden[i]);
        ck_assert_msg(nesting(html) >= 10, "%s: %zu", hidden[i], nesting(html));
    }
}
END_TEST

START_TEST(nothing_is_raw_within_svg)
{
    char html[4096] = "<svg><script>";
    size_t size = strlen(html);
    for (int k = 0; k < 100; k++)
        size += (size_t)snprintf(html + size, sizeof html - size, "<g>");
    ck_assert_uint_ge(nesting(html), 100);
}
END_TEST

START_TEST(paragraphs_and_items_without_ends_are_no_nest)
{
    char *html = calloc(1, 60000);
    ck_assert_ptr_nonnull(html);
    for (int k = 0; k < 5000; k++)
        memcpy(html + 10 * k, "<p>x<li>y ", 10);
    ck_assert_uint_lt(nesting(html), 200);
    free(html);
}
END_TEST

START_TEST(tags_cut_off_at_the_end_are_harmless)
{
    static const char *const cut[] = {
        "<",    "</",     "<a",        "<a ",     "<a b=",    "<a b='",     "<!",           "<!-",
        "<!--", "<!--x-", "<![CDATA[", "<script", "<script>", "<script></", "<title></titl"};
    for (size_t i = 0; i < sizeof cut / sizeof *cut; i++) {
        size_t size = strlen(cut[i]);
        char *exact = malloc(size);
        ck_assert_ptr_nonnull(exact);
        memcpy(exact, cut[i], size);
        ck_assert_uint_le(page_nesting((stet_span){exact, size}, 1000), 1);
        free(exact);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("nesting");
    TCase *tcase = tcase_create("nesting");
    tcase_add_test(tcase, elements_inside_each_other_count);
    tcase_add_test(tcase, end_tags_that_close_nothing_count_nothing);
    tcase_add_test(tcase, end_tags_that_are_hidden_close_nothing);
    tcase_add_test(tcase, nothing_is_raw_within_svg);
    tcase_add_test(tcase, paragraphs_and_items_without_ends_are_no_nest);
    tcase_add_test(tcase, tags_cut_off_at_the_end_are_harmless);
    suite_add_tcase(suite, tcase);
    return run_suite(suite);
}
