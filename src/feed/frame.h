/* Where records end: lines, or CSV rows with quoted line ends in them. */
#ifndef STET_FEED_FRAME_H
#define STET_FEED_FRAME_H

#include <stddef.h>

enum feed_frame_mode { FEED_FRAME_PLAIN, FEED_FRAME_QUOTED, FEED_FRAME_QUOTE_SEEN };

/* Zero but for the delimiter at the start of each record. */
struct feed_frame {
    char delimiter; /* of CSV; 0: a record is a line */
    enum feed_frame_mode mode;
    size_t scanned; /* bytes of the record that need not be looked at again */
    size_t lines;   /* line ends within quotes among them */
};

/* The record begins at `data` and `size` bytes are there: returns how many belong to it, its line end included, or 0
 * when the end is not among them; call again with more of them then. */
size_t feed_frame_end(struct feed_frame *frame, const char *data, size_t size);

/* The next record begins. */
void feed_frame_reset(struct feed_frame *frame);

#endif
