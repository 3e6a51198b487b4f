/* The tables are data: this checks the files as written and as compiled. */
#include "source/agency.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "source/finder.h"

struct file {
    char *text;
    size_t size;
};

static struct file read_file(const char *path)
{
    struct file file = {NULL, 0};
    FILE *in = fopen(path, "rb");
    ck_assert_msg(in != NULL, "%s: not found", path);
    file.text = malloc(1 << 20);
    ck_assert_ptr_nonnull(file.text);
    file.size = fread(file.text, 1, (1 << 20) - 1, in);
    file.text[file.size] = '\0';
    fclose(in);
    return file;
}

/* Splits `text` in place at `by`; returns the parts. */
static size_t split(char *text, char by, char **parts, size_t room)
{
    size_t count = 0;
    for (char *next; text && count < room; text = next) {
        next = strchr(text, by);
        if (next)
            *next++ = '\0';
        parts[count++] = text;
    }
    return count;
}

static void check_utf8(const struct file *file)
{
    for (size_t i = 0; i < file->size;) {
        utf8proc_int32_t code;
        utf8proc_ssize_t n =
            utf8proc_iterate((const utf8proc_uint8_t *)file->text + i, (utf8proc_ssize_t)(file->size - i), &code);
        ck_assert_msg(n > 0, "not UTF-8 at byte %zu", i);
        i += (size_t)n;
    }
}

START_TEST(the_table_of_agencies_has_six_columns_and_no_code_twice)
{
    struct file file = read_file("src/source/agencies.tsv");
    check_utf8(&file);
    char *lines[512], *columns[8], *codes[SOURCE_MAX_AGENCIES];
    size_t count = split(file.text, '\n', lines, 512), agencies = 0;
    for (size_t i = 0; i < count; i++) {
        if (!*lines[i] || *lines[i] == '#')
            continue;
        ck_assert_msg(split(lines[i], '\t', columns, 8) == 6, "line %zu", i + 1);
        for (size_t c = 0; c < 4; c++)
            ck_assert_msg(*columns[c], "line %zu: column %zu is empty", i + 1, c + 1);
        ck_assert_msg(strlen(columns[2]) == 2, "line %zu: country", i + 1);
        for (size_t a = 0; a < agencies; a++)
            ck_assert_str_ne(codes[a], columns[0]);
        ck_assert_uint_eq(source_agency_find(&source_builtin, columns[0]), agencies);
        ck_assert_str_eq(source_builtin.agencies[agencies].name, columns[1]);
        codes[agencies++] = columns[0];
    }
    ck_assert_uint_eq(agencies, source_builtin.count);
    free(file.text);
}
END_TEST

/* Whether a reader could not tell the two apart. */
static bool same_name(const struct source_name *a, const struct source_name *b)
{
    if (a->size != b->size)
        return false;
    return a->exact || b->exact ? !memcmp(a->text, b->text, a->size) : !strncasecmp(a->text, b->text, a->size);
}

static void check_names(const struct source_names *table, size_t values)
{
    size_t count = table->index[1024];
    ck_assert_uint_gt(count, 0);
    for (size_t i = 0; i < count; i++) {
        const struct source_name *name = &table->names[i];
        ck_assert_uint_eq(name->size, strlen(name->text));
        ck_assert_uint_lt(name->value, values);
        ck_assert_ptr_nonnull(source_name_at(table, name->text, name->text + name->size));
        for (size_t k = 0; k < i; k++)
            ck_assert_msg(!same_name(name, &table->names[k]), "%s twice", name->text);
    }
}

START_TEST(no_name_stands_for_two_and_each_is_found)
{
    check_names(&source_builtin.aliases, source_builtin.count);
    check_names(&source_builtin.outlets, source_builtin.count);
    check_names(&source_phrase_texts, source_phrase_texts.index[1024]);
}
END_TEST

START_TEST(a_name_is_found_whole_words_only_and_the_longest_first)
{
    static const struct {
        const char *text;
        const char *code;
        size_t size;
    } cases[] = {
        {"AP", "AP", 2},
        {"APPLE", NULL, 0},
        {"ap", NULL, 0},
        {"dpa", "DPA", 3},
        {"AFP—", "AFP", 3},
        {"Reuters", "REUTERS", 7},
        {"reuters,", "REUTERS", 7},
        {"Reutersville", NULL, 0},
        {"Thomson Reuters Foundation x", "REUTERS", 26},
        {"Interfax-Ukraine", "INTERFAXUA", 16},
        {"新华社北京", "XINHUA", 9},
        {"واس ", "SPA", 6},
        {"واسع", NULL, 0},
        {"ТАСС/", "TASS", 8},
        {"A", NULL, 0},
        {"", NULL, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        uint16_t agency;
        const char *end = cases[i].text + strlen(cases[i].text);
        size_t size = source_alias_at(&source_builtin, cases[i].text, end, &agency);
        ck_assert_msg(size == cases[i].size, "%s: %zu", cases[i].text, size);
        if (size)
            ck_assert_str_eq(source_builtin.agencies[agency].code, cases[i].code);
    }
}
END_TEST

START_TEST(outlets_are_known_by_name_domain_and_url)
{
    static const struct {
        const char *source, *url, *code;
    } cases[] = {
        {"Reuters", "", "REUTERS"},
        {"www.reuters.com", "", "REUTERS"},
        {"apnews.com", "", "AP"},
        {"was", "", "SPA"},
        {"", "https://uk.reuters.com/article/x", "REUTERS"},
        {"", "http://tass.ru", "TASS"},
        {"cbc.ca", "https://www.cbc.ca/reuters.com", NULL},
        {"notreuters.com", "", NULL},
        {"ctvnews.ca", "", NULL},
        {"", "", NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        stet_span source = {cases[i].source, strlen(cases[i].source)}, url = {cases[i].url, strlen(cases[i].url)};
        uint16_t agency = source_outlet_agency(&source_builtin, source, url);
        uint16_t wanted = cases[i].code ? source_agency_find(&source_builtin, cases[i].code) : SOURCE_NO_AGENCY;
        ck_assert_msg(agency == wanted, "%s %s", cases[i].source, cases[i].url);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("source/agencies");
    TCase *tests = tcase_create("all");
    tcase_add_test(tests, the_table_of_agencies_has_six_columns_and_no_code_twice);
    tcase_add_test(tests, no_name_stands_for_two_and_each_is_found);
    tcase_add_test(tests, a_name_is_found_whole_words_only_and_the_longest_first);
    tcase_add_test(tests, outlets_are_known_by_name_domain_and_url);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
