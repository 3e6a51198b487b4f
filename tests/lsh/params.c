#include <check.h>
#include <math.h>
#include <string.h>

#include <stet/params.h>

#include "lsh/random.h"
#include "support/main.h"

START_TEST(probability_is_the_formula)
{
    for (uint32_t bands = 1; bands <= 256; bands += 15)
        for (uint32_t rows = 1; rows <= 8; rows++)
            for (double j = 0; j <= 1; j += 1. / 64) {
                double expected = 1 - pow(1 - pow(j, rows), bands);
                ck_assert_double_eq_tol(stet_params_probability(bands, rows, j), expected, 1e-12);
            }
    ck_assert_double_eq(stet_params_probability(3, 2, 0), 0);
    ck_assert_double_eq(stet_params_probability(3, 2, 1), 1);
}
END_TEST

START_TEST(probability_keeps_its_digits_where_it_is_tiny)
{
    /* b * J^r, to first order. */
    double got = stet_params_probability(20, 8, 1e-3);
    ck_assert_double_eq_tol(got / 20e-24, 1, 1e-12);
}
END_TEST

START_TEST(probability_agrees_with_drawn_signatures)
{
    enum { TRIALS = 20000 };
    const uint32_t bands = 9, rows = 3;
    for (double j = .15; j < .9; j += .2) {
        int hits = 0;
        for (int t = 0; t < TRIALS; t++) {
            int any = 0;
            for (uint32_t b = 0; b < bands; b++) {
                int all = 1;
                for (uint32_t r = 0; r < rows; r++)
                    all &= uniform() < j;
                any |= all;
            }
            hits += any;
        }
        double p = stet_params_probability(bands, rows, j), deviation = sqrt(p * (1 - p) / TRIALS);
        ck_assert_double_eq_tol((double)hits / TRIALS, p, 5 * deviation + 1e-9);
    }
}
END_TEST

/* Midpoint rule with many points: slow, and another rule than the one under test. */
static double mean_by_brute_force(uint32_t bands, uint32_t rows, double from, double to)
{
    const int n = 200000;
    double sum = 0;
    for (int i = 0; i < n; i++)
        sum += 1 - pow(1 - pow(from + (i + .5) * (to - from) / n, rows), bands);
    return sum / n;
}

START_TEST(shares_agree_with_brute_force_integrals)
{
    static const uint32_t shapes[][2] = {{1, 1}, {11, 2}, {23, 3}, {47, 4}, {256, 4}, {16, 64}, {128, 8}};
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++)
        for (double at = .25; at < 1; at += .25) {
            uint32_t b = shapes[i][0], r = shapes[i][1];
            ck_assert_double_eq_tol(stet_params_false_share(b, r, at), mean_by_brute_force(b, r, 0, at), 1e-6);
            ck_assert_double_eq_tol(stet_params_missed_share(b, r, at), 1 - mean_by_brute_force(b, r, at, 1), 1e-6);
        }
    /* By hand: one band of one row is the straight line. */
    ck_assert_double_eq_tol(stet_params_false_share(1, 1, .5), .25, 1e-9);
    ck_assert_double_eq_tol(stet_params_missed_share(1, 1, .5), .25, 1e-9);
}
END_TEST

/* The documented choice, by looking at every pair of bands and rows. */
static void choose_by_brute_force(double recall, double at, double cap, uint32_t *bands, uint32_t *rows)
{
    double best_share = 2;
    *bands = *rows = 0;
    for (uint32_t r = 1; r <= STET_PARAMS_MAX_ROWS; r++)
        for (uint32_t b = 1; b <= STET_PARAMS_MAX_BANDS && b * r <= STET_PARAMS_MAX_HASHES; b++) {
            if (stet_params_probability(b, r, at) < recall)
                continue;
            double share = stet_params_false_share(b, r, at);
            int within = share <= cap, best_within = best_share <= cap;
            if (within ? !best_within || b < *bands || (b == *bands && r > *rows)
                       : !best_within && share < best_share) {
                *bands = b;
                *rows = r;
                best_share = share;
            }
            break; /* more bands are never better */
        }
}

START_TEST(choice_is_the_best_of_all)
{
    int unreachable = 0;
    for (int i = 0; i < 60; i++) {
        stet_params_options options = STET_PARAMS_OPTIONS_INIT;
        options.recall = .5 + .499 * uniform();
        options.at = .05 + .94 * uniform();
        options.false_share = .1 + .6 * uniform();
        uint32_t bands, rows;
        choose_by_brute_force(options.recall, options.at, options.false_share, &bands, &rows);
        stet_params got;
        stet_error err;
        stet_status status = stet_params_choose(&got, &options, &err);
        if (!bands) {
            ck_assert_int_eq(status, STET_ERR_LIMIT);
            unreachable++;
            continue;
        }
        ck_assert_int_eq(status, STET_OK);
        ck_assert_msg(got.bands == bands && got.rows == rows, "recall %.17g at %.17g cap %.17g: %u x %u, not %u x %u",
                      options.recall, options.at, options.false_share, got.bands, got.rows, bands, rows);
        ck_assert_double_ge(got.recall, options.recall);
    }
    ck_assert_int_lt(unreachable, 30);
}
END_TEST

START_TEST(defaults_are_23_bands_of_3_rows)
{
    stet_params_options options = STET_PARAMS_OPTIONS_INIT;
    stet_params got;
    ck_assert_int_eq(stet_params_choose(&got, &options, NULL), STET_OK);
    ck_assert_uint_eq(got.bands, 23);
    ck_assert_uint_eq(got.rows, 3);
    ck_assert_double_eq_tol(got.recall, .9536, 1e-4);
    ck_assert_double_eq(got.at, .5);
}
END_TEST

START_TEST(given_bands_or_rows_are_kept)
{
    stet_params_options options = STET_PARAMS_OPTIONS_INIT;
    stet_params got;
    options.bands = 47;
    ck_assert_int_eq(stet_params_choose(&got, &options, NULL), STET_OK);
    ck_assert(got.bands == 47 && got.rows == 4);
    options.bands = 0;
    options.rows = 2;
    ck_assert_int_eq(stet_params_choose(&got, &options, NULL), STET_OK);
    ck_assert(got.bands == 11 && got.rows == 2);
    options.bands = 14;
    options.rows = 8;
    ck_assert_int_eq(stet_params_choose(&got, &options, NULL), STET_OK);
    ck_assert(got.bands == 14 && got.rows == 8);
    ck_assert_double_lt(got.recall, .1);
}
END_TEST

START_TEST(nonsense_is_refused)
{
    static const stet_params_options wrong[] = {
        {.version = 2},
        {.version = 1, .recall = 1},
        {.version = 1, .recall = -.1},
        {.version = 1, .recall = NAN},
        {.version = 1, .at = 1.5},
        {.version = 1, .at = NAN},
        {.version = 1, .false_share = 2},
        {.version = 1, .bands = 257},
        {.version = 1, .rows = 65},
        {.version = 1, .bands = 256, .rows = 5},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        stet_params got;
        stet_error err = {0};
        ck_assert_int_eq(stet_params_choose(&got, &wrong[i], &err), STET_ERR_USAGE);
        ck_assert_uint_gt(strlen(err.message), 10);
    }
    stet_params_options hopeless = {.version = 1, .recall = .99, .at = .001};
    stet_params got;
    ck_assert_int_eq(stet_params_choose(&got, &hopeless, NULL), STET_ERR_LIMIT);
}
END_TEST

START_TEST(bytes_grow_with_the_logarithm)
{
    ck_assert_double_eq_tol(stet_params_bytes(14, 1048576), 14 * 28 / 8., 1e-9);
    ck_assert_double_eq_tol(stet_params_bytes(1, 0), 1, 1e-9);
}
END_TEST

int main(void)
{
    print_seed();
    Suite *suite = suite_create("lsh/params");
    TCase *tcase = tcase_create("all");
    tcase_set_timeout(tcase, 0);
    tcase_add_test(tcase, probability_is_the_formula);
    tcase_add_test(tcase, probability_keeps_its_digits_where_it_is_tiny);
    tcase_add_test(tcase, probability_agrees_with_drawn_signatures);
    tcase_add_test(tcase, shares_agree_with_brute_force_integrals);
    tcase_add_test(tcase, choice_is_the_best_of_all);
    tcase_add_test(tcase, defaults_are_23_bands_of_3_rows);
    tcase_add_test(tcase, given_bands_or_rows_are_kept);
    tcase_add_test(tcase, nonsense_is_refused);
    tcase_add_test(tcase, bytes_grow_with_the_logarithm);
    suite_add_tcase(suite, tcase);
    return run_suite(suite);
}
