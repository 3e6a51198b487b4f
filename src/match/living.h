/* Document frequencies that live with an index: they grow with every article added, stay within a fixed size, and
 * depend on the articles and their order alone, however these are split into adds.
 *
 *     match_living_create or match_living_restore
 *     -> match_living_add (once an article, in order of arrival), match_living_matcher (to judge with what is known)
 *     -> match_living_save -> match_living_free
 *
 * One thread adds; the matcher is read by any number until the next add. */
#ifndef STET_MATCH_LIVING_H
#define STET_MATCH_LIVING_H

#include "base/buf.h"
#include "match/match.h"

struct match_living;

/* Most that match_living_save writes. */
#define MATCH_LIVING_MOST ((size_t)8 << 20)

stet_status match_living_create(struct match_living **out, uint32_t shingle, stet_error *err);
void match_living_free(struct match_living *living);

/* Counts an article. *turned, when it is not NULL: the matcher has other frequencies from now on, and what has been
 * made ready with it must be made anew. */
stet_status match_living_add(struct match_living *living, const struct match_article *article, uint64_t content,
                             bool *turned, stet_error *err);

/* How many more articles can be added before frequencies change, at least 1: the last of these changes them. */
uint32_t match_living_left(const struct match_living *living);

/* Owned by `living`; valid until the next match_living_add that turns. */
const struct match_matcher *match_living_matcher(const struct match_living *living);

/* Appends the whole state to `out`. */
stet_status match_living_save(const struct match_living *living, struct stet_buf *out, stet_error *err);

/* The state from the first *used bytes of what save wrote with the same shingle; STET_ERR_CORRUPT when it makes no
 * sense. */
stet_status match_living_restore(struct match_living **out, uint32_t shingle, const void *data, size_t size,
                                 size_t *used, stet_error *err);

#endif
