/* What of an outlet's articles is the outlet's: learned from many stories, never from copies of one. */
#include <stdlib.h>
#include <string.h>

#include "match/sites.h"
#include "support/main.h"
#include "text/tokens.h"

#define BLURB 75  /* words that every article of SITE ends with */
#define STORY 200 /* words of its own */
#define SITE 9U

static struct match_sites *sites;
static struct match_own own;

static void begin(void)
{
    ck_assert_int_eq(match_sites_create(&sites, NULL), STET_OK);
    own = (struct match_own){NULL, 0};
}

static void end(void)
{
    match_sites_free(sites);
    match_own_free(&own);
}

/* Words of letters; the same seed gives the same. */
static void say(struct stet_buf *out, uint64_t seed, unsigned words)
{
    uint64_t state = seed * UINT64_C(0x9e3779b97f4a7c15) + 1;
    for (unsigned i = 0; i < words; i++) {
        char word[10];
        for (size_t k = 0; k < sizeof word; k++) {
            state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
            word[k] = k + 1 < sizeof word ? (char)('a' + (state >> 33) % 26) : ' ';
        }
        ck_assert(stet_buf_add(out, word, sizeof word));
    }
}

struct piece {
    struct stet_buf text;
    struct text_tokens hashes;
    uint32_t *words;
    struct match_article tokens;
};

static void tokenise(struct piece *piece, uint32_t source)
{
    ck_assert_int_eq(text_tokenise(piece->text.data, piece->text.size, &piece->hashes, NULL), STET_OK);
    piece->words = calloc(piece->hashes.count + 1, sizeof *piece->words);
    ck_assert_ptr_nonnull(piece->words);
    for (size_t i = 0; i < piece->hashes.count; i++)
        piece->words[i] = match_token(piece->hashes.hash[i]);
    piece->tokens = (struct match_article){.body = piece->words,
                                           .body_count = (uint32_t)piece->hashes.count,
                                           .published = STET_TIME_NONE,
                                           .source = source};
}

static void drop(struct piece *piece)
{
    stet_buf_free(&piece->text);
    text_tokens_free(&piece->hashes);
    free(piece->words);
    *piece = (struct piece){.words = NULL};
}

/* A story of `words` words, then `blurb` words of boilerplate, then `tail` words. */
static struct piece write_piece(uint64_t seed, unsigned words, unsigned blurb, unsigned tail, uint32_t source)
{
    struct piece piece = {.words = NULL};
    say(&piece.text, seed, words);
    say(&piece.text, UINT64_C(1) << 40 | source, blurb);
    say(&piece.text, seed + (UINT64_C(1) << 50), tail);
    tokenise(&piece, source);
    return piece;
}

static void add(const struct piece *piece, bool again)
{
    const struct match_site_article article = {.tokens = &piece->tokens,
                                               .source = {"site.example", 12},
                                               .text = {piece->text.data, piece->text.size},
                                               .again = again};
    ck_assert_int_eq(match_sites_add(sites, &article, NULL), STET_OK);
}

static void add_stories(uint64_t from, uint64_t to)
{
    for (uint64_t seed = from; seed < to; seed++) {
        struct piece piece = write_piece(seed, STORY, BLURB, 0, SITE);
        add(&piece, false);
        drop(&piece);
    }
}

static void turn(void)
{
    ck_assert_int_eq(match_sites_turn(sites, NULL), STET_OK);
}

/* Words that count of such an article. */
static uint32_t left_of(uint64_t seed, unsigned words, unsigned blurb, unsigned tail, uint32_t source)
{
    struct piece piece = write_piece(seed, words, blurb, tail, source);
    struct match_article out;
    ck_assert_int_eq(match_sites_own(sites, &piece.tokens, &own, &out, NULL), STET_OK);
    uint32_t left = out.body_count;
    drop(&piece);
    return left;
}

static stet_status count(void *ctx, const struct match_site_passage *passage, stet_error *err)
{
    (void)passage, (void)err;
    ++*(unsigned *)ctx;
    return STET_OK;
}

static unsigned listed(void)
{
    unsigned n = 0;
    ck_assert_int_eq(match_sites_each(sites, count, &n, NULL), STET_OK);
    return n;
}

START_TEST(what_many_stories_have_is_left_out_to_the_word)
{
    add_stories(0, 12);
    ck_assert_uint_eq(left_of(100, STORY, BLURB, 0, SITE), STORY + BLURB); /* not before the turn */
    turn();
    ck_assert_uint_eq(left_of(100, STORY, BLURB, 0, SITE), STORY);
    ck_assert_uint_eq(left_of(101, STORY, BLURB, 50, SITE), STORY + 50);
}
END_TEST

START_TEST(what_is_left_is_the_story)
{
    add_stories(0, 12);
    turn();
    struct piece whole = write_piece(100, STORY, BLURB, 60, SITE), story = write_piece(100, STORY, 0, 60, SITE);
    struct match_article out;
    ck_assert_int_eq(match_sites_own(sites, &whole.tokens, &own, &out, NULL), STET_OK);
    ck_assert_uint_eq(out.body_count, story.tokens.body_count);
    ck_assert(!memcmp(out.body, story.tokens.body, out.body_count * sizeof *out.body));
    ck_assert(out.content != 0);
    drop(&whole);
    drop(&story);
}
END_TEST

START_TEST(nothing_is_left_of_an_article_of_boilerplate)
{
    add_stories(0, 12);
    turn();
    ck_assert_uint_eq(left_of(0, 0, BLURB, 0, SITE), 0);
    ck_assert_uint_eq(left_of(100, 6, BLURB, 6, SITE), 0);
    ck_assert_uint_eq(left_of(100, 40, BLURB, 0, SITE), 40);
}
END_TEST

START_TEST(other_sources_and_unknown_ones_keep_their_words)
{
    add_stories(0, 12);
    turn();
    struct piece piece = write_piece(100, STORY, BLURB, 0, SITE);
    struct match_article out;
    for (uint32_t source = 0; source < 3; source++) {
        piece.tokens.source = source * (SITE + 2);
        ck_assert_int_eq(match_sites_own(sites, &piece.tokens, &own, &out, NULL), STET_OK);
        ck_assert_uint_eq(out.body_count, piece.tokens.body_count);
    }
    drop(&piece);
}
END_TEST

START_TEST(nothing_is_learned_from_two_or_three_stories)
{
    add_stories(0, 3);
    turn();
    ck_assert_uint_eq(left_of(100, STORY, BLURB, 0, SITE), STORY + BLURB);
}
END_TEST

START_TEST(copies_of_one_story_teach_nothing)
{
    for (unsigned i = 0; i < 60; i++) {
        /* Sent again; with another end; longer by a tenth each time; cut. */
        struct piece piece = i % 4 == 0   ? write_piece(1, STORY, 0, 0, SITE)
                             : i % 4 == 1 ? write_piece(1, STORY, 0, i % 30, SITE)
                             : i % 4 == 2 ? write_piece(1, STORY + i * 4, 0, 0, SITE)
                                          : write_piece(1, STORY - i, 0, 0, SITE);
        add(&piece, false);
        drop(&piece);
        turn();
    }
    ck_assert_uint_eq(left_of(1, STORY, 0, 0, SITE), STORY);
    ck_assert_uint_eq(listed(), 0);
}
END_TEST

START_TEST(an_update_of_a_known_article_teaches_nothing)
{
    for (unsigned i = 0; i < 20; i++) {
        struct piece piece = write_piece(i, STORY, BLURB, 0, SITE); /* the blurb as what all its versions share */
        add(&piece, i > 0);
        drop(&piece);
    }
    turn();
    ck_assert_uint_eq(left_of(100, STORY, BLURB, 0, SITE), STORY + BLURB);
}
END_TEST

START_TEST(what_one_story_in_a_hundred_has_is_not_boilerplate)
{
    for (uint64_t seed = 0; seed < 800; seed++) {
        struct piece piece = write_piece(seed, STORY, seed % 100 ? 0 : BLURB, 0, SITE);
        add(&piece, false);
        drop(&piece);
    }
    turn();
    ck_assert_uint_eq(left_of(1000, STORY, BLURB, 0, SITE), STORY + BLURB);
}
END_TEST

START_TEST(what_is_not_printed_any_more_counts_again)
{
    add_stories(0, 40);
    turn();
    ck_assert_uint_eq(left_of(100, STORY, BLURB, 0, SITE), STORY);
    for (uint64_t seed = 1000; seed < 4500; seed++) {
        struct piece piece = write_piece(seed, STORY, 0, 0, SITE);
        add(&piece, false);
        drop(&piece);
        if (seed % 500 == 0)
            turn();
    }
    turn();
    ck_assert_uint_eq(left_of(100, STORY, BLURB, 0, SITE), STORY + BLURB);
}
END_TEST

START_TEST(a_source_with_a_long_past_still_learns_soon)
{
    for (uint64_t seed = 1000; seed < 5000; seed++) {
        struct piece piece = write_piece(seed, STORY, 0, 0, SITE);
        add(&piece, false);
        drop(&piece);
        if (seed % 500 == 0)
            turn();
    }
    add_stories(0, 30);
    turn();
    ck_assert_uint_eq(left_of(100, STORY, BLURB, 0, SITE), STORY);
}
END_TEST

static stet_status take(void *ctx, const struct match_site_passage *passage, stet_error *err)
{
    (void)err;
    *(struct match_site_passage *)ctx = *passage;
    return STET_OK;
}

START_TEST(the_text_is_kept_for_people)
{
    add_stories(0, 40);
    turn();
    ck_assert_uint_eq(listed(), 1);
    struct match_site_passage passage;
    ck_assert_int_eq(match_sites_each(sites, take, &passage, NULL), STET_OK);
    ck_assert_uint_eq(passage.articles, 40);
    ck_assert_uint_eq(passage.stories, 40);
    ck_assert_uint_eq(passage.source.size, 12);
    struct stet_buf blurb = STET_BUF_INIT;
    say(&blurb, UINT64_C(1) << 40 | SITE, BLURB);
    ck_assert_uint_ge(passage.text.size, 230);
    ck_assert_uint_le(passage.text.size, 240);
    ck_assert(!memcmp(passage.text.data, blurb.data, passage.text.size));
    stet_buf_free(&blurb);
}
END_TEST

static void save(struct stet_buf *out)
{
    out->size = 0;
    ck_assert_int_eq(match_sites_save(sites, out, NULL), STET_OK);
    ck_assert_uint_le(out->size, MATCH_SITES_MOST);
}

static void restore(const struct stet_buf *from)
{
    size_t used;
    match_sites_free(sites);
    ck_assert_int_eq(match_sites_restore(&sites, from->data, from->size, &used, NULL), STET_OK);
    ck_assert_uint_eq(used, from->size);
}

/* Three sources, of which one repeats itself. */
static void add_mixed(uint64_t from, uint64_t to, unsigned saved_each)
{
    struct stet_buf bytes = STET_BUF_INIT;
    for (uint64_t seed = from; seed < to; seed++) {
        struct piece piece =
            write_piece(seed % 11 ? seed : seed / 22, 60, seed % 3 ? 30 : 0, 20, SITE + (uint32_t)(seed % 3) * 2);
        add(&piece, seed % 17 == 0);
        drop(&piece);
        if (seed % 64 == 0)
            turn();
        if (saved_each && seed % saved_each == 0) {
            save(&bytes);
            restore(&bytes);
        }
    }
    stet_buf_free(&bytes);
}

START_TEST(state_is_the_same_for_any_split_into_runs)
{
    struct stet_buf whole = STET_BUF_INIT, parts = STET_BUF_INIT;
    add_mixed(0, 3000, 0);
    save(&whole);
    match_sites_free(sites);
    ck_assert_int_eq(match_sites_create(&sites, NULL), STET_OK);
    add_mixed(0, 3000, 37);
    save(&parts);
    ck_assert_uint_eq(whole.size, parts.size);
    ck_assert(!memcmp(whole.data, parts.data, whole.size));
    ck_assert_uint_gt(listed(), 0);
    stet_buf_free(&whole);
    stet_buf_free(&parts);
}
END_TEST

START_TEST(it_stays_within_its_size_and_goes_on_learning)
{
    struct stet_buf bytes = STET_BUF_INIT;
    for (uint64_t seed = 0; seed < 24000; seed++) {
        /* Four thousand sources, each with a blurb of its own in all of its six articles. */
        struct piece piece = write_piece(seed, 40, 60, 0, 2 * (uint32_t)(seed % 4000) + 101);
        add(&piece, false);
        drop(&piece);
        if (seed % 1024 == 0)
            turn();
    }
    add_stories(100000, 100012);
    turn();
    ck_assert_uint_eq(left_of(5, STORY, BLURB, 0, SITE), STORY);
    save(&bytes);
    stet_buf_free(&bytes);
}
END_TEST

START_TEST(an_empty_state_takes_no_bytes_and_other_bytes_are_left_alone)
{
    struct stet_buf bytes = STET_BUF_INIT;
    struct match_sites *other;
    size_t used = 1;
    struct piece piece = write_piece(1, STORY, BLURB, 0, 0);
    add(&piece, false);
    drop(&piece);
    save(&bytes);
    ck_assert_uint_eq(bytes.size, 0);
    ck_assert_int_eq(match_sites_restore(&other, "an older blob that begins otherwise", 35, &used, NULL), STET_OK);
    ck_assert_uint_eq(used, 0);
    match_sites_free(other);
    ck_assert_int_eq(match_sites_restore(&other, NULL, 0, &used, NULL), STET_OK);
    match_sites_free(other);
    stet_buf_free(&bytes);
}
END_TEST

START_TEST(what_makes_no_sense_is_refused)
{
    struct stet_buf bytes = STET_BUF_INIT;
    struct match_sites *none;
    size_t used;
    add_mixed(0, 300, 0);
    save(&bytes);
    for (size_t cut = 1; cut < 3000; cut += 7)
        ck_assert_int_eq(match_sites_restore(&none, bytes.data, bytes.size - cut, &used, NULL), STET_ERR_CORRUPT);
    for (size_t at = 4; at < 20; at++) {
        if (at >= 8 && at < 12)
            continue; /* any number of articles may have come */
        bytes.data[at] ^= 0x41;
        ck_assert_int_eq(match_sites_restore(&none, bytes.data, bytes.size, &used, NULL), STET_ERR_CORRUPT);
        ck_assert_ptr_null(none);
        bytes.data[at] ^= 0x41;
    }
    size_t entries = 20 + ((size_t)1 << 17) * 4;
    memcpy(bytes.data + entries, bytes.data + entries + 40, 40); /* twice the same */
    ck_assert_int_eq(match_sites_restore(&none, bytes.data, bytes.size, &used, NULL), STET_ERR_CORRUPT);
    stet_buf_free(&bytes);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("match/sites");
    TCase *tests = tcase_create("sites");
    tcase_set_timeout(tests, 300);
    tcase_add_checked_fixture(tests, begin, end);
    tcase_add_test(tests, what_many_stories_have_is_left_out_to_the_word);
    tcase_add_test(tests, what_is_left_is_the_story);
    tcase_add_test(tests, nothing_is_left_of_an_article_of_boilerplate);
    tcase_add_test(tests, other_sources_and_unknown_ones_keep_their_words);
    tcase_add_test(tests, nothing_is_learned_from_two_or_three_stories);
    tcase_add_test(tests, copies_of_one_story_teach_nothing);
    tcase_add_test(tests, an_update_of_a_known_article_teaches_nothing);
    tcase_add_test(tests, what_one_story_in_a_hundred_has_is_not_boilerplate);
    tcase_add_test(tests, what_is_not_printed_any_more_counts_again);
    tcase_add_test(tests, a_source_with_a_long_past_still_learns_soon);
    tcase_add_test(tests, the_text_is_kept_for_people);
    tcase_add_test(tests, state_is_the_same_for_any_split_into_runs);
    tcase_add_test(tests, it_stays_within_its_size_and_goes_on_learning);
    tcase_add_test(tests, an_empty_state_takes_no_bytes_and_other_bytes_are_left_alone);
    tcase_add_test(tests, what_makes_no_sense_is_refused);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
