#include "feed/scalar.h"

#include <string.h>

#include "base/ascii.h"

static const char *skip_digits(const char *at, const char *end)
{
    while (at < end && stet_ascii_is_digit(*at))
        at++;
    return at;
}

bool feed_is_number(const char *data, size_t size)
{
    const char *at = data, *end = data + size;
    at += at < end && *at == '-';
    const char *digits = at;
    at = skip_digits(at, end);
    if (at == digits || (at - digits > 1 && *digits == '0'))
        return false;
    if (at < end && *at == '.') {
        digits = ++at;
        at = skip_digits(at, end);
        if (at == digits)
            return false;
    }
    if (at < end && (*at == 'e' || *at == 'E')) {
        at++;
        at += at < end && (*at == '+' || *at == '-');
        digits = at;
        at = skip_digits(at, end);
        if (at == digits)
            return false;
    }
    return at == end;
}

bool feed_json_scalar(const char *data, size_t size)
{
    if (!size)
        return false;
    switch (data[0]) {
    case '"':
        return size > 1 && data[size - 1] == '"';
    case 't':
        return size == 4 && !memcmp(data, "true", 4);
    case 'f':
        return size == 5 && !memcmp(data, "false", 5);
    case 'n':
        return size == 4 && !memcmp(data, "null", 4);
    default:
        return feed_is_number(data, size);
    }
}
