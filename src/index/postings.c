#include "index/postings.h"

#include "index/paged.h"

static unsigned low_bits(uint64_t range, uint64_t count)
{
    return count < range ? stet_bit_width(range / count) - 1 : 0;
}

/* Appends numbers to a stream: unlike stet_put_bits it does not read what it has just written. */
struct writer {
    unsigned char *at;
    uint64_t bits; /* that are not whole bytes yet, at most 7 */
    unsigned count;
};

static struct writer begin_at(unsigned char *stream, uint64_t bit)
{
    struct writer writer = {stream + bit / 8, 0, bit & 7};
    writer.bits = *writer.at;
    return writer;
}

/* width <= 56, value < 2^width. Writes zeros behind it, within STET_BITS_SLACK. */
static inline void append(struct writer *writer, unsigned width, uint64_t value)
{
    writer->bits |= value << writer->count;
    writer->count += width;
    stet_store64(writer->at, writer->bits);
    writer->at += writer->count / 8;
    writer->bits >>= writer->count & ~7u;
    writer->count &= 7;
}

bool post_encode(const struct post_table *table, uint64_t page, const uint64_t *records, size_t count,
                 struct stet_buf *out)
{
    if (!count)
        return true;
    uint64_t first = post_first_key(table, page), range = post_first_key(table, page + 1) - first;
    unsigned low = low_bits(range, count);
    uint64_t highs = ((range - 1) >> low) + 1, lows_at = count + highs;
    uint64_t bits = lows_at + (uint64_t)count * (low + table->number_bits);
    size_t size = PAGED_CHECKSUM + STET_VARINT_MAX + (size_t)(bits + 7) / 8 + STET_BITS_SLACK;
    if (!stet_buf_reserve(out, size))
        return false;
    unsigned char *to = (unsigned char *)out->data + out->size;
    memset(to, 0, size);
    unsigned char *stream = to + PAGED_CHECKSUM;
    stream += stet_put_varint(stream, count);
    for (size_t i = 0; i < count; i++) {
        uint64_t at = (((records[i] >> 32) - first) >> low) + i;
        stream[at / 8] |= (unsigned char)(1u << (at & 7));
    }
    struct writer writer = begin_at(stream, lows_at);
    for (size_t i = 0; i < count; i++)
        append(&writer, low, ((records[i] >> 32) - first) & ((UINT64_C(1) << low) - 1));
    for (size_t i = 0; i < count; i++)
        append(&writer, table->number_bits, (uint32_t)records[i]);
    out->size += (size_t)(stream - to) + (size_t)(bits + 7) / 8;
    return true;
}

const char *post_view(const struct post_table *table, uint64_t page, const unsigned char *body, size_t size,
                      struct post_view *view)
{
    uint64_t first = post_first_key(table, page), range = post_first_key(table, page + 1) - first, count = 0;
    *view = (struct post_view){.first = first, .range = range, .number_bits = table->number_bits};
    if (!size)
        return NULL;
    const unsigned char *at = body, *end = body + size;
    if (!stet_get_varint(&at, end, &count) || !count || count > 8 * (uint64_t)size || !range)
        return "it does not tell how many entries it has";
    view->stream = at;
    view->count = count;
    view->low_bits = low_bits(range, count);
    view->highs = ((range - 1) >> view->low_bits) + 1;
    uint64_t bits = count + view->highs + count * (view->low_bits + view->number_bits);
    return (bits + 7) / 8 == (uint64_t)(end - at) ? NULL : "it is not as long as its entries";
}

/* The bit behind the n-th zero. */
static uint64_t behind_zeros(const unsigned char *stream, uint64_t bits, uint64_t n)
{
    if (!n)
        return 0;
    for (uint64_t at = 0; at < bits; at += 64) {
        uint64_t zeros = ~stet_load64(stream + at / 8), count = (uint64_t)__builtin_popcountll(zeros);
        if (count < n) {
            n -= count;
            continue;
        }
        while (--n)
            zeros &= zeros - 1;
        return at + (uint64_t)__builtin_ctzll(zeros) + 1;
    }
    return bits + 1;
}

const char *post_find(const struct post_view *view, uint32_t key, uint64_t *begin, uint64_t *end)
{
    *begin = *end = 0;
    if (!view->count)
        return NULL;
    uint64_t value = key - view->first, high = value >> view->low_bits, bits = view->count + view->highs;
    uint64_t low = value & ((UINT64_C(1) << view->low_bits) - 1), at = behind_zeros(view->stream, bits, high);
    if (at >= bits)
        return "its keys end too early";
    uint64_t entry = at - high, first = entry;
    for (; at < bits && view->stream[at / 8] >> (at & 7) & 1; at++, entry++) {
        uint64_t other = stet_get_bits(view->stream, bits + entry * view->low_bits, view->low_bits);
        if (other > low)
            break;
        first += other < low;
    }
    if (entry > view->count)
        return "it has more keys than entries";
    *begin = first;
    *end = entry;
    return NULL;
}

const char *post_keys(const struct post_view *view, uint32_t *keys)
{
    uint64_t bits = view->count + view->highs, entry = 0, last = 0;
    for (uint64_t at = 0; at < bits; at += 64) {
        uint64_t ones = stet_load64(view->stream + at / 8);
        ones &= bits - at < 64 ? (UINT64_C(1) << (bits - at)) - 1 : UINT64_MAX;
        for (; ones; ones &= ones - 1, entry++) {
            if (entry == view->count)
                return "it has more keys than entries";
            uint64_t high = at + (uint64_t)__builtin_ctzll(ones) - entry;
            uint64_t value =
                high << view->low_bits | stet_get_bits(view->stream, bits + entry * view->low_bits, view->low_bits);
            if (value >= view->range || value < last)
                return "an entry has a key that cannot be";
            last = value;
            keys[entry] = (uint32_t)(view->first + value);
        }
    }
    return entry == view->count ? NULL : "it has fewer keys than entries";
}

const char *post_decode(const struct post_view *view, uint64_t articles, uint64_t *records)
{
    uint64_t bits = view->count + view->highs, entry = 0;
    for (uint64_t at = 0; at < bits; at += 64) {
        uint64_t ones = stet_load64(view->stream + at / 8);
        ones &= bits - at < 64 ? (UINT64_C(1) << (bits - at)) - 1 : UINT64_MAX;
        for (; ones; ones &= ones - 1, entry++) {
            if (entry == view->count)
                return "it has more keys than entries";
            uint64_t high = at + (uint64_t)__builtin_ctzll(ones) - entry;
            uint64_t low = stet_get_bits(view->stream, bits + entry * view->low_bits, view->low_bits);
            uint64_t value = high << view->low_bits | low;
            uint32_t article = post_article(view, entry);
            records[entry] = (view->first + value) << 32 | article;
            if (value >= view->range || article >= articles)
                return "an entry has a key or article that cannot be";
            if (entry && records[entry] <= records[entry - 1])
                return "its entries are not in order";
        }
    }
    return entry == view->count ? NULL : "it has fewer keys than entries";
}
