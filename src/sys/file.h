/* Reading and writing files: whole transfers, and errors that name the file.
 *
 * Every function that takes a `name` uses it for messages only. A read or write that a signal interrupts is resumed;
 * one that moves fewer bytes than asked is continued. All files are opened close-on-exec. */
#ifndef STET_SYS_FILE_H
#define STET_SYS_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <stet/status.h>

/* What a file is; equal before and after, it has not been changed in between. */
struct sys_info {
    uint64_t device, inode;
    uint64_t size;
    int64_t modified; /* nanoseconds since 1970 */
    bool regular, folder;
};

stet_status sys_info(const char *path, struct sys_info *out, stet_error *err);
stet_status sys_info_of(int file, const char *name, struct sys_info *out, stet_error *err);

/* Opens for reading; a folder is refused with a message that says so. Close with sys_close. */
stet_status sys_open_read(int *out, const char *path, stet_error *err);

/* The same file under a number above those of the standard streams; -1 stays -1, and -1 with errno when that fails.
 * Where one of these is closed, a file that has just been opened has its number, and what is meant for stderr or stdout
 * would go into it. Every open for longer than a moment goes through this. */
int sys_beyond_standard(int file);

/* Closes a file that was only read, or whose content no longer matters; -1 is allowed. */
void sys_close(int file);

/* Tells the system that the file will be read from front to back. Advice: nothing can fail. */
void sys_read_ahead(int file);

/* Tells the system that what is before `offset` need not stay in its cache. Advice as well. */
void sys_read_behind(int file, uint64_t offset);

/* Reads what one call gives, at most `size`; *got is 0 at the end only (or when size is). */
stet_status sys_read(int file, void *data, size_t size, size_t *got, const char *name, stet_error *err);

/* Reads until `size` bytes are there or the file ends. */
stet_status sys_read_full(int file, void *data, size_t size, size_t *got, const char *name, stet_error *err);

/* Reads exactly `size` bytes at `offset`; a file that ends before is STET_ERR_IO. */
stet_status sys_pread(int file, void *data, size_t size, uint64_t offset, const char *name, stet_error *err);

/* Write all or fail; how much was written before a failure is unknown. */
stet_status sys_write(int file, const void *data, size_t size, const char *name, stet_error *err);
stet_status sys_pwrite(int file, const void *data, size_t size, uint64_t offset, const char *name, stet_error *err);

/* Bytes on the device. After a failure the system may have dropped the bytes and will report success the next time:
 * never call it again for this file, the content is lost. */
stet_status sys_sync(int file, const char *name, stet_error *err);

/* A file's bytes, mapped read-only. */
struct sys_map {
    const unsigned char *data; /* NULL when size is 0 */
    size_t size;
};

stet_status sys_map(struct sys_map *out, int file, const char *name, stet_error *err);
void sys_unmap(struct sys_map *map);

/* Asks the system to have these bytes of a map in memory soon, without waiting. Advice: nothing can fail. */
void sys_map_want(const void *data, size_t size);

#endif
