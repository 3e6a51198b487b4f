/* What pages have taught, from an index and back into it. */
#include "base/error.h"
#include "page/counts_save.h"
#include "stet/pages.h"
#include "stet/stream.h"

struct copying {
    struct page_counts *to;
    bool ok;
};

static void copy(void *ctx, const struct page_count *count)
{
    struct copying *copying = ctx;
    copying->ok = copying->ok && page_counts_set(copying->to, count);
}

stet_status stet_pages_recall(stet_pages *pages, const stet_index *index, stet_error *err)
{
    struct copying copying = {&pages->counts, true};
    page_counts_each(&index->lines, copy, &copying);
    return copying.ok ? STET_OK : stet_fail_memory(err);
}

/* By way of the bytes, which are cut to what is kept. */
stet_status stet_pages_keep(const stet_pages *pages, stet_index *index, stet_error *err)
{
    if (!index->writer)
        return stet_fail(err, STET_ERR_USAGE, "the index was opened for reading only");
    struct stet_buf bytes = STET_BUF_INIT;
    struct page_counts kept = {.slots = NULL};
    size_t used;
    stet_status status = page_counts_save(&pages->counts, &index->lines, &bytes, err);
    if (!status)
        status = page_counts_restore(&kept, bytes.data, bytes.size, &used, err);
    stet_buf_free(&bytes);
    if (status)
        return status;
    page_counts_free(&index->lines);
    index->lines = kept;
    return stream_store_frequencies(index, err);
}
