/* The text of a copy as what it shares with its canonical and what is its own. The page puts the two together again.
 *
 *     copy  = "[" item, ... "]"
 *     item  = "own text"               stands in the copy only
 *           | [from, size]             this part of the canonical
 *           | [from, size, "text"]     the same words as this part of the canonical, written like this
 *
 * Places and sizes count UTF-16 units, as JavaScript does. */
#ifndef STET_REPORT_DELTA_H
#define STET_REPORT_DELTA_H

#include <stet/article.h>
#include <stet/status.h>

#include "base/buf.h"
#include "match/align.h"
#include "text/spans.h"

/* A text as the page shows it. Zero-initialise; release with report_text_free. */
struct report_text {
    struct stet_buf text;
    bool cut; /* there was more */
    struct text_spans spans;
    uint32_t *token;
    size_t token_capacity;
    uint32_t *start16, *end16; /* of each token */
    size_t start_capacity, end_capacity;
};

void report_text_free(struct report_text *text);

/* The first bytes of a text, at most `most` of them, white space and controls tidied. */
stet_status report_text_tidy(struct report_text *out, stet_span text, size_t most, stet_error *err);

/* Finds the words of a text that is tidy. */
stet_status report_text_split(struct report_text *text, stet_error *err);

/* Appends the copy as above; both have been split. */
stet_status report_delta(const struct report_text *canonical, const struct report_text *copy,
                         struct match_alignment *scratch, struct stet_buf *out, stet_error *err);

#endif
