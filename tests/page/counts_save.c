/* Counts of lines as bytes: the same in any order, bounded, refused when they make no sense. */
#include <string.h>

#include <xxhash.h>

#include "base/bytes.h"
#include "page/counts_save.h"
#include "support/failing_alloc.h"
#include "support/main.h"

#define KEY(i) ((uint64_t)(i)*UINT64_C(0x9e3779b97f4a7c15))
#define HEAD 12

static void set(struct page_counts *counts, uint64_t key, uint32_t stories)
{
    const struct page_count count = {key, stories, (uint32_t)key};
    ck_assert(page_counts_set(counts, &count));
}

static void save(const struct page_counts *counts, const struct page_counts *before, struct stet_buf *out)
{
    out->size = 0;
    ck_assert_int_eq(page_counts_save(counts, before, out, NULL), STET_OK);
}

static void restore(struct page_counts *counts, const struct stet_buf *from)
{
    size_t used;
    ck_assert_int_eq(page_counts_restore(counts, from->data, from->size, &used, NULL), STET_OK);
    ck_assert_uint_eq(used, from->size);
}

START_TEST(the_same_counts_in_any_order_are_the_same_bytes_and_come_back)
{
    struct page_counts up = {.slots = NULL}, down = {.slots = NULL}, back;
    struct stet_buf a = STET_BUF_INIT, b = STET_BUF_INIT;
    save(&up, NULL, &a);
    ck_assert_uint_eq(a.size, 0);
    restore(&back, &a);
    ck_assert_uint_eq(back.used, 0);
    for (uint32_t i = 1; i <= 2000; i++) {
        set(&up, KEY(i), i);
        set(&down, KEY(2001 - i), 2001 - i);
    }
    save(&up, NULL, &a);
    save(&down, NULL, &b);
    ck_assert_uint_eq(a.size, 20 + 2000 * 16);
    ck_assert(a.size == b.size && !memcmp(a.data, b.data, a.size));
    ck_assert(stet_buf_add_byte(&b, 'x')); /* what stands behind it is another's */
    size_t used;
    ck_assert_int_eq(page_counts_restore(&back, b.data, b.size, &used, NULL), STET_OK);
    ck_assert_uint_eq(used, a.size);
    for (uint32_t i = 1; i <= 2000; i++)
        ck_assert_uint_eq(page_counts_get(&back, KEY(i)), i);
    save(&back, NULL, &b);
    ck_assert(a.size == b.size && !memcmp(a.data, b.data, a.size));
    page_counts_free(&up);
    page_counts_free(&down);
    page_counts_free(&back);
    stet_buf_free(&a);
    stet_buf_free(&b);
}
END_TEST

START_TEST(of_too_many_the_most_frequent_are_kept_then_those_of_this_run)
{
    struct page_counts before = {.slots = NULL}, counts = {.slots = NULL}, back;
    struct stet_buf out = STET_BUF_INIT;
    for (uint32_t i = 1; i <= PAGE_COUNTS_KEPT - 10; i++) { /* met once, long ago; low keys */
        set(&before, i, 1);
        set(&counts, i, 1);
    }
    for (uint32_t i = 1; i <= 20; i++) {
        set(&counts, UINT64_MAX - i, 2);     /* met twice */
        set(&counts, UINT64_MAX / 2 - i, 1); /* met once, in this run */
    }
    save(&counts, &before, &out);
    ck_assert_uint_eq(out.size, 20 + (size_t)PAGE_COUNTS_KEPT * 16);
    restore(&back, &out);
    ck_assert_uint_eq(back.used, PAGE_COUNTS_KEPT);
    for (uint32_t i = 1; i <= 20; i++) {
        ck_assert_uint_eq(page_counts_get(&back, UINT64_MAX - i), 2);
        ck_assert_uint_eq(page_counts_get(&back, UINT64_MAX / 2 - i), 1);
    }
    ck_assert_uint_eq(page_counts_get(&back, PAGE_COUNTS_KEPT - 40), 1); /* then by key */
    ck_assert_uint_eq(page_counts_get(&back, PAGE_COUNTS_KEPT - 39), 0);
    page_counts_free(&before);
    page_counts_free(&counts);
    page_counts_free(&back);
    stet_buf_free(&out);
}
END_TEST

/* Whether the bytes are taken once their checksum is right. */
static bool taken(const struct stet_buf *bytes, size_t size)
{
    struct page_counts counts;
    size_t used;
    if (size >= 20)
        stet_store64(bytes->data + size - 8, XXH3_64bits(bytes->data, size - 8));
    stet_status status = page_counts_restore(&counts, bytes->data, size, &used, NULL);
    ck_assert(!status || status == STET_ERR_CORRUPT);
    ck_assert(!status || !counts.slots);
    page_counts_free(&counts);
    return !status;
}

START_TEST(what_makes_no_sense_is_refused)
{
    struct page_counts counts = {.slots = NULL}, back;
    struct stet_buf out = STET_BUF_INIT;
    size_t used;
    for (uint32_t i = 1; i <= 3; i++)
        set(&counts, i, i);
    save(&counts, NULL, &out);
    for (size_t i = 0; i < out.size; i++) {
        out.data[i] ^= 4;
        ck_assert_int_eq(page_counts_restore(&back, out.data, out.size, &used, NULL), STET_ERR_CORRUPT);
        out.data[i] ^= 4;
    }
    ck_assert(taken(&out, out.size));
    for (size_t size = 1; size < out.size; size++) {
        save(&counts, NULL, &out);
        ck_assert(!taken(&out, size));
    }
    static const struct {
        size_t at;
        char to;
    } wrong[] = {{0, 2}, {4, 0}, {8, 0}, {8, 4}, {10, 1}, {HEAD, 0}, {HEAD, 2}, {HEAD + 8, 0}, {HEAD + 32, 1}};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        save(&counts, NULL, &out);
        out.data[wrong[i].at] = wrong[i].to;
        ck_assert_msg(!taken(&out, out.size), "%zu", i);
    }
    page_counts_free(&counts);
    stet_buf_free(&out);
}
END_TEST

START_TEST(each_failed_allocation_is_reported)
{
    struct page_counts counts = {.slots = NULL};
    for (uint32_t i = 1; i <= 3000; i++)
        set(&counts, KEY(i), i);
    for (size_t n = 1;; n++) {
        struct page_counts back = {.slots = NULL};
        struct stet_buf out = STET_BUF_INIT;
        size_t used;
        failing_alloc_at(n);
        stet_status status = page_counts_save(&counts, NULL, &out, NULL);
        if (!status)
            status = page_counts_restore(&back, out.data, out.size, &used, NULL);
        bool failed = failing_alloc_stop();
        page_counts_free(&back);
        stet_buf_free(&out);
        ck_assert_int_eq(status, failed ? STET_ERR_MEMORY : STET_OK);
        if (!failed)
            break;
    }
    page_counts_free(&counts);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("counts_save");
    TCase *tcase = tcase_create("counts_save");
    tcase_add_test(tcase, the_same_counts_in_any_order_are_the_same_bytes_and_come_back);
    tcase_add_test(tcase, of_too_many_the_most_frequent_are_kept_then_those_of_this_run);
    tcase_add_test(tcase, what_makes_no_sense_is_refused);
    tcase_add_test(tcase, each_failed_allocation_is_reported);
    suite_add_tcase(suite, tcase);
    return run_suite(suite);
}
