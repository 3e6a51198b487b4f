/* The page around the data: nothing of an article gets out of its script, and what is packed can be unpacked. */
#include "report/page.h"

#include <string.h>
#include <zlib.h>

#include "report/pack.h"
#include "support/main.h"

START_TEST(strings_cannot_end_their_script)
{
    static const char text[] = "</script><!-- & \"quoted\" \\ \n\xff\xe2\x80\xa8<<<>>>";
    struct stet_buf out = STET_BUF_INIT;
    ck_assert(stet_buf_add_text(&out, "<kept>"));
    ck_assert(report_string(&out, (stet_span){text, sizeof text - 1}));
    ck_assert(stet_buf_add_byte(&out, 0));
    ck_assert_str_eq(out.data, "<kept>\"\\u003c/script\\u003e\\u003c!-- \\u0026 \\\"quoted\\\" \\\\ \\n\xef\xbf\xbd"
                               "\xe2\x80\xa8\\u003c\\u003c\\u003c\\u003e\\u003e\\u003e\"");
    stet_buf_free(&out);
}
END_TEST

static stet_status collect(void *payload, const void *data, size_t size, stet_error *err)
{
    (void)err;
    return stet_buf_add(payload, data, size) ? STET_OK : STET_ERR_MEMORY;
}

static size_t times(const char *text, const char *wanted)
{
    size_t n = 0;
    for (; (text = strstr(text, wanted)) != NULL; text += strlen(wanted))
        n++;
    return n;
}

START_TEST(the_page_needs_nothing_else)
{
    struct stet_buf out = STET_BUF_INIT;
    ck_assert_int_eq(report_page_begin(UINT64_C(0x0123456789abcdef), collect, &out, NULL), STET_OK);
    ck_assert(stet_buf_add_text(&out, "[data]"));
    ck_assert_int_eq(report_page_end(UINT64_C(0x0123456789abcdef), collect, &out, NULL), STET_OK);
    ck_assert(stet_buf_add_byte(&out, 0));
    ck_assert_ptr_nonnull(strstr(out.data, "[data]"));
    ck_assert_uint_eq(times(out.data, "nonce=\"0123456789abcdef\""), 2);
    ck_assert_uint_eq(times(out.data, "'nonce-0123456789abcdef'"), 2);
    ck_assert_ptr_nonnull(strstr(out.data, "default-src 'none'"));
    /* No address is loaded, and nothing is written as markup. */
    static const char *const none[] = {" src=",          "@import",        "url(",      "<link",
                                       "fetch(",         "XMLHttpRequest", "innerHTML", "insertAdjacentHTML",
                                       "document.write", "eval(",          " style=",   "onclick=",
                                       "@NONCE@",        "@DATA@",         "@STYLE@",   "@SCRIPT@"};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        ck_assert_msg(!strstr(out.data, none[i]), "%s", none[i]);
    ck_assert_uint_lt(out.size, 64 << 10);
    stet_buf_free(&out);
}
END_TEST

static stet_status fail_at_last(void *payload, const void *data, size_t size, stet_error *err)
{
    (void)data, (void)size, (void)err;
    return --*(int *)payload ? STET_OK : STET_ERR_IO;
}

START_TEST(a_failed_write_ends_it)
{
    for (int n = 1; n < 5; n++) {
        int left = n;
        ck_assert_int_eq(report_page_begin(1, fail_at_last, &left, NULL), STET_ERR_IO);
        ck_assert_int_eq(left, 0);
    }
}
END_TEST

static size_t decode(const char *text, size_t size, unsigned char *out)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    size_t n = 0;
    for (size_t i = 0; i < size; i += 4) {
        unsigned bits = 0, given = 0;
        for (size_t k = 0; k < 4; k++) {
            const char *digit = text[i + k] == '=' ? NULL : strchr(digits, text[i + k]);
            bits = bits << 6 | (digit ? (unsigned)(digit - digits) : 0);
            given += digit != NULL;
        }
        for (unsigned k = 0; k + 1 < given; k++)
            out[n++] = (unsigned char)(bits >> (16 - 8 * k));
    }
    return n;
}

START_TEST(what_is_packed_can_be_unpacked)
{
    static char text[5000];
    static unsigned char packed[8000], plain[5000];
    struct stet_buf scratch = STET_BUF_INIT, out = STET_BUF_INIT;
    for (size_t size = 0; size < sizeof text; size = size * 2 + 1) {
        for (size_t i = 0; i < size; i++)
            text[i] = (char)(i * i % 251);
        out.size = 0;
        ck_assert_int_eq(report_pack(text, size, &scratch, &out, NULL), STET_OK);
        ck_assert_uint_eq(out.size % 4, 0);
        size_t n = decode(out.data, out.size, packed);
        uLongf got = sizeof plain;
        ck_assert_int_eq(uncompress(plain, &got, packed, (uLong)n), Z_OK);
        ck_assert_uint_eq(got, size);
        ck_assert(!memcmp(plain, text, size));
    }
    stet_buf_free(&scratch);
    stet_buf_free(&out);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("report/page");
    TCase *all = tcase_create("all");
    tcase_add_test(all, strings_cannot_end_their_script);
    tcase_add_test(all, the_page_needs_nothing_else);
    tcase_add_test(all, a_failed_write_ends_it);
    tcase_add_test(all, what_is_packed_can_be_unpacked);
    suite_add_tcase(suite, all);
    return run_suite(suite);
}
