#include "source/agency.h"

#include <string.h>

#include "base/ascii.h"

uint16_t source_agency_find(const struct source_book *book, const char *code)
{
    for (unsigned i = 0; i < book->count; i++)
        if (!strcmp(book->agencies[i].code, code))
            return (uint16_t)i;
    return SOURCE_NO_AGENCY;
}

static bool same(const struct source_name *name, const char *at)
{
    if (name->exact)
        return !memcmp(name->text, at, name->size);
    for (size_t i = 0; i < name->size; i++)
        if (stet_ascii_lower(name->text[i]) != stet_ascii_lower(at[i]))
            return false;
    return true;
}

/* Han, Kana and Hangul are written without spaces, and punctuation ends a word: such a name ends anywhere. */
static bool joins(const struct source_name *name)
{
    char last = name->text[name->size - 1];
    unsigned char lead = name->size >= 3 ? (unsigned char)name->text[name->size - 3] : 0;
    if ((unsigned char)last < 0x80)
        return !stet_ascii_is_alpha(last) && !stet_ascii_is_digit(last);
    bool sign = lead == 0xe2 && (unsigned char)name->text[name->size - 2] < 0xb0;
    return sign || (lead >= 0xe3 && lead <= 0xef) || name->text[name->size - 2] == '\xc2';
}

/* Whether the word goes on at `at`. Beyond ASCII only punctuation is told from letters, by its block: U+0080..00BF,
 * U+2000..2BFF, U+3000..303F, U+FF00..FF3F, and the Arabic comma and semicolon. */
static bool in_word(const char *at, const char *end)
{
    if (at == end)
        return false;
    unsigned char c = (unsigned char)*at;
    if (c < 0x80)
        return stet_ascii_is_alpha((char)c) || stet_ascii_is_digit((char)c);
    unsigned char next = at + 1 < end ? (unsigned char)at[1] : 0;
    bool punctuation = c == 0xc2 || (c == 0xe2 && next < 0xb0) || (c == 0xe3 && next == 0x80) ||
                       (c == 0xef && next == 0xbc) || (c == 0xd8 && (next == 0x8c || next == 0x9b));
    return !punctuation;
}

static inline uint32_t lead_of(const char *at, size_t room)
{
    const unsigned char *b = (const unsigned char *)at;
    uint32_t lead = b[0] | (uint32_t)b[1] << 8;
    if (room >= 4)
        lead = b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24;
    /* Bit 7 of each byte that is in A..Z, moved to where it makes a small letter. */
    uint32_t low = lead & 0x7f7f7f7f;
    uint32_t capital = (low + 0x3f3f3f3f) & ~(low + 0x25252525) & ~lead & 0x80808080;
    return lead | capital >> 2;
}

static inline uint32_t bucket_of(uint32_t lead)
{
    return lead * UINT32_C(2654435761) >> 22;
}

uint32_t source_name_lead(const char *text, size_t size)
{
    uint32_t lead = lead_of(text, size);
    unsigned char first = (unsigned char)stet_ascii_lower(text[0]), second = (unsigned char)stet_ascii_lower(text[1]);
    return size >= 4 ? lead : (first | (uint32_t)second << 8);
}

uint32_t source_name_bucket(uint32_t lead)
{
    return bucket_of(lead);
}

/* Three in four buckets are empty, and most lookups end there. */
static inline bool empty(const struct source_names *table, uint32_t lead)
{
    return table->index[bucket_of(lead)] == table->index[bucket_of(lead) + 1];
}

/* The longest name of one bucket. */
static const struct source_name *probe(const struct source_names *table, uint32_t lead, const char *at, const char *end,
                                       bool prefix)
{
    size_t room = (size_t)(end - at);
    uint32_t bucket = bucket_of(lead);
    for (unsigned i = table->index[bucket]; i < table->index[bucket + 1]; i++) {
        const struct source_name *name = &table->names[i];
        if (name->lead != lead || name->size > room || (!prefix && name->size != room) || !same(name, at))
            continue;
        if (!prefix || !in_word(at + name->size, end) || joins(name))
            return name;
    }
    return NULL;
}

static const struct source_name *find(const struct source_names *table, const char *at, const char *end, bool prefix)
{
    if (end - at < 2)
        return NULL;
    uint32_t lead = lead_of(at, (size_t)(end - at));
    const struct source_name *name = NULL;
    if (end - at >= 4 && !empty(table, lead))
        name = probe(table, lead, at, end, prefix);
    if (!name && !empty(table, lead & 0xffff))
        name = probe(table, lead & 0xffff, at, end, prefix);
    return name;
}

const struct source_name *source_name_at(const struct source_names *table, const char *at, const char *end)
{
    return find(table, at, end, true);
}

size_t source_alias_at(const struct source_book *book, const char *at, const char *end, uint16_t *agency)
{
    const struct source_name *name = find(&book->aliases, at, end, true);
    if (!name)
        return 0;
    *agency = name->value;
    return name->size;
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
    const struct source_name *name = find(&book->outlets, at, end, false);
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
        uint16_t agency;
        if (source_alias_at(book, source.data, end, &agency) == source.size)
            return agency;
        agency = host_agency(book, source.data, end);
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
