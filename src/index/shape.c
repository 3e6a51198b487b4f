#include "index/shape.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <stdlib.h>
#include <zstd.h>

#include "base/error.h"
#include "sketch/hash.h"

stet_status index_shape_check(const struct index_shape *shape, stet_error *err)
{
    if (!shape->bands || shape->bands > INDEX_MAX_BANDS)
        return stet_fail(err, STET_ERR_USAGE, "%u bands: an index takes 1 to %d", shape->bands, INDEX_MAX_BANDS);
    if (!shape->rows || shape->rows > INDEX_MAX_HASHES / shape->bands)
        return stet_fail(err, STET_ERR_USAGE, "%u bands of %u rows: an index takes at most %d values", shape->bands,
                         shape->rows, INDEX_MAX_HASHES);
    if (shape->kept > INDEX_MAX_KEPT)
        return stet_fail(err, STET_ERR_USAGE, "%u passages kept of an article: an index takes at most %d", shape->kept,
                         INDEX_MAX_KEPT);
    return STET_OK;
}

bool index_shape_equal(const struct index_shape *a, const struct index_shape *b)
{
    return a->family == b->family && a->shingle == b->shingle && a->bands == b->bands && a->rows == b->rows &&
           a->window == b->window && a->kept == b->kept && a->keeps_text == b->keeps_text;
}

uint64_t index_id_hash(stet_span id)
{
    return XXH3_64bits(id.data, id.size);
}

/* Inserts those that are at most `limit` into the sorted list of the `kept` smallest. */
static size_t keep(const uint64_t *passages, size_t count, uint64_t limit, size_t kept, uint64_t *out)
{
    size_t n = 0;
    for (size_t first = 0; first < count; first += 64) {
        uint64_t low[64];
        size_t lows = 0;
        for (size_t i = first; i < count && i < first + 64; i++) { /* no branch that depends on random bits */
            low[lows] = passages[i];
            lows += passages[i] <= limit;
        }
        for (size_t i = 0; i < lows; i++) {
            bool known = n == kept && low[i] >= out[n - 1];
            for (size_t k = 0; k < n; k++)
                known |= out[k] == low[i];
            if (known)
                continue;
            n += n < kept;
            size_t place = n - 1;
            for (; place && out[place - 1] > low[i]; place--)
                out[place] = out[place - 1];
            out[place] = low[i];
        }
    }
    return n;
}

/* The smallest of random numbers are nearly always among the lowest that twice as many would be. */
size_t index_kept_passages(const uint64_t *passages, size_t count, uint32_t kept, uint64_t *out)
{
    if (!kept)
        return 0;
    uint64_t likely = 2 * (uint64_t)kept + 2;
    if (likely < count) {
        size_t n = keep(passages, count, UINT64_MAX / count * likely, kept, out);
        if (n == kept)
            return n;
    }
    return keep(passages, count, UINT64_MAX, kept, out);
}

uint32_t index_band_key(uint64_t key)
{
    return (uint32_t)(key >> (64 - INDEX_BAND_BITS));
}

uint32_t index_passage_key(uint64_t fingerprint)
{
    return (uint32_t)(sketch_mix(fingerprint) >> (64 - INDEX_PASSAGE_BITS));
}

uint32_t index_id_key(uint64_t id_hash)
{
    return (uint32_t)(id_hash >> (64 - INDEX_ID_BITS));
}

void index_minhash_bits(const uint32_t *minhash, uint32_t hashes, uint64_t *bits)
{
    for (uint32_t i = 0; i < hashes; i += 64) {
        uint64_t word = 0;
        for (uint32_t j = 0; j < 64 && i + j < hashes; j++)
            word |= (uint64_t)(minhash[i + j] & 1) << j;
        bits[i / 64] = word;
    }
}

void index_cursor_free(struct index_cursor *cursor)
{
    free(cursor->block);
    free(cursor->hits);
    free(cursor->pages);
    ZSTD_freeDCtx(cursor->context);
    *cursor = (struct index_cursor){0};
}
