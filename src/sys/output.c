/* The order of stet_output_commit:
 *
 *     1 write the buffer         3 give the file a temporary name     5 sync the folder
 *     2 sync the file            4 rename it over the target
 *
 * Without 2 a power cut may leave an empty file under the target's name, without 5 the old one after success was
 * reported. The unnamed file (O_TMPFILE) leaves nothing behind even after SIGKILL; linkat cannot replace a name, hence
 * the detour over a temporary one. */
#include <stet/output.h>

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "sys/file.h"

#define BUFFER ((size_t)256 << 10)
#define NAMES 1000 /* tried before giving up */

struct stet_output {
    int file;
    bool straight; /* standard output, a pipe or a device: nothing to rename */
    bool failed;
    char *name;      /* for messages */
    char *target;    /* what is replaced, links resolved; NULL when straight */
    char *folder;    /* that it is in */
    char *temporary; /* the file's name until it is renamed; NULL while it has none */
    size_t used;
    char buffer[BUFFER];
};

static void dispose(struct stet_output *output)
{
    if (output->temporary)
        unlink(output->temporary);
    if (output->file != STDOUT_FILENO)
        sys_close(output->file);
    free(output->temporary);
    free(output->folder);
    free(output->target);
    free(output->name);
    free(output);
}

static bool split_target(struct stet_output *output)
{
    char *slash = strrchr(output->target, '/');
    size_t length = slash ? (size_t)(slash - output->target) + 1 : 0;
    output->folder = length ? strndup(output->target, length) : strdup("./");
    return output->folder != NULL;
}

/* The nth name beside the target that might be free; a process that died may have left some. */
static char *temporary_name(const struct stet_output *output, unsigned n)
{
    size_t size = strlen(output->folder) + 64;
    char *name = malloc(size);
    if (name)
        snprintf(name, size, "%s.stet-%ld-%u", output->folder, (long)getpid(), n);
    return name;
}

/* Gives the output a name that nobody has, by opening a new file (if none is open yet) or by naming the unnamed one. */
static stet_status take_name(struct stet_output *output, stet_error *err)
{
    char unnamed[64];
    snprintf(unnamed, sizeof unnamed, "/proc/self/fd/%d", output->file);
    for (unsigned n = 0; n < NAMES; n++) {
        char *name = temporary_name(output, n);
        if (!name)
            return stet_fail_memory(err);
        bool taken;
        if (output->file < 0) {
            output->file = sys_beyond_standard(open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
            taken = output->file >= 0;
        } else {
            taken = !linkat(AT_FDCWD, unnamed, AT_FDCWD, name, AT_SYMLINK_FOLLOW);
        }
        if (taken) {
            output->temporary = name;
            return STET_OK;
        }
        int reason = errno;
        free(name);
        errno = reason;
        if (reason != EEXIST)
            break;
    }
    return stet_fail_errno(err, STET_ERR_IO, "cannot write %s", output->name);
}

/* An unnamed file can be named only through /proc. */
static bool can_be_named_later(int file)
{
    char path[64];
    struct stat st;
    snprintf(path, sizeof path, "/proc/self/fd/%d", file);
    return !stat(path, &st);
}

static stet_status open_replacement(struct stet_output *output, mode_t mode, stet_error *err)
{
    output->file = sys_beyond_standard(open(output->folder, O_TMPFILE | O_WRONLY | O_CLOEXEC, 0666));
    if (output->file >= 0 && !can_be_named_later(output->file)) {
        sys_close(output->file);
        output->file = -1;
        errno = EOPNOTSUPP;
    }
    if (output->file < 0) {
        if (errno != EOPNOTSUPP && errno != EISDIR && errno != EINVAL)
            return stet_fail_errno(err, STET_ERR_IO, "cannot write %s", output->name);
        stet_status status = take_name(output, err);
        if (status)
            return status;
    }
    if (mode && fchmod(output->file, mode & 07777))
        return stet_fail_errno(err, STET_ERR_IO, "cannot set the permissions of %s", output->name);
    return STET_OK;
}

/* Written straight, whatever it is: the end of a file, a pipe or a device. */
static stet_status open_end(struct stet_output *output, stet_error *err)
{
    output->straight = true;
    output->file =
        sys_beyond_standard(open(output->name, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOCTTY, 0666));
    return output->file < 0 ? stet_fail_errno(err, STET_ERR_IO, "cannot write %s", output->name) : STET_OK;
}

static stet_status open_target(struct stet_output *output, bool append, stet_error *err)
{
    struct stat st;
    if (!*output->name)
        return stet_fail(err, STET_ERR_IO, "cannot write a file without a name");

    if (!strcmp(output->name, "-") || !strcmp(output->name, "/dev/stdout")) {
        output->file = STDOUT_FILENO;
        output->straight = true;
        /* A closed one is told at once, not when the work is done. */
        return fstat(STDOUT_FILENO, &st) ? stet_fail_errno(err, STET_ERR_IO, "cannot write standard output") : STET_OK;
    }
    if (append)
        return open_end(output, err);
    bool exists = !stat(output->name, &st);
    if (exists && S_ISDIR(st.st_mode))
        return stet_fail(err, STET_ERR_IO, "cannot write %s: it is a folder", output->name);
    if (exists && !S_ISREG(st.st_mode)) {
        output->straight = true;
        output->file = sys_beyond_standard(open(output->name, O_WRONLY | O_CLOEXEC | O_NOCTTY));
        return output->file < 0 ? stet_fail_errno(err, STET_ERR_IO, "cannot write %s", output->name) : STET_OK;
    }
    /* A link stays a link: what it points to is replaced. Renaming needs no right to write the file itself, so ask. */
    if (exists && access(output->name, W_OK))
        return stet_fail_errno(err, STET_ERR_IO, "cannot write %s", output->name);
    output->target = exists ? realpath(output->name, NULL) : strdup(output->name);
    if (!output->target || !split_target(output))
        return stet_fail_errno(err, STET_ERR_IO, "cannot write %s", output->name);
    return open_replacement(output, exists ? st.st_mode : 0, err);
}

static bool same_inode(const struct stat *a, const struct stat *b)
{
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

/* The folder that a path is in. */
static bool stat_folder(const char *path, struct stat *st)
{
    const char *slash = strrchr(path, '/');
    char *folder = slash ? strndup(path, (size_t)(slash - path) + 1) : NULL;
    bool found = (folder || !slash) && !stat(folder ? folder : ".", st);
    free(folder);
    return found;
}

bool stet_output_same(const char *a, const char *b)
{
    struct stat of_a, of_b;
    bool a_exists = !stat(a, &of_a), b_exists = !stat(b, &of_b);
    if (a_exists || b_exists)
        return a_exists && b_exists && S_ISREG(of_a.st_mode) && same_inode(&of_a, &of_b);
    const char *slash_a = strrchr(a, '/'), *slash_b = strrchr(b, '/');
    return !strcmp(slash_a ? slash_a + 1 : a, slash_b ? slash_b + 1 : b) && stat_folder(a, &of_a) &&
           stat_folder(b, &of_b) && same_inode(&of_a, &of_b);
}

bool stet_output_inside(const char *path, const char *folder)
{
    struct stat of_path, of_folder;
    return stat_folder(path, &of_path) && !stat(folder, &of_folder) && same_inode(&of_path, &of_folder);
}

static stet_status open_output(stet_output **out, const char *path, bool append, stet_error *err)
{
    *out = NULL;
    struct stet_output *output = malloc(sizeof *output);
    if (!output)
        return stet_fail_memory(err);
    memset(output, 0, offsetof(struct stet_output, buffer));
    output->file = -1;
    output->name = strdup(path);
    stet_status status = output->name ? open_target(output, append, err) : stet_fail_memory(err);
    if (status) {
        dispose(output);
        return status;
    }
    *out = output;
    return STET_OK;
}

stet_status stet_output_open(stet_output **out, const char *path, stet_error *err)
{
    return open_output(out, path, false, err);
}

stet_status stet_output_append(stet_output **out, const char *path, stet_error *err)
{
    return open_output(out, path, true, err);
}

static const char *shown(const struct stet_output *output)
{
    return output->file == STDOUT_FILENO ? "standard output" : output->name;
}

static stet_status put(struct stet_output *output, const void *data, size_t size, stet_error *err)
{
    if (output->failed)
        return stet_fail(err, STET_ERR_IO, "cannot write %s: an earlier write has failed", shown(output));
    stet_status status = sys_write(output->file, data, size, shown(output), err);
    output->failed = status != STET_OK;
    return status;
}

stet_status stet_output_flush(stet_output *output, stet_error *err)
{
    size_t used = output->used;
    output->used = 0;
    return used || output->failed ? put(output, output->buffer, used, err) : STET_OK;
}

stet_status stet_output_write(void *payload, const void *data, size_t size, stet_error *err)
{
    struct stet_output *output = payload;
    if (!size)
        return STET_OK;
    if (size > BUFFER - output->used) {
        stet_status status = stet_output_flush(output, err);
        if (status)
            return status;
        if (size >= BUFFER)
            return put(output, data, size, err);
    }
    memcpy(output->buffer + output->used, data, size);
    output->used += size;
    return STET_OK;
}

static stet_status sync_folder(const struct stet_output *output, stet_error *err)
{
    int folder = open(output->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0)
        return stet_fail_errno(err, STET_ERR_IO, "cannot open %s", output->folder);
    stet_status status = sys_sync(folder, output->folder, err);
    sys_close(folder);
    return status;
}

static stet_status put_in_place(struct stet_output *output, stet_error *err)
{
    stet_status status = sys_sync(output->file, output->name, err);
    if (!status && !output->temporary)
        status = take_name(output, err);
    if (status)
        return status;
    if (rename(output->temporary, output->target))
        return stet_fail_errno(err, STET_ERR_IO, "cannot rename %s to %s", output->temporary, output->target);
    free(output->temporary);
    output->temporary = NULL;
    return sync_folder(output, err);
}

stet_status stet_output_commit(stet_output *output, stet_error *err)
{
    stet_status status = stet_output_flush(output, err);
    if (!status && !output->straight)
        status = put_in_place(output, err);
    dispose(output);
    return status;
}

void stet_output_abort(stet_output *output)
{
    if (output)
        dispose(output);
}
