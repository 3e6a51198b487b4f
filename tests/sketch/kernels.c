/* Every kernel equals the scalar reference bit for bit, and that equals what its words say. */
#include <check.h>
#include <string.h>

#include <xxhash.h>

#include "sketch/hash.h"
#include "sketch/kernel/kernel.h"
#include "support/random.h"
#include "sketch/sketch.h"
#include "support/main.h"

#define LONGEST 2048

static uint64_t input[LONGEST + 8], expected[LONGEST + 8], got[LONGEST + 8];
static const size_t lengths[] = {1,  2,  3,  4,   5,   7,   8,   9,   15,  16,   17,   31,  33,
                                 63, 64, 65, 100, 127, 129, 255, 257, 500, 1023, 2047, 2048};
#define LENGTHS (sizeof lengths / sizeof *lengths)

/* Calls `check` for each kernel that this machine can run, scalar included. */
static void each_kernel(void (*check)(const struct sketch_kernel *kernel))
{
    random_start();
    for (int isa = SYS_ISA_SCALAR; isa <= (int)sys_isa_supported(); isa++) {
        printf("%s\n", sys_isa_name((enum sys_isa)isa));
        check(sketch_kernel_get((enum sys_isa)isa));
    }
}

static void check_shingle(const struct sketch_kernel *kernel)
{
    for (size_t l = 0; l < LENGTHS; l++) {
        for (uint32_t k = 1; k <= 16 && k <= lengths[l]; k++) {
            size_t shingles = lengths[l] - k + 1;
            random_fill(input, lengths[l]);
            for (size_t i = 0; i < shingles; i++)
                expected[i] = sketch_shingle(input + i, k);
            got[shingles] = 42;
            kernel->shingle(input, lengths[l], k, got);
            ck_assert_mem_eq(got, expected, shingles * sizeof *got);
            ck_assert_uint_eq(got[shingles], 42);
        }
    }
}

static void check_content(const struct sketch_kernel *kernel)
{
    ck_assert_uint_eq(kernel->content(NULL, 0), XXH3_64bits(NULL, 0));
    for (size_t l = 0; l < LENGTHS; l++) {
        random_fill(input, lengths[l]);
        ck_assert_uint_eq(kernel->content(input, lengths[l]), XXH3_64bits(input, lengths[l] * sizeof *input));
    }
}

static void check_draw(const struct sketch_kernel *kernel)
{
    static const uint32_t bins[] = {1, 2, 63, 64, 65, 80, 128, 255, 256, 257, 500, 1024};
    for (size_t l = 0; l < LENGTHS; l++) {
        for (size_t b = 0; b < sizeof bins / sizeof *bins; b++) {
            uint64_t empty[SKETCH_EMPTY_WORDS], step = random_next();
            random_fill(empty, SKETCH_EMPTY_WORDS);
            random_fill(input, lengths[l]);
            size_t hits = 0;
            for (size_t i = 0; i < lengths[l]; i++) {
                uint64_t draw = sketch_mix(input[i] + step);
                uint32_t bin = sketch_bin(draw, bins[b]);
                ck_assert_uint_lt(bin, bins[b]);
                if (empty[bin / 64] >> bin % 64 & 1)
                    expected[hits++] = draw;
            }
            ck_assert_uint_eq(kernel->draw(input, lengths[l], step, bins[b], empty, got), hits);
            ck_assert_mem_eq(got, expected, hits * sizeof *got);
        }
    }
}

static void check_still_empty(const struct sketch_kernel *kernel)
{
    static const uint32_t bins[] = {1, 7, 15, 16, 17, 63, 64, 65, 69, 80, 128, 500, 1024};
    for (size_t b = 0; b < sizeof bins / sizeof *bins; b++) {
        for (unsigned share = 0; share <= 4; share++) { /* so many quarters of the empty ones still are */
            uint32_t signature[SKETCH_MAX_HASHES];
            uint64_t before[SKETCH_EMPTY_WORDS] = {0}, after[SKETCH_EMPTY_WORDS] = {0}, empty[SKETCH_EMPTY_WORDS];
            bool any = false;
            for (uint32_t bin = 0; bin < bins[b]; bin++) {
                uint64_t bit = UINT64_C(1) << bin % 64, random = random_next();
                bool was = random >> 32 & 1, is = was && (random >> 33) % 4 < share;
                before[bin / 64] |= was ? bit : 0;
                after[bin / 64] |= is ? bit : 0;
                signature[bin] = is ? UINT32_MAX : (uint32_t)random & 0xfffffffe;
                any |= is;
            }
            memcpy(empty, before, sizeof empty);
            ck_assert_int_eq(kernel->still_empty(signature, bins[b], empty), any);
            ck_assert_mem_eq(empty, after, sizeof empty);
        }
    }
}

static void check_count(const struct sketch_kernel *kernel)
{
    for (size_t l = 0; l < LENGTHS; l++) {
        uint64_t planes[SKETCH_PLANES];
        random_fill(input, lengths[l]);
        if (l % 2)
            memset(input, 0xff, lengths[l] * sizeof *input / 2); /* high counts, to carry far */
        kernel->count_bits(input, lengths[l], planes);
        for (unsigned bit = 0; bit < 64; bit++) {
            uint64_t sum = 0, counted = 0;
            for (size_t i = 0; i < lengths[l]; i++)
                sum += input[i] >> bit & 1;
            for (unsigned p = 0; p < SKETCH_PLANES; p++)
                counted |= (planes[p] >> bit & 1) << p;
            ck_assert_uint_eq(counted, sum);
        }
    }
}

/* Looks at every window in full. */
static size_t plain_minima(const uint64_t *shingles, size_t count, uint32_t window, uint32_t *offsets)
{
    size_t found = 0;
    for (size_t from = 0; from + window <= count; from++) {
        size_t least = from;
        for (size_t i = from; i < from + window; i++)
            if (shingles[i] >> 33 <= shingles[least] >> 33)
                least = i;
        if (!found || offsets[found - 1] != least)
            offsets[found++] = (uint32_t)least;
    }
    return found;
}

static void check_minima(const struct sketch_kernel *kernel)
{
    static const uint32_t windows[] = {1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 64, 100, 255, 1024};
    static uint32_t plain[LONGEST], offsets[LONGEST + SKETCH_MINIMA_SLACK];
    for (size_t l = 0; l < LENGTHS; l++) {
        for (size_t w = 0; w < sizeof windows / sizeof *windows && windows[w] <= lengths[l]; w++) {
            for (int few = 0; few < 3; few++) {
                random_fill(input, lengths[l]);
                for (size_t i = 0; few && i < lengths[l]; i++) /* ties: few values, then one */
                    input[i] = few == 1 ? input[i] & UINT64_C(7) << 60 : UINT64_C(0xffffffffffffffff);
                size_t found = plain_minima(input, lengths[l], windows[w], plain);
                ck_assert_uint_eq(kernel->minima(input, lengths[l], windows[w], offsets), found);
                ck_assert_mem_eq(offsets, plain, found * sizeof *offsets);
            }
        }
    }
}

START_TEST(shingles_are_polynomials_of_their_tokens)
{
    each_kernel(check_shingle);
}
END_TEST

START_TEST(contents_are_hashed_as_the_library_does)
{
    each_kernel(check_content);
}
END_TEST

START_TEST(draws_are_those_into_empty_bins)
{
    each_kernel(check_draw);
}
END_TEST

START_TEST(bins_are_empty_until_something_falls_into_them)
{
    each_kernel(check_still_empty);
}
END_TEST

START_TEST(counts_are_right_in_every_column)
{
    each_kernel(check_count);
}
END_TEST

START_TEST(minima_are_the_rightmost_least_of_their_windows)
{
    each_kernel(check_minima);
}
END_TEST

START_TEST(counts_carry_into_high_planes)
{
    enum { MANY = 300007 };
    uint64_t *features = malloc(MANY * sizeof *features), planes[SKETCH_PLANES];
    ck_assert_ptr_nonnull(features);
    memset(features, 0xff, MANY * sizeof *features);
    features[MANY / 2] = 1;
    for (int isa = SYS_ISA_SCALAR; isa <= (int)sys_isa_supported(); isa++) {
        sketch_kernel_get((enum sys_isa)isa)->count_bits(features, MANY, planes);
        uint64_t first = 0, second = 0;
        for (unsigned p = 0; p < SKETCH_PLANES; p++) {
            first |= (planes[p] & 1) << p;
            second |= (planes[p] >> 1 & 1) << p;
        }
        ck_assert_uint_eq(first, MANY);
        ck_assert_uint_eq(second, MANY - 1);
    }
    free(features);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("sketch/kernels");
    TCase *tcase = tcase_create("each equals its definition");
    tcase_set_timeout(tcase, 120);
    tcase_add_test(tcase, shingles_are_polynomials_of_their_tokens);
    tcase_add_test(tcase, contents_are_hashed_as_the_library_does);
    tcase_add_test(tcase, draws_are_those_into_empty_bins);
    tcase_add_test(tcase, bins_are_empty_until_something_falls_into_them);
    tcase_add_test(tcase, counts_are_right_in_every_column);
    tcase_add_test(tcase, minima_are_the_rightmost_least_of_their_windows);
    tcase_add_test(tcase, counts_carry_into_high_planes);
    suite_add_tcase(suite, tcase);
    return run_suite(suite);
}
