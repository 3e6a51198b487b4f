/* Small feeds in files of a folder of their own, and what a reader and a parser make of them, as a text. */
#ifndef STET_TESTS_FEED_FEEDS_H
#define STET_TESTS_FEED_FEEDS_H

#include <stdint.h>

#include "base/buf.h"
#include "feed/feed.h"

/* The folder of the running test; feeds_begin and feeds_end are a checked fixture. */
extern char feeds_folder[256];
void feeds_begin(void);
void feeds_end(void);

/* Why a row is bad that has a quote too many. */
extern const char *const feeds_open_quote;

/* Path of a file in the folder; valid until the next eight calls. */
const char *feeds_path(const char *name);

/* Writes a file into the folder and returns its path. */
const char *feeds_write(const char *name, const void *data, size_t size);
const char *feeds_write_text(const char *name, const char *text);

/* The compressed bytes, malloc'd. */
void *feeds_gzip(const void *data, size_t size, size_t *out);
void *feeds_zstd(const void *data, size_t size, size_t *out);

/* Reads an input and tells of each item "LINE ID|TEXT\n" or "LINE !REASON\n"; a hard error ends it with "ERROR: ...".
 * The path of the folder is left out. Valid until the next call. */
const char *feeds_read(const char *path, const struct feed_options *options);

/* As feeds_read, of a JSON Lines file with this content. */
const char *feeds_read_text(const char *name, const char *text);

/* Adds a row to a CSV table with the header "id,text,more", and to `told` what feeds_read tells of it: a plain one, a
 * quoted one of several lines, or one with a quote that opens a field and is never closed, at least not before the row
 * is longer than 600 bytes. `line` is the row's, and then the next one's. */
void feeds_add_row(struct stet_buf *table, struct stet_buf *told, uint64_t *line, uint64_t *state);

/* SplitMix64 (Steele, Lea, Flood, 2014). */
uint64_t feeds_random(uint64_t *state);

/* From the environment variable STET_SEED, or a fixed one; printed. */
uint64_t feeds_seed(void);

#endif
