/* Tokens with their places. */
#include "text/spans.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "support/main.h"

static void check_same_tokens(const char *text, size_t size, struct text_spans *spans)
{
    struct text_tokens tokens = {NULL, 0, 0};
    ck_assert_int_eq(text_tokenise(text, size, &tokens, NULL), STET_OK);
    ck_assert_int_eq(text_spans_find(text, size, spans, NULL), STET_OK);
    ck_assert_uint_eq(spans->tokens.count, tokens.count);
    uint32_t end = 0;
    for (size_t i = 0; i < tokens.count; i++) {
        ck_assert_uint_eq(spans->tokens.hash[i], tokens.hash[i]);
        ck_assert_uint_ge(spans->span[i].start, end);
        ck_assert_uint_ge(spans->span[i].end, spans->span[i].start);
        end = spans->span[i].end;
    }
    ck_assert_uint_le(end, size);
    text_tokens_free(&tokens);
}

START_TEST(words_stand_where_they_stand)
{
    static const char text[] =
        "\"Don\xe2\x80\x99t,\" (she) said: 4.8 d'\xc3\xa9t\xc3\xa9\xe2\x80\xa6 \xe6\x96\xb0\xe5\x8d\x8e";
    static const char *const words[] = {"Don\xe2\x80\x99t",    "she",          "said",        "4.8",
                                        "d'\xc3\xa9t\xc3\xa9", "\xe6\x96\xb0", "\xe5\x8d\x8e"};
    struct text_spans spans = {.span = NULL};
    check_same_tokens(text, sizeof text - 1, &spans);
    ck_assert_uint_eq(spans.tokens.count, sizeof words / sizeof *words);
    for (size_t i = 0; i < spans.tokens.count; i++) {
        ck_assert_uint_eq(spans.span[i].end - spans.span[i].start, strlen(words[i]));
        ck_assert_mem_eq(text + spans.span[i].start, words[i], strlen(words[i]));
    }
    text_spans_free(&spans);
}
END_TEST

START_TEST(tokens_are_those_of_the_tokeniser_whatever_the_bytes)
{
    unsigned seed = (unsigned)time(NULL);
    printf("seed %u\n", seed);
    static const char *const pieces[] = {"a",
                                         "Z",
                                         "9",
                                         "Harbour",
                                         "internationalisation",
                                         "!",
                                         ".",
                                         ",",
                                         "'",
                                         " ",
                                         "\n",
                                         "\xc3\xa9",
                                         "\xe2\x80\x99",
                                         "\xff",
                                         "\xe6\x96\xb0",
                                         "\xea\xb0\x80",
                                         "\xcc\x81",
                                         "\xf0\x9f\x98\x80",
                                         "\xc2\xa0",
                                         "\xef\xac\x83",
                                         "\xe0\xa4\x95",
                                         "-",
                                         "\xef\xb7\xba"};
    struct text_spans spans = {.span = NULL};
    for (int round = 0; round < 2000; round++) {
        char text[100 * 20];
        size_t size = 0;
        for (int i = 0; i < 100; i++) {
            seed = seed * 1103515245 + 12345;
            const char *piece = pieces[(seed >> 16) % (sizeof pieces / sizeof *pieces)];
            memcpy(text + size, piece, strlen(piece));
            size += strlen(piece);
        }
        check_same_tokens(text, size, &spans);
    }
    check_same_tokens("", 0, &spans);
    text_spans_free(&spans);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("text/spans");
    TCase *all = tcase_create("all");
    tcase_add_test(all, words_stand_where_they_stand);
    tcase_add_test(all, tokens_are_those_of_the_tokeniser_whatever_the_bytes);
    suite_add_tcase(suite, all);
    return run_suite(suite);
}
