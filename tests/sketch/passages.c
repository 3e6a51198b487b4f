/* Winnowing keeps its promise: who copies a passage copies a fingerprint. */
#include <check.h>
#include <string.h>

#include "sketch/passages.h"
#include "support/random.h"
#include "sketch/sketch.h"
#include "support/main.h"

#define LONG 20000

static uint64_t text[LONG], shingles[LONG], passages[LONG];

static const struct sketch_kernel *kernel;

static void setup(void)
{
    kernel = sketch_kernel_get(sys_isa_choose());
    random_start();
}

static size_t passages_of(const uint64_t *tokens, size_t count, uint32_t k, uint32_t window, uint64_t *out)
{
    kernel->shingle(tokens, count, k, shingles);
    return sketch_passages(kernel, shingles, count - k + 1, window, out);
}

static int has(const uint64_t *list, size_t count, uint64_t one)
{
    for (size_t i = 0; i < count; i++)
        if (list[i] == one)
            return 1;
    return 0;
}

START_TEST(shared_run_of_window_and_shingle_shares_a_fingerprint)
{
    static uint64_t a[3000], b[3000], of_a[3000], of_b[3000];
    static const uint32_t windows[] = {1, 2, 5, 16, 16, 16, 64, 200};
    for (unsigned trial = 0; trial < 2000; trial++) {
        uint32_t k = 1 + random_below(8), window = windows[random_below(8)], run = window + k - 1;
        size_t before_a = random_below(1000), before_b = random_below(1000);
        size_t size_a = before_a + run + random_below(1000), size_b = before_b + run + random_below(1000);
        /* Few words make repeats and ties; foreign words make sure that the run is all they share. */
        random_text(a, size_a, trial % 2 ? 5 : 50000);
        random_text(b, size_b, trial % 2 ? 5 : 50000);
        for (size_t i = 0; i < size_b; i++)
            b[i] += 7;
        memcpy(b + before_b, a + before_a, run * sizeof *a);
        size_t count_a = passages_of(a, size_a, k, window, of_a), count_b = passages_of(b, size_b, k, window, of_b);
        size_t common = 0;
        for (size_t i = 0; i < count_a; i++)
            common += (size_t)has(of_b, count_b, of_a[i]);
        ck_assert_uint_ge(common, 1);
    }
}
END_TEST

START_TEST(two_in_a_window_and_one_are_kept)
{
    static const uint32_t windows[] = {1, 4, 16, 50, 1000};
    random_fill(text, LONG);
    for (unsigned i = 0; i < 5; i++) {
        double wanted = 2.0 / (windows[i] + 1) * (LONG - 4);
        double got = (double)passages_of(text, LONG, 5, windows[i], passages);
        printf("window %u: %.0f, theory %.0f\n", windows[i], got, wanted);
        ck_assert_double_gt(got, wanted * (windows[i] > 100 ? .7 : .95) - 1);
        ck_assert_double_lt(got, wanted * (windows[i] > 100 ? 1.3 : 1.05) + 1);
    }
}
END_TEST

START_TEST(fewer_shingles_than_a_window_give_their_least)
{
    for (size_t count = 1; count < 16; count++) {
        random_fill(shingles, count);
        uint64_t least = shingles[0], alone;
        for (size_t i = 1; i < count; i++)
            least = shingles[i] >> 33 <= least >> 33 ? shingles[i] : least;
        ck_assert_uint_eq(sketch_passages(kernel, shingles, count, 16, passages), 1);
        ck_assert_uint_eq(sketch_passages(kernel, &least, 1, 16, &alone), 1);
        ck_assert_uint_eq(passages[0], alone);
    }
    ck_assert_uint_eq(sketch_passages(kernel, shingles, 0, 16, passages), 0);
}
END_TEST

START_TEST(no_two_neighbours_are_equal)
{
    for (uint32_t words = 1; words < 4; words++) {
        random_text(text, LONG, words);
        size_t count = passages_of(text, LONG, 3, 16, passages);
        ck_assert_uint_ge(count, 1);
        for (size_t i = 1; i < count; i++)
            ck_assert_uint_ne(passages[i], passages[i - 1]);
        if (words == 1)
            ck_assert_uint_eq(count, 1);
    }
}
END_TEST

START_TEST(blocks_leave_no_seam)
{
    static uint64_t part[LONG];
    for (uint32_t window = 1; window <= SKETCH_MAX_WINDOW; window = window * 2 + 1) {
        random_fill(text, LONG);
        size_t all = passages_of(text, LONG, 1, window, passages);
        /* Wherever it begins, a piece of the text as long as a window and more has its fingerprints among all, in
         * order. */
        for (size_t from = 0; from + 3000 <= LONG; from += 499) {
            size_t count = passages_of(text + from, 3000, 1, window, part), at = 0;
            for (size_t i = 0; i < all && at < count; i++)
                at += passages[i] == part[at];
            ck_assert_uint_eq(at, count);
        }
    }
}
END_TEST

START_TEST(fingerprints_are_uniform)
{
    unsigned high = 0, low = 0;
    random_fill(text, LONG);
    size_t count = passages_of(text, LONG, 5, 16, passages);
    for (size_t i = 0; i < count; i++) {
        high += passages[i] >> 63;
        low += passages[i] & 1;
    }
    ck_assert_double_eq_tol(high / (double)count, .5, .05);
    ck_assert_double_eq_tol(low / (double)count, .5, .05);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("sketch/passages");
    TCase *tcase = tcase_create("winnowing");
    tcase_set_timeout(tcase, 120);
    tcase_add_checked_fixture(tcase, setup, NULL);
    tcase_add_test(tcase, shared_run_of_window_and_shingle_shares_a_fingerprint);
    tcase_add_test(tcase, two_in_a_window_and_one_are_kept);
    tcase_add_test(tcase, fewer_shingles_than_a_window_give_their_least);
    tcase_add_test(tcase, no_two_neighbours_are_equal);
    tcase_add_test(tcase, blocks_leave_no_seam);
    tcase_add_test(tcase, fingerprints_are_uniform);
    suite_add_tcase(suite, tcase);
    return run_suite(suite);
}
