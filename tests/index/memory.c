/* Every allocation fails once: each call says so, and nothing is lost or used after. */
#include <check.h>
#include <stdlib.h>

#include "index/made.h"
#include "support/failing_alloc.h"
#include "support/main.h"

#define ARTICLES 70

/* A sink that never allocates while the test does not want it to. */
struct fixed {
    char data[1 << 17];
    size_t size;
};

static stet_status write_fixed(void *ctx, const void *data, size_t size, stet_error *err)
{
    struct fixed *fixed = ctx;
    (void)err;
    if (size > sizeof fixed->data - fixed->size) /* an assertion would allocate */
        return STET_ERR_LIMIT;
    memcpy(fixed->data + fixed->size, data, size);
    fixed->size += size;
    return STET_OK;
}

static struct index_bytes bytes_of(const struct fixed *fixed)
{
    return (struct index_bytes){(const unsigned char *)fixed->data, fixed->size, "fixed", true};
}

static stet_status build(const struct made *made, struct fixed *out)
{
    const struct index_segment_options options = {.shape = made->shape, .id = 1, .threads = 1};
    struct index_segment_builder *builder = NULL;
    out->size = 0;
    stet_status status = index_segment_builder_create(&builder, &options, (struct index_sink){write_fixed, out}, NULL);
    if (status)
        return status;
    for (size_t i = 0; !status && i < made->count; i++)
        status = index_segment_add(builder, &made->articles[i], NULL);
    if (!status)
        status = index_segment_finish(builder, NULL, NULL);
    index_segment_builder_free(builder);
    return status;
}

static stet_status read_all(const struct made *made, const struct fixed *file)
{
    struct index_segment *segment = NULL;
    struct index_cursor cursor = {0};
    stet_status status = index_segment_open(&segment, bytes_of(file), 1, NULL, NULL);
    for (size_t i = 0; !status && i < made->count; i++) {
        const struct index_article *article = &made->articles[i];
        const struct index_probe probe = {article->bands, NULL, article->passages, article->passage_count, NULL};
        const struct index_hit *hits = NULL;
        size_t count = 0;
        uint32_t found = 0;
        status = index_segment_lookup(segment, &cursor, &probe, &hits, &count, NULL);
        if (!status)
            status = index_segment_find(segment, &cursor, article->id, &found, NULL);
    }
    if (!status)
        status = index_segment_check(segment, true, NULL, NULL, NULL);
    index_segment_close(segment);
    index_cursor_free(&cursor);
    return status;
}

static stet_status merge(const struct made *made, const struct fixed *file, struct fixed *out)
{
    struct index_segment *segment = NULL;
    stet_status status = index_segment_open(&segment, bytes_of(file), 1, NULL, NULL);
    if (status)
        return status;
    const struct index_merge_input inputs[] = {{segment, NULL, NULL}, {segment, NULL, NULL}};
    const struct index_merge what = {.inputs = inputs, .count = 2};
    const struct index_segment_options options = {.shape = made->shape, .id = 2, .threads = 1};
    out->size = 0;
    status = index_segment_merge(&what, &options, (struct index_sink){write_fixed, out}, NULL, NULL);
    index_segment_close(segment);
    return status;
}

static stet_status texts(const struct made *made, struct fixed *out)
{
    const struct index_text_options options = {.shape = made->shape, .id = 1};
    struct index_text_builder *builder = NULL;
    struct index_text *text = NULL;
    struct index_cursor cursor = {0};
    struct index_place place;
    stet_span meta = {0}, content = {0};
    out->size = 0;
    stet_status status = index_text_builder_create(&builder, &options, (struct index_sink){write_fixed, out}, NULL);
    for (size_t i = 0; !status && i < 100; i++)
        status = index_text_add(builder, (stet_span){"meta", 4}, (stet_span){"a text", 6}, &place, NULL);
    if (!status)
        status = index_text_finish(builder, NULL, NULL);
    index_text_builder_free(builder);
    if (!status)
        status = index_text_open(&text, bytes_of(out), 1, NULL, NULL);
    if (!status)
        status = index_text_read(text, &cursor, 99, &meta, &content, NULL);
    if (!status)
        status = index_text_check(text, true, NULL, NULL, NULL);
    index_text_close(text);
    index_cursor_free(&cursor);
    return status;
}

enum what { BUILD, READ, MERGE, TEXTS };

START_TEST(a_failed_allocation_is_reported)
{
    static struct fixed file, out;
    struct made made;
    struct index_shape shape = made_shape();
    made_articles(&made, &shape, ARTICLES, 50, 11);
    ck_assert_int_eq(build(&made, &file), STET_OK);
    size_t failures = 0;
    for (size_t n = 1;; n++, failures++) {
        failing_alloc_at(n);
        stet_status status = _i == BUILD   ? build(&made, &out)
                             : _i == READ  ? read_all(&made, &file)
                             : _i == MERGE ? merge(&made, &file, &out)
                                           : texts(&made, &out);
        if (!failing_alloc_stop()) {
            ck_assert_int_eq(status, STET_OK);
            break;
        }
        ck_assert_int_eq(status, STET_ERR_MEMORY);
    }
    ck_assert_uint_gt(failures, 5);
    made_free(&made);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("index/memory");
    TCase *tcase = tcase_create("all");
    tcase_set_timeout(tcase, 0);
    tcase_add_loop_test(tcase, a_failed_allocation_is_reported, BUILD, TEXTS + 1);
    suite_add_tcase(suite, tcase);
    return run_suite(suite);
}
