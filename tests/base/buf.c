#include "base/buf.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "support/failing_alloc.h"
#include "support/main.h"

START_TEST(starts_empty_and_is_empty_after_free)
{
    struct stet_buf buf = STET_BUF_INIT;
    ck_assert_uint_eq(buf.size, 0);
    ck_assert(stet_buf_add_text(&buf, "word"));
    stet_buf_free(&buf);
    ck_assert_ptr_null(buf.data);
    ck_assert_uint_eq(buf.size + buf.capacity, 0);
}
END_TEST

/* Against a plain array, over random pieces. */
START_TEST(holds_what_was_added_in_order)
{
    unsigned seed = (unsigned)getpid() ^ (unsigned)time(NULL);
    printf("seed %u\n", seed);
    srand(seed);
    static char model[1 << 20];
    size_t size = 0;
    struct stet_buf buf = STET_BUF_INIT;
    while (size < sizeof model - 400) {
        char piece[300 + 3];
        size_t n = (size_t)rand() % 300;
        for (size_t i = 0; i < n; i++)
            piece[i] = (char)('a' + rand() % 26);
        int kind = rand() % 3;
        if (kind == 0) {
            ck_assert(stet_buf_add(&buf, piece, n));
        } else if (kind == 1) {
            n = n ? 1 : 0;
            ck_assert(!n || stet_buf_add_byte(&buf, piece[0]));
        } else {
            piece[n ? n - 1 : 0] = '\0';
            n = strlen(piece);
            ck_assert(stet_buf_printf(&buf, "%s|%d", piece, 42));
            memcpy(piece + n, "|42", 3);
            n += 3;
        }
        memcpy(model + size, piece, n);
        size += n;
    }
    ck_assert_uint_eq(buf.size, size);
    ck_assert_mem_eq(buf.data, model, size);
    stet_buf_free(&buf);
}
END_TEST

START_TEST(refuses_a_size_beyond_memory)
{
    struct stet_buf buf = STET_BUF_INIT;
    ck_assert(stet_buf_add_byte(&buf, 'x'));
    ck_assert(!stet_buf_reserve(&buf, SIZE_MAX));
    ck_assert(!stet_buf_reserve(&buf, SIZE_MAX / 2 + 2));
    ck_assert_uint_eq(buf.size, 1);
    ck_assert_int_eq(buf.data[0], 'x');
    stet_buf_free(&buf);
    void *items = NULL;
    size_t capacity = 0;
    ck_assert(!stet_grow(&items, &capacity, SIZE_MAX / 4, 64)); /* the product overflows */
    ck_assert_ptr_null(items);
    ck_assert_uint_eq(capacity, 0);
}
END_TEST

START_TEST(keeps_its_content_when_any_allocation_fails)
{
    for (size_t n = 1;; n++) {
        struct stet_buf buf = STET_BUF_INIT;
        failing_alloc_at(n);
        size_t added = 0;
        for (; added < 1000; added++)
            if (!stet_buf_printf(&buf, "%04zu", added))
                break;
        bool failed = failing_alloc_stop();
        ck_assert(failed == (added < 1000));
        ck_assert_uint_eq(buf.size, added * 4);
        for (size_t i = 0; i < added; i++) {
            char text[32];
            snprintf(text, sizeof text, "%04zu", i);
            ck_assert_mem_eq(buf.data + i * 4, text, 4);
        }
        stet_buf_free(&buf);
        if (!failed) {
            ck_assert_uint_gt(n, 5); /* it has grown, several times */
            break;
        }
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("base/buf");
    TCase *tests = tcase_create("all");
    tcase_add_test(tests, starts_empty_and_is_empty_after_free);
    tcase_add_test(tests, holds_what_was_added_in_order);
    tcase_add_test(tests, refuses_a_size_beyond_memory);
    tcase_add_test(tests, keeps_its_content_when_any_allocation_fails);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
