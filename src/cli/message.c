#include "cli/cli.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void say(const char *format, va_list args)
{
    char line[1024];
    vsnprintf(line, sizeof line, format, args);
    fprintf(stderr, "stet: %s\n", line); /* one write a line: stderr is shared with others in a pipe */
}

void cli_warn(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    say(format, args);
    va_end(args);
}

int cli_fail(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    say(format, args);
    va_end(args);
    return CLI_FAILED;
}

int cli_fail_status(stet_status status, const stet_error *err)
{
    const char *what = err->message[0] ? err->message : stet_status_name(status);
    if (status == STET_ERR_MEMORY)
        cli_warn("%s; a smaller --memory makes more use of temporary files", what);
    else
        cli_warn("%s", what);
    return status == STET_ERR_LOCKED ? CLI_LOCKED : CLI_FAILED;
}

void cli_note_terminal(const char *path, bool quiet)
{
    if (!quiet && !strcmp(path, "-") && isatty(STDIN_FILENO))
        cli_warn("reading from the terminal; end with Ctrl-D, or give a file (see --help)");
}
