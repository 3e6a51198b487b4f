/* Whether a line is a flat JSON object of strings and numbers in valid UTF-8, written anew from RFC 8259 so that the
 * generator is not judged by a parser of the project. */
#ifndef STET_TESTS_BENCH_JSON_LINE_H
#define STET_TESTS_BENCH_JSON_LINE_H

#include <stdbool.h>
#include <stddef.h>

bool json_line_valid(const char *line, size_t size);

#endif
