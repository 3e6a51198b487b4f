/* Articles read back from an index that keeps text. */
#ifndef STET_STET_REREAD_H
#define STET_STET_REREAD_H

#include <stet/article.h>

#include "index/index.h"

/* Zero-initialise; one thread. Three cursors, for each holds one string at a time. */
struct reread {
    struct index_cursor id, source, text;
};

void reread_free(struct reread *reread);

/* As it was added; its strings are valid until the next call. */
stet_status reread_article(struct index_snapshot *snapshot, struct reread *reread, index_ref ref, stet_article *out,
                           stet_error *err);

#endif
