#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>
#include <zstd.h>

#include "feed/feeds.h"
#include "feed/json.h"
#include "support/main.h"

START_TEST(lines_are_counted_whatever_their_ends)
{
    ck_assert_str_eq(feeds_read_text("a.jsonl", "{\"id\":1,\"text\":\"a\"}\n{\"id\":\"x\",\"text\":\"b\"}\n"),
                     "1 1|a\n2 x|b\n");
    ck_assert_str_eq(feeds_read_text("a.jsonl", "{\"text\":\"a\"}\r\n\r\n  \n{\"text\":\"b\"}"),
                     "1 a.jsonl:1|a\n4 a.jsonl:4|b\n");
    ck_assert_str_eq(feeds_read_text("a.jsonl", "\xef\xbb\xbf{\"text\":\"a\"}\n"), "1 a.jsonl:1|a\n");
    ck_assert_str_eq(feeds_read_text("a.jsonl", ""), "");
    ck_assert_str_eq(feeds_read_text("a.jsonl", "\xef\xbb\xbf"), "");
    ck_assert_str_eq(feeds_read_text("a.jsonl", "\n\r\n \t \n"), "");
}
END_TEST

START_TEST(a_bad_line_is_told_and_passed)
{
    ck_assert_str_eq(feeds_read_text("a.jsonl",
                                     "{\"text\":\"a\"}\nnonsense\n{\"text\":\"\\ud800\"}\n{\"title\":\"t\"}\n"
                                     "{\"text\":\" \\n\\u0000\\u00a0 \"}\n{\"text\":7}\n[]\n{\"text\":\"b\"}\n"),
                     "1 a.jsonl:1|a\n2 !not JSON: the line does not begin with {\n3 !not UTF-8: lone surrogate\n"
                     "4 !no text\n5 !no text\n6 !no text\n7 !not a JSON object\n8 a.jsonl:8|b\n");
    ck_assert_str_eq(feeds_read_text("a.jsonl", "{\"text\":\"\xff\"}\n{\"text\":\"b\"}\n"),
                     "1 !not UTF-8\n2 a.jsonl:2|b\n");
}
END_TEST

START_TEST(nul_bytes_end_nothing)
{
    static const char bytes[] = "\0\0\0\n{\"text\":\"a\0\"}\n{\"text\":\"b\"}\n";
    ck_assert_str_eq(feeds_read(feeds_write("a.jsonl", bytes, sizeof bytes - 1), NULL),
                     "1 !not JSON: the line does not begin with {\n2 !not JSON: a control character in a string\n"
                     "3 a.jsonl:3|b\n");
}
END_TEST

START_TEST(all_fields_arrive)
{
    struct feed_options options = {.format = STET_FORMAT_AUTO};
    const char *path = feeds_write_text(
        "a.jsonl",
        "{\"guid\":\"g\",\"headline\":\"h\\n\",\"outlet\":\"o\",\"pubDate\":\"Wed, 20 Aug 2025 14:03:00 GMT\","
        "\"link\":\"l\",\"lang\":\"en\",\"author\":\"w\",\"body\":\"b\\u00e9\"}\n"
        "{\"url\":\"u\",\"text\":\"t\",\"date\":\"2025-08-20\"}\n{\"timestamp\":1755698580123,\"text\":\"t\"}\n"
        "{\"date\":\"soon\",\"text\":\"t\"}\n");
    struct feed_reader *reader;
    struct feed_parser *parser;
    struct feed_block block = {.size = 0};
    struct feed_item *items;
    size_t count;
    ck_assert_int_eq(feed_reader_open(&reader, path, &options, NULL), STET_OK);
    ck_assert_int_eq(feed_parser_create(&parser, &options, NULL), STET_OK);
    ck_assert_int_eq(feed_reader_next(reader, &block, NULL), STET_OK);
    ck_assert(block.end);
    ck_assert_uint_eq(block.position, block.total);
    ck_assert_uint_eq(block.bytes, block.total);
    ck_assert_int_eq(feed_parse_block(parser, &block, &items, &count, NULL), STET_OK);
    ck_assert_uint_eq(count, 4);
    const stet_article *article = &items[0].article;
    ck_assert(article->id.size == 1 && article->id.data[0] == 'g');
    ck_assert(article->title.size == 2 && !memcmp(article->title.data, "h\n", 2));
    ck_assert(article->source.size == 1 && article->source.data[0] == 'o');
    ck_assert(article->url.size == 1 && article->url.data[0] == 'l');
    ck_assert(article->language.size == 2 && !memcmp(article->language.data, "en", 2));
    ck_assert(article->author.size == 1 && article->author.data[0] == 'w');
    ck_assert(article->text.size == 3 && !memcmp(article->text.data, "b\xc3\xa9", 3));
    ck_assert_int_eq(article->published, 1755698580);
    ck_assert_int_eq(article->precision, STET_PRECISION_SECOND);
    ck_assert(items[1].article.id.size == 1 && items[1].article.id.data[0] == 'u');
    ck_assert_int_eq(items[1].article.published, 1755648000);
    ck_assert_int_eq(items[1].article.precision, STET_PRECISION_DAY);
    ck_assert_int_eq(items[2].article.published, 1755698580);
    ck_assert_int_eq(items[3].article.published, STET_TIME_NONE);
    ck_assert_int_eq(items[3].article.precision, STET_PRECISION_NONE);
    feed_parser_free(parser);
    feed_reader_close(reader);
    feed_block_free(&block);
}
END_TEST

START_TEST(tables_are_read_by_their_header)
{
    ck_assert_str_eq(feeds_read_text("a.csv",
                                     "id,title,text\r\n1,t,a\r\n\r\n2,t,\"b, \"\"c\"\"\nd\"\r\n3,t,e\r\n4,t\r\n"
                                     "5,t,f,g\n6,t,\n7,t,\xff\n8,t,h"),
                     "2 1|a\n4 2|b, \"c\"\nd\n6 3|e\n7 !CSV: row has 2 fields, the header 3\n"
                     "8 !CSV: row has 4 fields, the header 3\n9 !no text\n10 !not UTF-8\n11 8|h\n");
    ck_assert_str_eq(feeds_read_text("a.tsv", "\xef\xbb\xbftext\tid\na, b\t1\n"), "2 1|a, b\n");
    ck_assert_str_eq(feeds_read_text("plain", "text\tid\na, b\t1\n"), "2 1|a, b\n");
    ck_assert_str_eq(feeds_read_text("plain", "id,\"body\"\n1,a\n"), "2 1|a\n");
    ck_assert_str_eq(feeds_read_text("plain", "one, two\n"), "1 !not JSON: the line does not begin with {\n");
    ck_assert_str_eq(feeds_read_text("a.csv", ""), "");
    ck_assert_str_eq(feeds_read_text("a.csv", "id,text"), "");
    ck_assert_str_eq(feeds_read_text("a.csv", "id,title\n1,a\n"),
                     "ERROR: a.csv: the header has no column for the text "
                     "(text, body, content, maintext, article_body, articleBody)\n");
}
END_TEST

/* As feeds_read_text; '?' in the expectation is why a row with a quote too many is bad. */
static void expect_table(const char *name, const char *text, const char *expected)
{
    struct stet_buf told = STET_BUF_INIT;
    for (; *expected; expected++)
        ck_assert(*expected == '?' ? stet_buf_add_text(&told, feeds_open_quote) : stet_buf_add_byte(&told, *expected));
    ck_assert(stet_buf_add_byte(&told, 0));
    ck_assert_str_eq(feeds_read_text(name, text), told.data);
    stet_buf_free(&told);
}

START_TEST(a_quote_too_many_costs_one_line)
{
    expect_table("a.csv", "id,text\n1,a\n2,\"b\n3,c\n", "2 1|a\n3 !?\n4 3|c\n");
    expect_table("a.csv", "id,text\n1,\"abc opened here\n2,def \"x\" y\n3,z\n", "2 !?\n3 2|def \"x\" y\n4 3|z\n");
    expect_table("a.tsv", "id\ttext\n1\ta\n2\t\"Begun, said Bob\n3\tc\n4\tSays \"quoted\" words\n5\te\n",
                 "2 1|a\n3 !?\n4 3|c\n5 4|Says \"quoted\" words\n6 5|e\n");
    expect_table("a.csv", "id,text\n1,\"a\" b\n2,\"a\"\"\n\r\n\n3,\"c\n\"\r\n4,\"d", "2 !?\n3 !?\n6 3|c\n\n8 !?\n");
    expect_table("a.csv", "id,text\n1,\"a\n2,\"b\n3,\"c\n4,\"d\"\n5,e", "2 !?\n3 !?\n4 !?\n5 4|d\n6 5|e\n");
    expect_table("a.csv", "id,\"text\n1,a\n", "ERROR: a.csv: in the header a quoted field is not closed\n");
    expect_table("a.csv", "id,\"text\"\n1,a\n", "2 1|a\n");
    expect_table("a.csv", "id,text,\"more\nof it\"\n1,a,b\n", "3 1|a\n");
}
END_TEST

START_TEST(rows_of_several_lines_are_whole_wherever_blocks_end)
{
    struct stet_buf table = STET_BUF_INIT, told = STET_BUF_INIT;
    uint64_t state = feeds_seed(), line = 2;
    size_t zipped, packed;
    ck_assert(stet_buf_add_text(&table, "id,text,more\n"));
    while (table.size < 3 << 20)
        feeds_add_row(&table, &told, &line, &state);
    ck_assert(stet_buf_add_byte(&told, 0));
    void *zip = feeds_gzip(table.data, table.size, &zipped), *pack = feeds_zstd(table.data, table.size, &packed);
    feeds_write("a.csv", table.data, table.size);
    feeds_write("zip.csv", zip, zipped);
    feeds_write("pack.csv", pack, packed);
    static const char *const names[] = {"a.csv", "zip.csv", "pack.csv"};
    for (int i = 0; i < 12; i++) {
        struct feed_options options = {.prompt = i & 1, .max_line = i & 2 ? 600 : 0};
        ck_assert_msg(!strcmp(feeds_read(feeds_path(names[i / 4]), &options), told.data), "%s, %d", names[i / 4], i);
    }
    free(zip);
    free(pack);
    stet_buf_free(&table);
    stet_buf_free(&told);
}
END_TEST

START_TEST(lines_behind_an_open_quote_are_read_in_little_time_and_memory)
{
    /* Each line opens a field, and stands within quotes for the one before. The last line closes a field of as many
     * as make a row that is not too long. */
    static const char line[] = "a\",x,\"c\n";
    const size_t lines = 4 << 20, size = sizeof line - 1, max_line = 4 << 20;
    struct feed_options options = {.format = STET_FORMAT_CSV, .max_line = max_line};
    struct stet_buf table = STET_BUF_INIT;
    bool room = stet_buf_add_text(&table, "id,text,more\n");
    for (size_t i = 0; i < lines; i++)
        room &= stet_buf_add(&table, line, size);
    ck_assert(room && stet_buf_add_text(&table, "d\"\nlast,e,f\n"));
    const char *path = feeds_write("a", table.data, table.size);
    stet_buf_free(&table);
    size_t whole = (max_line - 2) / size, bad = 0, good = 0, large = 0;
    for (int round = 0; round < 2; round++, bad = good = large = 0) {
        struct feed_reader *reader;
        struct feed_block block = {.size = 0};
        options.prompt = round;
        ck_assert_int_eq(feed_reader_open(&reader, path, &options, NULL), STET_OK);
        while (!block.end) {
            ck_assert_int_eq(feed_reader_next(reader, &block, NULL), STET_OK);
            ck_assert_uint_le(block.capacity, 3 * max_line);
            large += block.capacity > max_line / 2;
            for (size_t i = 0; i < block.count; i++) {
                const struct feed_record *record = &block.records[i];
                bad += record->reason && record->size == size && record->line == bad + 2 &&
                       !memcmp(block.data + record->start, line, size);
                good += !record->reason && record->line == 2 + (good ? lines + 1 : lines - whole) &&
                        record->size == (good ? strlen("last,e,f\n") : whole * size + strlen("d\"\n"));
            }
        }
        ck_assert_uint_eq(bad, lines - whole);
        ck_assert_uint_eq(good, 2);
        /* What is looked ahead to is not copied from block to block. */
        ck_assert_uint_le(large, 3);
        feed_reader_close(reader);
        feed_block_free(&block);
    }
}
END_TEST

START_TEST(a_damaged_table_gives_what_came_before)
{
    static const char text[] = "id,text\n1,\"a\n2,b\n3,c";
    size_t size;
    void *bytes = feeds_gzip(text, sizeof text - 1, &size);
    const char *told = feeds_read(feeds_write("a.csv.gz", bytes, size - 8), NULL);
    char expected[300];
    snprintf(expected, sizeof expected, "2 !%s\n3 2|b\n4 !compressed data is damaged: it ends too early\n",
             feeds_open_quote);
    ck_assert_str_eq(told, expected);
    free(bytes);
}
END_TEST

START_TEST(the_format_can_be_ordered)
{
    struct feed_options options = {.format = STET_FORMAT_TSV};
    ck_assert_str_eq(feeds_read(feeds_write_text("a.jsonl", "text\tid\na\t1\n"), &options), "2 1|a\n");
    options.format = STET_FORMAT_TEXT;
    ck_assert_str_eq(feeds_read(feeds_write_text("a.jsonl", "a text\n"), &options), "1 a.jsonl|a text\n\n");
}
END_TEST

START_TEST(names_can_be_given)
{
    struct feed_options options = {.names = {.text = "/a/b", .id = "nr"}};
    ck_assert_str_eq(
        feeds_read(feeds_write_text("a.jsonl", "{\"a\":{\"b\":\"x\"},\"nr\":-1.5e3}\n{\"text\":\"y\"}\n"), &options),
        "1 -1.5e3|x\n2 !no text\n");
    options.names.text = "/~";
    ck_assert_str_eq(feeds_read(feeds_write_text("a.jsonl", "{}"), &options),
                     "ERROR: \"/~\" is no JSON Pointer: ~ must be followed by 0 or 1\n");
}
END_TEST

/* `count` bytes of 'x' with something before and behind them. */
static const char *write_long(const char *name, const char *before, size_t count, const char *behind)
{
    size_t head = strlen(before), tail = strlen(behind);
    char *text = malloc(head + count + tail);
    ck_assert_ptr_nonnull(text);
    memcpy(text, before, head);
    memset(text + head, 'x', count);
    memcpy(text + head + count, behind, tail);
    const char *path = feeds_write(name, text, head + count + tail);
    free(text);
    return path;
}

START_TEST(a_line_that_is_too_long_is_passed_over)
{
    const char *path = write_long("a.jsonl", "{\"text\":\"a\"}\n{\"text\":\"", 20 << 20, "\"}\n{\"text\":\"b\"}\n");
    ck_assert_str_eq(feeds_read(path, NULL), "1 a.jsonl:1|a\n2 !longer than 16777216 bytes\n3 a.jsonl:3|b\n");
    path = write_long("a.jsonl", "{\"text\":\"a\"}\n{\"text\":\"", 20 << 20, "");
    ck_assert_str_eq(feeds_read(path, NULL), "1 a.jsonl:1|a\n2 !longer than 16777216 bytes\n");
    path = write_long("a.csv", "id,text\n1,a\n2,\"", 20 << 20, "\n3,b\n");
    ck_assert_str_eq(feeds_read(path, NULL), "2 1|a\n3 !longer than 16777216 bytes\n4 3|b\n");
    path = write_long("a.csv", "id,text\n1,a\n2,\"\n", 20 << 20, "\n3,b\n");
    char expected[300];
    snprintf(expected, sizeof expected, "2 1|a\n3 !%s\n4 !longer than 16777216 bytes\n5 3|b\n", feeds_open_quote);
    ck_assert_str_eq(feeds_read(path, NULL), expected);
    path = write_long("a.csv", "id,", 20 << 20, "\n1,a\n");
    ck_assert_str_eq(feeds_read(path, NULL), "ERROR: a.csv: the header is longer than 16777216 bytes\n");
    path = write_long("a.txt", "", 20 << 20, "\n");
    ck_assert_str_eq(feeds_read(path, NULL), "1 !longer than 16777216 bytes\n");
}
END_TEST

START_TEST(the_longest_row_allowed_is_read)
{
    struct feed_options options = {.max_line = 100};
    for (size_t size = 90; size <= 96; size++) {
        const char *told = feeds_read(write_long("a.csv", "id,text\n1,\"\n", size, "\"\r\n2,b\n"), &options);
        ck_assert_int_eq(!strncmp(told, "2 1|\nxxx", 8), size + 5 <= 100);
        ck_assert_ptr_nonnull(strstr(told, "\n4 2|b\n"));
    }
}
END_TEST

START_TEST(behind_a_line_that_is_too_long_the_next_one_is_seen_wherever_its_pieces_end)
{
    struct feed_options options = {.max_line = 100};
    static const char head[] = "id,text\n2,";
    /* Pieces end at a multiple of 64 KiB: here at one on either side of each of these bytes. */
    for (size_t piece = 1; piece <= 20; piece++) {
        for (size_t at = (piece << 16) - 3; at <= piece << 16; at++) {
            const char *path = write_long("a.csv", head, at - strlen(head), ",\"a\n3,\"b\n\"\n4,c\n");
            ck_assert_str_eq(feeds_read(path, &options), "2 !longer than 100 bytes\n3 3|b\n\n5 4|c\n");
        }
    }
}
END_TEST

START_TEST(the_longest_line_allowed_is_read)
{
    struct feed_options options = {.max_line = 100};
    char line[128];
    for (size_t size = 98; size <= 102; size++) {
        memset(line, 'x', sizeof line);
        memcpy(line, "{\"id\":1,\"text\":\"", 16);
        memcpy(line + size - 2, "\"}\r\n", 4);
        for (size_t end = size; end <= size + 2; end++) {
            const char *told = feeds_read(feeds_write("a.jsonl", line, end + 0), &options);
            ck_assert_int_eq(!strcmp(told, "1 !longer than 100 bytes\n"), size > 100 || (end == size + 1 && size > 99));
        }
    }
}
END_TEST

START_TEST(records_are_whole_wherever_blocks_end)
{
    /* Lines of all lengths, over several blocks, each with its number in it. */
    struct stet_buf feed = STET_BUF_INIT, expected = STET_BUF_INIT;
    uint64_t state = 5;
    static char filler[3000];
    memset(filler, 'y', sizeof filler);
    for (int i = 1; feed.size < 3 << 20; i++) {
        int size = (int)(feeds_random(&state) % (i % 100 ? 3000 : 30));
        ck_assert(stet_buf_printf(&feed, "{\"id\":%d,\"text\":\"%.*s.\"}\n", i, size, filler));
        ck_assert(stet_buf_printf(&expected, "%d %d|%.*s.\n", i, i, size, filler));
    }
    ck_assert(stet_buf_add_byte(&expected, 0));
    size_t packed;
    void *bytes = feeds_zstd(feed.data, feed.size, &packed);
    ck_assert(!strcmp(feeds_read(feeds_write("a.jsonl", feed.data, feed.size), NULL), expected.data));
    struct feed_options prompt = {.prompt = true};
    ck_assert(!strcmp(feeds_read(feeds_path("a.jsonl"), &prompt), expected.data));
    ck_assert(!strcmp(feeds_read(feeds_write("a", bytes, packed), NULL), expected.data));
    free(bytes);
    stet_buf_free(&feed);
    stet_buf_free(&expected);
}
END_TEST

START_TEST(very_many_short_records_come_in_several_blocks)
{
    struct stet_buf feed = STET_BUF_INIT;
    size_t lines = 3 * FEED_MAX_RECORDS + 7, count = 0, most = 0;
    for (size_t i = 0; i < lines; i++)
        ck_assert(stet_buf_add_text(&feed, "{}\n"));
    struct feed_options options = {.format = STET_FORMAT_AUTO};
    struct feed_reader *reader;
    struct feed_block block = {.size = 0};
    ck_assert_int_eq(feed_reader_open(&reader, feeds_write("a", feed.data, feed.size), &options, NULL), STET_OK);
    while (!block.end) {
        ck_assert_int_eq(feed_reader_next(reader, &block, NULL), STET_OK);
        for (size_t i = 0; i < block.count; i++)
            ck_assert_uint_eq(block.records[i].line, count + i + 1);
        count += block.count;
        most = block.count > most ? block.count : most;
    }
    ck_assert_uint_eq(count, lines);
    ck_assert_uint_eq(most, FEED_MAX_RECORDS);
    feed_reader_close(reader);
    feed_block_free(&block);
    stet_buf_free(&feed);
}
END_TEST

START_TEST(a_damaged_stream_gives_what_came_before)
{
    struct stet_buf feed = STET_BUF_INIT;
    for (int i = 1; i <= 20000; i++)
        ck_assert(stet_buf_printf(&feed, "{\"id\":%d,\"text\":\"t%d\"}\n", i, i * 7919 % 10007));
    for (int kind = 0; kind < 2; kind++) {
        size_t size, lines = 0;
        void *bytes = kind ? feeds_zstd(feed.data, feed.size, &size) : feeds_gzip(feed.data, feed.size, &size);
        const char *told = feeds_read(feeds_write("a", bytes, size * 7 / 8), NULL);
        free(bytes);
        const char *last = told;
        for (const char *at = told; *at; lines += *at++ == '\n') {
            if (at[0] == '\n' && at[1])
                last = at + 1;
        }
        char expected[100];
        snprintf(expected, sizeof expected, "%zu !compressed data is damaged: it ends too early\n", lines);
        ck_assert_str_eq(last, expected);
        ck_assert_uint_gt(lines, 1000);
    }
    stet_buf_free(&feed);
}
END_TEST

/* Zeros between two good lines, as separate frames: a GiB in about 35 kB. */
static void write_bomb(const char *name, unsigned mebibytes)
{
    static const char good[] = "{\"id\":1,\"text\":\"a\"}\n", behind[] = "\n{\"id\":2,\"text\":\"b\"}\n";
    struct stet_buf bomb = STET_BUF_INIT;
    static char zeros[1 << 20];
    size_t size;
    void *frame = feeds_zstd(good, sizeof good - 1, &size);
    ck_assert(stet_buf_add(&bomb, frame, size));
    free(frame);
    ZSTD_CCtx *context = ZSTD_createCCtx();
    ck_assert_ptr_nonnull(context);
    for (unsigned i = 1; i <= mebibytes; i++) {
        ZSTD_inBuffer in = {zeros, sizeof zeros, 0};
        ck_assert(stet_buf_reserve(&bomb, 1 << 20));
        ZSTD_outBuffer out = {bomb.data + bomb.size, 1 << 20, 0};
        size_t left = ZSTD_compressStream2(context, &out, &in, i == mebibytes ? ZSTD_e_end : ZSTD_e_continue);
        ck_assert(!ZSTD_isError(left) && in.pos == in.size && (i < mebibytes || !left));
        bomb.size += out.pos;
    }
    ZSTD_freeCCtx(context);
    frame = feeds_zstd(behind, sizeof behind - 1, &size);
    ck_assert(stet_buf_add(&bomb, frame, size));
    free(frame);
    ck_assert_uint_lt(bomb.size, 1 << 20);
    feeds_write(name, bomb.data, bomb.size);
    stet_buf_free(&bomb);
}

/* KiB that the process grows by, at its peak, while it reads a bomb. */
static long growth(const char *name)
{
    struct rusage before, after;
    ck_assert_int_eq(getrusage(RUSAGE_SELF, &before), 0);
    ck_assert_str_eq(feeds_read(feeds_path(name), NULL), "1 1|a\n2 !longer than 16777216 bytes\n3 2|b\n");
    ck_assert_int_eq(getrusage(RUSAGE_SELF, &after), 0);
    return after.ru_maxrss - before.ru_maxrss;
}

START_TEST(a_bomb_of_zeros_is_one_bad_line)
{
    /* A line of 16 MiB is held once; the rest of the bound is for the shadow of ThreadSanitizer, thrice as large, and
     * for what AddressSanitizer does not use again at once. Without them it is 20 MiB, and nothing for the larger. */
    write_bomb("small.zst", 64);
    write_bomb("large.zst", 2048);
    ck_assert_int_lt(growth("small.zst"), 5 * (16 << 10));
    ck_assert_int_lt(growth("large.zst"), 5 * (16 << 10));
}
END_TEST

START_TEST(what_cannot_be_opened_says_why)
{
    ck_assert_str_eq(feeds_read(feeds_path("none"), NULL), "ERROR: none: No such file or directory\n");
}
END_TEST

START_TEST(utf16_is_refused)
{
    static const struct {
        const char *bytes;
        size_t size;
    } cases[] = {{"\xff\xfe{\0", 4},
                 {"\xfe\xff\0{", 4},
                 {"\xff\xfe{\0\"\0t\0\"\0:\0\"\0\x2d\x4e\"\0}\0\n\0", 22},
                 {"\xff\xfe{\0\"\0\x2d\x4e\"\0:\0\"\0\x2d\x4e\"\0}\0\n\0", 22},
                 {"\xfe\xff\0i\0d\0,\0t\0e\0x\0t\0\n\0" "1\0,\0a\0\n", 26}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        ck_assert_str_eq(feeds_read(feeds_write("a", cases[i].bytes, cases[i].size), NULL),
                         "ERROR: a: UTF-16; only UTF-8 is read (iconv -f UTF-16 -t UTF-8 converts it)\n");
}
END_TEST

START_TEST(a_line_that_begins_as_utf16_does_is_a_bad_line)
{
    static const struct {
        const char *bytes;
        size_t size;
    } cases[] = {{"\xff\xfe", 2},           {"\xff\xfe{", 3},           {"\xff\xfe broken line", 14},
                 {"\xfe\xff broken", 9},    {"\xff\xfe{\"text\":\"a\"}", 14}, {"\xff\xfe\0\0\0\0", 6},
                 {"\xff\xfe" "a\0bcd", 7}, {"\xfe\xff" "a\0b\0", 6}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct stet_buf feed = STET_BUF_INIT;
        ck_assert(stet_buf_add(&feed, cases[i].bytes, cases[i].size) && stet_buf_add_text(&feed, "\n{\"text\":\"b\"}\n"));
        ck_assert_str_eq(feeds_read(feeds_write("a", feed.data, feed.size), NULL), "1 !not UTF-8\n2 a:2|b\n");
        stet_buf_free(&feed);
    }
}
END_TEST

START_TEST(standard_input_is_read)
{
    const char *path = feeds_write_text("a", "{\"text\":\"a\"}\n{\"text\":\"b\"}\n");
    ck_assert_ptr_nonnull(freopen(path, "r", stdin));
    ck_assert_str_eq(feeds_read("-", NULL), "1 stdin:1|a\n2 stdin:2|b\n");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("feed/reader");
    TCase *tests = tcase_create("reader");
    tcase_add_checked_fixture(tests, feeds_begin, feeds_end);
    tcase_set_timeout(tests, 240);
    tcase_add_test(tests, lines_are_counted_whatever_their_ends);
    tcase_add_test(tests, a_bad_line_is_told_and_passed);
    tcase_add_test(tests, nul_bytes_end_nothing);
    tcase_add_test(tests, all_fields_arrive);
    tcase_add_test(tests, tables_are_read_by_their_header);
    tcase_add_test(tests, a_quote_too_many_costs_one_line);
    tcase_add_test(tests, rows_of_several_lines_are_whole_wherever_blocks_end);
    tcase_add_test(tests, lines_behind_an_open_quote_are_read_in_little_time_and_memory);
    tcase_add_test(tests, a_damaged_table_gives_what_came_before);
    tcase_add_test(tests, the_format_can_be_ordered);
    tcase_add_test(tests, names_can_be_given);
    tcase_add_test(tests, a_line_that_is_too_long_is_passed_over);
    tcase_add_test(tests, the_longest_row_allowed_is_read);
    tcase_add_test(tests, behind_a_line_that_is_too_long_the_next_one_is_seen_wherever_its_pieces_end);
    tcase_add_test(tests, the_longest_line_allowed_is_read);
    tcase_add_test(tests, records_are_whole_wherever_blocks_end);
    tcase_add_test(tests, very_many_short_records_come_in_several_blocks);
    tcase_add_test(tests, a_damaged_stream_gives_what_came_before);
    tcase_add_test(tests, a_bomb_of_zeros_is_one_bad_line);
    tcase_add_test(tests, what_cannot_be_opened_says_why);
    tcase_add_test(tests, utf16_is_refused);
    tcase_add_test(tests, a_line_that_begins_as_utf16_does_is_a_bad_line);
    tcase_add_test(tests, standard_input_is_read);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
