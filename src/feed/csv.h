/* Rows of CSV and TSV (RFC 4180), and which column is which field. */
#ifndef STET_FEED_CSV_H
#define STET_FEED_CSV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "feed/fields.h"

/* Cells of a row; grows as needed, free with free(cells.data). */
struct feed_cells {
    stet_span *data;
    size_t count; /* of the row; beyond `most` they are only counted */
    size_t most;
    size_t capacity;
};

/* Splits a row. Cells point into it, or into the arena where quotes stood in them. False when memory ran out. */
bool feed_csv_split(char delimiter, const char *row, size_t size, struct stet_arena *arena, struct feed_cells *cells);

/* More columns than this make no sense, and would make each row with one cell too few or too many expensive. */
#define FEED_CSV_MAX_COLUMNS 65536

/* The header line, understood. */
struct feed_columns {
    char delimiter;
    uint32_t count;
    uint32_t field_count[FEED_FIELD_COUNT];
    uint32_t field[FEED_FIELD_COUNT][FEED_MAX_NAMES]; /* columns of a field, the one to prefer first */
};

/* STET_ERR_INPUT when no column can be the text; `name` is the input's, for messages. */
stet_status feed_columns_read(struct feed_columns *columns, char delimiter, stet_span header,
                              const struct feed_fields *fields, const char *name, stet_error *err);

/* The first of the field's columns that is not empty; NULL when there is none. */
const stet_span *feed_columns_find(const struct feed_columns *columns, const struct feed_cells *cells,
                                   enum feed_field field);

#endif
