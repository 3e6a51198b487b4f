/* RFC 4180: a quote counts only at the beginning of a field; within a quoted field two stand for one, and behind the
 * closing one comes the delimiter or the line end. Where that is not so, or nothing closes the field before the row is
 * longer than max_line or the input ends, a quote stands where it should not: then the first line of the row is a
 * broken record, and the next record begins with the line behind it.
 *
 * So the lines behind such a quote are looked at twice: as what the field might have held, and for themselves. It is
 * never more than twice, though each of them may open a field that nothing closes:
 *
 *     a, "b       opens a field; looked ahead to `ahead`, which is broken
 *     c, "d       would open one, too, and at its line end is within quotes, as the first one was there
 *
 * Rows that are still open at a line end are all within quotes, whatever they began with, so that what follows is the
 * same for all of them. It is enough to remember how far one of them has been looked at, and in which mode it was then:
 * `ahead` and `ahead_mode`. Whoever is open at a line end before `ahead` goes on from there, or is broken as well.
 *
 * Speed comes from memchr: over plain stretches it looks for the line end and for quotes before it, over quoted ones
 * for the next quote. */
#include "feed/frame.h"

#include <string.h>

void feed_frame_forget(struct feed_frame *frame)
{
    *frame = (struct feed_frame){.delimiter = frame->delimiter, .max_line = frame->max_line};
}

void feed_frame_next(struct feed_frame *frame, size_t size)
{
    if (!frame->delimiter) {
        frame->scanned = 0;
        return;
    }
    struct feed_frame last = *frame;
    feed_frame_forget(frame);
    if (last.broken && last.scanned > size) {
        frame->ahead = last.scanned - size;
        frame->ahead_mode = last.mode;
    } else if (last.ahead > size) {
        frame->ahead = last.ahead - size;
        frame->ahead_mode = last.ahead_mode;
    }
}

/* From `at` on to behind the quote that may close the field, or to the end of the data. */
static size_t skip_quoted(struct feed_frame *frame, const char *data, size_t at, size_t size)
{
    const char *quote = memchr(data + at, '"', size - at);
    size_t end = quote ? (size_t)(quote - data) : size;
    if (!frame->first) {
        const char *newline = memchr(data + at, '\n', end - at);
        frame->first = newline ? (size_t)(newline - data) + 1 : 0;
        if (newline && frame->first <= frame->ahead) {
            frame->mode = frame->ahead_mode;
            return frame->ahead;
        }
    }
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

/* The byte behind a quote within a quoted field, or behind a return behind that; returns what it is followed by. */
static size_t pass_quote(struct feed_frame *frame, char byte, size_t at)
{
    bool returned = frame->mode == FEED_FRAME_RETURN_SEEN;
    if (byte == '\n' || (byte == frame->delimiter && !returned)) {
        frame->mode = FEED_FRAME_PLAIN;
        return at;
    }
    if (byte == '"' && !returned)
        frame->mode = FEED_FRAME_QUOTED;
    else if (byte == '\r' && !returned)
        frame->mode = FEED_FRAME_RETURN_SEEN;
    else
        frame->mode = FEED_FRAME_BROKEN;
    return frame->mode == FEED_FRAME_BROKEN ? at : at + 1;
}

/* Goes on with the row: to its line end, which is returned; else `size`, or where it is broken. */
static size_t walk(struct feed_frame *frame, const char *data, size_t size)
{
    size_t at = frame->scanned;
    size_t newline = 0; /* the first one from some earlier `at` on, or size */
    bool known = false;
    while (at < size && frame->mode != FEED_FRAME_BROKEN) {
        if (frame->mode == FEED_FRAME_QUOTED) {
            at = skip_quoted(frame, data, at, size);
            continue;
        }
        if (frame->mode != FEED_FRAME_PLAIN) {
            at = pass_quote(frame, data[at], at);
            continue;
        }
        if (!known || newline < at) {
            const char *found = memchr(data + at, '\n', size - at);
            newline = found ? (size_t)(found - data) : size;
            known = true;
        }
        at = skip_plain(frame, data, at, newline);
        if (at == newline && frame->mode == FEED_FRAME_PLAIN)
            break;
    }
    frame->scanned = at;
    return at;
}

static size_t count_lines(const char *data, size_t size)
{
    size_t count = 0;
    const char *end = data + size;
    for (; (data = memchr(data, '\n', (size_t)(end - data))) != NULL; data++)
        count++;
    return count;
}

static size_t break_off(struct feed_frame *frame)
{
    frame->broken = true;
    return frame->first;
}

/* The row is broken: its first line. */
static size_t first_line(struct feed_frame *frame, const char *data, size_t size, bool ended)
{
    if (!frame->first) {
        const char *found = memchr(data + frame->scanned, '\n', size - frame->scanned);
        frame->scanned = found ? (size_t)(found - data) + 1 : size;
        frame->first = found || ended ? frame->scanned : 0;
    }
    return frame->first ? break_off(frame) : 0;
}

static size_t csv_end(struct feed_frame *frame, const char *data, size_t size, bool ended)
{
    size_t at = walk(frame, data, size);
    if (ended && at == size && frame->mode == FEED_FRAME_QUOTED)
        frame->mode = FEED_FRAME_BROKEN;
    if (frame->mode == FEED_FRAME_BROKEN)
        return first_line(frame, data, size, ended);
    bool found = at < size;
    size_t end = found ? at + 1 : size;
    if (!frame->first)
        return found || ended ? end : 0;
    if (found || ended) {
        if (feed_frame_content(data, end) > frame->max_line)
            return break_off(frame);
        frame->lines = count_lines(data, end - found);
        return end;
    }
    return size > frame->max_line + 2 ? break_off(frame) : 0;
}

size_t feed_frame_end(struct feed_frame *frame, const char *data, size_t size, bool ended)
{
    if (frame->delimiter)
        return csv_end(frame, data, size, ended);
    const char *found = size > frame->scanned ? memchr(data + frame->scanned, '\n', size - frame->scanned) : NULL;
    frame->scanned = size;
    if (found)
        return (size_t)(found - data) + 1;
    return ended ? size : 0;
}
