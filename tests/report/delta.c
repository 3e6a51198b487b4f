/* Copies as what they share and what is their own: put together again they are the copies. */
#include "report/delta.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "support/main.h"

static struct report_text canonical, copy;
static struct match_alignment scratch;

static void delta(const char *a, const char *b, struct stet_buf *out)
{
    out->size = 0;
    ck_assert_int_eq(report_text_tidy(&canonical, (stet_span){a, strlen(a)}, 10000, NULL), STET_OK);
    ck_assert_int_eq(report_text_split(&canonical, NULL), STET_OK);
    ck_assert_int_eq(report_text_tidy(&copy, (stet_span){b, strlen(b)}, 10000, NULL), STET_OK);
    ck_assert_int_eq(report_text_split(&copy, NULL), STET_OK);
    ck_assert_int_eq(report_delta(&canonical, &copy, &scratch, out, NULL), STET_OK);
    ck_assert(stet_buf_add_byte(out, 0));
}

static void check(const char *a, const char *b, const char *wanted)
{
    struct stet_buf out = STET_BUF_INIT;
    delta(a, b, &out);
    ck_assert_str_eq(out.data, wanted);
    stet_buf_free(&out);
}

static void release(void)
{
    report_text_free(&canonical);
    report_text_free(&copy);
    match_alignment_free(&scratch);
}

START_TEST(copies_refer_to_what_they_share)
{
    check("one two three four", "one two three four", "[[0,18]]");
    check("one two three four", "one two 3 four", "[[0,7],\" 3 \",[14,4]]");
    check("one two three", "", "[]");
    check("", "one <b>", "[\"one \\u003cb\\u003e\"]");
    check("one two three four", "One two, three four!", "[[0,8,\"One two, \"],[8,10],\"!\"]");
    release();
}
END_TEST

START_TEST(places_count_utf16_units)
{
    /* A face is two units, an accented letter one. */
    check("\xf0\x9f\x98\x80 \xc3\xa9t\xc3\xa9 deux trois quatre cinq", "deux trois quatre cinq", "[[7,22]]");
    release();
}
END_TEST

START_TEST(texts_are_tidied_and_cut_between_words)
{
    static const char text[] = "  one\t two \n\n \r\nthree\x01 four";
    ck_assert_int_eq(report_text_tidy(&canonical, (stet_span){text, sizeof text - 1}, 100, NULL), STET_OK);
    ck_assert(!canonical.cut && canonical.text.size == 18);
    ck_assert_mem_eq(canonical.text.data, "one two\nthree four", 18);
    ck_assert_int_eq(report_text_tidy(&canonical, (stet_span){text, sizeof text - 1}, 16, NULL), STET_OK);
    ck_assert(canonical.cut && canonical.text.size == 13);
    static const char chinese[] = "\xe6\x96\xb0\xe5\x8d\x8e\xe7\xa4\xbe";
    ck_assert_int_eq(report_text_tidy(&canonical, (stet_span){chinese, sizeof chinese - 1}, 8, NULL), STET_OK);
    ck_assert(canonical.cut && canonical.text.size == 6);
    release();
}
END_TEST

/* What the page does, for texts of ASCII without escapes. */
static void rebuild(const char *json, const struct stet_buf *from, struct stet_buf *out)
{
    out->size = 0;
    for (json++; *json != ']'; json += *json == ',') {
        if (*json == '[') {
            char *end;
            size_t at = strtoul(json + 1, &end, 10), size = strtoul(end + 1, &end, 10);
            ck_assert_uint_le(at + size, from->size);
            if (*end == ',') {
                const char *close = strchr(end + 2, '"');
                ck_assert(stet_buf_add(out, end + 2, (size_t)(close - end - 2)));
                end = (char *)close + 1;
            } else {
                ck_assert(stet_buf_add(out, from->data + at, size));
            }
            json = end + 1;
        } else {
            const char *close = strchr(json + 1, '"');
            ck_assert(stet_buf_add(out, json + 1, (size_t)(close - json - 1)));
            json = close + 1;
        }
    }
}

START_TEST(the_page_gets_every_copy_back)
{
    unsigned seed = (unsigned)time(NULL);
    printf("seed %u\n", seed);
    static const char *const words[] = {"harbour", "crews", "vote", "on", "4.8", "billion,",
                                        "the",     "end",   "Of",   "of", "a."};
    struct stet_buf out = STET_BUF_INIT, built = STET_BUF_INIT;
    for (int round = 0; round < 500; round++) {
        char a[4000] = "", b[4000] = "";
        size_t size_a = 0, size_b = 0;
        for (int i = 0; i < 150; i++) {
            seed = seed * 1103515245 + 12345;
            const char *word = words[(seed >> 16) % (sizeof words / sizeof *words)];
            unsigned change = seed >> 24 & 31;
            if (change != 1)
                size_a += (size_t)snprintf(a + size_a, sizeof a - size_a, "%s ", word);
            if (change != 2)
                size_b += (size_t)snprintf(b + size_b, sizeof b - size_b, change == 3 ? "%s - " : "%s ",
                                           change == 4 ? "other" : word);
        }
        delta(a, b, &out);
        rebuild(out.data, &canonical.text, &built);
        ck_assert_uint_eq(built.size, copy.text.size);
        ck_assert(!memcmp(built.data, copy.text.data, built.size));
    }
    stet_buf_free(&out);
    stet_buf_free(&built);
    release();
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("report/delta");
    TCase *all = tcase_create("all");
    tcase_add_test(all, copies_refer_to_what_they_share);
    tcase_add_test(all, places_count_utf16_units);
    tcase_add_test(all, texts_are_tidied_and_cut_between_words);
    tcase_add_test(all, the_page_gets_every_copy_back);
    suite_add_tcase(suite, all);
    return run_suite(suite);
}
