#include "feed/inflate.h"

#include <stdio.h>
#include <string.h>
#include <zstd.h>

#include "feed/feeds.h"
#include "support/main.h"

/* A stream in memory that comes in pieces of `piece` bytes. */
struct memory {
    const char *data;
    size_t size, at, piece;
};

static stet_status fill(void *ctx, void *data, size_t size, size_t *got, stet_error *err)
{
    struct memory *memory = ctx;
    (void)err;
    *got = memory->size - memory->at;
    *got = *got < size ? *got : size;
    *got = *got < memory->piece ? *got : memory->piece;
    if (*got)
        memcpy(data, memory->data + memory->at, *got);
    memory->at += *got;
    return STET_OK;
}

static struct stet_buf out;
static char damage[200];

/* Reads a stream into `out`, pieces of `room` bytes at a time, and sets `damage`. */
static void inflate_all(const struct stet_buf *in, size_t piece, size_t room)
{
    struct memory memory = {in->data, in->size, 0, piece};
    struct feed_inflate *stream;
    const char *why = NULL;
    size_t got = 1;
    out.size = 0;
    ck_assert_int_eq(feed_inflate_create(&stream, fill, &memory, NULL), STET_OK);
    while (got) {
        ck_assert(stet_buf_reserve(&out, room));
        ck_assert_int_eq(feed_inflate_read(stream, out.data + out.size, room, &got, &why, NULL), STET_OK);
        out.size += got;
        ck_assert(!got || !why);
    }
    snprintf(damage, sizeof damage, "%s", why ? why : "");
    feed_inflate_free(stream);
}

static void add_owned(struct stet_buf *buf, void *data, size_t size)
{
    ck_assert(stet_buf_add(buf, data, size));
    free(data);
}

static void add_gzip(struct stet_buf *buf, const char *text)
{
    size_t size;
    void *data = feeds_gzip(text, strlen(text), &size);
    add_owned(buf, data, size);
}

static void add_zstd(struct stet_buf *buf, const char *text)
{
    size_t size;
    void *data = feeds_zstd(text, strlen(text), &size);
    add_owned(buf, data, size);
}

static const size_t pieces[] = {1, 2, 3, 5, 100, 1 << 20};
#define PIECES ((int)(sizeof pieces / sizeof *pieces))

static void expect(const struct stet_buf *in, size_t piece, const char *text)
{
    static const size_t rooms[] = {1, 4, 7, 1 << 16};
    for (size_t i = 0; i < sizeof rooms / sizeof *rooms; i++) {
        inflate_all(in, piece, rooms[i]);
        ck_assert_str_eq(damage, "");
        ck_assert_uint_eq(out.size, strlen(text));
        ck_assert_mem_eq(out.data, text, out.size);
    }
}

START_TEST(members_and_frames_are_read_one_behind_the_other)
{
    struct stet_buf gzip = STET_BUF_INIT, zstd = STET_BUF_INIT;
    static const char skippable[] = "\x53\x2a\x4d\x18\x05\x00\x00\x00hello";
    add_gzip(&gzip, "one ");
    add_gzip(&gzip, "");
    add_gzip(&gzip, "two");
    ck_assert(stet_buf_add(&gzip, "\0\0\0\0", 4));
    expect(&gzip, pieces[_i], "one two");
    ck_assert(stet_buf_add(&zstd, skippable, sizeof skippable - 1));
    add_zstd(&zstd, "one ");
    ck_assert(stet_buf_add(&zstd, skippable, sizeof skippable - 1));
    add_zstd(&zstd, "");
    add_zstd(&zstd, "two");
    ck_assert(stet_buf_add(&zstd, skippable, sizeof skippable - 1));
    expect(&zstd, pieces[_i], "one two");
    stet_buf_free(&gzip);
    stet_buf_free(&zstd);
}
END_TEST

/* Nothing behind the last byte tells that it was the last one. */
START_TEST(a_stream_that_ends_where_the_room_does_is_whole)
{
    struct stet_buf gzip = STET_BUF_INIT, zstd = STET_BUF_INIT;
    add_gzip(&gzip, "four");
    expect(&gzip, pieces[_i], "four");
    add_zstd(&zstd, "four");
    expect(&zstd, pieces[_i], "four");
    add_zstd(&zstd, "of 7");
    expect(&zstd, pieces[_i], "fourof 7");
    stet_buf_free(&gzip);
    stet_buf_free(&zstd);
}
END_TEST

START_TEST(what_is_not_compressed_passes)
{
    static const char *const texts[] = {"", "a", "ab", "abc", "plain text", "\x1f", "\x1f\x8b", "\x28\xb5\x2f"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct stet_buf in = STET_BUF_INIT;
        ck_assert(stet_buf_add_text(&in, texts[i]));
        expect(&in, pieces[_i], texts[i]);
        stet_buf_free(&in);
    }
}
END_TEST

/* About 100 kB that do not compress to nothing. */
static char *long_text(void)
{
    char *text = malloc(100001);
    uint64_t state = 3;
    ck_assert_ptr_nonnull(text);
    for (size_t i = 0; i < 100000; i++)
        text[i] = (char)('a' + feeds_random(&state) % 16);
    text[100000] = 0;
    return text;
}

START_TEST(a_stream_cut_anywhere_gives_its_beginning_and_says_so)
{
    char *text = long_text();
    for (int kind = 0; kind < 2; kind++) {
        struct stet_buf in = STET_BUF_INIT;
        if (kind)
            add_zstd(&in, text);
        else
            add_gzip(&in, text);
        size_t whole = in.size;
        for (size_t cut = 5; cut < whole; cut += cut < 40 || cut + 40 > whole ? 1 : 997) {
            in.size = cut;
            inflate_all(&in, 4096, 4096);
            ck_assert_str_eq(damage, "compressed data is damaged: it ends too early");
            ck_assert(out.size <= 100000 && !memcmp(out.data, text, out.size));
        }
        /* gzip gives what it has got; Zstandard whole blocks only, and this is one. */
        in.size = whole * 3 / 4;
        inflate_all(&in, 4096, 4096);
        ck_assert(kind || out.size > 10000);
        stet_buf_free(&in);
    }
    free(text);
}
END_TEST

START_TEST(damage_is_noticed)
{
    char *text = long_text();
    for (int kind = 0; kind < 2; kind++) {
        struct stet_buf in = STET_BUF_INIT;
        if (kind)
            add_zstd(&in, text);
        else
            add_gzip(&in, text);
        for (size_t at = 100; at < in.size; at += 1009) {
            in.data[at] = (char)(in.data[at] ^ 0x10);
            inflate_all(&in, 4096, 4096);
            ck_assert_msg(!strncmp(damage, "compressed data is damaged: ", 28), "%zu: %s", at, damage);
            in.data[at] = (char)(in.data[at] ^ 0x10);
        }
        stet_buf_free(&in);
    }
    free(text);
}
END_TEST

START_TEST(what_follows_and_is_no_member_is_damage)
{
    struct stet_buf gzip = STET_BUF_INIT, zstd = STET_BUF_INIT;
    add_gzip(&gzip, "one");
    ck_assert(stet_buf_add_text(&gzip, "tail"));
    inflate_all(&gzip, 7, 100);
    ck_assert_str_eq(damage, "compressed data is damaged: something else follows the gzip data");
    ck_assert_mem_eq(out.data, "one", 3);
    add_zstd(&zstd, "one");
    ck_assert(stet_buf_add_text(&zstd, "tail"));
    inflate_all(&zstd, 7, 100);
    ck_assert_int_eq(strncmp(damage, "compressed data is damaged: ", 28), 0);
    ck_assert_mem_eq(out.data, "one", 3);
    stet_buf_free(&gzip);
    stet_buf_free(&zstd);
}
END_TEST

START_TEST(a_window_that_is_too_large_is_refused)
{
    ZSTD_CCtx *context = ZSTD_createCCtx();
    char bytes[256];
    ck_assert_ptr_nonnull(context);
    ck_assert(!ZSTD_isError(ZSTD_CCtx_setParameter(context, ZSTD_c_windowLog, 28)));
    ck_assert(!ZSTD_isError(ZSTD_CCtx_setParameter(context, ZSTD_c_contentSizeFlag, 0)));
    /* In two goes, so that the size is not known at the beginning and the window not cut down to it. */
    ZSTD_inBuffer none = {"x", 1, 0}, end = {"", 0, 0};
    ZSTD_outBuffer to = {bytes, sizeof bytes, 0};
    ck_assert(!ZSTD_isError(ZSTD_compressStream2(context, &to, &none, ZSTD_e_flush)));
    ck_assert_uint_eq(ZSTD_compressStream2(context, &to, &end, ZSTD_e_end), 0);
    ZSTD_freeCCtx(context);
    struct stet_buf in = {bytes, to.pos, sizeof bytes};
    inflate_all(&in, 100, 100);
    ck_assert_str_eq(damage, "compressed data is damaged: it asks for a window of more than 128 MiB");
}
END_TEST

START_TEST(reading_from_a_slow_pipe_holds_nothing_back)
{
    /* All of the frame but its checksum has come in, and the decoder has taken it: what it has must come out before
     * more is asked for. */
    struct stet_buf in = STET_BUF_INIT;
    add_zstd(&in, "first ");
    size_t first = in.size - 4;
    add_zstd(&in, "second");
    struct memory memory = {in.data, in.size, 0, first};
    struct feed_inflate *stream;
    const char *why;
    char text[16];
    size_t got;
    ck_assert_int_eq(feed_inflate_create(&stream, fill, &memory, NULL), STET_OK);
    for (int half = 0; half < 2; half++) {
        ck_assert_int_eq(feed_inflate_read(stream, text, 3, &got, &why, NULL), STET_OK);
        ck_assert_uint_eq(got, 3);
        ck_assert_uint_eq(memory.at, first);
    }
    feed_inflate_free(stream);
    stet_buf_free(&in);
}
END_TEST

static void free_out(void)
{
    stet_buf_free(&out);
}

static void nothing(void)
{
}

int main(void)
{
    Suite *suite = suite_create("feed/inflate");
    TCase *tests = tcase_create("inflate");
    tcase_add_checked_fixture(tests, nothing, free_out);
    tcase_set_timeout(tests, 120);
    tcase_add_loop_test(tests, members_and_frames_are_read_one_behind_the_other, 0, PIECES);
    tcase_add_loop_test(tests, a_stream_that_ends_where_the_room_does_is_whole, 0, PIECES);
    tcase_add_loop_test(tests, what_is_not_compressed_passes, 0, PIECES);
    tcase_add_test(tests, a_stream_cut_anywhere_gives_its_beginning_and_says_so);
    tcase_add_test(tests, damage_is_noticed);
    tcase_add_test(tests, what_follows_and_is_no_member_is_damage);
    tcase_add_test(tests, a_window_that_is_too_large_is_refused);
    tcase_add_test(tests, reading_from_a_slow_pipe_holds_nothing_back);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
