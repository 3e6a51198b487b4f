/* SimHash is the sign of each column's sum, and its distances tell angles. */
#include <check.h>
#include <math.h>

#include "support/random.h"
#include "sketch/simhash.h"
#include "support/main.h"

static const struct sketch_kernel *kernel;

static void setup(void)
{
    kernel = sketch_kernel_get(sys_isa_choose());
    random_start();
}

START_TEST(bits_are_majorities_and_ties_are_zero)
{
    for (size_t count = 0; count < 300; count++) {
        uint64_t features[300], wanted = 0;
        random_fill(features, count);
        for (unsigned bit = 0; bit < 64; bit++) {
            size_t sum = 0;
            for (size_t i = 0; i < count; i++)
                sum += features[i] >> bit & 1;
            wanted |= (uint64_t)(2 * sum > count) << bit;
        }
        ck_assert_uint_eq(sketch_simhash(kernel, features, count), wanted);
    }
}
END_TEST

START_TEST(distance_is_angle)
{
    enum { FEATURES = 400, TRIALS = 2000 };
    static uint64_t pool[2 * FEATURES];
    for (unsigned shared = 0; shared <= FEATURES; shared += 100) {
        double sum = 0;
        for (unsigned trial = 0; trial < TRIALS; trial++) {
            random_fill(pool, 2 * FEATURES - shared);
            uint64_t a = sketch_simhash(kernel, pool, FEATURES);
            uint64_t b = sketch_simhash(kernel, pool + FEATURES - shared, FEATURES);
            sum += __builtin_popcountll(a ^ b);
        }
        double expected = 64 * acos((double)shared / FEATURES) / acos(-1.0);
        printf("%u of %d shared: distance %.2f, theory %.2f\n", shared, FEATURES, sum / TRIALS, expected);
        ck_assert_double_eq_tol(sum / TRIALS, expected, .5);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("sketch/simhash");
    TCase *tcase = tcase_create("fingerprint");
    tcase_set_timeout(tcase, 60);
    tcase_add_checked_fixture(tcase, setup, NULL);
    tcase_add_test(tcase, bits_are_majorities_and_ties_are_zero);
    tcase_add_test(tcase, distance_is_angle);
    suite_add_tcase(suite, tcase);
    return run_suite(suite);
}
