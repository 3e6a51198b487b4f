/* The grammar of JSON scalars (RFC 8259). */
#ifndef STET_FEED_SCALAR_H
#define STET_FEED_SCALAR_H

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

bool feed_is_number(const char *data, size_t size);

/* Whether the token is a string (its inside is not looked at), a number, true, false or null. */
bool feed_json_scalar(const char *data, size_t size);

#ifdef __cplusplus
}
#endif

#endif
