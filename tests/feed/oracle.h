#ifndef STET_TESTS_FEED_ORACLE_H
#define STET_TESTS_FEED_ORACLE_H

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Whether the line is one valid JSON object. Lone surrogates are not looked at, and numbers that no machine word holds
 * refused. */
bool oracle_is_object(const char *line, size_t size);

#ifdef __cplusplus
}
#endif

#endif
