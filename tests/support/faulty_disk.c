#include "support/faulty_disk.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

int __real_open(const char *path, int flags, ...);
int __real_open64(const char *path, int flags, ...);
ssize_t __real_write(int file, const void *data, size_t size);
ssize_t __real_pwrite(int file, const void *data, size_t size, off_t offset);
ssize_t __real_pwrite64(int file, const void *data, size_t size, off_t offset);
int __real_ftruncate(int file, off_t size);
int __real_ftruncate64(int file, off_t size);
int __real_fsync(int file);
int __real_rename(const char *from, const char *to);
int __real_unlink(const char *path);
int __real_mkdir(const char *path, mode_t mode);

int __wrap_open(const char *path, int flags, ...);
int __wrap_open64(const char *path, int flags, ...);
ssize_t __wrap_write(int file, const void *data, size_t size);
ssize_t __wrap_pwrite(int file, const void *data, size_t size, off_t offset);
ssize_t __wrap_pwrite64(int file, const void *data, size_t size, off_t offset);
int __wrap_ftruncate(int file, off_t size);
int __wrap_ftruncate64(int file, off_t size);
int __wrap_fsync(int file);
int __wrap_rename(const char *from, const char *to);
int __wrap_unlink(const char *path);
int __wrap_mkdir(const char *path, mode_t mode);

static _Atomic enum faulty_disk_mode mode;
static atomic_size_t calls, limit;

/* ---- What was done -------------------------------------------------------------------------------------------*/

enum kind { OPEN, WRITE, TRUNCATE, SYNC, SYNC_FOLDER, RENAME, UNLINK };

struct call {
    enum kind kind;
    int inode;
    uint64_t offset, size;
    void *data;
    char name[64], to[64];
};

#define FILES 1024
#define FOLDER -2

static char recorded_folder[512];
static struct call *call_list;
static size_t call_count, call_capacity;
static int inode_of[FILES]; /* by file descriptor; -1: not in the folder, FOLDER: it itself */
static int inode_count;
static struct {
    char name[64];
    int inode;
} names[FILES]; /* as the process sees them */
static size_t name_count;

static void *checked(void *memory)
{
    if (!memory)
        abort();
    return memory;
}

/* The name within the folder, or NULL. */
static const char *within(const char *path)
{
    size_t length = strlen(recorded_folder);
    if (!length || strncmp(path, recorded_folder, length) || path[length] != '/')
        return NULL;
    return path + length + 1;
}

static struct call *remember(enum kind kind, int inode)
{
    if (call_count == call_capacity) {
        call_capacity = call_capacity ? 2 * call_capacity : 256;
        call_list = checked(realloc(call_list, call_capacity * sizeof *call_list));
    }
    struct call *call = &call_list[call_count++];
    *call = (struct call){.kind = kind, .inode = inode};
    return call;
}

static size_t find_name(const char *name)
{
    size_t i = 0;
    while (i < name_count && strcmp(names[i].name, name))
        i++;
    return i;
}

static void remember_open(const char *path, int flags, int file)
{
    const char *name = within(path);
    if (file < 0 || file >= FILES || !*recorded_folder)
        return;
    inode_of[file] = !strcmp(path, recorded_folder) ? FOLDER : -1;
    if (!name)
        return;
    size_t at = find_name(name);
    if (at == name_count) {
        if (name_count == FILES)
            abort();
        snprintf(names[name_count].name, sizeof names->name, "%s", name);
        names[name_count++].inode = inode_count++;
        snprintf(remember(OPEN, names[at].inode)->name, sizeof names->name, "%s", name);
    } else if (flags & O_TRUNC) {
        remember(TRUNCATE, names[at].inode);
    }
    inode_of[file] = names[at].inode;
}

static void remember_write(int file, const void *data, size_t size, uint64_t offset)
{
    if (!*recorded_folder || file >= FILES || inode_of[file] < 0)
        return;
    struct call *call = remember(WRITE, inode_of[file]);
    call->offset = offset;
    call->size = size;
    call->data = checked(malloc(size + 1));
    memcpy(call->data, data, size);
}

static void remember_name(enum kind kind, const char *path, const char *to)
{
    const char *name = within(path), *new_name = to ? within(to) : NULL;
    if (!name)
        return;
    struct call *call = remember(kind, -1);
    snprintf(call->name, sizeof call->name, "%s", name);
    size_t at = find_name(name);
    int inode = at < name_count ? names[at].inode : -1;
    if (at < name_count)
        names[at] = names[--name_count];
    if (!new_name)
        return;
    snprintf(call->to, sizeof call->to, "%s", new_name);
    at = find_name(new_name);
    if (at == name_count)
        snprintf(names[name_count++].name, sizeof names->name, "%s", new_name);
    names[at].inode = inode;
}

void faulty_disk_record(const char *folder)
{
    faulty_disk_forget();
    snprintf(recorded_folder, sizeof recorded_folder, "%s", folder);
    for (size_t i = 0; i < FILES; i++)
        inode_of[i] = -1;
}

size_t faulty_disk_recorded(void)
{
    return call_count;
}

void faulty_disk_forget(void)
{
    for (size_t i = 0; i < call_count; i++)
        free(call_list[i].data);
    free(call_list);
    call_list = NULL;
    call_count = call_capacity = name_count = 0;
    inode_count = 0;
    *recorded_folder = '\0';
}

/* ---- Calls ---------------------------------------------------------------------------------------------------*/

void faulty_disk_set(enum faulty_disk_mode wanted, size_t n)
{
    atomic_store(&calls, 0);
    atomic_store(&limit, n);
    atomic_store(&mode, wanted);
}

size_t faulty_disk_stop(void)
{
    atomic_store(&mode, FAULTY_DISK_SOUND);
    return atomic_load(&calls);
}

/* Counts a call; true when it is to fail, with errno set. */
static bool fails(bool needs_room)
{
    size_t n = atomic_fetch_add(&calls, 1) + 1, at = atomic_load(&limit);
    switch (atomic_load(&mode)) {
    case FAULTY_DISK_SOUND:
        return false;
    case FAULTY_DISK_DEAD:
    case FAULTY_DISK_TORN:
        errno = EIO;
        return n >= at;
    case FAULTY_DISK_EXIT:
        if (n >= at)
            _exit(99);
        return false;
    case FAULTY_DISK_FAILS:
        errno = EIO;
        return n == at;
    case FAULTY_DISK_FULL:
        errno = ENOSPC;
        return needs_room && n >= at;
    }
    return false;
}

static bool tears(void)
{
    return atomic_load(&mode) == FAULTY_DISK_TORN && atomic_load(&calls) == atomic_load(&limit);
}

static int open_file(const char *path, int flags, mode_t permissions)
{
    if (flags & (O_CREAT | O_TRUNC) && fails(true))
        return -1;
    int file = __real_open64(path, flags, permissions);
    remember_open(path, flags, file);
    return file;
}

int __wrap_open64(const char *path, int flags, ...)
{
    va_list arguments;
    va_start(arguments, flags);
    mode_t permissions = flags & O_CREAT ? va_arg(arguments, mode_t) : 0;
    va_end(arguments);
    return open_file(path, flags, permissions);
}

int __wrap_open(const char *path, int flags, ...)
{
    va_list arguments;
    va_start(arguments, flags);
    mode_t permissions = flags & O_CREAT ? va_arg(arguments, mode_t) : 0;
    va_end(arguments);
    return open_file(path, flags, permissions);
}

ssize_t __wrap_write(int file, const void *data, size_t size)
{
    return fails(true) ? -1 : __real_write(file, data, size);
}

ssize_t __wrap_pwrite64(int file, const void *data, size_t size, off_t offset)
{
    if (fails(true)) {
        int reason = errno;
        if (tears() && __real_pwrite64(file, data, size / 2, offset) < 0)
            abort();
        errno = reason;
        return -1;
    }
    remember_write(file, data, size, (uint64_t)offset);
    return __real_pwrite64(file, data, size, offset);
}

ssize_t __wrap_pwrite(int file, const void *data, size_t size, off_t offset)
{
    return __wrap_pwrite64(file, data, size, offset);
}

int __wrap_ftruncate64(int file, off_t size)
{
    if (fails(false))
        return -1;
    if (*recorded_folder && file < FILES && inode_of[file] >= 0)
        remember(TRUNCATE, inode_of[file])->size = (uint64_t)size;
    return __real_ftruncate64(file, size);
}

int __wrap_ftruncate(int file, off_t size)
{
    return __wrap_ftruncate64(file, size);
}

int __wrap_fsync(int file)
{
    if (fails(true))
        return -1;
    if (*recorded_folder && file < FILES && inode_of[file] != -1)
        remember(inode_of[file] == FOLDER ? SYNC_FOLDER : SYNC, inode_of[file]);
    return 0;
}

int __wrap_rename(const char *from, const char *to)
{
    if (fails(true))
        return -1;
    remember_name(RENAME, from, to);
    return __real_rename(from, to);
}

int __wrap_unlink(const char *path)
{
    if (fails(false))
        return -1;
    int failed = __real_unlink(path);
    if (!failed)
        remember_name(UNLINK, path, NULL);
    return failed;
}

int __wrap_mkdir(const char *path, mode_t permissions)
{
    return fails(true) ? -1 : __real_mkdir(path, permissions);
}

/* ---- Power cuts ----------------------------------------------------------------------------------------------*/

struct content {
    unsigned char *data;
    size_t size, capacity;
    size_t synced; /* calls before this one are in it */
};

static void resize(struct content *content, size_t size)
{
    if (size > content->capacity) {
        content->capacity = 2 * size;
        content->data = checked(realloc(content->data, content->capacity));
    }
    if (size > content->size)
        memset(content->data + content->size, 0, size - content->size);
    content->size = size;
}

static void put(struct content *content, const struct call *call, size_t begin, size_t end)
{
    if (call->kind == TRUNCATE) {
        resize(content, call->size);
        return;
    }
    if (begin >= end)
        return;
    if (call->offset + end > content->size)
        resize(content, call->offset + end);
    memcpy(content->data + call->offset + begin, (const char *)call->data + begin, end - begin);
}

static uint64_t next_random(uint64_t *state)
{
    uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

/* What may be left of a call that was not fsynced: all, nothing, or a part of a write. */
static void maybe_put(struct content *content, const struct call *call, uint64_t seed, uint64_t *random)
{
    uint64_t draw = next_random(random) % 4;
    if (seed == 0 || (seed != 1 && draw == 0))
        return;
    size_t begin = 0, end = call->size;
    if (seed != 1 && draw == 1)
        end = call->size ? next_random(random) % call->size : 0;
    else if (seed != 1 && draw == 2)
        begin = call->size ? next_random(random) % call->size : 0;
    put(content, call, begin, end);
}

static int model_of[FILES]; /* inode by index of model_names */
static char model_names[FILES][64];
static size_t model_count;

static size_t find_model(const char *name)
{
    size_t i = 0;
    while (i < model_count && strcmp(model_names[i], name))
        i++;
    return i;
}

static void name_model(const char *name, int inode)
{
    size_t at = find_model(name);
    if (at == model_count)
        snprintf(model_names[model_count++], sizeof *model_names, "%s", name);
    model_of[at] = inode;
}

static void drop_model(const char *name)
{
    size_t at = find_model(name);
    if (at == model_count)
        return;
    model_count--;
    memmove(model_names[at], model_names[model_count], sizeof *model_names);
    model_of[at] = model_of[model_count];
}

static void apply_name(const struct call *call)
{
    if (call->kind == OPEN) {
        name_model(call->name, call->inode);
    } else if (call->kind == UNLINK) {
        drop_model(call->name);
    } else if (call->kind == RENAME) {
        size_t at = find_model(call->name);
        if (at == model_count)
            return;
        int inode = model_of[at];
        drop_model(call->name);
        name_model(call->to, inode);
    }
}

static bool is_name(const struct call *call)
{
    return call->kind == OPEN || call->kind == UNLINK || call->kind == RENAME;
}

/* The names of the folder: those before its last fsync, and of the later changes some. */
static void cut_names(size_t n, uint64_t seed, uint64_t *random)
{
    size_t synced = 0;
    model_count = 0;
    for (size_t i = 0; i < n; i++)
        if (call_list[i].kind == SYNC_FOLDER)
            synced = i;
    for (size_t i = 0; i < n; i++)
        if (is_name(&call_list[i]) && (i < synced || seed == 1 || (seed && next_random(random) & 1)))
            apply_name(&call_list[i]);
}

static void cut_content(struct content *content, int inode, size_t n, uint64_t seed, uint64_t *random)
{
    for (size_t i = 0; i < n; i++)
        if (call_list[i].kind == SYNC && call_list[i].inode == inode)
            content->synced = i;
    for (size_t i = 0; i < n; i++) {
        const struct call *call = &call_list[i];
        if (call->inode != inode || (call->kind != WRITE && call->kind != TRUNCATE))
            continue;
        if (i < content->synced)
            put(content, call, 0, call->size);
        else
            maybe_put(content, call, seed, random);
    }
}

void faulty_disk_power_cut(const char *folder, size_t n, uint64_t seed)
{
    uint64_t random = seed * UINT64_C(0x100000001b3) + n;
    cut_names(n, seed, &random);
    if (__real_mkdir(folder, 0777) && errno != EEXIST)
        abort();
    for (size_t i = 0; i < model_count; i++) {
        char path[1024];
        struct content content = {0};
        cut_content(&content, model_of[i], n, seed, &random);
        snprintf(path, sizeof path, "%s/%s", folder, model_names[i]);
        FILE *out = fopen(path, "wb");
        bool written = out && (!content.size || fwrite(content.data, 1, content.size, out) == content.size);
        if (!written || fclose(out))
            abort();
        free(content.data);
    }
}
