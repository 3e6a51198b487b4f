/* Where a text names agencies, as callers see it. */
#ifndef STET_STET_NAMED_H
#define STET_STET_NAMED_H

#include <stet/explain.h>

#include "source/mention.h"

/* Zero-initialise; release by named_free. */
struct named {
    stet_explain_mention *items; /* in the order of the text */
    size_t count, capacity;
    struct source_mentions found;
};

/* Replaces what `named` held. Its strings are the article's and the book's. */
stet_status named_find(struct named *named, const struct source_book *book, const stet_article *article,
                       stet_error *err);
void named_free(struct named *named);

#endif
