/* A segment of any bytes, with sound checksums: every call answers or says why not. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz/reseal.h"
#include "index/segment.h"

#define MOST_ARTICLES 5000 /* more would only take long */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static stet_status forget(void *ctx, const void *data, size_t size, stet_error *err)
{
    (void)ctx, (void)data, (void)size, (void)err;
    return STET_OK;
}

static void lose(void *ctx, const stet_error *reason)
{
    (void)ctx, (void)reason;
}

static void merge(const struct index_segment *segment, bool forgive)
{
    const struct index_merge_input inputs[] = {{segment, NULL, NULL}, {segment, NULL, NULL}};
    const struct index_merge what = {.inputs = inputs, .count = 2, .lost = forgive ? lose : NULL};
    const struct index_segment_options options = {.shape = *index_segment_shape(segment), .id = 3};
    (void)index_segment_merge(&what, &options, (struct index_sink){forget, NULL}, NULL, NULL);
}

static void ask(const struct index_segment *segment, uint64_t with)
{
    struct index_cursor cursor = {0};
    uint64_t bands[INDEX_MAX_BANDS], minhash[INDEX_MAX_HASHES / 64] = {with};
    for (size_t i = 0; i < INDEX_MAX_BANDS; i++)
        bands[i] = with;
    const uint64_t passages[] = {with, with + 1, 17, 17};
    const struct index_hit *hits = NULL;
    size_t count = 0;
    for (int filtered = 0; filtered < 2; filtered++) {
        const struct index_probe probe = {bands, filtered ? minhash : NULL, passages, 4, NULL};
        if (!index_segment_lookup(segment, &cursor, &probe, &hits, &count, NULL))
            for (size_t i = 0; i < count; i++)
                if (hits[i].article >= index_segment_count(segment) || (i && hits[i].article <= hits[i - 1].article))
                    abort();
    }
    for (uint32_t article = 0; article < index_segment_count(segment); article++) {
        struct index_row row;
        stet_span text = {0};
        uint64_t cluster = 0;
        uint32_t found = 0;
        if (!index_segment_row(segment, article, &row, NULL)) {
            (void)index_segment_source(segment, &cursor, row.source, &text, NULL);
            (void)index_segment_cluster(segment, &cursor, article, &row, &cluster, NULL);
        }
        if (!index_segment_article_id(segment, &cursor, article, &text, NULL) && text.size < 100) {
            char id[100];
            memcpy(id, text.data ? text.data : "", text.size);
            (void)index_segment_find(segment, &cursor, (stet_span){id, text.size}, &found, NULL);
        }
    }
    index_cursor_free(&cursor);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    unsigned char *copy = malloc(size ? size : 1);
    struct index_segment *segment = NULL;
    if (!copy)
        return 0;
    if (size)
        memcpy(copy, data, size);
    const struct index_bytes bytes = {copy, size, "fuzz", false};
    if (size % 4) /* as they are, now and then */
        reseal(copy, size, PAGED_SEGMENT);
    if (!index_segment_open_damaged(&segment, bytes, NULL) && index_segment_count(segment) <= MOST_ARTICLES) {
        ask(segment, UINT64_C(0x1234567890abcdef));
        ask(segment, size);
        (void)index_segment_check(segment, true, NULL, NULL, NULL);
        merge(segment, false);
        merge(segment, true);
    }
    index_segment_close(segment);
    free(copy);
    return 0;
}
