/* Each allocation fails once: the failure is reported, nothing is lost of what was allocated (a leak checker sees to
 * that), and nothing else happens. */
#include <stdio.h>
#include <sys/stat.h>

#include "feed/feeds.h"
#include "feed/replay.h"
#include "support/failing_alloc.h"
#include "support/main.h"

static bool any(void *ctx, uint64_t input, uint64_t record)
{
    (void)ctx, (void)input, (void)record;
    return true;
}

static stet_status count_bytes(void *payload, const void *data, size_t size, stet_error *err)
{
    (void)data, (void)err;
    *(size_t *)payload += size;
    return STET_OK;
}

static stet_status read_all(struct feed_reader *reader, struct feed_parser *parser, size_t *good, stet_error *err)
{
    struct feed_block block = {.size = 0};
    stet_status status = STET_OK;
    while (!status && !block.end) {
        struct feed_item *items;
        size_t count = 0;
        status = feed_reader_next(reader, &block, err);
        if (!status)
            status = feed_parse_block(parser, &block, &items, &count, err);
        for (size_t i = 0; i < count && !status; i++)
            *good += !items[i].reason;
    }
    feed_block_free(&block);
    return status;
}

/* Reads `count` inputs and replays them. */
static stet_status pass(const char *const *paths, size_t count, size_t *good, size_t *bytes, stet_error *err)
{
    struct feed_options options = {.format = STET_FORMAT_AUTO};
    struct feed_replay *replay = NULL;
    struct feed_parser *parser = NULL;
    struct feed_sink sink = {.wanted = any, .write = count_bytes, .payload = bytes, .mixed = true};
    *good = *bytes = 0;
    stet_status status = feed_replay_create(&replay, &options, "/tmp", err);
    if (!status)
        status = feed_parser_create(&parser, &options, err);
    for (size_t i = 0; i < count && !status; i++) {
        struct feed_reader *reader;
        status = feed_replay_open(replay, paths[i], &reader, err);
        if (!status) {
            status = read_all(reader, parser, good, err);
            feed_reader_close(reader);
        }
    }
    if (!status)
        status = feed_replay_run(replay, &sink, err);
    feed_parser_free(parser);
    feed_replay_free(replay);
    return status;
}

START_TEST(no_memory_is_an_error_and_nothing_worse)
{
    char paths[4][512];
    const char *list[4];
    size_t size, good, bytes, n;
    ck_assert_int_eq(mkdir(feeds_path("f"), 0700), 0);
    ck_assert_int_eq(mkdir(feeds_path("f/g"), 0700), 0);
    feeds_write_text("f/a.txt", "a");
    feeds_write_text("f/g/b.txt", "b");
    feeds_write_text("a.csv", "id,text\n1,\"a \"\"b\"\"\"\n2,b,c\n");
    feeds_write_text("a.jsonl", "{\"text\":\"a\"}\n{\"text\":\"b\\n\"}\nbad\n");
    void *zipped = feeds_gzip("{\"text\":\"a\"}\n{\"text", 19, &size);
    feeds_write("a.gz", zipped, size - 9);
    free(zipped);
    static const char *const names[] = {"f", "a.csv", "a.jsonl", "a.gz"};
    for (int i = 0; i < 4; i++) {
        snprintf(paths[i], sizeof paths[i], "%s", feeds_path(names[i]));
        list[i] = paths[i];
    }
    for (n = 1;; n++) {
        stet_error err = {.code = STET_OK};
        failing_alloc_at(n);
        stet_status status = pass(list, 4, &good, &bytes, &err);
        if (!failing_alloc_stop()) {
            ck_assert_int_eq(status, STET_OK);
            break;
        }
        ck_assert_msg(status == STET_ERR_MEMORY, "allocation %zu: %d %s", n, status, err.message);
        ck_assert_msg(err.code == STET_ERR_MEMORY, "allocation %zu has no message", n);
    }
    ck_assert_uint_eq(good, 6);
    ck_assert_uint_gt(n, 30);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("feed/memory");
    TCase *tests = tcase_create("memory");
    tcase_add_checked_fixture(tests, feeds_begin, feeds_end);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, no_memory_is_an_error_and_nothing_worse);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
