/* Which copy stands: the policies, the judgement behind the default one, and independence of the order. */
#include "source/rank.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define NOON INT64_C(1755691207) /* 2025-08-20T12:00:07Z */
#define DAY INT64_C(1755648000)
#define HOUR INT64_C(3600)

static stet_span span(const char *text)
{
    return (stet_span){text, strlen(text)};
}

static struct source_credit credit(const char *agency, enum source_kind kind, float confidence)
{
    return (struct source_credit){.agency = agency ? source_agency_find(&source_builtin, agency) : SOURCE_NO_AGENCY,
                                  .kind = (uint8_t)kind,
                                  .confidence = confidence,
                                  .value = span("value")};
}

static struct source_candidate member(uint64_t article, const char *source, int64_t published, uint32_t tokens)
{
    return (struct source_candidate){.article = article,
                                     .source = span(source),
                                     .published = published,
                                     .precision =
                                         published == STET_TIME_NONE ? STET_PRECISION_NONE : STET_PRECISION_SECOND,
                                     .tokens = tokens};
}

/* What holds for every ranking. */
static void rank_into(const struct source_candidate *members, size_t n, stet_keep keep, struct source_ranking *out)
{
    ck_assert_int_eq(source_rank(members, n, &(struct source_policy){keep, &source_builtin, NULL}, out, NULL), STET_OK);
    ck_assert_uint_lt(out->canonical, n);
    ck_assert(out->confidence > 0 && out->confidence <= 1);
    ck_assert_uint_gt(out->evidence_count, 0);
    double sum = 0;
    for (size_t i = 0; i < out->evidence_count; i++)
        sum += out->evidence[i].weight;
    ck_assert(sum > .999 && sum < 1.001);
}

/* For all but the times and lengths in the evidence, which point into the ranking itself. */
static struct source_ranking rank(const struct source_candidate *members, size_t n, stet_keep keep)
{
    struct source_ranking out;
    rank_into(members, n, keep, &out);
    return out;
}

START_TEST(the_agencys_own_copy_stands_before_earlier_ones)
{
    struct source_credit own[] = {credit("CP", SOURCE_KIND_OUTLET, 1)},
                         line[] = {credit("CP", SOURCE_KIND_DATELINE, 1)};
    struct source_candidate m[] = {member(0, "a.ca", NOON - 3 * HOUR, 400), member(1, "cp.org", NOON, 400),
                                   member(2, "b.ca", NOON - HOUR, 500)};
    m[1].credits = own;
    m[2].credits = line;
    m[1].credit_count = m[2].credit_count = 1;
    struct source_ranking out = rank(m, 3, STET_KEEP_CANONICAL);
    ck_assert_uint_eq(out.canonical, 1);
    ck_assert_str_eq(out.origin.code, "CP");
    ck_assert_str_eq(out.origin.name, "The Canadian Press");
    ck_assert_str_eq(out.evidence[0].kind, "agency-outlet");
    ck_assert_str_eq(out.evidence[0].agency, "CP");
    m[0].published = NOON + HOUR;
    m[2].published = NOON + HOUR;
    ck_assert(rank(m, 3, STET_KEEP_CANONICAL).confidence > out.confidence);
}
END_TEST

START_TEST(a_wire_copy_stands_before_one_with_files_from_the_agency)
{
    struct source_credit files[] = {credit("CP", SOURCE_KIND_FILES, .95f)},
                         line[] = {credit("CP", SOURCE_KIND_DATELINE, 1)};
    struct source_candidate m[] = {member(0, "a.ca", NOON - HOUR, 400), member(1, "b.ca", NOON, 400),
                                   member(2, "c.ca", NOON + HOUR, 400)};
    m[0].credits = files;
    m[2].credits = line;
    m[0].credit_count = m[2].credit_count = 1;
    struct source_ranking out = rank(m, 3, STET_KEEP_CANONICAL);
    ck_assert_uint_eq(out.canonical, 2);
    ck_assert_str_eq(out.origin.code, "CP");
    /* Without it, the one that names the agency. */
    m[2].credit_count = 0;
    out = rank(m, 3, STET_KEEP_CANONICAL);
    ck_assert_uint_eq(out.canonical, 0);
    ck_assert_str_eq(out.origin.code, "CP");
}
END_TEST

START_TEST(among_wire_copies_the_earliest_stands)
{
    struct source_credit line[] = {credit("AP", SOURCE_KIND_DATELINE, 1)};
    struct source_candidate m[] = {member(0, "a.ca", NOON + HOUR, 400), member(1, "b.ca", NOON, 400),
                                   member(2, "c.ca", NOON - 2 * HOUR, 400)};
    m[0].credits = m[1].credits = line;
    m[0].credit_count = m[1].credit_count = 1;
    struct source_ranking out = rank(m, 3, STET_KEEP_CANONICAL);
    ck_assert_uint_eq(out.canonical, 1);
}
END_TEST

START_TEST(times_that_cannot_be_believed_do_not_win)
{
    static const struct {
        int64_t published;
        stet_precision precision;
    } bad[] = {{STET_TIME_NONE, STET_PRECISION_NONE},
               {0, STET_PRECISION_SECOND},
               {1, STET_PRECISION_SECOND},
               {NOON - 40 * 24 * HOUR, STET_PRECISION_SECOND},
               {DAY, STET_PRECISION_DAY},
               {DAY, STET_PRECISION_SECOND},
               {DAY + 7 * HOUR, STET_PRECISION_SECOND}, /* midnight in another zone */
               {-HOUR, STET_PRECISION_SECOND}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct source_candidate m[] = {member(0, "a.ca", NOON, 400), member(1, "b.ca", NOON + HOUR, 400),
                                       member(2, "c.ca", NOON + 2 * HOUR, 400)};
        struct source_candidate odd = member(3, "d.ca", bad[i].published, 400);
        odd.precision = bad[i].precision;
        struct source_candidate all[] = {odd, m[0], m[1], m[2]};
        struct source_ranking out;
        rank_into(all, 4, STET_KEEP_CANONICAL, &out);
        ck_assert_msg(out.canonical == 1, "case %zu", i);
        ck_assert_str_eq(out.evidence[0].kind, "earliest");
        ck_assert(out.evidence[0].value.size == 20 && !memcmp(out.evidence[0].value.data, "2025-08-20T12:00:07Z", 20));
    }
}
END_TEST

START_TEST(a_day_before_is_before_all_the_same)
{
    struct source_candidate m[] = {member(0, "a.ca", NOON + 40 * HOUR, 400), member(1, "b.ca", DAY, 400)};
    m[1].precision = STET_PRECISION_DAY;
    ck_assert_uint_eq(rank(m, 2, STET_KEEP_CANONICAL).canonical, 1);
}
END_TEST

START_TEST(the_fullest_stands_where_times_say_nothing_but_length_alone_is_no_merit)
{
    struct source_candidate m[] = {member(0, "a.ca", STET_TIME_NONE, 300), member(1, "b.ca", STET_TIME_NONE, 400),
                                   member(2, "c.ca", STET_TIME_NONE, 410), member(3, "d.ca", STET_TIME_NONE, 2000)};
    ck_assert_uint_eq(rank(m, 4, STET_KEEP_CANONICAL).canonical, 2);
    ck_assert_uint_eq(rank(m, 1, STET_KEEP_CANONICAL).canonical, 0);
    ck_assert(rank(m, 1, STET_KEEP_CANONICAL).confidence == 1);
}
END_TEST

START_TEST(an_abridged_copy_stands_only_when_it_is_known_to_be_earlier)
{
    struct source_credit cp[] = {credit("CP", SOURCE_KIND_CREDIT, 1)};
    struct source_candidate m[] = {member(0, "a.ca", NOON, 100), member(1, "b.ca", NOON, 400),
                                   member(2, "c.ca", NOON + HOUR, 390)};
    m[0].credits = cp; /* even with a credit that the fuller one has lost */
    m[0].credit_count = 1;
    ck_assert_uint_eq(rank(m, 3, STET_KEEP_CANONICAL).canonical, 1);
    m[0].published = NOON - HOUR;
    ck_assert_uint_eq(rank(m, 3, STET_KEEP_CANONICAL).canonical, 0);
    m[0].published = STET_TIME_NONE;
    ck_assert_uint_eq(rank(m, 3, STET_KEEP_CANONICAL).canonical, 1);
}
END_TEST

START_TEST(a_preferred_outlet_stands_before_its_like_but_not_before_the_source)
{
    struct source_credit own[] = {credit("CP", SOURCE_KIND_OUTLET, 1)};
    struct source_candidate m[] = {member(0, "a.ca", NOON, 400), member(1, "b.ca", NOON + HOUR, 400),
                                   member(2, "cp.org", NOON + 2 * HOUR, 400)};
    struct source_prefer *prefer;
    char path[] = "/tmp/stet-prefer-XXXXXX";
    int file = mkstemp(path);
    ck_assert_int_ge(file, 0);
    ck_assert_int_eq(write(file, "b.ca\n", 5), 5);
    close(file);
    ck_assert_int_eq(source_prefer_read(&prefer, path, NULL), STET_OK);
    remove(path);
    struct source_policy policy = {STET_KEEP_CANONICAL, &source_builtin, prefer};
    struct source_ranking out;
    ck_assert_int_eq(source_rank(m, 3, &policy, &out, NULL), STET_OK);
    ck_assert_uint_eq(out.canonical, 1);
    ck_assert_str_eq(out.evidence[0].kind, "preferred");
    m[2].credits = own;
    m[2].credit_count = 1;
    ck_assert_int_eq(source_rank(m, 3, &policy, &out, NULL), STET_OK);
    ck_assert_uint_eq(out.canonical, 2);
    source_prefer_free(prefer);
}
END_TEST

START_TEST(other_agencies_are_listed_beside_the_origin)
{
    struct source_credit first[] = {credit("CP", SOURCE_KIND_DATELINE, 1), credit("AFP", SOURCE_KIND_FILES, 1)},
                         second[] = {credit("CP", SOURCE_KIND_CREDIT, 1)};
    struct source_candidate m[] = {member(0, "a.ca", NOON, 400), member(1, "b.ca", NOON + HOUR, 400)};
    m[0].credits = first;
    m[0].credit_count = 2;
    m[1].credits = second;
    m[1].credit_count = 1;
    struct source_ranking out;
    rank_into(m, 2, STET_KEEP_CANONICAL, &out);
    ck_assert_str_eq(out.origin.code, "CP");
    ck_assert_uint_eq(out.beside_count, 1);
    ck_assert_str_eq(out.beside[0].code, "AFP");
    ck_assert_str_eq(out.beside[0].name, "Agence France-Presse");
}
END_TEST

START_TEST(a_copy_that_links_to_another_outlet_does_not_stand_before_it)
{
    struct source_credit link[] = {credit(NULL, SOURCE_KIND_LINK, 1)};
    link[0].value = span("https://www.harbourherald.com/2025/ferry");
    struct source_candidate m[] = {member(0, "a.ca", NOON - HOUR, 400), member(1, "harbourherald.com", NOON, 400)};
    m[0].credits = link;
    m[0].credit_count = 1;
    struct source_ranking out;
    rank_into(m, 2, STET_KEEP_CANONICAL, &out);
    ck_assert_uint_eq(out.canonical, 1);
    /* An outlet whose name stands in the path only is not linked to. */
    m[1].source = span("ferry.ca");
    rank_into(m, 2, STET_KEEP_CANONICAL, &out);
    ck_assert_uint_eq(out.canonical, 1);
    ck_assert_str_ne(out.evidence[0].kind, "named");
}
END_TEST

START_TEST(what_speaks_against_it_is_said)
{
    struct source_credit ap[] = {credit("AP", SOURCE_KIND_DATELINE, 1)},
                         afp[] = {credit("AFP", SOURCE_KIND_DATELINE, 1)};
    struct source_candidate m[] = {member(0, "a.ca", NOON, 400), member(1, "b.ca", NOON - HOUR, 400),
                                   member(2, "c.ca", NOON + HOUR, 400)};
    m[0].credits = m[2].credits = ap;
    m[1].credits = afp;
    m[0].credit_count = m[1].credit_count = m[2].credit_count = 1;
    struct source_ranking out;
    rank_into(m, 3, STET_KEEP_CANONICAL, &out);
    ck_assert_uint_eq(out.canonical, 0);
    unsigned conflicts = 0;
    for (size_t i = 0; i < out.evidence_count; i++) {
        bool conflict = !strcmp(out.evidence[i].kind, "conflict");
        ck_assert(conflict == (out.evidence[i].weight <= 0));
        conflicts += conflict;
        if (conflict && out.evidence[i].agency)
            ck_assert_str_eq(out.evidence[i].agency, "AFP");
    }
    ck_assert_uint_eq(conflicts, 2);
}
END_TEST

START_TEST(an_outlet_that_another_credits_stands)
{
    struct source_credit named[] = {credit(NULL, SOURCE_KIND_CREDIT, .45f)};
    named[0].value = span("This article was originally published by Harbour Herald");
    struct source_candidate m[] = {member(0, "a.ca", NOON - HOUR, 400), member(1, "www.harbourherald.com", NOON, 400)};
    m[0].credits = named;
    m[0].credit_count = 1;
    struct source_ranking out = rank(m, 2, STET_KEEP_CANONICAL);
    ck_assert_uint_eq(out.canonical, 1);
    ck_assert_str_eq(out.evidence[0].kind, "named");
    ck_assert_ptr_null(out.origin.code);
    /* Its own credit to itself is none. */
    m[1].source = m[0].source = span("harbourherald.com");
    ck_assert_uint_eq(rank(m, 2, STET_KEEP_CANONICAL).canonical, 0);
}
END_TEST

START_TEST(conflicting_evidence_lowers_confidence)
{
    struct source_credit ap[] = {credit("AP", SOURCE_KIND_DATELINE, 1)},
                         afp[] = {credit("AFP", SOURCE_KIND_DATELINE, 1)};
    struct source_candidate m[] = {member(0, "a.ca", NOON, 400), member(1, "b.ca", NOON + HOUR, 400),
                                   member(2, "c.ca", NOON + 2 * HOUR, 400)};
    m[0].credits = m[1].credits = m[2].credits = ap;
    m[0].credit_count = m[1].credit_count = m[2].credit_count = 1;
    double agreed = rank(m, 3, STET_KEEP_CANONICAL).confidence;
    m[2].credits = afp;
    struct source_ranking out = rank(m, 3, STET_KEEP_CANONICAL);
    ck_assert_str_eq(out.origin.code, "AP");
    ck_assert(out.confidence < agreed - .1);
    /* An earlier copy without a credit. */
    m[2].credits = ap;
    m[2].credit_count = 0;
    m[2].published = NOON - 2 * HOUR;
    out = rank(m, 3, STET_KEEP_CANONICAL);
    ck_assert_uint_eq(out.canonical, 0);
    ck_assert(out.confidence < agreed - .1);
}
END_TEST

START_TEST(the_simple_policies_do_what_they_say)
{
    struct source_candidate m[] = {member(4, "a.ca", NOON, 300), member(1, "b.ca", STET_TIME_NONE, 200),
                                   member(3, "c.ca", NOON + HOUR, 300), member(2, "d.ca", NOON, 100)};
    ck_assert_uint_eq(rank(m, 4, STET_KEEP_EARLIEST).canonical, 3);
    ck_assert_uint_eq(rank(m, 4, STET_KEEP_LATEST).canonical, 2);
    ck_assert_uint_eq(rank(m, 4, STET_KEEP_LONGEST).canonical, 2);
    ck_assert_uint_eq(rank(m, 4, STET_KEEP_FIRST).canonical, 1);
}
END_TEST

static uint64_t next_random(uint64_t *state)
{
    uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    return z ^ z >> 31;
}

static bool same_text(const char *a, const char *b)
{
    return a == b || (a && b && !strcmp(a, b));
}

START_TEST(the_order_of_members_changes_nothing)
{
    uint64_t seed = UINT64_C(20250820), state = seed;
    fprintf(stderr, "seed %llu\n", (unsigned long long)seed);
    static const char *const agencies[] = {"AP", "AFP", "CP", NULL};
    static const char *const sources[] = {"a.ca", "harbourherald.com", "c.ca", "value.com"};
    for (int round = 0; round < 3000; round++) {
        struct source_candidate m[80];
        struct source_credit credits[80];
        size_t n = 1 + next_random(&state) % (round % 10 ? 8 : 80);
        for (size_t i = 0; i < n; i++) {
            uint64_t r = next_random(&state);
            int64_t time = r % 5 == 0 ? STET_TIME_NONE : r % 7 == 0 ? DAY : NOON + (int64_t)(r >> 8 & 3) * HOUR;
            m[i] = member(i, sources[r >> 16 & 3], time, 100 + (uint32_t)(r >> 24 & 3) * 100);
            credits[i] = credit(agencies[r >> 32 & 3], (enum source_kind)((r >> 40) % 7), (r >> 48 & 1) ? .95f : .5f);
            m[i].credits = &credits[i];
            m[i].credit_count = r >> 52 & 1;
        }
        struct source_ranking before = rank(m, n, STET_KEEP_CANONICAL);
        uint64_t stands = m[before.canonical].article;
        for (size_t i = n; i > 1; i--) {
            size_t k = next_random(&state) % i;
            struct source_candidate swap = m[k];
            m[k] = m[i - 1];
            m[i - 1] = swap;
        }
        struct source_ranking after = rank(m, n, STET_KEEP_CANONICAL);
        ck_assert_msg(m[after.canonical].article == stands, "seed %llu round %d", (unsigned long long)seed, round);
        ck_assert_msg(same_text(before.origin.code, after.origin.code), "seed %llu round %d",
                      (unsigned long long)seed, round);
        ck_assert(before.confidence == after.confidence);
        ck_assert_uint_eq(before.evidence_count, after.evidence_count);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("source/rank");
    TCase *tests = tcase_create("all");
    tcase_set_timeout(tests, 120);
    tcase_add_test(tests, the_agencys_own_copy_stands_before_earlier_ones);
    tcase_add_test(tests, a_wire_copy_stands_before_one_with_files_from_the_agency);
    tcase_add_test(tests, among_wire_copies_the_earliest_stands);
    tcase_add_test(tests, times_that_cannot_be_believed_do_not_win);
    tcase_add_test(tests, a_day_before_is_before_all_the_same);
    tcase_add_test(tests, the_fullest_stands_where_times_say_nothing_but_length_alone_is_no_merit);
    tcase_add_test(tests, an_abridged_copy_stands_only_when_it_is_known_to_be_earlier);
    tcase_add_test(tests, a_preferred_outlet_stands_before_its_like_but_not_before_the_source);
    tcase_add_test(tests, other_agencies_are_listed_beside_the_origin);
    tcase_add_test(tests, a_copy_that_links_to_another_outlet_does_not_stand_before_it);
    tcase_add_test(tests, what_speaks_against_it_is_said);
    tcase_add_test(tests, an_outlet_that_another_credits_stands);
    tcase_add_test(tests, conflicting_evidence_lowers_confidence);
    tcase_add_test(tests, the_simple_policies_do_what_they_say);
    tcase_add_test(tests, the_order_of_members_changes_nothing);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
