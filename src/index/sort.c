/* Least-significant-digit radix sort with 11-bit digits: all histograms in one pass over the records, then one scatter
 * for each digit that varies. Few records are sorted by insertion, since a histogram costs more than they do, and some
 * by the bytes that vary, since all those histograms together are larger than they are.
 *
 * What is larger than the second-level cache is first dealt by its uppermost bits into buckets that this cache holds, and
 * each bucket sorted there: of a million records of a table that takes half the time. */
#include "index/sort.h"

#include <assert.h>
#include <string.h>

#define DIGIT_BITS 11
#define BUCKETS (1u << DIGIT_BITS)
#define DIGIT_MASK (BUCKETS - 1)
#define MAX_DIGITS 6
#define SMALL 48
#define MEDIUM 4096
#define MIN_KEY_BITS 5
#define MAX_KEY_BITS 13

static void insertion(uint64_t *records, size_t n, unsigned shift)
{
    for (size_t i = 1; i < n; i++) {
        uint64_t record = records[i];
        size_t j = i;
        for (; j > 0 && records[j - 1] >> shift > record >> shift; j--)
            records[j] = records[j - 1];
        records[j] = record;
    }
}

static uint64_t *by_bytes(uint64_t *records, uint64_t *scratch, size_t n, unsigned shift)
{
    uint64_t varying = 0;
    for (size_t i = 1; i < n; i++)
        varying |= records[i] ^ records[0];
    for (unsigned low = shift; low < 64; low += 8) {
        uint32_t count[256] = {0}, sum = 0;
        if (!(varying >> low & 0xff))
            continue;
        for (size_t i = 0; i < n; i++)
            count[records[i] >> low & 0xff]++;
        for (size_t b = 0; b < 256; b++) {
            uint32_t here = count[b];
            count[b] = sum;
            sum += here;
        }
        for (size_t i = 0; i < n; i++)
            scratch[count[records[i] >> low & 0xff]++] = records[i];
        uint64_t *swap = records;
        records = scratch;
        scratch = swap;
    }
    return records;
}

static uint64_t *radix(uint64_t *records, uint64_t *scratch, size_t n, unsigned shift, unsigned digits)
{
    static_assert(BUCKETS * MAX_DIGITS * sizeof(size_t) <= 128 * 1024, "histograms stay on the stack");
    size_t count[MAX_DIGITS][BUCKETS];
    memset(count, 0, digits * sizeof count[0]);
    for (size_t i = 0; i < n; i++)
        for (unsigned d = 0; d < digits; d++)
            count[d][records[i] >> (shift + d * DIGIT_BITS) & DIGIT_MASK]++;
    for (unsigned d = 0; d < digits; d++) {
        unsigned low = shift + d * DIGIT_BITS;
        if (count[d][records[0] >> low & DIGIT_MASK] == n)
            continue;
        size_t sum = 0;
        for (size_t b = 0; b < BUCKETS; b++) {
            size_t here = count[d][b];
            count[d][b] = sum;
            sum += here;
        }
        for (size_t i = 0; i < n; i++)
            scratch[count[d][records[i] >> low & DIGIT_MASK]++] = records[i];
        uint64_t *swap = records;
        records = scratch;
        scratch = swap;
    }
    return records;
}

uint64_t *index_sort(uint64_t *records, uint64_t *scratch, size_t n)
{
    if (n <= SMALL) {
        insertion(records, n, 0);
        return records;
    }
    if (n <= MEDIUM)
        return by_bytes(records, scratch, n, 0);
    return radix(records, scratch, n, 0, MAX_DIGITS);
}

#define LARGE 131072 /* records */
#define BUCKET 8192  /* records, about */
#define DIGITS_MOST 3

/* How the keys of records are cut: the uppermost bits choose the bucket, the `rest` is sorted within it. */
struct cut {
    uint64_t least; /* key */
    unsigned shift; /* of a record, to what chooses the bucket */
    unsigned rest;
    size_t buckets;
};

static struct cut cut_keys(const uint64_t *records, size_t n)
{
    uint64_t least = UINT64_MAX, most = 0;
    for (size_t i = 0; i < n; i++) {
        least = records[i] < least ? records[i] : least;
        most = records[i] > most ? records[i] : most;
    }
    unsigned bits = 0, wanted = 0;
    while (bits < 32 && ((most >> 32) - (least >> 32)) >> bits)
        bits++;
    while (wanted < DIGIT_BITS && n >> wanted > BUCKET)
        wanted++;
    struct cut cut = {.least = least >> 32, .rest = bits > wanted ? bits - wanted : 0};
    cut.shift = 32 + cut.rest;
    cut.buckets = (size_t)(((most >> 32) - cut.least) >> cut.rest) + 1;
    return cut;
}

/* By the lowest `digits` digits of its keys. They end in `to` when that is even, else in `from`. */
static void sort_bucket(uint64_t *from, uint64_t *to, size_t n, uint64_t base, unsigned digits)
{
    uint32_t count[DIGITS_MOST][BUCKETS];
    memset(count, 0, digits * sizeof count[0]);
    for (size_t i = 0; i < n; i++)
        for (unsigned d = 0; d < digits; d++)
            count[d][(from[i] - base) >> (32 + d * DIGIT_BITS) & DIGIT_MASK]++;
    for (unsigned d = 0; d < digits; d++) {
        uint32_t sum = 0;
        for (size_t b = 0; b < BUCKETS; b++) {
            uint32_t here = count[d][b];
            count[d][b] = sum;
            sum += here;
        }
        for (size_t i = 0; i < n; i++)
            to[count[d][(from[i] - base) >> (32 + d * DIGIT_BITS) & DIGIT_MASK]++] = from[i];
        uint64_t *swap = from;
        from = to;
        to = swap;
    }
}

static uint64_t *sort_large(uint64_t *records, uint64_t *scratch, size_t n)
{
    const struct cut cut = cut_keys(records, n);
    uint64_t base = cut.least << 32;
    uint32_t end[BUCKETS + 1] = {0};
    for (size_t i = 0; i < n; i++)
        end[(records[i] - base) >> cut.shift]++;
    for (size_t b = 0, sum = 0; b < cut.buckets; b++) {
        sum += end[b];
        end[b] = (uint32_t)(sum - end[b]);
    }
    for (size_t i = 0; i < n; i++)
        scratch[end[(records[i] - base) >> cut.shift]++] = records[i];
    unsigned digits = (cut.rest + DIGIT_BITS - 1) / DIGIT_BITS;
    for (size_t b = 0, begin = 0; b < cut.buckets; begin = end[b++])
        if (digits)
            sort_bucket(scratch + begin, records + begin, end[b] - begin, base, digits);
    return digits % 2 ? records : scratch;
}

uint64_t *index_sort_upper(uint64_t *records, uint64_t *scratch, size_t n)
{
    if (n <= SMALL) {
        insertion(records, n, 32);
        return records;
    }
    if (n <= MEDIUM)
        return by_bytes(records, scratch, n, 32);
    return n < LARGE || n > UINT32_MAX ? radix(records, scratch, n, 32, 3) : sort_large(records, scratch, n);
}

/* By the first bits of the upper half, as many as there are records: in a bucket are then one or two. */
uint64_t *index_sort_keys(uint64_t *records, uint64_t *scratch, size_t n)
{
    if (n <= SMALL || n > UINT32_MAX)
        return index_sort_upper(records, scratch, n);
    uint32_t end[1u << MAX_KEY_BITS];
    unsigned bits = MIN_KEY_BITS;
    while (bits < MAX_KEY_BITS && n >> (bits + 1))
        bits++;
    memset(end, 0, sizeof *end << bits);
    for (size_t i = 0; i < n; i++)
        end[records[i] >> (64 - bits)]++;
    uint32_t sum = 0;
    for (size_t b = 0; b < (size_t)1 << bits; b++) {
        uint32_t here = end[b];
        end[b] = sum;
        sum += here;
    }
    for (size_t i = 0; i < n; i++)
        scratch[end[records[i] >> (64 - bits)]++] = records[i];
    for (size_t b = 0, begin = 0; b < (size_t)1 << bits; begin = end[b++]) {
        size_t size = end[b] - begin;
        uint64_t *bucket = scratch + begin;
        const uint64_t *sorted = bucket;
        if (size > SMALL)
            sorted = index_sort_upper(bucket, records, size);
        else if (size > 1)
            insertion(bucket, size, 32);
        if (sorted != bucket)
            memcpy(bucket, sorted, size * sizeof *bucket);
    }
    return scratch;
}
