#include "source/tsv.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "base/error.h"
#include "sys/file.h"

/* malloc'd, NUL-terminated. */
static stet_status load(const char *path, char **out, stet_error *err)
{
    int file;
    *out = NULL;
    stet_status status = sys_open_read(&file, path, err);
    if (status)
        return status;
    char *data = malloc(SOURCE_TSV_MAX + 2);
    size_t size = 0;
    status = data ? sys_read_full(file, data, SOURCE_TSV_MAX + 1, &size, path, err) : stet_fail_memory(err);
    sys_close(file);
    if (!status && size > SOURCE_TSV_MAX)
        status = stet_fail(err, STET_ERR_INPUT, "%s is longer than 1 MiB", path);
    if (!status && memchr(data, '\0', size))
        status = stet_fail(err, STET_ERR_INPUT, "%s holds a NUL", path);
    if (status) {
        free(data);
        return status;
    }
    data[size] = '\0';
    *out = data;
    return STET_OK;
}

static bool is_utf8(const char *line)
{
    utf8proc_int32_t code;
    for (utf8proc_ssize_t size; *line; line += size)
        if ((size = utf8proc_iterate((const utf8proc_uint8_t *)line, -1, &code)) <= 0)
            return false;
    return true;
}

static size_t split(char *line, char **columns)
{
    size_t count = 0;
    for (char *at = line; at && count <= SOURCE_TSV_COLUMNS;) {
        if (count < SOURCE_TSV_COLUMNS)
            columns[count] = at;
        count++;
        at = strchr(at, '\t');
        if (at)
            *at++ = '\0';
    }
    return count;
}

stet_status source_tsv_read(const char *path, size_t most,
                            stet_status (*each)(void *payload, char **columns, size_t count, const char *where,
                                                stet_error *err),
                            void *payload, stet_error *err)
{
    char *data;
    stet_status status = load(path, &data, err);
    unsigned long number = 0;
    for (char *line = data; !status && line && *line;) {
        char *end = strchr(line, '\n'), *columns[SOURCE_TSV_COLUMNS], where[300];
        if (end)
            *end = '\0';
        size_t size = strlen(line);
        if (size && line[size - 1] == '\r')
            line[size - 1] = '\0';
        snprintf(where, sizeof where, "%.260s:%lu", path, ++number);
        if (!is_utf8(line)) {
            status = stet_fail(err, STET_ERR_INPUT, "%s: not UTF-8", where);
        } else if (*line && *line != '#') {
            size_t count = split(line, columns);
            status = count > most ? stet_fail(err, STET_ERR_INPUT, "%s: more than %zu columns", where, most)
                                  : each(payload, columns, count, where, err);
        }
        line = end ? end + 1 : NULL;
    }
    free(data);
    return status;
}
