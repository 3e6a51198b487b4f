/* The table of words, and how they are found in text. */
#include <string.h>

#include "page/words.h"
#include "support/main.h"

static stet_span span(const char *text)
{
    return (stet_span){text, strlen(text)};
}

START_TEST(every_word_is_found_by_itself)
{
    for (int kind = 0; kind < PAGE_WORD_KINDS; kind++) {
        ck_assert_uint_gt(page_words[kind].count, 0);
        for (size_t i = 0; i < page_words[kind].count; i++) {
            const struct page_word *word = &page_words[kind].words[i];
            char text[128];
            size_t to = 0;
            for (size_t k = 0; k < word->size; k++)
                text[to++] = word->text[k] == '#' ? '7' : word->text[k];
            uint64_t value;
            ck_assert_uint_eq(word->size, strlen(word->text));
            ck_assert_msg(page_word_at((enum page_word_kind)kind, (stet_span){text, to}, &value) == to, "%s",
                          word->text);
        }
    }
}
END_TEST

START_TEST(numbers_multiply_and_are_bounded)
{
    uint64_t value;
    ck_assert_uint_eq(page_word_at(PAGE_WORD_AGE, span("12 minutes ago, we heard"), &value), 14);
    ck_assert_uint_eq(value, 720);
    ck_assert_uint_gt(page_word_at(PAGE_WORD_AGE, span("منذ ٣ ساعات"), &value), 0);
    ck_assert_uint_eq(value, 3 * 3600);
    ck_assert_uint_gt(page_word_at(PAGE_WORD_AGE, span("99999999999999999999999 hours ago"), &value), 0);
    ck_assert_uint_le(value, UINT64_C(3600) * 1000000);
}
END_TEST

START_TEST(case_spaces_and_apostrophes_do_not_matter)
{
    uint64_t value;
    ck_assert_uint_gt(page_word_at(PAGE_WORD_AGE,
                                   span("IL Y A\xc2\xa0"
                                        "3\xc2\xa0HEURES"),
                                   &value),
                      0);
    ck_assert_uint_eq(value, 3 * 3600);
    ck_assert_uint_gt(page_word_at(PAGE_WORD_AGE, span("\xc3\x80 l\xe2\x80\x99instant"), &value), 0);
    ck_assert(page_word_whole(PAGE_WORD_END, span("COMMENTS (27)")));
}
END_TEST

START_TEST(a_word_is_not_the_beginning_of_a_longer_one)
{
    uint64_t value;
    ck_assert_uint_eq(page_word_at(PAGE_WORD_MONTH, span("mayor"), &value), 0);
    ck_assert_uint_eq(page_word_at(PAGE_WORD_BYLINE, span("bystanders"), &value), 0);
    ck_assert(!page_word_whole(PAGE_WORD_END, span("Comments by the mayor")));
    ck_assert_uint_eq(page_word_at(PAGE_WORD_AGE, span(""), &value), 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("words");
    TCase *tcase = tcase_create("words");
    tcase_add_test(tcase, every_word_is_found_by_itself);
    tcase_add_test(tcase, numbers_multiply_and_are_bounded);
    tcase_add_test(tcase, case_spaces_and_apostrophes_do_not_matter);
    tcase_add_test(tcase, a_word_is_not_the_beginning_of_a_longer_one);
    suite_add_tcase(suite, tcase);
    return run_suite(suite);
}
