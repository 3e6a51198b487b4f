/* Least-significant-digit radix sort with 11-bit digits: all histograms in one pass over the records, then one scatter
 * for each digit that varies. Small inputs are sorted by insertion, since a histogram costs more than they do. */
#include "index/sort.h"

#include <assert.h>
#include <string.h>

#define DIGIT_BITS 11
#define BUCKETS (1u << DIGIT_BITS)
#define DIGIT_MASK (BUCKETS - 1)
#define MAX_DIGITS 6
#define SMALL 48
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
            sorted = radix(bucket, records, size, 32, 3);
        else if (size > 1)
            insertion(bucket, size, 32);
        if (sorted != bucket)
            memcpy(bucket, sorted, size * sizeof *bucket);
    }
    return scratch;
}

uint64_t *index_sort(uint64_t *records, uint64_t *scratch, size_t n)
{
    if (n <= SMALL) {
        insertion(records, n, 0);
        return records;
    }
    return radix(records, scratch, n, 0, MAX_DIGITS);
}

uint64_t *index_sort_upper(uint64_t *records, uint64_t *scratch, size_t n)
{
    if (n <= SMALL) {
        insertion(records, n, 32);
        return records;
    }
    return radix(records, scratch, n, 32, 3);
}
