/* Every bit that flips, every cut and every two pages that change places in a small segment and text file: the same
 * answers as before, or an error that says where. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "index/made.h"
#include "index/paged.h"
#include "lsh/random.h"
#include "support/main.h"
#include "xxhash.h"

#define ARTICLES 24
#define TEXTS 30

struct asked {
    const struct made *made;
    struct index_cursor cursor;
    XXH3_state_t *hash;
};

struct file {
    struct stet_buf bytes;
    bool text;
};

/* An error names the file, a page and a reason. */
static void expect_named(stet_status status, const stet_error *err)
{
    ck_assert_msg(status == STET_ERR_CORRUPT, "%s: %s", stet_status_name(status), err->message);
    ck_assert_msg(!strncmp(err->message, "made: ", 6), "%s", err->message);
    ck_assert_msg(strstr(err->message, "page ") != NULL, "%s", err->message);
    ck_assert_int_eq(err->code, STET_ERR_CORRUPT);
}

static stet_status ask_article(struct asked *asked, const struct index_segment *segment, uint32_t n, stet_error *err)
{
    const struct index_article *article = &asked->made->articles[n];
    uint64_t bits[INDEX_MAX_HASHES / 64], cluster = 0;
    index_minhash_bits(article->minhash, asked->made->shape.bands * asked->made->shape.rows, bits);
    const struct index_probe probe = {article->bands, bits, article->passages, article->passage_count, NULL};
    const struct index_hit *hits = NULL;
    size_t count = 0;
    struct index_row row;
    memset(&row, 0, sizeof row);
    stet_span id = {0}, source = {0};
    uint32_t found = 0;
    stet_status status = index_segment_lookup(segment, &asked->cursor, &probe, &hits, &count, err);
    if (!status)
        XXH3_64bits_update(asked->hash, hits, count * sizeof *hits);
    if (!status)
        status = index_segment_find(segment, &asked->cursor, article->id, &found, err);
    if (!status)
        status = index_segment_row(segment, n, &row, err);
    if (!status)
        status = index_segment_source(segment, &asked->cursor, row.source, &source, err);
    if (!status)
        XXH3_64bits_update(asked->hash, source.data, source.size);
    if (!status)
        status = index_segment_article_id(segment, &asked->cursor, n, &id, err);
    if (!status)
        XXH3_64bits_update(asked->hash, id.data, id.size);
    if (!status)
        status = index_segment_cluster(segment, &asked->cursor, n, &row, &cluster, err);
    XXH3_64bits_update(asked->hash, &row, sizeof row);
    XXH3_64bits_update(asked->hash, &found, sizeof found);
    XXH3_64bits_update(asked->hash, &cluster, sizeof cluster);
    return status;
}

static stet_status ask_segment(struct asked *asked, struct index_bytes bytes, uint64_t *answer, stet_error *err)
{
    struct index_segment *segment = NULL;
    stet_status status = index_segment_open(&segment, bytes, 7, &asked->made->shape, err);
    if (status)
        return status;
    size_t count = 0;
    const uint64_t *texts = index_segment_texts(segment, &count);
    XXH3_64bits_reset(asked->hash);
    XXH3_64bits_update(asked->hash, index_segment_stat(segment), sizeof(struct index_segment_stat));
    XXH3_64bits_update(asked->hash, texts, count * sizeof *texts);
    for (uint32_t n = 0; !status && n < ARTICLES; n++)
        status = ask_article(asked, segment, n, err);
    *answer = XXH3_64bits_digest(asked->hash);
    index_segment_close(segment);
    return status;
}

static stet_status ask_text(struct asked *asked, struct index_bytes bytes, uint64_t *answer, stet_error *err)
{
    struct index_text *text = NULL;
    stet_status status = index_text_open(&text, bytes, 7, &asked->made->shape, err);
    if (status)
        return status;
    XXH3_64bits_reset(asked->hash);
    XXH3_64bits_update(asked->hash, index_text_stat(text), sizeof(struct index_text_stat));
    for (uint64_t n = 0; !status && n < TEXTS; n++) {
        stet_span meta = {0}, content = {0};
        status = index_text_read(text, &asked->cursor, n, &meta, &content, err);
        if (status)
            break;
        XXH3_64bits_update(asked->hash, meta.data, meta.size);
        XXH3_64bits_update(asked->hash, content.data, content.size);
    }
    *answer = XXH3_64bits_digest(asked->hash);
    index_text_close(text);
    return status;
}

static stet_status ask(struct asked *asked, const struct file *file, size_t size, uint64_t *answer, stet_error *err)
{
    struct index_bytes bytes = made_bytes(&file->bytes);
    bytes.size = size;
    asked->cursor.block_size = 0; /* nothing is remembered from before the damage */
    return file->text ? ask_text(asked, bytes, answer, err) : ask_segment(asked, bytes, answer, err);
}

/* True when the damage was found. */
static bool expect_same_or_error(struct asked *asked, const struct file *file, size_t size, uint64_t sound)
{
    uint64_t answer = 0;
    stet_error err = {0};
    stet_status status = ask(asked, file, size, &answer, &err);
    if (status)
        expect_named(status, &err);
    else
        ck_assert_uint_eq(answer, sound);
    return status != STET_OK;
}

/* Whether a deep check of the file finds something. */
static bool check_finds(const struct file *file, const struct made *made)
{
    stet_error err = {0};
    stet_status status;
    if (file->text) {
        struct index_text *text = NULL;
        status = index_text_open(&text, made_bytes(&file->bytes), 7, &made->shape, &err);
        if (!status)
            status = index_text_check(text, true, NULL, NULL, &err);
        index_text_close(text);
    } else {
        struct index_segment *segment = NULL;
        status = index_segment_open(&segment, made_bytes(&file->bytes), 7, &made->shape, &err);
        if (!status)
            status = index_segment_check(segment, true, NULL, NULL, &err);
        index_segment_close(segment);
    }
    if (status)
        expect_named(status, &err);
    return status != STET_OK;
}

static void make_file(const struct made *made, struct file *file)
{
    if (!file->text) {
        made_segment(made, 0, ARTICLES, 7, &file->bytes, NULL);
        return;
    }
    const struct index_text_options options = {.shape = made->shape, .id = 7};
    struct index_text_builder *builder = NULL;
    ck_assert_int_eq(index_text_builder_create(&builder, &options, made_sink(&file->bytes), NULL), STET_OK);
    for (size_t i = 0; i < TEXTS; i++) {
        char text[3000];
        for (size_t j = 0; j < sizeof text; j++)
            text[j] = (char)('a' + (j * j + i) % 7 % 3);
        struct index_place place;
        ck_assert_int_eq(index_text_add(builder, (stet_span){text, 20}, (stet_span){text, 100 + i * 90}, &place, NULL),
                         STET_OK);
    }
    ck_assert_int_eq(index_text_finish(builder, NULL, NULL), STET_OK);
    index_text_builder_free(builder);
}

struct fixture {
    struct made made;
    struct asked asked;
    struct file file;
    uint64_t sound;
};

static void set_up(struct fixture *fixture, bool text)
{
    struct index_shape shape = made_shape();
    shape.bands = 4;
    *fixture = (struct fixture){.file.text = text};
    made_articles(&fixture->made, &shape, ARTICLES, 50, 42);
    fixture->asked.made = &fixture->made;
    fixture->asked.hash = XXH3_createState();
    make_file(&fixture->made, &fixture->file);
    stet_error err;
    ck_assert_int_eq(ask(&fixture->asked, &fixture->file, fixture->file.bytes.size, &fixture->sound, &err), STET_OK);
    ck_assert(!check_finds(&fixture->file, &fixture->made));
}

static void tear_down(struct fixture *fixture)
{
    XXH3_freeState(fixture->asked.hash);
    index_cursor_free(&fixture->asked.cursor);
    stet_buf_free(&fixture->file.bytes);
    made_free(&fixture->made);
}

START_TEST(every_flipped_bit_is_found_or_harmless)
{
    struct fixture fixture;
    set_up(&fixture, _i);
    char *data = fixture.file.bytes.data;
    for (size_t bit = 0; bit < 8 * fixture.file.bytes.size; bit++) {
        data[bit / 8] ^= (char)(1u << (bit % 8));
        expect_same_or_error(&fixture.asked, &fixture.file, fixture.file.bytes.size, fixture.sound);
        if (bit % 8 == bit / 8 % 8) /* one bit of each byte: they are all under one checksum */
            ck_assert_msg(check_finds(&fixture.file, &fixture.made), "bit %zu", bit);
        data[bit / 8] ^= (char)(1u << (bit % 8));
    }
    tear_down(&fixture);
}
END_TEST

START_TEST(every_cut_is_found)
{
    struct fixture fixture;
    set_up(&fixture, _i);
    for (size_t size = 0; size < fixture.file.bytes.size; size++)
        ck_assert(expect_same_or_error(&fixture.asked, &fixture.file, size, fixture.sound));
    tear_down(&fixture);
}
END_TEST

struct extent {
    size_t offset, size;
};

/* All pages, those of directories included. */
static size_t find_pages(const struct file *file, struct extent *pages, size_t most)
{
    struct paged paged;
    size_t count = 0;
    ck_assert_int_eq(paged_open(&paged, made_bytes(&file->bytes), file->text ? PAGED_TEXT : PAGED_SEGMENT, false, NULL),
                     STET_OK);
    for (size_t i = 0; i < paged.section_count; i++) {
        const struct paged_section *section = &paged.sections[i];
        for (uint64_t page = 0; page < section->pages; page++) {
            uint64_t offset = 0;
            size_t size = 0;
            ck_assert_int_eq(paged_where(&paged, section, page, &offset, &size, NULL), STET_OK);
            ck_assert_uint_lt(count + 2, most);
            if (size)
                pages[count++] = (struct extent){(size_t)offset, size};
            if (page % 32 == 0)
                pages[count++] = (struct extent){(size_t)paged_leaf(section, page), (size_t)section->leaf_size};
        }
    }
    paged_close(&paged);
    return count;
}

/* Pages of different sizes move what lies between them. */
START_TEST(every_swap_of_two_pages_is_found_or_harmless)
{
    struct fixture fixture;
    struct extent pages[400];
    set_up(&fixture, _i);
    struct stet_buf *bytes = &fixture.file.bytes;
    char *data = bytes->data, *copy = malloc(bytes->size);
    ck_assert_ptr_nonnull(copy);
    memcpy(copy, data, bytes->size);
    size_t count = find_pages(&fixture.file, pages, 400);
    ck_assert_uint_gt(count, _i ? 4u : 70u);
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < count; j++) {
            struct extent a = pages[i], b = pages[j];
            if (b.offset < a.offset + a.size)
                continue;
            char *to = data + a.offset;
            memcpy(to, copy + b.offset, b.size);
            memcpy(to + b.size, copy + a.offset + a.size, b.offset - a.offset - a.size);
            memcpy(to + b.size + b.offset - a.offset - a.size, copy + a.offset, a.size);
            ck_assert_msg(expect_same_or_error(&fixture.asked, &fixture.file, bytes->size, fixture.sound) ||
                              check_finds(&fixture.file, &fixture.made),
                          "pages at %zu and %zu", a.offset, b.offset);
            memcpy(to, copy + a.offset, b.offset + b.size - a.offset);
        }
    free(copy);
    tear_down(&fixture);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("index/damage");
    TCase *tcase = tcase_create("all");
    tcase_set_timeout(tcase, 0);
    tcase_add_loop_test(tcase, every_flipped_bit_is_found_or_harmless, 0, 2);
    tcase_add_loop_test(tcase, every_cut_is_found, 0, 2);
    tcase_add_loop_test(tcase, every_swap_of_two_pages_is_found_or_harmless, 0, 2);
    suite_add_tcase(suite, tcase);
    return run_suite(suite);
}
