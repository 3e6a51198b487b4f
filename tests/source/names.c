/* The quick answers about names must never say no where the slow one says yes. */
#include "source/names.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "source/agency.h"
#include "source/finder.h"

static uint64_t next_random(uint64_t *state)
{
    uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    return z ^ z >> 31;
}

static const struct source_names *const tables[] = {&source_builtin.aliases, &source_phrase_texts, &source_files_texts,
                                                    &source_builtin.outlets};
#define TABLES (sizeof tables / sizeof *tables)

/* Whether `at` has the text of the name, as it must be written. */
static bool spelt(const struct source_name *name, const char *at)
{
    return name->exact ? !memcmp(name->text, at, name->size) : !strncasecmp(name->text, at, name->size);
}

/* A name, in some case, cut or whole, between words; returns the bytes written. */
static size_t write_piece(uint64_t *state, char *out)
{
    static const char *const words[] = {" ",      "the ", ", ",     "said",           "—",          "(",            "=",
                                        "\n",     "A",    "د",      "社",             " staff",     " staff writer", " writers",
                                        " sports", " news", " agency", " correspondent", " via ap", " news service"};
    uint64_t r = next_random(state);
    if (r % 3 == 0) {
        const char *word = words[r / 3 % (sizeof words / sizeof *words)];
        memcpy(out, word, strlen(word));
        return strlen(word);
    }
    const struct source_names *table = tables[r / 3 % TABLES];
    const struct source_name *name = &table->names[next_random(state) % table->index[SOURCE_BUCKETS]];
    size_t size = name->size - (r / 64 % 8 == 0);
    memcpy(out, name->text, size);
    for (size_t i = 0; i < size; i++)
        if (r / 512 % 4 == 0 && out[i] >= 'a' && out[i] <= 'z')
            out[i] = (char)(out[i] - 'a' + 'A');
    return size;
}

static size_t write_line(uint64_t *state, char *out)
{
    size_t size = 0;
    for (uint64_t pieces = 1 + next_random(state) % 4; pieces; pieces--)
        size += write_piece(state, out + size);
    return size;
}

/* Check writes down every assertion that holds; there are too many of these. */
static void must(bool true_of_it, const char *what, const char *at, const char *end)
{
    if (!true_of_it)
        ck_abort_msg("%s: %.*s", what, (int)(end - at), at);
}

/* Whether the name that is spelt at `at` is the beginning of a longer word. */
static bool goes_on(const struct source_name *name, const char *at, size_t room)
{
    return name->size < room && stet_ascii_is_alpha(at[name->size - 1]) && stet_ascii_is_alpha(at[name->size]);
}

static void check_names(const struct source_names *table, const char *at, const char *end)
{
    size_t room = (size_t)(end - at);
    const struct source_name *found = source_name_at(table, at, end);
    must(!found || (found->size <= room && spelt(found, at)), "found what is not there", at, end);
    for (unsigned i = 0; i < table->index[SOURCE_BUCKETS]; i++) {
        const struct source_name *name = &table->names[i];
        if (name->size > room || !spelt(name, at) || goes_on(name, at, room))
            continue;
        must(source_name_possible(table, table, at, end), "not possible", at, end);
        must(source_name_possible(tables[0], table, at, end), "not possible beside another table", at, end);
        if (name->size < room) /* what follows may make it part of a word */
            continue;
        must(found && found->size == room, "not found", at, end);
        must(source_name_whole(table, at, end) != NULL, "not found as a whole", at, end);
    }
}

START_TEST(every_name_is_possible_and_found_at_its_place)
{
    uint64_t state = UINT64_C(0x5eed0002);
    for (int round = 0; round < 3000; round++) {
        char line[1200];
        size_t size = write_line(&state, line);
        for (size_t at = 0; at < size; at++)
            for (size_t t = 0; t < TABLES; t++)
                check_names(tables[t], line + at, line + size);
    }
}
END_TEST

START_TEST(lists_are_possible_where_they_begin_and_end)
{
    uint64_t state = UINT64_C(0x5eed0003);
    size_t whole = 0;
    for (int round = 0; round < 100000; round++) {
        char line[1200];
        const char *end = line + write_line(&state, line);
        for (const char *at = line; at < end; at++) {
            struct source_list list;
            uint16_t agency;
            size_t size;
            bool alias = source_alias_at(&source_builtin, at, end, &agency) > 0;
            if (alias || source_phrase_at(at, end, &size))
                must(finder_opens(&source_builtin, at, end), "opens nothing", at, end);
            must(!alias || source_list_prefix(&source_builtin, at, end, &list), "no list", at, end);
            if (source_list_whole(&source_builtin, at, end, &list)) {
                must(source_list_may_end(&source_builtin, line, end), "ends in no list", line, end);
                whole++;
            }
        }
    }
    ck_assert_uint_gt(whole, 10000);
}
END_TEST

START_TEST(words_of_prose_are_neither_possible_nor_an_end)
{
    static const char *const words[] = {"Delegates", "January", "harbour", "fisheries", "1,750",
                                        "вода",      "dollars", "average"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        const char *end = words[i] + strlen(words[i]);
        ck_assert_msg(!finder_opens(&source_builtin, words[i], end), "%s", words[i]);
        ck_assert_msg(!source_list_may_end(&source_builtin, words[i], end), "%s", words[i]);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("source/names");
    TCase *tests = tcase_create("all");
    tcase_set_timeout(tests, 120);
    tcase_add_test(tests, every_name_is_possible_and_found_at_its_place);
    tcase_add_test(tests, lists_are_possible_where_they_begin_and_end);
    tcase_add_test(tests, words_of_prose_are_neither_possible_nor_an_end);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
