#include "base/error.h"

#include <errno.h>
#include <string.h>

#include "support/main.h"

START_TEST(every_status_has_a_name_of_its_own)
{
    for (int a = STET_OK; a >= STET_ERR_CANCELLED; a--) {
        ck_assert_str_ne(stet_status_name((stet_status)a), stet_status_name((stet_status)-1000));
        for (int b = STET_OK; b > a; b--)
            ck_assert_str_ne(stet_status_name((stet_status)a), stet_status_name((stet_status)b));
    }
}
END_TEST

START_TEST(a_failure_records_status_and_message)
{
    stet_error err = {.code = STET_OK, .offset = 7, .message = "before"};
    ck_assert_int_eq(stet_fail(&err, STET_ERR_LIMIT, "%d of %s", 3, "these"), STET_ERR_LIMIT);
    ck_assert_int_eq(err.code, STET_ERR_LIMIT);
    ck_assert_uint_eq(err.offset, 0);
    ck_assert_str_eq(err.message, "3 of these");
    ck_assert_int_eq(stet_fail_memory(&err), STET_ERR_MEMORY);
    ck_assert_str_eq(err.message, "out of memory");
}
END_TEST

START_TEST(a_caller_without_interest_passes_null)
{
    ck_assert_int_eq(stet_fail(NULL, STET_ERR_INPUT, "x"), STET_ERR_INPUT);
    ck_assert_int_eq(stet_fail_errno(NULL, STET_ERR_IO, "x"), STET_ERR_IO);
    ck_assert_int_eq(stet_fail_memory(NULL), STET_ERR_MEMORY);
}
END_TEST

START_TEST(the_reason_of_the_system_follows_and_errno_survives)
{
    stet_error err;
    errno = ENOSPC;
    ck_assert_int_eq(stet_fail_errno(&err, STET_ERR_IO, "cannot write %s", "x"), STET_ERR_IO);
    ck_assert_int_eq(errno, ENOSPC);
    ck_assert_str_eq(err.message, "cannot write x: No space left on device");
}
END_TEST

START_TEST(a_message_too_long_is_cut_between_characters_and_keeps_its_reason)
{
    for (size_t shift = 0; shift < 4; shift++) {
        char path[2000];
        for (size_t i = 0; i + 1 < sizeof path; i++)
            path[i] = i < shift ? 'p' : "\xe2\x82\xac"[(i - shift) % 3];
        path[sizeof path - 1] = '\0';
        stet_error err;
        errno = EACCES;
        stet_fail_errno(&err, STET_ERR_IO, "%s", path);
        size_t length = strlen(err.message);
        const char *reason = ": Permission denied";
        ck_assert_uint_gt(length, 500);
        ck_assert_str_eq(err.message + length - strlen(reason), reason);
        ck_assert_uint_eq((length - strlen(reason) - shift) % 3, 0);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("base/error");
    TCase *tests = tcase_create("all");
    tcase_add_test(tests, every_status_has_a_name_of_its_own);
    tcase_add_test(tests, a_failure_records_status_and_message);
    tcase_add_test(tests, a_caller_without_interest_passes_null);
    tcase_add_test(tests, the_reason_of_the_system_follows_and_errno_survives);
    tcase_add_test(tests, a_message_too_long_is_cut_between_characters_and_keeps_its_reason);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
