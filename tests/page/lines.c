/* Lines and their shapes. */
#include <string.h>

#include "page/lines.h"
#include "support/main.h"

static struct page_lines lines;
static struct stet_arena arena;

static void cut(const char *text)
{
    lines.count = 0;
    ck_assert_int_eq(page_lines_cut(&lines, (stet_span){text, strlen(text)}, &arena, NULL), STET_OK);
}

static bool is(size_t i, const char *text)
{
    return lines.data[i].text.size == strlen(text) && !memcmp(lines.data[i].text.data, text, strlen(text));
}

START_TEST(shapes_are_those_of_any_language)
{
    static const struct {
        const char *text;
        enum page_shape shape;
    } cases[] = {{"Related Articles", PAGE_SHAPE_SHORT},
                 {"Trump rules out sending troops to Ukraine", PAGE_SHAPE_HEAD},
                 {"It is done.", PAGE_SHAPE_SENTENCE},
                 {"\"It is done,\" said the mayor of the town, who had hoped so.", PAGE_SHAPE_PROSE},
                 {"« C'est une page qui se tourne », a déclaré la maire visiblement émue. »", PAGE_SHAPE_PROSE},
                 {"埃勒里灯塔四十年后重新点亮", PAGE_SHAPE_HEAD},
                 {"这盏灯制造于1911年，在鱼市场后面的仓库里存放了四十多年。", PAGE_SHAPE_PROSE},
                 {"الرئيسية", PAGE_SHAPE_SHORT},
                 {"هل تعود العبارة إلى العمل قبل الربيع كما وعدت الشركة السكان؟", PAGE_SHAPE_PROSE}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        cut(cases[i].text);
        ck_assert_msg(lines.data[0].shape == cases[i].shape, "%s: %d", cases[i].text, lines.data[0].shape);
    }
}
END_TEST

START_TEST(gaps_are_those_beyond_the_usual)
{
    cut("one\n\n\ntwo\nthree\n");
    ck_assert_uint_eq(lines.count, 3);
    ck_assert_uint_eq(lines.data[1].gap, 2);
    ck_assert_uint_eq(lines.data[1].number, 4);
    cut("one\r\n\r\ntwo\r\n\r\nthree\r\n\r\n\r\nfour\r\n\r\nfive");
    ck_assert_uint_eq(lines.data[1].gap, 0);
    ck_assert_uint_eq(lines.data[3].gap, 1);
    ck_assert(is(4, "five"));
}
END_TEST

START_TEST(text_broken_at_a_width_is_joined)
{
    cut("The lighthouse of the town was lit on Wednesday\n"
        "night for the first time in forty years, and all\n"
        "the people came.\n"
        "\n"
        "The lamp was found in a shed behind the market,\n"
        "where it had been for a long time.\n"
        "   The mayor said that it was a great day for the\n"
        "town and its people.\n");
    ck_assert_uint_eq(lines.count, 3);
    ck_assert(is(1, "The lamp was found in a shed behind the market, where it had been for a long time."));
    ck_assert(is(2, "The mayor said that it was a great day for the town and its people."));
}
END_TEST

START_TEST(headlines_in_a_row_are_not_joined)
{
    cut("Ferry stays in port until spring, operator says\n"
        "Storm closes the coast road between town and cape\n"
        "Mayor opens the new fish market behind the harbour\n"
        "Fish prices rise to the highest since the great frost\n");
    ck_assert_uint_eq(lines.count, 4);
}
END_TEST

START_TEST(sentences_are_counted)
{
    static const struct {
        const char *text;
        size_t count;
    } cases[] = {{"One sentence with U.S. in it and no more.", 1},
                 {"One here. Two there! Three?", 3},
                 {"None at all", 1},
                 {"这是一句。这是两句。", 2}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t count = page_sentences((stet_span){cases[i].text, strlen(cases[i].text)});
        ck_assert_msg(count == cases[i].count, "%s: %zu", cases[i].text, count);
    }
}
END_TEST

START_TEST(too_many_lines_are_refused)
{
    size_t size = 2 * ((size_t)PAGE_MAX_LINES + 1);
    char *text = malloc(size);
    ck_assert_ptr_nonnull(text);
    for (size_t i = 0; i < size; i++)
        text[i] = i % 2 ? '\n' : 'x';
    lines.count = 0;
    ck_assert_int_eq(page_lines_cut(&lines, (stet_span){text, size - 2}, &arena, NULL), STET_OK);
    lines.count = 0;
    ck_assert_int_eq(page_lines_cut(&lines, (stet_span){text, size}, &arena, NULL), STET_ERR_LIMIT);
    free(text);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("lines");
    TCase *tcase = tcase_create("lines");
    tcase_add_test(tcase, shapes_are_those_of_any_language);
    tcase_add_test(tcase, gaps_are_those_beyond_the_usual);
    tcase_add_test(tcase, text_broken_at_a_width_is_joined);
    tcase_add_test(tcase, headlines_in_a_row_are_not_joined);
    tcase_add_test(tcase, sentences_are_counted);
    tcase_add_test(tcase, too_many_lines_are_refused);
    suite_add_tcase(suite, tcase);
    int code = run_suite(suite);
    page_lines_free(&lines);
    stet_arena_free(&arena);
    return code;
}
