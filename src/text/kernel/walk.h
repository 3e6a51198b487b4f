/* From the places of raw words to hashes. Included by each kernel, so that it is compiled with the kernel's
 * instructions. */
#ifndef STET_TEXT_KERNEL_WALK_H
#define STET_TEXT_KERNEL_WALK_H

#include <string.h>

#include "text/hash.h"
#include "text/kernel/kernel.h"

#define TEXT_EACH_BYTE UINT64_C(0x0101010101010101)

/* A token of 1 to 16 bytes, of which 16 can be read. */
static inline uint64_t text_plain_hash(const uint8_t *p, size_t size)
{
    uint64_t low_mask = text_hash_mask[size][0], high_mask = text_hash_mask[size][1];
    uint64_t low = (text_load(p) | 0x20 * TEXT_EACH_BYTE) & low_mask;
    uint64_t high = (text_load(p + 8) | 0x20 * TEXT_EACH_BYTE) & high_mask;
    uint64_t digits = ((low ^ low_mask) | (high ^ high_mask)) & 0x40 * TEXT_EACH_BYTE;
    return text_hash_finish(text_hash_padded(low, high), digits != 0);
}

static stet_status text_walk(const struct text_scan *scan, size_t raw, const uint8_t *p, const uint8_t *limit,
                             struct text_words *words, stet_error *err)
{
    struct text_tokens *out = words->out;
    uint64_t *hash = out->hash + out->count;
    size_t readable = (size_t)(limit - p);
    for (size_t i = 0; i < raw; i++) {
        size_t first = scan->change[2 * i], end = scan->change[2 * i + 1], size = end - first;
        if (__builtin_expect(size <= TEXT_HASH_SHORT, 1)) {
            if (__builtin_expect(first + TEXT_HASH_SHORT <= readable, 1)) {
                *hash++ = text_plain_hash(p + first, size);
            } else {
                uint8_t padded[TEXT_HASH_SHORT] = {0};
                memcpy(padded, p + first, size);
                *hash++ = text_plain_hash(padded, size);
            }
            continue;
        }
        out->count = (size_t)(hash - out->hash);
        if (end & TEXT_SPECIAL) {
            stet_status status = text_raw_special(words, p + first, p + (end & ~(size_t)TEXT_SPECIAL), limit, err);
            if (status)
                return status;
        } else {
            text_raw_long(words, p + first, p + end);
        }
        hash = out->hash + out->count; /* it may have moved */
    }
    out->count = (size_t)(hash - out->hash);
    return STET_OK;
}

#endif
