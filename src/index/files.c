#include "index/files.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"

#define BUFFER ((size_t)256 << 10)
#define UNFINISHED ".tmp"

static const char *const prefixes[] = {
    [INDEX_MANIFEST] = "MANIFEST", [INDEX_LOCK] = "LOCK", [INDEX_LOG] = "log-",
    [INDEX_SEGMENT] = "seg-",      [INDEX_TEXT] = "txt-", [INDEX_BLOB] = "df-",
};

static bool numbered(enum index_kind kind)
{
    return kind != INDEX_MANIFEST && kind != INDEX_LOCK;
}

stet_status index_path(struct index_path *out, const char *folder, enum index_kind kind, uint64_t id,
                       const char *suffix, stet_error *err)
{
    int n = numbered(kind) ? snprintf(out->text, sizeof out->text, "%s/%s%016" PRIx64 "%s", folder, prefixes[kind], id,
                                      suffix)
                           : snprintf(out->text, sizeof out->text, "%s/%s%s", folder, prefixes[kind], suffix);
    if (n < 0 || (size_t)n >= sizeof out->text)
        return stet_fail(err, STET_ERR_LIMIT, "the path of the index is too long: %.100s...", folder);
    return STET_OK;
}

static bool parse_hex(const char *text, uint64_t *value)
{
    *value = 0;
    for (size_t i = 0; i < 16; i++) {
        const char *digits = "0123456789abcdef", *digit = text[i] ? strchr(digits, text[i]) : NULL;
        if (!digit)
            return false;
        *value = *value << 4 | (uint64_t)(digit - digits);
    }
    return true;
}

bool index_name_parse(const char *name, enum index_kind *kind, uint64_t *id, bool *unfinished)
{
    for (size_t k = 0; k < sizeof prefixes / sizeof *prefixes; k++) {
        size_t length = strlen(prefixes[k]);
        if (strncmp(name, prefixes[k], length))
            continue;
        const char *rest = name + length;
        *kind = (enum index_kind)k;
        *id = 0;
        if (numbered(*kind)) {
            if (!parse_hex(rest, id))
                return false;
            rest += 16;
        }
        *unfinished = !strcmp(rest, UNFINISHED);
        return *unfinished || !*rest;
    }
    return false;
}

stet_status index_file_read(const char *path, struct stet_buf *out, bool *missing, stet_error *err)
{
    int file;
    struct sys_info info = {0};
    out->size = 0;
    stet_status status = sys_open_if_there(&file, path, err);
    *missing = !status && file < 0;
    if (status || *missing)
        return status;
    status = sys_info_of(file, path, &info, err);
    if (!status && !stet_buf_reserve(out, (size_t)info.size + 1))
        status = stet_fail_memory(err);
    if (!status)
        status = sys_read_full(file, out->data, (size_t)info.size, &out->size, path, err);
    sys_close(file);
    return status;
}

stet_status index_file_start(struct index_file *file, const char *folder, enum index_kind kind, uint64_t id,
                             stet_error *err)
{
    *file = (struct index_file){.file = -1};
    stet_status status = index_path(&file->temporary, folder, kind, id, UNFINISHED, err);
    if (!status)
        status = index_path(&file->final, folder, kind, id, "", err);
    if (status)
        return status;
    file->buffer = malloc(BUFFER);
    if (!file->buffer)
        return stet_fail_memory(err);
    status = sys_create(&file->file, file->temporary.text, err);
    if (status)
        index_file_drop(file);
    return status;
}

static stet_status put_out(struct index_file *file, const void *data, size_t size, stet_error *err)
{
    stet_status status = sys_pwrite(file->file, data, size, file->size, file->temporary.text, err);
    file->size += size;
    return status;
}

stet_status index_file_write(void *ctx, const void *data, size_t size, stet_error *err)
{
    struct index_file *file = ctx;
    if (!size)
        return STET_OK;
    if (size > BUFFER - file->used) {
        stet_status status = put_out(file, file->buffer, file->used, err);
        file->used = 0;
        if (status)
            return status;
        if (size >= BUFFER)
            return put_out(file, data, size, err);
    }
    memcpy(file->buffer + file->used, data, size);
    file->used += size;
    return STET_OK;
}

stet_status index_file_commit(struct index_file *file, stet_error *err)
{
    stet_status status = put_out(file, file->buffer, file->used, err);
    file->used = 0;
    if (!status)
        status = sys_sync(file->file, file->temporary.text, err);
    if (!status)
        status = sys_rename(file->temporary.text, file->final.text, err);
    index_file_drop(file);
    return status;
}

void index_file_drop(struct index_file *file)
{
    free(file->buffer);
    file->buffer = NULL;
    sys_close(file->file);
    file->file = -1;
}
