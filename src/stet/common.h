/* Which keys are common, of the passages or of the bands? Counts how often each has been posted, in a table of bytes
 * without keys, of a fixed size.
 *
 * A phrase that a thousand articles share says nothing, and would name all thousand whenever it comes: of an article
 * those passages are posted that few have. Lists then stay short however large the index is. Bands are all posted; those
 * that a template gives to thousands need not be asked for where an article has others.
 *
 * Like document frequencies (living.h), counts are those of the last turn, so that all articles between two turns see
 * the same, and depend on the articles and their order alone. When more has been counted than there are counters all of
 * them are halved: what has not been seen for long is rare again. */
#ifndef STET_STET_COMMON_H
#define STET_STET_COMMON_H

#include <stddef.h>
#include <stdint.h>

#include <stet/article.h>
#include <stet/status.h>

#include "base/buf.h"

struct stream_common;

stet_status stream_common_create(struct stream_common **out, stet_error *err);
void stream_common_free(struct stream_common *common);

/* The passages of an article to be posted, ascending, at most `kept`: half of them from the first third of the text, as
 * copies are cut at their end, the rest from all of it; always those with the smallest hashes, so that copies mostly
 * choose the same. Of an article that has common ones only, few or none. Returns how many. Any thread. */
size_t stream_common_choose(const struct stream_common *common, const uint64_t *passages, size_t count, uint32_t kept,
                            uint64_t *out);

/* Puts those that are worth asking for ahead of those that are not, which are told apart by hundreds of articles only.
 * Returns how many are worth it: all of them where few are rare. Any thread. */
size_t stream_common_part(const struct stream_common *common, uint64_t *passages, size_t count);

/* Sets a bit for each band that is not worth asking for; where few are rare, only for those that name hundreds, and never
 * for all of them. Room for (count + 63) / 64 words.
 * Any thread. */
void stream_common_bands(const struct stream_common *common, const uint64_t *bands, uint32_t count, uint64_t *left_out);

/* Counts what was posted of an article; seen after the next turn. */
stet_status stream_common_add(struct stream_common *common, const uint64_t *posted, size_t count, stet_error *err);
void stream_common_turn(struct stream_common *common);

/* Appends the state. */
stet_status stream_common_save(const struct stream_common *common, struct stet_buf *out, stet_error *err);

/* The state from the first *used bytes of what save wrote; STET_ERR_CORRUPT when it makes no sense. */
stet_status stream_common_restore(struct stream_common **out, const void *data, size_t size, size_t *used,
                                  stet_error *err);

#endif
