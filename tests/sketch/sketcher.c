/* The public face: text in, a sketch of its own out. */
#include <stet/sketch.h>

#include <check.h>
#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "support/failing_alloc.h"
#include "support/main.h"

static stet_sketcher *sketcher;

static stet_span span(const char *text)
{
    return (stet_span){text, strlen(text)};
}

static stet_sketch *make(const char *title, const char *text)
{
    stet_sketch *sketch;
    ck_assert_int_eq(stet_sketcher_sketch(sketcher, &sketch, span(title), span(text), NULL), STET_OK);
    return sketch;
}

static void setup(void)
{
    ck_assert_int_eq(stet_sketcher_create(&sketcher, NULL, NULL), STET_OK);
}

static void teardown(void)
{
    stet_sketcher_free(sketcher);
}

static const char story[] =
    "The harbour of the old town was closed on Tuesday after a storm had torn three boats from their moorings, the "
    "port authority said. Nobody was hurt. Ferries to the islands will run again on Thursday at the earliest, and "
    "until then travellers are asked to use the bridge in the north of the bay, where buses leave every half hour.";

START_TEST(same_words_make_the_same_sketch)
{
    stet_sketch *a = make("Storm closes harbour", story), *b = make("STORM CLOSES HARBOUR", story);
    ck_assert_double_eq(stet_sketch_jaccard(a, b), 1);
    ck_assert_int_eq(stet_sketch_hamming(a, b), 0);
    ck_assert_uint_eq(a->content, b->content);
    ck_assert_uint_eq(a->token_count, b->token_count);
    ck_assert_uint_ge(a->passage_count, 2);
    stet_sketch *untitled = make("", story);
    ck_assert_uint_eq(a->content, untitled->content);
    ck_assert_uint_eq(a->token_count, untitled->token_count + 3);
    ck_assert_uint_eq(a->passage_count, untitled->passage_count);
    stet_sketch_free(untitled);
    ck_assert_uint_eq(a->hashes, 128);
    stet_sketch_free(a);
    stet_sketch_free(b);
}
END_TEST

START_TEST(sketches_outlive_the_next_one_and_the_sketcher)
{
    stet_sketcher *other;
    ck_assert_int_eq(stet_sketcher_create(&other, NULL, NULL), STET_OK);
    stet_sketch *first, *second;
    ck_assert_int_eq(stet_sketcher_sketch(other, &first, span(""), span(story), NULL), STET_OK);
    ck_assert_int_eq(stet_sketcher_sketch(other, &second, span(""), span("Something else, and not a long text."), NULL),
                     STET_OK);
    stet_sketcher_free(other);
    ck_assert_double_lt(stet_sketch_jaccard(first, second), .1);
    ck_assert_int_gt(stet_sketch_hamming(first, second), 10);
    stet_sketch *again = make("", story);
    ck_assert_double_eq(stet_sketch_jaccard(first, again), 1);
    stet_sketch_free(first);
    stet_sketch_free(second);
    stet_sketch_free(again);
}
END_TEST

START_TEST(nothing_is_like_nothing)
{
    stet_sketch *a = make("", ""), *b = make("", " ... "), *c = make("", story);
    ck_assert_double_eq(stet_sketch_jaccard(a, b), 0);
    ck_assert_double_eq(stet_sketch_jaccard(a, c), 0);
    ck_assert_uint_eq(a->shingle_count + a->token_count + a->passage_count, 0);
    stet_sketch_free(a);
    stet_sketch_free(b);
    stet_sketch_free(c);
}
END_TEST

START_TEST(sketches_of_other_options_are_not_compared)
{
    static const stet_sketch_options unlike[] = {{1, 4, 0, 0}, {1, 0, 100, 0}};
    stet_sketch *usual = make("", story);
    for (unsigned i = 0; i < 2; i++) {
        stet_sketcher *other;
        stet_sketch *sketch;
        ck_assert_int_eq(stet_sketcher_create(&other, &unlike[i], NULL), STET_OK);
        ck_assert_int_eq(stet_sketcher_sketch(other, &sketch, span(""), span(story), NULL), STET_OK);
        ck_assert_double_lt(stet_sketch_jaccard(usual, sketch), 0);
        ck_assert_int_eq(stet_sketch_hamming(usual, sketch), 0);
        sketch->family++;
        ck_assert_int_lt(stet_sketch_hamming(usual, sketch), 0);
        stet_sketch_free(sketch);
        stet_sketcher_free(other);
    }
    stet_sketch_free(usual);
}
END_TEST

START_TEST(options_out_of_range_are_refused)
{
    static const stet_sketch_options bad[] = {
        {0, 0, 0, 0}, {2, 0, 0, 0}, {1, 17, 0, 0}, {1, 0, 1025, 0}, {1, 0, 0, 1025}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        stet_sketcher *none = sketcher;
        stet_error err = {.message = ""};
        ck_assert_int_eq(stet_sketcher_create(&none, &bad[i], &err), STET_ERR_USAGE);
        ck_assert_ptr_null(none);
        ck_assert_uint_ne(strlen(err.message), 0);
    }
}
END_TEST

START_TEST(lack_of_memory_is_reported)
{
    for (size_t n = 1;; n++) {
        stet_sketcher *made;
        stet_sketch *sketch = NULL;
        failing_alloc_at(n);
        stet_status status = stet_sketcher_create(&made, NULL, NULL);
        if (status == STET_OK)
            status = stet_sketcher_sketch(made, &sketch, span("Storm"), span(story), NULL);
        bool failed = failing_alloc_stop();
        ck_assert_int_eq(status, failed ? STET_ERR_MEMORY : STET_OK);
        ck_assert_int_eq(sketch == NULL, failed);
        stet_sketch_free(sketch);
        stet_sketcher_free(made);
        if (!failed)
            break;
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("sketch/sketcher");
    TCase *tcase = tcase_create("facade");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, same_words_make_the_same_sketch);
    tcase_add_test(tcase, sketches_outlive_the_next_one_and_the_sketcher);
    tcase_add_test(tcase, nothing_is_like_nothing);
    tcase_add_test(tcase, sketches_of_other_options_are_not_compared);
    tcase_add_test(tcase, options_out_of_range_are_refused);
    tcase_add_test(tcase, lack_of_memory_is_reported);
    suite_add_tcase(suite, tcase);
    return run_suite(suite);
}
