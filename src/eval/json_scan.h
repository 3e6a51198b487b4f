/* A strict, bounded reader of one JSON text (RFC 8259), as a row of events. No recursion and no allocation but for the
 * decoded string; invalid UTF-8, lone surrogates and texts nested deeper than EVAL_JSON_DEPTH are errors. */
#ifndef STET_EVAL_JSON_SCAN_H
#define STET_EVAL_JSON_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

#define EVAL_JSON_DEPTH 64

enum eval_json_event {
    EVAL_JSON_ERROR, /* `reason` and `at` tell */
    EVAL_JSON_END,
    EVAL_JSON_OBJECT,
    EVAL_JSON_OBJECT_END,
    EVAL_JSON_ARRAY,
    EVAL_JSON_ARRAY_END,
    EVAL_JSON_KEY,    /* text */
    EVAL_JSON_STRING, /* text */
    EVAL_JSON_NUMBER, /* text, as written */
    EVAL_JSON_LITERAL /* text: true, false or null */
};

struct eval_json {
    const unsigned char *data;
    size_t size, at;
    unsigned depth;
    uint64_t in_object; /* a bit for each level: object or array */
    enum { EVAL_JSON_WANT_VALUE, EVAL_JSON_WANT_FIRST, EVAL_JSON_WANT_COLON, EVAL_JSON_WANT_NEXT } want;
    const char *text; /* into data or `decoded`; valid until the next call */
    size_t text_size;
    struct stet_buf decoded;
    const char *reason;
    bool no_memory; /* the text may be good, but there is no room for it */
};

/* `json` is zero-initialised before the first use; `decoded` is kept from text to text. */
void eval_json_start(struct eval_json *json, const char *data, size_t size);
void eval_json_free(struct eval_json *json);

enum eval_json_event eval_json_next(struct eval_json *json);

#endif
