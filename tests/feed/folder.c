#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "feed/feeds.h"
#include "support/main.h"

static void make_folder(const char *name)
{
    ck_assert_int_eq(mkdir(feeds_path(name), 0700), 0);
}

START_TEST(text_files_come_sorted_by_path)
{
    size_t size;
    void *bytes = feeds_gzip("zipped", 6, &size);
    make_folder("f");
    make_folder("f/b");
    make_folder("f/b/deep");
    make_folder("f/empty");
    feeds_write_text("f/c.txt", "c");
    feeds_write_text("f/b.txt", "\xef\xbb\xbf"
                                "b\n");
    feeds_write("f/b/z.txt.gz", bytes, size);
    feeds_write_text("f/b/deep/d.txt", "d");
    feeds_write_text("f/a.txt.zst", "not even compressed");
    feeds_write_text("f/other.jsonl", "{\"text\":\"not read\"}\n");
    free(bytes);
    ck_assert_str_eq(feeds_read(feeds_path("f"), NULL),
                     "1 f/a.txt.zst|not even compressed\n1 f/b.txt|b\n\n1 f/b/deep/d.txt|d\n1 f/b/z.txt.gz|zipped\n"
                     "1 f/c.txt|c\n");
    ck_assert_str_eq(feeds_read(feeds_path("f/c.txt"), NULL), "1 f/c.txt|c\n");
    ck_assert_str_eq(feeds_read(feeds_path("f/empty"), NULL),
                     "ERROR: f/empty: no .txt, .txt.gz or .txt.zst file in this folder\n");
}
END_TEST

START_TEST(a_bad_file_is_told_and_passed)
{
    size_t size;
    void *bytes = feeds_gzip("zipped and cut", 14, &size);
    make_folder("f");
    feeds_write_text("f/a.txt", " \n");
    feeds_write_text("f/b.txt", "\xff");
    feeds_write("f/c.txt", bytes, size - 9);
    feeds_write_text("f/d.txt", "good");
    free(bytes);
    ck_assert_str_eq(feeds_read(feeds_path("f"), NULL),
                     "1 !no text\n1 !not UTF-8\n1 !compressed data is damaged: it ends too early\n1 f/d.txt|good\n");
}
END_TEST

START_TEST(a_bad_file_is_named)
{
    make_folder("f");
    feeds_write_text("f/a.txt", "good");
    feeds_write_text("f/b.txt", "\xff");
    struct feed_options options = {.format = STET_FORMAT_AUTO};
    struct feed_reader *reader;
    struct feed_parser *parser;
    struct feed_block block = {.size = 0};
    struct feed_item *items;
    size_t count;
    ck_assert_int_eq(feed_reader_open(&reader, feeds_path("f"), &options, NULL), STET_OK);
    ck_assert_int_eq(feed_parser_create(&parser, &options, NULL), STET_OK);
    ck_assert_int_eq(feed_reader_next(reader, &block, NULL), STET_OK);
    ck_assert_int_eq(feed_parse_block(parser, &block, &items, &count, NULL), STET_OK);
    ck_assert_uint_eq(count, 2);
    ck_assert_str_eq(items[0].file, feeds_path("f/a.txt"));
    ck_assert_str_eq(items[1].file, feeds_path("f/b.txt"));
    feed_parser_free(parser);
    feed_reader_close(reader);
    feed_block_free(&block);
}
END_TEST

START_TEST(what_may_not_be_read_is_told_and_passed)
{
    make_folder("f");
    make_folder("f/locked");
    feeds_write_text("f/a.txt", "secret");
    feeds_write_text("f/b.txt", "good");
    feeds_write_text("f/locked/c.txt", "secret");
    /* The superuser may read everything: then only the dangling link is left to be told of. */
    ck_assert_int_eq(chmod(feeds_path("f/a.txt"), 0), 0);
    ck_assert_int_eq(chmod(feeds_path("f/locked"), 0), 0);
    bool all = access(feeds_path("f/a.txt"), R_OK) == 0;
    const char *told = feeds_read(feeds_path("f"), NULL);
    ck_assert_str_eq(told, all ? "1 f/a.txt|secret\n1 f/b.txt|good\n1 f/locked/c.txt|secret\n"
                               : "1 !cannot open f/a.txt: Permission denied\n1 f/b.txt|good\n"
                                 "1 !cannot list f/locked: Permission denied\n");
    told = feeds_read(feeds_path("f/locked"), NULL);
    /* What is named is an input of its own. */
    ck_assert_str_eq(told, all ? "1 f/locked/c.txt|secret\n" : "ERROR: cannot list f/locked: Permission denied\n");
    chmod(feeds_path("f/locked"), 0700);
}
END_TEST

START_TEST(what_was_named_and_cannot_be_read_is_an_error)
{
    /* Nobody, not even the superuser, can open a socket as a file. */
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int socket_file = socket(AF_UNIX, SOCK_STREAM, 0);
    ck_assert_int_ge(socket_file, 0);
    snprintf(address.sun_path, sizeof address.sun_path, "%.90s", feeds_path("s.txt"));
    ck_assert_int_eq(bind(socket_file, (const struct sockaddr *)&address, sizeof address), 0);
    ck_assert_str_eq(feeds_read(address.sun_path, NULL), "ERROR: cannot open s.txt: No such device or address\n");
    struct feed_options pages = {.format = STET_FORMAT_PAGE};
    ck_assert_str_eq(feeds_read(address.sun_path, &pages), "ERROR: cannot open s.txt: No such device or address\n");
    close(socket_file);
}
END_TEST

START_TEST(many_files_come_in_several_blocks)
{
    static char text[10001];
    char name[32];
    make_folder("f");
    memset(text, 'x', sizeof text - 1);
    for (int i = 0; i < 200; i++) {
        snprintf(name, sizeof name, "f/%03d.txt", i);
        feeds_write_text(name, text);
    }
    const char *told = feeds_read(feeds_path("f"), NULL);
    size_t lines = 0;
    for (const char *at = told; *at; at++)
        lines += *at == '\n';
    ck_assert_uint_eq(lines, 200);
    ck_assert_uint_eq(strlen(told), 200 * (10000 + strlen("1 f/000.txt|\n")));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("feed/folder");
    TCase *tests = tcase_create("folder");
    tcase_add_checked_fixture(tests, feeds_begin, feeds_end);
    tcase_add_test(tests, text_files_come_sorted_by_path);
    tcase_add_test(tests, a_bad_file_is_told_and_passed);
    tcase_add_test(tests, a_bad_file_is_named);
    tcase_add_test(tests, what_may_not_be_read_is_told_and_passed);
    tcase_add_test(tests, what_was_named_and_cannot_be_read_is_an_error);
    tcase_add_test(tests, many_files_come_in_several_blocks);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
