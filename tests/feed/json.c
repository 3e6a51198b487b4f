#include "feed/json.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "feed/oracle.h"
#include "feed/unescape.h"
#include "support/main.h"

static struct feed_json *json;

static void begin(void)
{
    json = feed_json_create();
    ck_assert_ptr_nonnull(json);
}

static void end(void)
{
    feed_json_free(json);
}

/* Scans a line that lies in memory as in a block: a line end and padding behind it, nothing more. */
static const char *scan_bytes(const struct feed_fields *fields, const char *line, size_t size, char **copy,
                              stet_span found[FEED_FIELD_COUNT])
{
    const char *reason = "?";
    *copy = calloc(size + 1 + FEED_JSON_PADDING, 1);
    ck_assert_ptr_nonnull(*copy);
    memcpy(*copy, line, size);
    (*copy)[size] = '\n';
    ck_assert(feed_json_scan(json, fields, *copy, size, found, &reason));
    return reason;
}

static const char *reason_of(const char *line)
{
    struct feed_fields *fields;
    stet_field_names names = {NULL};
    stet_span found[FEED_FIELD_COUNT];
    char *copy;
    ck_assert_int_eq(feed_fields_create(&fields, &names, NULL), STET_OK);
    const char *reason = scan_bytes(fields, line, strlen(line), &copy, found);
    free(copy);
    feed_fields_free(fields);
    return reason;
}

/* The raw token of a field, or "" when it is absent. */
static const char *token_of(const char *line, const stet_field_names *names, enum feed_field field)
{
    static char token[128];
    static const stet_field_names usual;
    struct feed_fields *fields;
    stet_span found[FEED_FIELD_COUNT];
    char *copy;
    ck_assert_int_eq(feed_fields_create(&fields, names ? names : &usual, NULL), STET_OK);
    const char *reason = scan_bytes(fields, line, strlen(line), &copy, found);
    ck_assert_msg(!reason, "%s: %s", line, reason);
    snprintf(token, sizeof token, "%.*s", (int)found[field].size, found[field].data);
    free(copy);
    feed_fields_free(fields);
    return token;
}

START_TEST(the_first_usual_name_counts_wherever_it_stands)
{
    ck_assert_str_eq(token_of("{\"content\":\"c\",\"body\":\"b\",\"text\":\"t\"}", NULL, FEED_TEXT), "\"t\"");
    ck_assert_str_eq(token_of("{\"content\":\"c\",\"body\":\"b\"}", NULL, FEED_TEXT), "\"b\"");
    ck_assert_str_eq(token_of("{\"articleBody\":\"a\",\"article_body\":\"b\"}", NULL, FEED_TEXT), "\"b\"");
    ck_assert_str_eq(token_of("{\"link\":\"l\",\"url\":\"u\"}", NULL, FEED_ID), "\"u\"");
    ck_assert_str_eq(token_of("{\"link\":\"l\",\"url\":\"u\"}", NULL, FEED_URL), "\"u\"");
    ck_assert_str_eq(token_of("{\"link\":\"l\",\"guid\":\"g\"}", NULL, FEED_ID), "\"g\"");
    ck_assert_str_eq(token_of("{\"link\":\"l\",\"guid\":\"g\"}", NULL, FEED_URL), "\"l\"");
    ck_assert_str_eq(token_of("{\"id\" : 17 ,\"guid\":\"g\"}", NULL, FEED_ID), "17");
}
END_TEST

START_TEST(what_cannot_be_the_field_counts_as_absent)
{
    ck_assert_str_eq(token_of("{\"text\":null,\"body\":\"b\"}", NULL, FEED_TEXT), "\"b\"");
    ck_assert_str_eq(token_of("{\"text\":\"\",\"body\":\"b\"}", NULL, FEED_TEXT), "\"b\"");
    ck_assert_str_eq(token_of("{\"text\":{\"a\":\"x\"},\"body\":\"b\"}", NULL, FEED_TEXT), "\"b\"");
    ck_assert_str_eq(token_of("{\"text\":5}", NULL, FEED_TEXT), "");
    ck_assert_str_eq(token_of("{\"id\":true,\"guid\":1e3}", NULL, FEED_ID), "1e3");
    ck_assert_str_eq(token_of("{\"a\":{\"text\":\"inner\"}}", NULL, FEED_TEXT), "");
    ck_assert_str_eq(token_of("{\"Text\":\"b\",\"tex\":\"c\",\"texts\":\"d\"}", NULL, FEED_TEXT), "");
}
END_TEST

START_TEST(of_equal_keys_the_first_counts)
{
    ck_assert_str_eq(token_of("{\"text\":\"a\",\"text\":\"b\"}", NULL, FEED_TEXT), "\"a\"");
    ck_assert_str_eq(token_of("{\"te\\u0078t\":\"a\",\"text\":\"b\"}", NULL, FEED_TEXT), "\"a\"");
}
END_TEST

START_TEST(a_given_name_replaces_the_usual_ones)
{
    stet_field_names names = {.text = "story", .id = "url"};
    const char *line = "{\"text\":\"t\",\"story\":\"s\",\"id\":\"i\",\"url\":\"u\"}";
    ck_assert_str_eq(token_of(line, &names, FEED_TEXT), "\"s\"");
    ck_assert_str_eq(token_of(line, &names, FEED_ID), "\"u\"");
    ck_assert_str_eq(token_of(line, &names, FEED_URL), "\"u\"");
    ck_assert_str_eq(token_of("{\"text\":\"t\"}", &names, FEED_TEXT), "");
}
END_TEST

START_TEST(a_pointer_reaches_into_objects_and_arrays)
{
    stet_field_names names = {.text = "/article/body",
                              .source = "/a~1b/m~0n",
                              .title = "/list/1/t",
                              .id = "/id",
                              .url = "/article/link/",
                              .language = "/list/0"};
    const char *line =
        "{\"text\":\"no\",\"id\":7,\"article\":{\"x\":1,\"body\":\"b\",\"link\":{\"\":\"u\"}},"
        "\"a/b\":{\"m~n\":\"s\"},\"list\":[\"en\",{\"t\":\"second\"},{\"t\":\"third\"}],\"body\":\"no\"}";
    ck_assert_str_eq(token_of(line, &names, FEED_TEXT), "\"b\"");
    ck_assert_str_eq(token_of(line, &names, FEED_SOURCE), "\"s\"");
    ck_assert_str_eq(token_of(line, &names, FEED_TITLE), "\"second\"");
    ck_assert_str_eq(token_of(line, &names, FEED_ID), "7");
    ck_assert_str_eq(token_of(line, &names, FEED_URL), "\"u\"");
    ck_assert_str_eq(token_of(line, &names, FEED_LANGUAGE), "\"en\"");
    ck_assert_str_eq(token_of("{\"article\":\"x\",\"z\":{\"article\":{\"body\":\"b\"}}}", &names, FEED_TEXT), "");
}
END_TEST

START_TEST(a_pointer_with_a_stray_tilde_is_refused)
{
    struct feed_fields *fields;
    stet_error err;
    static const char *const bad[] = {"/a~", "/a~2", "/~/b"};
    stet_field_names names = {.text = bad[_i]};
    ck_assert_int_eq(feed_fields_create(&fields, &names, &err), STET_ERR_USAGE);
    ck_assert_ptr_nonnull(strstr(err.message, bad[_i]));
}
END_TEST

static const struct {
    const char *line, *reason;
} bad_lines[] = {
    {"", "not JSON"},
    {"hello", "not JSON: the line does not begin with {"},
    {"[1]", "not a JSON object"},
    {"\"text\"", "not a JSON object"},
    {"17", "not a JSON object"},
    {"null", "not a JSON object"},
    {"{\"text\":\"a\"", "not JSON"},
    {"{\"text\":\"a\"} x", "not JSON"},
    {"{\"text\":\"a\"}}", "not JSON"},
    {"{\"text\":\"a\"}{\"text\":\"a\"}", "not JSON"},
    {"{\"text\":\"a\"},", "not JSON"},
    {"{\"text\":\"a\",}", "not JSON"},
    {"{\"text\":\"a\" \"x\":1}", "not JSON"},
    {"{\"text\" \"a\"}", "not JSON"},
    {"{\"text\"}", "not JSON"},
    {"{text:\"a\"}", "not JSON"},
    {"{\"text\":\"a\",\"x\":tru}", "not JSON"},
    {"{\"text\":\"a\",\"x\":truee}", "not JSON"},
    {"{\"text\":\"a\",\"x\":nul}", "not JSON"},
    {"{\"text\":\"a\",\"x\":NaN}", "not JSON"},
    {"{\"text\":\"a\",\"x\":01}", "not JSON"},
    {"{\"text\":\"a\",\"x\":1.}", "not JSON"},
    {"{\"text\":\"a\",\"x\":.5}", "not JSON"},
    {"{\"text\":\"a\",\"x\":1e}", "not JSON"},
    {"{\"text\":\"a\",\"x\":+1}", "not JSON"},
    {"{\"text\":\"a\",\"x\":-}", "not JSON"},
    {"{\"text\":\"a\",\"x\":}", "not JSON"},
    {"{\"text\":\"a\",\"x\":[1,2}", "not JSON"},
    {"{\"text\":\"a\",\"x\":[1,]}", "not JSON"},
    {"{\"text\":\"a\",\"x\":[,1]}", "not JSON"},
    {"{\"text\":\"a\",\"x\":[1 2]}", "not JSON"},
    {"{\"text\":\"a\",\"x\":{\"y\":1]}", "not JSON"},
    {"{\"text\":\"a\",\"x\":{\"y\" 1}}", "not JSON"},
    {"{\"text\":\"a\",\"x\":\"\\q\"}", "not JSON: unknown escape"},
    {"{\"text\":\"a\",\"x\":\"\\u12g4\"}", "not JSON: \\u without"},
    {"{\"text\":\"a\",\"x\":\"\\u12\"}", "not JSON: \\u without"},
    {"{\"text\":\"a\",\"x\\q\":1}", "not JSON: unknown escape"},
    {"{\"text\":\"a\nb\"}", "not JSON: a control character"},
    {"{\"text\":\"a\tb\"}", "not JSON: a control character"},
    {"{\"text\":\"a}", "not JSON: a string is not closed"},
    {"{\"text\":\"a\",\"x\":\"\xff\"}", "not UTF-8"},
    {"{\"text\":\"a\",\"x\":\"\xed\xa0\x80\"}", "not UTF-8"},
    {"{\"text\":\"a\",\"x\":\"\\ud800\"}", "not UTF-8: lone surrogate"},
    {"{\"text\":\"a\",\"x\":\"\\udc00\"}", "not UTF-8: lone surrogate"},
    {"{\"text\":\"a\",\"x\":\"\\ud800\\u0041\"}", "not UTF-8: lone surrogate"},
    {"{\"text\":\"a\",\"x\":\"\\ud800\\ud800\"}", "not UTF-8: lone surrogate"},
    {"{\"text\":\"a\",\"x\":\"\\ud800\\ue000\"}", "not UTF-8: lone surrogate"},
    {"{\"text\":\"a\",\"\\udc00\":1}", "not UTF-8: lone surrogate"},
    {"{\"body\":\"\\ud800\",\"text\":\"a\"}", "not UTF-8: lone surrogate"},
};

START_TEST(a_line_must_be_wholly_valid)
{
    const char *reason = reason_of(bad_lines[_i].line);
    ck_assert_msg(reason != NULL, "%s", bad_lines[_i].line);
    ck_assert_msg(!strncmp(reason, bad_lines[_i].reason, strlen(bad_lines[_i].reason)), "%s gave %s",
                  bad_lines[_i].line, reason);
}
END_TEST

START_TEST(valid_lines_are_good)
{
    static const char *const good[] = {
        "{}",
        " { } ",
        "{\"text\":\"a\"}\r",
        "{\"a\":[],\"b\":{},\"c\":[[],{}],\"d\":[1,-0,0.5,1e5,1E-5,123456789012345678901234567890],\"e\":null}",
        "{\"a\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0000\\uD83D\\uDE00\"}",
        "{\"\":\"\",\"\\\"\":1}",
    };
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        ck_assert_msg(!reason_of(good[i]), "%s gave %s", good[i], reason_of(good[i]));
}
END_TEST

/* {"a":[[[...]]]} */
static char *nested(size_t depth, char open, char close)
{
    char *line = malloc(2 * depth + 16);
    ck_assert_ptr_nonnull(line);
    size_t at = strlen("{\"a\":");
    memcpy(line, "{\"a\":", at);
    for (size_t i = 0; i < depth; i++)
        line[at++] = open;
    for (size_t i = 0; i < depth; i++)
        line[at++] = close;
    line[at++] = '}';
    line[at] = 0;
    return line;
}

START_TEST(nesting_is_limited)
{
    char *line = nested(FEED_JSON_MAX_DEPTH - 1, '[', ']');
    ck_assert_ptr_null(reason_of(line));
    free(line);
    line = nested(FEED_JSON_MAX_DEPTH, '[', ']');
    ck_assert_str_eq(reason_of(line), "nested too deeply");
    free(line);
    line = nested(1000000, '[', ']');
    ck_assert_str_eq(reason_of(line), "nested too deeply");
    free(line);
    /* and never closed */
    line = nested(1000000, '[', '[');
    ck_assert_str_eq(reason_of(line), "nested too deeply");
    free(line);
}
END_TEST

START_TEST(escapes_are_resolved)
{
    static const struct {
        const char *in, *out;
        size_t size;
    } cases[] = {
        {"plain", "plain", 5},
        {"", "", 0},
        {"\\n", "\n", 1},
        {"a\\\"b\\\\c\\/d", "a\"b\\c/d", 7},
        {"\\b\\f\\n\\r\\t", "\b\f\n\r\t", 5},
        {"\\u0000", "\0", 1},
        {"\\u0041\\u00e9\\u20ac\\ud83d\\ude00", "A\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80", 10},
        {"\\uFFFF\\uDBFF\\uDFFF", "\xef\xbf\xbf\xf4\x8f\xbf\xbf", 7},
        {"0123456789012345678901234567890123456789\\n0123456789012345678901234567890123456789\\\\",
         "0123456789012345678901234567890123456789\n0123456789012345678901234567890123456789\\", 82},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t size = strlen(cases[i].in), written = 99, checked = 99;
        char *out = malloc(size + 1);
        ck_assert_ptr_nonnull(out);
        ck_assert_ptr_null(feed_unescape(cases[i].in, size, out, &written));
        ck_assert_uint_eq(written, cases[i].size);
        ck_assert_mem_eq(out, cases[i].out, written);
        ck_assert_ptr_null(feed_unescape(cases[i].in, size, NULL, &checked));
        ck_assert_uint_eq(checked, written);
        free(out);
    }
}
END_TEST

static uint64_t next_random(uint64_t *state)
{
    uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

/* Lines strung together from pieces of JSON, right and wrong; nearly half of the shorter ones are valid. */
static size_t random_line(uint64_t *state, char *line, size_t most)
{
    static const char *const pieces[] = {
        "{",    "}",         "[",     "]",    ",",    ":",       "\"a\":",  "\"text\":",    "1",    "-0.5",
        "true", "null",      "\"b\"", " ",    "\"\"", "x",       "\\",      "\"",           "{}",   "[]",
        "[1]",  "{\"c\":2}", "01",    "1e-5", "\t",   "\"\\n\"", "\"\\q\"", "\"\xc3\xa9\"", "\xff", "nul",
        "1.",   ",\"d\":3"};
    size_t used = 0, count = next_random(state) % 8;
    used += (size_t)snprintf(line, most, "{\"a\":");
    for (size_t i = 0; i < count; i++)
        used += (size_t)snprintf(line + used, most - used, "%s", pieces[next_random(state) % 32]);
    used += (size_t)snprintf(line + used, most - used, "%s", next_random(state) % 8 ? "}" : "");
    return used;
}

START_TEST(a_second_parser_agrees_which_lines_are_valid)
{
    const char *given = getenv("STET_SEED");
    uint64_t seed = given ? strtoull(given, NULL, 10) : 7, state = seed;
    struct feed_fields *fields;
    stet_field_names names = {NULL};
    size_t valid = 0;
    printf("seed %" PRIu64 " (STET_SEED sets another)\n", seed);
    ck_assert_int_eq(feed_fields_create(&fields, &names, NULL), STET_OK);
    for (int i = 0; i < 100000; i++) {
        char line[256], *copy;
        stet_span found[FEED_FIELD_COUNT];
        size_t size = random_line(&state, line, sizeof line);
        const char *reason = scan_bytes(fields, line, size, &copy, found);
        bool object = oracle_is_object(line, size);
        /* Escapes in the wanted fields are looked at later. */
        for (int field = 0; field < FEED_FIELD_COUNT && !reason; field++) {
            size_t ignored;
            if (found[field].size && found[field].data[0] == '"')
                reason = feed_unescape(found[field].data + 1, found[field].size - 2, NULL, &ignored);
        }
        ck_assert_msg(object == !reason, "%.*s: %s", (int)size, line, reason ? reason : "good");
        valid += object;
        free(copy);
    }
    ck_assert_uint_gt(valid, 5000);
    feed_fields_free(fields);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("feed/json");
    TCase *tests = tcase_create("json");
    tcase_add_checked_fixture(tests, begin, end);
    tcase_set_timeout(tests, 120);
    tcase_add_test(tests, the_first_usual_name_counts_wherever_it_stands);
    tcase_add_test(tests, what_cannot_be_the_field_counts_as_absent);
    tcase_add_test(tests, of_equal_keys_the_first_counts);
    tcase_add_test(tests, a_given_name_replaces_the_usual_ones);
    tcase_add_test(tests, a_pointer_reaches_into_objects_and_arrays);
    tcase_add_loop_test(tests, a_pointer_with_a_stray_tilde_is_refused, 0, 3);
    tcase_add_loop_test(tests, a_line_must_be_wholly_valid, 0, (int)(sizeof bad_lines / sizeof *bad_lines));
    tcase_add_test(tests, valid_lines_are_good);
    tcase_add_test(tests, nesting_is_limited);
    tcase_add_test(tests, escapes_are_resolved);
    tcase_add_test(tests, a_second_parser_agrees_which_lines_are_valid);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
