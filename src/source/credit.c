#include "source/credit.h"

#include "source/finder.h"
#include "source/scan.h"

#define HEAD 320
#define TAIL 640

const char *source_kind_name(enum source_kind kind)
{
    switch (kind) {
    case SOURCE_KIND_OUTLET:
        return "agency-outlet";
    case SOURCE_KIND_DATELINE:
        return "dateline";
    case SOURCE_KIND_BYLINE:
        return "byline";
    case SOURCE_KIND_AUTHOR:
        return "author";
    case SOURCE_KIND_COPYRIGHT:
        return "copyright";
    case SOURCE_KIND_LINK:
        return "link";
    case SOURCE_KIND_CREDIT:
    case SOURCE_KIND_FILES:
    case SOURCE_KIND_COUNT:
        break;
    }
    return "credit";
}

static stet_span value_of(const char *at, const char *end)
{
    at = scan_skip_blanks(at, end);
    const char *newline = memchr(at, '\n', (size_t)(end - at));
    end = scan_trim_end(at, newline ? newline : end);
    size_t size = (size_t)(end - at);
    if (size > SOURCE_MAX_VALUE) {
        size = SOURCE_MAX_VALUE;
        while (size > 0 && ((unsigned char)at[size] & 0xc0) == 0x80)
            size--;
    }
    return (stet_span){at, size};
}

static void add(struct finder *finder, struct source_credit credit)
{
    for (size_t i = 0; i < finder->count; i++) {
        const struct source_credit *old = &finder->out[i];
        uintptr_t begin = (uintptr_t)credit.value.data, old_begin = (uintptr_t)old->value.data;
        bool overlap = begin < old_begin + old->value.size && old_begin < begin + credit.value.size;
        if (old->agency == credit.agency && (old->kind == credit.kind || overlap))
            return; /* a short text's end is its beginning */
    }
    if (finder->count < SOURCE_MAX_CREDITS)
        finder->out[finder->count++] = credit;
}

void finder_add(struct finder *finder, const struct source_list *list, enum source_kind kind, float confidence,
                const char *at, const char *end)
{
    for (size_t i = 0; i < list->count; i++)
        add(finder, (struct source_credit){.agency = list->agency[i],
                                           .kind = (uint8_t)kind,
                                           .confidence = confidence,
                                           .value = value_of(at, end)});
}

void finder_add_unknown(struct finder *finder, enum source_kind kind, float confidence, const char *at, const char *end)
{
    add(finder,
        (struct source_credit){
            .agency = SOURCE_NO_AGENCY, .kind = (uint8_t)kind, .confidence = confidence, .value = value_of(at, end)});
}

bool finder_photo(const char *at, const char *end)
{
    size_t size;
    const struct source_phrase *phrase = source_phrase_at(at, end, &size);
    return phrase && phrase->kind == PHRASE_PHOTO;
}

/* The host of a url, empty when it is none. */
static stet_span host_of(stet_span url)
{
    const char *host = url.size ? memmem(url.data, url.size, "://", 3) : NULL;
    if (!host)
        return (stet_span){NULL, 0};
    host += 3;
    const char *end = url.data + url.size, *path = memchr(host, '/', (size_t)(end - host));
    return (stet_span){host, (size_t)((path ? path : end) - host)};
}

/* A field that says where the article was first; most pages link to themselves. */
static void link_field(struct finder *finder, const stet_article *article, uint16_t own)
{
    stet_span from = article->taken_from;
    if (!from.size)
        return;
    stet_span host = host_of(from), here = host_of(article->url);
    if (host.size && host.size == here.size && !memcmp(host.data, here.data, host.size))
        return;
    uint16_t agency = source_outlet_agency(finder->book, from, from);
    struct source_list list = {.count = 1, .agency = {agency}};
    if (agency != SOURCE_NO_AGENCY && agency != own)
        finder_add(finder, &list, SOURCE_KIND_LINK, .95f, from.data, from.data + from.size);
    else if (agency == SOURCE_NO_AGENCY && from.size >= 4 && (host.size || !memchr(from.data, '/', from.size)) &&
             from.size <= SOURCE_MAX_VALUE && (host.size || stet_ascii_lower(*from.data) != *from.data))
        finder_add_unknown(finder, SOURCE_KIND_LINK, .9f, from.data, from.data + from.size);
}

size_t source_find_credit(const struct source_book *book, const stet_article *article, struct source_credit *out)
{
    struct finder finder = {.book = book, .out = out};
    uint16_t own = source_outlet_agency(book, article->source, article->url);
    if (own != SOURCE_NO_AGENCY) {
        stet_span by = article->source.size ? article->source : article->url;
        struct source_list list = {.count = 1, .agency = {own}};
        finder_add(&finder, &list, SOURCE_KIND_OUTLET, 1, by.data, by.data + by.size);
    }
    link_field(&finder, article, own);
    finder_author(&finder, article->author);
    if (!article->text.size)
        return finder.count;
    const char *end = article->text.data + article->text.size;
    const char *text = scan_skip_blanks(article->text.data, end);
    end = scan_trim_end(text, end);
    const char *head = end - text > HEAD ? text + HEAD : end;
    finder_head(&finder, text, head);
    const char *tail = end - text > TAIL ? end - TAIL : text;
    finder_tail(&finder, text, tail, end);
    return finder.count;
}
