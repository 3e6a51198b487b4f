#include "sys/disk.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"

static int open_again(const char *path, int flags)
{
    int file;
    do
        file = open(path, flags | O_CLOEXEC | O_NOCTTY, 0666);
    while (file < 0 && errno == EINTR);
    return file;
}

stet_status sys_create(int *out, const char *path, stet_error *err)
{
    int file = open_again(path, O_RDWR | O_CREAT | O_TRUNC);
    if (file < 0)
        return stet_fail_errno(err, STET_ERR_IO, "cannot create %s", path);
    *out = file;
    return STET_OK;
}

stet_status sys_open_update(int *out, const char *path, stet_error *err)
{
    int file = open_again(path, O_RDWR);
    if (file < 0)
        return stet_fail_errno(err, STET_ERR_IO, "cannot open %s for writing", path);
    *out = file;
    return STET_OK;
}

stet_status sys_open_if_there(int *out, const char *path, stet_error *err)
{
    *out = open_again(path, O_RDONLY);
    if (*out < 0 && errno != ENOENT)
        return stet_fail_errno(err, STET_ERR_IO, "cannot open %s", path);
    return STET_OK;
}

stet_status sys_truncate(int file, uint64_t size, const char *name, stet_error *err)
{
    int failed;
    do
        failed = ftruncate(file, (off_t)size);
    while (failed && errno == EINTR);
    return failed ? stet_fail_errno(err, STET_ERR_IO, "cannot shorten %s", name) : STET_OK;
}

stet_status sys_rename(const char *from, const char *to, stet_error *err)
{
    return rename(from, to) ? stet_fail_errno(err, STET_ERR_IO, "cannot rename %s to %s", from, to) : STET_OK;
}

stet_status sys_unlink(const char *path, stet_error *err)
{
    return unlink(path) && errno != ENOENT ? stet_fail_errno(err, STET_ERR_IO, "cannot remove %s", path) : STET_OK;
}

stet_status sys_folder_make(const char *path, bool *made, stet_error *err)
{
    *made = !mkdir(path, 0777);
    return !*made && errno != EEXIST ? stet_fail_errno(err, STET_ERR_IO, "cannot make the folder %s", path) : STET_OK;
}

stet_status sys_folder_sync(const char *path, stet_error *err)
{
    int folder = open_again(path, O_RDONLY | O_DIRECTORY);
    if (folder < 0)
        return stet_fail_errno(err, STET_ERR_IO, "cannot open %s", path);
    stet_status status = sys_sync(folder, path, err);
    sys_close(folder);
    return status;
}

/* Two locks on a byte each, since neither does all: the first belongs to the open file, so that it keeps out another
 * thread of this process as well; the second tells who holds it. The number in the file is no lock and no matter. */
static const struct flock exclusive_lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = 0, .l_len = 1};
static const struct flock named_lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = 1, .l_len = 1};

/* Who has the lock: as the kernel says; it does not name this process itself, and forgets when another thread of the
 * holder has closed the file. Then as the file says. */
static long holder_of(int file)
{
    struct flock lock = named_lock;
    if (!fcntl(file, F_GETLK, &lock) && lock.l_type != F_UNLCK && lock.l_pid > 0)
        return (long)lock.l_pid;
    char text[24] = "";
    ssize_t n = pread(file, text, sizeof text - 1, 0);
    long holder = n > 0 ? strtol(text, NULL, 10) : 0;
    return holder > 0 ? holder : 0;
}

static stet_status refuse(stet_error *err, const char *path, int file)
{
    long holder = holder_of(file);
    stet_status status = stet_fail(err, STET_ERR_LOCKED, "%s is held by process %ld", path, holder);
    if (err)
        err->offset = (uint64_t)holder;
    return status;
}

static stet_status take(int file, const char *path, stet_error *err)
{
    struct flock exclusive = exclusive_lock, named = named_lock;
    if (fcntl(file, F_OFD_SETLK, &exclusive) || fcntl(file, F_SETLK, &named))
        return errno == EACCES || errno == EAGAIN ? refuse(err, path, file)
                                                  : stet_fail_errno(err, STET_ERR_IO, "cannot lock %s", path);
    char text[24];
    int size = snprintf(text, sizeof text, "%-12ld\n", (long)getpid());
    return sys_pwrite(file, text, (size_t)size, 0, path, err);
}

stet_status sys_lock(int *out, const char *path, stet_error *err)
{
    int file = open_again(path, O_RDWR | O_CREAT);
    if (file < 0)
        return stet_fail_errno(err, STET_ERR_IO, "cannot open %s", path);
    stet_status status = take(file, path, err);
    if (status) {
        sys_close(file);
        return status;
    }
    *out = file;
    return STET_OK;
}

void sys_unlock(int file)
{
    if (ftruncate(file, 0)) { /* the number goes with its process; nobody minds when it stays */
    }
    sys_close(file);
}

void sys_will_need(const struct sys_map *map, size_t offset, size_t size)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    if (offset >= map->size || !size)
        return;
    size_t end = size < map->size - offset ? offset + size : map->size;
    offset -= offset % page;
    (void)posix_madvise((void *)(uintptr_t)(map->data + offset), end - offset, POSIX_MADV_WILLNEED);
}
