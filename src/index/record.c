#include "index/record.h"

#include "base/bytes.h"

/* An article: precision, 1 when it supersedes one, sizes of id (16 bits) and source (16 bits), kept passages (16 bits) |
 * sizes of meta and text, body and title tokens | published, content, simhash, cluster | segment, article of what it
 * supersedes, 0 | bands | passages | bits of the MinHash | id | source | meta | text */
#define ARTICLE_HEAD 72
#define REMOVE_HEAD 16

static void store16(unsigned char *to, uint32_t value)
{
    to[0] = (unsigned char)value;
    to[1] = (unsigned char)(value >> 8);
}

static uint32_t load16(const unsigned char *from)
{
    return from[0] | (uint32_t)from[1] << 8;
}

static size_t bit_words(const struct index_shape *shape)
{
    return ((size_t)shape->bands * shape->rows + 63) / 64;
}

static bool put_words(struct stet_buf *out, const uint64_t *words, size_t count)
{
    if (!stet_buf_reserve(out, count * 8))
        return false;
    for (size_t i = 0; i < count; i++, out->size += 8)
        stet_store64(out->data + out->size, words[i]);
    return true;
}

static bool put_span(struct stet_buf *out, stet_span span)
{
    return stet_buf_add(out, span.data, span.size);
}

bool index_record_put_article(struct stet_buf *out, const struct index_shape *shape,
                              const struct index_article *article, const struct index_gone *gone, stet_span meta,
                              stet_span text)
{
    uint64_t passages[INDEX_MAX_KEPT], bits[INDEX_MAX_HASHES / 64];
    size_t kept = index_kept_passages(article->passages, article->passage_count, shape->kept, passages);
    index_minhash_bits(article->minhash, shape->bands * shape->rows, bits);
    unsigned char head[ARTICLE_HEAD] = {article->precision, gone->any};
    store16(head + 2, (uint32_t)article->id.size);
    store16(head + 4, (uint32_t)article->source.size);
    store16(head + 6, (uint32_t)kept);
    stet_store32(head + 8, (uint32_t)meta.size);
    stet_store32(head + 12, (uint32_t)text.size);
    stet_store32(head + 16, article->body_count);
    stet_store32(head + 20, article->title_count);
    stet_store64(head + 24, (uint64_t)article->published);
    stet_store64(head + 32, article->content);
    stet_store64(head + 40, article->simhash);
    stet_store64(head + 48, article->cluster);
    stet_store64(head + 56, gone->segment);
    stet_store32(head + 64, gone->article);
    return stet_buf_add(out, head, sizeof head) && put_words(out, article->bands, shape->bands) &&
           put_words(out, passages, kept) && put_words(out, bits, bit_words(shape)) && put_span(out, article->id) &&
           put_span(out, article->source) && put_span(out, meta) && put_span(out, text);
}

bool index_record_get_article(struct index_logged *out, const struct index_shape *shape, const unsigned char *payload,
                              size_t size)
{
    if (size < ARTICLE_HEAD)
        return false;
    const unsigned char *at = payload + ARTICLE_HEAD;
    size_t id = load16(payload + 2), source = load16(payload + 4), kept = load16(payload + 6);
    size_t meta = stet_load32(payload + 8), text = stet_load32(payload + 12);
    size_t words = shape->bands + kept + bit_words(shape);
    if (payload[0] > STET_PRECISION_SECOND || payload[1] > 1 || !id || kept > shape->kept ||
        size != ARTICLE_HEAD + words * 8 + id + source + meta + text)
        return false;
    const char *strings = (const char *)at + words * 8;
    *out = (struct index_logged){
        .article =
            {
                .id = {strings, id},
                .source = {strings + id, source},
                .published = (int64_t)stet_load64(payload + 24),
                .precision = payload[0],
                .body_count = stet_load32(payload + 16),
                .title_count = stet_load32(payload + 20),
                .content = stet_load64(payload + 32),
                .simhash = stet_load64(payload + 40),
                .cluster = stet_load64(payload + 48),
            },
        .gone = {payload[1], stet_load64(payload + 56), stet_load32(payload + 64)},
        .meta = {strings + id + source, meta},
        .text = {strings + id + source + meta, text},
        .kept = (uint32_t)kept,
        .bands = at,
        .passages = at + (size_t)shape->bands * 8,
        .bits = at + (shape->bands + kept) * 8,
    };
    return true;
}

void index_record_unpack(struct index_logged *logged, const struct index_shape *shape, uint64_t *bands,
                         uint64_t *passages, uint32_t *minhash)
{
    for (uint32_t i = 0; i < shape->bands; i++)
        bands[i] = stet_load64(logged->bands + 8 * (size_t)i);
    for (uint32_t i = 0; i < logged->kept; i++)
        passages[i] = stet_load64(logged->passages + 8 * (size_t)i);
    for (uint32_t i = 0; i < shape->bands * shape->rows; i++)
        minhash[i] = (uint32_t)(stet_load64(logged->bits + 8 * (size_t)(i / 64)) >> i % 64 & 1);
    logged->article.bands = bands;
    logged->article.passages = passages;
    logged->article.passage_count = logged->kept;
    logged->article.minhash = minhash;
}

bool index_record_put_remove(struct stet_buf *out, stet_span id, const struct index_gone *gone)
{
    unsigned char head[REMOVE_HEAD];
    stet_store64(head, gone->segment);
    stet_store64(head + 8, gone->article);
    return stet_buf_add(out, head, sizeof head) && put_span(out, id);
}

bool index_record_get_remove(stet_span *id, struct index_gone *gone, const unsigned char *payload, size_t size)
{
    if (size <= REMOVE_HEAD || size - REMOVE_HEAD > INDEX_MAX_ID)
        return false;
    *gone = (struct index_gone){true, stet_load64(payload), stet_load32(payload + 8)};
    *id = (stet_span){(const char *)payload + REMOVE_HEAD, size - REMOVE_HEAD};
    return true;
}

bool index_record_put_expire(struct stet_buf *out, int64_t before)
{
    unsigned char bytes[8];
    stet_store64(bytes, (uint64_t)before);
    return stet_buf_add(out, bytes, sizeof bytes);
}

bool index_record_get_word(uint64_t *word, const unsigned char *payload, size_t size)
{
    if (size != 8)
        return false;
    *word = stet_load64(payload);
    return true;
}
