#include <stet/output.h>

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/failing_alloc.h"
#include "support/folder.h"
#include "support/main.h"
#include "sys/folder.h"

static char folder[200];
static stet_error err;

static void setup(void)
{
    ck_assert(folder_make(folder, sizeof folder));
}

static void teardown(void)
{
    folder_remove(folder);
}

static const char *inside(const char *name)
{
    static char path[300];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

/* A file's content, "(none)" when there is no such file. */
static const char *content(const char *name)
{
    static char text[100];
    FILE *file = fopen(inside(name), "r");
    if (!file)
        return "(none)";
    text[fread(text, 1, sizeof text - 1, file)] = '\0';
    fclose(file);
    return text;
}

static size_t files(void)
{
    struct sys_folder listed;
    ck_assert_int_eq(sys_folder_list(&listed, folder, &err), STET_OK);
    size_t count = listed.count;
    sys_folder_free(&listed);
    return count;
}

static stet_output *open_with(const char *name, const char *text)
{
    stet_output *output = NULL;
    ck_assert_int_eq(stet_output_open(&output, inside(name), &err), STET_OK);
    ck_assert_int_eq(stet_output_write(output, text, strlen(text), &err), STET_OK);
    return output;
}

START_TEST(nothing_stands_under_the_name_before_commit)
{
    stet_output *output = open_with("a", "new");
    ck_assert_int_eq(stet_output_flush(output, &err), STET_OK);
    ck_assert_str_eq(content("a"), "(none)");
    ck_assert_int_eq(stet_output_commit(output, &err), STET_OK);
    ck_assert_str_eq(content("a"), "new");
    ck_assert_uint_eq(files(), 1);
}
END_TEST

START_TEST(the_old_file_stays_until_commit_and_after_abort)
{
    ck_assert_int_eq(stet_output_commit(open_with("a", "old"), &err), STET_OK);
    stet_output *output = open_with("a", "new");
    ck_assert_str_eq(content("a"), "old");
    stet_output_abort(output);
    ck_assert_str_eq(content("a"), "old");
    ck_assert_uint_eq(files(), 1);
    ck_assert_int_eq(stet_output_commit(open_with("a", "new"), &err), STET_OK);
    ck_assert_str_eq(content("a"), "new");
    stet_output_abort(NULL);
}
END_TEST

START_TEST(a_killed_writer_leaves_nothing)
{
    pid_t child = fork();
    if (!child) {
        stet_output *output = open_with("a", "half");
        stet_output_flush(output, &err);
        raise(SIGKILL);
    }
    int how;
    ck_assert_int_eq(waitpid(child, &how, 0), child);
    ck_assert(WIFSIGNALED(how) && WTERMSIG(how) == SIGKILL);
    ck_assert_str_eq(content("a"), "(none)");
}
END_TEST

START_TEST(two_outputs_do_not_meet)
{
    stet_output *first = open_with("a", "first"), *second = open_with("a", "second"), *other = open_with("b", "b");
    ck_assert_int_eq(stet_output_commit(second, &err), STET_OK);
    ck_assert_str_eq(content("a"), "second");
    ck_assert_int_eq(stet_output_commit(first, &err), STET_OK);
    ck_assert_str_eq(content("a"), "first");
    ck_assert_int_eq(stet_output_commit(other, &err), STET_OK);
    ck_assert_uint_eq(files(), 2);
}
END_TEST

START_TEST(a_name_left_by_a_dead_process_is_passed_over)
{
    char name[64];
    snprintf(name, sizeof name, ".stet-%ld-0", (long)getpid());
    FILE *left = fopen(inside(name), "w");
    ck_assert_ptr_nonnull(left);
    fclose(left);
    ck_assert_int_eq(stet_output_commit(open_with("a", "new"), &err), STET_OK);
    ck_assert_str_eq(content("a"), "new");
    ck_assert_uint_eq(files(), 2);
}
END_TEST

START_TEST(permissions_and_links_of_the_target_stay)
{
    ck_assert_int_eq(stet_output_commit(open_with("real", "old"), &err), STET_OK);
    ck_assert_int_eq(chmod(inside("real"), 0640), 0);
    ck_assert_int_eq(symlink("real", inside("link")), 0);
    ck_assert_int_eq(stet_output_commit(open_with("link", "new"), &err), STET_OK);
    ck_assert_str_eq(content("real"), "new");
    struct stat st;
    ck_assert_int_eq(lstat(inside("link"), &st), 0);
    ck_assert(S_ISLNK(st.st_mode));
    ck_assert_int_eq(stat(inside("real"), &st), 0);
    ck_assert_int_eq(st.st_mode & 0777, 0640);
}
END_TEST

START_TEST(a_new_file_gets_what_the_umask_leaves)
{
    umask(027);
    ck_assert_int_eq(stet_output_commit(open_with("a", "new"), &err), STET_OK);
    struct stat st;
    ck_assert_int_eq(stat(inside("a"), &st), 0);
    ck_assert_int_eq(st.st_mode & 0777, 0640);
}
END_TEST

START_TEST(large_and_small_writes_come_out_in_order)
{
    static char block[700000];
    stet_output *output = open_with("a", "");
    size_t sizes[] = {1, 262143, 1, 262144, 700000, 0, 5, 262145};
    size_t total = 0;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        memset(block, (int)('a' + i), sizes[i]);
        ck_assert_int_eq(stet_output_write(output, block, sizes[i], &err), STET_OK);
        total += sizes[i];
    }
    ck_assert_int_eq(stet_output_commit(output, &err), STET_OK);
    FILE *file = fopen(inside("a"), "r");
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        for (size_t j = 0; j < sizes[i]; j++)
            if (fgetc(file) != (int)('a' + i))
                ck_abort_msg("piece %zu, byte %zu", i, j);
    ck_assert_int_eq(ftell(file), (long)total);
    ck_assert_int_eq(fgetc(file), EOF);
    fclose(file);
}
END_TEST

START_TEST(a_full_disk_is_reported_and_final)
{
    if (access("/dev/full", W_OK))
        return; /* a root file system without devices */
    stet_output *output;
    ck_assert_int_eq(stet_output_open(&output, "/dev/full", &err), STET_OK);
    ck_assert_int_eq(stet_output_write(output, "x", 1, &err), STET_OK); /* buffered */
    ck_assert_int_eq(stet_output_flush(output, &err), STET_ERR_IO);
    ck_assert_str_eq(err.message, "cannot write /dev/full: No space left on device");
    ck_assert_int_eq(stet_output_commit(output, &err), STET_ERR_IO);
    struct stat st;
    ck_assert(!stat("/dev/full", &st) && S_ISCHR(st.st_mode)); /* not replaced by a file */
}
END_TEST

START_TEST(a_pipe_is_written_straight)
{
    ck_assert_int_eq(mkfifo(inside("fifo"), 0600), 0);
    int reader = open(inside("fifo"), O_RDONLY | O_NONBLOCK);
    ck_assert_int_ge(reader, 0);
    stet_output *output = open_with("fifo", "through");
    ck_assert_int_eq(stet_output_flush(output, &err), STET_OK);
    char text[16] = "";
    ck_assert_int_eq(read(reader, text, sizeof text), 7);
    ck_assert_str_eq(text, "through");
    ck_assert_int_eq(stet_output_commit(output, &err), STET_OK);
    close(reader);
    struct stat st;
    ck_assert(!stat(inside("fifo"), &st) && S_ISFIFO(st.st_mode));
}
END_TEST

START_TEST(impossible_targets_are_refused_at_once)
{
    stet_output *output;
    ck_assert_int_eq(stet_output_open(&output, folder, &err), STET_ERR_IO);
    ck_assert_ptr_nonnull(strstr(err.message, "it is a folder"));
    ck_assert_ptr_null(output);
    ck_assert_int_eq(stet_output_open(&output, inside("no/such/folder"), &err), STET_ERR_IO);
    ck_assert_ptr_nonnull(strstr(err.message, "no/such/folder"));
    ck_assert_int_eq(stet_output_open(&output, "", &err), STET_ERR_IO);
}
END_TEST

START_TEST(a_commit_that_fails_leaves_no_temporary_file)
{
    stet_output *output = open_with("a", "new");
    ck_assert_int_eq(mkdir(inside("a"), 0700), 0); /* cannot be replaced by a file */
    ck_assert_int_eq(stet_output_commit(output, &err), STET_ERR_IO);
    ck_assert_ptr_nonnull(strstr(err.message, inside("a")));
    ck_assert_uint_eq(files(), 1);
}
END_TEST

START_TEST(any_failed_allocation_leaves_the_old_file)
{
    for (size_t n = 1;; n++) {
        ck_assert_int_eq(stet_output_commit(open_with("a", "old"), &err), STET_OK);
        stet_output *output = NULL;
        failing_alloc_at(n);
        stet_status status = stet_output_open(&output, inside("a"), &err);
        if (!status)
            status = stet_output_write(output, "new", 3, &err);
        if (!status)
            status = stet_output_commit(output, &err);
        else
            stet_output_abort(output);
        bool failed = failing_alloc_stop();
        ck_assert((status != STET_OK) == failed);
        ck_assert_str_eq(content("a"), failed ? "old" : "new");
        ck_assert_uint_eq(files(), 1);
        if (!failed)
            break;
    }
}
END_TEST

START_TEST(what_is_added_is_there_at_once_and_stays)
{
    ck_assert_int_eq(stet_output_commit(open_with("a", "old "), &err), STET_OK);
    for (int end = 0; end < 2; end++) {
        stet_output *output = NULL;
        ck_assert_int_eq(stet_output_append(&output, inside("a"), &err), STET_OK);
        ck_assert_int_eq(stet_output_write(output, "new ", 4, &err), STET_OK);
        ck_assert_int_eq(stet_output_flush(output, &err), STET_OK);
        ck_assert_str_eq(content("a"), end ? "old new new " : "old new ");
        if (end)
            ck_assert_int_eq(stet_output_commit(output, &err), STET_OK);
        else
            stet_output_abort(output);
    }
    ck_assert_str_eq(content("a"), "old new new ");
    stet_output *output = NULL;
    ck_assert_int_eq(stet_output_append(&output, inside("no/such/folder"), &err), STET_ERR_IO);
}
END_TEST

START_TEST(a_file_is_inside_its_own_folder_only)
{
    ck_assert_int_eq(mkdir(inside("below"), 0700), 0);
    ck_assert(stet_output_inside(inside("a"), folder));
    ck_assert(stet_output_inside(inside("below/../a"), folder));
    ck_assert(!stet_output_inside(inside("below/a"), folder));
    ck_assert(!stet_output_inside("a", folder));
    ck_assert(!stet_output_inside(inside("none/a"), inside("none")));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("sys/output");
    TCase *tests = tcase_create("all");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, nothing_stands_under_the_name_before_commit);
    tcase_add_test(tests, the_old_file_stays_until_commit_and_after_abort);
    tcase_add_test(tests, a_killed_writer_leaves_nothing);
    tcase_add_test(tests, two_outputs_do_not_meet);
    tcase_add_test(tests, a_name_left_by_a_dead_process_is_passed_over);
    tcase_add_test(tests, permissions_and_links_of_the_target_stay);
    tcase_add_test(tests, a_new_file_gets_what_the_umask_leaves);
    tcase_add_test(tests, large_and_small_writes_come_out_in_order);
    tcase_add_test(tests, a_full_disk_is_reported_and_final);
    tcase_add_test(tests, a_pipe_is_written_straight);
    tcase_add_test(tests, impossible_targets_are_refused_at_once);
    tcase_add_test(tests, a_commit_that_fails_leaves_no_temporary_file);
    tcase_add_test(tests, any_failed_allocation_leaves_the_old_file);
    tcase_add_test(tests, what_is_added_is_there_at_once_and_stays);
    tcase_add_test(tests, a_file_is_inside_its_own_folder_only);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
