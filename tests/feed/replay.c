#include "feed/replay.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "feed/feeds.h"
#include "support/main.h"

static struct feed_options options;
static struct feed_replay *replay;
static struct stet_buf written;

static void begin(void)
{
    feeds_begin();
    options = (struct feed_options){.format = STET_FORMAT_AUTO};
    ck_assert_int_eq(feed_replay_create(&replay, &options, NULL, NULL), STET_OK);
}

static void end(void)
{
    feed_replay_free(replay);
    stet_buf_free(&written);
    feeds_end();
}

static stet_status write_here(void *payload, const void *data, size_t size, stet_error *err)
{
    (void)err;
    ck_assert_uint_gt(size, 0);
    ck_assert(stet_buf_add(payload, data, size));
    return STET_OK;
}

/* Reads an input as a first pass does; returns how many records it has. */
static uint64_t read_input(const char *path)
{
    struct feed_reader *reader;
    struct feed_block block = {.size = 0};
    stet_error err;
    uint64_t count = 0;
    ck_assert_msg(!feed_replay_open(replay, path, &reader, &err), "%s", err.message);
    while (!block.end) {
        ck_assert_int_eq(feed_reader_next(reader, &block, &err), STET_OK);
        ck_assert_uint_eq(block.first, count);
        count += block.count;
    }
    feed_reader_close(reader);
    feed_block_free(&block);
    return count;
}

/* Which records are wanted: a hash of their places against a threshold of 0 to 256. */
struct choice {
    uint64_t seed;
    unsigned threshold;
};

static bool chosen(void *ctx, uint64_t input, uint64_t record)
{
    const struct choice *choice = ctx;
    uint64_t state = choice->seed + input * 1000003 + record;
    return feeds_random(&state) % 256 < choice->threshold;
}

static const struct choice all = {0, 256};

static stet_status run(const struct choice *choice, bool mixed, stet_error *err)
{
    struct feed_sink sink = {.wanted = chosen, .write = write_here, .payload = &written, .mixed = mixed};
    struct choice copy = *choice;
    sink.ctx = &copy;
    written.size = 0;
    stet_status status = feed_replay_run(replay, &sink, err);
    ck_assert(stet_buf_add_byte(&written, 0));
    written.size--;
    return status;
}

static const char *replayed(const struct choice *choice)
{
    stet_error err;
    ck_assert_msg(!run(choice, false, &err), "%s", err.message);
    return written.data;
}

START_TEST(lines_come_back_as_they_were)
{
    read_input(feeds_write_text("a.jsonl",
                                "{ \"text\" : \"\\u0041\" , \"text\":1 }\r\n\n \t\n{\"text\":\"b\"}\nbad \xff\n{}"));
    read_input(feeds_write_text("b.jsonl", "\xef\xbb\xbf{\"text\":\"c\"}"));
    for (int time = 0; time < 2; time++)
        ck_assert_str_eq(replayed(&all), "{ \"text\" : \"\\u0041\" , \"text\":1 }\r\n \t\n{\"text\":\"b\"}\nbad \xff\n"
                                         "{}\n{\"text\":\"c\"}\n");
}
END_TEST

START_TEST(of_tables_the_header_comes_first_and_once)
{
    read_input(feeds_write_text("a.csv", "id,text\r\n1,\"a\r\nb\"\r\n2,c"));
    read_input(feeds_write_text("b.csv", "id,text\n3,d\n"));
    ck_assert_str_eq(replayed(&all), "id,text\r\n1,\"a\r\nb\"\r\n2,c\n3,d\n");
    struct choice none = {0, 0};
    ck_assert_str_eq(replayed(&none), "");
}
END_TEST

START_TEST(tables_with_other_headers_are_not_mixed)
{
    stet_error err;
    read_input(feeds_write_text("a.csv", "id,text\n1,a\n"));
    read_input(feeds_write_text("b.csv", "text,id\nb,2\n"));
    ck_assert_int_eq(run(&all, false, &err), STET_ERR_INPUT);
    ck_assert_ptr_nonnull(strstr(err.message, "different headers"));
    ck_assert_int_eq(run(&all, true, &err), STET_OK);
    ck_assert_str_eq(written.data, "id,text\n1,a\ntext,id\nb,2\n");
}
END_TEST

START_TEST(formats_are_not_mixed)
{
    stet_error err;
    read_input(feeds_write_text("a.csv", "id,text\n1,a\n"));
    read_input(feeds_write_text("b.jsonl", "{\"text\":\"b\"}\n"));
    ck_assert_int_eq(run(&all, false, &err), STET_ERR_INPUT);
    ck_assert_ptr_nonnull(strstr(err.message, "different formats"));
    ck_assert_int_eq(run(&all, true, &err), STET_OK);
    ck_assert_str_eq(written.data, "id,text\n1,a\n{\"text\":\"b\"}\n");
}
END_TEST

START_TEST(of_text_files_the_paths_come_back)
{
    char expected[1200];
    ck_assert_int_eq(mkdir(feeds_path("f"), 0700), 0);
    feeds_write_text("f/a.txt", "a");
    feeds_write_text("f/b.txt", "b");
    feeds_write_text("c.txt", "c");
    ck_assert_uint_eq(read_input(feeds_path("f")), 2);
    ck_assert_uint_eq(read_input(feeds_path("c.txt")), 1);
    snprintf(expected, sizeof expected, "%s\n%s\n%s\n", feeds_path("f/a.txt"), feeds_path("f/b.txt"),
             feeds_path("c.txt"));
    ck_assert_str_eq(replayed(&all), expected);
}
END_TEST

START_TEST(a_file_that_has_changed_is_refused)
{
    stet_error err;
    const char *path = feeds_write_text("a.jsonl", "{\"text\":\"a\"}\n");
    read_input(path);
    FILE *file = fopen(path, "a");
    ck_assert_ptr_nonnull(file);
    fputs("{\"text\":\"b\"}\n", file);
    fclose(file);
    ck_assert_int_eq(run(&all, false, &err), STET_ERR_INPUT);
    ck_assert_ptr_nonnull(strstr(err.message, "a.jsonl: has changed since it was first read"));
    /* Another file of the same name and size. */
    ck_assert_int_eq(unlink(path), 0);
    ck_assert_int_eq(run(&all, false, &err), STET_ERR_IO);
}
END_TEST

/* Gives a child the writing end of a pipe and puts the reading end in the place of standard input. */
static void pipe_in(const struct stet_buf *bytes)
{
    int ends[2];
    ck_assert_int_eq(pipe(ends), 0);
    pid_t child = fork();
    ck_assert_int_ge(child, 0);
    if (!child) {
        close(ends[0]);
        for (size_t at = 0; at < bytes->size;) {
            ssize_t done = write(ends[1], bytes->data + at, bytes->size - at);
            if (done < 0)
                _exit(1);
            at += (size_t)done;
        }
        _exit(0);
    }
    close(ends[1]);
    ck_assert_int_eq(dup2(ends[0], STDIN_FILENO), STDIN_FILENO);
    close(ends[0]);
}

/* A feed of random lines: what is in the file, and what a replay of all of it should give. */
struct feed {
    struct stet_buf bytes;
    size_t lines[3000], ends[3000]; /* of the records */
    size_t count;
};

static void add_line(struct feed *feed, uint64_t *state, bool last)
{
    static const char *const spaces[] = {"", " ", "  ", "\t"};
    static const char *const ends[] = {"\n", "\r\n", "\n", " \n"};
    if (feeds_random(state) % 20 == 0)
        ck_assert(stet_buf_add_text(&feed->bytes, feeds_random(state) % 2 ? "\n" : "\r\n"));
    feed->lines[feed->count] = feed->bytes.size;
    size_t length = feeds_random(state) % 50 ? feeds_random(state) % 600 : 3000;
    ck_assert(stet_buf_printf(&feed->bytes, "%s{%s\"text\"%s:\"", spaces[feeds_random(state) % 4],
                              spaces[feeds_random(state) % 4], spaces[feeds_random(state) % 4]));
    bool room = true; /* an assertion for each letter would take longer than the test */
    for (size_t i = 0; i < length; i++) {
        static const char *const letters[] = {"a", "b", " ", "\\n", "\\u00e9", "\xc3\xa9", "\\\"", "\xff"};
        room &= stet_buf_add_text(&feed->bytes, letters[feeds_random(state) % (i % 97 ? 7 : 8)]);
    }
    ck_assert(room);
    ck_assert(stet_buf_add_text(&feed->bytes, "\"}"));
    if (!last || feeds_random(state) % 2)
        ck_assert(stet_buf_add_text(&feed->bytes, ends[feeds_random(state) % 4]));
    feed->ends[feed->count++] = feed->bytes.size;
}

static void expect_chosen(const struct feed *feed, uint64_t input, struct choice *choice, struct stet_buf *expected)
{
    for (size_t i = 0; i < feed->count; i++) {
        if (!chosen(choice, input, i))
            continue;
        const char *line = feed->bytes.data + feed->lines[i];
        size_t size = feed->ends[i] - feed->lines[i];
        ck_assert(stet_buf_add(expected, line, size));
        if (line[size - 1] != '\n')
            ck_assert(stet_buf_add_byte(expected, '\n'));
    }
}

/* As a plain file, gzip, Zstandard, or through a pipe; long lines are beyond the limit and come back all the same. */
static void read_feed(const struct feed *feed, int way, int number)
{
    char name[32];
    size_t size = feed->bytes.size;
    void *bytes = feed->bytes.data;
    snprintf(name, sizeof name, "feed%d", number);
    if (way == 1)
        bytes = feeds_gzip(bytes, size, &size);
    else if (way == 2)
        bytes = feeds_zstd(bytes, size, &size);
    if (way == 3)
        pipe_in(&feed->bytes);
    else
        feeds_write(name, bytes, size);
    if (bytes != feed->bytes.data)
        free(bytes);
    ck_assert_uint_eq(read_input(way == 3 ? "-" : feeds_path(name)), feed->count);
}

START_TEST(any_choice_of_any_lines_comes_back_byte_for_byte)
{
    uint64_t state = feeds_seed() + (uint64_t)_i;
    struct stet_buf expected = STET_BUF_INIT;
    struct choice choice = {feeds_random(&state), (unsigned)(feeds_random(&state) % 257)};
    options.max_line = 900 + feeds_random(&state) % 2000;
    options.format = STET_FORMAT_JSONL;
    int piped = (int)(feeds_random(&state) % 4);
    for (int input = 0; input < 4; input++) {
        static struct feed feed;
        feed.bytes = (struct stet_buf)STET_BUF_INIT;
        size_t lines = 1 + feeds_random(&state) % 2000;
        for (feed.count = 0; feed.count < lines;)
            add_line(&feed, &state, feed.count + 1 == lines);
        read_feed(&feed, input == piped ? 3 : (int)(feeds_random(&state) % 3), input);
        expect_chosen(&feed, (uint64_t)input, &choice, &expected);
        stet_buf_free(&feed.bytes);
    }
    replayed(&choice);
    ck_assert_uint_eq(written.size, expected.size);
    ck_assert(!expected.size || !memcmp(written.data, expected.data, expected.size));
    stet_buf_free(&expected);
}
END_TEST

START_TEST(any_choice_of_rows_comes_back_whatever_quotes_are_open)
{
    static size_t ends[20001];
    static const char head[] = "id,text,more\n";
    uint64_t state = feeds_seed() + (uint64_t)_i, line = 2;
    struct stet_buf told = STET_BUF_INIT, table = STET_BUF_INIT, expected = STET_BUF_INIT;
    struct choice choice = {feeds_random(&state), 128};
    options.max_line = _i & 1 ? 600 : 0;
    options.format = STET_FORMAT_CSV;
    options.prompt = _i & 2;
    ck_assert(stet_buf_add_text(&table, head) && stet_buf_add_text(&expected, head));
    ends[0] = table.size;
    for (size_t i = 0; i < 20000; i++) {
        feeds_add_row(&table, &told, &line, &state);
        ends[i + 1] = table.size;
        if (chosen(&choice, 0, i))
            ck_assert(stet_buf_add(&expected, table.data + ends[i], table.size - ends[i]));
    }
    if (_i & 4)
        pipe_in(&table);
    else
        feeds_write("a", table.data, table.size);
    ck_assert_uint_eq(read_input(_i & 4 ? "-" : feeds_path("a")), 20000);
    replayed(&choice);
    ck_assert_uint_eq(written.size, expected.size);
    ck_assert(!memcmp(written.data, expected.data, expected.size));
    stet_buf_free(&told);
    stet_buf_free(&table);
    stet_buf_free(&expected);
}
END_TEST

START_TEST(what_is_far_too_long_comes_back_in_parts)
{
    struct stet_buf feed = STET_BUF_INIT;
    static const size_t sizes[] = {3 << 20, 524288 - 14, 1 << 20, 10};
    options.max_line = 1000;
    options.format = STET_FORMAT_JSONL;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        ck_assert(stet_buf_printf(&feed, "{\"text\":\"%zu\"}\n", i));
        ck_assert(stet_buf_reserve(&feed, sizes[i] + 1));
        memset(feed.data + feed.size, 'a' + (int)i, sizes[i]);
        feed.size += sizes[i];
        ck_assert(stet_buf_add_byte(&feed, '\n'));
    }
    for (size_t cut = 0; cut < 2; cut++) {
        feed.size -= cut;
        read_input(feeds_write(cut ? "b" : "a", feed.data, feed.size));
    }
    ck_assert(stet_buf_add_byte(&feed, '\n'));
    replayed(&all);
    ck_assert_uint_eq(written.size, 2 * feed.size);
    ck_assert(!memcmp(written.data, feed.data, feed.size));
    ck_assert(!memcmp(written.data + feed.size, feed.data, feed.size));
    stet_buf_free(&feed);
}
END_TEST

START_TEST(standard_input_from_a_file_is_read_again_from_where_it_stood)
{
    const char *path = feeds_write_text("a", "skipped\n{\"text\":\"a\"}\n{\"text\":\"b\"}\n");
    ck_assert_ptr_nonnull(freopen(path, "r", stdin));
    ck_assert_int_eq(lseek(STDIN_FILENO, 8, SEEK_SET), 8);
    ck_assert_uint_eq(read_input("-"), 2);
    ck_assert_str_eq(replayed(&all), "{\"text\":\"a\"}\n{\"text\":\"b\"}\n");
}
END_TEST

static stet_status refuse(void *payload, const void *data, size_t size, stet_error *err)
{
    (void)payload, (void)data, (void)size, (void)err;
    return STET_ERR_IO;
}

START_TEST(a_failing_sink_ends_the_run)
{
    read_input(feeds_write_text("a.jsonl", "{\"text\":\"a\"}\n"));
    stet_error err;
    struct choice copy = all;
    struct feed_sink sink = {.wanted = chosen, .ctx = &copy, .payload = NULL};
    sink.write = refuse;
    ck_assert_int_eq(feed_replay_run(replay, &sink, &err), STET_ERR_IO);
}
END_TEST

static stet_status note_article(void *ctx, uint64_t input, uint64_t record, const stet_article *article,
                                stet_error *err)
{
    (void)ctx, (void)err;
    ck_assert(stet_buf_printf(&written, "%llu.%llu %.*s=%.*s;", (unsigned long long)input, (unsigned long long)record,
                              (int)article->title.size, article->title.data, (int)article->text.size,
                              article->text.data));
    return STET_OK;
}

static const char *articles(const struct choice *choice)
{
    stet_error err;
    struct choice copy = *choice;
    const struct feed_pick pick = {.wanted = chosen, .ctx = &copy, .take = note_article};
    written.size = 0;
    ck_assert_msg(!feed_replay_articles(replay, &pick, &err), "%s", err.message);
    ck_assert(stet_buf_add_byte(&written, 0));
    return written.data;
}

START_TEST(articles_come_back_with_the_places_they_had)
{
    options.max_line = 30;
    read_input(feeds_write_text("a.jsonl", "{\"text\":\"a\"}\n\n \t\nbad\n"
                                           "{\"text\":\"far too long to be an article of this feed\"}\n"
                                           "{\"title\":\"T\",\"text\":\"b\"}"));
    read_input(feeds_write_text("b.csv", "title,text\n1,c\n2,\"d\ne\"\n"));
    ck_assert_int_eq(mkdir(feeds_path("f"), 0700), 0);
    feeds_write_text("f/a.txt", "first file");
    feeds_write_text("f/b.txt", "second file");
    read_input(feeds_path("f"));
    for (int time = 0; time < 2; time++)
        ck_assert_str_eq(articles(&all), "0.0 =a;0.4 T=b;1.0 1=c;1.1 2=d\ne;2.0 =first file;2.1 =second file;");
    struct choice none = {0, 0};
    ck_assert_str_eq(articles(&none), "");
}
END_TEST

static stet_status take_nothing(void *ctx, uint64_t input, uint64_t record, const stet_article *article,
                                stet_error *err)
{
    (void)ctx, (void)input, (void)record, (void)article, (void)err;
    return STET_ERR_IO;
}

START_TEST(who_takes_articles_may_end_it)
{
    read_input(feeds_write_text("a.jsonl", "{\"text\":\"a\"}\n"));
    struct choice copy = all;
    const struct feed_pick pick = {.wanted = chosen, .ctx = &copy, .take = take_nothing};
    ck_assert_int_eq(feed_replay_articles(replay, &pick, NULL), STET_ERR_IO);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("feed/replay");
    TCase *tests = tcase_create("replay");
    tcase_add_checked_fixture(tests, begin, end);
    tcase_set_timeout(tests, 120);
    tcase_add_test(tests, lines_come_back_as_they_were);
    tcase_add_test(tests, of_tables_the_header_comes_first_and_once);
    tcase_add_test(tests, tables_with_other_headers_are_not_mixed);
    tcase_add_test(tests, formats_are_not_mixed);
    tcase_add_test(tests, of_text_files_the_paths_come_back);
    tcase_add_test(tests, a_file_that_has_changed_is_refused);
    tcase_add_loop_test(tests, any_choice_of_any_lines_comes_back_byte_for_byte, 0, 12);
    tcase_add_loop_test(tests, any_choice_of_rows_comes_back_whatever_quotes_are_open, 0, 8);
    tcase_add_test(tests, what_is_far_too_long_comes_back_in_parts);
    tcase_add_test(tests, standard_input_from_a_file_is_read_again_from_where_it_stood);
    tcase_add_test(tests, a_failing_sink_ends_the_run);
    tcase_add_test(tests, articles_come_back_with_the_places_they_had);
    tcase_add_test(tests, who_takes_articles_may_end_it);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
