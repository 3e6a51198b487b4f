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

/* What a record is, said slowly: looked at byte by byte, and always from its beginning. */
struct row {
    size_t size, lines;
    bool broken;
};

static bool closes(const char *data, size_t at, size_t size)
{
    return at == size || data[at] == ',' || data[at] == '\n' ||
           (data[at] == '\r' && (at + 1 == size || data[at + 1] == '\n'));
}

static struct row row_of(const char *data, size_t size, size_t max_line)
{
    struct row row = {.size = 0};
    bool quoted = false, closed = true;
    size_t at = 0;
    for (; at < size && (quoted || data[at] != '\n') && closed; at++) {
        row.lines += data[at] == '\n';
        if (!quoted) {
            quoted = data[at] == '"' && (!at || data[at - 1] == ',');
        } else if (data[at] == '"' && at + 1 < size && data[at + 1] == '"') {
            at++;
        } else if (data[at] == '"') {
            closed = closes(data, at + 1, size);
            quoted = false;
        }
    }
    row.size = at < size ? at + 1 : size;
    if (!quoted && closed && (!row.lines || feed_frame_content(data, row.size) <= max_line))
        return row;
    const char *newline = memchr(data, '\n', size);
    return (struct row){newline ? (size_t)(newline - data) + 1 : size, 0, true};
}

/* `step` bytes more at a time, or as many as chance says. */
static void expect_rows(const char *data, size_t size, size_t max_line, size_t step, uint64_t *state)
{
    struct feed_frame frame = {.delimiter = ',', .max_line = max_line};
    size_t have = 0;
    for (size_t begin = 0; begin < size;) {
        size_t found = 0;
        if (have > begin)
            found = feed_frame_end(&frame, data + begin, have - begin, have == size);
        if (!found) {
            ck_assert_uint_lt(have, size);
            have += step ? step : 1 + next_random(state) % 7;
            have = have < size ? have : size;
            continue;
        }
        struct row row = row_of(data + begin, size - begin, max_line);
        ck_assert_msg(found == row.size && frame.broken == row.broken && frame.lines == row.lines,
                      "at %zu of %.*s", begin, (int)size, data);
        feed_frame_next(&frame, found);
        begin += found;
    }
}

static uint64_t start_random(void)
{
    const char *given = getenv("STET_SEED");
    uint64_t seed = given ? strtoull(given, NULL, 10) : 11;
    printf("seed %" PRIu64 " (STET_SEED sets another)\n", seed);
    return seed;
}

START_TEST(rows_end_where_they_should_however_they_arrive)
{
    static const char *const parts[] = {"a", ",", "\"", "\n", "\"\"", ",\"", "\",", "\"\n", "\r\n", "\r", "\"\r\n",
                                        "a,\"b\nc\",d\n", "a\",b,\"c\n"};
    uint64_t state = start_random();
    for (int round = 0; round < 20000; round++) {
        struct stet_buf bytes = STET_BUF_INIT;
        size_t count = 1 + next_random(&state) % 60, kinds = 4 + next_random(&state) % 10;
        size_t max_line = round % 2 ? 1000 : 1 + next_random(&state) % 60;
        while (count--)
            ck_assert(stet_buf_add_text(&bytes, parts[next_random(&state) % kinds]));
        expect_rows(bytes.data, bytes.size, max_line, bytes.size, &state);
        expect_rows(bytes.data, bytes.size, max_line, 1, &state);
        expect_rows(bytes.data, bytes.size, max_line, 0, &state);
        stet_buf_free(&bytes);
    }
}
END_TEST

/* Sizes of the rows, '!' before those that are broken. */
static const char *rows(const char *data)
{
    static char told[256];
    struct feed_frame frame = {.delimiter = ',', .max_line = 1000};
    size_t used = 0;
    for (size_t size = strlen(data); size;) {
        size_t found = feed_frame_end(&frame, data, size, true);
        used += (size_t)snprintf(told + used, sizeof told - used, "%s%zu ", frame.broken ? "!" : "", found);
        feed_frame_next(&frame, found);
        data += found;
        size -= found;
    }
    return told;
}

START_TEST(a_quote_that_is_not_closed_breaks_one_line)
{
    ck_assert_str_eq(rows("a,\"b\nc\"\nd\n"), "8 2 ");
    ck_assert_str_eq(rows("a,\"b\r\nc\"\r\nd"), "10 1 ");
    ck_assert_str_eq(rows("\"a\nb\"\"c\",\"\"\n"), "12 ");
    ck_assert_str_eq(rows("a,\"b\nc\nd\n"), "!5 2 2 ");
    ck_assert_str_eq(rows("a,\"b\nc,d\ne \"f\" g\nh\n"), "!5 4 8 2 ");
    ck_assert_str_eq(rows("a,\"b\nc,\"d\ne,\"f\"\ng\n"), "!5 !5 6 2 ");
    ck_assert_str_eq(rows("a,\"b\"c,\"d\ne\n"), "!10 2 ");
    ck_assert_str_eq(rows("a,\"b\" \n\"c\"\rd\n"), "!7 !6 ");
    ck_assert_str_eq(rows("a,\"b\"\r"), "6 ");
    ck_assert_str_eq(rows("a,\"b"), "!4 ");
}
END_TEST

START_TEST(lines_behind_an_open_quote_are_looked_at_twice_at_most)
{
    /* Within quotes at each line end, both when looked ahead to and for itself: if each looked to the end or to the
     * limit on its own, this would take hours. */
    static const char line[] = "a\",x,\"c\n";
    size_t count = 1000000, size = count * (sizeof line - 1);
    char *data = malloc(size);
    ck_assert_ptr_nonnull(data);
    for (size_t i = 0; i < count; i++)
        memcpy(data + i * (sizeof line - 1), line, sizeof line - 1);
    for (int round = 0; round < 2; round++) {
        struct feed_frame frame = {.delimiter = ',', .max_line = round ? size : 1 << 20};
        for (size_t begin = 0; begin < size; begin += sizeof line - 1) {
            ck_assert_uint_eq(feed_frame_end(&frame, data + begin, size - begin, true), sizeof line - 1);
            ck_assert(frame.broken);
            feed_frame_next(&frame, sizeof line - 1);
        }
    }
    free(data);
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
    tcase_add_test(tests, rows_end_where_they_should_however_they_arrive);
    tcase_add_test(tests, a_quote_that_is_not_closed_breaks_one_line);
    tcase_add_test(tests, lines_behind_an_open_quote_are_looked_at_twice_at_most);
    tcase_add_test(tests, the_header_tells_which_column_is_which);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
