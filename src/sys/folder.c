#include "sys/folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/buf.h"
#include "base/error.h"

static int by_name(const void *a, const void *b)
{
    const struct sys_entry *left = a, *right = b;
    return strcmp(left->name, right->name);
}

static stet_status add(struct sys_folder *out, DIR *dir, const char *name, stet_error *err)
{
    struct sys_entry entry = {0};
    struct stat st;
    if (!fstatat(dirfd(dir), name, &st, AT_SYMLINK_NOFOLLOW)) {
        entry.folder = S_ISDIR(st.st_mode);
        if (S_ISLNK(st.st_mode) && fstatat(dirfd(dir), name, &st, 0))
            st.st_mode = 0; /* points nowhere */
        entry.regular = S_ISREG(st.st_mode);
    }
    void *entries = out->entries;
    bool room = stet_grow(&entries, &out->capacity, out->count + 1, sizeof entry);
    out->entries = entries;
    entry.name = room ? strdup(name) : NULL;
    if (!entry.name)
        return stet_fail_memory(err);
    out->entries[out->count++] = entry;
    return STET_OK;
}

stet_status sys_folder_list(struct sys_folder *out, const char *path, stet_error *err)
{
    *out = (struct sys_folder){0};
    DIR *dir = opendir(path);
    if (!dir)
        return stet_fail_errno(err, STET_ERR_IO, "cannot list %s", path);
    stet_status status = STET_OK;
    while (!status) {
        errno = 0;
        struct dirent *next = readdir(dir);
        if (!next) {
            if (errno)
                status = stet_fail_errno(err, STET_ERR_IO, "cannot list %s", path);
            break;
        }
        if (strcmp(next->d_name, ".") && strcmp(next->d_name, ".."))
            status = add(out, dir, next->d_name, err);
    }
    closedir(dir);
    if (status)
        sys_folder_free(out);
    else if (out->count)
        qsort(out->entries, out->count, sizeof *out->entries, by_name);
    return status;
}

void sys_folder_free(struct sys_folder *folder)
{
    for (size_t i = 0; i < folder->count; i++)
        free(folder->entries[i].name);
    free(folder->entries);
    *folder = (struct sys_folder){0};
}
