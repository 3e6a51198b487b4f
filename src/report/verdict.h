/* Verdicts and answers as JSON. Appending to the buffer; false when memory ran out. */
#ifndef STET_REPORT_VERDICT_H
#define STET_REPORT_VERDICT_H

#include <stdbool.h>

#include <stet/index.h>

#include "base/buf.h"

typedef enum stet_verdict_kind { STET_VERDICT_NEW, STET_VERDICT_DUPLICATE, STET_VERDICT_BAD } stet_verdict_kind;

typedef struct stet_verdict {
    stet_verdict_kind kind;
    stet_span id;           /* empty when bad: then FILE:LINE */
    const char *file;
    uint64_t line;
    const char *reason;     /* when bad */
    const stet_match *best; /* when a duplicate */
    uint64_t cluster;
    bool estimated;
} stet_verdict;

/* "stet":{"verdict":...} */
bool report_verdict_member(const stet_verdict *verdict, struct stet_buf *out);

/* {"id":...,"verdict":...} and a newline. */
bool report_verdict_json(const stet_verdict *verdict, struct stet_buf *out);

/* {"id":...,"matches":[...]} and a newline. */
bool report_answer_json(const stet_answer *answer, struct stet_buf *out);

#endif
