#include "feed/csv.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/error.h"

/* A field that begins with a quote, from behind it to the delimiter or the end; *next is where that is. Two quotes
 * stand for one; what follows the closing quote is taken as it is: not in rows, which frame.c has seen to be well
 * formed, but in a first line that is looked at to tell the format. */
static bool take_quoted(const char *at, const char *end, char delimiter, struct stet_arena *arena, stet_span *cell,
                        const char **next)
{
    const char *quote = memchr(at, '"', (size_t)(end - at));
    if (!quote)
        quote = end;
    if (quote == end || quote + 1 == end || quote[1] == delimiter) {
        *cell = (stet_span){at, (size_t)(quote - at)};
        *next = quote == end ? end : quote + 1;
        return true;
    }
    char *out = stet_arena_bytes(arena, (size_t)(end - at));
    if (!out)
        return false;
    size_t used = 0;
    const char *from = at;
    for (;;) {
        memcpy(out + used, from, (size_t)(quote - from));
        used += (size_t)(quote - from);
        from = quote < end ? quote + 1 : end;
        if (from == end || *from != '"')
            break;
        out[used++] = '"';
        from++;
        quote = memchr(from, '"', (size_t)(end - from));
        if (!quote)
            quote = end;
    }
    const char *stop = memchr(from, delimiter, (size_t)(end - from));
    if (!stop)
        stop = end;
    memcpy(out + used, from, (size_t)(stop - from));
    used += (size_t)(stop - from);
    stet_arena_trim(arena, (size_t)(end - at) - used);
    *cell = (stet_span){out, used};
    *next = stop;
    return true;
}

bool feed_csv_split(char delimiter, const char *row, size_t size, struct stet_arena *arena, struct feed_cells *cells)
{
    const char *at = row, *end = row + size;
    if (end > at && end[-1] == '\n')
        end--;
    if (end > at && end[-1] == '\r')
        end--;
    for (cells->count = 0;; at++) {
        stet_span ignored, *cell = &ignored;
        if (cells->count++ < cells->most) {
            void *data = cells->data;
            bool room = stet_grow(&data, &cells->capacity, cells->count, sizeof *cells->data);
            cells->data = data;
            if (!room)
                return false;
            cell = &cells->data[cells->count - 1];
        }
        const char *next;
        if (at < end && *at == '"') {
            if (!take_quoted(at + 1, end, delimiter, arena, cell, &next))
                return false;
        } else {
            next = memchr(at, delimiter, (size_t)(end - at));
            if (!next)
                next = end;
            *cell = (stet_span){at, (size_t)(next - at)};
        }
        at = next;
        if (at == end)
            return true;
    }
}

/* Inserts a column into the list of a field, by rank; of columns with the same name the first counts. */
static void add_column(struct feed_columns *columns, uint8_t ranks[FEED_FIELD_COUNT][FEED_MAX_NAMES],
                       const struct feed_name *name, uint32_t column)
{
    uint32_t *list = columns->field[name->field];
    uint32_t count = columns->field_count[name->field], place = count;
    uint8_t *rank = ranks[name->field];
    for (uint32_t i = 0; i < count; i++) {
        if (rank[i] == name->rank)
            return;
    }
    for (; place && rank[place - 1] > name->rank; place--) {
        rank[place] = rank[place - 1];
        list[place] = list[place - 1];
    }
    rank[place] = name->rank;
    list[place] = column;
    columns->field_count[name->field] = count + 1;
}

static stet_status fill_columns(struct feed_columns *columns, const struct feed_cells *cells,
                                const struct feed_fields *fields, const char *name, stet_error *err)
{
    uint8_t ranks[FEED_FIELD_COUNT][FEED_MAX_NAMES];
    if (cells->count > FEED_CSV_MAX_COLUMNS)
        return stet_fail(err, STET_ERR_INPUT, "%s: the header has more than %d columns", name, FEED_CSV_MAX_COLUMNS);
    columns->count = (uint32_t)cells->count;
    for (uint32_t i = 0; i < cells->count; i++) {
        const stet_span *cell = &cells->data[i];
        for (const struct feed_name *use = feed_fields_find(fields, cell->data, cell->size); use; use = use->same)
            add_column(columns, ranks, use, i);
    }
    if (columns->field_count[FEED_TEXT])
        return STET_OK;
    char names[256];
    feed_fields_describe(fields, FEED_TEXT, names, sizeof names);
    return stet_fail(err, STET_ERR_INPUT, "%s: the header has no column for the text (%s)", name, names);
}

stet_status feed_columns_read(struct feed_columns *columns, char delimiter, stet_span header,
                              const struct feed_fields *fields, const char *name, stet_error *err)
{
    struct stet_arena arena = STET_ARENA_INIT;
    struct feed_cells cells = {.most = FEED_CSV_MAX_COLUMNS};
    *columns = (struct feed_columns){.delimiter = delimiter};
    stet_status status = feed_csv_split(delimiter, header.data, header.size, &arena, &cells)
                             ? fill_columns(columns, &cells, fields, name, err)
                             : stet_fail_memory(err);
    free(cells.data);
    stet_arena_free(&arena);
    return status;
}

const stet_span *feed_columns_find(const struct feed_columns *columns, const struct feed_cells *cells,
                                   enum feed_field field)
{
    for (uint32_t i = 0; i < columns->field_count[field]; i++) {
        const stet_span *cell = &cells->data[columns->field[field][i]];
        if (cell->size)
            return cell;
    }
    return NULL;
}
