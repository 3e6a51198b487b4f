/* The lines of a file that is plain, gzip or zstd, told by its first bytes. */
#ifndef STET_EVAL_LINES_H
#define STET_EVAL_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <stet/status.h>

/* Longer lines are handed over as `too_long`, without their bytes. */
#define EVAL_MAX_LINE (UINT64_C(1) << 30)

struct eval_lines;

struct eval_line {
    const char *data; /* without the newline and a carriage return before it; valid until the next call */
    size_t size;
    uint64_t number; /* from 1 */
    bool too_long;
};

/* "-" is standard input. */
stet_status eval_lines_open(struct eval_lines **out, const char *path, stet_error *err);
void eval_lines_close(struct eval_lines *lines);

/* *more is false at the end. */
stet_status eval_lines_next(struct eval_lines *lines, struct eval_line *line, bool *more, stet_error *err);

#endif
