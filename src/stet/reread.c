#include "stet/reread.h"

#include "base/error.h"
#include "stet/packed.h"

void reread_free(struct reread *reread)
{
    index_cursor_free(&reread->id);
    index_cursor_free(&reread->source);
    index_cursor_free(&reread->text);
}

stet_status reread_article(struct index_snapshot *snapshot, struct reread *reread, index_ref ref, stet_article *out,
                           stet_error *err)
{
    *out = (stet_article){.published = STET_TIME_NONE};
    struct index_row row;
    stet_span meta, text;
    stet_status status = index_row(snapshot, &reread->id, ref, &row, err);
    if (!status)
        status = index_id(snapshot, &reread->id, ref, &out->id, err);
    if (!status)
        status = index_source(snapshot, &reread->source, ref, &out->source, err);
    if (!status)
        status = index_text(snapshot, &reread->text, ref, &meta, &text, err);
    if (status)
        return status;
    struct source_credit credits[SOURCE_MAX_CREDITS];
    size_t count;
    if (!packed_read_meta(meta, out, credits, &count) || !packed_read_text(text, out))
        return stet_fail(err, STET_ERR_CORRUPT, "text file %llu: entry %llu is not what it should be",
                         (unsigned long long)row.place.text, (unsigned long long)row.place.entry);
    if (row.precision) {
        out->published = row.published;
        out->precision = (stet_precision)row.precision;
    }
    return STET_OK;
}
