#include "index/copies.h"

#include "index/paged.h"

static unsigned number_bits(const struct copy_table *table)
{
    return stet_bit_width(table->articles ? table->articles - 1 : 0);
}

bool copies_encode(const struct copy_table *table, const struct copy *copies, const unsigned char *const *masks,
                   size_t count, struct stet_buf *out)
{
    if (!count)
        return true;
    unsigned width = number_bits(table);
    uint64_t each = 8 + width + table->bands + 1;
    size_t stream_size = (size_t)(each * count + 7) / 8;
    size_t bound = PAGED_CHECKSUM + STET_VARINT_MAX + stream_size + STET_BITS_SLACK;
    if (!stet_buf_reserve(out, bound))
        return false;
    unsigned char *from = (unsigned char *)out->data + out->size, *to = from + PAGED_CHECKSUM;
    memset(from, 0, bound);
    to += stet_put_varint(to, count);
    for (size_t i = 0; i < count; i++) {
        uint64_t at = i * each;
        stet_put_bits(to, at, 8, copies[i].of % COPIES_PAGE);
        stet_put_bits(to, at + 8, width, copies[i].article);
        at += 8 + width;
        for (uint32_t band = 0; band <= table->bands; band++, at++)
            stet_put_bits(to, at, 1, masks[i][band / 8] >> (band % 8) & 1);
    }
    out->size += (size_t)(to - from) + stream_size;
    return true;
}

const char *copies_view(const struct copy_table *table, uint64_t page, const unsigned char *body, size_t size,
                        struct copies_view *view)
{
    unsigned width = number_bits(table);
    *view = (struct copies_view){.first = (uint32_t)(page * COPIES_PAGE), .bands = table->bands,
                                 .number_bits = width, .each = 8 + width + table->bands + 1};
    if (!size)
        return NULL;
    const unsigned char *at = body, *end = body + size;
    if (!stet_get_varint(&at, end, &view->count) || !view->count || view->count > size)
        return "it does not tell how many copies it has";
    view->stream = at;
    return (view->count * view->each + 7) / 8 == (uint64_t)(end - at) ? NULL : "it is not as long as its copies";
}

static uint32_t of_copy(const struct copies_view *view, uint64_t i)
{
    return view->first + (uint32_t)stet_get_bits(view->stream, i * view->each, 8);
}

const char *copies_get(const struct copy_table *table, const struct copies_view *view, uint64_t i, struct copy *copy)
{
    copy->of = of_copy(view, i);
    copy->article = (uint32_t)stet_get_bits(view->stream, i * view->each + 8, view->number_bits);
    return copy->article < table->articles && copy->of < copy->article ? NULL : "a copy hangs on no earlier article";
}

uint64_t copies_find(const struct copies_view *view, uint32_t of)
{
    uint64_t low = 0, high = view->count;
    while (low < high) {
        uint64_t middle = low + (high - low) / 2;
        if (of_copy(view, middle) < of)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}
