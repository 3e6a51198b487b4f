#include "cli/output.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/interrupt.h"

stet_status cli_output_open(struct cli_output *out, const char *path, stet_error *err)
{
    *out = (struct cli_output){0};
    return stet_output_open(&out->output, path ? path : "-", err);
}

stet_status cli_output_append(struct cli_output *out, const char *path, stet_error *err)
{
    *out = (struct cli_output){0};
    return stet_output_append(&out->output, path, err);
}

/* The library leaves the reason of a failed write in errno. */
static stet_status written(struct cli_output *out, stet_status status, stet_error *err)
{
    if (status != STET_ERR_IO || errno != EPIPE)
        return status;
    out->broken = true;
    return err->code = STET_ERR_CANCELLED;
}

stet_status cli_output_write(void *payload, const void *data, size_t size, stet_error *err)
{
    struct cli_output *out = payload;
    if (cli_interrupted())
        return err->code = STET_ERR_CANCELLED;
    return written(out, stet_output_write(out->output, data, size, err), err);
}

stet_status cli_output_text(struct cli_output *out, const char *text, stet_error *err)
{
    return cli_output_write(out, text, strlen(text), err);
}

stet_status cli_output_printf(struct cli_output *out, stet_error *err, const char *format, ...)
{
    char *text;
    va_list args;
    va_start(args, format);
    int size = vasprintf(&text, format, args);
    va_end(args);
    if (size < 0) {
        snprintf(err->message, sizeof err->message, "out of memory");
        return err->code = STET_ERR_MEMORY;
    }
    stet_status status = cli_output_write(out, text, (size_t)size, err);
    free(text);
    return status;
}

stet_status cli_output_flush(struct cli_output *out, stet_error *err)
{
    return written(out, stet_output_flush(out->output, err), err);
}

stet_status cli_output_end(struct cli_output *out, stet_status status, stet_error *err)
{
    if (!out->output)
        return status;
    if (!status) /* ahead of the commit, for a broken pipe is told by errno */
        status = cli_output_flush(out, err);
    if (!status)
        status = stet_output_commit(out->output, err);
    else
        stet_output_abort(out->output);
    out->output = NULL;
    return status;
}

int cli_output_exit(struct cli_output *out, stet_status status, stet_error *err)
{
    status = cli_output_end(out, status, err);
    if (!status || out->broken)
        return CLI_DONE;
    return cli_interrupted() ? CLI_FAILED : cli_fail_status(status, err);
}
