/* The JSON of a cluster, byte for byte. */
#include "report/report.h"

#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "report/json.h"

static stet_span span(const char *text)
{
    return (stet_span){text, strlen(text)};
}

static void check_json(const stet_cluster *cluster, const char *wanted)
{
    struct stet_buf out = STET_BUF_INIT;
    ck_assert(report_cluster_json(cluster, &out));
    ck_assert(stet_buf_add_byte(&out, '\0'));
    ck_assert_str_eq(out.data, wanted);
    stet_buf_free(&out);
}

START_TEST(a_cluster_is_written_as_the_contract_has_it)
{
    const stet_evidence evidence[] = {{"credit", span("With files from The Canadian Press"), "CP", .5},
                                      {"earliest", span("2025-08-20T14:03:00Z"), NULL, 1. / 3}};
    const stet_member members[] = {
        {.id = span("cp-1"), .relation = STET_RELATION_CANONICAL},
        {.id = span("ctv-7"), .relation = STET_RELATION_ABRIDGED, .to = 0, .jaccard = .31, .containment = .98},
        {.id = span("cp-1"),
         .relation = STET_RELATION_UPDATE,
         .to = 1,
         .jaccard = .123456,
         .containment = 1,
         .at = span("feed.jsonl:12")}};
    const stet_agency beside[] = {{"AFP", "Agence France-Presse"}, {"AP", "The Associated Press"}};
    const stet_cluster cluster = {.key = UINT64_C(0x0f3c0a71d2e4b586),
                                  .members = members,
                                  .size = 3,
                                  .source = span("cp.org"),
                                  .published = 1755698580,
                                  .precision = STET_PRECISION_SECOND,
                                  .confidence = .94,
                                  .evidence = evidence,
                                  .evidence_count = 2,
                                  .origin_agency = "CP",
                                  .origin_name = "The Canadian Press",
                                  .beside = beside,
                                  .beside_count = 2};
    check_json(
        &cluster,
        "{\"schema\":\"stet.cluster/1\",\"cluster\":\"0f3c0a71d2e4b586\",\"size\":3,"
        "\"canonical\":{\"id\":\"cp-1\",\"source\":\"cp.org\",\"published\":\"2025-08-20T14:03:00Z\","
        "\"confidence\":0.94,\"evidence\":[{\"kind\":\"credit\",\"value\":\"With files from The Canadian Press\","
        "\"agency\":\"CP\",\"weight\":0.5},{\"kind\":\"earliest\",\"value\":\"2025-08-20T14:03:00Z\","
        "\"agency\":null,\"weight\":0.33}]},"
        "\"origin\":{\"agency\":\"CP\",\"name\":\"The Canadian Press\",\"with\":["
        "{\"agency\":\"AFP\",\"name\":\"Agence France-Presse\"},{\"agency\":\"AP\",\"name\":\"The Associated Press\"}]},"
        "\"members\":[{\"id\":\"cp-1\",\"relation\":\"canonical\"},"
        "{\"id\":\"ctv-7\",\"relation\":\"abridged\",\"to\":\"cp-1\",\"jaccard\":0.31,\"containment\":0.98},"
        "{\"id\":\"cp-1\",\"relation\":\"update\",\"to\":\"ctv-7\",\"jaccard\":0.1235,\"containment\":1,"
        "\"at\":\"feed.jsonl:12\"}]}\n");
}
END_TEST

START_TEST(what_is_unknown_is_null)
{
    const stet_member members[] = {{.id = span("a"), .relation = STET_RELATION_CANONICAL, .at = span("-:1")}};
    stet_cluster cluster = {.members = members, .size = 1, .published = STET_TIME_NONE, .confidence = 1};
    check_json(&cluster, "{\"schema\":\"stet.cluster/1\",\"cluster\":\"0000000000000000\",\"size\":1,"
                         "\"canonical\":{\"id\":\"a\",\"source\":null,\"published\":null,\"confidence\":1,"
                         "\"evidence\":[]},\"origin\":null,"
                         "\"members\":[{\"id\":\"a\",\"relation\":\"canonical\",\"at\":\"-:1\"}]}\n");
    cluster.published = 1755648000;
    cluster.precision = STET_PRECISION_DAY;
    struct stet_buf out = STET_BUF_INIT;
    ck_assert(report_cluster_json(&cluster, &out));
    ck_assert_ptr_nonnull(memmem(out.data, out.size, "\"published\":\"2025-08-20\",", 25));
    stet_buf_free(&out);
}
END_TEST

START_TEST(hostile_strings_stay_strings)
{
    static const struct {
        const char *text;
        size_t size;
        const char *wanted;
    } cases[] = {
        {"", 0, "\"\""},
        {"a\"b\\c/d", 7, "\"a\\\"b\\\\c/d\""},
        {"\b\f\n\r\t", 5, "\"\\b\\f\\n\\r\\t\""},
        {"\0\x1f\x7f", 3, "\"\\u0000\\u001f\x7f\""},
        {"</script><!--", 13, "\"</script><!--\""},
        {"\xe2\x80\xa8", 3, "\"\xe2\x80\xa8\""},
        {"é中😀", 9, "\"é中😀\""},
        {"\xff\xc3", 2, "\"\xef\xbf\xbd\xef\xbf\xbd\""},
        {"\xed\xa0\x80", 3, "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\""},
        {"\xc0\xaf", 2, "\"\xef\xbf\xbd\xef\xbf\xbd\""},
        {"\xe4\xb8", 2, "\"\xef\xbf\xbd\xef\xbf\xbd\""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct stet_buf out = STET_BUF_INIT;
        ck_assert(json_string(&out, (stet_span){cases[i].text, cases[i].size}));
        ck_assert_msg(out.size == strlen(cases[i].wanted) && !memcmp(out.data, cases[i].wanted, out.size),
                      "case %zu: %.*s", i, (int)out.size, out.data);
        stet_buf_free(&out);
    }
}
END_TEST

START_TEST(shares_are_rounded_without_a_locale)
{
    static const struct {
        double share;
        unsigned digits;
        const char *wanted;
    } cases[] = {{0, 2, "0"},    {1, 4, "1"},       {.5, 2, "0.5"},       {.31, 4, "0.31"},   {.12345, 4, "0.1235"},
                 {.004, 2, "0"}, {.005, 2, "0.01"}, {.999, 2, "1"},       {.01, 2, "0.01"},   {2, 2, "1"},
                 {-1, 2, "0"},   {NAN, 2, "0"},     {.1001, 4, "0.1001"}, {INFINITY, 3, "1"}, {.0001, 4, "0.0001"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct stet_buf out = STET_BUF_INIT;
        ck_assert(json_share(&out, cases[i].share, cases[i].digits) && stet_buf_add_byte(&out, '\0'));
        ck_assert_str_eq(out.data, cases[i].wanted);
        stet_buf_free(&out);
    }
}
END_TEST

START_TEST(any_bytes_come_out_as_valid_utf8)
{
    uint64_t seed = UINT64_C(7), state = seed;
    fprintf(stderr, "seed %llu\n", (unsigned long long)seed);
    for (int round = 0; round < 5000; round++) {
        char text[64];
        size_t size = 0;
        for (; size < sizeof text; size++) {
            state = state * UINT64_C(6364136223846793005) + 1442695040888963407;
            text[size] = (char)(state >> 56);
        }
        struct stet_buf out = STET_BUF_INIT;
        ck_assert(json_string(&out, (stet_span){text, (size_t)round % sizeof text}));
        for (size_t i = 0; i < out.size;) {
            utf8proc_int32_t code;
            utf8proc_ssize_t n =
                utf8proc_iterate((const utf8proc_uint8_t *)out.data + i, (utf8proc_ssize_t)(out.size - i), &code);
            ck_assert_msg(n > 0 && code >= 0x20, "seed %llu round %d", (unsigned long long)seed, round);
            i += (size_t)n;
        }
        stet_buf_free(&out);
    }
}
END_TEST

struct pieces {
    struct stet_buf all;
    size_t count, longest, fails_at;
};

static stet_status take(void *payload, const void *data, size_t size, stet_error *err)
{
    struct pieces *pieces = payload;
    if (++pieces->count == pieces->fails_at)
        return err->code = STET_ERR_IO;
    pieces->longest = size > pieces->longest ? size : pieces->longest;
    return stet_buf_add(&pieces->all, data, size) ? STET_OK : STET_ERR_MEMORY;
}

START_TEST(a_line_in_pieces_is_the_same_line)
{
    static stet_member members[20000];
    for (size_t i = 0; i < 20000; i++)
        members[i] = (stet_member){.id = span(i % 2 ? "odd" : "even"), .relation = STET_RELATION_EXACT, .jaccard = 1};
    for (size_t size = 1; size <= 20000; size = size * 3 + 1) {
        const stet_cluster cluster = {.members = members, .size = size, .published = STET_TIME_NONE};
        struct stet_buf whole = STET_BUF_INIT, scratch = STET_BUF_INIT;
        struct pieces pieces = {0};
        stet_error err = {0};
        ck_assert(report_cluster_json(&cluster, &whole));
        ck_assert_int_eq(report_cluster_write(&cluster, &scratch, take, &pieces, &err), STET_OK);
        ck_assert_uint_eq(pieces.all.size, whole.size);
        ck_assert_int_eq(memcmp(pieces.all.data, whole.data, whole.size), 0);
        ck_assert_uint_lt(pieces.longest, REPORT_PIECE + 100);
        ck_assert_uint_eq(pieces.count, (whole.size + pieces.longest - 1) / pieces.longest);
        pieces.fails_at = 2 * pieces.count;
        ck_assert_int_eq(report_cluster_write(&cluster, &scratch, take, &pieces, &err), STET_ERR_IO);
        stet_buf_free(&whole);
        stet_buf_free(&scratch);
        stet_buf_free(&pieces.all);
    }
}
END_TEST

START_TEST(relations_have_the_names_of_the_contract)
{
    static const char *const names[] = {"canonical", "exact", "reprint", "abridged", "expanded", "partial", "update"};
    for (int i = 0; i < 7; i++)
        ck_assert_str_eq(stet_relation_name((stet_relation)i), names[i]);
    ck_assert_str_eq(stet_relation_name((stet_relation)7), "unknown");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("report/cluster");
    TCase *tests = tcase_create("all");
    tcase_add_test(tests, a_cluster_is_written_as_the_contract_has_it);
    tcase_add_test(tests, what_is_unknown_is_null);
    tcase_add_test(tests, hostile_strings_stay_strings);
    tcase_add_test(tests, shares_are_rounded_without_a_locale);
    tcase_add_test(tests, any_bytes_come_out_as_valid_utf8);
    tcase_add_test(tests, a_line_in_pieces_is_the_same_line);
    tcase_add_test(tests, relations_have_the_names_of_the_contract);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
