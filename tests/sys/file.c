#include "sys/file.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/failing_alloc.h"
#include "support/folder.h"
#include "support/main.h"
#include "sys/folder.h"
#include "sys/temp.h"

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

static void put(const char *name, const char *text)
{
    FILE *file = fopen(inside(name), "w");
    ck_assert_ptr_nonnull(file);
    ck_assert_int_ge(fputs(text, file), 0);
    ck_assert_int_eq(fclose(file), 0);
}

START_TEST(a_missing_file_is_an_error_that_names_it)
{
    int file = -1;
    ck_assert_int_eq(sys_open_read(&file, inside("nothing"), &err), STET_ERR_IO);
    ck_assert_int_eq(file, -1);
    ck_assert_ptr_nonnull(strstr(err.message, inside("nothing")));
    ck_assert_ptr_nonnull(strstr(err.message, "No such file"));
    struct sys_info info;
    ck_assert_int_eq(sys_info(inside("nothing"), &info, &err), STET_ERR_IO);
}
END_TEST

START_TEST(a_folder_cannot_be_read_as_a_file)
{
    int file;
    ck_assert_int_eq(sys_open_read(&file, folder, &err), STET_ERR_IO);
    ck_assert_ptr_nonnull(strstr(err.message, "it is a folder"));
}
END_TEST

START_TEST(files_are_closed_when_another_program_runs)
{
    put("a", "text");
    int file, temp;
    ck_assert_int_eq(sys_open_read(&file, inside("a"), &err), STET_OK);
    ck_assert_int_eq(sys_temp_open(&temp, folder, &err), STET_OK);
    ck_assert_int_ne(fcntl(file, F_GETFD) & FD_CLOEXEC, 0);
    ck_assert_int_ne(fcntl(temp, F_GETFD) & FD_CLOEXEC, 0);
    sys_close(file);
    sys_close(temp);
}
END_TEST

START_TEST(info_changes_with_the_file)
{
    put("a", "text");
    struct sys_info before, same, after;
    ck_assert_int_eq(sys_info(inside("a"), &before, &err), STET_OK);
    int file;
    ck_assert_int_eq(sys_open_read(&file, inside("a"), &err), STET_OK);
    ck_assert_int_eq(sys_info_of(file, "a", &same, &err), STET_OK);
    sys_close(file);
    ck_assert(before.regular && !before.folder && before.size == 4);
    ck_assert(same.device == before.device && same.inode == before.inode && same.modified == before.modified);
    put("b", "longer text");
    ck_assert_int_eq(sys_info(inside("b"), &after, &err), STET_OK);
    ck_assert(after.inode != before.inode && after.size == 11);
    ck_assert_int_eq(sys_info(folder, &after, &err), STET_OK);
    ck_assert(after.folder && !after.regular);
}
END_TEST

START_TEST(a_temporary_file_has_no_name_and_keeps_what_is_written)
{
    int file;
    ck_assert_int_eq(sys_temp_open(&file, folder, &err), STET_OK);
    struct sys_folder listed;
    ck_assert_int_eq(sys_folder_list(&listed, folder, &err), STET_OK);
    ck_assert_uint_eq(listed.count, 0);
    sys_folder_free(&listed);
    ck_assert_int_eq(sys_pwrite(file, "world", 5, 6, "temp", &err), STET_OK);
    ck_assert_int_eq(sys_write(file, "hello ", 6, "temp", &err), STET_OK);
    char text[12] = "";
    ck_assert_int_eq(sys_pread(file, text, 11, 0, "temp", &err), STET_OK);
    ck_assert_str_eq(text, "hello world");
    sys_close(file);
    ck_assert_int_eq(sys_temp_open(&file, inside("missing"), &err), STET_ERR_IO);
    ck_assert_ptr_nonnull(strstr(err.message, inside("missing")));
}
END_TEST

START_TEST(reading_past_the_end_is_told_apart)
{
    put("a", "0123456789");
    int file;
    ck_assert_int_eq(sys_open_read(&file, inside("a"), &err), STET_OK);
    char text[32];
    ck_assert_int_eq(sys_pread(file, text, 11, 0, "a", &err), STET_ERR_IO);
    ck_assert_ptr_nonnull(strstr(err.message, "byte 10"));
    size_t got;
    ck_assert_int_eq(sys_read_full(file, text, sizeof text, &got, "a", &err), STET_OK);
    ck_assert_uint_eq(got, 10);
    ck_assert_int_eq(sys_read(file, text, sizeof text, &got, "a", &err), STET_OK);
    ck_assert_uint_eq(got, 0);
    ck_assert_int_eq(sys_write(file, "x", 1, "a", &err), STET_ERR_IO); /* opened for reading */
    sys_close(file);
}
END_TEST

static void on_alarm(int number)
{
    (void)number;
}

/* Sends bytes in small lots, with a signal to the reader between them. */
static void *trickle(void *arg)
{
    int to = ((int *)arg)[0];
    for (int i = 0; i < 200; i++) {
        kill(getpid(), SIGUSR1);
        usleep(200);
        if (write(to, "0123456789", 10) != 10)
            break;
    }
    close(to);
    return NULL;
}

START_TEST(signals_and_short_reads_do_not_show)
{
    struct sigaction action = {.sa_handler = on_alarm}; /* without SA_RESTART: reads are broken off */
    sigaction(SIGUSR1, &action, NULL);
    int ends[2];
    ck_assert_int_eq(pipe(ends), 0);
    sigset_t usr1;
    sigemptyset(&usr1);
    sigaddset(&usr1, SIGUSR1);
    pthread_t thread;
    pthread_sigmask(SIG_BLOCK, &usr1, NULL); /* the writer inherits this, so that the reader is hit */
    ck_assert_int_eq(pthread_create(&thread, NULL, trickle, &ends[1]), 0);
    pthread_sigmask(SIG_UNBLOCK, &usr1, NULL);
    char text[3000];
    size_t got;
    ck_assert_int_eq(sys_read_full(ends[0], text, sizeof text, &got, "pipe", &err), STET_OK);
    ck_assert_uint_eq(got, 2000);
    for (size_t i = 0; i < got; i++)
        ck_assert_int_eq(text[i], (int)('0' + i % 10));
    pthread_join(thread, NULL);
    close(ends[0]);
}
END_TEST

/* Reads slowly from a pipe that the other end fills with one large write. */
static void *drain(void *arg)
{
    int from = ((int *)arg)[0];
    static size_t total;
    char text[777];
    ssize_t n;
    total = 0;
    while ((n = read(from, text, sizeof text)) > 0) {
        total += (size_t)n;
        kill(getpid(), SIGUSR1);
    }
    return &total;
}

START_TEST(signals_and_short_writes_do_not_show)
{
    struct sigaction action = {.sa_handler = on_alarm};
    sigaction(SIGUSR1, &action, NULL);
    int ends[2];
    ck_assert_int_eq(pipe(ends), 0);
    sigset_t usr1;
    sigemptyset(&usr1);
    sigaddset(&usr1, SIGUSR1);
    pthread_t thread;
    pthread_sigmask(SIG_BLOCK, &usr1, NULL);
    ck_assert_int_eq(pthread_create(&thread, NULL, drain, &ends[0]), 0);
    pthread_sigmask(SIG_UNBLOCK, &usr1, NULL);
    static char text[1 << 20];
    ck_assert_int_eq(sys_write(ends[1], text, sizeof text, "pipe", &err), STET_OK);
    close(ends[1]);
    void *total;
    pthread_join(thread, &total);
    ck_assert_uint_eq(*(size_t *)total, sizeof text);
    close(ends[0]);
}
END_TEST

START_TEST(a_full_disk_is_reported)
{
    int full = open("/dev/full", O_WRONLY);
    if (full < 0)
        return; /* a root file system without devices */
    ck_assert_int_eq(sys_write(full, "x", 1, "/dev/full", &err), STET_ERR_IO);
    ck_assert_str_eq(err.message, "cannot write /dev/full: No space left on device");
    close(full);
}
END_TEST

START_TEST(a_map_shows_the_file)
{
    put("a", "mapped text");
    put("empty", "");
    int file;
    struct sys_map map;
    ck_assert_int_eq(sys_open_read(&file, inside("a"), &err), STET_OK);
    ck_assert_int_eq(sys_map(&map, file, "a", &err), STET_OK);
    sys_close(file);
    ck_assert_uint_eq(map.size, 11);
    ck_assert_mem_eq(map.data, "mapped text", 11);
    sys_unmap(&map);
    ck_assert_int_eq(sys_open_read(&file, inside("empty"), &err), STET_OK);
    ck_assert_int_eq(sys_map(&map, file, "empty", &err), STET_OK);
    ck_assert_uint_eq(map.size, 0);
    sys_unmap(&map);
    sys_close(file);
    ck_assert_int_eq(sys_open_read(&file, "/dev/null", &err), STET_OK);
    ck_assert_int_eq(sys_map(&map, file, "/dev/null", &err), STET_ERR_IO);
    sys_close(file);
}
END_TEST

START_TEST(a_folder_is_listed_in_the_order_of_bytes)
{
    const char *const names[] = {"b.txt", "a.txt", "\xc3\xa9", "B", "a", ".hidden"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        put(names[i], "");
    char target[300];
    ck_assert_int_eq(mkdir(inside("sub"), 0700), 0);
    snprintf(target, sizeof target, "%s", inside("sub"));
    ck_assert_int_eq(symlink(target, inside("to-folder")), 0);
    ck_assert_int_eq(symlink("a", inside("to-file")), 0);
    ck_assert_int_eq(symlink("gone", inside("to-nothing")), 0);
    struct sys_folder listed;
    ck_assert_int_eq(sys_folder_list(&listed, folder, &err), STET_OK);
    const char *const sorted[] = {".hidden", "B",       "a",         "a.txt",      "b.txt",
                                  "sub",     "to-file", "to-folder", "to-nothing", "\xc3\xa9"};
    ck_assert_uint_eq(listed.count, sizeof sorted / sizeof *sorted);
    for (size_t i = 0; i < listed.count; i++) {
        ck_assert_str_eq(listed.entries[i].name, sorted[i]);
        ck_assert(listed.entries[i].folder == !strcmp(sorted[i], "sub"));
        bool other = !strcmp(sorted[i], "sub") || !strcmp(sorted[i], "to-folder") || !strcmp(sorted[i], "to-nothing");
        ck_assert(listed.entries[i].regular == !other);
    }
    sys_folder_free(&listed);
    ck_assert_int_eq(sys_folder_list(&listed, inside("a"), &err), STET_ERR_IO);
    ck_assert_uint_eq(listed.count, 0);
}
END_TEST

START_TEST(listing_survives_any_failed_allocation)
{
    for (int i = 0; i < 40; i++) {
        char name[16];
        snprintf(name, sizeof name, "f%d", i);
        put(name, "");
    }
    for (size_t n = 1;; n++) {
        struct sys_folder listed;
        failing_alloc_at(n);
        stet_status status = sys_folder_list(&listed, folder, &err);
        bool failed = failing_alloc_stop();
        ck_assert_int_eq(status, failed ? STET_ERR_MEMORY : STET_OK);
        ck_assert_uint_eq(listed.count, failed ? 0 : 40);
        sys_folder_free(&listed);
        if (!failed)
            break;
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("sys/file");
    TCase *tests = tcase_create("all");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, a_missing_file_is_an_error_that_names_it);
    tcase_add_test(tests, a_folder_cannot_be_read_as_a_file);
    tcase_add_test(tests, files_are_closed_when_another_program_runs);
    tcase_add_test(tests, info_changes_with_the_file);
    tcase_add_test(tests, a_temporary_file_has_no_name_and_keeps_what_is_written);
    tcase_add_test(tests, reading_past_the_end_is_told_apart);
    tcase_add_test(tests, signals_and_short_reads_do_not_show);
    tcase_add_test(tests, signals_and_short_writes_do_not_show);
    tcase_add_test(tests, a_full_disk_is_reported);
    tcase_add_test(tests, a_map_shows_the_file);
    tcase_add_test(tests, a_folder_is_listed_in_the_order_of_bytes);
    tcase_add_test(tests, listing_survives_any_failed_allocation);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
