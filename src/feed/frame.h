/* Where records end: lines, or CSV rows with quoted line ends in them. */
#ifndef STET_FEED_FRAME_H
#define STET_FEED_FRAME_H

#include <stdbool.h>
#include <stddef.h>

enum feed_frame_mode {
    FEED_FRAME_PLAIN,
    FEED_FRAME_QUOTED,
    FEED_FRAME_QUOTE_SEEN,
    FEED_FRAME_RETURN_SEEN,
    FEED_FRAME_BROKEN
};

/* Zero but for the delimiter and max_line at the start of the input. */
struct feed_frame {
    char delimiter;  /* of CSV; 0: a record is a line */
    size_t max_line; /* of CSV: a row of several lines is no longer than this, without its line end */
    bool broken;     /* of the record found: a line with a quoted field that is not closed */
    size_t lines;    /* of the record found: line ends within quotes */
    enum feed_frame_mode mode;
    size_t scanned;  /* bytes of the record that need not be looked at again */
    size_t first;    /* its first line, line end included; 0 as long as that end has not been seen */
    /* What became of a row that was not closed, in bytes from the beginning of the record: see frame.c. */
    size_t ahead;
    enum feed_frame_mode ahead_mode;
};

/* The record begins at `data` and `size` (> 0) bytes are there, with `ended` all that will ever be: returns how many
 * belong to it, its line end included, or 0 when the end is not among them; call again with more of them then. When the
 * first line of what is there is longer than max_line, the caller may leave the record and call feed_frame_forget. */
size_t feed_frame_end(struct feed_frame *frame, const char *data, size_t size, bool ended);

/* The record found had `size` bytes, and the next one begins. */
void feed_frame_next(struct feed_frame *frame, size_t size);

/* The next record begins somewhere behind all that was looked at. */
void feed_frame_forget(struct feed_frame *frame);

/* Bytes of a record without its line end. */
static inline size_t feed_frame_content(const char *data, size_t size)
{
    bool ended = size && data[size - 1] == '\n';
    return size - ended - (ended && size > 1 && data[size - 2] == '\r');
}

#endif
