/* A reader from the inside. Private to this folder. */
#ifndef STET_FEED_READER_H
#define STET_FEED_READER_H

#include "feed/csv.h"
#include "feed/feed.h"
#include "feed/fields.h"
#include "feed/frame.h"
#include "feed/inflate.h"
#include "feed/input.h"

/* Blocks are filled up to here; a record that is longer makes them grow. With what is made of it, such a block stays in
 * the second-level cache; with blocks of half a MiB, a feed of short articles takes 2% longer. */
#define FEED_BLOCK_SIZE ((size_t)128 << 10)

struct feed_reader {
    struct feed_input *input;
    bool owns_input;
    bool parts; /* hand over what is too long in parts */
    bool again; /* the input is read for a second time */
    bool content; /* then too, text files are read and not only listed */
    bool prompt;
    size_t max_line;
    char too_long[48];
    struct feed_fields *fields;
    struct feed_bytes bytes;
    struct feed_inflate *inflate;
    struct feed_columns columns;
    struct feed_frame frame;
    struct feed_block carry; /* bytes read, but for the next block: */
    size_t carried;          /* they begin here */
    uint64_t line;         /* of the record that begins next */
    uint64_t ordinal;
    const char *damage;
    size_t next_file; /* of texts */
    bool started;     /* the format is known */
    bool headed;      /* the CSV header has been read */
    bool draining;    /* inside a record that is too long */
    bool ended;       /* nothing more to read */
};

/* Opens an input that the caller owns. */
stet_status feed_reader_begin(struct feed_reader **out, struct feed_input *input, const struct feed_options *options,
                              bool again, stet_error *err);

/* Room for `size` bytes and the padding. */
stet_status feed_block_reserve(struct feed_block *block, size_t size, stet_error *err);
stet_status feed_block_add(struct feed_block *block, const struct feed_record *record, stet_error *err);

/* Tells the format from the first bytes, skips a byte order mark; *skipped is its size. */
stet_status feed_detect(struct feed_reader *reader, const char *data, size_t size, size_t *skipped, stet_error *err);

/* Takes the header line of CSV. */
stet_status feed_take_header(struct feed_reader *reader, const char *line, size_t size, stet_error *err);

/* feed_reader_next for text files. */
stet_status feed_next_texts(struct feed_reader *reader, struct feed_block *block, stet_error *err);

#endif
