/* Changing what is on disk so that it survives: the steps of a commit, and the lock of whoever may take them.
 *
 * A new file is safe under its name only after: write, sys_sync, sys_rename, sys_folder_sync. All that changes a disk
 * goes through the functions here and sys_write, sys_pwrite and sys_sync of file.h, so that tests can count, fail and
 * undo every one of them (tests/support/faulty_disk.h). */
#ifndef STET_SYS_DISK_H
#define STET_SYS_DISK_H

#include <stdbool.h>
#include <stdint.h>

#include "sys/file.h"

/* A new empty file for reading and writing; what an earlier attempt left under the name is emptied. */
stet_status sys_create(int *out, const char *path, stet_error *err);

/* An existing file for reading and writing. */
stet_status sys_open_update(int *out, const char *path, stet_error *err);

/* As sys_open_read; a file that does not exist is no error: *out is -1. */
stet_status sys_open_if_there(int *out, const char *path, stet_error *err);

stet_status sys_truncate(int file, uint64_t size, const char *name, stet_error *err);
stet_status sys_rename(const char *from, const char *to, stet_error *err);

/* No error when there is none. */
stet_status sys_unlink(const char *path, stet_error *err);

/* Makes a folder; *made is false when there was one already. */
stet_status sys_folder_make(const char *path, bool *made, stet_error *err);

/* Names in the folder on the device: what was created, renamed and unlinked in it. */
stet_status sys_folder_sync(const char *path, stet_error *err);

/* Takes the one lock of a file, which is created when it is not there and must never be removed. The kernel gives it
 * back when the process ends, however it ends. STET_ERR_LOCKED when someone has it: err->offset is the process id of
 * that one, 0 when the system does not tell. */
stet_status sys_lock(int *out, const char *path, stet_error *err);
void sys_unlock(int file);

/* Asks the system to read a part of a map ahead. Advice: nothing can fail. */
void sys_will_need(const struct sys_map *map, size_t offset, size_t size);

#endif
