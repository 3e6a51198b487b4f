/* The hash of a token: its values are pinned, and it is as good as a random function on what news are made of. */
#include <check.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/main.h"
#include "text/hash.h"
#include "text/tokens.h"

static uint64_t token(const char *text)
{
    struct text_tokens tokens = {NULL, 0, 0};
    ck_assert_int_eq(text_tokenise(text, strlen(text), &tokens, NULL), STET_OK);
    ck_assert_uint_eq(tokens.count, 1);
    uint64_t hash = tokens.hash[0];
    text_tokens_free(&tokens);
    return hash;
}

/* These never change as long as TEXT_VERSION is 1. */
START_TEST(values_of_version_1)
{
    static const struct {
        const char *text;
        uint64_t hash;
    } pinned[] = {
        {"a", UINT64_C(0xc311d477567c606c)},
        {"the", UINT64_C(0x2a24bc5697ff6c94)},
        {"Reuters", UINT64_C(0x9c32f9c338edd20c)},
        {"1987", UINT64_C(0xd4e88e7d8e09cb9f)},
        {"155,221", UINT64_C(0x047a65e5c0b8fb39)},
        {"counterrevolution", UINT64_C(0x898e37dd3e95cae8)},
        {"internationalisation", UINT64_C(0xc3ae0482870c03be)},
        {"caf\u00e9", UINT64_C(0x03da18bf0bcb3500)},
        {"\u0413\u0430\u0437\u043f\u0440\u043e\u043c", UINT64_C(0xbe9a8c123cffe4be)},
        {"\u03b1", UINT64_C(0x157ca6d93dc3d68e)},
        {"\u0627\u0644\u0634\u0631\u0643\u0629", UINT64_C(0xc0f228067d3e9616)},
        {"\u0938\u0921\u093c\u0915", UINT64_C(0x5ecd6ddcf7aef120)},
        {"\u4e2d", UINT64_C(0xc3c02d00f9dad5ec)},
        {"\u304c", UINT64_C(0x8a13c95f84b67dca)},
        {"\ud55c\uad6d", UINT64_C(0xdf671d9aaaabf28c)},
        {"\u0e1c\u0e39\u0e49", UINT64_C(0x78e99bd5e194ac22)},
    };
    ck_assert_int_eq(TEXT_VERSION, 1);
    for (size_t i = 0; i < sizeof pinned / sizeof *pinned; i++)
        ck_assert_msg(token(pinned[i].text) == pinned[i].hash, "%s is 0x%016" PRIx64, pinned[i].text,
                      token(pinned[i].text));
}
END_TEST

START_TEST(numbers_are_marked)
{
    ck_assert(token("1987") & TEXT_TOKEN_NUMBER);
    ck_assert(token("4.8") & TEXT_TOKEN_NUMBER);
    ck_assert(token("covid19") & TEXT_TOKEN_NUMBER);
    ck_assert(token("\u0661\u0662") & TEXT_TOKEN_NUMBER);
    ck_assert(token("internationalisation2000") & TEXT_TOKEN_NUMBER);
    ck_assert(!(token("internationalisation") & TEXT_TOKEN_NUMBER));
    ck_assert(!(token("Nineteen") & TEXT_TOKEN_NUMBER));
    ck_assert(!(token("\u00e9t\u00e9") & TEXT_TOKEN_NUMBER));
    ck_assert(!(token("\u2167") & TEXT_TOKEN_NUMBER)); /* a Roman numeral is letters */
}
END_TEST

START_TEST(case_and_spelling_do_not_matter_at_any_length)
{
    char small[64], large[64];
    for (size_t size = 1; size < sizeof small; size++) {
        for (size_t i = 0; i < size; i++) {
            small[i] = (char)('a' + i % 26);
            large[i] = (char)('A' + i % 26);
        }
        small[size] = large[size] = '\0';
        ck_assert_uint_eq(token(small), token(large));
        large[0] = 'Z';
        ck_assert_uint_ne(token(small), token(large));
    }
}
END_TEST

static int compare(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return x < y ? -1 : x > y;
}

static uint64_t hash_of(const char *bytes, size_t size)
{
    char padded[32] = {0};
    memcpy(padded, bytes, size);
    return text_hash(padded, size, false);
}

/* Also of the 31 upper bits, of which a matching token is made: there about as many as chance gives, n^2 / 2^32. */
START_TEST(millions_of_words_do_not_collide)
{
    size_t count = 3000000;
    uint64_t *hash = malloc(count * sizeof *hash);
    ck_assert_ptr_nonnull(hash);
    char word[32];
    size_t n = 0;
    for (unsigned i = 0; n < 1000000; i++) /* figures, with and without separators */
        hash[n++] = hash_of(
            word, (size_t)snprintf(word, sizeof word, i % 2 ? "%u" : "%u.%02u", i * 7 / (i % 2 ? 1 : 100), i % 100));
    for (unsigned i = 0; n < 2000000; i++) { /* all words of up to four letters, and many of five */
        size_t size = 0;
        for (unsigned rest = i; rest || !size; rest /= 27)
            word[size++] = (char)('`' + rest % 27);
        hash[n++] = hash_of(word, size);
    }
    for (unsigned i = 0; n < count; i++) /* nine to sixteen bytes, and longer */
        hash[n++] = hash_of(
            word, (size_t)snprintf(word, sizeof word, "%s%u", i % 2 ? "prefix-" : "aaaaaaaaaaaaaaaaaa", 10000 + i));
    qsort(hash, n, sizeof *hash, compare);
    size_t same = 0, same_upper = 0;
    for (size_t i = 1; i < n; i++) {
        same += hash[i] == hash[i - 1];
        same_upper += hash[i] >> 33 == hash[i - 1] >> 33;
    }
    free(hash);
    ck_assert_uint_eq(same, 0);
    double expected = (double)n * (double)n / 4294967296.0;
    ck_assert_double_lt(fabs((double)same_upper - expected), 6 * sqrt(expected));
}
END_TEST

/* Each bit of the input changes each bit of the hash in half of the cases, for words of every length. */
START_TEST(every_bit_matters)
{
    enum { WORDS = 4000 };
    uint64_t state = 1;
    for (size_t size = 1; size <= 16; size++) {
        static unsigned changed[128][64];
        memset(changed, 0, sizeof changed);
        for (int i = 0; i < WORDS; i++) {
            char word[32] = {0};
            for (size_t j = 0; j < size; j++) {
                state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
                word[j] = (char)('a' + (state >> 40) % 26);
            }
            uint64_t hash = text_hash(word, size, false);
            for (size_t bit = 0; bit < size * 8; bit++) {
                word[bit / 8] ^= (char)(1 << bit % 8);
                uint64_t difference = hash ^ text_hash(word, size, false);
                word[bit / 8] ^= (char)(1 << bit % 8);
                for (unsigned out = 1; out < 64; out++)
                    changed[bit][out] += difference >> out & 1;
            }
        }
        for (size_t bit = 0; size >= 3 && bit < size * 8; bit++) /* there are too few shorter words */
            for (unsigned out = 1; out < 64; out++)
                ck_assert_msg(fabs(changed[bit][out] - WORDS / 2.0) < 6 * sqrt(WORDS / 4.0),
                              "size %zu, bit %zu to %u: %u", size, bit, out, changed[bit][out]);
    }
}
END_TEST

START_TEST(bits_are_balanced_over_plain_numbers)
{
    enum { NUMBERS = 100000 };
    unsigned set[64] = {0};
    for (unsigned i = 0; i < NUMBERS; i++) {
        char word[32];
        uint64_t hash = hash_of(word, (size_t)snprintf(word, sizeof word, "%u", i));
        for (unsigned bit = 1; bit < 64; bit++)
            set[bit] += hash >> bit & 1;
    }
    for (unsigned bit = 1; bit < 64; bit++)
        ck_assert_double_lt(fabs(set[bit] - NUMBERS / 2.0), 6 * sqrt(NUMBERS / 4.0));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("text/hash");
    TCase *tests = tcase_create("hash");
    tcase_set_timeout(tests, 0);
    tcase_add_test(tests, values_of_version_1);
    tcase_add_test(tests, numbers_are_marked);
    tcase_add_test(tests, case_and_spelling_do_not_matter_at_any_length);
    tcase_add_test(tests, millions_of_words_do_not_collide);
    tcase_add_test(tests, every_bit_matters);
    tcase_add_test(tests, bits_are_balanced_over_plain_numbers);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
