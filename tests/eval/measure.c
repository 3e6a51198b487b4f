#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <stet/eval.h>
#include <xxhash.h>

#include "base/buf.h"
#include "eval/scratch.h"
#include "support/main.h"

static uint64_t seed, drawn;

static uint32_t below(uint32_t limit)
{
    drawn++;
    return (uint32_t)((XXH3_64bits_withSeed(&drawn, sizeof drawn, seed) >> 32) * limit >> 32);
}

struct bad_lines {
    int count;
    uint64_t line[16];
    char reason[16][80];
};

static void note_bad(void *payload, const char *file, uint64_t line, const char *reason)
{
    (void)file;
    struct bad_lines *bad = payload;
    if (bad->count < 16) {
        bad->line[bad->count] = line;
        snprintf(bad->reason[bad->count], sizeof *bad->reason, "%s", reason);
    }
    bad->count++;
}

static stet_eval_result last;
static struct bad_lines bad;

/* The result of three texts; truth or pairs may be NULL. Relations' names are checked while they live. */
static void measure(const char *truth, const char *pairs, const char *clusters)
{
    bad = (struct bad_lines){0};
    stet_eval_options options = STET_EVAL_OPTIONS_INIT;
    options.on_bad = note_bad;
    options.payload = &bad;
    stet_eval *eval;
    stet_error err;
    ck_assert_int_eq(stet_eval_create(&eval, &options, &err), STET_OK);
    if (truth) {
        struct scratch file = scratch_text(truth);
        ck_assert_msg(!stet_eval_read_truth(eval, file.path, &err), "%s", err.message);
        unlink(file.path);
    }
    if (pairs) {
        struct scratch file = scratch_text(pairs);
        ck_assert_msg(!stet_eval_read_pairs(eval, file.path, &err), "%s", err.message);
        unlink(file.path);
    }
    struct scratch file = scratch_text(clusters);
    ck_assert_msg(!stet_eval_read_clusters(eval, file.path, &err), "%s", err.message);
    unlink(file.path);
    ck_assert_msg(!stet_eval_measure(eval, &last, &err), "%s", err.message);
    for (size_t i = 0; i < last.relation_count; i++)
        ck_assert_int_gt(strlen(last.relations[i].name), 0);
    stet_eval_free(eval);
}

#define ck_near(got, expected) ck_assert_double_eq_tol(got, expected, 1e-12)

START_TEST(a_case_by_hand)
{
    /* Truth {a b c} {d e} {f}; found {a b d} {e c}. Pairs: true ab ac bc de; found ab ad bd ec; both ab. */
    measure("a\t1\t1\nb\t1\t0\nc\t1\t0\nd\t2\t1\ne\t2\t0\nf\t3\t1\n", NULL,
            "{\"canonical\":{\"id\":\"a\"},\"members\":[{\"id\":\"a\"},{\"id\":\"b\"},{\"id\":\"d\"}]}\n"
            "{\"canonical\":{\"id\":\"e\"},\"members\":[{\"id\":\"e\"},{\"id\":\"c\"}]}\n");
    ck_assert_uint_eq(last.articles, 6);
    ck_assert_uint_eq(last.pairwise.tp, 1);
    ck_assert_uint_eq(last.pairwise.fp, 3);
    ck_assert_uint_eq(last.pairwise.fn, 3);
    ck_assert_uint_eq(last.pairwise.tn, 8);
    ck_near(last.pairwise.precision, .25);
    ck_near(last.pairwise.recall, .25);
    ck_near(last.pairwise.f1, .25);
    /* e = 16/15, m = 4: (1 - 16/15) / (4 - 16/15) = -1/44. */
    ck_near(last.adjusted_rand, -1. / 44);
    /* Precision: a 2/3, b 2/3, d 1/3, e 1/2, c 1/2, f 1; recall: a 2/3, b 2/3, c 1/3, d 1/2, e 1/2, f 1. */
    ck_near(last.bcubed_precision, (2. / 3 + 2. / 3 + 1. / 3 + .5 + .5 + 1) / 6);
    ck_near(last.bcubed_recall, (2. / 3 + 2. / 3 + 1. / 3 + .5 + .5 + 1) / 6);
    ck_near(last.bcubed_f1, 11. / 18);
    /* {a b d} has majority 1 with canonical a: right. {e c}: a tie, the one named first is 1, whose canonical e is not.
     */
    ck_assert(last.has_canonical);
    ck_assert_uint_eq(last.canonical_judged, 2);
    ck_assert_uint_eq(last.canonical_right, 1);
    ck_assert_uint_eq(last.truth_clusters, 2);
    ck_assert_uint_eq(last.found_clusters, 2);
    ck_assert_int_eq(bad.count, 0);
}
END_TEST

START_TEST(the_example_of_hubert_and_arabie)
{
    /* Contingency table {{1 1 0} {1 2 1} {0 0 4}}, a common worked example: sum nij C2 = 7, rows 13, columns 14,
     * 45 pairs in all: (7 - 182/45) / (13.5 - 182/45) = 266/851. */
    static const int table[3][3] = {{1, 1, 0}, {1, 2, 1}, {0, 0, 4}};
    struct stet_buf truth = STET_BUF_INIT, found[3] = {STET_BUF_INIT, STET_BUF_INIT, STET_BUF_INIT};
    struct stet_buf clusters = STET_BUF_INIT;
    int id = 0;
    for (int i = 0; i < 3; i++)
        for (int k = 0; k < 3; k++)
            for (int n = 0; n < table[i][k]; n++, id++) {
                ck_assert(stet_buf_printf(&truth, "x%d\tt%d\n", id, i));
                ck_assert(stet_buf_printf(&found[k], "%s{\"id\":\"x%d\"}", found[k].size ? "," : "", id));
            }
    for (int k = 0; k < 3; k++)
        ck_assert(stet_buf_printf(&clusters, "{\"members\":[%.*s]}\n", (int)found[k].size, found[k].data));
    stet_buf_add_byte(&truth, 0);
    stet_buf_add_byte(&clusters, 0);
    measure(truth.data, NULL, clusters.data);
    ck_near(last.adjusted_rand, 266. / 851);
    ck_assert(!last.has_canonical);
    ck_assert(isnan(last.canonical_accuracy));
    stet_buf_free(&truth);
    stet_buf_free(&clusters);
    for (int k = 0; k < 3; k++)
        stet_buf_free(&found[k]);
}
END_TEST

START_TEST(trivial_partitions)
{
    measure("a\t1\nb\t2\n", NULL, "");
    ck_near(last.adjusted_rand, 1);
    ck_near(last.bcubed_f1, 1);
    ck_assert(isnan(last.pairwise.precision) && isnan(last.pairwise.recall) && isnan(last.pairwise.f1));
    measure("a\t1\nb\t1\n", NULL, "{\"members\":[{\"id\":\"a\"},{\"id\":\"b\"}]}");
    ck_near(last.adjusted_rand, 1);
    ck_near(last.pairwise.f1, 1);
    measure("a\t1\nb\t1\n", NULL, "");
    ck_near(last.adjusted_rand, 0);
    ck_near(last.pairwise.recall, 0);
    ck_near(last.pairwise.f1, 0);
    measure("# nothing\n", NULL, "");
    ck_assert_uint_eq(last.articles, 0);
    ck_assert(isnan(last.bcubed_f1));
}
END_TEST

START_TEST(judged_pairs)
{
    measure(NULL, "# comment\r\na\tb\t1\tD\t3\r\na\tc\t0\tT\t1\r\n\r\nb\tc\t1\r\na\tz\t1\nq\tz\t0\n",
            "{\"members\":[{\"id\":\"a\"},{\"id\":\"b\"},{\"id\":\"other\"}]}\n{\"members\":[{\"id\":\"c\"}]}\n");
    ck_assert(last.has_pairs && !last.has_truth);
    ck_assert_uint_eq(last.pairs.tp, 1);
    ck_assert_uint_eq(last.pairs.fp, 0);
    ck_assert_uint_eq(last.pairs.fn, 2);
    ck_assert_uint_eq(last.pairs.tn, 2);
    ck_near(last.pairs.precision, 1);
    ck_near(last.pairs.recall, 1. / 3);
    ck_near(last.pairs.f1, .5);
    ck_near(last.pairs.accuracy, .6);
    ck_assert_uint_eq(last.pairs_unknown, 2);
    ck_assert_uint_eq(last.unknown, 1);
    ck_assert_int_eq(bad.count, 0);
}
END_TEST

START_TEST(recall_by_relation)
{
    measure("a\t1\t1\tcanonical\nb\t1\t0\treprint\nc\t1\t0\tabridged\nd\t1\t0\treprint\ne\t2\t0\treprint\n", NULL,
            "{\"members\":[{\"id\":\"a\"},{\"id\":\"b\"}]}\n{\"members\":[{\"id\":\"c\"},{\"id\":\"d\"}]}\n");
    ck_assert_uint_eq(last.relation_count, 2);
    ck_assert_uint_eq(last.relations[0].judged, 1); /* abridged */
    ck_assert_uint_eq(last.relations[0].found, 0);
    ck_assert_uint_eq(last.relations[1].judged, 2); /* reprint */
    ck_assert_uint_eq(last.relations[1].found, 1);
}
END_TEST

START_TEST(a_pair_that_shares_two_clusters_counts_once)
{
    measure("a\t1\nb\t1\nc\t2\n", NULL,
            "{\"members\":[{\"id\":\"a\"},{\"id\":\"b\"},{\"id\":\"a\"}]}\n"
            "{\"members\":[{\"id\":\"b\"},{\"id\":\"a\"}]}\n"
            "{\"members\":[{\"id\":\"a\"},{\"id\":\"c\"}]}\n");
    ck_assert_uint_eq(last.pairwise.tp, 1);
    ck_assert_uint_eq(last.pairwise.fp, 1);
    ck_assert_uint_eq(last.pairwise.fn, 0);
    ck_assert_uint_eq(last.pairwise.tn, 1);
    ck_assert_uint_eq(last.several, 2);
}
END_TEST

/* a and b are one story, c and d another, r carries both and s the first one. */
#define WITH_GUESTS                                                                                                    \
    "{\"members\":[{\"id\":\"a\"},{\"id\":\"b\"},{\"id\":\"r\",\"guest\":true},{\"id\":\"s\",\"guest\":true}]}\n"      \
    "{\"members\":[{\"id\":\"c\"},{\"id\":\"d\",\"guest\":false},{\"guest\":true,\"id\":\"r\"}]}\n"

START_TEST(guests_glue_no_clusters)
{
    measure("a\t1\nb\t1\nc\t2\nd\t2\nr\t3\ns\t3\n", NULL, WITH_GUESTS);
    ck_assert_uint_eq(last.pairwise.tp, 2);
    ck_assert_uint_eq(last.pairwise.fp, 0);
    ck_assert_uint_eq(last.pairwise.fn, 1);
    ck_assert_uint_eq(last.several, 0);
    ck_assert_uint_eq(last.guests, 3);
    ck_assert_uint_eq(last.found_clusters, 2);
    ck_assert_int_eq(bad.count, 0);
}
END_TEST

START_TEST(a_judged_pair_of_a_guest_and_a_member_is_found)
{
    measure(NULL, "a\tr\t1\nr\td\t1\nr\ts\t0\ns\tc\t0\nb\ts\t0\n", WITH_GUESTS);
    ck_assert_uint_eq(last.pairs.tp, 2);
    ck_assert_uint_eq(last.pairs.fn, 0);
    ck_assert_uint_eq(last.pairs.fp, 1);
    ck_assert_uint_eq(last.pairs.tn, 2);
    ck_assert_uint_eq(last.pairs_unknown, 0);
}
END_TEST

START_TEST(bad_lines_are_told_and_skipped)
{
    measure("a\t1\nonlyone\n\t1\nb\t\na\t2\nc\t1\t2\nd\t1\t\t\nb\t1\t0\tr\tmore\tand more\n", NULL,
            "{\"members\":[{\"id\":\"a\"},{\"id\":\"b\"}]}\n"
            "nonsense\n"
            "[]\n"
            "{\"members\":[{\"id\":\"a\"},{\"id\":\"d\"}]\n"
            "{\"members\":[{\"name\":\"a\"}]}\n"
            "{\"members\":{}}\n"
            "{\"members\":[1]}\n"
            "{\"schema\":\"stet.cluster/2\",\"members\":[]}\n"
            "{\"cluster\":\"x\"}\n"
            "{\"members\":[],\"members\":[]}\n"
            "{\"members\":[{\"id\":\"a\",\"id\":\"d\"}]}\n"
            "{\"schema\":\"stet.cluster/1\",\"origin\":null,\"canonical\":{\"evidence\":[{\"id\":[1]}],\"id\":\"d\"},"
            "\"members\":[{\"id\":\"\\u0064\",\"to\":{\"id\":1}},{\"id\":7}]}\n");
    ck_assert_int_eq(bad.count, 15);
    static const uint64_t lines[] = {2, 3, 4, 5, 6, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
    for (int i = 0; i < 15; i++)
        ck_assert_msg(bad.line[i] == lines[i], "%d: line %d: %s", i, (int)bad.line[i], bad.reason[i]);
    ck_assert_str_eq(bad.reason[3], "this id came before");
    ck_assert_uint_eq(last.bad, 15);
    ck_assert_uint_eq(last.clusters, 2);
    ck_assert_uint_eq(last.articles, 3);
    ck_assert_uint_eq(last.pairwise.tp, 1); /* ab; the broken line with a and d left nothing behind */
    ck_assert_uint_eq(last.pairwise.fn, 2);
    ck_assert_uint_eq(last.unknown, 1);
}
END_TEST

START_TEST(calls_in_the_wrong_order_are_refused)
{
    stet_eval_options options = STET_EVAL_OPTIONS_INIT;
    stet_eval *eval;
    stet_error err;
    ck_assert_int_eq(stet_eval_create(&eval, &options, &err), STET_OK);
    ck_assert_int_eq(stet_eval_read_clusters(eval, "/dev/null", &err), STET_ERR_USAGE);
    ck_assert_int_eq(stet_eval_read_truth(eval, "/dev/null", &err), STET_OK);
    ck_assert_int_eq(stet_eval_read_clusters(eval, "/dev/null", &err), STET_OK);
    ck_assert_int_eq(stet_eval_read_truth(eval, "/dev/null", &err), STET_ERR_USAGE);
    ck_assert_int_eq(stet_eval_read_pairs(eval, "/dev/null", &err), STET_ERR_USAGE);
    stet_eval_free(eval);
    stet_eval_free(NULL);
    options.version = 9;
    ck_assert_int_eq(stet_eval_create(&eval, &options, &err), STET_ERR_USAGE);
}
END_TEST

#define MAX 40

/* A random truth and random clusters, with ids that come several times when `overlaps` are wanted. */
struct world {
    int ids, clusters;
    int label[MAX];
    bool canonical[MAX];
    bool holds[MAX][MAX]; /* cluster, id */
    int stands[MAX];      /* of each cluster, an id or -1 */
};

static void make_world(struct world *world, bool overlaps)
{
    *world = (struct world){.ids = 1 + (int)below(MAX), .clusters = (int)below(MAX / 2)};
    int labels = 1 + (int)below((uint32_t)world->ids);
    for (int i = 0; i < world->ids; i++) {
        world->label[i] = (int)below((uint32_t)labels);
        world->canonical[i] = !below(3);
        for (uint32_t n = overlaps ? below(5) : below(2); n && world->clusters; n--)
            world->holds[below((uint32_t)world->clusters)][i] = true;
    }
    for (int c = 0; c < world->clusters; c++)
        world->stands[c] = (int)below((uint32_t)world->ids + 1) - 1;
}

static void write_world(const struct world *world)
{
    struct stet_buf truth = STET_BUF_INIT, clusters = STET_BUF_INIT;
    for (int i = 0; i < world->ids; i++)
        ck_assert(stet_buf_printf(&truth, "id-%d\tc%d\t%d\n", i, world->label[i], world->canonical[i]));
    for (int c = 0; c < world->clusters; c++) {
        ck_assert(stet_buf_add_text(&clusters, "{"));
        if (world->stands[c] >= 0)
            ck_assert(stet_buf_printf(&clusters, "\"canonical\":{\"id\":\"id-%d\"},", world->stands[c]));
        ck_assert(stet_buf_add_text(&clusters, "\"members\":[{\"id\":\"stranger\"}"));
        for (int i = 0; i < world->ids; i++)
            if (world->holds[c][i])
                ck_assert(stet_buf_printf(&clusters, ",{\"id\":\"id-%d\"}", i));
        ck_assert(stet_buf_add_text(&clusters, "]}\n"));
    }
    stet_buf_add_byte(&truth, 0);
    stet_buf_add_byte(&clusters, 0);
    measure(truth.data, NULL, clusters.data);
    stet_buf_free(&truth);
    stet_buf_free(&clusters);
}

static bool together(const struct world *world, int a, int b)
{
    for (int c = 0; c < world->clusters; c++)
        if (world->holds[c][a] && world->holds[c][b])
            return true;
    return a == b;
}

static void check_pairs(const struct world *world)
{
    uint64_t tp = 0, fp = 0, fn = 0, tn = 0;
    double precision = 0, recall = 0;
    for (int a = 0; a < world->ids; a++) {
        int found = 0, same = 0, both = 0;
        for (int b = 0; b < world->ids; b++) {
            bool is_found = together(world, a, b), is_same = world->label[a] == world->label[b];
            found += is_found;
            same += is_same;
            both += is_found && is_same;
            if (b < a)
                *(is_found ? (is_same ? &tp : &fp) : (is_same ? &fn : &tn)) += 1;
        }
        precision += (double)both / found;
        recall += (double)both / same;
    }
    ck_assert_uint_eq(last.pairwise.tp, tp);
    ck_assert_uint_eq(last.pairwise.fp, fp);
    ck_assert_uint_eq(last.pairwise.fn, fn);
    ck_assert_uint_eq(last.pairwise.tn, tn);
    ck_near(last.bcubed_precision, precision / world->ids);
    ck_near(last.bcubed_recall, recall / world->ids);
    /* The adjusted Rand index in terms of the four kinds of pairs (Steinley 2004, equation 8). */
    double a = (double)tp, b = (double)fp, c = (double)fn, d = (double)tn, n = a + b + c + d;
    double part = (a + b) * (a + c) + (c + d) * (b + d), denominator = n * n - part;
    ck_near(last.adjusted_rand, fabs(denominator) > 0 ? (n * (a + d) - part) / denominator : 1);
}

static void check_canonicals(const struct world *world)
{
    uint64_t judged = 0, right = 0;
    for (int c = 0; c < world->clusters; c++) {
        int votes[MAX] = {0}, size = 0, best = -1;
        for (int i = 0; i < world->ids; i++) {
            votes[world->label[i]] += world->holds[c][i];
            size += world->holds[c][i];
        }
        /* Walking over the ids meets the labels in the order in which the truth names them. */
        for (int i = 0; i < world->ids; i++)
            if (best < 0 || votes[world->label[i]] > votes[best])
                best = world->label[i];
        int of_label = 0;
        bool named = false;
        for (int i = 0; i < world->ids; i++) {
            of_label += world->label[i] == best;
            named |= world->label[i] == best && world->canonical[i];
        }
        if (size < 2 || of_label < 2 || !named)
            continue;
        judged++;
        int stands = world->stands[c];
        right += stands >= 0 && world->label[stands] == best && world->canonical[stands];
    }
    ck_assert_uint_eq(last.canonical_judged, judged);
    ck_assert_uint_eq(last.canonical_right, right);
}

START_TEST(random_partitions_agree_with_the_definitions)
{
    for (int round = 0; round < 300; round++) {
        struct world world;
        make_world(&world, false);
        write_world(&world);
        check_pairs(&world);
        check_canonicals(&world);
        ck_assert_uint_eq(last.several, 0);
    }
}
END_TEST

START_TEST(random_overlaps_agree_with_the_definitions)
{
    for (int round = 0; round < 300; round++) {
        struct world world;
        make_world(&world, true);
        write_world(&world);
        check_pairs(&world);
        check_canonicals(&world);
    }
}
END_TEST

START_TEST(an_id_in_too_many_clusters_is_cut_off_and_counted)
{
    struct stet_buf clusters = STET_BUF_INIT;
    for (int c = 0; c < STET_EVAL_MAX_CLUSTERS + 3; c++)
        ck_assert(stet_buf_printf(&clusters, "{\"members\":[{\"id\":\"a\"},{\"id\":\"b%d\"}]}\n", c));
    stet_buf_add_byte(&clusters, 0);
    measure(NULL, "a\tb0\t1\na\tb7\t1\na\tb8\t1\na\tb10\t0\n", clusters.data);
    ck_assert_uint_eq(last.dropped, 3);
    ck_assert_uint_eq(last.pairs.tp, 2);
    ck_assert_uint_eq(last.pairs.fn, 1);
    ck_assert_uint_eq(last.pairs.tn, 1);
    stet_buf_free(&clusters);
}
END_TEST

int main(void)
{
    const char *given = getenv("STET_SEED");
    seed = given ? strtoull(given, NULL, 0) : (uint64_t)time(NULL) << 20 ^ (uint64_t)getpid();
    printf("STET_SEED=%llu\n", (unsigned long long)seed);
    fflush(stdout);
    Suite *suite = suite_create("eval/measure");
    TCase *tcase = tcase_create("all");
    tcase_set_timeout(tcase, 0);
    tcase_add_test(tcase, a_case_by_hand);
    tcase_add_test(tcase, the_example_of_hubert_and_arabie);
    tcase_add_test(tcase, trivial_partitions);
    tcase_add_test(tcase, judged_pairs);
    tcase_add_test(tcase, recall_by_relation);
    tcase_add_test(tcase, a_pair_that_shares_two_clusters_counts_once);
    tcase_add_test(tcase, guests_glue_no_clusters);
    tcase_add_test(tcase, a_judged_pair_of_a_guest_and_a_member_is_found);
    tcase_add_test(tcase, bad_lines_are_told_and_skipped);
    tcase_add_test(tcase, calls_in_the_wrong_order_are_refused);
    tcase_add_test(tcase, random_partitions_agree_with_the_definitions);
    tcase_add_test(tcase, random_overlaps_agree_with_the_definitions);
    tcase_add_test(tcase, an_id_in_too_many_clusters_is_cut_off_and_counted);
    suite_add_tcase(suite, tcase);
    return run_suite(suite);
}
