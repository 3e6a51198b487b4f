/* 64 bytes are one vector, comparisons give masks at once, and a compression turns a mask into places. It goes to a
 * register first: on Zen 4 compressing to memory takes over a hundred cycles. */
#include <immintrin.h>

#include "text/kernel/masks.h"
#include "text/kernel/walk.h"
#include "text/table/table.h"

#define SOON 512 /* bytes ahead, maybe behind the text, that are fetched */

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
        uintptr_t soon = (uintptr_t)p + at + SOON;
        _mm_prefetch((const void *)soon, _MM_HINT_T0);
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

/* `folded` with what the letters of two bytes become whose first bytes are at `first`. Those whose first bytes are
 * alike but for the lowest bit are looked up together: most words hold no others. */
static inline __m512i fold_two(const uint8_t *p, __m512i bytes, __m512i folded, uint64_t first)
{
    __m512i next = _mm512_maskz_loadu_epi8(first, p + 1);
    const __m512i lowest = _mm512_set1_epi8(1);
    __m512i even = _mm512_andnot_si512(lowest, bytes);
    uint64_t odd = _mm512_test_epi8_mask(bytes, lowest);
    for (uint64_t place = 0; first; place = _tzcnt_u64(first)) { /* at 0 at once: waiting for `first` costs time */
        unsigned lead = p[place] & ~1U;
        const struct text_two *rows = text_table_two + (lead & 31);
        __m512i firsts = _mm512_mask_blend_epi8(odd, _mm512_permutexvar_epi8(next, _mm512_loadu_si512(rows[0].first)),
                                                _mm512_permutexvar_epi8(next, _mm512_loadu_si512(rows[1].first)));
        __m512i seconds =
            _mm512_mask_blend_epi8(odd << 1, _mm512_permutexvar_epi8(bytes, _mm512_loadu_si512(rows[0].second)),
                                   _mm512_permutexvar_epi8(bytes, _mm512_loadu_si512(rows[1].second)));
        uint64_t alike = _mm512_mask_cmpeq_epi8_mask(first, even, _mm512_set1_epi8((char)lead));
        folded = _mm512_mask_blend_epi8(alike, folded, firsts);
        folded = _mm512_mask_blend_epi8(alike << 1, folded, seconds);
        first &= ~alike;
    }
    return folded;
}

static inline uint64_t hash_folded(__m512i folded, size_t size)
{
    if (size > TEXT_HASH_SHORT) {
        char token[64];
        _mm512_storeu_si512(token, folded);
        return text_hash(token, size, false);
    }
    __m128i low = _mm512_castsi512_si128(folded);
    uint64_t mixed = text_hash_padded((uint64_t)_mm_extract_epi64(low, 0), (uint64_t)_mm_extract_epi64(low, 1));
    return text_hash_finish(mixed, false);
}

/* A word of ASCII letters and of those of two bytes. What folds away is squeezed out, and so are separators around the
 * word. In Russian or Arabic that is nearly every word. In German, French or Spanish it is one in ten, and there 0xC3
 * is the only first byte, and letters of ASCII take its place: one row will do. */
static inline size_t take_letters(const uint8_t *p, size_t size, uint64_t *hash)
{
    uint64_t all = UINT64_MAX >> (64 - size), others = 0; /* separators, and characters to be left */
    __m512i bytes = _mm512_maskz_loadu_epi8(all, p), small = _mm512_or_si512(bytes, _mm512_set1_epi8(0x20));
    uint64_t letter = in_range(small, 'a', 26), first = in_range(bytes, (char)0xc0, 32);
    uint64_t second = _mm512_cmplt_epi8_mask(bytes, _mm512_set1_epi8((char)0xc0)); /* signed: 0x80 to 0xBF */
    if ((letter | first | second) != all || first << 1 != second)
        return TEXT_LEFT;
    const __m512i latin = _mm512_loadu_si512(text_table_two[0xc3 & 31].second);
    __m512i folded = _mm512_mask_permutexvar_epi8(small, second, bytes, latin);
    if (first == _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8((char)0xc3)) && first == _mm512_movepi8_mask(folded)) {
        all &= ~first;
    } else {
        folded = fold_two(p, bytes, small, first);
        others = _mm512_cmpge_epu8_mask(folded, _mm512_set1_epi8((char)TEXT_TWO_SEPARATOR));
    }
    uint64_t kept = _mm512_mask_test_epi8_mask(all & ~others, folded, folded);
    if (others) {
        if (_mm512_cmpeq_epi8_mask(folded, _mm512_set1_epi8((char)TEXT_TWO_LEFT)))
            return TEXT_LEFT;
        if (kept && (UINT64_MAX << _tzcnt_u64(kept) & UINT64_MAX >> _lzcnt_u64(kept) & others))
            return TEXT_LEFT;
    }
    size = (size_t)_mm_popcnt_u64(kept);
    *hash = hash_folded(_mm512_maskz_compress_epi8(kept, folded), size);
    return size > 0;
}

/* The dashes U+2013 and U+2014 and the quotes U+201C to U+201E: they separate, under all rules. */
static inline bool is_separator(const uint8_t *p)
{
    return p[0] == 0xe2 && p[1] == 0x80 && ((uint8_t)(p[2] - 0x93) < 2 || (uint8_t)(p[2] - 0x9c) < 3);
}

/* Not inlined: it would take the registers of the loop over plain words. */
static __attribute__((noinline)) size_t take(const uint8_t *p, size_t size, uint64_t *hash)
{
    while (size >= 3 && is_separator(p)) {
        p += 3;
        size -= 3;
    }
    while (size >= 3 && is_separator(p + size - 3))
        size -= 3;
    if (!size)
        return 0;
    return text_take_leaves(*p) ? TEXT_LEFT : take_letters(p, size, hash);
}

static stet_status walk(const struct text_scan *scan_of, size_t raw, const uint8_t *p, const uint8_t *limit,
                        struct text_words *words, stet_error *err)
{
    return text_walk_taking(take, scan_of, raw, p, limit, words, err);
}

const struct text_kernel text_kernel_avx512 = {scan, walk};
