#include "source/agency.h"

#include <string.h>

uint16_t source_agency_find(const struct source_book *book, const char *code)
{
    for (unsigned i = 0; i < book->count; i++)
        if (!strcmp(book->agencies[i].code, code))
            return (uint16_t)i;
    return SOURCE_NO_AGENCY;
}

bool source_alias_ends(const struct source_book *book, const char *at, const char *end)
{
    uint16_t agency;
    for (const char *p = at; p < end; p++)
        if ((p == at || p[-1] == ' ' || p[-1] == '\'') && source_alias_at(book, p, end, &agency) == (size_t)(end - p))
            return true;
    return false;
}

static uint16_t outlet(const struct source_book *book, const char *at, const char *end)
{
    const struct source_name *name = source_name_whole(&book->outlets, at, end);
    return name ? name->value : SOURCE_NO_AGENCY;
}

/* A host is an agency's when it is one of its domains or lies below one. */
static uint16_t host_agency(const struct source_book *book, const char *at, const char *end)
{
    while (at < end) {
        uint16_t agency = outlet(book, at, end);
        if (agency != SOURCE_NO_AGENCY)
            return agency;
        const char *dot = memchr(at, '.', (size_t)(end - at));
        if (!dot)
            break;
        at = dot + 1;
    }
    return SOURCE_NO_AGENCY;
}

uint16_t source_outlet_agency(const struct source_book *book, stet_span source, stet_span url)
{
    if (source.size && source.size <= 64) {
        const char *end = source.data + source.size;
        const struct source_name *alias = source_name_whole(&book->aliases, source.data, end);
        if (alias)
            return alias->value;
        uint16_t agency = host_agency(book, source.data, end);
        if (agency != SOURCE_NO_AGENCY)
            return agency;
    }
    if (url.size > 10 && !memcmp(url.data, "http", 4)) {
        const char *end = url.data + (url.size < 128 ? url.size : 128);
        const char *host = memchr(url.data, '/', (size_t)(end - url.data));
        if (host && host + 2 < end && host[1] == '/') {
            const char *path = memchr(host + 2, '/', (size_t)(end - host) - 2);
            return host_agency(book, host + 2, path ? path : end);
        }
    }
    return SOURCE_NO_AGENCY;
}
