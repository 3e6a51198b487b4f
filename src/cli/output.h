/* Where results go: stdout or a file (stet/output.h), with what a command must know about pipes and interruptions. */
#ifndef STET_CLI_OUTPUT_H
#define STET_CLI_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>

#include <stet/output.h>
#include <stet/status.h>

struct cli_output {
    stet_output *output; /* NULL when closed */
    bool broken;         /* nobody reads the pipe any more */
};

/* NULL is stdout. */
stet_status cli_output_open(struct cli_output *out, const char *path, stet_error *err);

/* Adds to the end of a file, which others may follow. */
stet_status cli_output_append(struct cli_output *out, const char *path, stet_error *err);

/* Two outputs in one file would overwrite each other; one beside the main output would take the place of an input that
 * is still to be read, or to be read again; one in the folder of `index` (may be NULL) that of a part of it. */
struct cli_options;
stet_status cli_outputs_check(const struct cli_options *options, const char *index, stet_error *err);

/* A stet_write; payload is the cli_output. A broken pipe, with out->broken set, and an interruption are
 * STET_ERR_CANCELLED. */
stet_status cli_output_write(void *payload, const void *data, size_t size, stet_error *err);
stet_status cli_output_text(struct cli_output *out, const char *text, stet_error *err);
stet_status cli_output_printf(struct cli_output *out, stet_error *err, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Hands the buffer to whoever reads. */
stet_status cli_output_flush(struct cli_output *out, stet_error *err);

/* Commits when `status` is STET_OK, else drops what was written; returns the status of both. */
stet_status cli_output_end(struct cli_output *out, stet_status status, stet_error *err);

/* Ends it and gives the exit code, after a message where there is something to say: a broken pipe is no error, its
 * reader has had all it wanted. */
int cli_output_exit(struct cli_output *out, stet_status status, stet_error *err);

#endif
