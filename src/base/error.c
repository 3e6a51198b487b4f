#include "base/error.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

const char *stet_status_name(stet_status status)
{
    switch (status) {
    case STET_OK:
        return "ok";
    case STET_ERR_MEMORY:
        return "out of memory";
    case STET_ERR_IO:
        return "input/output error";
    case STET_ERR_INPUT:
        return "bad input";
    case STET_ERR_USAGE:
        return "wrong use";
    case STET_ERR_LIMIT:
        return "limit reached";
    case STET_ERR_CORRUPT:
        return "corrupt data";
    case STET_ERR_LOCKED:
        return "locked";
    case STET_ERR_CANCELLED:
        return "cancelled";
    }
    return "unknown status";
}

const char *stet_version(void)
{
    return STET_VERSION;
}

static void fill(stet_error *err, stet_status code, const char *format, va_list args)
{
    err->code = code;
    err->offset = 0;
    vsnprintf(err->message, sizeof err->message, format, args);
}

stet_status stet_fail(stet_error *err, stet_status code, const char *format, ...)
{
    if (err) {
        va_list args;
        va_start(args, format);
        fill(err, code, format, args);
        va_end(args);
    }
    return code;
}

stet_status stet_fail_errno(stet_error *err, stet_status code, const char *format, ...)
{
    int saved = errno;
    if (err) {
        va_list args;
        va_start(args, format);
        fill(err, code, format, args);
        va_end(args);
        const char *reason = strerror(saved);
        size_t used = strlen(err->message), needed = strlen(reason) + sizeof ": ";
        /* Of a long path rather the end than the reason is lost; a character is never cut in two. */
        if (used + needed > sizeof err->message)
            used = sizeof err->message - needed;
        while (used && ((unsigned char)err->message[used] & 0xc0) == 0x80)
            used--;
        snprintf(err->message + used, sizeof err->message - used, ": %s", reason);
    }
    errno = saved;
    return code;
}

stet_status stet_fail_memory(stet_error *err)
{
    return stet_fail(err, STET_ERR_MEMORY, "out of memory");
}
