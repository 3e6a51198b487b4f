/* Any bytes as what an index keeps for the layers above it: metadata, text, a digest, the frequencies of shingles and
 * passages, boilerplate, and counts of lines. The first byte says which. Frequencies are tables of megabytes: the input is what stands before and behind
 * one that repeats it. What is accepted must come back the same when it is saved again. */
#include <stdlib.h>
#include <string.h>

#include <xxhash.h>

#include "base/bytes.h"
#include "match/digest.h"
#include "match/living.h"
#include "match/sites.h"
#include "page/counts_save.h"
#include "stet/common.h"
#include "stet/packed.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define SHINGLE 5

static volatile unsigned char sum;

static void touch(stet_span span)
{
    for (size_t i = 0; i < span.size; i++)
        sum = (unsigned char)(sum + (unsigned char)span.data[i]);
}

static void read_packed(const uint8_t *data, size_t size)
{
    stet_span bytes = {(const char *)data, size};
    stet_article article = {.published = STET_TIME_NONE};
    struct source_credit credits[SOURCE_MAX_CREDITS];
    size_t count = 0;
    if (packed_read_meta(bytes, &article, credits, &count)) {
        touch(article.url);
        touch(article.language);
        touch(article.author);
        for (size_t i = 0; i < count; i++)
            touch(credits[i].value);
        struct stet_buf again = STET_BUF_INIT;
        stet_article back = {.published = STET_TIME_NONE};
        struct source_credit found[SOURCE_MAX_CREDITS];
        size_t many = 0;
        if (packed_meta(&again, &article, credits, count) &&
            (!packed_read_meta((stet_span){again.data, again.size}, &back, found, &many) || many != count ||
             back.author.size != article.author.size))
            abort();
        stet_buf_free(&again);
    }
    if (packed_read_text(bytes, &article)) {
        touch(article.title);
        touch(article.text);
    }
}

static void read_digest(const uint8_t *data, size_t size)
{
    struct match_living *living = NULL;
    struct match_view view = {.base = 0};
    const struct match_article about = {.body_count = 200, .published = STET_TIME_NONE};
    stet_error err;
    struct match_verdict verdict;
    if (!match_living_create(&living, SHINGLE, &err) && !match_view_unpack(&view, data, size, &about, 1, &err) &&
        !match_view_weigh(&view, match_living_matcher(living), &err)) {
        match_estimate(match_living_matcher(living), &view, &view, &verdict);
        if (!(verdict.jaccard >= 0 && verdict.jaccard <= 1))
            abort();
    }
    match_view_free(&view);
    match_living_free(living);
}

/* Head, a table of so many bytes, and the rest. */
static bool spread(struct stet_buf *out, const uint8_t *data, size_t size, size_t head, size_t table)
{
    if (size < head || !stet_buf_reserve(out, size + table))
        return false;
    bool ok = stet_buf_add(out, data, head);
    for (size_t left = table, n; left && ok; left -= n) {
        n = left < size ? left : size;
        ok = stet_buf_add(out, data, n);
    }
    return ok && stet_buf_add(out, data + head, size - head);
}

static void compare(const struct stet_buf *a, const struct stet_buf *b)
{
    if (b->size > a->size || (b->size && memcmp(a->data, b->data, b->size)))
        abort();
}

static void read_living(const uint8_t *data, size_t size)
{
    struct stet_buf bytes = STET_BUF_INIT, again = STET_BUF_INIT;
    struct match_living *living = NULL;
    size_t used;
    stet_error err;
    if (spread(&bytes, data, size, 32, (size_t)4 << 20) &&
        !match_living_restore(&living, SHINGLE, bytes.data, bytes.size, &used, &err) &&
        !match_living_save(living, &again, &err)) {
        if (used != again.size)
            abort();
        compare(&bytes, &again);
        const uint32_t words[] = {2, 4, 6, 8, 10, 12};
        const struct match_article article = {.body = words, .body_count = 6};
        if (!match_living_left(living))
            abort();
        (void)match_living_add(living, &article, 1, NULL, &err);
    }
    match_living_free(living);
    stet_buf_free(&bytes);
    stet_buf_free(&again);
}

static void read_common(const uint8_t *data, size_t size)
{
    struct stet_buf bytes = STET_BUF_INIT, again = STET_BUF_INIT;
    struct stream_common *common = NULL;
    size_t used;
    stet_error err;
    if (spread(&bytes, data, size, 16, (size_t)1 << 20) &&
        !stream_common_restore(&common, bytes.data, bytes.size, &used, &err) &&
        !stream_common_save(common, &again, &err)) {
        if (used != again.size)
            abort();
        compare(&bytes, &again);
        stream_common_turn(common);
    }
    stream_common_free(common);
    stet_buf_free(&bytes);
    stet_buf_free(&again);
}

static stet_status read_passage(void *ctx, const struct match_site_passage *passage, stet_error *err)
{
    (void)ctx, (void)err;
    touch(passage->source);
    touch(passage->text);
    return STET_OK;
}

/* Goes on with a state that was accepted. */
static void use_sites(struct match_sites *sites)
{
    uint32_t words[400];
    for (uint32_t i = 0; i < 400; i++)
        words[i] = i * 7 + 2;
    struct match_article out, article = {.body = words, .body_count = 400, .source = 7};
    const struct match_site_article added = {.tokens = &article, .source = {"site", 4}, .text = {"", 0}};
    struct match_own own = {NULL, 0};
    stet_error err;
    for (int i = 0; i < 6; i++) {
        words[0] = words[399] = (uint32_t)i << 10;
        if (match_sites_add(sites, &added, &err) || match_sites_turn(sites, &err) ||
            match_sites_own(sites, &article, &own, &out, &err) || out.body_count > article.body_count)
            abort();
    }
    (void)match_sites_each(sites, read_passage, NULL, &err);
    match_own_free(&own);
}

static void read_sites(const uint8_t *data, size_t size)
{
    struct stet_buf bytes = STET_BUF_INIT, again = STET_BUF_INIT;
    struct match_sites *sites = NULL;
    size_t used;
    stet_error err;
    if (spread(&bytes, data, size, 20, (size_t)512 << 10) &&
        !match_sites_restore(&sites, bytes.data, bytes.size, &used, &err) && !match_sites_save(sites, &again, &err)) {
        compare(&bytes, &again);
        use_sites(sites);
    }
    match_sites_free(sites);
    stet_buf_free(&bytes);
    stet_buf_free(&again);
}

/* The checksum is made right, so that what is behind it is reached. */
static void read_lines(const uint8_t *data, size_t size)
{
    struct stet_buf bytes = STET_BUF_INIT, again = STET_BUF_INIT;
    struct page_counts counts;
    unsigned char checksum[8];
    size_t used;
    stet_error err;
    stet_store64(checksum, XXH3_64bits(data, size));
    if (stet_buf_add(&bytes, data, size) && stet_buf_add(&bytes, checksum, sizeof checksum) &&
        !page_counts_restore(&counts, bytes.data, bytes.size, &used, &err)) {
        if (page_counts_save(&counts, NULL, &again, &err) || used != again.size)
            abort();
        compare(&bytes, &again);
        page_counts_free(&counts);
    }
    stet_buf_free(&bytes);
    stet_buf_free(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static void (*const reads[])(const uint8_t *data, size_t size) = {read_packed, read_digest, read_living,
                                                                      read_common, read_sites,  read_lines};
    if (size)
        reads[data[0] % 6](data + 1, size - 1);
    return 0;
}
