/* How articles come in: feeds of JSON Lines, CSV, TSV and text files, plain, gzip or Zstandard.
 *
 * A reader (one thread) cuts an input into blocks of whole records; a parser (one per thread) finds the articles in a
 * block. Reading is cheap beside parsing, so that many parsers can be fed by one reader.
 *
 *     feed_reader_open
 *     loop: feed_reader_next -> feed_parse_block (any thread) until block.end
 *     feed_reader_close, feed_block_free
 *
 * Memory is bounded by max_line (twice that where lines are looked at behind a quote that nothing closes) and a few MiB,
 * whatever the input. */
#ifndef STET_FEED_FEED_H
#define STET_FEED_FEED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <stet/batch.h>

#include "base/arena.h"

struct feed_columns;

#define FEED_MAX_LINE (UINT64_C(16) << 20)
#define FEED_MAX_RECORDS 16384 /* in a block */

/* Zero is the default everywhere. Strings are copied where they are kept. */
struct feed_options {
    stet_format format;
    uint64_t max_line; /* longest record, in bytes without its line end; at most 1 GiB */
    stet_field_names names;
    bool prompt; /* hand over a block after each read, also without a record, for inputs that come in slowly */
    bool whole;  /* hand over records that are too long as well, in parts */
};

/* What of a record is in the block. Only with feed_options.whole, and in a replay, are there records in parts:
 * otherwise feed_reader_next drops the bytes of those that are too long. */
enum feed_part { FEED_WHOLE, FEED_FIRST_PART, FEED_NEXT_PART, FEED_LAST_PART };

struct feed_record {
    size_t start, size;     /* raw bytes in the block, line end included if there is one; of a text file "PATH\n" */
    size_t text, text_size; /* content of a text file */
    uint64_t line;          /* of its first byte, counted from 1 */
    const char *reason;     /* why it is bad, or NULL; valid as long as the block */
    enum feed_part part;
};

/* Zero-initialise; reused by each feed_reader_next; free with feed_block_free. */
struct feed_block {
    char *data; /* FEED_JSON_PADDING bytes are readable behind `size` */
    size_t size, capacity;
    struct feed_record *records; /* blank lines are no records */
    size_t count, record_capacity;
    uint64_t first;   /* place of records[0] among those of its input, from 0 */
    const char *name; /* of the input, for messages; valid until the reader is closed, as are the columns */
    stet_format format;
    const struct feed_columns *columns; /* of CSV and TSV */
    bool end;                           /* nothing follows */
    uint64_t bytes;                     /* of input that went into the block, uncompressed */
    uint64_t position;                  /* bytes of the file read so far, as they are on disk */
    uint64_t total;                     /* bytes of the file; 0: not known */
    struct stet_arena strings;
};

void feed_block_free(struct feed_block *block);

/* The format that a name promises, compression aside, or STET_FORMAT_AUTO. */
stet_format feed_format_of_name(const char *name);

struct feed_reader;

/* Opens a file, a folder (all .txt, .txt.gz and .txt.zst files in it and below, sorted by path) or, for "-", standard
 * input. What is missing or not permitted is STET_ERR_IO. */
stet_status feed_reader_open(struct feed_reader **out, const char *path, const struct feed_options *options,
                             stet_error *err);

/* The next records; a block may have none although it is not the end. After an error only feed_reader_close. */
stet_status feed_reader_next(struct feed_reader *reader, struct feed_block *block, stet_error *err);

void feed_reader_close(struct feed_reader *reader);

struct feed_item {
    stet_article article; /* when reason is NULL */
    size_t record;        /* which one of the block */
    const char *reason;   /* why it is bad, or NULL */
    const char *file;     /* where it is, for FILE:LINE */
    uint64_t line;
};

struct feed_parser;

stet_status feed_parser_create(struct feed_parser **out, const struct feed_options *options, stet_error *err);
void feed_parser_free(struct feed_parser *parser);

/* One item for each record that is not blank, in their order. Items and what they point to are valid until the
 * parser's next call, as long as the block is left alone. */
stet_status feed_parse_block(struct feed_parser *parser, const struct feed_block *block, struct feed_item **items,
                             size_t *count, stet_error *err);

#endif
