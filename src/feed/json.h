/* Finds the fields of an article in a line of JSON. The only place that knows simdjson. */
#ifndef STET_FEED_JSON_H
#define STET_FEED_JSON_H

#include <stdbool.h>
#include <stddef.h>

#include "feed/fields.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Bytes behind a line that must be readable; what they are does not matter. */
#define FEED_JSON_PADDING 64

/* Levels of objects and arrays inside each other. */
#define FEED_JSON_MAX_DEPTH 512

/* One per thread. */
struct feed_json;

/* NULL when memory ran out. */
struct feed_json *feed_json_create(void);
void feed_json_free(struct feed_json *json);

/* Checks that `line` is one JSON object, whole and valid, and fills found[field] with the raw token of each field that
 * it has: a string with its quotes and escapes, or a number. Empty strings and other kinds of values count as absent:
 * the next usual name is then looked for. Of the same name given twice the first usable one counts.
 *
 * *reason is NULL, or a static text that says why the line is bad. Tokens of wanted fields are not yet checked for bad
 * escapes: feed_unescape does that. False when memory ran out. */
bool feed_json_scan(struct feed_json *json, const struct feed_fields *fields, const char *line, size_t size,
                    stet_span found[FEED_FIELD_COUNT], const char **reason);

/* Whether the bytes are valid UTF-8. */
bool feed_utf8_valid(const char *data, size_t size);

#ifdef __cplusplus
}
#endif

#endif
