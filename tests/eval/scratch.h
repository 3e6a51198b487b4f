/* A file for the time of a test. */
#ifndef TESTS_EVAL_SCRATCH_H
#define TESTS_EVAL_SCRATCH_H

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct scratch {
    char path[64];
};

static inline struct scratch scratch_write(const void *data, size_t size)
{
    struct scratch scratch = {"/tmp/stet-eval-XXXXXX"};
    int file = mkstemp(scratch.path);
    ck_assert_int_ge(file, 0);
    FILE *out = fdopen(file, "wb");
    ck_assert_ptr_nonnull(out);
    ck_assert_uint_eq(fwrite(data, 1, size, out), size);
    ck_assert_int_eq(fclose(out), 0);
    return scratch;
}

static inline struct scratch scratch_text(const char *text)
{
    return scratch_write(text, strlen(text));
}

#endif
