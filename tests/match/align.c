/* Alignments: correct whatever the texts, and as good as people would make them. */
#include "match/align.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "support/failing_alloc.h"
#include "support/main.h"

#define MOST 3000

static unsigned state;

static unsigned next(unsigned below)
{
    state = state * 1103515245 + 12345;
    return (state >> 16) % below;
}

/* Blocks are equal runs, ascending in both, apart from each other. Returns the tokens in them. */
static uint32_t check(const uint32_t *a, uint32_t n, const uint32_t *b, uint32_t m, struct match_alignment *alignment)
{
    ck_assert_int_eq(match_align(a, n, b, m, alignment, NULL), STET_OK);
    uint32_t at_a = 0, at_b = 0, all = 0;
    for (size_t i = 0; i < alignment->count; i++) {
        struct match_block block = alignment->blocks[i];
        ck_assert_uint_gt(block.count, 0);
        ck_assert(block.at_a >= at_a && block.at_b >= at_b);
        ck_assert(!i || block.at_a > at_a || block.at_b > at_b);
        at_a = block.at_a + block.count;
        at_b = block.at_b + block.count;
        ck_assert(at_a <= n && at_b <= m);
        ck_assert(!memcmp(a + block.at_a, b + block.at_b, block.count * sizeof *a));
        all += block.count;
    }
    return all;
}

static uint32_t words(const char *text, uint32_t *out)
{
    uint32_t n = 0;
    for (; text[n]; n++)
        out[n] = (uint32_t)text[n];
    return n;
}

static void check_text(const char *a, const char *b, uint32_t shared)
{
    uint32_t one[100], two[100];
    struct match_alignment alignment = {.blocks = NULL};
    uint32_t n = words(a, one), m = words(b, two);
    ck_assert_uint_eq(check(one, n, two, m, &alignment), shared);
    match_alignment_free(&alignment);
}

START_TEST(small_texts_are_aligned_as_people_would)
{
    check_text("abcdef", "abcdef", 6);
    check_text("abcdef", "abXdef", 5);
    check_text("abcdef", "cdef", 4);
    check_text("", "abc", 0);
    check_text("abc", "", 0);
    check_text("abcdefgh", "efghabcd", 4);
}
END_TEST

START_TEST(a_word_amid_long_differences_is_chance)
{
    check_text("abcdefXghijkl", "mnopqrXstuvwz", 0);
}
END_TEST

START_TEST(edited_copies_keep_nearly_all_that_was_kept)
{
    static uint32_t a[MOST], b[MOST];
    struct match_alignment alignment = {.blocks = NULL};
    state = (unsigned)time(NULL);
    printf("seed %u\n", state);
    for (int round = 0; round < 200; round++) {
        uint32_t n = next(1500), m = 0, kept = 0, vocabulary = 20 + next(2000);
        for (uint32_t i = 0; i < n; i++)
            a[i] = next(vocabulary);
        for (uint32_t i = 0; i < n;) {
            uint32_t run = 20 + next(60), change = next(4);
            for (uint32_t k = 0; k < run && i < n; k++, i++, kept++)
                b[m++] = a[i];
            i += change & 1 ? next(5) : 0;
            for (uint32_t k = change & 2 ? next(5) : 0; k > 0; k--)
                b[m++] = 5000 + next(1000);
        }
        uint32_t found = check(a, n, b, m, &alignment);
        ck_assert_uint_ge(found + found / 50 + 4, kept);
    }
    match_alignment_free(&alignment);
}
END_TEST

START_TEST(texts_of_few_words_are_no_trouble)
{
    static uint32_t a[MOST], b[MOST];
    struct match_alignment alignment = {.blocks = NULL};
    for (int round = 0; round < 100; round++) {
        uint32_t n = next(MOST), m = next(MOST), vocabulary = 1 + next(4);
        for (uint32_t i = 0; i < MOST; i++) {
            a[i] = next(vocabulary);
            b[i] = next(vocabulary);
        }
        check(a, n, b, m, &alignment);
    }
    match_alignment_free(&alignment);
}
END_TEST

START_TEST(a_lack_of_memory_is_told)
{
    static uint32_t a[MOST], b[MOST];
    for (uint32_t i = 0; i < MOST; i++) {
        a[i] = i;
        b[i] = i % 40 ? i : MOST + i;
    }
    for (size_t n = 1;; n++) {
        struct match_alignment alignment = {.blocks = NULL};
        failing_alloc_at(n);
        stet_status status = match_align(a, MOST, b, MOST, &alignment, NULL);
        bool failed = failing_alloc_stop();
        ck_assert_int_eq(status, failed ? STET_ERR_MEMORY : STET_OK);
        match_alignment_free(&alignment);
        if (!failed)
            break;
        ck_assert_uint_lt(n, 100);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("match/align");
    TCase *all = tcase_create("all");
    tcase_add_test(all, small_texts_are_aligned_as_people_would);
    tcase_add_test(all, a_word_amid_long_differences_is_chance);
    tcase_add_test(all, edited_copies_keep_nearly_all_that_was_kept);
    tcase_add_test(all, texts_of_few_words_are_no_trouble);
    tcase_add_test(all, a_lack_of_memory_is_told);
    suite_add_tcase(suite, all);
    return run_suite(suite);
}
