#include <check.h>
#include <stdlib.h>

#include "lsh/lsh.h"
#include "lsh/random.h"
#include "support/main.h"

static int ascending(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

START_TEST(equal_bands_share_a_key_and_only_these)
{
    enum { BANDS = 32, ROWS = 3 };
    uint32_t a[BANDS * ROWS], b[BANDS * ROWS];
    uint64_t keys_a[BANDS], keys_b[BANDS];
    for (int round = 0; round < 1000; round++) {
        uint32_t changed = 0;
        for (int i = 0; i < BANDS * ROWS; i++)
            a[i] = b[i] = (uint32_t)next();
        for (int i = 0; i < 10; i++) {
            uint32_t place = (uint32_t)(next() % (BANDS * ROWS));
            b[place] = a[place] ^ UINT32_C(1) << next() % 32;
            changed |= UINT32_C(1) << place / ROWS;
        }
        lsh_band_keys(a, BANDS, ROWS, keys_a);
        lsh_band_keys(b, BANDS, ROWS, keys_b);
        for (int band = 0; band < BANDS; band++)
            ck_assert_int_eq(keys_a[band] != keys_b[band], changed >> band & 1);
    }
}
END_TEST

START_TEST(bands_of_equal_values_have_keys_of_their_own)
{
    /* The worst case: the same small values in every band, as the signature of a one-shingle article may have. */
    enum { BANDS = 256, ROWS = 4, ARTICLES = 256 };
    static uint64_t keys[BANDS * ARTICLES];
    static uint32_t minhash[BANDS * ROWS];
    for (uint32_t article = 0; article < ARTICLES; article++) {
        for (int i = 0; i < BANDS * ROWS; i++)
            minhash[i] = article;
        lsh_band_keys(minhash, BANDS, ROWS, keys + article * BANDS);
    }
    qsort(keys, BANDS * ARTICLES, sizeof *keys, ascending);
    for (int i = 1; i < BANDS * ARTICLES; i++)
        ck_assert_uint_ne(keys[i - 1], keys[i]);
}
END_TEST

START_TEST(order_of_the_rows_matters)
{
    uint32_t a[] = {1, 2}, b[] = {2, 1};
    uint64_t key_a, key_b;
    lsh_band_keys(a, 1, 2, &key_a);
    lsh_band_keys(b, 1, 2, &key_b);
    ck_assert_uint_ne(key_a, key_b);
}
END_TEST

START_TEST(every_input_bit_flips_half_of_the_key)
{
    for (uint32_t rows = 1; rows <= 8; rows++)
        for (uint32_t bit = 0; bit < rows * 32; bit++) {
            unsigned flipped = 0;
            for (int round = 0; round < 256; round++) {
                uint32_t values[8];
                uint64_t before, after;
                for (uint32_t i = 0; i < rows; i++)
                    values[i] = (uint32_t)next();
                lsh_band_keys(values, 1, rows, &before);
                values[bit / 32] ^= UINT32_C(1) << bit % 32;
                lsh_band_keys(values, 1, rows, &after);
                flipped += (unsigned)__builtin_popcountll(before ^ after);
            }
            /* 16384 fair coins: 5 deviations are 320, 6.5 never in a lifetime of runs. */
            ck_assert_uint_gt(flipped, 8192 - 416);
            ck_assert_uint_lt(flipped, 8192 + 416);
        }
}
END_TEST

START_TEST(low_and_high_bits_spread_evenly)
{
    /* Chi-square over 256 cells for the first and the last byte: partitions are cut by the one, slots by the other. */
    enum { KEYS = 1 << 16 };
    static unsigned low[256], high[256];
    for (uint32_t i = 0; i < KEYS; i++) {
        uint32_t values[3] = {i, i + 1, i / 2};
        uint64_t key;
        lsh_band_keys(values, 1, 3, &key);
        low[key & 255]++;
        high[key >> 56]++;
    }
    double chi_low = 0, chi_high = 0, expected = KEYS / 256.;
    for (int i = 0; i < 256; i++) {
        chi_low += (low[i] - expected) * (low[i] - expected) / expected;
        chi_high += (high[i] - expected) * (high[i] - expected) / expected;
    }
    /* 255 degrees of freedom: mean 255, deviation 22.6. */
    ck_assert_double_lt(chi_low, 255 + 6 * 22.6);
    ck_assert_double_lt(chi_high, 255 + 6 * 22.6);
}
END_TEST

START_TEST(keys_are_pinned)
{
    /* Indexes keep these: they may never change. */
    static const uint32_t minhash[6] = {1, 2, 3, 0xffffffff, 0x80000000, 7};
    uint64_t keys[3];
    lsh_band_keys(minhash, 2, 3, keys);
    ck_assert_uint_eq(keys[0], UINT64_C(0x006a8a773f8c6cca));
    ck_assert_uint_eq(keys[1], UINT64_C(0xa0496ae1b580cf1c));
    lsh_band_keys(minhash, 3, 2, keys);
    ck_assert_uint_eq(keys[2], UINT64_C(0xa1741b2c2f1678b6));
}
END_TEST

int main(void)
{
    print_seed();
    Suite *suite = suite_create("lsh/bands");
    TCase *tcase = tcase_create("all");
    tcase_set_timeout(tcase, 0);
    tcase_add_test(tcase, equal_bands_share_a_key_and_only_these);
    tcase_add_test(tcase, bands_of_equal_values_have_keys_of_their_own);
    tcase_add_test(tcase, order_of_the_rows_matters);
    tcase_add_test(tcase, every_input_bit_flips_half_of_the_key);
    tcase_add_test(tcase, low_and_high_bits_spread_evenly);
    tcase_add_test(tcase, keys_are_pinned);
    suite_add_tcase(suite, tcase);
    return run_suite(suite);
}
