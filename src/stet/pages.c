/* Extracting: pages are gathered in a window, their lines counted, then taken apart one by one. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/error.h"
#include "feed/time.h"
#include "stet/pages.h"

#define WINDOW (UINT64_C(64) << 20)
#define WINDOW_PAGES 1000000
#define COUNTED_MAX 2000 /* bytes; no longer line is a notice */

static stet_status check(const stet_pages_options *options, stet_error *err)
{
    if (options->version != STET_PAGES_OPTIONS_VERSION)
        return stet_fail(err, STET_ERR_USAGE, "version %u of the options for pages is not known", options->version);
    if (options->feeds && (options->format == STET_FORMAT_TEXT || options->format == STET_FORMAT_PAGE))
        return stet_fail(err, STET_ERR_USAGE, "text files are pages themselves; feeds are JSON Lines, CSV or TSV");
    return STET_OK;
}

stet_status stet_pages_create(stet_pages **out, const stet_pages_options *options, stet_error *err)
{
    *out = NULL;
    stet_status status = check(options, err);
    if (status)
        return status;
    stet_pages *pages = calloc(1, sizeof *pages);
    if (!pages)
        return stet_fail_memory(err);
    pages->options = *options;
    pages->options.window = options->window ? options->window : WINDOW;
    pages->feed.max_line = options->max_line;
    pages->feed.names = options->names;
    if (options->agencies)
        status = source_book_read(&pages->own_agencies, options->agencies, err);
    if (status) {
        stet_pages_free(pages);
        return status;
    }
    pages->agencies = source_book_of(pages->own_agencies);
    *out = pages;
    return STET_OK;
}

void stet_pages_free(stet_pages *pages)
{
    if (!pages)
        return;
    free(pages->items);
    stet_arena_free(&pages->texts);
    page_counts_free(&pages->counts);
    named_free(&pages->named);
    source_book_free(pages->own_agencies);
    page_lines_free(&pages->lines);
    page_split_free(&pages->split);
    stet_buf_free(&pages->out);
    free(pages);
}

void stet_pages_get_stats(const stet_pages *pages, stet_pages_stats *stats)
{
    *stats = pages->stats;
}

static stet_status reject(stet_pages *pages, const char *file, uint64_t line, const char *reason, stet_error *err)
{
    pages->stats.bad++;
    if (pages->options.on_bad)
        pages->options.on_bad(pages->options.payload, file, line, reason);
    return pages->options.strict ? stet_fail(err, STET_ERR_INPUT, "%s:%llu: %s", file, (unsigned long long)line, reason)
                                 : STET_OK;
}

stet_status pages_open(stet_pages *pages, const struct pages_item *item, stet_error *err)
{
    pages->lines.count = 0;
    page_split_reset(&pages->split);
    pages->html = (struct page_html){.body = {NULL, 0}};
    pages->is_html = item->html || page_is_html(item->article.text);
    return pages->is_html ? page_html_read(&pages->html, &pages->lines, item->article.text, &pages->split.strings, err)
                          : page_lines_cut(&pages->lines, item->article.text, &pages->split.strings, err);
}

static stet_span site_of(const stet_pages *pages, const struct pages_item *item)
{
    return item->article.source.size || !pages->html.publisher.size ? item->site : pages->html.publisher;
}

/* Counts the lines of the page at hand. */
static stet_status count(stet_pages *pages, const struct pages_item *item, stet_error *err)
{
    stet_span site = site_of(pages, item);
    uint32_t story = page_story(&pages->lines);
    bool ok = page_counts_add(&pages->counts, page_counts_key(site, (stet_span){NULL, 0}), story);
    for (size_t i = 0; i < pages->lines.count && ok; i++) {
        stet_span text = pages->lines.data[i].text;
        if (text.size <= COUNTED_MAX)
            ok = page_counts_add(&pages->counts, page_counts_key(site, text), story);
    }
    return ok ? STET_OK : stet_fail_memory(err);
}

static void look_up(stet_pages *pages, const struct pages_item *item)
{
    stet_span site = site_of(pages, item);
    uint32_t all = page_counts_get(&pages->counts, page_counts_key(site, (stet_span){NULL, 0}));
    for (size_t i = 0; i < pages->lines.count && all >= PAGE_COUNTS_STORIES; i++) {
        struct page_line *line = &pages->lines.data[i];
        uint32_t stories = page_counts_get(&pages->counts, page_counts_key(site, line->text));
        line->repeated = page_counts_junk(stories, all, line->shape == PAGE_SHAPE_PROSE);
    }
}

/* First pass over the window. A page that cannot be opened is rejected here. */
static stet_status count_all(stet_pages *pages, stet_error *err)
{
    stet_status status = STET_OK;
    for (size_t i = 0; i < pages->count && !status; i++) {
        struct pages_item *item = &pages->items[i];
        stet_error why = {.code = STET_OK};
        status = pages_open(pages, item, &why);
        item->bad = status == STET_ERR_LIMIT;
        if (item->bad)
            status = reject(pages, item->file, item->line, why.message, err);
        else if (status && err)
            *err = why;
        else if (!status)
            status = count(pages, item, err);
    }
    return status;
}

static stet_status empty_window(stet_pages *pages, stet_write write, void *payload, stet_error *err)
{
    stet_status status = count_all(pages, err);
    for (size_t i = 0; i < pages->count && !status; i++) {
        const struct pages_item *item = &pages->items[i];
        if (item->bad)
            continue;
        status = pages_open(pages, item, err);
        if (status)
            break;
        look_up(pages, item);
        pages->out.size = 0;
        status = pages_write(pages, item, err);
        if (!status && pages->out.size)
            status = write(payload, pages->out.data, pages->out.size, err);
        pages->stats.pages++;
    }
    pages->count = 0;
    pages->gathered = 0;
    stet_arena_reset(&pages->texts);
    return status;
}

static bool copy(struct stet_arena *arena, stet_span *span)
{
    if (!span->size)
        return true;
    char *data = stet_arena_bytes(arena, span->size);
    if (data)
        memcpy(data, span->data, span->size);
    span->data = data;
    return data != NULL;
}

/* The host of an address, or the folder of a path. */
static stet_span host_or_folder(stet_span url, const char *file)
{
    const char *end = url.data + url.size, *at = url.size ? memmem(url.data, url.size, "://", 3) : NULL;
    if (at) {
        const char *slash = memchr(at + 3, '/', (size_t)(end - at - 3));
        return (stet_span){at + 3, (size_t)((slash ? slash : end) - at - 3)};
    }
    const char *slash = strrchr(file, '/');
    return (stet_span){file, slash ? (size_t)(slash - file) : 0};
}

static bool is_html_name(const char *file)
{
    static const char *const endings[] = {".html", ".htm", ".xhtml"};
    size_t size = strlen(file);
    if (size > 3 && !strcasecmp(file + size - 3, ".gz"))
        size -= 3;
    else if (size > 4 && !strcasecmp(file + size - 4, ".zst"))
        size -= 4;
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        size_t ending = strlen(endings[i]);
        if (size > ending && !strncasecmp(file + size - ending, endings[i], ending))
            return true;
    }
    return false;
}

static stet_status gather(stet_pages *pages, const struct feed_item *from, bool feed, stet_error *err)
{
    void *items = pages->items;
    bool grown = stet_grow(&items, &pages->capacity, pages->count + 1, sizeof *pages->items);
    pages->items = items;
    const char *file = grown ? stet_arena_printf(&pages->texts, "%s", from->file) : NULL;
    if (!file)
        return stet_fail_memory(err);
    struct pages_item *item = &pages->items[pages->count];
    *item = (struct pages_item){.article = from->article, .file = file, .line = from->line, .feed = feed};
    stet_article *article = &item->article;
    stet_span *const spans[] = {&article->id,  &article->title,    &article->text,  &article->source,
                                &article->url, &article->language, &article->author};
    for (size_t i = 0; i < sizeof spans / sizeof *spans; i++)
        if (!copy(&pages->texts, spans[i]))
            return stet_fail_memory(err);
    item->html = !feed && is_html_name(file);
    item->site = article->source.size ? article->source : host_or_folder(article->url, file);
    pages->gathered += article->text.size;
    pages->count++;
    return STET_OK;
}

/* Feed lines that are taken for a page would come out as a page of one strange line. */
static bool looks_like_json(stet_span text)
{
    return text.size > 1 && text.data[0] == '{' &&
           (text.data[1] == '"' || text.data[1] == ' ' || text.data[1] == '\n') &&
           memchr(text.data, ':', text.size < 256 ? text.size : 256) && text.data[text.size - 1] != '.';
}

static stet_status take_item(stet_pages *pages, const struct feed_block *block, const struct feed_item *item, bool feed,
                             stet_error *err)
{
    struct feed_item named = *item;
    if (!strcmp(item->file, "-")) {
        named.file = "stdin";
        named.article.id = (stet_span){named.file, strlen(named.file)};
        item = &named;
    }
    const char *reason = item->reason;
    if (!reason && !feed && looks_like_json(item->article.text))
        reason = "JSON, not a page: its lines are read with --pages";
    if (!reason)
        return gather(pages, item, feed, err);
    const struct feed_record *record = &block->records[item->record];
    stet_status status = STET_OK;
    if (feed && pages->options.on_reject)
        status = pages->options.on_reject(pages->options.payload, block->data + record->start, record->size, err);
    return status ? status : reject(pages, item->file, item->line, reason, err);
}

static stet_status take_block(stet_pages *pages, struct feed_parser *parser, const struct feed_block *block, bool feed,
                              stet_error *err)
{
    struct feed_item *items;
    size_t count_of;
    stet_status status = feed_parse_block(parser, block, &items, &count_of, err);
    for (size_t i = 0; i < count_of && !status; i++)
        status = take_item(pages, block, &items[i], feed, err);
    pages->stats.bytes += block->bytes;
    stet_progress now = {.stage = "extracting", .done = block->position, .total = block->total};
    now.articles = pages->stats.pages + pages->count;
    if (!status && pages->options.on_progress && !pages->options.on_progress(pages->options.payload, &now))
        status = stet_fail(err, STET_ERR_CANCELLED, "cancelled");
    return status;
}

static stet_status read_all(stet_pages *pages, struct feed_reader *reader, bool feed, stet_write write, void *payload,
                            stet_error *err)
{
    struct feed_block block = {.data = NULL};
    struct feed_parser *parser = NULL;
    stet_status status = feed_parser_create(&parser, &pages->feed, err);
    while (!status && !block.end) {
        status = feed_reader_next(reader, &block, err);
        if (!status)
            status = take_block(pages, parser, &block, feed, err);
        if (!status && (pages->gathered >= pages->options.window || pages->count >= WINDOW_PAGES))
            status = empty_window(pages, write, payload, err);
    }
    feed_parser_free(parser);
    feed_block_free(&block);
    return status;
}

stet_status stet_pages_read(stet_pages *pages, const char *path, stet_write write, void *payload, stet_error *err)
{
    stet_format promised = feed_format_of_name(path);
    bool by_name = promised != STET_FORMAT_AUTO && promised != STET_FORMAT_TEXT;
    bool by_option = pages->options.format != STET_FORMAT_AUTO && pages->options.format != STET_FORMAT_TEXT;
    bool feed = pages->options.feeds || by_option || (by_name && pages->options.format == STET_FORMAT_AUTO);
    pages->feed.format = feed ? pages->options.format : STET_FORMAT_PAGE;
    struct feed_reader *reader = NULL;
    stet_status status = feed_reader_open(&reader, path, &pages->feed, err);
    if (!status)
        status = read_all(pages, reader, feed, write, payload, err);
    feed_reader_close(reader);
    return status;
}

stet_status stet_pages_finish(stet_pages *pages, stet_write write, void *payload, stet_error *err)
{
    return empty_window(pages, write, payload, err);
}
