/* One more member at the end of a line of JSON, all other bytes untouched. */
#ifndef STET_STET_SPLICE_H
#define STET_STET_SPLICE_H

#include <stdbool.h>

#include <stet/article.h>

#include "base/buf.h"

/* Appends `line`, a valid JSON object with whatever white space and line end, to `out` with `member` ("name":value)
 * ahead of its last brace. A member of that name that is there already stays: of two, readers take the last. False when
 * memory ran out. */
bool splice_member(struct stet_buf *out, stet_span line, stet_span member);

#endif
