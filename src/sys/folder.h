/* What is in a folder, in an order that does not depend on the file system. */
#ifndef STET_SYS_FOLDER_H
#define STET_SYS_FOLDER_H

#include <stdbool.h>
#include <stddef.h>

#include <stet/status.h>

struct sys_entry {
    char *name;   /* without the folder */
    bool folder;  /* a folder itself, not a symbolic link to one: following links could go round in circles */
    bool regular; /* a regular file, or a symbolic link to one */
};

struct sys_folder {
    struct sys_entry *entries; /* sorted by the bytes of their names; without "." and ".." */
    size_t count;
    size_t capacity;
};

/* Lists one folder, not those inside it. Release with sys_folder_free. */
stet_status sys_folder_list(struct sys_folder *out, const char *path, stet_error *err);
void sys_folder_free(struct sys_folder *folder);

#endif
