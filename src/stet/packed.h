/* What the index keeps of an article to be read again, as bytes: metadata, and title and text. Stored on disk, so
 * independent of the machine; part of the format (src/index/FORMAT.md, "What stands above this layer").
 *
 *     meta: | url | language | author | taken from | credits: count, (agency, kind, confidence in 1/1000, value)... |
 *     text: | title | text |
 *
 * A string is its size as a varint, then its bytes; numbers are varints; the last string of `text` goes to the end.
 * Credits are there in an index without text only: with it they are looked for again. */
#ifndef STET_STET_PACKED_H
#define STET_STET_PACKED_H

#include <stdbool.h>

#include <stet/article.h>

#include "base/buf.h"
#include "source/credit.h"

/* False when memory ran out. `credits` may be NULL. */
bool packed_meta(struct stet_buf *out, const stet_article *article, const struct source_credit *credits, size_t count);
bool packed_text(struct stet_buf *out, const stet_article *article);

/* Fill the fields that were packed; these point into the bytes. False when the bytes make no sense. `credits` has room
 * for SOURCE_MAX_CREDITS. */
bool packed_read_meta(stet_span bytes, stet_article *article, struct source_credit *credits, size_t *count);
bool packed_read_text(stet_span bytes, stet_article *article);

#endif
