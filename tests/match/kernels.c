/* Every kernel gives what its words say, bit for bit: so all give the same. */
#include <stdbool.h>
#include <string.h>

#include "support/random.h"
#include "match/set.h"
#include "match/shingles.h"
#include "support/main.h"
#include "text/tokens.h"

#define LONGEST 700

static const size_t lengths[] = {1, 2, 3, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, 127, 128, 129, 300, 512, 700};
#define LENGTHS (sizeof lengths / sizeof *lengths)

static uint32_t input[LONGEST + 16], expected[LONGEST + 16], got[LONGEST + 16];

static void fill(size_t count)
{
    for (size_t i = 0; i < count; i++)
        input[i] = (uint32_t)random_next();
}

static void check_keys(const struct match_kernel *kernel)
{
    for (size_t l = 0; l < LENGTHS; l++) {
        for (uint32_t k = 1; k <= MATCH_MAX_SHINGLE && k <= lengths[l]; k++) {
            size_t n = lengths[l] - k + 1;
            fill(lengths[l]);
            for (size_t i = 0; i < n; i++)
                expected[i] = match_key(input + i, k);
            got[n] = 42;
            kernel->keys(input, lengths[l], k, got);
            ck_assert_mem_eq(got, expected, n * sizeof *got);
            ck_assert_uint_eq(got[n], 42);
        }
    }
}

static void check_sample(const struct match_kernel *kernel)
{
    for (size_t l = 0; l < LENGTHS; l++) {
        for (unsigned level = 0; level < 8; level++) {
            fill(lengths[l]);
            size_t n = 0;
            for (size_t i = 0; i < lengths[l]; i++)
                if (!level || input[i] >> (32 - level) == 0)
                    expected[n++] = input[i];
            ck_assert_uint_eq(kernel->sample(input, lengths[l], level, got), n);
            ck_assert_mem_eq(got, expected, n * sizeof *got);
        }
    }
}

static void check_thin(const struct match_kernel *kernel)
{
    for (size_t l = 0; l < LENGTHS; l++) {
        for (unsigned level = 0; level < 8; level++) {
            fill(lengths[l]);
            size_t n = 0;
            for (size_t i = 0; i < lengths[l]; i++)
                if (input[i] % (1u << level) == 0)
                    expected[n++] = (uint32_t)i;
            ck_assert_uint_eq(kernel->thin(input, lengths[l], level, got), n);
            ck_assert_mem_eq(got, expected, n * sizeof *got);
        }
    }
}

static void check_figures(const struct match_kernel *kernel)
{
    for (size_t l = 0; l < LENGTHS; l++) {
        fill(lengths[l]);
        size_t n = 0;
        for (size_t i = 0; i < lengths[l]; i++) {
            if (l % 2 && i % 11)
                input[i] &= ~(uint32_t)TEXT_TOKEN_NUMBER; /* few, as in prose */
            if (input[i] & TEXT_TOKEN_NUMBER)
                expected[n++] = (uint32_t)i;
        }
        ck_assert_uint_eq(kernel->figures(input, lengths[l], got), n);
        ck_assert_mem_eq(got, expected, n * sizeof *got);
    }
}

static void check_agree(const struct match_kernel *kernel)
{
    for (size_t l = 0; l < LENGTHS; l++) {
        fill(lengths[l]);
        for (size_t same = 0; same <= lengths[l]; same++) {
            memcpy(got, input, sizeof got);
            got[same] ^= 1u << random_below(32);
            ck_assert_uint_eq(kernel->agree(input, got, lengths[l]), same);
        }
    }
}

static void check_find(const struct match_kernel *kernel)
{
    for (size_t l = 0; l < LENGTHS; l++) {
        fill(lengths[l]);
        for (size_t n = 0; n < lengths[l]; n++) {
            size_t at = 0;
            while (at < n && input[at] != input[n])
                at++;
            ck_assert_uint_eq(kernel->find(input, n, input[n]), at);
            ck_assert_uint_eq(kernel->find(input, n + 1, input[n]), at);
            uint32_t twice = input[n / 2];
            input[n / 2] = input[n];
            ck_assert_uint_le(kernel->find(input, n + 1, input[n]), n / 2);
            input[n / 2] = twice;
        }
    }
}

static void check_mass(const struct match_kernel *kernel)
{
    uint16_t weight[256];
    uint8_t counts[LONGEST] = {0};
    for (int i = 0; i < 256; i++)
        weight[i] = (uint16_t)(random_next() | (i == 255 ? UINT16_MAX : 0));
    for (size_t n = 0; n <= LONGEST; n += n < 140 ? 1 : 37) {
        uint64_t sum = 0;
        for (size_t i = 0; i < n; i++) {
            counts[i] = n % 3 ? (uint8_t)random_next() : UINT8_MAX;
            sum += weight[counts[i]];
        }
        ck_assert_uint_eq(kernel->mass(weight, counts, n), sum);
    }
}

/* Keys of a small range come again, those of the whole range meet each other's bits. */
static void check_add_and_next(const struct match_kernel *kernel)
{
    struct match_set set = {0}, reference = {0};
    for (size_t l = 0; l < LENGTHS; l++) {
        size_t n = lengths[l];
        fill(n);
        for (size_t i = 0; i < n; i++)
            input[i] = random_below(4) ? input[i] : (uint32_t)random_below(40) * UINT32_C(2654435761);
        ck_assert(match_set_reset(&set, n) && match_set_reset(&reference, n));
        kernel->add(&set, input, n / 3);
        kernel->add(&set, input + n / 3, n - n / 3);
        match_kernel_scalar.add(&reference, input, n);
        ck_assert_uint_eq(set.count, reference.count);
        ck_assert_mem_eq(set.key, reference.key, set.count * sizeof *set.key);
        ck_assert_mem_eq(set.seen, reference.seen, ((size_t)set.seen_mask + 1) * sizeof *set.seen);
        for (size_t i = 0; i < n; i++)
            input[i] = random_below(9) ? (uint32_t)random_next() : set.key[random_below(set.count)];
        for (size_t from = 0, at; from <= n; from++) {
            for (at = from; at < n && !match_set_may_have(&set, input[at]);)
                at++;
            ck_assert_uint_eq(kernel->next(&set, input, from, n), at);
        }
    }
    match_set_free(&set);
    match_set_free(&reference);
}

static void check_marked(const struct match_kernel *kernel)
{
    uint64_t bits[1024];
    uint16_t values[LONGEST] = {0};
    for (uint32_t words = 1; words <= 1024; words *= 4) {
        uint32_t count = 0;
        for (uint32_t i = 0; i < words; i++)
            bits[i] = random_next();
        for (size_t n = 0; n < LONGEST; n++) {
            ck_assert_uint_eq(kernel->marked(bits, words - 1, values, n), count);
            values[n] = (uint16_t)random_next();
            uint32_t bit = values[n] % (64 * words);
            count += bits[bit / 64] >> bit % 64 & 1;
        }
    }
}

static void check_widths(const struct match_kernel *kernel)
{
    uint64_t hashes[LONGEST] = {0};
    uint16_t narrow[LONGEST + 1];
    for (size_t n = 0; n <= LONGEST; n += n < 70 ? 1 : 35) {
        for (size_t i = 0; i < n; i++)
            hashes[i] = random_next();
        narrow[n] = 42;
        kernel->narrow(hashes, n, narrow);
        for (size_t i = 0; i < n; i++)
            ck_assert_uint_eq(narrow[i], (hashes[i] >> 49 << 1) + hashes[i] % 2);
        ck_assert_uint_eq(narrow[n], 42);
        got[n] = 42;
        kernel->widen(narrow, n, got);
        for (size_t i = 0; i < n; i++)
            ck_assert_uint_eq(got[i], narrow[i]);
        ck_assert_uint_eq(got[n], 42);
    }
}

START_TEST(every_kernel_gives_the_same_bits)
{
    random_start();
    for (int isa = SYS_ISA_SCALAR; isa <= (int)sys_isa_supported(); isa++) {
        printf("%s\n", sys_isa_name((enum sys_isa)isa));
        const struct match_kernel *kernel = match_kernel_get((enum sys_isa)isa);
        check_keys(kernel);
        check_sample(kernel);
        check_thin(kernel);
        check_figures(kernel);
        check_agree(kernel);
        check_find(kernel);
        check_mass(kernel);
        check_add_and_next(kernel);
        check_marked(kernel);
        check_widths(kernel);
    }
}
END_TEST

/* Keys of nearly equal shingles agree no more often than chance has it. */
START_TEST(keys_that_differ_in_one_token_collide_by_chance_only)
{
    random_start();
    const uint32_t bits = 12; /* of the key that are compared */
    for (uint32_t place = 0; place < 5; place++) {
        uint32_t tokens[5], same = 0, trials = 400000;
        for (uint32_t i = 0; i < trials; i++) {
            for (int t = 0; t < 5; t++)
                tokens[t] = (uint32_t)random_next();
            uint32_t one = match_key(tokens, 5);
            tokens[place] = (uint32_t)random_next();
            uint32_t two = match_key(tokens, 5);
            same += one >> (32 - bits) == two >> (32 - bits);
        }
        double chance = (double)trials / (1u << bits); /* 98, a standard deviation of 10 */
        ck_assert_double_lt(same, chance + 50);
        ck_assert_double_gt(same, chance - 50);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("match/kernels");
    TCase *tests = tcase_create("kernels");
    tcase_add_test(tests, every_kernel_gives_the_same_bits);
    tcase_add_test(tests, keys_that_differ_in_one_token_collide_by_chance_only);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
