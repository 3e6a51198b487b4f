/* JSON string escapes. */
#ifndef STET_FEED_UNESCAPE_H
#define STET_FEED_UNESCAPE_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Writes what stands between the quotes of a JSON string, escapes resolved, to `out`, which has room for `size` bytes:
 * no escape is shorter than what it stands for. `out` may be NULL to check only. The bytes must have been checked for
 * UTF-8 and control characters before. Returns NULL and sets *written, or why the string is bad (static text). */
const char *feed_unescape(const char *data, size_t size, char *out, size_t *written);

#ifdef __cplusplus
}
#endif

#endif
