/* An article: one record of a feed. All text is UTF-8 and borrowed: whoever fills the struct owns the bytes. */
#ifndef STET_ARTICLE_H
#define STET_ARTICLE_H

#include <stddef.h>
#include <stdint.h>

#include <stet/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Borrowed bytes, not NUL-terminated. An absent field has size 0 (data may then be NULL). */
typedef struct stet_span {
    const char *data;
    size_t size;
} stet_span;

/* `published` of an article whose time is not known. */
#define STET_TIME_NONE INT64_MIN

/* How exactly `published` is known. */
typedef enum stet_precision { STET_PRECISION_NONE, STET_PRECISION_DAY, STET_PRECISION_SECOND } stet_precision;

typedef struct stet_article {
    stet_span id;
    stet_span title;
    stet_span text;
    stet_span source; /* the outlet */
    stet_span url;
    stet_span language;
    stet_span author;          /* byline as the feed gives it */
    stet_span taken_from;      /* url or name of where it was first: canonical and syndication links */
    int64_t published;         /* seconds since 1970-01-01T00:00:00Z, or STET_TIME_NONE */
    stet_precision precision;  /* of `published` */
} stet_article;

/* A time as feeds write it: RFC 3339, RFC 2822, YYYY-MM-DD[ hh:mm:ss], or Unix seconds. STET_ERR_USAGE when it is none
 * of these. `precision` may be NULL. */
STET_API stet_status stet_time_parse(const char *text, size_t size, int64_t *seconds, stet_precision *precision,
                                     stet_error *err);

/* In UTC, "2025-08-20T14:03:00Z", with a NUL; "" for STET_TIME_NONE. */
STET_API void stet_time_format(int64_t seconds, char out[32]);

#ifdef __cplusplus
}
#endif

#endif
