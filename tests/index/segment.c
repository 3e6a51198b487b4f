#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "index/made.h"
#include "index/reader.h"
#include "lsh/random.h"
#include "support/main.h"

static void whole(size_t count, unsigned copies, const struct index_shape *shape)
{
    struct made made;
    struct stet_buf file = STET_BUF_INIT;
    struct index_cursor cursor = {0};
    struct index_segment_stat stat;
    made_articles(&made, shape, count, copies, next());
    made_segment(&made, 0, count, 7, &file, &stat);
    struct index_segment *segment = made_open(&file, 7);
    ck_assert_uint_eq(stat.bytes, file.size);
    ck_assert_mem_eq(&stat, index_segment_stat(segment), sizeof stat);
    ck_assert_uint_eq(stat.band_bytes + stat.passage_bytes + stat.copy_bytes + stat.row_bytes + stat.id_bytes +
                          stat.other_bytes,
                      stat.bytes);
    size_t wrong = made_wrong_rows(&made, 0, count, NULL, segment, &cursor);
    ck_assert_uint_eq(wrong, 0);
    for (size_t i = 0; i < count; i += 1 + count / 400)
        wrong += made_wrong(&made, 0, count, NULL, segment, &cursor, i);
    ck_assert_uint_eq(wrong, 0);
    ck_assert_int_eq(index_segment_check(segment, true, NULL, NULL, NULL), STET_OK);
    index_segment_close(segment);
    index_cursor_free(&cursor);
    stet_buf_free(&file);
    made_free(&made);
}

START_TEST(lookups_name_what_an_in_memory_join_names)
{
    const struct index_shape shape = made_shape();
    whole(3000, 40, &shape);
    whole(3000, 0, &shape);
    whole(2000, 95, &shape);
}
END_TEST

START_TEST(segments_of_any_size_hold_their_articles)
{
    const struct index_shape shape = made_shape();
    for (size_t count = 0; count < 5; count++)
        whole(count, 50, &shape);
    whole(63, 50, &shape);
    whole(64, 50, &shape);
    whole(65, 50, &shape);
    whole(257, 50, &shape);
}
END_TEST

START_TEST(segments_of_any_shape_hold_their_articles)
{
    struct index_shape shape = made_shape();
    shape.bands = 1;
    shape.rows = 100;
    whole(300, 50, &shape);
    shape.bands = 256;
    shape.rows = 4;
    shape.kept = 0;
    whole(300, 50, &shape);
    shape.bands = 7;
    shape.rows = 9;
    shape.kept = INDEX_MAX_KEPT;
    whole(300, 50, &shape);
}
END_TEST

/* Copies cost their row, not another set of bands. */
START_TEST(exact_copies_post_nothing)
{
    const struct index_shape shape = made_shape();
    struct made made;
    struct stet_buf file = STET_BUF_INIT;
    struct index_segment_stat stat;
    made_articles(&made, &shape, 1000, 0, next());
    for (size_t i = 100; i < 1000; i++) {
        struct index_article *article = &made.articles[i], *of = &made.articles[i % 100];
        article->minhash = of->minhash;
        article->bands = of->bands;
        article->passages = of->passages;
    }
    made_segment(&made, 0, 1000, 1, &file, &stat);
    ck_assert_uint_eq(stat.copies, 900);
    ck_assert_uint_eq(stat.band_entries, 100 * shape.bands);
    ck_assert_uint_eq(stat.passage_entries, 100 * shape.kept);
    struct index_segment *segment = made_open(&file, 1);
    struct index_cursor cursor = {0};
    for (size_t i = 0; i < 1000; i += 37)
        ck_assert_uint_eq(made_wrong(&made, 0, 1000, NULL, segment, &cursor, i), 0);
    index_cursor_free(&cursor);
    index_segment_close(segment);
    stet_buf_free(&file);
    made_free(&made);
}
END_TEST

START_TEST(a_file_is_the_same_whatever_threads_and_memory)
{
    const struct index_shape shape = made_shape();
    struct made made;
    struct stet_buf first = STET_BUF_INIT, second = STET_BUF_INIT;
    made_articles(&made, &shape, 4000, 40, next());
    made_segment(&made, 0, made.count, 3, &first, NULL);
    const struct index_segment_options options = {.shape = shape, .id = 3, .memory = 1, .threads = 1};
    struct index_segment_builder *builder = NULL;
    ck_assert_int_eq(index_segment_builder_create(&builder, &options, made_sink(&second), NULL), STET_OK);
    for (size_t i = 0; i < made.count; i++)
        ck_assert_int_eq(index_segment_add(builder, &made.articles[i], NULL), STET_OK);
    ck_assert_int_eq(index_segment_finish(builder, NULL, NULL), STET_OK);
    index_segment_builder_free(builder);
    ck_assert_uint_eq(first.size, second.size);
    ck_assert_mem_eq(first.data, second.data, first.size);
    stet_buf_free(&first);
    stet_buf_free(&second);
    made_free(&made);
}
END_TEST

START_TEST(the_last_article_of_an_id_is_found)
{
    const struct index_shape shape = made_shape();
    struct made made;
    struct stet_buf file = STET_BUF_INIT;
    struct index_cursor cursor = {0};
    made_articles(&made, &shape, 300, 0, next());
    made.articles[17].id = made.articles[250].id = made.articles[100].id;
    made_segment(&made, 0, 300, 1, &file, NULL);
    struct index_segment *segment = made_open(&file, 1);
    uint32_t article = 0;
    ck_assert_int_eq(index_segment_find(segment, &cursor, made.articles[17].id, &article, NULL), STET_OK);
    ck_assert_uint_eq(article, 250);
    ck_assert_int_eq(index_segment_find(segment, &cursor, (stet_span){"nobody", 6}, &article, NULL), STET_OK);
    ck_assert_uint_eq(article, INDEX_NO_ARTICLE);
    const uint32_t *all = NULL;
    size_t count = 0;
    ck_assert_int_eq(index_segment_find_hash(segment, &cursor, index_id_hash(made.articles[17].id), &all, &count, NULL),
                     STET_OK);
    ck_assert_uint_eq(count, 3);
    ck_assert_uint_eq(all[0], 17);
    ck_assert_uint_eq(all[1], 100);
    ck_assert_uint_eq(all[2], 250);
    index_cursor_free(&cursor);
    index_segment_close(segment);
    stet_buf_free(&file);
    made_free(&made);
}
END_TEST

/* From some number of questions on a segment answers what is not there without its pages. */
START_TEST(it_answers_the_same_however_often_it_is_asked)
{
    const struct index_shape shape = made_shape();
    struct made made;
    struct stet_buf file = STET_BUF_INIT;
    struct index_cursor cursor = {0};
    made_articles(&made, &shape, 2000, 40, next());
    made_segment(&made, 0, 1000, 1, &file, NULL);
    struct index_segment *segment = made_open(&file, 1);
    size_t wrong = 0;
    for (size_t round = 0; round < 3; round++)
        for (size_t i = 0; i < made.count; i += 7) {
            uint32_t article;
            wrong += made_wrong(&made, 0, 1000, NULL, segment, &cursor, i);
            ck_assert_int_eq(index_segment_find(segment, &cursor, made.articles[i].id, &article, NULL), STET_OK);
            ck_assert_uint_eq(article, i < 1000 ? i : INDEX_NO_ARTICLE);
        }
    ck_assert_uint_eq(wrong, 0);
    index_cursor_free(&cursor);
    index_segment_close(segment);
    stet_buf_free(&file);
    made_free(&made);
}
END_TEST

/* The status of asking for each article. */
static void ask_all(const struct made *made, const struct index_segment *segment, stet_status *out)
{
    struct index_cursor cursor = {0};
    for (size_t i = 0; i < made->count; i++) {
        const struct index_article *article = &made->articles[i];
        const struct index_probe probe = {article->bands, NULL, article->passages, article->passage_count, NULL};
        const struct index_hit *hits;
        size_t count;
        out[i] = index_segment_lookup(segment, &cursor, &probe, &hits, &count, NULL);
    }
    index_cursor_free(&cursor);
}

START_TEST(damage_is_found_however_often_it_is_asked)
{
    const struct index_shape shape = made_shape();
    struct made made;
    struct stet_buf file = STET_BUF_INIT;
    stet_status first[500], again[500];
    made_articles(&made, &shape, 500, 40, next());
    made_segment(&made, 0, 500, 1, &file, NULL);
    file.data[file.size / 2] ^= 1;
    struct index_segment *segment = made_open(&file, 1);
    ask_all(&made, segment, first);
    size_t failed = 0;
    for (size_t i = 0; i < made.count; i++)
        failed += first[i] == STET_ERR_CORRUPT;
    ck_assert_uint_gt(failed, 0);
    for (size_t round = 0; round < 2; round++) {
        ask_all(&made, segment, again);
        ck_assert_mem_eq(first, again, sizeof first);
    }
    index_segment_close(segment);
    stet_buf_free(&file);
    made_free(&made);
}
END_TEST

START_TEST(limits_are_kept)
{
    struct index_shape shape = made_shape();
    struct made made;
    struct stet_buf file = STET_BUF_INIT;
    struct index_segment_builder *builder = NULL;
    stet_error err;
    made_articles(&made, &shape, 2, 0, 1);
    struct index_segment_options options = {.shape = shape, .id = 1};
    ck_assert_int_eq(index_segment_builder_create(&builder, &options, made_sink(&file), &err), STET_OK);
    struct index_article article = made.articles[0];
    article.id.size = 0;
    ck_assert_int_eq(index_segment_add(builder, &article, &err), STET_ERR_LIMIT);
    article.id.size = INDEX_MAX_ID + 1;
    ck_assert_int_eq(index_segment_add(builder, &article, &err), STET_ERR_LIMIT);
    ck_assert_int_eq(index_segment_add(builder, &made.articles[0], &err), STET_OK);
    ck_assert_int_eq(index_segment_finish(builder, NULL, &err), STET_OK);
    ck_assert_int_eq(index_segment_add(builder, &made.articles[1], &err), STET_ERR_USAGE);
    index_segment_builder_free(builder);
    options.shape.bands = 0;
    ck_assert_int_eq(index_segment_builder_create(&builder, &options, made_sink(&file), &err), STET_ERR_USAGE);
    options.shape.bands = 200;
    options.shape.rows = 6;
    ck_assert_int_eq(index_segment_builder_create(&builder, &options, made_sink(&file), &err), STET_ERR_USAGE);
    stet_buf_free(&file);
    made_free(&made);
}
END_TEST

static stet_status refuse(void *ctx, const void *data, size_t size, stet_error *err)
{
    (void)ctx, (void)data, (void)size, (void)err;
    return STET_ERR_IO;
}

START_TEST(a_sink_that_refuses_ends_the_building)
{
    const struct index_shape shape = made_shape();
    struct made made;
    made_articles(&made, &shape, 2, 0, 1);
    const struct index_segment_options options = {.shape = shape, .id = 1};
    struct index_segment_builder *builder = NULL;
    ck_assert_int_eq(index_segment_builder_create(&builder, &options, (struct index_sink){refuse, NULL}, NULL),
                     STET_OK);
    ck_assert_int_eq(index_segment_add(builder, &made.articles[0], NULL), STET_OK);
    ck_assert_int_eq(index_segment_finish(builder, NULL, NULL), STET_ERR_IO);
    ck_assert_int_eq(index_segment_finish(builder, NULL, NULL), STET_ERR_USAGE);
    index_segment_builder_free(builder);
    made_free(&made);
}
END_TEST

START_TEST(another_file_or_shape_is_refused)
{
    struct index_shape shape = made_shape();
    struct made made;
    struct stet_buf file = STET_BUF_INIT;
    struct index_segment *segment = NULL;
    stet_error err;
    made_articles(&made, &shape, 10, 0, 1);
    made_segment(&made, 0, 10, 5, &file, NULL);
    ck_assert_int_eq(index_segment_open(&segment, made_bytes(&file), 6, NULL, &err), STET_ERR_CORRUPT);
    ck_assert_ptr_nonnull(strstr(err.message, "another file"));
    shape.window++;
    ck_assert_int_eq(index_segment_open(&segment, made_bytes(&file), 5, &shape, &err), STET_ERR_CORRUPT);
    ck_assert_ptr_null(segment);
    stet_buf_free(&file);
    made_free(&made);
}
END_TEST

/* Whether a page and its place in the directory have been asked for. */
static bool was_wanted(const struct index_segment *segment, const struct paged_section *section, uint64_t page)
{
    uint64_t offset;
    size_t size;
    ck_assert_int_eq(paged_where(&segment->file, section, page, &offset, &size, NULL), STET_OK);
    return !paged_is_cold(&segment->file, paged_leaf(section, page), section->leaf_size) &&
           !paged_is_cold(&segment->file, offset, size);
}

START_TEST(what_a_lookup_reads_is_asked_for_as_a_whole)
{
    struct index_shape shape = made_shape();
    struct made made;
    struct stet_buf file = STET_BUF_INIT;
    struct index_segment *segment = NULL;
    struct index_cursor cursor = {0};
    const struct index_hit *hits;
    size_t count, copies = 0;
    uint64_t bits[INDEX_MAX_HASHES / 64];
    made_articles(&made, &shape, 20000, 30, 1);
    made_segment(&made, 0, 20000, 5, &file, NULL);
    struct index_bytes bytes = made_bytes(&file);
    bytes.mapped = true;
    ck_assert_int_eq(index_segment_open(&segment, bytes, 5, NULL, NULL), STET_OK);
    const struct index_article *asked = &made.articles[15000];
    index_minhash_bits(asked->minhash, shape.bands * shape.rows, bits);
    const struct index_probe probe = {.bands = asked->bands, .minhash = bits};
    ck_assert_int_eq(index_segment_lookup(segment, &cursor, &probe, &hits, &count, NULL), STET_OK);
    ck_assert_uint_gt(count, 0);
    for (size_t i = 0; i < count; i++) {
        ck_assert(was_wanted(segment, segment->rows, hits[i].article / ROW_PAGE));
        copies += was_wanted(segment, segment->copies, hits[i].article / COPIES_PAGE);
    }
    ck_assert_uint_gt(copies, 0); /* a copy hangs on an article of another page */
    for (uint32_t band = 0; band < shape.bands; band++) {
        const struct segment_table *table = &segment->tables[band];
        ck_assert(was_wanted(segment, table->section, post_page_of(&table->shape, index_band_key(asked->bands[band]))));
    }
    ck_assert(!was_wanted(segment, segment->rows, 0));
    index_segment_close(segment);
    index_cursor_free(&cursor);
    stet_buf_free(&file);
    made_free(&made);
}
END_TEST

START_TEST(the_smallest_passages_are_kept)
{
    const uint64_t passages[] = {9, 3, 7, 3, 1, 8, 1, 2};
    uint64_t out[4];
    ck_assert_uint_eq(index_kept_passages(passages, 8, 4, out), 4);
    const uint64_t expected[] = {1, 2, 3, 7};
    ck_assert_mem_eq(out, expected, sizeof expected);
    ck_assert_uint_eq(index_kept_passages(passages, 8, 0, out), 0);
    ck_assert_uint_eq(index_kept_passages(passages, 2, 4, out), 2);
}
END_TEST

int main(void)
{
    print_seed();
    Suite *suite = suite_create("index/segment");
    TCase *tcase = tcase_create("all");
    tcase_set_timeout(tcase, 0);
    tcase_add_test(tcase, lookups_name_what_an_in_memory_join_names);
    tcase_add_test(tcase, segments_of_any_size_hold_their_articles);
    tcase_add_test(tcase, segments_of_any_shape_hold_their_articles);
    tcase_add_test(tcase, exact_copies_post_nothing);
    tcase_add_test(tcase, a_file_is_the_same_whatever_threads_and_memory);
    tcase_add_test(tcase, the_last_article_of_an_id_is_found);
    tcase_add_test(tcase, it_answers_the_same_however_often_it_is_asked);
    tcase_add_test(tcase, damage_is_found_however_often_it_is_asked);
    tcase_add_test(tcase, limits_are_kept);
    tcase_add_test(tcase, a_sink_that_refuses_ends_the_building);
    tcase_add_test(tcase, another_file_or_shape_is_refused);
    tcase_add_test(tcase, the_smallest_passages_are_kept);
    tcase_add_test(tcase, what_a_lookup_reads_is_asked_for_as_a_whole);
    suite_add_tcase(suite, tcase);
    return run_suite(suite);
}
