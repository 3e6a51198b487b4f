/* An input as the user named it, and the ways to read its bytes: once, or again. Private to this folder. */
#ifndef STET_FEED_INPUT_H
#define STET_FEED_INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <stet/batch.h>

#include "base/buf.h"
#include "feed/spool.h"
#include "sys/file.h"

/* A text file in a folder, or a folder in it that cannot be listed. */
struct feed_file {
    char *path;
    char *reason; /* why it cannot be listed, or NULL */
};

struct feed_files {
    struct feed_file *data;
    size_t count, capacity;
};

struct feed_input {
    char *path;
    const char *name;     /* for messages: the path, or "stdin" */
    stet_format format;   /* AUTO until the content has told */
    struct sys_info info; /* when it was first opened */
    uint64_t start;       /* where standard input stood then */
    bool texts;           /* each of `files` is an article */
    struct feed_files files;
    struct feed_spool *spool; /* a copy, if it can be read only once and must be read again */
    struct stet_buf header;   /* of CSV, once read, without its line end */
    bool header_returns;      /* that line end was "\r\n", and is written so again */
};

/* Looks at what `path` is; lists it if it is a folder. With `keep`, what can be read only once will be copied into the
 * temporary folder `tmp` while it is read. */
stet_status feed_input_create(struct feed_input **out, const char *path, stet_format format, bool keep, const char *tmp,
                              stet_error *err);
void feed_input_free(struct feed_input *input);

/* Compares what a file is with what it was: STET_ERR_INPUT when it has changed. */
stet_status feed_input_same(const struct feed_input *input, int file, stet_error *err);

/* The bytes of an input that is no list of texts, or of one text file. */
struct feed_bytes {
    struct feed_input *input; /* NULL for a text file */
    const char *name;
    int file; /* -1 when the copy is read */
    bool owned, again;
    uint64_t position; /* bytes read */
    uint64_t dropped;  /* of these, no longer wanted in the system's cache */
};

/* Opens for the first time, or, with `again`, once more: then only what is unchanged. */
stet_status feed_bytes_open(struct feed_bytes *bytes, struct feed_input *input, bool again, stet_error *err);
stet_status feed_bytes_open_text(struct feed_bytes *bytes, const char *path, stet_error *err);
void feed_bytes_close(struct feed_bytes *bytes);

/* A feed_fill for inflate.h; ctx is the feed_bytes. */
stet_status feed_bytes_read(void *ctx, void *data, size_t size, size_t *got, stet_error *err);

/* Lists the text files below a folder, with `pages` the HTML files as well, sorted by the bytes of their paths. Folders in it that cannot be listed become
 * entries with a reason. STET_ERR_INPUT when there is no entry at all. */
stet_status feed_files_list(struct feed_files *files, const char *folder, bool pages, stet_error *err);
stet_status feed_files_add(struct feed_files *files, const char *path, const char *reason, stet_error *err);
void feed_files_free(struct feed_files *files);

#endif
