/* The token rules without what is rare: this function may give up, so it keeps no state over more than a token.
 *
 * Plain is a token of at most 60 bytes in which nothing composes (text/compose.h), no mark follows another that has an
 * order, and no character becomes several. All tokens before one that is not are appended, and the place where it
 * begins is returned. Nothing is ever read twice but the token given up on.
 *
 * Two loops, for words and for characters that are tokens, hand over to each other. The first keeps its bytes in
 * memory, the second in a register: a token is then little more than table entries and a hash. Arabic, Chinese, Russian
 * and Hindi come out at least three times as fast as through text/words.c alone (bench/bench_text.c, one core). */
#include "text/plain.h"

#include <stdbool.h>

#include "text/compose.h"
#include "text/hash.h"
#include "text/utf8.h"

#define PLAIN_MAX 60     /* bytes, and at most 3 more in one step */
#define PLAIN_HANGUL 36  /* twelve syllables, the longest run that stays in a word */
#define CHARACTER_MAX 12 /* bytes of a character and its marks, and at most 4 more in one step */

struct plain {
    const uint8_t *p, *end, *limit;
    uint64_t *hash; /* where the next token goes */
    struct text_char c;
};

/* What a character does to the word that is being taken. */
enum step { GOES_ON, ENDS, NOT_PLAIN };

/* What comes at plain->p. */
enum next { NEXT_END, NEXT_WORD, NEXT_CHARACTER, NEXT_NOT_PLAIN };

static inline bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

/* Whether the point or apostrophe at p, behind a folded word, joins it with what follows. */
static enum step joint(const struct plain *plain, const uint8_t *p, enum text_class class, char last)
{
    if (class == TEXT_POINT && !is_digit(last))
        return ENDS;
    const uint8_t *next = p + plain->c.size;
    if (next == plain->end)
        return ENDS;
    struct text_char c;
    text_utf8_read(&c, next, plain->limit);
    enum text_class wanted = class == TEXT_POINT ? TEXT_DIGIT : TEXT_LETTER, found = text_entry_class(c.entry);
    if (found == TEXT_EXPANDED || found == TEXT_SECOND || (found == TEXT_LETTER && !c.folded))
        return NOT_PLAIN;
    return found == wanted ? GOES_ON : ENDS;
}

static inline void store(char *out, uint32_t bytes)
{
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    bytes = __builtin_bswap32(bytes);
#endif
    memcpy(out, &bytes, sizeof bytes);
}

/* ASCII letters at p, by the eight; a raw word, and with it the run, ends before anything else is seen. */
static inline const uint8_t *take_ascii(const uint8_t *p, const uint8_t *limit, char *folded, size_t *size)
{
    const uint64_t each = UINT64_C(0x0101010101010101);
    unsigned taken = 8;
    while (taken == 8 && limit - p >= 8 && *size <= PLAIN_MAX) {
        uint64_t word = text_load(p), small = word | 0x20 * each, seven = small & 0x7f * each;
        uint64_t letters = (seven + (0x80 - 'a') * each) & ~(seven + (0x7f - 'z') * each) & ~word;
        uint64_t others = ~letters & 0x80 * each;
        taken = others ? (unsigned)__builtin_ctzll(others) / 8 : 8;
        memcpy(folded + *size, &small, sizeof small);
        *size += taken;
        p += taken;
    }
    return p;
}

/* Letters of two bytes, by the two. */
static inline const uint8_t *take_pairs(const uint8_t *p, const uint8_t *end, char *folded, size_t *size)
{
    while (end - p >= 4 && *size <= PLAIN_MAX) {
        uint32_t word = text_utf8_load(p, end);
        if ((word & 0xc0e0c0e0) != 0x80c080c0 || !(word & 0x1e) || !(word & 0x1e0000))
            break;
        uint32_t first = text_table_entry[(word & 31) << 6 | (word >> 8 & 63)];
        uint32_t second = text_table_entry[(word >> 16 & 31) << 6 | (word >> 24 & 63)];
        if (first >> TEXT_ENTRY_CLASS_SHIFT > TEXT_MARK || second >> TEXT_ENTRY_CLASS_SHIFT > TEXT_MARK)
            break;
        store(folded + *size, first); /* with the upper byte, over which the next one goes */
        *size += first >> TEXT_ENTRY_SIZE_SHIFT & 3;
        store(folded + *size, second);
        *size += second >> TEXT_ENTRY_SIZE_SHIFT & 3;
        p += 4;
    }
    return p;
}

/* A word in the making. */
struct word {
    size_t size;        /* of `folded` */
    size_t ordered_end; /* `size` behind the last mark of an order other than 0 */
    bool number;
    char folded[PLAIN_MAX + 8 + TEXT_HASH_SHORT];
};

/* A vowel sign or nukta composes with few letters, and stands behind others as any mark does. */
static enum step second(const struct plain *plain, struct word *word)
{
    uint32_t cp = text_char_folded(&plain->c);
    if (!word->size || word->ordered_end == word->size || text_compose(text_utf8_last(word->folded, word->size), cp))
        return NOT_PLAIN;
    if (text_order(cp))
        word->ordered_end = word->size + plain->c.folded;
    return GOES_ON;
}

/* For the character plain->c at p, which is neither letter nor mark. */
static enum step step(const struct plain *plain, const uint8_t *p, struct word *word, enum text_class class)
{
    switch (class) {
    case TEXT_DIGIT:
        word->number = true;
        return GOES_ON;
    case TEXT_HANGUL:
        return word->size >= PLAIN_HANGUL ? NOT_PLAIN : GOES_ON;
    case TEXT_ORDERED:
        if (word->size && word->ordered_end == word->size)
            return NOT_PLAIN;
        word->ordered_end = word->size + plain->c.folded;
        return GOES_ON;
    case TEXT_SECOND:
        return second(plain, word);
    case TEXT_POINT:
    case TEXT_APOSTROPHE:
        return word->size ? joint(plain, p, class, word->folded[word->size - 1]) : ENDS;
    case TEXT_CHARACTER:
    case TEXT_SEPARATOR:
        return ENDS;
    default:
        return NOT_PLAIN;
    }
}

static inline void end_word(struct plain *plain, struct word *word)
{
    if (word->size)
        *plain->hash++ = text_hash(word->folded, word->size, word->number);
    word->size = word->ordered_end = 0;
    word->number = false;
}

/* Takes words up to the end, up to a character that is a token (plain->c), or up to a word that is not plain. */
static enum next take_words(struct plain *plain)
{
    struct word word;
    word.size = word.ordered_end = 0;
    word.number = false;
    const uint8_t *p = plain->p, *const end = plain->end, *const limit = plain->limit;
    while (p < end) {
        struct text_char c;
        text_utf8_read(&c, p, limit);
        enum text_class class = text_entry_class(c.entry);
        if (class > TEXT_MARK) {
            plain->c = c;
            enum step what = step(plain, p, &word, class);
            if (what == NOT_PLAIN)
                return NEXT_NOT_PLAIN;
            if (what == ENDS) {
                end_word(plain, &word);
                plain->p = p;
                if (class == TEXT_CHARACTER)
                    return NEXT_CHARACTER;
                plain->p = p += c.size;
                continue;
            }
            if (class == TEXT_APOSTROPHE)
                c.folded = 0;
        }
        store(word.folded + word.size, c.bytes);
        word.size += c.folded;
        p += c.size;
        if (c.size == 1)
            p = take_ascii(p, limit, word.folded, &word.size);
        else if (c.size == 2)
            p = take_pairs(p, end, word.folded, &word.size);
        if (word.size > PLAIN_MAX)
            return NEXT_NOT_PLAIN;
    }
    end_word(plain, &word);
    plain->p = end;
    return NEXT_END;
}

static inline void emit_character(struct plain *plain, text_u128 folded, uint32_t size)
{
    *plain->hash = text_hash_finish(text_hash_padded((uint64_t)folded, (uint64_t)(folded >> 64)), false);
    plain->hash += size != 0;
}

/* Takes the character plain->c and those after it, each with its marks, and separators, up to something else. */
static enum next take_characters(struct plain *plain)
{
    const uint8_t *p = plain->p, *const end = plain->end, *const limit = plain->limit;
    text_u128 folded = plain->c.bytes;
    uint32_t size = plain->c.folded, ordered_end = 0;
    struct text_char c;
    for (p += plain->c.size; p < end; p += c.size) {
        text_utf8_read(&c, p, limit);
        enum text_class class = text_entry_class(c.entry);
        if (class == TEXT_CHARACTER || class == TEXT_SEPARATOR) { /* which folds to no bytes */
            emit_character(plain, folded, size);
            folded = c.bytes;
            size = c.folded;
            ordered_end = 0;
            plain->p = p;
        } else if (size && class <= TEXT_ORDERED && (class != TEXT_LETTER || !c.folded)) {
            if (size > CHARACTER_MAX || (class == TEXT_ORDERED && ordered_end == size))
                return NEXT_NOT_PLAIN;
            folded |= (text_u128)c.bytes << 8 * size;
            size += c.folded;
            ordered_end = class == TEXT_ORDERED ? size : ordered_end;
        } else if (class == TEXT_SECOND || class == TEXT_EXPANDED) {
            return NEXT_NOT_PLAIN;
        } else {
            break;
        }
    }
    emit_character(plain, folded, size);
    plain->p = p;
    return NEXT_WORD;
}

const uint8_t *text_plain_add(struct text_tokens *out, const uint8_t *p, const uint8_t *end, const uint8_t *limit)
{
    struct plain plain = {.p = p, .end = end, .limit = limit, .hash = out->hash + out->count};
    enum next next = NEXT_WORD;
    while (next == NEXT_WORD || next == NEXT_CHARACTER)
        next = next == NEXT_WORD ? take_words(&plain) : take_characters(&plain);
    out->count = (size_t)(plain.hash - out->hash);
    return plain.p;
}
