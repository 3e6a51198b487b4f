/* Articles as lines of JSON, and the truth about them. */
#ifndef STET_BENCH_GENERATE_EMIT_H
#define STET_BENCH_GENERATE_EMIT_H

#include "generate/reprint.h"

enum stamp { STAMP_SECOND, STAMP_MIDNIGHT, STAMP_NONE };

struct record {
    const struct article *article;
    struct span source, language;
    uint64_t number; /* of the article */
    uint64_t cluster;
    int64_t published;
    enum stamp stamp;
    int zone; /* hours east of UTC */
    bool canonical;
    bool alternative_fields;
};

struct emitter {
    struct stet_buf feed, truth;
    int feed_fd, truth_fd; /* truth_fd: -1 for none */
    uint64_t articles, bytes;
};

void emit_record(struct emitter *emitter, const struct record *record);
/* False when a write failed (errno says why). */
bool emit_flush(struct emitter *emitter);

#endif
