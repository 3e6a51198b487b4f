/* Articles that others are compared with, made ready to be judged, a thousand or so kept at hand. One a thread, as
 * judging fills in what of them is needed. */
#ifndef STET_STET_RECALL_H
#define STET_STET_RECALL_H

#include "stet/stream.h"

/* One or the other, as the index keeps text or not. */
struct recalled {
    struct match_prepared *prepared;
    const struct match_view *view;
};

stet_status stream_recall_create(struct stream_recall **out, stet_error *err);
void stream_recall_free(struct stream_recall *recall);

/* The article made ready with the current frequencies; valid until the next call. `row` is that of one in the index;
 * those of the batch have none. Both ways give the same. */
stet_status stream_recall_get(struct stet_index *index, struct stream_worker *worker,
                              const struct stream_candidate *candidate, const struct index_row *row,
                              struct recalled *out, stet_error *err);

/* The outlet of an article of the index; valid until the next call. */
stet_status stream_source(struct stet_index *index, struct stream_worker *worker, index_ref ref,
                          const struct index_row *row, stet_span *name, stet_error *err);

/* Frequencies have changed. */
void stream_recall_turn(struct stream_recall *recall);

#endif
