#include "feed/input.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/error.h"
#include "feed/feed.h"
#include "sys/cpu.h"

#define DROP_STEP (UINT64_C(64) << 20)

stet_format feed_format_of_name(const char *name)
{
    static const struct {
        const char *ending;
        stet_format format;
    } known[] = {{".jsonl", STET_FORMAT_JSONL},
                 {".ndjson", STET_FORMAT_JSONL},
                 {".csv", STET_FORMAT_CSV},
                 {".tsv", STET_FORMAT_TSV},
                 {".txt", STET_FORMAT_TEXT}};
    size_t size = strlen(name);
    if (size > 3 && !strcasecmp(name + size - 3, ".gz"))
        size -= 3;
    else if (size > 4 && !strcasecmp(name + size - 4, ".zst"))
        size -= 4;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        size_t ending = strlen(known[i].ending);
        if (size > ending && !strncasecmp(name + size - ending, known[i].ending, ending))
            return known[i].format;
    }
    return STET_FORMAT_AUTO;
}

static bool is_stdin(const struct feed_input *input)
{
    return input && !strcmp(input->path, "-");
}

static stet_status make_text(struct feed_input *input, stet_error *err)
{
    input->texts = true;
    return feed_files_add(&input->files, input->path, NULL, err);
}

static stet_status look_at_stdin(struct feed_input *input, stet_error *err)
{
    if (input->format == STET_FORMAT_TEXT || input->format == STET_FORMAT_PAGE)
        return make_text(input, err);
    stet_status status = sys_info_of(STDIN_FILENO, input->name, &input->info, err);
    if (status)
        return status;
    off_t start = input->info.regular ? lseek(STDIN_FILENO, 0, SEEK_CUR) : 0;
    if (start < 0)
        return stet_fail_errno(err, STET_ERR_IO, "%s: cannot tell the position", input->name);
    input->start = (uint64_t)start;
    return STET_OK;
}

static stet_status look_at_path(struct feed_input *input, stet_error *err)
{
    stet_status status = sys_info(input->path, &input->info, err);
    if (status)
        return status;
    bool pages = input->format == STET_FORMAT_PAGE;
    if (input->info.folder) {
        input->texts = true;
        input->format = STET_FORMAT_TEXT;
        return feed_files_list(&input->files, input->path, pages, err);
    }
    if (input->format == STET_FORMAT_AUTO)
        input->format = feed_format_of_name(input->path);
    return pages || input->format == STET_FORMAT_TEXT ? make_text(input, err) : STET_OK;
}

stet_status feed_input_create(struct feed_input **out, const char *path, stet_format format, bool keep, const char *tmp,
                              stet_error *err)
{
    *out = NULL;
    struct feed_input *input = calloc(1, sizeof *input);
    if (!input || !(input->path = strdup(path))) {
        free(input);
        return stet_fail_memory(err);
    }
    input->format = format;
    input->name = is_stdin(input) ? "stdin" : input->path;
    stet_status status = is_stdin(input) ? look_at_stdin(input, err) : look_at_path(input, err);
    if (!status && keep && !input->texts && !input->info.regular)
        status = feed_spool_create(&input->spool, tmp, err);
    if (status) {
        feed_input_free(input);
        return status;
    }
    *out = input;
    return STET_OK;
}

void feed_input_free(struct feed_input *input)
{
    if (!input)
        return;
    feed_files_free(&input->files);
    feed_spool_free(input->spool);
    stet_buf_free(&input->header);
    free(input->path);
    free(input);
}

stet_status feed_input_same(const struct feed_input *input, int file, stet_error *err)
{
    struct sys_info now;
    stet_status status = sys_info_of(file, input->name, &now, err);
    if (status)
        return status;
    const struct sys_info *then = &input->info;
    if (now.device == then->device && now.inode == then->inode && now.size == then->size &&
        now.modified == then->modified)
        return STET_OK;
    return stet_fail(err, STET_ERR_INPUT, "%s: has changed since it was first read", input->name);
}

stet_status feed_bytes_open(struct feed_bytes *bytes, struct feed_input *input, bool again, stet_error *err)
{
    *bytes = (struct feed_bytes){.input = input, .name = input->name, .file = -1, .again = again};
    if (again && input->spool)
        return feed_spool_rewind(input->spool, err);
    if (is_stdin(input)) {
        bytes->file = STDIN_FILENO;
    } else {
        stet_status status = sys_open_read(&bytes->file, input->path, err);
        if (status)
            return status;
        bytes->owned = true;
        sys_read_ahead(bytes->file);
        /* Between look_at_path and here another file may have taken the name: what is open counts. */
        if (!again)
            return sys_info_of(bytes->file, input->name, &input->info, err);
    }
    return again ? feed_input_same(input, bytes->file, err) : STET_OK;
}

stet_status feed_bytes_open_text(struct feed_bytes *bytes, const char *path, stet_error *err)
{
    *bytes = (struct feed_bytes){.name = path, .file = STDIN_FILENO};
    if (!strcmp(path, "-"))
        return STET_OK;
    bytes->owned = true;
    return sys_open_read(&bytes->file, path, err);
}

void feed_bytes_close(struct feed_bytes *bytes)
{
    if (bytes->owned)
        sys_close(bytes->file);
    bytes->owned = false;
    bytes->file = -1;
}

/* Standard input redirected from a file has only one position, which the first reading has moved to the end. */
static stet_status read_stdin_again(struct feed_bytes *bytes, void *data, size_t size, size_t *got, stet_error *err)
{
    const struct feed_input *input = bytes->input;
    uint64_t at = input->start + bytes->position;
    uint64_t left = at < input->info.size ? input->info.size - at : 0;
    *got = left < size ? (size_t)left : size;
    return sys_pread(bytes->file, data, *got, at, bytes->name, err);
}

/* A file that fills the system's cache by itself would push the temporary files out of it, which are read at random. */
static void drop_behind(struct feed_bytes *bytes)
{
    if (!bytes->owned || !bytes->input || bytes->position - bytes->dropped < DROP_STEP)
        return;
    bytes->dropped = bytes->position;
    if (bytes->input->info.size >= sys_memory_size() / 4)
        sys_read_behind(bytes->file, bytes->position);
}

stet_status feed_bytes_read(void *ctx, void *data, size_t size, size_t *got, stet_error *err)
{
    struct feed_bytes *bytes = ctx;
    struct feed_input *input = bytes->input;
    stet_status status;
    if (bytes->file < 0)
        status = feed_spool_read(input->spool, data, size, got, err);
    else if (bytes->again && is_stdin(input))
        status = read_stdin_again(bytes, data, size, got, err);
    else
        status = sys_read(bytes->file, data, size, got, bytes->name, err);
    if (status)
        return status;
    bytes->position += *got;
    drop_behind(bytes);
    if (!bytes->again && input && input->spool && *got)
        return feed_spool_write(input->spool, data, *got, err);
    return STET_OK;
}
