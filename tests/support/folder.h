/* A folder of its own for each test, gone afterwards. */
#ifndef STET_TESTS_FOLDER_H
#define STET_TESTS_FOLDER_H

#include <ftw.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static inline int folder_remove_one(const char *path, const struct stat *st, int kind, struct FTW *walk)
{
    (void)st, (void)kind, (void)walk;
    return remove(path);
}

/* Makes a new folder and writes its path; false when that fails. */
static inline bool folder_make(char *path, size_t size)
{
    const char *base = getenv("TMPDIR");
    snprintf(path, size, "%s/stet-test-XXXXXX", base && *base ? base : "/tmp");
    return mkdtemp(path) != NULL;
}

static inline void folder_remove(const char *path)
{
    nftw(path, folder_remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

/* For programs that make thousands of folders: in memory, if there is such a place and no other is asked for. */
static inline void folder_in_memory(void)
{
    if (!access("/dev/shm", W_OK | X_OK))
        setenv("TMPDIR", "/dev/shm", 0);
}

#endif
