#include "source/book.h"

#include <bsd/stdlib.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "source/tsv.h"

#define SHORT_NAME 6 /* bytes: shorter ones are acronyms or common words, their case matters */

struct table {
    struct source_name *names;
    size_t count, capacity;
    uint16_t index[SOURCE_BUCKETS + 1];
    uint16_t marks[SOURCE_BUCKETS];
};

struct source_own_book {
    struct source_book book;
    struct source_agency agencies[SOURCE_MAX_AGENCIES];
    struct table aliases, outlets;
    uint16_t ends[SOURCE_BUCKETS];
    struct stet_arena strings;
};

void source_book_free(struct source_own_book *own)
{
    if (!own)
        return;
    free(own->aliases.names);
    free(own->outlets.names);
    stet_arena_free(&own->strings);
    free(own);
}

const struct source_book *source_book_of(const struct source_own_book *own)
{
    return own ? &own->book : &source_builtin;
}

static bool put(struct table *table, struct source_name name)
{
    void *names = table->names;
    bool grown = stet_grow(&names, &table->capacity, table->count + 1, sizeof *table->names);
    table->names = names;
    if (grown)
        table->names[table->count++] = name;
    return grown;
}

static bool copy(struct table *to, const struct source_names *from)
{
    bool ok = true;
    for (unsigned i = 0; i < from->index[SOURCE_BUCKETS] && ok; i++)
        ok = put(to, from->names[i]);
    return ok;
}

/* By bucket, then the longest first, then the last one given. */
static int compare(const void *a, const void *b)
{
    const struct source_name *x = a, *y = b;
    uint32_t p = source_lead_bucket(x->lead), q = source_lead_bucket(y->lead);
    if (p != q)
        return p < q ? -1 : 1;
    if (x->size != y->size)
        return x->size > y->size ? -1 : 1;
    int order = memcmp(x->text, y->text, x->size);
    return order ? order : (x->value < y->value) - (x->value > y->value);
}

static void arrange(struct table *table, struct source_names *out)
{
    qsort(table->names, table->count, sizeof *table->names, compare);
    size_t at = 0;
    for (uint32_t bucket = 0; bucket <= SOURCE_BUCKETS; bucket++) {
        while (at < table->count && source_lead_bucket(table->names[at].lead) < bucket)
            at++;
        table->index[bucket] = (uint16_t)at;
    }
    for (size_t i = 0; i < table->count; i++)
        source_lead_put(table->marks, table->names[i].lead);
    *out = (struct source_names){table->names, table->index, table->marks};
}

static void mark_ends(const struct table *aliases, uint16_t *ends)
{
    for (size_t i = 0; i < aliases->count; i++) {
        const struct source_name *name = &aliases->names[i];
        size_t size = name->size < 3 ? name->size : 3;
        source_lead_put(ends, source_lead_at(name->text + name->size - size, size));
    }
}

/* The names of `list`, divided by bars. */
static stet_status put_names(struct source_own_book *own, struct table *table, const char *list, uint16_t agency,
                             bool outlets, const char *where, stet_error *err)
{
    for (const char *at = list; *at;) {
        const char *bar = strchr(at, '|'), *end = bar ? bar : at + strlen(at);
        bool exact = !outlets && *at == '=';
        at += exact;
        size_t size = (size_t)(end - at);
        if (size < 2 || size > 255)
            return stet_fail(err, STET_ERR_INPUT, "%s: a name of %zu bytes; 2 to 255 are possible", where, size);
        if (table->count >= UINT16_MAX)
            return stet_fail(err, STET_ERR_INPUT, "%s: more than %d names", where, UINT16_MAX);
        const char *text = stet_arena_printf(&own->strings, "%.*s", (int)size, at);
        if (!text)
            return stet_fail_memory(err);
        uint32_t lead = source_lead_at(text, size);
        if (!put(table, (struct source_name){text, (uint16_t)size, agency, exact, lead}))
            return stet_fail_memory(err);
        at = bar ? bar + 1 : end;
    }
    return STET_OK;
}

static stet_status add(void *payload, char **columns, size_t count, const char *where, stet_error *err)
{
    struct source_own_book *own = payload;
    if (count < 2 || !columns[0][0] || !columns[1][0])
        return stet_fail(err, STET_ERR_INPUT,
                         "%s: not code, name and, if wanted, country, languages, outlets and aliases, divided by tabs",
                         where);
    uint16_t agency = source_agency_find(&own->book, columns[0]);
    if (agency == SOURCE_NO_AGENCY) {
        if (own->book.count == SOURCE_MAX_AGENCIES)
            return stet_fail(err, STET_ERR_INPUT, "%s: more than %d agencies", where, SOURCE_MAX_AGENCIES);
        agency = (uint16_t)own->book.count;
        struct source_agency *item = &own->agencies[agency];
        item->code = stet_arena_printf(&own->strings, "%s", columns[0]);
        item->name = stet_arena_printf(&own->strings, "%s", columns[1]);
        item->country = stet_arena_printf(&own->strings, "%s", count > 2 ? columns[2] : "");
        item->languages = stet_arena_printf(&own->strings, "%s", count > 3 ? columns[3] : "");
        if (!item->code || !item->name || !item->country || !item->languages)
            return stet_fail_memory(err);
        own->book.count++;
    }
    const char *name = stet_arena_printf(&own->strings, strlen(columns[1]) < SHORT_NAME ? "=%s" : "%s", columns[1]);
    if (!name)
        return stet_fail_memory(err);
    stet_status status = put_names(own, &own->aliases, name, agency, false, where, err);
    if (!status && count > 4)
        status = put_names(own, &own->outlets, columns[4], agency, true, where, err);
    if (!status && count > 5)
        status = put_names(own, &own->aliases, columns[5], agency, false, where, err);
    return status;
}

stet_status source_book_read(struct source_own_book **out, const char *path, stet_error *err)
{
    *out = NULL;
    struct source_own_book *own = calloc(1, sizeof *own);
    if (!own)
        return stet_fail_memory(err);
    memcpy(own->agencies, source_builtin.agencies, source_builtin.count * sizeof *own->agencies);
    own->book = (struct source_book){.agencies = own->agencies, .count = source_builtin.count};
    bool copied = copy(&own->aliases, &source_builtin.aliases) && copy(&own->outlets, &source_builtin.outlets);
    stet_status status = copied ? source_tsv_read(path, 6, add, own, err) : stet_fail_memory(err);
    if (status) {
        source_book_free(own);
        return status;
    }
    arrange(&own->aliases, &own->book.aliases);
    arrange(&own->outlets, &own->book.outlets);
    mark_ends(&own->aliases, own->ends);
    own->book.ends = own->ends;
    *out = own;
    return STET_OK;
}
