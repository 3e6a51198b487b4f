/* 64 bytes as two vectors of 32. Unsigned comparisons, which AVX2 lacks, are made of a subtraction and a minimum. */
#include <immintrin.h>

#include "text/kernel/masks.h"
#include "text/kernel/walk.h"

static inline uint32_t bits(__m256i equal)
{
    return (uint32_t)_mm256_movemask_epi8(equal);
}

static inline uint32_t in_range(__m256i bytes, char first, char count)
{
    __m256i from_first = _mm256_sub_epi8(bytes, _mm256_set1_epi8(first));
    return bits(_mm256_cmpeq_epi8(_mm256_min_epu8(from_first, _mm256_set1_epi8((char)(count - 1))), from_first));
}

static inline void masks_of(struct text_masks *masks, const uint8_t *block, unsigned shift)
{
    __m256i bytes = _mm256_loadu_si256((const __m256i *)(const void *)block);
    __m256i small = _mm256_or_si256(bytes, _mm256_set1_epi8(0x20));
    masks->letter |= (uint64_t)in_range(small, 'a', 26) << shift;
    masks->digit |= (uint64_t)in_range(bytes, '0', 10) << shift;
    /* point and comma differ in one bit */
    masks->point |=
        (uint64_t)bits(_mm256_cmpeq_epi8(_mm256_and_si256(bytes, _mm256_set1_epi8((char)~2)), _mm256_set1_epi8(',')))
        << shift;
    masks->apostrophe |= (uint64_t)bits(_mm256_cmpeq_epi8(bytes, _mm256_set1_epi8('\''))) << shift;
    masks->beyond |= (uint64_t)bits(bytes) << shift;
}

static void scan(struct text_scan *out, const uint8_t *p, size_t size, const uint8_t *limit)
{
    struct text_carry carry = {0, 0, 0, 0, 0};
    uint16_t *place = out->change;
    for (size_t at = 0; at < size; at += 64) {
        struct text_masks masks = {0, 0, 0, 0, 0};
        uint8_t padded[64];
        const uint8_t *block = text_block(p + at, size - at, padded);
        masks_of(&masks, block, 0);
        masks_of(&masks, block + 32, 32);
        struct text_changes changes = text_combine(&masks, &carry, text_byte_behind(p + at, size - at, limit));
        uint64_t change = changes.change;
        size_t count = (size_t)_mm_popcnt_u64(change);
        /* Eight at a time whatever their number: the places beyond are overwritten by the next block's. */
        for (size_t i = 0; i < count; i += 8)
            for (size_t j = 0; j < 8; j++, change = _blsr_u64(change))
                place[i + j] = (uint16_t)(at + _tzcnt_u64(change));
        for (uint64_t left = changes.special_end; left; left = _blsr_u64(left))
            place[_mm_popcnt_u64(changes.change & _blsmsk_u64(left)) - 1] |= TEXT_SPECIAL;
        for (uint64_t left = changes.number_end; left; left = _blsr_u64(left))
            place[_mm_popcnt_u64(changes.change & _blsmsk_u64(left)) - 1] |= TEXT_NUMBER;
        place += count;
    }
    out->changes = (size_t)(place - out->change);
    out->open = text_open(&carry);
}

static stet_status walk(const struct text_scan *scan_of, size_t raw, const uint8_t *p, const uint8_t *limit,
                        struct text_words *words, stet_error *err)
{
    return text_walk_taking(text_take_none, scan_of, raw, p, limit, words, err);
}

const struct text_kernel text_kernel_avx2 = {scan, walk};
