/* Character classes of ASCII, whatever the locale. */
#ifndef STET_BASE_ASCII_H
#define STET_BASE_ASCII_H

#include <stdbool.h>

static inline bool stet_ascii_is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static inline char stet_ascii_lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

static inline bool stet_ascii_is_alpha(char c)
{
    char lower = stet_ascii_lower(c);
    return lower >= 'a' && lower <= 'z';
}

static inline bool stet_ascii_is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

#endif
