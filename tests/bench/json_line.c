#include "bench/json_line.h"

#include <string.h>
#include <utf8proc.h>

static bool skip(const char **p, const char *end, char c)
{
    if (*p < end && **p == c) {
        (*p)++;
        return true;
    }
    return false;
}

static bool hex(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

static bool escape(const char **p, const char *end)
{
    if (*p == end)
        return false;
    if (*(*p)++ != 'u')
        return strchr("\"\\/bfnrt", (*p)[-1]) != NULL;
    for (int i = 0; i < 4; i++, (*p)++)
        if (*p == end || !hex(**p))
            return false;
    return true;
}

static bool string(const char **p, const char *end)
{
    if (!skip(p, end, '"'))
        return false;
    while (*p < end && **p != '"') {
        utf8proc_int32_t c;
        utf8proc_ssize_t n = utf8proc_iterate((const utf8proc_uint8_t *)*p, end - *p, &c);
        if (n <= 0 || c < ' ')
            return false;
        *p += n;
        if (c == '\\' && !escape(p, end))
            return false;
    }
    return skip(p, end, '"');
}

static bool whole_number(const char **p, const char *end)
{
    const char *from = *p;
    while (*p < end && **p >= '0' && **p <= '9')
        (*p)++;
    return *p > from;
}

bool json_line_valid(const char *line, size_t size)
{
    const char *p = line, *end = line + size;
    if (!skip(&p, end, '{'))
        return false;
    do {
        if (!string(&p, end) || !skip(&p, end, ':'))
            return false;
        if (p < end && *p == '"' ? !string(&p, end) : !whole_number(&p, end))
            return false;
    } while (skip(&p, end, ','));
    return skip(&p, end, '}') && p == end;
}
