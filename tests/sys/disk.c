#include "sys/disk.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/folder.h"
#include "support/main.h"
#include "sys/thread.h"

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
    static char paths[2][300];
    static unsigned turn;
    char *path = paths[turn++ % 2];
    snprintf(path, sizeof paths[0], "%s/%s", folder, name);
    return path;
}

START_TEST(a_file_is_written_renamed_shortened_and_removed)
{
    int file;
    struct sys_info info;
    ck_assert_int_eq(sys_create(&file, inside("a"), &err), STET_OK);
    ck_assert_int_eq(sys_write(file, "12345", 5, "a", &err), STET_OK);
    ck_assert_int_eq(sys_truncate(file, 3, "a", &err), STET_OK);
    ck_assert_int_eq(sys_sync(file, "a", &err), STET_OK);
    sys_close(file);
    ck_assert_int_eq(sys_rename(inside("a"), inside("b"), &err), STET_OK);
    ck_assert_int_eq(sys_folder_sync(folder, &err), STET_OK);
    ck_assert_int_eq(sys_open_if_there(&file, inside("a"), &err), STET_OK);
    ck_assert_int_eq(file, -1);
    ck_assert_int_eq(sys_open_update(&file, inside("b"), &err), STET_OK);
    ck_assert_int_eq(sys_info_of(file, "b", &info, &err), STET_OK);
    ck_assert_uint_eq(info.size, 3);
    sys_close(file);
    ck_assert_int_eq(sys_unlink(inside("b"), &err), STET_OK);
    ck_assert_int_eq(sys_unlink(inside("b"), &err), STET_OK);
}
END_TEST

START_TEST(failures_name_what_they_are_about)
{
    int file;
    bool made;
    ck_assert_int_eq(sys_create(&file, inside("no/such"), &err), STET_ERR_IO);
    ck_assert_ptr_nonnull(strstr(err.message, "no/such"));
    ck_assert_int_eq(sys_open_update(&file, inside("missing"), &err), STET_ERR_IO);
    ck_assert_int_eq(sys_open_if_there(&file, inside("no/such"), &err), STET_OK); /* there is no such folder, either */
    ck_assert_int_eq(sys_rename(inside("missing"), inside("x"), &err), STET_ERR_IO);
    ck_assert_ptr_nonnull(strstr(err.message, "missing"));
    ck_assert_int_eq(sys_unlink(folder, &err), STET_ERR_IO);
    ck_assert_int_eq(sys_folder_sync(inside("missing"), &err), STET_ERR_IO);
    ck_assert_int_eq(sys_folder_make(inside("new"), &made, &err), STET_OK);
    ck_assert(made);
    ck_assert_int_eq(sys_folder_make(inside("new"), &made, &err), STET_OK);
    ck_assert(!made);
    ck_assert_int_eq(sys_folder_make(inside("no/such"), &made, &err), STET_ERR_IO);
    ck_assert_int_eq(sys_lock(&file, inside("no/such"), &err), STET_ERR_IO);
}
END_TEST

START_TEST(a_lock_keeps_out_others_and_this_very_process)
{
    int lock, other, ready[2];
    char byte;
    ck_assert_int_eq(sys_lock(&lock, inside("LOCK"), &err), STET_OK);
    for (int i = 0; i < 2; i++) { /* again, since closing a file takes the holder's record lock away */
        ck_assert_int_eq(sys_lock(&other, inside("LOCK"), &err), STET_ERR_LOCKED);
        ck_assert_uint_eq(err.offset, (uint64_t)getpid());
    }
    pid_t parent = getpid(), child = fork();
    if (!child)
        _exit(sys_lock(&other, inside("LOCK"), &err) == STET_ERR_LOCKED && err.offset == (uint64_t)parent ? 0 : 1);
    int status;
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert_int_eq(status, 0);
    sys_unlock(lock);
    ck_assert_int_eq(pipe(ready), 0);
    child = fork();
    if (!child) {
        if (sys_lock(&other, inside("LOCK"), NULL) || write(ready[1], "", 1) != 1)
            _exit(1);
        pause();
    }
    ck_assert_int_eq(read(ready[0], &byte, 1), 1);
    ck_assert_int_eq(sys_lock(&lock, inside("LOCK"), &err), STET_ERR_LOCKED);
    ck_assert_uint_eq(err.offset, (uint64_t)child);
    kill(child, SIGKILL);
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert_int_eq(sys_lock(&lock, inside("LOCK"), &err), STET_OK);
    sys_unlock(lock);
    close(ready[0]);
    close(ready[1]);
}
END_TEST

static void *set(void *arg)
{
    *(int *)arg = 1;
    return NULL;
}

START_TEST(a_thread_is_waited_for_and_a_wait_ends)
{
    int done = 0;
    struct sys_thread thread = {0};
    pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    pthread_cond_t cond;
    sys_thread_join(&thread);
    ck_assert_int_eq(sys_thread_start(&thread, set, &done, &err), STET_OK);
    sys_thread_join(&thread);
    ck_assert_int_eq(done, 1);
    ck_assert_int_eq(sys_cond_init(&cond, &err), STET_OK);
    pthread_mutex_lock(&lock);
    while (sys_cond_wait_for(&cond, &lock, 1))
        ;
    pthread_mutex_unlock(&lock);
    pthread_cond_destroy(&cond);
}
END_TEST

static Suite *suite(void)
{
    Suite *suite = suite_create("sys/disk");
    TCase *tests = tcase_create("");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, a_file_is_written_renamed_shortened_and_removed);
    tcase_add_test(tests, failures_name_what_they_are_about);
    tcase_add_test(tests, a_lock_keeps_out_others_and_this_very_process);
    tcase_add_test(tests, a_thread_is_waited_for_and_a_wait_ends);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    return run_suite(suite());
}
