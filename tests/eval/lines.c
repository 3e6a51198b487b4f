#include <zlib.h>
#include <zstd.h>

#include "base/buf.h"
#include "eval/lines.h"
#include "eval/scratch.h"
#include "support/main.h"

static struct stet_buf text;

/* Lines of all lengths about the size of a chunk, so that every boundary falls everywhere. */
static void make_text(void)
{
    static const size_t lengths[] = {0, 1, 2, 100, 131070, 131071, 131072, 131073, 300000, 5, 0, 7};
    text.size = 0;
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        for (size_t k = 0; k < lengths[i]; k++)
            ck_assert(stet_buf_add_byte(&text, (char)('a' + (k * 7 + i) % 26)));
        ck_assert(stet_buf_add_text(&text, i % 3 == 1 ? "\r\n" : "\n"));
    }
}

static void expect_text(const char *path)
{
    struct eval_lines *lines;
    stet_error err;
    ck_assert_msg(eval_lines_open(&lines, path, &err) == STET_OK, "%s", err.message);
    struct eval_line line;
    bool more;
    size_t at = 0, number = 0;
    for (;;) {
        stet_status status = eval_lines_next(lines, &line, &more, &err);
        ck_assert_msg(status == STET_OK, "%s", err.message);
        if (!more)
            break;
        const char *end = memchr(text.data + at, '\n', text.size - at);
        ck_assert_ptr_nonnull(end);
        size_t size = (size_t)(end - text.data) - at, shown = size && end[-1] == '\r' ? size - 1 : size;
        ck_assert_uint_eq(line.size, shown);
        ck_assert_uint_eq(line.number, ++number);
        ck_assert(!shown || !memcmp(line.data, text.data + at, shown));
        at += size + 1;
    }
    ck_assert_uint_eq(at, text.size);
    eval_lines_close(lines);
}

static size_t gzip(const char *data, size_t size, char *out, size_t room)
{
    z_stream stream = {0};
    ck_assert_int_eq(deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
    stream.next_in = (Bytef *)data;
    stream.avail_in = (uInt)size;
    stream.next_out = (Bytef *)out;
    stream.avail_out = (uInt)room;
    ck_assert_int_eq(deflate(&stream, Z_FINISH), Z_STREAM_END);
    size_t used = room - stream.avail_out;
    deflateEnd(&stream);
    return used;
}

START_TEST(plain_files)
{
    make_text();
    struct scratch file = scratch_write(text.data, text.size);
    expect_text(file.path);
    unlink(file.path);
}
END_TEST

START_TEST(gzip_of_two_members)
{
    make_text();
    static char packed[1 << 20];
    size_t half = text.size / 2;
    size_t size = gzip(text.data, half, packed, sizeof packed);
    size += gzip(text.data + half, text.size - half, packed + size, sizeof packed - size);
    struct scratch file = scratch_write(packed, size);
    expect_text(file.path);
    unlink(file.path);
}
END_TEST

START_TEST(zstd_of_two_frames)
{
    make_text();
    static char packed[1 << 20];
    size_t half = text.size / 2;
    size_t size = ZSTD_compress(packed, sizeof packed, text.data, half, 3);
    size += ZSTD_compress(packed + size, sizeof packed - size, text.data + half, text.size - half, 3);
    struct scratch file = scratch_write(packed, size);
    expect_text(file.path);
    unlink(file.path);
}
END_TEST

static stet_status read_all(const char *path, stet_error *err)
{
    struct eval_lines *lines;
    stet_status status = eval_lines_open(&lines, path, err);
    if (status)
        return status;
    struct eval_line line;
    bool more = true;
    while (!status && more)
        status = eval_lines_next(lines, &line, &more, err);
    eval_lines_close(lines);
    return status;
}

START_TEST(cut_and_damaged_files_are_errors)
{
    make_text();
    static char packed[1 << 20];
    stet_error err;
    for (int coding = 0; coding < 2; coding++) {
        size_t size = coding ? gzip(text.data, text.size, packed, sizeof packed)
                             : ZSTD_compress(packed, sizeof packed, text.data, text.size, 3);
        struct scratch cut = scratch_write(packed, size - 3);
        ck_assert_int_eq(read_all(cut.path, &err), STET_ERR_INPUT);
        ck_assert_ptr_nonnull(strstr(err.message, cut.path));
        unlink(cut.path);
        memset(packed + size / 2, 0x55, 16);
        struct scratch damaged = scratch_write(packed, size);
        ck_assert_int_eq(read_all(damaged.path, &err), STET_ERR_INPUT);
        unlink(damaged.path);
    }
}
END_TEST

START_TEST(edges)
{
    struct eval_lines *lines;
    struct eval_line line;
    bool more;
    struct scratch empty = scratch_text("");
    ck_assert_int_eq(eval_lines_open(&lines, empty.path, NULL), STET_OK);
    ck_assert_int_eq(eval_lines_next(lines, &line, &more, NULL), STET_OK);
    ck_assert(!more);
    eval_lines_close(lines);
    unlink(empty.path);

    struct scratch open_end = scratch_text("a\n\nb");
    static const char *const expected[] = {"a", "", "b"};
    ck_assert_int_eq(eval_lines_open(&lines, open_end.path, NULL), STET_OK);
    for (int i = 0; i < 3; i++) {
        ck_assert_int_eq(eval_lines_next(lines, &line, &more, NULL), STET_OK);
        ck_assert(more && line.size == strlen(expected[i]) && !memcmp(line.data, expected[i], line.size));
    }
    ck_assert_int_eq(eval_lines_next(lines, &line, &more, NULL), STET_OK);
    ck_assert(!more);
    eval_lines_close(lines);
    unlink(open_end.path);

    stet_error err;
    ck_assert_int_eq(eval_lines_open(&lines, "/nonexistent/file", &err), STET_ERR_IO);
    ck_assert_ptr_nonnull(strstr(err.message, "/nonexistent/file"));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("eval/lines");
    TCase *tcase = tcase_create("all");
    tcase_set_timeout(tcase, 0);
    tcase_add_test(tcase, plain_files);
    tcase_add_test(tcase, gzip_of_two_members);
    tcase_add_test(tcase, zstd_of_two_frames);
    tcase_add_test(tcase, cut_and_damaged_files_are_errors);
    tcase_add_test(tcase, edges);
    suite_add_tcase(suite, tcase);
    int code = run_suite(suite);
    stet_buf_free(&text);
    return code;
}
