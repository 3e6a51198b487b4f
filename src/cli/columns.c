#include "cli/columns.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <utf8proc.h>

#define USUAL 100
#define LEAST 20
#define MOST 400
#define SIDE_BY_SIDE 60 /* columns that this takes at least */
#define FOLDED 9        /* lines beyond which the middle is left out */
#define HEAD 3          /* lines before it */
#define TAIL 2          /* and behind it */

void cli_columns_init(struct cli_columns *columns, struct cli_output *out)
{
    *columns = (struct cli_columns){.out = out, .width = USUAL};
    const char *no_colour = getenv("NO_COLOR"), *given = getenv("COLUMNS");
    struct winsize size = {0};
    bool terminal = isatty(STDOUT_FILENO);
    columns->colour = terminal && !(no_colour && *no_colour);
    if (terminal && !ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) && size.ws_col)
        columns->width = size.ws_col;
    else if (given && strtol(given, NULL, 10) > 0)
        columns->width = (int)(strtol(given, NULL, 10) < MOST ? strtol(given, NULL, 10) : MOST);
    if (columns->width < LEAST)
        columns->width = LEAST;
}

stet_status cli_columns_colour(struct cli_columns *columns, const char *code, stet_error *err)
{
    return columns->colour ? cli_output_printf(columns->out, err, "\033[%sm", code) : STET_OK;
}

/* A text as it is shown: no controls, no marks of direction, white space as one blank or, where lines stay, one line
 * end. */
struct shown {
    char *data;
    size_t size;
};

struct line {
    size_t start, size;
    int width;
};

struct lines {
    struct shown text;
    struct line *line;
    size_t count;
};

static stet_status no_memory(stet_error *err)
{
    snprintf(err->message, sizeof err->message, "out of memory");
    return err->code = STET_ERR_MEMORY;
}

static bool is_shown(utf8proc_int32_t code)
{
    utf8proc_category_t category = utf8proc_category(code);
    return category != UTF8PROC_CATEGORY_CC && category != UTF8PROC_CATEGORY_CF && category != UTF8PROC_CATEGORY_CS &&
           category != UTF8PROC_CATEGORY_CN && category != UTF8PROC_CATEGORY_ZL && category != UTF8PROC_CATEGORY_ZP;
}

static bool clean(stet_span text, bool keep_lines, struct shown *out)
{
    out->data = malloc(text.size + 1);
    out->size = 0;
    char space = 0; /* that is still to come */
    for (size_t i = 0; i < text.size && out->data;) {
        utf8proc_int32_t code;
        utf8proc_ssize_t size =
            utf8proc_iterate((const utf8proc_uint8_t *)text.data + i, (utf8proc_ssize_t)(text.size - i), &code);
        size_t step = size > 0 ? (size_t)size : 1;
        if (size <= 0 || code == ' ' || (code >= '\t' && code <= '\r') || code == 0xa0) {
            space = keep_lines && (space == '\n' || code == '\n') ? '\n' : ' ';
        } else if (is_shown(code)) {
            if (space && out->size)
                out->data[out->size++] = space;
            space = 0;
            memcpy(out->data + out->size, text.data + i, step);
            out->size += step;
        }
        i += step;
    }
    return out->data != NULL;
}

/* Bytes and columns of the character at `at`. */
static size_t step_at(const struct shown *text, size_t at, int *width)
{
    utf8proc_int32_t code;
    utf8proc_ssize_t size =
        utf8proc_iterate((const utf8proc_uint8_t *)text->data + at, (utf8proc_ssize_t)(text->size - at), &code);
    *width = size > 0 ? utf8proc_charwidth(code) : 1;
    return size > 0 ? (size_t)size : 1;
}

/* The line that begins at `at`; the next one begins at the return value. */
static size_t next_line(const struct shown *text, size_t at, int most, struct line *line)
{
    *line = (struct line){.start = at};
    size_t blank = 0;
    int blank_width = 0, used = 0;
    for (size_t i = at; i < text->size;) {
        int width;
        size_t step = step_at(text, i, &width);
        if (text->data[i] == '\n' || used + width > most) {
            bool whole = text->data[i] == '\n' || text->data[i] == ' ' || !blank;
            line->size = (whole ? i : blank) - at;
            line->width = whole ? used : blank_width;
            size_t end = whole ? i : blank;
            return end + (text->data[end] == '\n' || text->data[end] == ' ');
        }
        if (text->data[i] == ' ') {
            blank = i;
            blank_width = used;
        }
        used += width;
        i += step;
    }
    line->size = text->size - at;
    line->width = used;
    return text->size;
}

static bool wrap(stet_span text, int most, struct lines *out)
{
    *out = (struct lines){.count = 0};
    if (!clean(text, true, &out->text))
        return false;
    out->line = malloc((out->text.size + 1) * sizeof *out->line);
    for (size_t at = 0; at < out->text.size && out->line;)
        at = next_line(&out->text, at, most, &out->line[out->count++]);
    return out->line != NULL;
}

static void unwrap(struct lines *lines)
{
    free(lines->text.data);
    free(lines->line);
}

/* Line i of a column, in its colour, filled up to `fill` columns. */
static stet_status cell(struct cli_columns *columns, const struct lines *lines, size_t i, int fill, const char *colour,
                        stet_error *err)
{
    const struct line none = {0, 0, 0}, *line = i < lines->count ? &lines->line[i] : &none;
    stet_status status = line->size ? cli_columns_colour(columns, colour, err) : STET_OK;
    if (!status && line->size)
        status = cli_output_write(columns->out, lines->text.data + line->start, line->size, err);
    if (!status && line->size)
        status = cli_columns_colour(columns, "0", err);
    return status || fill <= line->width ? status : cli_output_printf(columns->out, err, "%*s", fill - line->width, "");
}

static const char *colour_of(char mark, bool left)
{
    return mark == '=' ? "32" : left ? "31" : "36";
}

static stet_status rows(struct cli_columns *columns, const struct lines *a, const struct lines *b, int width, char mark,
                        bool fold, stet_error *err)
{
    size_t count = a->count > b->count ? a->count : b->count;
    stet_status status = STET_OK;
    for (size_t i = 0; i < count && !status; i++) {
        if (fold && count > FOLDED && i == HEAD) {
            status =
                cli_output_printf(columns->out, err, "%*s ... %zu lines ...\n", width / 2, "", count - HEAD - TAIL);
            i = count - TAIL - 1;
            continue;
        }
        status = cell(columns, a, i, width, colour_of(mark, true), err);
        bool right = i < b->count;
        if (!status)
            status = right ? cli_output_printf(columns->out, err, " %c ", mark)
                           : cli_output_printf(columns->out, err, " %c", mark);
        if (!status && right)
            status = cell(columns, b, i, 0, colour_of(mark, false), err);
        if (!status)
            status = cli_output_text(columns->out, "\n", err);
    }
    return status;
}

/* One below the other, each line behind its mark. */
static stet_status stack(struct cli_columns *columns, const struct lines *lines, char mark, const char *colour,
                         bool fold, stet_error *err)
{
    stet_status status = STET_OK;
    for (size_t i = 0; i < lines->count && !status; i++) {
        if (fold && lines->count > FOLDED && i == HEAD) {
            status = cli_output_printf(columns->out, err, "  ... %zu lines ...\n", lines->count - HEAD - TAIL);
            i = lines->count - TAIL - 1;
            continue;
        }
        status = cli_output_printf(columns->out, err, "%c ", mark);
        if (!status)
            status = cell(columns, lines, i, 0, colour, err);
        if (!status)
            status = cli_output_text(columns->out, "\n", err);
    }
    return status;
}

stet_status cli_columns_pair(struct cli_columns *columns, stet_span a, stet_span b, char mark, bool fold,
                             stet_error *err)
{
    bool beside = columns->width >= SIDE_BY_SIDE;
    int width = beside ? (columns->width - 3) / 2 : columns->width - 2;
    struct lines left, right = {.count = 0};
    bool ok = wrap(a, width, &left) && wrap(b, width, &right);
    stet_status status = ok ? STET_OK : no_memory(err);
    if (!status && beside)
        status = rows(columns, &left, &right, width, mark, fold, err);
    if (!status && !beside)
        status = stack(columns, &left, mark == '=' ? '=' : '<', colour_of(mark, true), fold, err);
    if (!status && !beside && mark != '=')
        status = stack(columns, &right, '>', colour_of(mark, false), fold, err);
    unwrap(&left);
    unwrap(&right);
    return status;
}

stet_status cli_columns_line(struct cli_columns *columns, stet_span text, int most, stet_error *err)
{
    struct shown shown;
    if (!clean(text, false, &shown))
        return no_memory(err);
    size_t end = 0, fits = 0; /* all that goes in, and what goes in with dots behind it */
    int used = 0, width;
    while (end < shown.size) {
        size_t step = step_at(&shown, end, &width);
        if (used + width > most)
            break;
        used += width;
        end += step;
        if (used + 3 <= most)
            fits = end;
    }
    bool whole = end == shown.size;
    stet_status status = cli_output_write(columns->out, shown.data, whole ? end : fits, err);
    free(shown.data);
    return status || whole ? status : cli_output_text(columns->out, "...", err);
}
