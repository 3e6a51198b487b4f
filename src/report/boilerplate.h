/* What an index has learned to be a source's boilerplate, as JSON. */
#ifndef STET_REPORT_BOILERPLATE_H
#define STET_REPORT_BOILERPLATE_H

#include <stdbool.h>

#include <stet/index.h>

#include "base/buf.h"

/* Appends {"source":...,"articles":...,"of":...,"text":...} and a newline. False when memory ran out. */
bool report_boilerplate_json(const stet_boilerplate *boilerplate, struct stet_buf *out);

#endif
