/* Filling a caller's stet_error. */
#ifndef STET_BASE_ERROR_H
#define STET_BASE_ERROR_H

#include <stet/status.h>

/* Records `code` and a printf-style message in `err` (which may be NULL) and returns `code`. */
stet_status stet_fail(stet_error *err, stet_status code, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* As stet_fail, with ": " and strerror(errno) appended. */
stet_status stet_fail_errno(stet_error *err, stet_status code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The one message for a failed allocation; returns STET_ERR_MEMORY. */
stet_status stet_fail_memory(stet_error *err);

#endif
