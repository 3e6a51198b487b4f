/* An output file that is whole or not there.
 *
 *     stet_output_open -> stet_output_write ... -> stet_output_commit
 *                                               or stet_output_abort
 *
 * What is written stands under the path only once stet_output_commit has returned STET_OK: it goes to an unnamed file
 * in the same folder (to one with a temporary name where the file system has no unnamed ones), is synced, renamed over
 * the target, and the folder is synced. Until then an earlier file of that name stays as it is. Standard output ("-"),
 * pipes and devices cannot be replaced and are written straight.
 *
 * One thread at a time. A failed write, commit or sync is final: abort and start again. */
#ifndef STET_OUTPUT_H
#define STET_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>

#include <stet/status.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct stet_output stet_output;

/* Opens `path`, or standard output for "-". *out is owned by the caller: end it with commit or abort. */
STET_API stet_status stet_output_open(stet_output **out, const char *path, stet_error *err);

/* The same for what others follow while it grows: adds to the end of `path`, which is made if it is not there. What has
 * been handed to the system stays, whether it is ended with commit or with abort. */
STET_API stet_status stet_output_append(stet_output **out, const char *path, stet_error *err);

/* Whether two paths lead to one regular file, be it there already or not: what is written under one of them would
 * replace what is under the other. */
STET_API bool stet_output_same(const char *a, const char *b);

/* Whether what is written to `path` would stand in `folder` itself, not in one below it. */
STET_API bool stet_output_inside(const char *path, const char *folder);

/* Buffered. `output` is a stet_output; the signature is that of stet_write, with the output as payload. */
STET_API stet_status stet_output_write(void *output, const void *data, size_t size, stet_error *err);

/* Hands the buffer to the system, for readers at the other end of a pipe. */
STET_API stet_status stet_output_flush(stet_output *output, stet_error *err);

/* Puts the file in place and frees `output`, also when it fails; then nothing new stands under the path, unless the
 * error came from syncing the folder. */
STET_API stet_status stet_output_commit(stet_output *output, stet_error *err);

/* Drops what was written and frees `output`; NULL is allowed. What went straight to a pipe or device cannot be taken
 * back. */
STET_API void stet_output_abort(stet_output *output);

#ifdef __cplusplus
}
#endif

#endif
