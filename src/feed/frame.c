/* RFC 4180: a quote counts only at the beginning of a field; within a quoted field two stand for one. What follows a
 * closing quote is plain again, as most readers take it. Speed comes from memchr: over plain stretches it looks for the
 * line end and for quotes before it, over quoted ones for the next quote. */
#include "feed/frame.h"

#include <stdbool.h>
#include <string.h>

void feed_frame_reset(struct feed_frame *frame)
{
    *frame = (struct feed_frame){.delimiter = frame->delimiter};
}

/* From `at` on to the quote that may close the field; `size` when there is none. */
static size_t skip_quoted(struct feed_frame *frame, const char *data, size_t at, size_t size)
{
    const char *quote = memchr(data + at, '"', size - at);
    size_t end = quote ? (size_t)(quote - data) : size;
    for (const char *line = data + at; (line = memchr(line, '\n', (size_t)(data + end - line))) != NULL; line++)
        frame->lines++;
    if (quote)
        frame->mode = FEED_FRAME_QUOTE_SEEN;
    return quote ? end + 1 : size;
}

/* From `at` on to behind a quote that opens a field, to `limit` (the line end) or to the end of the data. */
static size_t skip_plain(struct feed_frame *frame, const char *data, size_t at, size_t limit)
{
    while (at < limit) {
        const char *quote = memchr(data + at, '"', limit - at);
        if (!quote)
            return limit;
        at = (size_t)(quote - data) + 1;
        if (quote == data || quote[-1] == frame->delimiter) {
            frame->mode = FEED_FRAME_QUOTED;
            return at;
        }
    }
    return at;
}

static size_t csv_end(struct feed_frame *frame, const char *data, size_t size)
{
    size_t at = frame->scanned;
    size_t newline = 0; /* the first one from some earlier `at` on, or size */
    bool known = false;
    while (at < size) {
        if (frame->mode == FEED_FRAME_QUOTED) {
            at = skip_quoted(frame, data, at, size);
            continue;
        }
        if (frame->mode == FEED_FRAME_QUOTE_SEEN) {
            if (data[at] == '"') {
                frame->mode = FEED_FRAME_QUOTED;
                at++;
                continue;
            }
            frame->mode = FEED_FRAME_PLAIN;
        }
        if (!known || newline < at) {
            const char *found = memchr(data + at, '\n', size - at);
            newline = found ? (size_t)(found - data) : size;
            known = true;
        }
        at = skip_plain(frame, data, at, newline);
        if (at == newline && frame->mode == FEED_FRAME_PLAIN && newline < size)
            return newline + 1;
    }
    frame->scanned = size;
    return 0;
}

size_t feed_frame_end(struct feed_frame *frame, const char *data, size_t size)
{
    if (frame->delimiter)
        return csv_end(frame, data, size);
    const char *found = size > frame->scanned ? memchr(data + frame->scanned, '\n', size - frame->scanned) : NULL;
    frame->scanned = size;
    return found ? (size_t)(found - data) + 1 : 0;
}
