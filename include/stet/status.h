/* Status codes and error details: what every call that can fail returns, and why it did.
 *
 * Functions return STET_OK (0) or a negative status. The optional stet_error names the reason; pass NULL when it is of
 * no interest. It is owned by the caller, never allocated, and safe to reuse. */
#ifndef STET_STATUS_H
#define STET_STATUS_H

#include <stdint.h>

#if defined(STET_BUILDING) && defined(__GNUC__)
#define STET_API __attribute__((visibility("default")))
#else
#define STET_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

typedef enum stet_status {
    STET_OK = 0,
    STET_ERR_MEMORY = -1,    /* an allocation failed */
    STET_ERR_IO = -2,        /* the operating system refused a read, write, open, fsync, rename ... */
    STET_ERR_INPUT = -3,     /* the input is not what it should be (a bad line under --strict, say) */
    STET_ERR_USAGE = -4,     /* an argument is out of its range or the calls came in the wrong order */
    STET_ERR_LIMIT = -5,     /* a documented limit was reached */
    STET_ERR_CORRUPT = -6,   /* bytes on disk fail their checksum or make no sense */
    STET_ERR_LOCKED = -7,    /* another writer holds the lock */
    STET_ERR_CANCELLED = -8  /* a callback asked to stop */
} stet_status;

typedef struct stet_error {
    stet_status code;
    uint64_t offset;   /* byte, line or page that the message is about; 0 where none is */
    char message[512]; /* one line of UTF-8, no newline, ends in NUL */
} stet_error;

/* A short English name for a status, never NULL. */
STET_API const char *stet_status_name(stet_status status);

/* The library's version, "MAJOR.MINOR.PATCH". */
STET_API const char *stet_version(void);

#ifdef __cplusplus
}
#endif

#endif
