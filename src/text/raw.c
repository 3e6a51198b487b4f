/* Raw words that the kernels cannot hash themselves. */
#include "text/kernel/kernel.h"
#include "text/kernel/masks.h"

const uint8_t *text_raw_end(const uint8_t *p, const uint8_t *limit)
{
    unsigned before = 0;
    for (; p < limit; p++) {
        unsigned class = text_byte_class(*p), after = p + 1 < limit ? text_byte_class(p[1]) : 0;
        const unsigned number = TEXT_BYTE_DIGIT | TEXT_BYTE_BEYOND, letter = TEXT_BYTE_LETTER | TEXT_BYTE_BEYOND;
        if (!class || (class == TEXT_BYTE_POINT && !(before & number && after & number)) ||
            (class == TEXT_BYTE_APOSTROPHE && !(before & (number | letter) && after & letter)))
            break;
        before = class;
    }
    return p;
}

/* A long word of letters, digits and joining points only. */
static uint64_t hash_long(const uint8_t *p, const uint8_t *end)
{
    XXH3_state_t hasher;
    XXH3_64bits_reset(&hasher);
    bool number = false;
    while (p < end) {
        uint8_t folded[512];
        size_t size = 0;
        for (; p < end && size < sizeof folded; p++) {
            number |= !(*p & 0x40);
            folded[size++] = *p | 0x20;
        }
        XXH3_64bits_update(&hasher, folded, size);
    }
    return text_hash_finish(XXH3_64bits_digest(&hasher), number);
}

stet_status text_raw_add(struct text_words *words, const uint8_t *p, const uint8_t *end, const uint8_t *limit,
                         stet_error *err)
{
    for (const uint8_t *q = p; q < end; q++)
        if (*q >= 0x80 || *q == '\'')
            return text_words_add(words, p, end, limit, err);
    words->out->hash[words->out->count++] = hash_long(p, end);
    return STET_OK;
}
