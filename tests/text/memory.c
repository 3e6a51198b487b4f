/* Running out of memory at any allocation is reported, and leaves what was there before. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "support/failing_alloc.h"
#include "support/main.h"
#include "text/tokens.h"

START_TEST(lack_of_memory_keeps_the_tokens_before)
{
    enum { SIZE = 40000 };
    char *text = malloc(SIZE);
    ck_assert_ptr_nonnull(text);
    for (size_t i = 0; i < SIZE; i += 4) /* mostly plain, then the ligature that becomes 18 letters */
        memcpy(text + i, i < SIZE / 2 ? "a b " : "\xef\xb7\xba ", 4);
    size_t failures = 0;
    for (size_t n = 1;; n++) {
        struct text_tokens tokens = {NULL, 0, 0};
        ck_assert_int_eq(text_tokenise("first", 5, &tokens, NULL), STET_OK);
        uint64_t first = tokens.hash[0];
        failing_alloc_at(n);
        stet_error err;
        stet_status status = text_tokenise(text, SIZE, &tokens, &err);
        bool failed = failing_alloc_stop();
        ck_assert_int_eq(status, failed ? STET_ERR_MEMORY : STET_OK);
        ck_assert_uint_eq(tokens.hash[0], first);
        ck_assert_uint_eq(tokens.count, failed ? 1 : 1 + SIZE / 4 + SIZE / 8 * 4);
        text_tokens_free(&tokens);
        failures += failed;
        if (!failed)
            break;
    }
    ck_assert_uint_gt(failures, 3);
    free(text);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("text/memory");
    TCase *tests = tcase_create("memory");
    tcase_add_test(tests, lack_of_memory_keeps_the_tokens_before);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
