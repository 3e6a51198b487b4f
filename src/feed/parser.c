#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "base/buf.h"
#include "base/error.h"
#include "feed/csv.h"
#include "feed/feed.h"
#include "feed/json.h"
#include "feed/time.h"
#include "feed/unescape.h"

struct feed_parser {
    struct feed_fields *fields;
    struct feed_json *json;
    struct stet_arena arena; /* what the spans of the items point to, where it is not the block */
    struct feed_cells cells;
    struct feed_item *items;
    size_t count, capacity;
};

stet_status feed_parser_create(struct feed_parser **out, const struct feed_options *options, stet_error *err)
{
    *out = NULL;
    struct feed_parser *parser = calloc(1, sizeof *parser);
    if (!parser)
        return stet_fail_memory(err);
    stet_status status = feed_fields_create(&parser->fields, &options->names, err);
    if (!status && !(parser->json = feed_json_create()))
        status = stet_fail_memory(err);
    if (status) {
        feed_parser_free(parser);
        return status;
    }
    *out = parser;
    return STET_OK;
}

void feed_parser_free(struct feed_parser *parser)
{
    if (!parser)
        return;
    feed_fields_free(parser->fields);
    feed_json_free(parser->json);
    stet_arena_free(&parser->arena);
    free(parser->cells.data);
    free(parser->items);
    free(parser);
}

/* White space and invisible characters, as far as they stand at the beginning: U+0000-0020, U+0085, U+00A0,
 * U+2000-200F, U+2028-202F, U+205F-2060, U+3000, U+FEFF. */
static bool is_blank(stet_span text)
{
    const unsigned char *at = (const unsigned char *)text.data, *end = at + text.size;
    while (at < end) {
        if (*at <= ' ') {
            at++;
        } else if (end - at >= 2 && at[0] == 0xc2 && (at[1] == 0x85 || at[1] == 0xa0)) {
            at += 2;
        } else if (end - at >= 3 && at[0] == 0xe2 && at[1] == 0x80 &&
                   (at[2] <= 0x8f || (at[2] >= 0xa8 && at[2] <= 0xaf))) {
            at += 3;
        } else if (end - at >= 3 && (!memcmp(at, "\xe2\x81\x9f", 3) || !memcmp(at, "\xe2\x81\xa0", 3) ||
                                     !memcmp(at, "\xe3\x80\x80", 3) || !memcmp(at, "\xef\xbb\xbf", 3))) {
            at += 3;
        } else {
            return false;
        }
    }
    return true;
}

/* A token as found by feed_json_scan: a number as it stands, a string without quotes and escapes. Only for strings,
 * memory can run out, and *reason be set. */
static bool take_token(struct feed_parser *parser, stet_span token, stet_span *value, const char **reason)
{
    *value = token;
    if (!token.size || token.data[0] != '"')
        return true;
    size_t size = token.size - 2, written = 0;
    char *out = stet_arena_bytes(&parser->arena, size);
    if (!out)
        return false;
    *reason = feed_unescape(token.data + 1, size, out, &written);
    stet_arena_trim(&parser->arena, size - written);
    *value = (stet_span){out, written};
    return true;
}

/* What all formats have in common, once the values of the fields are known. False when memory ran out. */
static bool fill_article(struct feed_parser *parser, struct feed_item *item, const stet_span values[FEED_FIELD_COUNT])
{
    stet_article *article = &item->article;
    if (is_blank(values[FEED_TEXT])) {
        item->reason = "no text";
        return true;
    }
    *article = (stet_article){.id = values[FEED_ID],
                              .title = values[FEED_TITLE],
                              .text = values[FEED_TEXT],
                              .source = values[FEED_SOURCE],
                              .url = values[FEED_URL],
                              .language = values[FEED_LANGUAGE],
                              .author = values[FEED_AUTHOR],
                              .taken_from = values[FEED_TAKEN_FROM]};
    stet_span time = values[FEED_PUBLISHED];
    feed_parse_time(time.data, time.size, &article->published, &article->precision);
    if (article->id.size)
        return true;
    const char *id = stet_arena_printf(&parser->arena, "%s:%llu", item->file, (unsigned long long)item->line);
    if (id)
        article->id = (stet_span){id, strlen(id)};
    return id != NULL;
}

static bool parse_json(struct feed_parser *parser, const struct feed_block *block, const struct feed_record *record,
                       struct feed_item *item)
{
    stet_span found[FEED_FIELD_COUNT], values[FEED_FIELD_COUNT];
    const char *line = block->data + record->start;
    size_t size = record->size - (line[record->size - 1] == '\n');
    if (!feed_json_scan(parser->json, parser->fields, line, size, found, &item->reason))
        return false;
    for (int i = 0; i < FEED_FIELD_COUNT && !item->reason; i++) {
        /* One string may be both id and url. */
        bool again = i == FEED_URL && found[i].data == found[FEED_ID].data;
        if (again)
            values[i] = values[FEED_ID];
        else if (!take_token(parser, found[i], &values[i], &item->reason))
            return false;
    }
    return item->reason || fill_article(parser, item, values);
}

static bool parse_csv(struct feed_parser *parser, const struct feed_block *block, const struct feed_record *record,
                      struct feed_item *item)
{
    const struct feed_columns *columns = block->columns;
    const char *row = block->data + record->start;
    if (!feed_utf8_valid(row, record->size)) {
        item->reason = "not UTF-8";
        return true;
    }
    parser->cells.most = columns->count;
    if (!feed_csv_split(columns->delimiter, row, record->size, &parser->arena, &parser->cells))
        return false;
    if (parser->cells.count != columns->count) {
        item->reason = stet_arena_printf(&parser->arena, "CSV: row has %zu fields, the header %u", parser->cells.count,
                                         columns->count);
        return item->reason != NULL;
    }
    stet_span values[FEED_FIELD_COUNT];
    for (int i = 0; i < FEED_FIELD_COUNT; i++) {
        const stet_span *cell = feed_columns_find(columns, &parser->cells, (enum feed_field)i);
        values[i] = cell ? *cell : (stet_span){NULL, 0};
    }
    return fill_article(parser, item, values);
}

static bool parse_text(struct feed_parser *parser, const struct feed_block *block, const struct feed_record *record,
                       struct feed_item *item)
{
    stet_span text = {block->data + record->text, record->text_size};
    if (!feed_utf8_valid(text.data, text.size)) {
        item->reason = "not UTF-8";
        return true;
    }
    if (text.size >= 3 && !memcmp(text.data, "\xef\xbb\xbf", 3))
        text = (stet_span){text.data + 3, text.size - 3};
    stet_span values[FEED_FIELD_COUNT] = {[FEED_ID] = {item->file, record->size - 1}, [FEED_TEXT] = text};
    return fill_article(parser, item, values);
}

/* A line of nothing but ASCII space: not worth a word. */
static bool skip_record(const struct feed_block *block, const struct feed_record *record)
{
    if (record->reason || block->format == STET_FORMAT_TEXT)
        return false;
    const char *at = block->data + record->start, *end = at + record->size;
    while (at < end && stet_ascii_is_space(*at))
        at++;
    return at == end;
}

static bool parse_record(struct feed_parser *parser, const struct feed_block *block, const struct feed_record *record,
                         struct feed_item *item)
{
    bool text = block->format == STET_FORMAT_TEXT;
    *item = (struct feed_item){.record = (size_t)(record - block->records),
                               .reason = record->reason,
                               .file = text ? block->data + record->start - record->size : block->name,
                               .line = record->line};
    if (item->reason)
        return true;
    if (text)
        return parse_text(parser, block, record, item);
    return block->columns ? parse_csv(parser, block, record, item) : parse_json(parser, block, record, item);
}

stet_status feed_parse_block(struct feed_parser *parser, const struct feed_block *block, struct feed_item **items,
                             size_t *count, stet_error *err)
{
    stet_arena_reset(&parser->arena);
    parser->count = 0;
    void *grown = parser->items;
    bool room = stet_grow(&grown, &parser->capacity, block->count, sizeof *parser->items);
    parser->items = grown;
    if (!room)
        return stet_fail_memory(err);
    for (size_t i = 0; i < block->count; i++) {
        const struct feed_record *record = &block->records[i];
        if (skip_record(block, record))
            continue;
        if (!parse_record(parser, block, record, &parser->items[parser->count++]))
            return stet_fail_memory(err);
    }
    *items = parser->items;
    *count = parser->count;
    return STET_OK;
}
