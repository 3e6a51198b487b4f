/* Raw words that the kernels cannot hash themselves. */
#include "text/kernel/kernel.h"
#include "text/kernel/masks.h"
#include "text/plain.h"

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
    bool number = false, whole = end - p <= TEXT_FOLDED_MAX;
    char folded[TEXT_FOLDED_MAX];
    size_t size = 0;
    if (!whole)
        XXH3_64bits_reset(&hasher);
    while (p < end) {
        for (size = 0; p < end && size < sizeof folded; p++) {
            number |= !(*p & 0x40);
            folded[size++] = (char)(*p | 0x20);
        }
        if (!whole)
            XXH3_64bits_update(&hasher, folded, size);
    }
    return whole ? text_hash(folded, size, number) : text_hash_finish(XXH3_64bits_digest(&hasher), number);
}

stet_status text_raw_special(struct text_words *words, const uint8_t *p, const uint8_t *end, const uint8_t *limit,
                             stet_error *err)
{
    stet_status status = STET_OK;
    while (!status && (p = text_plain_add(words->out, p, end, limit)) < end)
        status = text_words_add(words, &p, end, limit, err);
    return status;
}

void text_raw_long(struct text_words *words, const uint8_t *p, const uint8_t *end)
{
    words->out->hash[words->out->count++] = hash_long(p, end);
}

stet_status text_raw_any(struct text_words *words, const uint8_t *p, const uint8_t *end, const uint8_t *limit,
                         stet_error *err)
{
    for (const uint8_t *q = p; q < end; q++)
        if (*q >= 0x80 || *q == '\'')
            return text_raw_special(words, p, end, limit, err);
    text_raw_long(words, p, end);
    return STET_OK;
}
