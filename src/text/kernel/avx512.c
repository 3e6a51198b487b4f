/* 64 bytes are one vector, comparisons give masks at once, and a compression turns a mask into places. It goes to a
 * register first: on Zen 4 compressing to memory takes over a hundred cycles. */
#include <immintrin.h>

#include "text/kernel/masks.h"
#include "text/kernel/walk.h"
#include "text/table/table.h"

static inline uint64_t in_range(__m512i bytes, char first, char count)
{
    return _mm512_cmplt_epu8_mask(_mm512_sub_epi8(bytes, _mm512_set1_epi8(first)), _mm512_set1_epi8(count));
}

static inline struct text_masks masks_of(__m512i bytes)
{
    __m512i small = _mm512_or_si512(bytes, _mm512_set1_epi8(0x20));
    return (struct text_masks){
        .letter = in_range(small, 'a', 26),
        .digit = in_range(bytes, '0', 10),
        /* point and comma differ in one bit */
        .point = _mm512_cmpeq_epi8_mask(_mm512_and_si512(bytes, _mm512_set1_epi8((char)~2)), _mm512_set1_epi8(',')),
        .apostrophe = _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8('\'')),
        .beyond = _mm512_movepi8_mask(bytes),
    };
}

/* Places in a block, of which the two upper bits say special and number, to places in a chunk. */
static inline __m512i widened(__m256i places, __m512i base)
{
    __m512i wide = _mm512_cvtepu8_epi16(places);
    const __m512i marks = _mm512_set1_epi16((short)(TEXT_SPECIAL | TEXT_NUMBER)), six_bits = _mm512_set1_epi16(63);
    __m512i upper = _mm512_and_si512(_mm512_slli_epi16(wide, 8), marks);
    return _mm512_or_si512(_mm512_or_si512(_mm512_and_si512(wide, six_bits), base), upper);
}

static void scan(struct text_scan *out, const uint8_t *p, size_t size, const uint8_t *limit)
{
    static const uint8_t numbers[64] = {0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15,
                                        16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31,
                                        32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47,
                                        48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63};
    const __m512i identity = _mm512_loadu_si512(numbers), special = _mm512_set1_epi8((char)0x80);
    const __m512i number = _mm512_set1_epi8(0x40);
    struct text_carry carry = {0, 0, 0, 0, 0};
    uint16_t *place = out->change;
    for (size_t at = 0; at < size; at += 64) {
        size_t left = size - at;
        __m512i bytes =
            left >= 64 ? _mm512_loadu_si512(p + at) : _mm512_maskz_loadu_epi8((UINT64_C(1) << left) - 1, p + at);
        struct text_masks masks = masks_of(bytes);
        struct text_changes changes = text_combine(&masks, &carry, text_byte_behind(p + at, left, limit));
        size_t count = (size_t)_mm_popcnt_u64(changes.change);
        __m512i marked = _mm512_mask_add_epi8(identity, changes.special_end, identity, special);
        marked = _mm512_mask_add_epi8(marked, changes.number_end, marked, number);
        __m512i places = _mm512_maskz_compress_epi8(changes.change, marked), base = _mm512_set1_epi16((short)at);
        _mm512_storeu_si512(place, widened(_mm512_castsi512_si256(places), base));
        if (count > 32)
            _mm512_storeu_si512(place + 32, widened(_mm512_extracti64x4_epi64(places, 1), base));
        place += count;
    }
    out->changes = (size_t)(place - out->change);
    out->open = text_open(&carry);
}

/* A word of ASCII letters and of those of Latin-1 that fold to one: the byte 0xC3 and one more each, of which the second
 * is looked up and the first squeezed out. In German, French or Spanish that is one word in ten. */
static inline bool take_letters(const uint8_t *p, size_t size, uint64_t *hash)
{
    uint32_t all = UINT32_MAX >> (32 - size);
    __m256i bytes = _mm256_maskz_loadu_epi8(all, p), small = _mm256_or_si256(bytes, _mm256_set1_epi8(0x20));
    uint32_t first = _mm256_cmpeq_epi8_mask(bytes, _mm256_set1_epi8((char)0xc3));
    uint32_t second = _mm256_cmplt_epi8_mask(bytes, _mm256_set1_epi8((char)0xc0)); /* signed: 0x80 to 0xBF */
    uint32_t ascii = _mm256_cmplt_epu8_mask(_mm256_sub_epi8(small, _mm256_set1_epi8('a')), _mm256_set1_epi8(26));
    const __m512i latin = _mm512_loadu_si512(text_table_latin);
    __m256i folded = _mm512_castsi512_si256(_mm512_permutexvar_epi8(_mm512_castsi256_si512(bytes), latin));
    folded = _mm256_mask_blend_epi8(second, small, folded);
    uint32_t found = first | (_mm256_test_epi8_mask(folded, folded) & second) | ascii;
    if (found != all || (uint64_t)first << 1 != second)
        return false;
    uint32_t kept = all & ~first;
    folded = _mm256_maskz_compress_epi8(kept, folded);
    char token[TEXT_TAKE_MOST];
    _mm256_storeu_si256((__m256i *)token, folded);
    size = (size_t)_mm_popcnt_u32(kept);
    if (size > TEXT_HASH_SHORT) {
        *hash = text_hash(token, size, false);
        return true;
    }
    uint64_t low = (uint64_t)_mm256_extract_epi64(folded, 0), high = (uint64_t)_mm256_extract_epi64(folded, 1);
    *hash = text_hash_finish(text_hash_padded(low, high), false);
    return true;
}

/* The dashes U+2013 and U+2014 and the quotes U+201C to U+201E: they separate, under all rules. */
static inline bool is_separator(const uint8_t *p)
{
    return p[0] == 0xe2 && p[1] == 0x80 && ((uint8_t)(p[2] - 0x93) < 2 || (uint8_t)(p[2] - 0x9c) < 3);
}

static inline size_t take_latin(const uint8_t *p, size_t size, uint64_t *hash)
{
    while (size >= 3 && is_separator(p)) {
        p += 3;
        size -= 3;
    }
    while (size >= 3 && is_separator(p + size - 3))
        size -= 3;
    return !size ? 0 : take_letters(p, size, hash) ? 1 : TEXT_LEFT;
}

static stet_status walk(const struct text_scan *scan_of, size_t raw, const uint8_t *p, const uint8_t *limit,
                        struct text_words *words, stet_error *err)
{
    return text_walk_taking(take_latin, scan_of, raw, p, limit, words, err);
}

const struct text_kernel text_kernel_avx512 = {scan, walk};
