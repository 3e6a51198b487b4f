/* Articles of the index made ready to be judged, a thousand or so kept at hand. One a thread. */
#ifndef STET_STET_RECALL_H
#define STET_STET_RECALL_H

#include "stet/stream.h"

/* One or the other, as the index keeps text or not. */
struct recalled {
    const struct match_prepared *prepared;
    const struct match_view *view;
};

stet_status stream_recall_create(struct stream_recall **out, stet_error *err);
void stream_recall_free(struct stream_recall *recall);

/* The article made ready with the current frequencies; valid until the next call. */
stet_status stream_recall_get(struct stet_index *index, struct stream_worker *worker, index_ref ref,
                              const struct index_row *row, struct recalled *out, stet_error *err);

/* Frequencies have changed. */
void stream_recall_turn(struct stream_recall *recall);

#endif
