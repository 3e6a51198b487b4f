/* Where an article names agencies, as JSON: beside its credits, not among them. */
#ifndef STET_REPORT_MENTIONS_H
#define STET_REPORT_MENTIONS_H

#include <stdbool.h>

#include <stet/explain.h>

#include "base/buf.h"

/* Appends ,"mentions":[...] with kind, agency, confidence, start, end, name and value of each. False when memory ran
 * out. */
bool report_mentions_json(struct stet_buf *out, const stet_explain_mention *mentions, size_t count);

#endif
