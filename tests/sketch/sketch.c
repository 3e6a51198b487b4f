/* The builder: what of an article goes into which part of its sketch. */
#include <check.h>
#include <string.h>

#include "support/random.h"
#include "sketch/sketch.h"
#include "support/failing_alloc.h"
#include "support/main.h"

#define MOST 600

static const struct sketch_options usual = {.shingle = 5, .hashes = 128, .window = 16};

/* A sketch that outlives its builder's next call. */
struct copy {
    uint32_t minhash[128];
    uint64_t simhash, content, passages[MOST];
    size_t passage_count, shingle_count;
};

static struct sketch_builder *builder;
static uint64_t tokens[MOST], other[MOST];

static void setup(void)
{
    random_start();
    random_fill(tokens, MOST);
    random_fill(other, MOST);
    ck_assert_int_eq(sketch_builder_create(&builder, &usual, NULL), STET_OK);
}

static void teardown(void)
{
    sketch_builder_free(builder);
}

static struct copy make(const uint64_t *title, size_t title_count, const uint64_t *body, size_t body_count)
{
    struct sketch sketch;
    struct copy copy;
    ck_assert_int_eq(sketch_build(builder, title, title_count, body, body_count, &sketch, NULL), STET_OK);
    memset(&copy, 0, sizeof copy);
    memcpy(copy.minhash, sketch.minhash, sizeof copy.minhash);
    copy.simhash = sketch.simhash;
    copy.content = sketch.content;
    ck_assert_uint_le(sketch.passage_count, MOST);
    if (sketch.passage_count)
        memcpy(copy.passages, sketch.passages, sketch.passage_count * sizeof *copy.passages);
    copy.passage_count = sketch.passage_count;
    copy.shingle_count = sketch.shingle_count;
    return copy;
}

static double jaccard(const struct copy *a, const struct copy *b)
{
    return sketch_jaccard(a->minhash, b->minhash, 128);
}

START_TEST(title_changes_the_signature_only)
{
    struct copy bare = make(NULL, 0, tokens, 400), titled = make(other, 10, tokens, 400);
    ck_assert_uint_eq(bare.shingle_count, 396);
    ck_assert_uint_eq(titled.shingle_count, 396 + 6);
    ck_assert_uint_eq(bare.simhash, titled.simhash);
    ck_assert_uint_eq(bare.content, titled.content);
    ck_assert_uint_eq(bare.passage_count, titled.passage_count);
    ck_assert_mem_eq(bare.passages, titled.passages, sizeof bare.passages);
    ck_assert_double_gt(jaccard(&bare, &titled), .9);
    ck_assert_mem_ne(bare.minhash, titled.minhash, sizeof bare.minhash);
}
END_TEST

START_TEST(a_simhash_that_is_not_wanted_is_left_out)
{
    struct copy whole = make(other, 10, tokens, 400);
    struct sketch_options options = usual;
    options.no_simhash = true;
    sketch_builder_free(builder);
    ck_assert_int_eq(sketch_builder_create(&builder, &options, NULL), STET_OK);
    struct copy without = make(other, 10, tokens, 400);
    ck_assert_uint_ne(whole.simhash, 0);
    ck_assert_uint_eq(without.simhash, 0);
    without.simhash = whole.simhash;
    ck_assert_mem_eq(&without, &whole, sizeof whole);
}
END_TEST

START_TEST(no_shingle_spans_title_and_body)
{
    /* Title and body swapped: the same two runs, the same set. One run of both has four shingles more. */
    struct copy here = make(tokens, 8, tokens + 8, 8), there = make(tokens + 8, 8, tokens, 8);
    struct copy joined = make(NULL, 0, tokens, 16);
    ck_assert_mem_eq(here.minhash, there.minhash, sizeof here.minhash);
    ck_assert_uint_eq(here.shingle_count, 8);
    ck_assert_uint_eq(joined.shingle_count, 12);
    ck_assert_mem_ne(here.minhash, joined.minhash, sizeof here.minhash);
}
END_TEST

START_TEST(run_shorter_than_a_shingle_is_one_shingle)
{
    for (size_t count = 1; count < 5; count++) {
        struct copy a = make(NULL, 0, tokens, count), b = make(tokens, count, NULL, 0),
                    c = make(NULL, 0, tokens, count + 1);
        ck_assert_uint_eq(a.shingle_count, 1);
        ck_assert_mem_eq(a.minhash, b.minhash, sizeof a.minhash);
        ck_assert_double_lt(jaccard(&a, &c), .1);
        ck_assert_uint_eq(a.passage_count, 0);
        ck_assert_uint_ne(a.content, b.content);
        ck_assert_uint_eq(a.simhash, b.simhash); /* a title stands in for a missing body */
    }
    ck_assert_uint_eq(make(NULL, 0, tokens, 5).passage_count, 1);
}
END_TEST

START_TEST(nothing_makes_an_empty_sketch)
{
    struct copy a = make(NULL, 0, NULL, 0);
    ck_assert_uint_eq(a.shingle_count, 0);
    ck_assert_uint_eq(a.passage_count, 0);
    ck_assert_uint_eq(a.simhash, 0);
    for (unsigned i = 0; i < 128; i++)
        ck_assert_uint_eq(a.minhash[i], UINT32_MAX);
}
END_TEST

START_TEST(content_tells_exact_copies)
{
    struct copy a = make(other, 3, tokens, 400), b = make(NULL, 0, tokens, 400);
    ck_assert_uint_eq(a.content, b.content);
    tokens[200] ^= 2;
    ck_assert_uint_ne(make(NULL, 0, tokens, 400).content, b.content);
    ck_assert_uint_ne(make(NULL, 0, tokens, 399).content, make(NULL, 0, tokens, 400).content);
}
END_TEST

START_TEST(trimmed_copy_is_recognised)
{
    struct copy whole = make(NULL, 0, tokens, 600), third = make(NULL, 0, tokens, 200);
    size_t common = 0;
    for (size_t i = 0; i < third.passage_count; i++)
        for (size_t j = 0; j < whole.passage_count; j++)
            common += third.passages[i] == whole.passages[j];
    ck_assert_uint_ge(common, third.passage_count - 2); /* all but what the cut made */
    ck_assert_double_eq_tol(jaccard(&whole, &third), 196 / 596.0, .15);
}
END_TEST

START_TEST(one_changed_word_moves_few_bits)
{
    struct copy before = make(NULL, 0, tokens, 600);
    unsigned near = 0;
    for (unsigned i = 0; i < 100; i++) {
        uint64_t kept = tokens[i * 5 + 1];
        tokens[i * 5 + 1] = other[i];
        struct copy after = make(NULL, 0, tokens, 600);
        near += __builtin_popcountll(before.simhash ^ after.simhash) <= 3;
        tokens[i * 5 + 1] = kept;
    }
    ck_assert_uint_ge(near, 90);
}
END_TEST

START_TEST(options_out_of_range_are_refused)
{
    static const struct sketch_options bad[] = {
        {.shingle = 0, .hashes = 128, .window = 16},  {.shingle = 17, .hashes = 128, .window = 16},
        {.shingle = 5, .hashes = 0, .window = 16},    {.shingle = 5, .hashes = 1025, .window = 16},
        {.shingle = 5, .hashes = 128, .window = 0},   {.shingle = 5, .hashes = 128, .window = 1025},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct sketch_builder *none = builder;
        stet_error err;
        ck_assert_int_eq(sketch_builder_create(&none, &bad[i], &err), STET_ERR_USAGE);
        ck_assert_ptr_null(none);
        ck_assert_uint_ne(strlen(err.message), 0);
    }
    static const struct sketch_options extreme[] = {{.shingle = 1, .hashes = 1, .window = 1},
                                                    {.shingle = 16, .hashes = 1024, .window = 1024}};
    for (size_t i = 0; i < 2; i++) {
        struct sketch_builder *made;
        struct sketch sketch;
        ck_assert_int_eq(sketch_builder_create(&made, &extreme[i], NULL), STET_OK);
        ck_assert_int_eq(sketch_build(made, NULL, 0, tokens, MOST, &sketch, NULL), STET_OK);
        ck_assert_uint_ge(sketch.passage_count, 1);
        sketch_builder_free(made);
    }
}
END_TEST

START_TEST(instruction_sets_agree)
{
    static uint64_t text[5000];
    for (unsigned trial = 0; trial < 300; trial++) {
        struct sketch_options options = {.shingle = 1 + random_below(16), .hashes = 1 + random_below(300),
                                         .window = 1 + random_below(100)};
        size_t title = random_below(30), body = random_below(trial % 10 ? 500 : 4900);
        random_text(text, title + body, trial % 5 ? 100000 : 4);
        struct sketch_builder *builders[SYS_ISA_COUNT];
        struct sketch sketches[SYS_ISA_COUNT];
        for (int isa = SYS_ISA_SCALAR; isa <= (int)sys_isa_supported(); isa++) {
            ck_assert_int_eq(sketch_builder_create_isa(&builders[isa], &options, (enum sys_isa)isa, NULL), STET_OK);
            ck_assert_int_eq(sketch_build(builders[isa], text, title, text + title, body, &sketches[isa], NULL),
                             STET_OK);
            const struct sketch *a = &sketches[SYS_ISA_SCALAR], *b = &sketches[isa];
            ck_assert_mem_eq(a->minhash, b->minhash, options.hashes * sizeof *a->minhash);
            ck_assert_uint_eq(a->simhash, b->simhash);
            ck_assert_uint_eq(a->content, b->content);
            ck_assert_uint_eq(a->shingle_count, b->shingle_count);
            ck_assert_uint_eq(a->passage_count, b->passage_count);
            for (size_t i = 0; i < a->passage_count; i++)
                ck_assert_uint_eq(a->passages[i], b->passages[i]);
        }
        for (int isa = SYS_ISA_SCALAR; isa <= (int)sys_isa_supported(); isa++)
            sketch_builder_free(builders[isa]);
    }
}
END_TEST

START_TEST(lack_of_memory_is_reported)
{
    for (size_t n = 1;; n++) {
        struct sketch_builder *made;
        struct sketch sketch;
        failing_alloc_at(n);
        stet_status status = sketch_builder_create(&made, &usual, NULL);
        if (status == STET_OK)
            status = sketch_build(made, other, 10, tokens, 400, &sketch, NULL);
        bool failed = failing_alloc_stop();
        sketch_builder_free(made);
        ck_assert_int_eq(status, failed ? STET_ERR_MEMORY : STET_OK);
        if (!failed)
            break;
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("sketch/sketch");
    TCase *tcase = tcase_create("builder");
    tcase_set_timeout(tcase, 60);
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, title_changes_the_signature_only);
    tcase_add_test(tcase, a_simhash_that_is_not_wanted_is_left_out);
    tcase_add_test(tcase, no_shingle_spans_title_and_body);
    tcase_add_test(tcase, run_shorter_than_a_shingle_is_one_shingle);
    tcase_add_test(tcase, nothing_makes_an_empty_sketch);
    tcase_add_test(tcase, content_tells_exact_copies);
    tcase_add_test(tcase, trimmed_copy_is_recognised);
    tcase_add_test(tcase, one_changed_word_moves_few_bits);
    tcase_add_test(tcase, options_out_of_range_are_refused);
    tcase_add_test(tcase, instruction_sets_agree);
    tcase_add_test(tcase, lack_of_memory_is_reported);
    suite_add_tcase(suite, tcase);
    return run_suite(suite);
}
