/* Which outlets the user prefers. */
#ifndef STET_SOURCE_PREFER_H
#define STET_SOURCE_PREFER_H

#include <stddef.h>

#include <stet/article.h>
#include <stet/status.h>

struct source_prefer;

/* Reads lines of an outlet's name or domain and, behind a tab, points from -10 to 10 (default 1); lines that are empty or
 * begin with '#' are skipped. The unit is that of rank.c. */
stet_status source_prefer_read(struct source_prefer **out, const char *path, stet_error *err);
void source_prefer_free(struct source_prefer *prefer);

/* The points of an outlet, case of ASCII letters aside; a domain speaks for those below it. 0 when it is not listed or
 * `prefer` is NULL. Thread-safe. */
double source_prefer_points(const struct source_prefer *prefer, stet_span outlet);

#endif
