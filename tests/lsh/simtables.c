#include <check.h>

#include "lsh/lsh.h"
#include "lsh/random.h"
#include "support/main.h"

static unsigned shared(const struct lsh_simtables *tables, uint64_t a, uint64_t b)
{
    uint64_t keys_a[LSH_MAX_SIMTABLES], keys_b[LSH_MAX_SIMTABLES];
    unsigned count = 0;
    lsh_simhash_keys(tables, a, keys_a);
    lsh_simhash_keys(tables, b, keys_b);
    for (uint32_t i = 0; i < tables->count; i++)
        count += keys_a[i] == keys_b[i];
    return count;
}

/* A key of a table depends on its masked bits only, so that an error pattern is missed by all fingerprints or by none:
 * the masks prove the guarantee for every pattern. */
static bool covered(const struct lsh_simtables *tables, uint64_t error)
{
    for (uint32_t i = 0; i < tables->count; i++)
        if (!(tables->mask[i] & error))
            return true;
    return false;
}

START_TEST(every_pattern_of_up_to_four_errors_is_covered)
{
    for (uint32_t distance = 1; distance <= 4; distance++) {
        struct lsh_simtables tables;
        ck_assert(lsh_simtables_init(&tables, distance));
        for (int a = 0; a < 64; a++)
            for (int b = a; b < (distance > 1 ? 64 : a + 1); b++)
                for (int c = b; c < (distance > 2 ? 64 : b + 1); c++)
                    for (int d = c; d < (distance > 3 ? 64 : c + 1); d++)
                        ck_assert(covered(&tables,
                                          UINT64_C(1) << a | UINT64_C(1) << b | UINT64_C(1) << c | UINT64_C(1) << d));
    }
}
END_TEST

START_TEST(fingerprints_within_the_distance_share_a_key)
{
    for (uint32_t distance = 0; distance <= LSH_MAX_DISTANCE; distance++) {
        struct lsh_simtables tables;
        ck_assert(lsh_simtables_init(&tables, distance));
        for (int round = 0; round < 20000; round++) {
            uint64_t a = next(), b = a;
            for (uint32_t i = 0; i < distance; i++)
                b ^= UINT64_C(1) << next() % 64;
            ck_assert_uint_gt(shared(&tables, a, b), 0);
        }
    }
}
END_TEST

START_TEST(a_bit_outside_the_mask_does_not_matter_and_one_inside_does)
{
    struct lsh_simtables tables;
    ck_assert(lsh_simtables_init(&tables, 3));
    for (int bit = 0; bit < 64; bit++) {
        uint64_t a = next(), b = a ^ UINT64_C(1) << bit, keys_a[LSH_MAX_SIMTABLES], keys_b[LSH_MAX_SIMTABLES];
        lsh_simhash_keys(&tables, a, keys_a);
        lsh_simhash_keys(&tables, b, keys_b);
        for (uint32_t i = 0; i < tables.count; i++)
            ck_assert_int_eq(keys_a[i] != keys_b[i], tables.mask[i] >> bit & 1);
    }
}
END_TEST

START_TEST(strangers_share_no_key)
{
    struct lsh_simtables tables;
    ck_assert(lsh_simtables_init(&tables, 3));
    unsigned count = 0;
    for (int round = 0; round < 100000; round++)
        count += shared(&tables, next(), next());
    /* 2 million chances of at most 2^-31: more than two would be a wonder. */
    ck_assert_uint_le(count, 2);
}
END_TEST

START_TEST(tables_do_not_share_keys)
{
    struct lsh_simtables tables;
    ck_assert(lsh_simtables_init(&tables, LSH_MAX_DISTANCE));
    ck_assert_uint_eq(tables.count, LSH_MAX_SIMTABLES);
    uint64_t keys[LSH_MAX_SIMTABLES];
    lsh_simhash_keys(&tables, 0, keys); /* all masked values equal */
    for (uint32_t i = 0; i < tables.count; i++)
        for (uint32_t k = 0; k < i; k++)
            ck_assert_uint_ne(keys[i], keys[k]);
}
END_TEST

START_TEST(sizes_are_as_documented)
{
    static const uint32_t count[] = {1, 2, 6, 20, 35, 56, 84, 120}, bits[] = {64, 32, 32, 31, 27, 24, 21, 19};
    for (uint32_t distance = 0; distance <= LSH_MAX_DISTANCE; distance++) {
        struct lsh_simtables tables;
        ck_assert(lsh_simtables_init(&tables, distance));
        ck_assert_uint_eq(tables.count, count[distance]);
        int least = 64;
        for (uint32_t i = 0; i < tables.count; i++)
            if (__builtin_popcountll(tables.mask[i]) < least)
                least = __builtin_popcountll(tables.mask[i]);
        ck_assert_int_ge(least + 1, (int)bits[distance]);
    }
    struct lsh_simtables tables;
    ck_assert(!lsh_simtables_init(&tables, LSH_MAX_DISTANCE + 1));
}
END_TEST

int main(void)
{
    print_seed();
    Suite *suite = suite_create("lsh/simtables");
    TCase *tcase = tcase_create("all");
    tcase_set_timeout(tcase, 0);
    tcase_add_test(tcase, every_pattern_of_up_to_four_errors_is_covered);
    tcase_add_test(tcase, fingerprints_within_the_distance_share_a_key);
    tcase_add_test(tcase, a_bit_outside_the_mask_does_not_matter_and_one_inside_does);
    tcase_add_test(tcase, strangers_share_no_key);
    tcase_add_test(tcase, tables_do_not_share_keys);
    tcase_add_test(tcase, sizes_are_as_documented);
    suite_add_tcase(suite, tcase);
    return run_suite(suite);
}
