#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "stet/corpus.h"
#include "stet/sieve.h"
#include "support/main.h"

static struct corpus corpus;

static void setup(void)
{
    /* No memory: all but the newest is read back from the file. */
    ck_assert_int_eq(corpus_init(&corpus, 0, "/tmp", NULL), STET_OK);
}

static void teardown(void)
{
    corpus_free(&corpus);
}

/* Adds an article whose body has `body` tokens; article i has passages first, first + 1, ... */
static void add(const char *id, uint64_t content, uint32_t body, int64_t published, uint32_t first, uint32_t passages)
{
    corpus_passage words[700];
    for (uint32_t i = 0; i < passages; i++)
        words[i] = (corpus_passage)((first + i) * 2654435761u);
    corpus_token *tokens = words + passages;
    for (uint32_t i = 0; i < 2 + body; i++)
        tokens[i] = (corpus_token)(content * 1000 + i);
    struct corpus_meta meta = {.line = 7, .id = {id, strlen(id)}, .source = {"wire", 4}, .credit_count = 1};
    meta.credits[0] =
        (struct source_credit){.agency = 3, .kind = SOURCE_KIND_DATELINE, .confidence = .5f, .value = {"X (AP)", 6}};
    struct stet_buf packed = STET_BUF_INIT;
    ck_assert(corpus_pack_meta(&packed, &meta));
    uint64_t id_hash = 0;
    for (const char *at = id; *at; at++)
        id_hash = id_hash * 0x9e3779b97f4a7c15u + (unsigned char)*at;
    struct corpus_row row = {.content = content,
                             .id_hash = id_hash * 0x9e3779b97f4a7c15u,
                             .published = published,
                             .title_count = 2,
                             .body_count = body,
                             .passage_count = passages,
                             .meta_size = (uint32_t)packed.size};
    ck_assert_int_eq(corpus_add(&corpus, &row, words, packed.data, NULL), STET_OK);
    stet_buf_free(&packed);
}

START_TEST(an_article_comes_back_as_it_was)
{
    add("a", 1, 40, 1000, 5, 3);
    add("b", 2, 50, STET_TIME_NONE, 9, 1);
    struct corpus_cursor cursor = {0};
    struct match_article tokens;
    struct corpus_meta meta;
    const corpus_passage *passages;
    ck_assert_int_eq(corpus_tokens(&corpus, 0, &cursor, &tokens, NULL), STET_OK);
    ck_assert_uint_eq(tokens.title_count, 2);
    ck_assert_uint_eq(tokens.body_count, 40);
    ck_assert_uint_eq(tokens.body[39], 1041);
    ck_assert_int_eq(tokens.published, 1000);
    ck_assert_int_eq(corpus_passages(&corpus, 0, &cursor, &passages, NULL), STET_OK);
    ck_assert_uint_eq(passages[2], (corpus_passage)(7 * 2654435761u));
    ck_assert_int_eq(corpus_meta(&corpus, 1, &cursor, &meta, NULL), STET_OK);
    ck_assert_uint_eq(meta.line, 7);
    ck_assert(meta.id.size == 1 && meta.id.data[0] == 'b');
    ck_assert_uint_eq(meta.credit_count, 1);
    ck_assert(meta.credits[0].value.size == 6 && !memcmp(meta.credits[0].value.data, "X (AP)", 6));
    corpus_cursor_free(&cursor);
}
END_TEST

START_TEST(a_copy_is_exact_unless_it_has_no_words)
{
    add("a", 1, 40, 0, 0, 0);
    add("b", 2, 0, 0, 0, 0);
    add("c", 1, 40, 0, 0, 0);
    add("d", 2, 0, 0, 0, 0);
    add("e", 1, 39, 0, 0, 0);
    ck_assert_uint_eq(corpus.rows[0].exact_of, CORPUS_NONE);
    ck_assert_uint_eq(corpus.rows[2].exact_of, 0);
    ck_assert_uint_eq(corpus.rows[3].exact_of, CORPUS_NONE);
    ck_assert_uint_eq(corpus.rows[4].exact_of, CORPUS_NONE);
}
END_TEST

START_TEST(a_copy_under_the_same_title_is_stored_once)
{
    add("b", 2, 40, 0, 9, 1);
    add("a", 1, 40, 0, 5, 3);
    uint64_t words = index_store_size(corpus.words), stored = index_store_size(corpus.passages);
    add("c", 1, 40, 0, 5, 3);
    ck_assert_uint_eq(index_store_size(corpus.words), words);
    ck_assert_uint_eq(index_store_size(corpus.passages), stored);
    struct corpus_cursor cursor = {0};
    struct match_article tokens;
    const corpus_passage *passages;
    ck_assert_int_eq(corpus_tokens(&corpus, 2, &cursor, &tokens, NULL), STET_OK);
    ck_assert_uint_eq(tokens.title[1], 1001);
    ck_assert_uint_eq(tokens.body[39], 1041);
    ck_assert_int_eq(corpus_passages(&corpus, 2, &cursor, &passages, NULL), STET_OK);
    ck_assert_uint_eq(passages[2], (corpus_passage)(7 * 2654435761u));
    corpus_cursor_free(&cursor);
}
END_TEST

START_TEST(a_copy_under_another_title_keeps_its_own)
{
    add("b", 2, 40, 0, 9, 1);
    add("a", 1, 40, 0, 5, 3);
    uint64_t stored = index_store_size(corpus.passages);
    for (uint32_t title = 1; title <= 2; title++) { /* a shorter one, and one as long */
        corpus_token words[48] = {1, 2, 3, 77, 78};
        struct corpus_row row = {.content = 1, .title_count = title, .body_count = 40, .passage_count = 3};
        ck_assert_int_eq(corpus_add(&corpus, &row, words, NULL, NULL), STET_OK);
        ck_assert_uint_eq(row.exact_of, 1);
        struct corpus_cursor cursor = {0};
        struct match_article tokens;
        const corpus_passage *passages;
        ck_assert_int_eq(corpus_tokens(&corpus, title + 1, &cursor, &tokens, NULL), STET_OK);
        ck_assert_uint_eq(tokens.title_count, title);
        ck_assert_uint_eq(tokens.title[title - 1], 76 + title);
        ck_assert_int_eq(corpus_passages(&corpus, title + 1, &cursor, &passages, NULL), STET_OK);
        ck_assert_uint_eq(passages[2], (corpus_passage)(7 * 2654435761u)); /* of the first of its kind */
        ck_assert_uint_eq(index_store_size(corpus.passages), stored);
        corpus_cursor_free(&cursor);
    }
}
END_TEST

START_TEST(every_use_of_a_repeated_id_is_marked)
{
    add("a", 1, 40, 0, 0, 0);
    add("b", 2, 40, 0, 0, 0);
    add("a", 3, 40, 0, 0, 0);
    add("a", 4, 40, 0, 0, 0);
    uint64_t repeated;
    ck_assert_int_eq(corpus_mark_repeats(&corpus, &repeated, NULL), STET_OK);
    ck_assert_uint_eq(repeated, 2);
    ck_assert(corpus.rows[0].repeated_id && !corpus.rows[1].repeated_id && corpus.rows[2].repeated_id);
}
END_TEST

START_TEST(rank_is_fullest_then_earliest_with_missing_times_last)
{
    add("a", 1, 40, 500, 0, 0);
    add("b", 2, 90, 900, 0, 0);
    add("c", 3, 90, STET_TIME_NONE, 0, 0);
    add("d", 4, 90, 100, 0, 0);
    uint32_t *rank;
    ck_assert_int_eq(corpus_rank(&corpus, &rank, NULL), STET_OK);
    static const uint32_t expected[] = {3, 1, 2, 0};
    ck_assert_mem_eq(rank, expected, sizeof expected);
    free(rank);
}
END_TEST

static uint8_t likeness(struct batch_sieve *sieve, uint32_t a, uint32_t b)
{
    uint8_t found;
    ck_assert_int_eq(batch_sieve_pass(sieve, a, b, &found, NULL), STET_OK);
    return found;
}

START_TEST(the_sieve_passes_parts_and_stops_phrases)
{
    add("whole", 1, 500, 0, 0, 60);
    add("part", 2, 200, 0, 20, 20);   /* all of it is in the whole */
    add("phrase", 3, 500, 0, 58, 60); /* two passages in common */
    add("stub", 4, 40, 0, 1000, 3);   /* few passages: always judged */
    add("stranger", 5, 500, 0, 500, 60);
    struct batch_sieve *sieve;
    ck_assert_int_eq(batch_sieve_create(&sieve, &corpus, NULL), STET_OK);
    ck_assert_uint_gt(likeness(sieve, 0, 1), 100);
    ck_assert_uint_eq(likeness(sieve, 0, 1), likeness(sieve, 1, 0));
    ck_assert_uint_eq(likeness(sieve, 0, 2), 0);
    ck_assert_uint_gt(likeness(sieve, 0, 3), 0);
    ck_assert_uint_eq(likeness(sieve, 4, 0), 0);
    ck_assert_uint_eq(likeness(sieve, 0, 4), 0);
    batch_sieve_free(sieve);
}
END_TEST

START_TEST(the_sieve_asks_more_of_what_is_far_apart_in_time)
{
    const int64_t now = 1755700000, next_week = now + 7 * 86400;
    add("whole", 1, 500, now, 0, 60);
    add("quarter, the same day", 2, 200, now + 3600, 45, 60);
    add("quarter, next week", 3, 200, next_week, 45, 60);
    add("half, next week", 4, 200, next_week, 30, 60);
    add("quarter, of no known time", 5, 200, STET_TIME_NONE, 45, 60);
    add("stub with a phrase, next week", 6, 40, next_week, 59, 4);
    struct batch_sieve *sieve;
    ck_assert_int_eq(batch_sieve_create(&sieve, &corpus, NULL), STET_OK);
    ck_assert_uint_gt(likeness(sieve, 0, 1), 0);
    ck_assert_uint_eq(likeness(sieve, 0, 2), 0);
    ck_assert_uint_gt(likeness(sieve, 0, 3), 0);
    ck_assert_uint_gt(likeness(sieve, 0, 4), 0);
    ck_assert_uint_eq(likeness(sieve, 0, 5), 0);
    ck_assert_uint_eq(likeness(sieve, 5, 0), 0);
    batch_sieve_free(sieve);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("corpus");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, an_article_comes_back_as_it_was);
    tcase_add_test(tests, a_copy_is_exact_unless_it_has_no_words);
    tcase_add_test(tests, a_copy_under_the_same_title_is_stored_once);
    tcase_add_test(tests, a_copy_under_another_title_keeps_its_own);
    tcase_add_test(tests, every_use_of_a_repeated_id_is_marked);
    tcase_add_test(tests, rank_is_fullest_then_earliest_with_missing_times_last);
    tcase_add_test(tests, the_sieve_passes_parts_and_stops_phrases);
    tcase_add_test(tests, the_sieve_asks_more_of_what_is_far_apart_in_time);
    Suite *suite = suite_create("stet/corpus");
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
