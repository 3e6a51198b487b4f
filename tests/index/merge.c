#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "index/made.h"
#include "lsh/random.h"
#include "support/main.h"

#define ARTICLES 900
#define MOST_PIECES 6

/* A piece of the articles as a segment, and which of them it still has. */
struct piece {
    size_t begin, end;
    const bool *left_out;
    struct stet_buf file;
};

static bool dropped(void *ctx, uint32_t article)
{
    const struct piece *piece = ctx;
    size_t number = 0;
    for (size_t i = piece->begin; i < piece->end; i++) /* the segment may have lost some before */
        if (number++ == article)
            return piece->left_out && piece->left_out[i];
    return false;
}

static void merge(const struct made *made, struct piece *pieces, size_t count, uint64_t id, struct stet_buf *out)
{
    struct index_merge_input inputs[MOST_PIECES];
    struct index_segment *segments[MOST_PIECES];
    for (size_t i = 0; i < count; i++) {
        segments[i] = made_open(&pieces[i].file, 100 + i);
        inputs[i] = (struct index_merge_input){segments[i], pieces[i].left_out ? dropped : NULL, &pieces[i]};
    }
    const struct index_merge what = {.inputs = inputs, .count = count};
    const struct index_segment_options options = {.shape = made->shape, .id = id, .threads = 2};
    stet_error err;
    out->size = 0;
    ck_assert_msg(!index_segment_merge(&what, &options, made_sink(out), NULL, &err), "%s", err.message);
    for (size_t i = 0; i < count; i++)
        index_segment_close(segments[i]);
}

/* Cuts [begin, end) at random into pieces and merges neighbours, in random order, into a segment with this id. */
static void merge_randomly(const struct made *made, size_t begin, size_t end, uint64_t id, struct stet_buf *out)
{
    if (end - begin < 8 || next() % 3 == 0) {
        made_segment(made, begin, end, id, out, NULL);
        return;
    }
    struct piece pieces[MOST_PIECES];
    size_t count = 0;
    while (begin < end && count < MOST_PIECES) {
        size_t size = count + 1 < MOST_PIECES ? next() % (end - begin + 1) : end - begin;
        pieces[count] = (struct piece){begin, begin + size, NULL, STET_BUF_INIT};
        merge_randomly(made, begin, begin + size, 100 + count, &pieces[count].file);
        begin += size;
        count++;
    }
    merge(made, pieces, count, id, out);
    for (size_t i = 0; i < count; i++)
        stet_buf_free(&pieces[i].file);
}

START_TEST(any_split_and_order_of_merging_gives_the_same_bytes)
{
    const struct index_shape shape = made_shape();
    for (unsigned round = 0; round < 12; round++) {
        struct made made;
        struct stet_buf whole = STET_BUF_INIT, merged = STET_BUF_INIT;
        made_articles(&made, &shape, ARTICLES, 20 + 60 * (round % 2), next());
        made_segment(&made, 0, ARTICLES, 9, &whole, NULL);
        merge_randomly(&made, 0, ARTICLES, 9, &merged);
        ck_assert_uint_eq(whole.size, merged.size);
        ck_assert_mem_eq(whole.data, merged.data, whole.size);
        stet_buf_free(&whole);
        stet_buf_free(&merged);
        made_free(&made);
    }
}
END_TEST

/* Also where the article that copies hang on is the one that goes. */
START_TEST(removed_articles_are_gone_and_no_others)
{
    const struct index_shape shape = made_shape();
    struct made made;
    bool left_out[ARTICLES];
    struct stet_buf merged = STET_BUF_INIT, again = STET_BUF_INIT;
    struct index_cursor cursor = {0};
    made_articles(&made, &shape, ARTICLES, 60, next());
    for (size_t i = 0; i < ARTICLES; i++)
        left_out[i] = next() % 3 == 0;
    struct piece pieces[2] = {{0, 500, left_out, STET_BUF_INIT}, {500, ARTICLES, left_out, STET_BUF_INIT}};
    made_segment(&made, 0, 500, 100, &pieces[0].file, NULL);
    made_segment(&made, 500, ARTICLES, 101, &pieces[1].file, NULL);
    merge(&made, pieces, 2, 9, &merged);
    struct index_segment *segment = made_open(&merged, 9);
    size_t wrong = made_wrong_rows(&made, 0, ARTICLES, left_out, segment, &cursor);
    for (size_t i = 0; i < ARTICLES; i += 3)
        wrong += made_wrong(&made, 0, ARTICLES, left_out, segment, &cursor, i);
    ck_assert_uint_eq(wrong, 0);
    ck_assert_int_eq(index_segment_check(segment, true, NULL, NULL, NULL), STET_OK);
    index_segment_close(segment);

    /* What remains, added anew, is the same file. */
    const struct index_segment_options options = {.shape = shape, .id = 9};
    struct index_segment_builder *builder = NULL;
    ck_assert_int_eq(index_segment_builder_create(&builder, &options, made_sink(&again), NULL), STET_OK);
    for (size_t i = 0; i < ARTICLES; i++)
        if (!left_out[i])
            ck_assert_int_eq(index_segment_add(builder, &made.articles[i], NULL), STET_OK);
    ck_assert_int_eq(index_segment_finish(builder, NULL, NULL), STET_OK);
    index_segment_builder_free(builder);
    ck_assert_uint_eq(again.size, merged.size);
    ck_assert_mem_eq(again.data, merged.data, again.size);
    index_cursor_free(&cursor);
    stet_buf_free(&merged);
    stet_buf_free(&again);
    stet_buf_free(&pieces[0].file);
    stet_buf_free(&pieces[1].file);
    made_free(&made);
}
END_TEST

static struct index_text *text_file(const struct made *made, uint64_t id, size_t count, struct stet_buf *out)
{
    const struct index_text_options options = {.shape = made->shape, .id = id};
    struct index_text_builder *builder = NULL;
    struct index_text *text = NULL;
    ck_assert_int_eq(index_text_builder_create(&builder, &options, made_sink(out), NULL), STET_OK);
    for (size_t i = 0; i < count; i++) {
        char content[64];
        struct index_place place;
        int size = snprintf(content, sizeof content, "text %llu of file %llu", (unsigned long long)i,
                            (unsigned long long)id);
        ck_assert_int_eq(index_text_add(builder, (stet_span){content, 6}, (stet_span){content, (size_t)size}, &place,
                                        NULL),
                         STET_OK);
        ck_assert_uint_eq(place.entry, i);
    }
    ck_assert_int_eq(index_text_finish(builder, NULL, NULL), STET_OK);
    index_text_builder_free(builder);
    ck_assert_int_eq(index_text_open(&text, made_bytes(out), id, NULL, NULL), STET_OK);
    return text;
}

START_TEST(texts_move_along_when_they_are_rewritten)
{
    const struct index_shape shape = made_shape();
    struct made made;
    struct stet_buf files[2] = {STET_BUF_INIT, STET_BUF_INIT}, file = STET_BUF_INIT, merged = STET_BUF_INIT;
    struct stet_buf moved = STET_BUF_INIT;
    made_articles(&made, &shape, ARTICLES, 30, next());
    struct index_text *texts[] = {text_file(&made, 1, 500, &files[0]), text_file(&made, 2, 400, &files[1])};
    made_segment(&made, 0, ARTICLES, 100, &file, NULL);
    struct index_segment *from = made_open(&file, 100);
    const struct index_text_options text_options = {.shape = shape, .id = 77};
    struct index_merge_input input = {from, NULL, NULL};
    struct index_merge what = {.inputs = &input, .count = 1, .texts = texts, .text_count = 2};
    const struct index_segment_options options = {.shape = shape, .id = 9};
    ck_assert_int_eq(index_text_builder_create(&what.rewrite, &text_options, made_sink(&moved), NULL), STET_OK);
    ck_assert_int_eq(index_segment_merge(&what, &options, made_sink(&merged), NULL, NULL), STET_OK);
    ck_assert_int_eq(index_text_finish(what.rewrite, NULL, NULL), STET_OK);
    index_text_builder_free(what.rewrite);
    struct index_segment *segment = made_open(&merged, 9);
    struct index_text *text = NULL;
    ck_assert_int_eq(index_text_open(&text, made_bytes(&moved), 77, &shape, NULL), STET_OK);
    struct index_cursor cursors[2] = {{0}, {0}};
    uint64_t expected = 0;
    for (uint32_t i = 0; i < ARTICLES; i++) {
        struct index_row row = {0};
        stet_span meta = {0}, is = {0}, was = {0};
        struct index_place place = made.articles[i].place;
        ck_assert_int_eq(index_segment_row(segment, i, &row, NULL), STET_OK);
        ck_assert_uint_eq(row.place.text, place.text ? 77 : 0);
        if (!place.text)
            continue;
        ck_assert_uint_eq(row.place.entry, expected++);
        ck_assert_int_eq(index_text_read(texts[place.text - 1], &cursors[0], place.entry, &meta, &was, NULL), STET_OK);
        ck_assert_int_eq(index_text_read(text, &cursors[1], row.place.entry, &meta, &is, NULL), STET_OK);
        ck_assert_uint_eq(is.size, was.size);
        ck_assert_mem_eq(is.data, was.data, is.size);
    }
    size_t count = 0;
    ck_assert_uint_eq(index_segment_texts(segment, &count)[0], 77);
    ck_assert_uint_eq(count, 1);
    index_cursor_free(&cursors[0]);
    index_cursor_free(&cursors[1]);
    index_segment_close(segment);
    index_segment_close(from);
    index_text_close(text);
    index_text_close(texts[0]);
    index_text_close(texts[1]);
    stet_buf_free(&files[0]);
    stet_buf_free(&files[1]);
    stet_buf_free(&file);
    stet_buf_free(&merged);
    stet_buf_free(&moved);
    made_free(&made);
}
END_TEST

static void count_lost(void *ctx, const stet_error *reason)
{
    ck_assert_int_eq(reason->code, STET_ERR_CORRUPT);
    ++*(size_t *)ctx;
}

/* One byte in 8 KiB is wrong: what pages are sound still comes through, as it was. Always the same articles: with one set in
 * fifty the damage is in the one page of sources or in a leaf of a directory, and then every article needs it. */
START_TEST(salvage_recovers_what_is_sound)
{
    const struct index_shape shape = made_shape();
    struct made made;
    struct stet_buf file = STET_BUF_INIT, saved = STET_BUF_INIT;
    struct index_segment *segment = NULL;
    struct index_cursor cursor = {0};
    made_articles(&made, &shape, ARTICLES, 30, 1);
    made_segment(&made, 0, ARTICLES, 100, &file, NULL);
    for (size_t at = 4096; at < file.size; at += 8192)
        file.data[at] ^= 0x10;
    file.size -= 5; /* the trailer as well */
    ck_assert_int_eq(index_segment_open(&segment, made_bytes(&file), 100, NULL, NULL), STET_ERR_CORRUPT);
    ck_assert_int_eq(index_segment_open_damaged(&segment, made_bytes(&file), NULL), STET_OK);
    size_t lost = 0;
    const struct index_merge_input input = {segment, NULL, NULL};
    const struct index_merge what = {.inputs = &input, .count = 1, .lost = count_lost, .ctx = &lost};
    const struct index_segment_options options = {.shape = shape, .id = 9};
    ck_assert_int_eq(index_segment_merge(&what, &options, made_sink(&saved), NULL, NULL), STET_OK);
    index_segment_close(segment);
    segment = made_open(&saved, 9);
    ck_assert_uint_gt(lost, 0);
    uint32_t count = index_segment_count(segment);
    ck_assert_uint_gt(count, ARTICLES / 4);
    ck_assert_int_eq(index_segment_check(segment, true, NULL, NULL, NULL), STET_OK);
    size_t found = 0;
    for (size_t i = 0; i < ARTICLES; i++) {
        uint32_t article = 0;
        struct index_row row = {0};
        ck_assert_int_eq(index_segment_find(segment, &cursor, made.articles[i].id, &article, NULL), STET_OK);
        if (article == INDEX_NO_ARTICLE)
            continue;
        found++;
        ck_assert_int_eq(index_segment_row(segment, article, &row, NULL), STET_OK);
        ck_assert_uint_eq(row.simhash, made.articles[i].simhash);
    }
    ck_assert_uint_eq(found, count);
    index_cursor_free(&cursor);
    index_segment_close(segment);
    stet_buf_free(&file);
    stet_buf_free(&saved);
    made_free(&made);
}
END_TEST

static stet_status stop(void *ctx, double done, stet_error *err)
{
    (void)ctx, (void)done, (void)err;
    return STET_ERR_CANCELLED;
}

START_TEST(merging_can_be_stopped)
{
    const struct index_shape shape = made_shape();
    struct made made;
    struct stet_buf file = STET_BUF_INIT, merged = STET_BUF_INIT;
    made_articles(&made, &shape, 10, 30, next());
    made_segment(&made, 0, 10, 100, &file, NULL);
    struct index_segment *segment = made_open(&file, 100);
    const struct index_merge_input input = {segment, NULL, NULL};
    const struct index_merge what = {.inputs = &input, .count = 1, .progress = stop};
    const struct index_segment_options options = {.shape = shape, .id = 9};
    ck_assert_int_eq(index_segment_merge(&what, &options, made_sink(&merged), NULL, NULL), STET_ERR_CANCELLED);
    index_segment_close(segment);
    stet_buf_free(&file);
    stet_buf_free(&merged);
    made_free(&made);
}
END_TEST

int main(void)
{
    print_seed();
    Suite *suite = suite_create("index/merge");
    TCase *tcase = tcase_create("all");
    tcase_set_timeout(tcase, 0);
    tcase_add_test(tcase, any_split_and_order_of_merging_gives_the_same_bytes);
    tcase_add_test(tcase, removed_articles_are_gone_and_no_others);
    tcase_add_test(tcase, texts_move_along_when_they_are_rewritten);
    tcase_add_test(tcase, salvage_recovers_what_is_sound);
    tcase_add_test(tcase, merging_can_be_stopped);
    suite_add_tcase(suite, tcase);
    return run_suite(suite);
}
