#include <string.h>

#include "base/ascii.h"
#include "base/error.h"
#include "feed/reader.h"

/* Without a promise from its name, an input is CSV only if its first line has a column for the text; else its lines
 * are JSON, or else bad ones that say so. */
static stet_format format_of_content(struct feed_reader *reader, const char *data, size_t size)
{
    size_t at = 0;
    while (at < size && stet_ascii_is_space(data[at]))
        at++;
    if (at == size || data[at] == '{' || data[at] == '[')
        return STET_FORMAT_JSONL;
    const char *newline = memchr(data + at, '\n', size - at);
    stet_span line = {data + at, newline ? (size_t)(newline - data) - at : size - at};
    static const struct {
        char delimiter;
        stet_format format;
    } kinds[] = {{'\t', STET_FORMAT_TSV}, {',', STET_FORMAT_CSV}};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (!memchr(line.data, kinds[i].delimiter, line.size))
            continue;
        struct feed_columns columns;
        if (!feed_columns_read(&columns, kinds[i].delimiter, line, reader->fields, reader->input->name, NULL))
            return kinds[i].format;
    }
    return STET_FORMAT_JSONL;
}

/* A byte order mark alone may begin a line that is merely bad. In UTF-16 the two ASCII characters behind it that any feed
 * begins with are bytes beside NULs. */
static bool is_utf16(const char *data, size_t size)
{
    bool little = size >= 4 && !memcmp(data, "\xff\xfe", 2), big = size >= 4 && !memcmp(data, "\xfe\xff", 2);
    for (size_t at = 2; at + 1 < size && at < 6; at += 2)
        if (data[at + little] || !data[at + big])
            return false;
    return little || big;
}

stet_status feed_detect(struct feed_reader *reader, const char *data, size_t size, size_t *skipped, stet_error *err)
{
    struct feed_input *input = reader->input;
    *skipped = size >= 3 && !memcmp(data, "\xef\xbb\xbf", 3) ? 3 : 0;
    if (is_utf16(data, size))
        return stet_fail(err, STET_ERR_INPUT, "%s: UTF-16; only UTF-8 is read (iconv -f UTF-16 -t UTF-8 converts it)",
                         input->name);
    if (input->format == STET_FORMAT_AUTO)
        input->format = format_of_content(reader, data + *skipped, size - *skipped);
    if (input->format == STET_FORMAT_CSV)
        reader->frame.delimiter = ',';
    else if (input->format == STET_FORMAT_TSV)
        reader->frame.delimiter = '\t';
    reader->headed = !reader->frame.delimiter;
    reader->started = true;
    return STET_OK;
}

stet_status feed_take_header(struct feed_reader *reader, const char *line, size_t size, stet_error *err)
{
    reader->input->header_returns = size > 1 && line[size - 2] == '\r' && line[size - 1] == '\n';
    while (size && (line[size - 1] == '\n' || line[size - 1] == '\r'))
        size--;
    struct stet_buf *header = &reader->input->header;
    header->size = 0;
    if (!stet_buf_add(header, line, size))
        return stet_fail_memory(err);
    reader->headed = true;
    stet_span span = {header->data, header->size};
    return feed_columns_read(&reader->columns, reader->frame.delimiter, span, reader->fields, reader->input->name, err);
}
