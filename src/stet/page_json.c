/* The articles of a page as lines of JSON: who they are by, when, and who is credited. */
#include <string.h>

#include "base/ascii.h"
#include "base/error.h"
#include "feed/time.h"
#include "report/json.h"
#include "report/mentions.h"
#include "source/credit.h"
#include "stet/pages.h"

#define DAY 86400
#define BODY_MIN 200 /* bytes; a page that shows less of an article than its JSON-LD has is cut off by a wall */

static bool credits(void *ctx, stet_span line)
{
    const stet_pages *pages = ctx;
    stet_article article = {.text = line, .published = STET_TIME_NONE};
    struct source_credit found[SOURCE_MAX_CREDITS];
    size_t count = source_find_credit(pages->agencies, &article, found);
    for (size_t i = 0; i < count; i++)
        if (found[i].agency != SOURCE_NO_AGENCY)
            return true;
    return false;
}

static bool add_member(struct stet_buf *out, const char *name, stet_span value, bool always)
{
    if (!value.size && !always)
        return true;
    return stet_buf_printf(out, ",\"%s\":", name) &&
           (value.size ? json_string(out, value) : stet_buf_add(out, "null", 4));
}

/* "Agency" of what a page declares: an address, or a name. */
static uint16_t declared_agency(const struct source_book *book, stet_span value)
{
    stet_span none = {NULL, 0};
    bool url = value.size > 8 && (!memcmp(value.data, "http://", 7) || !memcmp(value.data, "https://", 8));
    return source_outlet_agency(book, url ? none : value, url ? value : none);
}

static bool add_credit(stet_pages *pages, uint16_t agency, const char *kind, stet_span value, size_t *count)
{
    struct stet_buf *out = &pages->out;
    bool ok = stet_buf_add_text(out, (*count)++ ? ",{\"agency\":" : "{\"agency\":");
    const char *code = agency == SOURCE_NO_AGENCY ? NULL : pages->agencies->agencies[agency].code;
    ok = ok && (code ? json_string(out, (stet_span){code, strlen(code)}) : stet_buf_add(out, "null", 4));
    return ok && stet_buf_printf(out, ",\"kind\":\"%s\",\"value\":", kind) && json_string(out, value) &&
           stet_buf_add_byte(out, '}');
}

static bool add_credits(stet_pages *pages, const stet_article *article, const struct page_html *html)
{
    struct source_credit found[SOURCE_MAX_CREDITS];
    size_t total = 0, count = source_find_credit(pages->agencies, article, found);
    struct stet_buf *out = &pages->out;
    bool ok = stet_buf_add_text(out, ",\"credit\":[");
    for (size_t i = 0; i < count && ok; i++)
        ok = add_credit(pages, found[i].agency, source_kind_name((enum source_kind)found[i].kind), found[i].value,
                        &total);
    const struct {
        const char *kind;
        stet_span value;
    } declared[] = {{"source-organization", html ? html->organization : (stet_span){NULL, 0}},
                    {"based-on", html ? html->based_on : (stet_span){NULL, 0}},
                    {"syndication-source", html ? html->syndication_source : (stet_span){NULL, 0}},
                    {"original-source", html ? html->original_source : (stet_span){NULL, 0}}};
    for (size_t i = 0; i < sizeof declared / sizeof *declared && ok; i++) {
        uint16_t agency =
            declared[i].value.size ? declared_agency(pages->agencies, declared[i].value) : SOURCE_NO_AGENCY;
        if (agency != SOURCE_NO_AGENCY)
            ok = add_credit(pages, agency, declared[i].kind, declared[i].value, &total);
    }
    return ok && stet_buf_add_byte(out, ']');
}

/* When it was published: as its line or head says, else as a date on the page, else as its age. */
static void date(const stet_pages *pages, const struct pages_item *item, const struct page_article *from,
                 const struct page_html *html, stet_article *to)
{
    to->published = from->published;
    to->precision = from->precision;
    int64_t base = pages->options.fetched;
    if (base == STET_TIME_NONE)
        base = item->article.published;
    if (to->published == STET_TIME_NONE && from->age.size && base != STET_TIME_NONE &&
        (int64_t)from->age_seconds <= base - FEED_TIME_MIN) {
        to->published = base - (int64_t)from->age_seconds;
        to->precision = from->age_seconds < DAY ? STET_PRECISION_SECOND : STET_PRECISION_DAY;
    }
    int64_t seconds;
    stet_precision precision;
    if (html && feed_parse_time(html->published.data, html->published.size, &seconds, &precision))
        to->published = seconds, to->precision = precision;
    if (from->part == PAGE_MAIN && item->feed && item->article.published != STET_TIME_NONE)
        to->published = item->article.published, to->precision = item->article.precision;
}

static stet_span either(stet_span a, stet_span b)
{
    return a.size ? a : b;
}

static bool add_html(struct stet_buf *out, const struct page_html *html)
{
    bool ok = true;
    int64_t seconds;
    stet_precision precision;
    if (feed_parse_time(html->modified.data, html->modified.size, &seconds, &precision))
        ok = stet_buf_add_text(out, ",\"modified\":") && json_time(out, seconds, precision);
    return ok && add_member(out, "source_organization", html->organization, false) &&
           add_member(out, "based_on", html->based_on, false) &&
           add_member(out, "syndication_source", html->syndication_source, false) &&
           add_member(out, "original_source", html->original_source, false);
}

static bool add_article(stet_pages *pages, const struct pages_item *item, const struct page_article *from,
                        size_t number)
{
    static const char *const parts[] = {"main", "related", "teaser"};
    struct stet_buf *out = &pages->out;
    bool main = from->part == PAGE_MAIN;
    const struct page_html *html = main && pages->is_html ? &pages->html : NULL;
    stet_article article = {.title = from->title, .text = from->text, .source = from->source, .author = from->author};
    if (main) {
        article.source = either(item->article.source, either(pages->html.publisher, from->source));
        article.title = either(pages->html.title, either(from->title, item->article.title));
        article.title = either(article.title, pages->html.window_title);
        article.url = either(pages->html.canonical, item->article.url);
        article.language = either(item->article.language, pages->html.language);
        article.author = either(pages->html.author, either(from->author, item->article.author));
    }
    if (html && article.text.size < BODY_MIN)
        article.text = html->body.size > article.text.size ? html->body : article.text;
    date(pages, item, from, html, &article);
    stet_span id = item->article.id;
    char place[32];
    int place_size = snprintf(place, sizeof place, "#%zu", number);
    bool ok = stet_buf_add_text(out, "{\"id\":") && json_string(out, id);
    if (!ok)
        return false;
    out->size--; /* the number goes before the closing quote */
    ok = stet_buf_add(out, place, (size_t)place_size) &&
         stet_buf_printf(out, "\",\"part\":\"%s\"", parts[from->part]) &&
         add_member(out, "source", article.source, true) && add_member(out, "title", article.title, true) &&
         stet_buf_add_text(out, ",\"published\":") && json_time(out, article.published, article.precision) &&
         add_member(out, "age", from->age, true) && add_credits(pages, &article, html) &&
         !named_find(&pages->named, pages->agencies, &article, NULL) &&
         report_mentions_json(out, pages->named.items, pages->named.count) &&
         stet_buf_add_text(out, ",\"text\":") && json_string(out, article.text) &&
         add_member(out, "url", article.url, false) && add_member(out, "author", article.author, false) &&
         add_member(out, "language", article.language, false);
    return ok && (!html || add_html(out, html)) && stet_buf_add_text(out, "}\n");
}

static bool add_dropped(stet_pages *pages, const struct pages_item *item, const struct page_dropped *dropped)
{
    static const char *const why[] = {"link", "junk", "repeated", "comment", "caption"};
    struct stet_buf *out = &pages->out;
    return stet_buf_add_text(out, "{\"page\":") && json_string(out, item->article.id) &&
           stet_buf_printf(out, ",\"part\":\"dropped\",\"line\":%lu,\"reason\":\"%s\"", (unsigned long)dropped->number,
                           why[dropped->why]) &&
           add_member(out, "text", dropped->text, true) && stet_buf_add_text(out, "}\n");
}

stet_status pages_write(stet_pages *pages, const struct pages_item *item, stet_error *err)
{
    struct page_known known = {.title = either(pages->html.title, item->article.title), .credits = credits, .ctx = pages};
    stet_status status = page_split(&pages->split, &pages->lines, &known, err);
    if (status)
        return status;
    const struct page_split *split = &pages->split;
    size_t number = 0;
    bool ok = true;
    if (pages->html.body.size && (!split->count || split->articles[0].part != PAGE_MAIN)) {
        struct page_article unseen = {.part = PAGE_MAIN, .published = STET_TIME_NONE};
        pages->stats.main++;
        ok = add_article(pages, item, &unseen, ++number);
    }
    for (size_t i = 0; i < split->count && ok; i++) {
        enum page_part part = split->articles[i].part;
        *(part == PAGE_MAIN      ? &pages->stats.main
          : part == PAGE_RELATED ? &pages->stats.related
                                 : &pages->stats.teasers) += 1;
        ok = add_article(pages, item, &split->articles[i], ++number);
    }
    pages->stats.dropped += split->dropped_count;
    for (size_t i = 0; i < split->dropped_count && ok && pages->options.dropped; i++)
        ok = add_dropped(pages, item, &split->dropped[i]);
    return ok ? STET_OK : stet_fail_memory(err);
}
