#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "support/main.h"

/* Runs `command` under stet-measure; its exit status, and the number called `name` in the report. */
static int measure(const char *command, const char *name, double *number)
{
    char line[512], report[256] = "", path[] = "/tmp/stet-measure-XXXXXX";
    int fd = mkstemp(path);
    ck_assert_int_ge(fd, 0);
    snprintf(line, sizeof line, "%s -o %s %s", STET_MEASURE, path, command);
    int status = system(line);
    FILE *file = fdopen(fd, "r");
    ck_assert_ptr_nonnull(file);
    ck_assert_ptr_nonnull(fgets(report, sizeof report, file));
    fclose(file);
    remove(path);
    const char *at = strstr(report, name);
    ck_assert_msg(at != NULL, "%s", report);
    *number = strtod(at + strlen(name), NULL);
    return WEXITSTATUS(status);
}

START_TEST(exit_status_is_the_commands)
{
    double status;
    ck_assert_int_eq(measure("sh -c 'exit 3'", "\"status\":", &status), 3);
    ck_assert(status == 3);
    ck_assert_int_eq(measure("true", "\"status\":", &status), 0);
    ck_assert(status == 0);
    ck_assert_int_eq(measure("/nonexistent/command 2>/dev/null", "\"status\":", &status), 127);
}
END_TEST

START_TEST(peak_is_the_commands)
{
    double small, large;
    ck_assert_int_eq(measure("true", "\"peak\":", &small), 0);
    ck_assert_int_eq(measure("dd if=/dev/zero of=/dev/null bs=64M count=1 2>/dev/null", "\"peak\":", &large), 0);
    ck_assert(small > 100e3);
    ck_assert(large > small + 60e6);
}
END_TEST

START_TEST(options_of_the_command_are_its_own)
{
    double status;
    ck_assert_int_eq(measure("test -o = -o", "\"status\":", &status), 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("measure");
    TCase *tests = tcase_create("measure");
    tcase_add_test(tests, exit_status_is_the_commands);
    tcase_add_test(tests, peak_is_the_commands);
    tcase_add_test(tests, options_of_the_command_are_its_own);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
