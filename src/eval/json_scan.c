#include "eval/json_scan.h"

#include <string.h>

void eval_json_start(struct eval_json *json, const char *data, size_t size)
{
    struct stet_buf decoded = json->decoded;
    *json = (struct eval_json){.data = (const unsigned char *)data, .size = size, .decoded = decoded};
}

void eval_json_free(struct eval_json *json)
{
    stet_buf_free(&json->decoded);
}

static const char out_of_memory[] = "out of memory";

static enum eval_json_event fail(struct eval_json *json, const char *reason)
{
    json->reason = reason;
    json->no_memory = reason == out_of_memory;
    return EVAL_JSON_ERROR;
}

/* The byte at the cursor, or 0, which JSON has no use for outside of strings. */
static unsigned char peek(const struct eval_json *json)
{
    return json->at < json->size ? json->data[json->at] : 0;
}

static void skip_space(struct eval_json *json)
{
    while (json->at < json->size && strchr(" \t\r\n", json->data[json->at]) && json->data[json->at])
        json->at++;
}

static bool hex4(struct eval_json *json, uint32_t *out)
{
    static const char known[] = "0123456789abcdefABCDEF";
    uint32_t value = 0;
    for (int i = 0; i < 4; i++) {
        unsigned char c = peek(json);
        const char *digit = c ? strchr(known, c) : NULL;
        if (!digit)
            return false;
        uint32_t place = (uint32_t)(digit - known);
        value = value << 4 | (place < 16 ? place : place - 6);
        json->at++;
    }
    *out = value;
    return true;
}

static bool add_utf8(struct stet_buf *buf, uint32_t c)
{
    char bytes[4];
    size_t size;
    if (c < 0x80) {
        bytes[0] = (char)c;
        size = 1;
    } else if (c < 0x800) {
        bytes[0] = (char)(0xc0 | c >> 6);
        size = 2;
    } else if (c < 0x10000) {
        bytes[0] = (char)(0xe0 | c >> 12);
        size = 3;
    } else {
        bytes[0] = (char)(0xf0 | c >> 18);
        size = 4;
    }
    for (size_t i = 1; i < size; i++)
        bytes[i] = (char)(0x80 | (c >> 6 * (size - 1 - i) & 0x3f));
    return stet_buf_add(buf, bytes, size);
}

/* Behind a backslash. NULL, or what is wrong. */
static const char *escape(struct eval_json *json)
{
    static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
    unsigned char c = peek(json);
    const char *simple = c ? strchr(from, c) : NULL;
    json->at += json->at < json->size;
    if (simple)
        return stet_buf_add_byte(&json->decoded, to[simple - from]) ? NULL : out_of_memory;
    uint32_t value, low;
    if (c != 'u' || !hex4(json, &value))
        return "an escape that JSON does not know";
    if (value >= 0xdc00 && value < 0xe000)
        return "a lone surrogate";
    if (value >= 0xd800 && value < 0xdc00) {
        if (json->size - json->at < 6 || json->data[json->at] != '\\' || json->data[json->at + 1] != 'u')
            return "a lone surrogate";
        json->at += 2;
        if (!hex4(json, &low) || low < 0xdc00 || low > 0xdfff)
            return "a lone surrogate";
        value = 0x10000 + ((value - 0xd800) << 10) + (low - 0xdc00);
    }
    return add_utf8(&json->decoded, value) ? NULL : out_of_memory;
}

/* Bytes of the well-formed UTF-8 sequence at the cursor (Unicode 15, table 3-7), or 0. */
static size_t sequence(const unsigned char *s, size_t left)
{
    size_t size = s[0] < 0x80 ? 1 : s[0] < 0xc2 ? 0 : s[0] < 0xe0 ? 2 : s[0] < 0xf0 ? 3 : s[0] < 0xf5 ? 4 : 0;
    if (!size || size > left)
        return 0;
    if ((s[0] == 0xe0 && s[1] < 0xa0) || (s[0] == 0xed && s[1] > 0x9f) || (s[0] == 0xf0 && s[1] < 0x90) ||
        (s[0] == 0xf4 && s[1] > 0x8f))
        return 0;
    for (size_t i = 1; i < size; i++)
        if (s[i] >> 6 != 2)
            return 0;
    return size;
}

/* The cursor is behind the opening quote. A string without escapes is handed over where it stands. */
static enum eval_json_event string(struct eval_json *json, enum eval_json_event event)
{
    size_t from = json->at;
    bool copied = false;
    json->decoded.size = 0;
    while (json->at < json->size) {
        unsigned char c = json->data[json->at];
        if (c == '"') {
            json->text = copied ? json->decoded.data : (const char *)json->data + from;
            json->text_size = copied ? json->decoded.size : json->at - from;
            json->at++;
            return event;
        }
        if (c == '\\') {
            if (!copied && !stet_buf_add(&json->decoded, json->data + from, json->at - from))
                return fail(json, out_of_memory);
            copied = true;
            json->at++;
            const char *reason = escape(json);
            if (reason)
                return fail(json, reason);
            continue;
        }
        if (c < 0x20)
            return fail(json, "a control character in a string");
        size_t size = sequence(json->data + json->at, json->size - json->at);
        if (!size)
            return fail(json, "not UTF-8");
        if (copied && !stet_buf_add(&json->decoded, json->data + json->at, size))
            return fail(json, out_of_memory);
        json->at += size;
    }
    return fail(json, "a string that does not end");
}

static size_t digits(struct eval_json *json)
{
    size_t from = json->at;
    while (peek(json) >= '0' && peek(json) <= '9')
        json->at++;
    return json->at - from;
}

static enum eval_json_event number(struct eval_json *json)
{
    size_t from = json->at;
    if (peek(json) == '-')
        json->at++;
    bool zero = peek(json) == '0';
    size_t whole = digits(json);
    if (!whole || (zero && whole > 1))
        return fail(json, "not a number");
    if (peek(json) == '.') {
        json->at++;
        if (!digits(json))
            return fail(json, "not a number");
    }
    if (peek(json) == 'e' || peek(json) == 'E') {
        json->at++;
        if (peek(json) == '+' || peek(json) == '-')
            json->at++;
        if (!digits(json))
            return fail(json, "not a number");
    }
    json->text = (const char *)json->data + from;
    json->text_size = json->at - from;
    return EVAL_JSON_NUMBER;
}

static enum eval_json_event literal(struct eval_json *json)
{
    static const char *const words[] = {"true", "false", "null"};
    for (size_t i = 0; i < 3; i++) {
        size_t size = strlen(words[i]);
        if (json->size - json->at >= size && !memcmp(json->data + json->at, words[i], size)) {
            json->at += size;
            json->text = words[i];
            json->text_size = size;
            return EVAL_JSON_LITERAL;
        }
    }
    return fail(json, "not JSON");
}

static enum eval_json_event open_level(struct eval_json *json, bool object)
{
    if (json->depth == EVAL_JSON_DEPTH)
        return fail(json, "nested too deep");
    uint64_t bit = UINT64_C(1) << json->depth++;
    json->in_object = object ? json->in_object | bit : json->in_object & ~bit;
    json->want = EVAL_JSON_WANT_FIRST;
    json->at++;
    return object ? EVAL_JSON_OBJECT : EVAL_JSON_ARRAY;
}

static enum eval_json_event value(struct eval_json *json)
{
    unsigned char c = peek(json);
    if (c == '{' || c == '[')
        return open_level(json, c == '{');
    json->want = EVAL_JSON_WANT_NEXT;
    if (c == '"') {
        json->at++;
        return string(json, EVAL_JSON_STRING);
    }
    return c == '-' || (c >= '0' && c <= '9') ? number(json) : literal(json);
}

enum eval_json_event eval_json_next(struct eval_json *json)
{
    if (json->reason)
        return EVAL_JSON_ERROR;
    skip_space(json);
    bool object = json->depth && json->in_object >> (json->depth - 1) & 1;
    unsigned char c = peek(json);
    if (json->want == EVAL_JSON_WANT_NEXT || json->want == EVAL_JSON_WANT_FIRST) {
        if (!json->depth)
            return json->at == json->size ? EVAL_JSON_END : fail(json, "more than one JSON text");
        if (c == (object ? '}' : ']')) {
            json->at++;
            json->depth--;
            json->want = EVAL_JSON_WANT_NEXT;
            return object ? EVAL_JSON_OBJECT_END : EVAL_JSON_ARRAY_END;
        }
        if (json->want == EVAL_JSON_WANT_NEXT) {
            if (c != ',')
                return fail(json, "a comma is missing");
            json->at++;
            skip_space(json);
        }
        if (!object)
            return value(json);
        if (peek(json) != '"')
            return fail(json, "a key is missing");
        json->at++;
        json->want = EVAL_JSON_WANT_COLON;
        return string(json, EVAL_JSON_KEY);
    }
    if (json->want == EVAL_JSON_WANT_COLON) {
        if (c != ':')
            return fail(json, "a colon is missing");
        json->at++;
        skip_space(json);
    }
    return value(json);
}
