/* HTML: what is HTML, what its head says, which element holds the article, and what hostile pages get. */
#include <stdio.h>
#include <string.h>

#include "page/html.h"
#include "support/failing_alloc.h"
#include "support/main.h"

static struct page_html html;
static struct page_lines lines;
static struct stet_arena arena;

static stet_status try(const char *text, size_t size, stet_error *err)
{
    lines.count = 0;
    stet_arena_reset(&arena);
    return page_html_read(&html, &lines, (stet_span){text, size}, &arena, err);
}

static void page(const char *text)
{
    stet_error err = {0};
    ck_assert_msg(!try(text, strlen(text), &err), "%s", err.message);
}

static void is(stet_span span, const char *text)
{
    ck_assert_msg(span.size == strlen(text) && (!span.size || !memcmp(span.data, text, span.size)), "'%.*s', not '%s'",
                  (int)span.size, span.data ? span.data : "", text);
}

#define P1 "<p>The lighthouse of Ellery was lit on Wednesday night for the first time in years.</p>"
#define P2 "<p>The lamp was found in a shed behind the fish market, the mayor of Ellery said.</p>"
#define LD(json) "<script type=\"application/ld+json\">" json "</script>"

START_TEST(html_is_told_by_how_it_begins)
{
    static const char *const yes[] = {"<!DOCTYPE html><p>x",           "  \n<html>",  "<!-- c --> <HTML lang=en>",
                                      "<?xml version=\"1.0\"?><html>", "<p>text</p>", "<div class=a>"};
    static const char *const no[] = {"",          "<",         "< p",         "text <p>", "<3 is a heart",
                                     "<!-- open", "{\"a\":1}", "<CTV> shares"};
    for (size_t i = 0; i < sizeof yes / sizeof *yes; i++)
        ck_assert_msg(page_is_html((stet_span){yes[i], strlen(yes[i])}), "%s", yes[i]);
    for (size_t i = 0; i < sizeof no / sizeof *no; i++)
        ck_assert_msg(!page_is_html((stet_span){no[i], strlen(no[i])}), "%s", no[i]);
}
END_TEST

START_TEST(the_head_is_read)
{
    page("<html lang=fr><head><title>A | Site</title><link rel='alternate canonical' href='https://a.example/1'>"
         "<meta property=og:title content='B &amp; C'><meta property=og:site_name content='Site'>"
         "<meta name=syndication-source content='https://x.example'><meta name=original-source "
         "content='https://y.example'>"
         "<meta name=author content='Jane  Roe'><meta property=article:published_time content='2025-08-20'></head>"
         "<body>" P1);
    is(html.title, "B & C");
    is(html.window_title, "A | Site");
    is(html.canonical, "https://a.example/1");
    is(html.publisher, "Site");
    is(html.author, "Jane Roe");
    is(html.published, "2025-08-20");
    is(html.syndication_source, "https://x.example");
    is(html.original_source, "https://y.example");
    is(html.language, "fr");
}
END_TEST

START_TEST(json_ld_is_found_wherever_it_hides)
{
    static const char *const scripts[] = {
        LD("{\"@type\":\"NewsArticle\",\"headline\":\"H\",\"author\":{\"name\":\"A\"}}"),
        LD("[{\"@type\":\"Thing\"},{\"@type\":[\"Article\",\"X\"],\"headline\":\"H\",\"author\":[\"A\"]}]"),
        LD("{\"@graph\":[{\"@type\":\"WebPage\"},{\"@type\":\"BlogPosting\",\"headline\":\"H\",\"author\":\"A\"}]}"),
        LD("{\"@type\":\"WebPage\",\"mainEntity\":{\"@type\":\"ReportageNewsArticle\",\"headline\":\"H\",\"author\":{"
           "\"url\":"
           "\"A\"}}}"),
        LD("<!--//--><![CDATA[//"
           "><!--\n{\"@type\":\"NewsArticle\",\"headline\":\"H\",\"author\":\"A\",\"x\":\"a\nb\"}\n//--><!]]>"),
        LD("not JSON") LD("{\"@type\":\"NewsArticle\",\"headline\":\"H\",\"author\":\"A\"}")};
    for (size_t i = 0; i < sizeof scripts / sizeof *scripts; i++) {
        char text[1024];
        snprintf(text, sizeof text, "<html><head>%s</head><body>" P1, scripts[i]);
        page(text);
        ck_assert_msg(html.title.size == 1 && html.author.size == 1, "%s", scripts[i]);
    }
    page("<html>" LD(
        "{\"@type\":\"NewsArticle\",\"author\":[{\"name\":\"A\"},{\"name\":\"B\"},3],\"publisher\":{\"name\":\"P\"},"
        "\"isBasedOn\":{\"@id\":\"https://b\"},\"sourceOrganization\":{\"name\":\"S\"},\"dateModified\":\"M\"}"));
    is(html.author, "A, B");
    is(html.publisher, "P");
    is(html.based_on, "https://b");
    is(html.organization, "S");
    is(html.modified, "M");
}
END_TEST

START_TEST(addresses_that_run_are_none)
{
    page("<html><link rel=canonical href='javascript:alert(1)'>" P1);
    is(html.canonical, "");
    page("<html><link rel=canonical href='/news/1:2'>" P1);
    is(html.canonical, "/news/1:2");
}
END_TEST

static size_t inside(void)
{
    size_t count = 0;
    for (size_t i = 0; i < lines.count; i++)
        count += !(lines.data[i].marks & PAGE_MARK_OUTSIDE);
    return count;
}

START_TEST(the_element_that_holds_the_article_is_found)
{
    static const char *const pages[] = {
        "<body><div>menu of the site</div><article>" P1 P2
        "</article><div><p>Another paragraph that is long enough.</p></div>",
        "<body><p>A note of the site that is as long as a paragraph may be.</p><div itemprop='x articleBody'>" P1 P2
        "</div>",
        "<body><div><a href=x>A link to another story that is long enough to count</a></div><div><div>" P1 P2
        "</div></div>",
        "<body><nav>" P1 P1 P1 P1 "</nav><div class=a>" P1 P2 "</div><footer>" P2 P2 "</footer>",
        "<body><main><article><p>A card of another story, of one line only.</p></article><article>" P1 P2
        "</article></main>"};
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        page(pages[i]);
        ck_assert_msg(inside() == 2, "page %zu: %zu lines", i, inside());
    }
}
END_TEST

START_TEST(lines_carry_what_their_elements_say)
{
    page("<body><article><h1>Head</h1><h2>Sub</h2>" P1
         "<figure><figcaption>Caption</figcaption></figure><p><a href=x>Link</a>"
         "<ul><li>item</ul><aside>beside</aside><p>one<br>two <b>b</b>old&nbsp;text<script>x</script> more</article>");
    static const struct {
        const char *text;
        uint8_t marks;
    } expected[] = {{"Head", PAGE_MARK_TITLE},
                    {"Sub", PAGE_MARK_HEADING},
                    {NULL, PAGE_MARK_PARAGRAPH},
                    {"Caption", PAGE_MARK_CAPTION},
                    {"Link", PAGE_MARK_LINK | PAGE_MARK_PARAGRAPH},
                    {"item", PAGE_MARK_QUOTE},
                    {"beside", PAGE_MARK_OUTSIDE},
                    {"one", PAGE_MARK_PARAGRAPH},
                    {"two bold\xc2\xa0text more", PAGE_MARK_PARAGRAPH}};
    ck_assert_uint_eq(lines.count, sizeof expected / sizeof *expected);
    for (size_t i = 0; i < lines.count; i++) {
        if (expected[i].text)
            is(lines.data[i].text, expected[i].text);
        ck_assert_msg(lines.data[i].marks == expected[i].marks, "line %zu: %d", i, lines.data[i].marks);
    }
}
END_TEST

START_TEST(pages_beyond_the_limits_are_refused)
{
    size_t size = 4 << 20;
    char *text = malloc(size);
    stet_error err = {0};
    ck_assert_ptr_nonnull(text);
    for (size_t i = 0; i < size; i++)
        text[i] = "<div>"[i % 5];
    ck_assert_int_eq(try(text, size, &err), STET_ERR_LIMIT);
    ck_assert_ptr_nonnull(strstr(err.message, "nested"));
    /* Elements that are left open are opened again in each paragraph: few bytes, many nodes. */
    size_t at = 0;
    for (int i = 0; i < 900; i++)
        at += (size_t)snprintf(text + at, size - at, "<font color=%d>", i);
    while (at + 4 < size)
        memcpy(text + at, "<p>x", 4), at += 4;
    ck_assert_int_eq(try(text, at, &err), STET_ERR_LIMIT);
    ck_assert_msg(strstr(err.message, "MiB") || strstr(err.message, "lines"), "%s", err.message);
    free(text);
}
END_TEST

START_TEST(each_failed_allocation_is_reported)
{
    const char *text = "<html lang=en><head><title>T</title><link rel=canonical href=https://a>" LD(
        "{\"@type\":\"NewsArticle\",\"headline\":\"H\",\"author\":[\"A\",\"B\"]}") "</head><body><h1>H</h1><article>" P1
        P2 "</article>";
    for (size_t n = 1;; n++) {
        page_lines_free(&lines);
        stet_arena_free(&arena);
        arena = (struct stet_arena)STET_ARENA_INIT;
        failing_alloc_at(n);
        stet_status status = try(text, strlen(text), NULL);
        bool failed = failing_alloc_stop();
        ck_assert_msg(status == (failed ? STET_ERR_MEMORY : STET_OK), "allocation %zu: %d", n, status);
        if (!failed)
            break;
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("html");
    TCase *tcase = tcase_create("html");
    tcase_add_test(tcase, html_is_told_by_how_it_begins);
    tcase_add_test(tcase, the_head_is_read);
    tcase_add_test(tcase, json_ld_is_found_wherever_it_hides);
    tcase_add_test(tcase, addresses_that_run_are_none);
    tcase_add_test(tcase, the_element_that_holds_the_article_is_found);
    tcase_add_test(tcase, lines_carry_what_their_elements_say);
    tcase_add_test(tcase, pages_beyond_the_limits_are_refused);
    tcase_add_test(tcase, each_failed_allocation_is_reported);
    suite_add_tcase(suite, tcase);
    int code = run_suite(suite);
    page_lines_free(&lines);
    stet_arena_free(&arena);
    return code;
}
