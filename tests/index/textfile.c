#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zstd.h>

#include "index/made.h"
#include "lsh/random.h"
#include "support/main.h"

struct written {
    struct stet_buf *texts; /* meta and text of each entry, as they were */
    size_t *metas;
    size_t count;
    struct stet_buf file;
};

static void write_texts(struct written *written, size_t count, size_t longest)
{
    const struct index_text_options options = {.shape = made_shape(), .id = 4};
    struct index_text_builder *builder = NULL;
    *written = (struct written){calloc(count + 1, sizeof *written->texts), calloc(count + 1, sizeof(size_t)), count,
                                STET_BUF_INIT};
    ck_assert_int_eq(index_text_builder_create(&builder, &options, made_sink(&written->file), NULL), STET_OK);
    for (size_t i = 0; i < count; i++) {
        static const char *const words[] = {"the ", "minister ", "said ", "on ", "budget ", "of ", "crowns\n", "€ "};
        size_t size = next() % longest, meta = next() % 100;
        if (next() % 300 == 0)
            size = 200000;
        while (written->texts[i].size < size)
            stet_buf_add_text(&written->texts[i], words[next() % 8]);
        written->metas[i] = meta < written->texts[i].size ? meta : written->texts[i].size;
        struct index_place place;
        const char *data = written->texts[i].data;
        ck_assert_int_eq(index_text_add(builder, (stet_span){data, written->metas[i]},
                                        (stet_span){data ? data + written->metas[i] : NULL,
                                                    written->texts[i].size - written->metas[i]},
                                        &place, NULL),
                         STET_OK);
        ck_assert_uint_eq(place.text, 4);
        ck_assert_uint_eq(place.entry, i);
    }
    struct index_text_stat stat;
    ck_assert_int_eq(index_text_finish(builder, &stat, NULL), STET_OK);
    ck_assert_uint_eq(stat.bytes, written->file.size);
    index_text_builder_free(builder);
}

static void free_texts(struct written *written)
{
    for (size_t i = 0; i < written->count; i++)
        stet_buf_free(&written->texts[i]);
    free(written->texts);
    free(written->metas);
    stet_buf_free(&written->file);
}

static void expect_entry(const struct written *written, const struct index_text *text, struct index_cursor *cursor,
                         size_t i)
{
    stet_span meta = {0}, content = {0};
    stet_error err;
    ck_assert_msg(!index_text_read(text, cursor, i, &meta, &content, &err), "%s", err.message);
    ck_assert_uint_eq(meta.size, written->metas[i]);
    ck_assert_uint_eq(meta.size + content.size, written->texts[i].size);
    if (written->texts[i].size)
        ck_assert_mem_eq(meta.data, written->texts[i].data, written->texts[i].size);
}

static void round_trip(size_t count, size_t longest)
{
    struct written written;
    struct index_text *text = NULL;
    struct index_cursor cursor = {0};
    write_texts(&written, count, longest);
    ck_assert_int_eq(index_text_open(&text, made_bytes(&written.file), 4, NULL, NULL), STET_OK);
    ck_assert_int_eq(index_text_check(text, true, NULL, NULL, NULL), STET_OK);
    for (size_t i = 0; i < count; i++)
        expect_entry(&written, text, &cursor, i);
    for (size_t i = 0; count && i < 300; i++)
        expect_entry(&written, text, &cursor, next() % count);
    stet_span span;
    ck_assert_int_eq(index_text_read(text, &cursor, count, &span, &span, NULL), STET_ERR_USAGE);
    index_cursor_free(&cursor);
    index_text_close(text);
    free_texts(&written);
}

START_TEST(texts_come_back_as_they_were)
{
    round_trip(0, 10);
    round_trip(1, 1);
    round_trip(1, 5000);
    round_trip(257, 100);
    round_trip(3000, 6000);
}
END_TEST

START_TEST(a_text_that_is_too_large_is_refused_and_no_more)
{
    const struct index_text_options options = {.shape = made_shape(), .id = 4};
    struct index_text_builder *builder = NULL;
    struct stet_buf file = STET_BUF_INIT;
    struct index_place place;
    ck_assert_int_eq(index_text_builder_create(&builder, &options, made_sink(&file), NULL), STET_OK);
    ck_assert_int_eq(index_text_add(builder, (stet_span){"", 0}, (stet_span){"", (size_t)INDEX_MAX_TEXT + 1}, &place,
                                    NULL),
                     STET_ERR_LIMIT);
    ck_assert_int_eq(index_text_add(builder, (stet_span){"", 0}, (stet_span){"a", 1}, &place, NULL), STET_OK);
    ck_assert_uint_eq(place.entry, 0);
    ck_assert_int_eq(index_text_finish(builder, NULL, NULL), STET_OK);
    index_text_builder_free(builder);
    stet_buf_free(&file);
}
END_TEST

START_TEST(a_dictionary_serves_the_next_file_too)
{
    struct written written;
    struct index_text *text = NULL, *next_text = NULL;
    struct index_cursor cursor = {0};
    struct stet_buf file = STET_BUF_INIT;
    struct index_place place;
    write_texts(&written, 3000, 2000);
    ck_assert_int_eq(index_text_open(&text, made_bytes(&written.file), 4, NULL, NULL), STET_OK);
    const struct index_text_options options = {
        .shape = made_shape(), .id = 5, .dictionary = index_text_dictionary(text)};
    ck_assert_uint_gt(options.dictionary.size, 1000);
    struct index_text_builder *builder = NULL;
    ck_assert_int_eq(index_text_builder_create(&builder, &options, made_sink(&file), NULL), STET_OK);
    ck_assert_int_eq(index_text_add(builder, (stet_span){"m", 1}, (stet_span){"the minister said", 17}, &place, NULL),
                     STET_OK);
    ck_assert_int_eq(index_text_finish(builder, NULL, NULL), STET_OK);
    index_text_builder_free(builder);
    ck_assert_int_eq(index_text_open(&next_text, made_bytes(&file), 5, NULL, NULL), STET_OK);
    stet_span meta = {0}, content = {0}, dictionary = index_text_dictionary(next_text);
    ck_assert_uint_eq(dictionary.size, options.dictionary.size);
    ck_assert_mem_eq(dictionary.data, options.dictionary.data, dictionary.size);
    ck_assert_int_eq(index_text_read(next_text, &cursor, 0, &meta, &content, NULL), STET_OK);
    ck_assert_uint_eq(content.size, 17);
    ck_assert_mem_eq(content.data, "the minister said", 17);
    index_cursor_free(&cursor);
    index_text_close(text);
    index_text_close(next_text);
    free_texts(&written);
    stet_buf_free(&file);
}
END_TEST

/* All of a .zst file, or false. */
static bool read_zst(const char *path, struct stet_buf *out)
{
    FILE *file = fopen(path, "rb");
    if (!file)
        return false;
    static char in[1 << 16], part[1 << 18];
    ZSTD_DStream *stream = ZSTD_createDStream();
    for (size_t got; (got = fread(in, 1, sizeof in, file)) > 0;) {
        ZSTD_inBuffer from = {in, got, 0};
        while (from.pos < from.size) {
            ZSTD_outBuffer to = {part, sizeof part, 0};
            ck_assert(!ZSTD_isError(ZSTD_decompressStream(stream, &to, &from)));
            ck_assert(stet_buf_add(out, part, to.pos));
        }
    }
    ZSTD_freeDStream(stream);
    fclose(file);
    return true;
}

/* The raw value of a JSON member; its escapes weigh as little as they did in the source. */
static stet_span member(const char *line, const char *end, const char *name)
{
    const char *at = memmem(line, (size_t)(end - line), name, strlen(name));
    if (!at)
        return (stet_span){NULL, 0};
    at += strlen(name);
    const char *close = at;
    while (close < end && *close != '"')
        close += *close == '\\' ? 2 : 1;
    return (stet_span){at, (size_t)(close - at)};
}

START_TEST(news_takes_less_than_45_percent)
{
    const char *shared = getenv("STET_SHARED");
    char path[4096];
    struct stet_buf feed = STET_BUF_INIT, file = STET_BUF_INIT;
    snprintf(path, sizeof path, "%s/reuters-21578.jsonl.zst", shared ? shared : "../shared/data");
    if (!read_zst(path, &feed)) {
        printf("skipped: there is no %s\n", path);
        return;
    }
    const struct index_text_options options = {.shape = made_shape(), .id = 4};
    struct index_text_builder *builder = NULL;
    struct index_text_stat stat;
    ck_assert_int_eq(index_text_builder_create(&builder, &options, made_sink(&file), NULL), STET_OK);
    for (const char *line = feed.data, *end = line + feed.size; line < end;) {
        const char *close = memchr(line, '\n', (size_t)(end - line));
        close = close ? close : end;
        struct index_place place;
        stet_span title = member(line, close, "\"title\": \""), text = member(line, close, "\"text\": \"");
        if (!text.data)
            text = member(line, close, "\"text\":\"");
        ck_assert_int_eq(index_text_add(builder, title, text, &place, NULL), STET_OK);
        line = close + 1;
    }
    ck_assert_int_eq(index_text_finish(builder, &stat, NULL), STET_OK);
    printf("%llu texts, %llu bytes kept of %llu: %.2f %%\n", (unsigned long long)stat.entries,
           (unsigned long long)stat.bytes, (unsigned long long)stat.raw,
           100.0 * (double)stat.bytes / (double)stat.raw);
    ck_assert_uint_gt(stat.raw, 10000000);
    ck_assert_uint_le(stat.bytes * 100, stat.raw * 45);
    index_text_builder_free(builder);
    stet_buf_free(&feed);
    stet_buf_free(&file);
}
END_TEST

int main(void)
{
    print_seed();
    Suite *suite = suite_create("index/textfile");
    TCase *tcase = tcase_create("all");
    tcase_set_timeout(tcase, 0);
    tcase_add_test(tcase, texts_come_back_as_they_were);
    tcase_add_test(tcase, a_dictionary_serves_the_next_file_too);
    tcase_add_test(tcase, a_text_that_is_too_large_is_refused_and_no_more);
    tcase_add_test(tcase, news_takes_less_than_45_percent);
    suite_add_tcase(suite, tcase);
    return run_suite(suite);
}
