/* A line of JSON: tokens must lie within it, and what is found must not depend on what the scanner saw before. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "feed/json.h"
#include "feed/unescape.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_token(stet_span token, const char *line, size_t size)
{
    if (!token.size)
        return;
    if (token.data < line || token.data + token.size > line + size)
        abort();
    if (token.data[0] != '"')
        return;
    /* Exactly as much room as promised to be enough. */
    size_t room = token.size - 2, written, checked;
    char *out = malloc(room ? room : 1);
    if (!out)
        return;
    const char *reason = feed_unescape(token.data + 1, room, out, &written);
    if (feed_unescape(token.data + 1, room, NULL, &checked) != reason)
        abort();
    if (!reason && (written != checked || written > room || !feed_utf8_valid(out, written)))
        abort();
    free(out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    stet_field_names names = {.title = "/a/0/b", .source = "/article/source"};
    struct feed_fields *fields;
    struct feed_json *used = feed_json_create(), *fresh = feed_json_create();
    char *line = calloc(size + 1 + FEED_JSON_PADDING, 1);
    if (!used || !fresh || !line || feed_fields_create(&fields, &names, NULL))
        exit(1);
    if (size)
        memcpy(line, data, size);
    line[size] = '\n';
    stet_span found[FEED_FIELD_COUNT], again[FEED_FIELD_COUNT];
    const char *reason, *reason_again;
    static const char before[FEED_JSON_PADDING + 64] = "{\"text\":[[[{\"a\":\"b\"}";
    if (!feed_json_scan(used, fields, before, strlen(before), found, &reason) ||
        !feed_json_scan(used, fields, line, size, found, &reason) ||
        !feed_json_scan(fresh, fields, line, size, again, &reason_again))
        exit(1);
    if (reason != reason_again)
        abort();
    for (int i = 0; i < FEED_FIELD_COUNT && !reason; i++) {
        check_token(found[i], line, size);
        if (found[i].size != again[i].size || found[i].data != again[i].data)
            abort();
    }
    free(line);
    feed_fields_free(fields);
    feed_json_free(used);
    feed_json_free(fresh);
    return 0;
}
