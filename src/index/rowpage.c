/* A body is a mask of the rows that have a cluster key of another article (8 bytes), the widths of the columns (a byte
 * each), their smallest values (varints; zigzag where they may be below 0), the rows, and those cluster keys (8 bytes
 * each). A column is stored as what it is above its smallest value. */
#include "index/rowpage.h"

#include "base/bits.h"
#include "index/paged.h"

enum column { BODY, TITLE, PUBLISHED, SOURCE, TEXT, ENTRY, COLUMNS };

static const uint8_t widest[COLUMNS] = {32, 32, 64, 32, 32, 64};

#define FIXED_BITS (64 + 32 + 2) /* simhash, content, precision */
#define HEAD (8 + COLUMNS)

/* 1 + the place of a row's text file in the list, or 0. The newest is asked for most. */
static uint64_t text_slot(const struct row_limits *limits, uint64_t text)
{
    for (size_t i = limits->text_count; text && i > 0; i--)
        if (limits->texts[i - 1] == text)
            return i;
    return 0;
}

/* A column's value as a number that may wrap; entries are counted from where they would be if all rows had one. */
static uint64_t value_of(const struct row_limits *limits, const struct index_row *row, size_t n, enum column column)
{
    switch (column) {
    case BODY:
        return row->body_count;
    case TITLE:
        return row->title_count;
    case PUBLISHED:
        return (uint64_t)row->published;
    case SOURCE:
        return row->source;
    case TEXT:
        return text_slot(limits, row->place.text);
    default:
        return row->place.entry - n;
    }
}

/* Rows without a time or text have no say in the smallest one, and store 0. */
static bool has_value(const struct index_row *row, enum column column)
{
    return column == PUBLISHED ? row->precision != 0 : column == ENTRY ? row->place.text != 0 : true;
}

static bool is_signed(enum column column)
{
    return column == PUBLISHED || column == ENTRY;
}

static void measure(const struct row_limits *limits, const struct index_row *rows, size_t count, uint64_t *least,
                    uint8_t *widths)
{
    for (unsigned c = 0; c < COLUMNS; c++) {
        bool any = false;
        uint64_t most = 0;
        least[c] = 0;
        for (size_t i = 0; i < count; i++) {
            if (!has_value(&rows[i], c))
                continue;
            uint64_t value = value_of(limits, &rows[i], i, c);
            bool below = is_signed(c) ? (int64_t)value < (int64_t)least[c] : value < least[c];
            bool above = is_signed(c) ? (int64_t)value > (int64_t)most : value > most;
            least[c] = !any || below ? value : least[c];
            most = !any || above ? value : most;
            any = true;
        }
        widths[c] = (uint8_t)stet_bit_width(most - least[c]);
    }
}

static uint64_t row_bits(const struct row_limits *limits, const uint8_t *widths)
{
    uint64_t bits = limits->hashes + FIXED_BITS;
    for (unsigned c = 0; c < COLUMNS; c++)
        bits += widths[c];
    return bits;
}

static void put_row(const struct row_limits *limits, const struct index_row *row, size_t n, const uint64_t *least,
                    const uint8_t *widths, unsigned char *stream, uint64_t at)
{
    for (uint32_t i = 0; i < limits->hashes; i += 64) {
        unsigned width = limits->hashes - i < 64 ? limits->hashes - i : 64;
        stet_put_wide(stream, at, width, row->minhash[i / 64]);
        at += width;
    }
    stet_put_wide(stream, at, 64, row->simhash);
    stet_put_bits(stream, at + 64, 32, row->content);
    stet_put_bits(stream, at + 96, 2, row->precision);
    at += FIXED_BITS;
    for (unsigned c = 0; c < COLUMNS; at += widths[c], c++)
        if (has_value(row, c))
            stet_put_wide(stream, at, widths[c], value_of(limits, row, n, c) - least[c]);
}

bool row_encode(const struct row_limits *limits, const struct index_row *rows, size_t count, struct stet_buf *out)
{
    uint64_t least[COLUMNS], foreign = 0;
    uint8_t widths[COLUMNS];
    measure(limits, rows, count, least, widths);
    uint64_t each = row_bits(limits, widths);
    size_t stream_size = (size_t)(each * count + 7) / 8;
    size_t bound = PAGED_CHECKSUM + HEAD + COLUMNS * STET_VARINT_MAX + stream_size + ROW_PAGE * 8 + STET_BITS_SLACK;
    if (!stet_buf_reserve(out, bound))
        return false;
    unsigned char *from = (unsigned char *)out->data + out->size, *to = from + PAGED_CHECKSUM + HEAD;
    memset(from, 0, bound);
    memcpy(to - COLUMNS, widths, COLUMNS);
    for (unsigned c = 0; c < COLUMNS; c++)
        to += stet_put_varint(to, is_signed(c) ? stet_zigzag((int64_t)least[c]) : least[c]);
    for (size_t i = 0; i < count; i++)
        put_row(limits, &rows[i], i, least, widths, to, i * each);
    to += stream_size;
    for (size_t i = 0; i < count; i++) {
        if (rows[i].own_cluster)
            continue;
        foreign |= UINT64_C(1) << i;
        stet_store64(to, rows[i].cluster);
        to += 8;
    }
    stet_store64(from + PAGED_CHECKSUM, foreign);
    out->size += (size_t)(to - from);
    return true;
}

struct head {
    uint64_t foreign, least[COLUMNS], each;
    uint8_t widths[COLUMNS];
    const unsigned char *stream, *clusters;
};

static const char *read_head(const struct row_limits *limits, const unsigned char *body, size_t size, size_t count,
                             struct head *head)
{
    if (size < HEAD)
        return "it is too short";
    const unsigned char *at = body + HEAD, *end = body + size;
    head->foreign = stet_load64(body);
    memcpy(head->widths, body + 8, COLUMNS);
    for (unsigned c = 0; c < COLUMNS; c++) {
        if (head->widths[c] > widest[c] || !stet_get_varint(&at, end, &head->least[c]))
            return "it does not tell what its columns are";
        if (is_signed(c))
            head->least[c] = (uint64_t)stet_unzigzag(head->least[c]);
    }
    head->each = row_bits(limits, head->widths);
    head->stream = at;
    uint64_t stream_size = (head->each * count + 7) / 8;
    if (stream_size + 8 * (uint64_t)__builtin_popcountll(head->foreign) != (uint64_t)(end - at) ||
        (count < 64 && head->foreign >> count))
        return "it is not as long as its rows";
    head->clusters = at + stream_size;
    return NULL;
}

const char *row_minhash(const struct row_limits *limits, const unsigned char *body, size_t size, size_t count,
                        size_t n, const unsigned char **stream, uint64_t *at)
{
    struct head head;
    const char *reason = read_head(limits, body, size, count, &head);
    if (reason)
        return reason;
    *stream = head.stream;
    *at = head.each * n;
    return NULL;
}

const char *row_decode(const struct row_limits *limits, const unsigned char *body, size_t size, size_t count, size_t n,
                       struct index_row *row)
{
    struct head head;
    const char *reason = read_head(limits, body, size, count, &head);
    if (reason)
        return reason;
    uint64_t at = head.each * n, value[COLUMNS];
    for (uint32_t i = 0; i < limits->hashes; i += 64) {
        unsigned width = limits->hashes - i < 64 ? limits->hashes - i : 64;
        row->minhash[i / 64] = stet_get_wide(head.stream, at, width);
        at += width;
    }
    row->simhash = stet_get_wide(head.stream, at, 64);
    row->content = (uint32_t)stet_get_bits(head.stream, at + 64, 32);
    row->precision = (uint8_t)stet_get_bits(head.stream, at + 96, 2);
    at += FIXED_BITS;
    for (unsigned c = 0; c < COLUMNS; at += head.widths[c], c++)
        value[c] = head.least[c] + stet_get_wide(head.stream, at, head.widths[c]);
    if (value[BODY] > UINT32_MAX || value[TITLE] > UINT32_MAX || value[SOURCE] >= limits->sources ||
        value[TEXT] > limits->text_count || row->precision > STET_PRECISION_SECOND)
        return "a row has a value that cannot be";
    row->body_count = (uint32_t)value[BODY];
    row->title_count = (uint32_t)value[TITLE];
    row->published = row->precision ? (int64_t)value[PUBLISHED] : STET_TIME_NONE;
    row->source = (uint32_t)value[SOURCE];
    row->place = value[TEXT] ? (struct index_place){limits->texts[value[TEXT] - 1], value[ENTRY] + n}
                             : (struct index_place){0, 0};
    row->own_cluster = !(head.foreign >> n & 1);
    uint64_t before = head.foreign & ((UINT64_C(1) << n) - 1);
    row->cluster = row->own_cluster ? 0 : stet_load64(head.clusters + 8 * __builtin_popcountll(before));
    return NULL;
}
