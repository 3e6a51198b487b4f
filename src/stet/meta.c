/* Metadata of an article as packed bytes: line, sizes, credits, then the strings. Only ever read by the process that
 * wrote it, so native byte order. */
#include <string.h>

#include "base/buf.h"
#include "stet/corpus.h"

struct packed_head {
    uint64_t line;
    uint32_t id_size, source_size, credit_count;
};

struct packed_credit {
    float confidence;
    uint32_t value_size;
    uint16_t agency;
    uint8_t kind;
};

bool corpus_pack_meta(struct stet_buf *out, const struct corpus_meta *meta)
{
    struct packed_head head = {meta->line, (uint32_t)meta->id.size, (uint32_t)meta->source.size,
                               (uint32_t)meta->credit_count};
    bool ok = stet_buf_add(out, &head, sizeof head);
    for (size_t i = 0; i < meta->credit_count && ok; i++) {
        const struct source_credit *credit = &meta->credits[i];
        struct packed_credit packed = {.confidence = credit->confidence,
                                       .value_size = (uint32_t)credit->value.size,
                                       .agency = credit->agency,
                                       .kind = credit->kind};
        ok = stet_buf_add(out, &packed, sizeof packed);
    }
    ok = ok && stet_buf_add(out, meta->id.data, meta->id.size);
    ok = ok && stet_buf_add(out, meta->source.data, meta->source.size);
    for (size_t i = 0; i < meta->credit_count && ok; i++)
        ok = stet_buf_add(out, meta->credits[i].value.data, meta->credits[i].value.size);
    return ok;
}

static stet_span take(const char **at, uint32_t size)
{
    stet_span span = {*at, size};
    *at += size;
    return span;
}

stet_status corpus_meta(const struct corpus *corpus, uint32_t article, struct corpus_cursor *cursor,
                        struct corpus_meta *out, stet_error *err)
{
    const struct corpus_row *row = &corpus->rows[article];
    const void *data;
    stet_status status =
        index_store_get(corpus->metas, row->meta, row->meta_size, &cursor->meta, &cursor->meta_capacity, &data, err);
    if (status)
        return status;
    struct packed_head head;
    struct packed_credit credits[SOURCE_MAX_CREDITS];
    const char *at = data;
    memcpy(&head, at, sizeof head);
    at += sizeof head;
    memcpy(credits, at, head.credit_count * sizeof *credits);
    at += head.credit_count * sizeof *credits;
    out->line = head.line;
    out->id = take(&at, head.id_size);
    out->source = take(&at, head.source_size);
    out->credit_count = head.credit_count;
    for (uint32_t i = 0; i < head.credit_count; i++)
        out->credits[i] = (struct source_credit){.agency = credits[i].agency,
                                                 .kind = credits[i].kind,
                                                 .confidence = credits[i].confidence,
                                                 .value = take(&at, credits[i].value_size)};
    return STET_OK;
}
