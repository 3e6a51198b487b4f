#include "stet/packed.h"

static bool put(struct stet_buf *out, uint64_t value)
{
    for (; value >= 0x80; value >>= 7)
        if (!stet_buf_add_byte(out, (char)(value | 0x80)))
            return false;
    return stet_buf_add_byte(out, (char)value);
}

static bool put_span(struct stet_buf *out, stet_span span)
{
    return put(out, span.size) && stet_buf_add(out, span.data, span.size);
}

bool packed_meta(struct stet_buf *out, const stet_article *article, const struct source_credit *credits, size_t count)
{
    bool ok = put_span(out, article->url) && put_span(out, article->language) && put_span(out, article->author) &&
              put_span(out, article->taken_from) && put(out, count);
    for (size_t i = 0; i < count && ok; i++)
        ok = put(out, credits[i].agency) && put(out, credits[i].kind) &&
             put(out, (uint64_t)(credits[i].confidence * 1000 + .5f)) && put_span(out, credits[i].value);
    return ok;
}

bool packed_text(struct stet_buf *out, const stet_article *article)
{
    return put_span(out, article->title) && stet_buf_add(out, article->text.data, article->text.size);
}

static bool get(stet_span *bytes, uint64_t *value)
{
    *value = 0;
    for (unsigned shift = 0; bytes->size && shift < 64; shift += 7) {
        unsigned char byte = (unsigned char)*bytes->data++;
        bytes->size--;
        *value |= (uint64_t)(byte & 0x7f) << shift;
        if (byte < 0x80)
            return true;
    }
    return false;
}

static bool get_span(stet_span *bytes, stet_span *out)
{
    uint64_t size;
    if (!get(bytes, &size) || size > bytes->size)
        return false;
    *out = (stet_span){bytes->data, (size_t)size};
    *bytes = (stet_span){bytes->data + size, bytes->size - (size_t)size};
    return true;
}

bool packed_read_meta(stet_span bytes, stet_article *article, struct source_credit *credits, size_t *count)
{
    uint64_t n;
    *count = 0;
    if (!get_span(&bytes, &article->url) || !get_span(&bytes, &article->language) ||
        !get_span(&bytes, &article->author) || !get_span(&bytes, &article->taken_from) || !get(&bytes, &n) ||
        n > SOURCE_MAX_CREDITS)
        return false;
    for (; *count < n; ++*count) {
        uint64_t agency, kind, confidence;
        struct source_credit *credit = &credits[*count];
        if (!get(&bytes, &agency) || !get(&bytes, &kind) || !get(&bytes, &confidence) ||
            !get_span(&bytes, &credit->value) || agency > UINT16_MAX || kind >= SOURCE_KIND_COUNT || confidence > 1000)
            return false;
        credit->agency = (uint16_t)agency;
        credit->kind = (uint8_t)kind;
        credit->confidence = (float)confidence / 1000;
    }
    return !bytes.size;
}

bool packed_read_text(stet_span bytes, stet_article *article)
{
    if (!get_span(&bytes, &article->title))
        return false;
    article->text = bytes;
    return true;
}
