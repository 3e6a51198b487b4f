#include "sys/file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"

/* Linux moves at most 2,147,479,552 bytes a call; ask for less than that. */
#define LARGEST_CALL ((size_t)1 << 30)

static void fill_info(const struct stat *st, struct sys_info *out)
{
    *out = (struct sys_info){
        .device = (uint64_t)st->st_dev,
        .inode = (uint64_t)st->st_ino,
        .size = (uint64_t)st->st_size,
        .modified = (int64_t)st->st_mtim.tv_sec * INT64_C(1000000000) + st->st_mtim.tv_nsec,
        .regular = S_ISREG(st->st_mode),
        .folder = S_ISDIR(st->st_mode),
    };
}

stet_status sys_info(const char *path, struct sys_info *out, stet_error *err)
{
    struct stat st;
    if (stat(path, &st))
        return stet_fail_errno(err, STET_ERR_IO, "%s", path);
    fill_info(&st, out);
    return STET_OK;
}

stet_status sys_info_of(int file, const char *name, struct sys_info *out, stet_error *err)
{
    struct stat st;
    if (fstat(file, &st))
        return stet_fail_errno(err, STET_ERR_IO, "%s", name);
    fill_info(&st, out);
    return STET_OK;
}

int sys_beyond_standard(int file)
{
    if (file < 0 || file > STDERR_FILENO)
        return file;
    int beyond = fcntl(file, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    int reason = errno;
    close(file);
    errno = reason;
    return beyond;
}

stet_status sys_open_read(int *out, const char *path, stet_error *err)
{
    int file;
    do
        file = sys_beyond_standard(open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY));
    while (file < 0 && errno == EINTR);
    if (file < 0)
        return stet_fail_errno(err, STET_ERR_IO, "cannot open %s", path);
    struct sys_info info = {0};
    stet_status status = sys_info_of(file, path, &info, err);
    if (!status && info.folder)
        status = stet_fail(err, STET_ERR_IO, "cannot read %s: it is a folder", path);
    if (status) {
        sys_close(file);
        return status;
    }
    *out = file;
    return STET_OK;
}

void sys_close(int file)
{
    if (file >= 0)
        close(file);
}

void sys_read_ahead(int file)
{
    (void)posix_fadvise(file, 0, 0, POSIX_FADV_SEQUENTIAL);
}

void sys_read_behind(int file, uint64_t offset)
{
    (void)posix_fadvise(file, 0, (off_t)offset, POSIX_FADV_DONTNEED);
}

static size_t bounded(size_t size)
{
    return size < LARGEST_CALL ? size : LARGEST_CALL;
}

stet_status sys_read(int file, void *data, size_t size, size_t *got, const char *name, stet_error *err)
{
    ssize_t n;
    do
        n = read(file, data, bounded(size));
    while (n < 0 && errno == EINTR);
    *got = n < 0 ? 0 : (size_t)n;
    return n < 0 ? stet_fail_errno(err, STET_ERR_IO, "cannot read %s", name) : STET_OK;
}

stet_status sys_read_full(int file, void *data, size_t size, size_t *got, const char *name, stet_error *err)
{
    char *to = data;
    *got = 0;
    while (*got < size) {
        size_t n;
        stet_status status = sys_read(file, to + *got, size - *got, &n, name, err);
        if (status)
            return status;
        if (!n)
            break;
        *got += n;
    }
    return STET_OK;
}

stet_status sys_pread(int file, void *data, size_t size, uint64_t offset, const char *name, stet_error *err)
{
    char *to = data;
    while (size) {
        ssize_t n = pread(file, to, bounded(size), (off_t)offset);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return stet_fail_errno(err, STET_ERR_IO, "cannot read %s", name);
        if (!n)
            return stet_fail(err, STET_ERR_IO, "cannot read %s: it ends at byte %llu, where more was expected", name,
                             (unsigned long long)offset);
        to += n;
        size -= (size_t)n;
        offset += (uint64_t)n;
    }
    return STET_OK;
}

stet_status sys_write(int file, const void *data, size_t size, const char *name, stet_error *err)
{
    const char *from = data;
    while (size) {
        ssize_t n = write(file, from, bounded(size));
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return stet_fail_errno(err, STET_ERR_IO, "cannot write %s", name);
        from += n;
        size -= (size_t)n;
    }
    return STET_OK;
}

stet_status sys_pwrite(int file, const void *data, size_t size, uint64_t offset, const char *name, stet_error *err)
{
    const char *from = data;
    while (size) {
        ssize_t n = pwrite(file, from, bounded(size), (off_t)offset);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return stet_fail_errno(err, STET_ERR_IO, "cannot write %s", name);
        from += n;
        size -= (size_t)n;
        offset += (uint64_t)n;
    }
    return STET_OK;
}

stet_status sys_sync(int file, const char *name, stet_error *err)
{
    return fsync(file) ? stet_fail_errno(err, STET_ERR_IO, "cannot write %s to its device", name) : STET_OK;
}

stet_status sys_map(struct sys_map *out, int file, const char *name, stet_error *err)
{
    struct sys_info info = {0};
    stet_status status = sys_info_of(file, name, &info, err);
    if (status)
        return status;
    if (!info.regular || info.size > SIZE_MAX)
        return stet_fail(err, STET_ERR_IO, "cannot map %s: not a regular file that fits the address space", name);
    *out = (struct sys_map){NULL, 0};
    if (!info.size)
        return STET_OK;
    void *data = mmap(NULL, (size_t)info.size, PROT_READ, MAP_SHARED, file, 0);
    if (data == MAP_FAILED)
        return stet_fail_errno(err, STET_ERR_IO, "cannot map %s", name);
    *out = (struct sys_map){data, (size_t)info.size};
    return STET_OK;
}

void sys_unmap(struct sys_map *map)
{
    if (map->size)
        munmap((void *)(uintptr_t)map->data, map->size);
    *map = (struct sys_map){NULL, 0};
}

void sys_map_want(const void *data, size_t size)
{
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE), begin = (uintptr_t)data / page * page;
    int before = errno;
    (void)madvise((void *)begin, (uintptr_t)data + size - begin, MADV_WILLNEED);
    errno = before;
}
