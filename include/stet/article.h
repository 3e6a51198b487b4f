/* An article: one record of a feed. All text is UTF-8 and borrowed: whoever fills the struct owns the bytes. */
#ifndef STET_ARTICLE_H
#define STET_ARTICLE_H

#include <stddef.h>
#include <stdint.h>

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
    int64_t published;         /* seconds since 1970-01-01T00:00:00Z, or STET_TIME_NONE */
    stet_precision precision;  /* of `published` */
} stet_article;

#ifdef __cplusplus
}
#endif

#endif
