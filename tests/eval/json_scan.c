#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "eval/json_scan.h"
#include "support/main.h"

/* The events of a text, one letter each: { } [ ] k s n l, E for the end and ! for an error. */
static const char *events(const char *text, size_t size)
{
    static char out[512];
    size_t count = 0;
    struct eval_json json = {0};
    char *copy = malloc(size ? size : 1); /* exactly as large as it is, for the address sanitizer */
    ck_assert_ptr_nonnull(copy);
    memcpy(copy, text, size);
    eval_json_start(&json, copy, size);
    for (;;) {
        enum eval_json_event event = eval_json_next(&json);
        if (count < sizeof out - 1)
            out[count++] = "!E{}[]ksnl"[event];
        if (event == EVAL_JSON_ERROR || event == EVAL_JSON_END)
            break;
    }
    out[count] = 0;
    eval_json_free(&json);
    free(copy);
    return out;
}

#define ck_events(text, expected) ck_assert_str_eq(events(text, sizeof(text) - 1), expected)

START_TEST(valid_texts_give_their_events)
{
    ck_events("{}", "{}E");
    ck_events(" [ ] ", "[]E");
    ck_events("{\"a\":1,\"b\":[true,false,null,\"x\",-0.5e+7]}", "{knk[lllsn]}E");
    ck_events("\t{\"a\" : {\"b\":{}} , \"c\":[[],[{}]]}\r\n", "{k{k{}}k[[][{}]]}E");
    ck_events("0", "nE");
    ck_events("\"\"", "sE");
    ck_events("[1E5,0.0,-12,1e-9]", "[nnnn]E");
}
END_TEST

START_TEST(what_is_not_json_is_an_error)
{
    static const char *const wrong[] = {
        "",
        " ",
        "{",
        "[",
        "]",
        "}",
        "{]",
        "[}",
        "{} {}",
        "{}x",
        "[1,]",
        "[,1]",
        "{,}",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "{a:1}",
        "{1:1}",
        "[1 2]",
        "{\"a\" 1}",
        "01",
        "-",
        "+1",
        "1.",
        ".5",
        "1e",
        "1e+",
        "0x1",
        "tru",
        "nulll",
        "NaN",
        "'a'",
        "\"",
        "\"\\",
        "\"\\x\"",
        "\"\\u12\"",
        "\"\\u12g4\"",
        "\"\n\"",
        "[\"a\"",
        "\"\\u\"",
        "\"\\ud800\"",
        "\"\\udc00\"",
        "\"\\ud800\\u0041\"",
        "\"\\ud800\\n12345\"",
        "\"\\ud800\\udbff\"",
        "{\"a\":1 \"b\":2}",
        "nul",
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        const char *got = events(wrong[i], strlen(wrong[i]));
        ck_assert_msg(got[strlen(got) - 1] == '!', "%s: %s", wrong[i], got);
    }
    ck_events("\"\\u001\x11\"", "!");
    ck_events("[\0]", "[!");
    ck_events("\0", "!");
}
END_TEST

START_TEST(bad_utf8_is_an_error)
{
    static const char *const wrong[] = {"\x80",
                                        "\xc0\x80",
                                        "\xc1\xbf",
                                        "\xc3",
                                        "\xe0\x9f\xbf",
                                        "\xed\xa0\x80",
                                        "\xf0\x8f\xbf\xbf",
                                        "\xf4\x90\x80\x80",
                                        "\xf5\x80\x80\x80",
                                        "\xff",
                                        "\xe2\x82",
                                        "\xc3\x28"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        char text[16] = "\"";
        memcpy(text + 1, wrong[i], strlen(wrong[i]));
        text[1 + strlen(wrong[i])] = '"';
        ck_assert_str_eq(events(text, strlen(wrong[i]) + 2), "!");
        ck_assert_str_eq(events(text, strlen(wrong[i]) + 1), "!");
    }
    ck_events("\"\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\xf4\x8f\xbf\xbf\xed\x9f\xbf\"", "sE");
}
END_TEST

static void decodes(const char *text, const char *expected, size_t size)
{
    struct eval_json json = {0};
    eval_json_start(&json, text, strlen(text));
    ck_assert_int_eq(eval_json_next(&json), EVAL_JSON_STRING);
    ck_assert_uint_eq(json.text_size, size);
    ck_assert_mem_eq(json.text, expected, size);
    ck_assert_int_eq(eval_json_next(&json), EVAL_JSON_END);
    eval_json_free(&json);
}

START_TEST(escapes_are_decoded)
{
    decodes("\"plain\"", "plain", 5);
    decodes("\"a\\\"\\\\\\/\\b\\f\\n\\r\\tz\"", "a\"\\/\b\f\n\r\tz", 10);
    decodes("\"\\u0041\\u00e9\\u20AC\"", "A\xc3\xa9\xe2\x82\xac", 6);
    decodes("\"\\ud83d\\ude00!\"", "\xf0\x9f\x98\x80!", 5);
    decodes("\"\\u0000\"", "\0", 1);
    decodes("\"\xc3\xa9\\n\xc3\xa9\"", "\xc3\xa9\n\xc3\xa9", 5);
}
END_TEST

START_TEST(depth_is_bounded)
{
    char text[2 * EVAL_JSON_DEPTH + 4];
    for (size_t depth = EVAL_JSON_DEPTH; depth <= EVAL_JSON_DEPTH + 1; depth++) {
        memset(text, '[', depth);
        memset(text + depth, ']', depth);
        const char *got = events(text, 2 * depth);
        ck_assert_int_eq(got[strlen(got) - 1], depth > EVAL_JSON_DEPTH ? '!' : 'E');
    }
}
END_TEST

START_TEST(levels_remember_what_they_are)
{
    ck_events("[{\"a\":[{\"b\":1}]},2]", "[{k[{kn}]}n]E");
    ck_events("[{\"a\":[1]]", "[{k[n]!");
    ck_events("{\"a\":[{}}", "{k[{}!");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("eval/json_scan");
    TCase *tcase = tcase_create("all");
    tcase_add_test(tcase, valid_texts_give_their_events);
    tcase_add_test(tcase, what_is_not_json_is_an_error);
    tcase_add_test(tcase, bad_utf8_is_an_error);
    tcase_add_test(tcase, escapes_are_decoded);
    tcase_add_test(tcase, depth_is_bounded);
    tcase_add_test(tcase, levels_remember_what_they_are);
    suite_add_tcase(suite, tcase);
    return run_suite(suite);
}
