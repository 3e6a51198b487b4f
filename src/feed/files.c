#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "feed/input.h"
#include "sys/folder.h"

stet_status feed_files_add(struct feed_files *files, const char *path, const char *reason, stet_error *err)
{
    void *data = files->data;
    bool room = stet_grow(&data, &files->capacity, files->count + 1, sizeof *files->data);
    files->data = data;
    if (!room)
        return stet_fail_memory(err);
    struct feed_file file = {.path = strdup(path), .reason = reason ? strdup(reason) : NULL};
    if (!file.path || (reason && !file.reason)) {
        free(file.path);
        free(file.reason);
        return stet_fail_memory(err);
    }
    files->data[files->count++] = file;
    return STET_OK;
}

void feed_files_free(struct feed_files *files)
{
    for (size_t i = 0; i < files->count; i++) {
        free(files->data[i].path);
        free(files->data[i].reason);
    }
    free(files->data);
    *files = (struct feed_files){NULL, 0, 0};
}

static bool ends_with(const char *name, const char *ending)
{
    size_t size = strlen(name), ending_size = strlen(ending);
    return size >= ending_size && !memcmp(name + size - ending_size, ending, ending_size);
}

static bool is_text(const char *name, bool pages)
{
    static const char *const endings[] = {".txt", ".txt.gz", ".txt.zst", ".html", ".html.gz",
                                          ".html.zst", ".htm", ".htm.gz", ".htm.zst"};
    for (size_t i = 0; i < (pages ? sizeof endings / sizeof *endings : 3); i++)
        if (ends_with(name, endings[i]))
            return true;
    return false;
}

/* What is in the listed folder whose path is in `path`. */
static stet_status add_entries(struct feed_files *files, struct feed_files *waiting, struct stet_buf *path,
                               const struct sys_folder *folder, bool pages, stet_error *err)
{
    stet_status status = STET_OK;
    size_t stem = path->size;
    for (size_t i = 0; i < folder->count && !status; i++) {
        const struct sys_entry *entry = &folder->entries[i];
        bool text = entry->regular && is_text(entry->name, pages);
        if (!text && !entry->folder)
            continue;
        path->size = stem;
        bool slash = stem && path->data[stem - 1] == '/';
        if ((!slash && !stet_buf_add_byte(path, '/')) || !stet_buf_add(path, entry->name, strlen(entry->name) + 1))
            return stet_fail_memory(err);
        status = feed_files_add(text ? files : waiting, path->data, NULL, err);
    }
    return status;
}

/* `waiting` holds folders still to be listed, so that deep ones cost no stack. */
static stet_status list_one(struct feed_files *files, struct feed_files *waiting, const char *folder, bool first,
                            bool pages, stet_error *err)
{
    struct sys_folder listed = {.count = 0};
    stet_error why;
    stet_status status = sys_folder_list(&listed, folder, first ? err : &why);
    if (status == STET_ERR_IO && !first)
        return feed_files_add(files, folder, why.message, err);
    if (status && !first && err)
        *err = why;
    if (status)
        return status;
    struct stet_buf path = STET_BUF_INIT;
    status =
        stet_buf_add_text(&path, folder) ? add_entries(files, waiting, &path, &listed, pages, err) : stet_fail_memory(err);
    stet_buf_free(&path);
    sys_folder_free(&listed);
    return status;
}

static int by_path(const void *a, const void *b)
{
    const struct feed_file *left = a, *right = b;
    return strcmp(left->path, right->path);
}

stet_status feed_files_list(struct feed_files *files, const char *folder, bool pages, stet_error *err)
{
    struct feed_files waiting = {NULL, 0, 0};
    stet_status status = list_one(files, &waiting, folder, true, pages, err);
    while (!status && waiting.count) {
        struct feed_file next = waiting.data[--waiting.count];
        status = list_one(files, &waiting, next.path, false, pages, err);
        free(next.path);
    }
    feed_files_free(&waiting);
    if (!status && !files->count)
        status = stet_fail(err, STET_ERR_INPUT, "%s: no .txt, .txt.gz or .txt.zst file%s in this folder", folder,
                           pages ? ", nor .html or .htm," : "");
    if (!status)
        qsort(files->data, files->count, sizeof *files->data, by_path);
    return status;
}
