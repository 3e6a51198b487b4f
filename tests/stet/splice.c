#include <string.h>

#include "stet/packed.h"
#include "stet/splice.h"
#include "support/main.h"

static stet_span span(const char *text)
{
    return (stet_span){text, strlen(text)};
}

START_TEST(adds_a_member_and_leaves_all_other_bytes)
{
    static const char *const cases[][2] = {
        {"{\"a\":1}\n", "{\"a\":1,\"s\":2}\n"},
        {"{\"a\":1}\r\n", "{\"a\":1,\"s\":2}\r\n"},
        {"  {\"a\" : 1 } \t\n", "  {\"a\" : 1 ,\"s\":2} \t\n"},
        {"{\"a\":\"}\"}", "{\"a\":\"}\",\"s\":2}"},
        {"{}\n", "{\"s\":2}\n"},
        {"{ }\n", "{ \"s\":2}\n"},
        {"{\"s\":1}\n", "{\"s\":1,\"s\":2}\n"},
        {"{\"a\":{\"b\":{}}}\n", "{\"a\":{\"b\":{}},\"s\":2}\n"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct stet_buf out = STET_BUF_INIT;
        ck_assert(splice_member(&out, span(cases[i][0]), span("\"s\":2")));
        ck_assert_msg(out.size == strlen(cases[i][1]) && !memcmp(out.data, cases[i][1], out.size), "%.*s",
                      (int)out.size, out.data);
        stet_buf_free(&out);
    }
}
END_TEST

START_TEST(what_was_packed_comes_back_and_cut_bytes_do_not)
{
    const stet_article article = {.title = span("A title"),
                                  .text = span("Some text.\n"),
                                  .url = span("https://a.example/1"),
                                  .language = span("en"),
                                  .author = span("Jane Doe")};
    const struct source_credit credits[2] = {{3, SOURCE_KIND_CREDIT, .75f, {"(dpa)", 5}},
                                             {UINT16_MAX, SOURCE_KIND_BYLINE, 1, {"By B", 4}}};
    struct stet_buf meta = STET_BUF_INIT, text = STET_BUF_INIT;
    ck_assert(packed_meta(&meta, &article, credits, 2) && packed_text(&text, &article));
    stet_article back = {.published = STET_TIME_NONE};
    struct source_credit found[SOURCE_MAX_CREDITS];
    size_t count;
    ck_assert(packed_read_meta((stet_span){meta.data, meta.size}, &back, found, &count));
    ck_assert(packed_read_text((stet_span){text.data, text.size}, &back));
    ck_assert_uint_eq(count, 2);
    ck_assert_uint_eq(found[0].agency, 3);
    ck_assert_uint_eq(found[1].agency, UINT16_MAX);
    ck_assert_uint_eq(found[1].kind, SOURCE_KIND_BYLINE);
    ck_assert(found[0].confidence > .74f && found[0].confidence < .76f);
    ck_assert(back.title.size == 7 && back.text.size == 11 && back.author.size == 8 && back.language.size == 2);
    for (size_t size = 0; size < meta.size; size++)
        ck_assert(!packed_read_meta((stet_span){meta.data, size}, &back, found, &count));
    for (size_t size = 0; size < 8; size++)
        ck_assert(!packed_read_text((stet_span){text.data, size}, &back));
    stet_buf_free(&meta);
    stet_buf_free(&text);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("stet/splice");
    TCase *tests = tcase_create("splice");
    tcase_add_test(tests, adds_a_member_and_leaves_all_other_bytes);
    tcase_add_test(tests, what_was_packed_comes_back_and_cut_bytes_do_not);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
