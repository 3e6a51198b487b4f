/* What a judgement said, packed and asked for either way. */
#include "stet/tie.h"

#include "support/main.h"

static struct corpus_row rows[] = {{.body_count = 100}, {.body_count = 80}, {.body_count = 100}};
static const struct corpus corpus = {.rows = rows, .count = 3};

static const stet_relation relations[][2] = {
    {STET_RELATION_EXACT, STET_RELATION_EXACT},       {STET_RELATION_REPRINT, STET_RELATION_REPRINT},
    {STET_RELATION_PARTIAL, STET_RELATION_PARTIAL},   {STET_RELATION_ABRIDGED, STET_RELATION_EXPANDED},
    {STET_RELATION_EXPANDED, STET_RELATION_ABRIDGED}, {STET_RELATION_UPDATE, STET_RELATION_REPRINT},
    {STET_RELATION_UPDATE, STET_RELATION_ABRIDGED},   {STET_RELATION_UPDATE, STET_RELATION_EXPANDED},
    {STET_RELATION_UPDATE, STET_RELATION_PARTIAL},    {STET_RELATION_REPRINT, STET_RELATION_UPDATE},
    {STET_RELATION_ABRIDGED, STET_RELATION_UPDATE},   {STET_RELATION_EXPANDED, STET_RELATION_UPDATE},
    {STET_RELATION_PARTIAL, STET_RELATION_UPDATE},
};

static void check(batch_tie tie, uint32_t from, uint32_t to, stet_relation expected, const struct match_verdict *verdict)
{
    stet_relation relation;
    double jaccard, containment;
    ck_assert(batch_tie_unpack(&corpus, tie, from, to, &relation, &jaccard, &containment));
    ck_assert_int_eq(relation, expected);
    ck_assert_double_eq(jaccard, (double)verdict->jaccard);
    ck_assert_double_eq(containment, (double)verdict->containment_b); /* of article 1, the smaller one */
}

START_TEST(a_tie_tells_what_either_is_to_the_other)
{
    static const float shares[] = {0x1p-6f, 0.3f, 0.99f, 1};
    for (size_t r = 0; r < sizeof relations / sizeof *relations; r++)
        for (size_t s = 0; s < sizeof shares / sizeof *shares; s++) {
            const struct match_verdict verdict = {.match = true,
                                                  .jaccard = shares[s],
                                                  .containment_a = 0.5f,
                                                  .containment_b = shares[3 - s],
                                                  .relation = relations[r][0],
                                                  .mirrored = relations[r][1]};
            for (uint32_t other = 0; other < 3; other += 2) {
                batch_tie tie = batch_tie_pack(&corpus, other, 1, &verdict);
                check(tie, other, 1, relations[r][0], &verdict);
                check(tie, 1, other, relations[r][1], &verdict);
            }
        }
}
END_TEST

START_TEST(no_tie_tells_nothing_nor_one_of_two_that_are_equally_long_the_other_way)
{
    const struct match_verdict match = {.match = true, .jaccard = 0.5f, .containment_a = 0.7f, .containment_b = 0.6f,
                                        .relation = STET_RELATION_REPRINT, .mirrored = STET_RELATION_REPRINT};
    const struct match_verdict none = {.jaccard = 0.5f, .containment_a = 0.7f, .containment_b = 0.6f};
    stet_relation relation;
    double jaccard, containment;
    ck_assert_uint_eq(batch_tie_pack(&corpus, 0, 1, &none), 0);
    ck_assert(!batch_tie_unpack(&corpus, 0, 0, 1, &relation, &jaccard, &containment));
    batch_tie tie = batch_tie_pack(&corpus, 0, 2, &match);
    ck_assert(batch_tie_unpack(&corpus, tie, 0, 2, &relation, &jaccard, &containment));
    ck_assert_double_eq(containment, (double)match.containment_a);
    ck_assert(!batch_tie_unpack(&corpus, tie, 2, 0, &relation, &jaccard, &containment));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("stet/tie");
    TCase *tests = tcase_create("tie");
    tcase_add_test(tests, a_tie_tells_what_either_is_to_the_other);
    tcase_add_test(tests, no_tie_tells_nothing_nor_one_of_two_that_are_equally_long_the_other_way);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
