#include "feed/fields.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"

static const char *const usual[FEED_FIELD_COUNT][FEED_MAX_NAMES] = {
    [FEED_ID] = {"id", "guid", "uuid", "url", "link"},
    [FEED_TEXT] = {"text", "body", "content", "maintext", "article_body", "articleBody"},
    [FEED_TITLE] = {"title", "headline"},
    [FEED_SOURCE] = {"source", "outlet", "publisher", "source_domain", "site", "domain"},
    [FEED_PUBLISHED] = {"published", "date_publish", "publishedAt", "published_at", "pubDate", "date", "timestamp"},
    [FEED_URL] = {"url", "link"},
    [FEED_LANGUAGE] = {"language", "lang"},
    [FEED_AUTHOR] = {"author", "authors", "byline", "creator"},
    [FEED_TAKEN_FROM] = {"original_source", "original-source", "syndication_source", "syndication-source", "isBasedOn",
                         "sourceOrganization", "canonical_url", "canonicalUrl", "canonical"},
};

/* Fills the table while there is one of the right size; every list is walked twice: to count, then to fill. */
struct builder {
    struct feed_fields *fields;
    size_t names, segments, bytes;
};

static void add_name(struct builder *builder, enum feed_field field, uint8_t rank, const char *name, size_t size)
{
    struct feed_fields *fields = builder->fields;
    size_t place = builder->names++;
    if (!fields)
        return;
    struct feed_name *entry = &fields->names[place];
    *entry = (struct feed_name){.name = {name, size}, .field = (uint8_t)field, .rank = rank};
    const struct feed_name **slot = &fields->slots[feed_name_hash(name, size)];
    for (struct feed_name *other = fields->names; other < entry; other++) {
        if (other->name.size == size && !memcmp(other->name.data, name, size)) {
            entry->same = other->same;
            other->same = entry;
            return;
        }
    }
    entry->chain = *slot;
    *slot = entry;
}

/* One segment of a pointer, from behind its '/'. False for a bad '~'. */
static bool unescape_segment(const char *at, size_t size, char *out, size_t *written)
{
    size_t used = 0;
    for (size_t i = 0; i < size; i++) {
        char c = at[i];
        if (c == '~') {
            if (++i == size || (at[i] != '0' && at[i] != '1'))
                return false;
            c = at[i] == '0' ? '~' : '/';
        }
        if (out)
            out[used] = c;
        used++;
    }
    *written = used;
    return true;
}

static bool add_pointer(struct builder *builder, enum feed_field field, const char *pointer)
{
    struct feed_fields *fields = builder->fields;
    size_t first = builder->segments;
    for (const char *at = pointer; *at == '/';) {
        size_t size = strcspn(++at, "/"), written;
        char *out = fields ? fields->strings + builder->bytes : NULL;
        if (!unescape_segment(at, size, out, &written))
            return false;
        if (fields)
            fields->segments[builder->segments] = (stet_span){out, written};
        builder->segments++;
        builder->bytes += size;
        at += size;
    }
    size_t count = builder->segments - first;
    if (count == 1) {
        stet_span only = fields ? fields->segments[first] : (stet_span){NULL, 0};
        add_name(builder, field, 0, only.data, only.size);
    } else if (fields) {
        fields->pointers[fields->pointer_count++] =
            (struct feed_pointer){.segments = fields->segments + first, .count = count, .field = (uint8_t)field};
    }
    return true;
}

static stet_status build(struct builder *builder, const char *const given[FEED_FIELD_COUNT], stet_error *err)
{
    for (int field = 0; field < FEED_FIELD_COUNT; field++) {
        const char *name = given[field];
        if (!name) {
            for (uint8_t rank = 0; rank < FEED_MAX_NAMES && usual[field][rank]; rank++)
                add_name(builder, (enum feed_field)field, rank, usual[field][rank], strlen(usual[field][rank]));
        } else if (name[0] == '/') {
            if (!add_pointer(builder, (enum feed_field)field, name))
                return stet_fail(err, STET_ERR_USAGE, "\"%s\" is no JSON Pointer: ~ must be followed by 0 or 1", name);
        } else {
            size_t size = strlen(name);
            char *copy = builder->fields ? builder->fields->strings + builder->bytes : NULL;
            if (copy)
                memcpy(copy, name, size);
            builder->bytes += size;
            add_name(builder, (enum feed_field)field, 0, copy, size);
        }
    }
    return STET_OK;
}

stet_status feed_fields_create(struct feed_fields **out, const stet_field_names *names, stet_error *err)
{
    *out = NULL;
    const char *given[FEED_FIELD_COUNT] = {
        [FEED_ID] = names->id,
        [FEED_TEXT] = names->text,
        [FEED_TITLE] = names->title,
        [FEED_SOURCE] = names->source,
        [FEED_PUBLISHED] = names->published,
        [FEED_URL] = names->url,
        [FEED_LANGUAGE] = names->language,
    };
    struct builder counts = {.fields = NULL};
    stet_status status = build(&counts, given, err);
    if (status)
        return status;
    struct feed_fields *fields = calloc(1, sizeof *fields);
    if (!fields)
        return stet_fail_memory(err);
    fields->names = calloc(counts.names + 1, sizeof *fields->names);
    fields->segments = calloc(counts.segments + 1, sizeof *fields->segments);
    fields->strings = calloc(counts.bytes + 1, 1);
    if (!fields->names || !fields->segments || !fields->strings) {
        feed_fields_free(fields);
        return stet_fail_memory(err);
    }
    struct builder builder = {.fields = fields};
    status = build(&builder, given, err);
    if (status) {
        feed_fields_free(fields);
        return status;
    }
    fields->name_count = builder.names;
    *out = fields;
    return STET_OK;
}

void feed_fields_free(struct feed_fields *fields)
{
    if (!fields)
        return;
    free(fields->names);
    free(fields->segments);
    free(fields->strings);
    free(fields);
}

void feed_fields_describe(const struct feed_fields *fields, enum feed_field field, char *out, size_t size)
{
    size_t used = 0;
    out[0] = 0;
    for (size_t i = 0; i < fields->name_count && used < size; i++) {
        const struct feed_name *name = &fields->names[i];
        if (name->field == field)
            used += (size_t)snprintf(out + used, size - used, "%s%.*s", used ? ", " : "", (int)name->name.size,
                                     name->name.data);
    }
}

const struct feed_name *feed_fields_find(const struct feed_fields *fields, const char *name, size_t size)
{
    const struct feed_name *entry = fields->slots[feed_name_hash(name, size)];
    while (entry && (entry->name.size != size || memcmp(entry->name.data, name, size)))
        entry = entry->chain;
    return entry;
}
