#include "feed/csv.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "feed/frame.h"
#include "support/main.h"

static uint64_t next_random(uint64_t *state)
{
    uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

/* Cells, each in brackets. */
static const char *split(char delimiter, const char *row, size_t size)
{
    static char told[512];
    struct stet_arena arena = STET_ARENA_INIT;
    struct feed_cells cells = {.most = 16};
    size_t used = 0;
    char *copy = malloc(size ? size : 1);
    ck_assert_ptr_nonnull(copy);
    memcpy(copy, row, size);
    ck_assert(feed_csv_split(delimiter, copy, size, &arena, &cells));
    for (size_t i = 0; i < cells.count; i++)
        used +=
            (size_t)snprintf(told + used, sizeof told - used, "[%.*s]", (int)cells.data[i].size, cells.data[i].data);
    free(copy);
    free(cells.data);
    stet_arena_free(&arena);
    return told;
}

START_TEST(rows_are_split_as_the_standard_says)
{
    static const struct {
        const char *row, *cells;
    } cases[] = {
        {"a,b,c\n", "[a][b][c]"},
        {"a,b,c\r\n", "[a][b][c]"},
        {"a,b,c", "[a][b][c]"},
        {"a,,c,\n", "[a][][c][]"},
        {",", "[][]"},
        {"", "[]"},
        {"\"a\",\"b\"\n", "[a][b]"},
        {"\"a,b\",c\n", "[a,b][c]"},
        {"\"a\nb\",c\n", "[a\nb][c]"},
        {"\"a \"\"b\"\" c\",d\n", "[a \"b\" c][d]"},
        {"\"\"\"\",x\n", "[\"][x]"},
        {"\"\",x\n", "[][x]"},
        {"\"\"\n", "[]"},
        {"a\"b\",c\n", "[a\"b\"][c]"},
        {" \"a\",c\n", "[ \"a\"][c]"},
        {"\"a\"tail,c\n", "[atail][c]"},
        {"\"a\" \"b\",c\n", "[a \"b\"][c]"},
        {"\"a\"\"\"tail,c\n", "[a\"tail][c]"},
        {"\"open,c\n", "[open,c]"},
        {"a\rb,c\n", "[a\rb][c]"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        ck_assert_str_eq(split(',', cases[i].row, strlen(cases[i].row)), cases[i].cells);
    ck_assert_str_eq(split('\t', "a,b\t\"c\td\"\n", 10), "[a,b][c\td]");
}
END_TEST

START_TEST(cells_beyond_those_wanted_are_counted)
{
    struct stet_arena arena = STET_ARENA_INIT;
    struct feed_cells cells = {.most = 2};
    ck_assert(feed_csv_split(',', "a,b,c,\"d\"\"\"", 11, &arena, &cells));
    ck_assert_uint_eq(cells.count, 4);
    ck_assert_uint_le(cells.capacity, 16);
    free(cells.data);
    stet_arena_free(&arena);
}
END_TEST

/* A table in which every kind of cell occurs, with the places where its rows end. */
struct table {
    struct stet_buf bytes;
    size_t ends[64];
    size_t lines[64];
    size_t count;
};

static void add_row(struct table *table, uint64_t *state)
{
    static const char *const cells[] = {"plain", "",    "\"quoted\"", "\"two\nlines\"", "\"a \"\"b\"\"\"",
                                        "\"\"",  "a\"", "\"x,y\"",    "\"\r\n\n\"",     "\"q\"tail"};
    static const size_t lines[] = {0, 0, 0, 1, 0, 0, 0, 0, 2, 0};
    size_t inside = 0;
    for (size_t cell = 0, count = 1 + next_random(state) % 4; cell < count; cell++) {
        size_t kind = next_random(state) % 10;
        inside += lines[kind];
        ck_assert(stet_buf_add_text(&table->bytes, cell ? "," : ""));
        ck_assert(stet_buf_add_text(&table->bytes, cells[kind]));
    }
    ck_assert(stet_buf_add_text(&table->bytes, next_random(state) % 2 ? "\n" : "\r\n"));
    table->ends[table->count] = table->bytes.size;
    table->lines[table->count++] = inside;
}

START_TEST(rows_end_where_they_were_written_however_they_arrive)
{
    const char *given = getenv("STET_SEED");
    uint64_t seed = given ? strtoull(given, NULL, 10) : 11, state = seed;
    printf("seed %" PRIu64 " (STET_SEED sets another)\n", seed);
    for (int round = 0; round < 2000; round++) {
        struct table table = {.count = 0};
        while (table.count < 20)
            add_row(&table, &state);
        struct feed_frame frame = {.delimiter = ','};
        size_t begin = 0, have = 0;
        for (size_t row = 0; row < table.count;) {
            size_t size = feed_frame_end(&frame, table.bytes.data + begin, have - begin);
            if (!size) {
                ck_assert_uint_lt(have, table.bytes.size);
                have += 1 + next_random(&state) % 7;
                have = have < table.bytes.size ? have : table.bytes.size;
                continue;
            }
            begin += size;
            ck_assert_uint_eq(begin, table.ends[row]);
            ck_assert_uint_eq(frame.lines, table.lines[row]);
            feed_frame_reset(&frame);
            row++;
        }
        stet_buf_free(&table.bytes);
    }
}
END_TEST

START_TEST(the_header_tells_which_column_is_which)
{
    struct feed_fields *fields;
    struct feed_columns columns;
    stet_field_names names = {.title = "/Über"};
    ck_assert_int_eq(feed_fields_create(&fields, &names, NULL), STET_OK);
    stet_span header = {"content,Über,\"body\",body,url,x", 31};
    header.size = strlen(header.data);
    ck_assert_int_eq(feed_columns_read(&columns, ',', header, fields, "f", NULL), STET_OK);
    ck_assert_uint_eq(columns.count, 6);
    ck_assert_uint_eq(columns.field_count[FEED_TEXT], 2);
    ck_assert_uint_eq(columns.field[FEED_TEXT][0], 2);
    ck_assert_uint_eq(columns.field[FEED_TEXT][1], 0);
    ck_assert_uint_eq(columns.field[FEED_TITLE][0], 1);
    ck_assert_uint_eq(columns.field[FEED_ID][0], 4);
    ck_assert_uint_eq(columns.field[FEED_URL][0], 4);
    stet_error err;
    stet_span none = {"a,b", 3};
    ck_assert_int_eq(feed_columns_read(&columns, ',', none, fields, "f.csv", &err), STET_ERR_INPUT);
    ck_assert_str_eq(err.message, "f.csv: the header has no column for the text "
                                  "(text, body, content, maintext, article_body, articleBody)");
    feed_fields_free(fields);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("feed/csv");
    TCase *tests = tcase_create("csv");
    tcase_set_timeout(tests, 120);
    tcase_add_test(tests, rows_are_split_as_the_standard_says);
    tcase_add_test(tests, cells_beyond_those_wanted_are_counted);
    tcase_add_test(tests, rows_end_where_they_were_written_however_they_arrive);
    tcase_add_test(tests, the_header_tells_which_column_is_which);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
