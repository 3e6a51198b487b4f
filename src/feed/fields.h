/* Under which names the fields of an article are found.
 *
 * Each field has a list of usual names; the first of them that a record has counts. A name given by the user replaces
 * the list; if it starts with '/', it is a JSON Pointer (RFC 6901) to a nested value. */
#ifndef STET_FEED_FIELDS_H
#define STET_FEED_FIELDS_H

#include <stddef.h>
#include <stdint.h>

#include <stet/batch.h>

#ifdef __cplusplus
extern "C" {
#endif

enum feed_field {
    FEED_ID,
    FEED_TEXT,
    FEED_TITLE,
    FEED_SOURCE,
    FEED_PUBLISHED,
    FEED_URL,
    FEED_LANGUAGE,
    FEED_AUTHOR,
    FEED_TAKEN_FROM,
    FEED_FIELD_COUNT
};

/* A name at the top level of a record. The same name may serve several fields: `same` leads to the next. */
struct feed_name {
    stet_span name;
    uint8_t field;
    uint8_t rank; /* lower wins */
    const struct feed_name *same;
    const struct feed_name *chain; /* the next other name with the same hash */
};

/* A JSON Pointer of two segments or more; those of one are plain names. */
struct feed_pointer {
    stet_span *segments; /* unescaped */
    size_t count;
    uint8_t field;
};

#define FEED_NAME_SLOTS 64
#define FEED_MAX_NAMES 10 /* of one field */

struct feed_fields {
    const struct feed_name *slots[FEED_NAME_SLOTS];
    struct feed_name *names;
    size_t name_count;
    struct feed_pointer pointers[FEED_FIELD_COUNT];
    size_t pointer_count;
    stet_span *segments;
    char *strings;
};

/* Copies what it needs of `names`. STET_ERR_USAGE for a pointer with a '~' that is neither ~0 nor ~1. */
stet_status feed_fields_create(struct feed_fields **out, const stet_field_names *names, stet_error *err);
void feed_fields_free(struct feed_fields *fields);

/* The usual names of a field, or the one that replaces them, for messages: "text, body, content, ...". */
void feed_fields_describe(const struct feed_fields *fields, enum feed_field field, char *out, size_t size);

/* Length, first and last byte tell nearly all names apart. */
static inline unsigned feed_name_hash(const char *name, size_t size)
{
    if (!size)
        return 0;
    return (unsigned)(size * 5 + (unsigned char)name[0] * 3 + (unsigned char)name[size - 1]) % FEED_NAME_SLOTS;
}

/* All uses of a name, or NULL. */
const struct feed_name *feed_fields_find(const struct feed_fields *fields, const char *name, size_t size);

#ifdef __cplusplus
}
#endif

#endif
