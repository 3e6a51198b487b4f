/* Two files of one article each. A file that was meant for people to read, too: JSON over several lines, or plain text
 * whatever its name. */
#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "base/buf.h"
#include "base/error.h"
#include "feed/json.h"
#include "stet/explaining.h"
#include "stet/pipeline.h"

#define MOST (UINT64_C(64) << 20) /* bytes of a file */

struct reading {
    struct explain *explain;
    stet_explain_side *side;
    struct feed_reader *reader;
    struct feed_parser *parser;
    struct feed_block block;
    struct stet_buf whole;
    size_t good, bad;
    char *reason; /* of the first bad record */
};

static stet_status take_items(struct reading *reading, stet_error *err)
{
    struct feed_item *items;
    size_t count;
    stet_status status = feed_parse_block(reading->parser, &reading->block, &items, &count, err);
    for (size_t i = 0; i < count && !status; i++) {
        if (!items[i].reason && !reading->good++)
            status = explain_keep(reading->explain, reading->side, &items[i].article, err);
        if (items[i].reason && !reading->bad++) {
            reading->reason = strdup(items[i].reason);
            status = reading->reason ? STET_OK : stet_fail_memory(err);
        }
    }
    return status;
}

static stet_status read_whole(struct reading *reading, const char *path, stet_error *err)
{
    stet_status status;
    do {
        status = feed_reader_next(reading->reader, &reading->block, err);
        if (!status)
            status = take_items(reading, err);
        bool keep = reading->block.format != STET_FORMAT_TEXT;
        if (!status && keep && !stet_buf_add(&reading->whole, reading->block.data, reading->block.size))
            status = stet_fail_memory(err);
        if (!status && reading->whole.size > MOST)
            status = stet_fail(err, STET_ERR_LIMIT, "%s: too long for one article; for a feed give two ids and --in %s",
                               path, path);
    } while (!status && !reading->block.end);
    return status;
}

/* JSON that takes several lines: no string holds a line end, so they are blanks. */
static stet_status join_lines(struct reading *reading, stet_error *err)
{
    struct stet_buf *whole = &reading->whole;
    for (size_t i = 0; i < whole->size; i++)
        if (whole->data[i] == '\n' || whole->data[i] == '\r')
            whole->data[i] = ' ';
    size_t size = whole->size;
    if (!stet_buf_reserve(whole, FEED_JSON_PADDING))
        return stet_fail_memory(err);
    memset(whole->data + size, 0, FEED_JSON_PADDING);
    struct feed_record record = {.size = size, .line = 1};
    struct feed_block joined = {.data = whole->data,
                                .size = size,
                                .records = &record,
                                .count = 1,
                                .name = reading->block.name,
                                .format = STET_FORMAT_JSONL};
    struct feed_item *items;
    size_t count;
    stet_status status = feed_parse_block(reading->parser, &joined, &items, &count, err);
    if (status || !count || items[0].reason)
        return status;
    reading->good = 1;
    return explain_keep(reading->explain, reading->side, &items[0].article, err);
}

static stet_status take_text(struct reading *reading, const char *path, stet_error *err)
{
    stet_span text = {reading->whole.data, reading->whole.size};
    if (!feed_utf8_valid(text.data, text.size))
        return STET_OK;
    reading->good = 1;
    const stet_article article = {.id = {path, strlen(path)}, .text = text, .published = STET_TIME_NONE};
    return explain_keep(reading->explain, reading->side, &article, err);
}

static stet_status read_article(struct reading *reading, const char *path, const struct feed_options *options,
                                stet_error *err)
{
    stet_status status = feed_reader_open(&reading->reader, path, options, err);
    if (!status)
        status = feed_parser_create(&reading->parser, options, err);
    if (!status)
        status = read_whole(reading, path, err);
    const char *at = reading->whole.data, *end = at + reading->whole.size;
    while (at < end && stet_ascii_is_space(*at))
        at++;
    bool free_choice = reading->block.format == STET_FORMAT_JSONL && !reading->good && at < end;
    if (!status && free_choice && *at == '{')
        status = join_lines(reading, err);
    else if (!status && free_choice && options->format == STET_FORMAT_AUTO)
        status = take_text(reading, path, err);
    if (!status && reading->good > 1)
        status =
            stet_fail(err, STET_ERR_INPUT, "%s has more than one article; give two of its ids and --in %s", path, path);
    if (!status && !reading->good)
        status = stet_fail(err, STET_ERR_INPUT, "%s has no article%s%s", path, reading->reason ? ": " : "",
                           reading->reason ? reading->reason : "");
    return status;
}

static stet_status read_one(struct explain *explain, stet_explain_side *side, const char *path,
                            const struct feed_options *options, stet_error *err)
{
    struct reading reading = {.explain = explain, .side = side};
    stet_status status = read_article(&reading, path, options, err);
    feed_reader_close(reading.reader);
    feed_parser_free(reading.parser);
    feed_block_free(&reading.block);
    stet_buf_free(&reading.whole);
    free(reading.reason);
    return status;
}

/* Defaults are those of a batch. */
static stet_status finish(struct explain *explain, const stet_batch_options *options, stet_error *err)
{
    struct match_matcher *matcher = NULL;
    uint32_t shingle = options->shingle ? options->shingle : BATCH_SHINGLE;
    stet_status status = match_matcher_create(&matcher, NULL, shingle, err);
    if (!status)
        status = explain_build(explain, matcher, shingle, false, err);
    match_matcher_free(matcher);
    return status;
}

static stet_status hand_over(struct explain *explain, stet_explanation **out, stet_status status)
{
    if (status)
        stet_explain_free(&explain->shown);
    else
        *out = &explain->shown;
    return status;
}

stet_status stet_explain_articles(stet_explanation **out, const stet_article *a, const stet_article *b,
                                  const stet_batch_options *options, stet_error *err)
{
    *out = NULL;
    struct explain *explain;
    stet_status status = explain_create(&explain, options->agencies, err);
    if (status)
        return status;
    status = explain_keep(explain, &explain->shown.a, a, err);
    if (!status)
        status = explain_keep(explain, &explain->shown.b, b, err);
    if (!status)
        status = finish(explain, options, err);
    return hand_over(explain, out, status);
}

stet_status stet_explain_files(stet_explanation **out, const char *a, const char *b, const stet_batch_options *options,
                               stet_error *err)
{
    *out = NULL;
    const struct feed_options feed = {
        .format = options->format, .max_line = options->max_line, .names = options->names};
    struct explain *explain;
    stet_status status = explain_create(&explain, options->agencies, err);
    if (status)
        return status;
    status = read_one(explain, &explain->shown.a, a, &feed, err);
    if (!status)
        status = read_one(explain, &explain->shown.b, b, &feed, err);
    if (!status)
        status = finish(explain, options, err);
    return hand_over(explain, out, status);
}
