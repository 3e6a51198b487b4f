#include "stet/named.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/error.h"

stet_status named_find(struct named *named, const struct source_book *book, const stet_article *article,
                       stet_error *err)
{
    named->count = 0;
    stet_status status = source_find_mentions(book, article, &named->found, err);
    void *items = named->items;
    bool grown = !status && stet_grow(&items, &named->capacity, named->found.count + 1, sizeof *named->items);
    named->items = items;
    if (status || !grown)
        return status ? status : stet_fail_memory(err);
    for (size_t i = 0; i < named->found.count; i++) {
        const struct source_mention *mention = &named->found.items[i];
        size_t start = (size_t)(mention->name.data - article->text.data);
        named->items[named->count++] =
            (stet_explain_mention){.kind = source_mention_name((enum source_mention_kind)mention->kind),
                                   .agency = book->agencies[mention->agency].code,
                                   .start = start,
                                   .end = start + mention->name.size,
                                   .name = mention->name,
                                   .value = mention->value,
                                   .confidence = (double)mention->confidence};
    }
    return STET_OK;
}

void named_free(struct named *named)
{
    free(named->items);
    free(named->found.items);
    *named = (struct named){.items = NULL};
}
