/* What the kernels have in common: from the masks of a block to the places where words begin and end. Included by each
 * kernel, so that it is compiled with the kernel's instructions. */
#ifndef STET_TEXT_KERNEL_MASKS_H
#define STET_TEXT_KERNEL_MASKS_H

#include <string.h>

#include "text/kernel/kernel.h"

enum {
    TEXT_BYTE_LETTER = 1,
    TEXT_BYTE_DIGIT = 2,
    TEXT_BYTE_POINT = 4,
    TEXT_BYTE_APOSTROPHE = 8,
    TEXT_BYTE_BEYOND = 16
};

static inline unsigned text_byte_class(uint8_t byte)
{
    if (byte >= 0x80)
        return TEXT_BYTE_BEYOND;
    if ((uint8_t)((byte | 0x20) - 'a') < 26)
        return TEXT_BYTE_LETTER;
    if ((uint8_t)(byte - '0') < 10)
        return TEXT_BYTE_DIGIT;
    return byte == '.' || byte == ',' ? TEXT_BYTE_POINT : byte == '\'' ? TEXT_BYTE_APOSTROPHE : 0;
}

struct text_masks {
    uint64_t letter, digit, point, apostrophe, beyond;
};

/* The last bits of the block before. */
struct text_carry {
    uint64_t number;       /* D|N */
    uint64_t alphanumeric; /* L|D|N */
    uint64_t word;         /* W */
    uint64_t special;      /* the word that is open holds N or A */
    uint64_t digit;        /* it holds D */
};

struct text_changes {
    uint64_t change;      /* bits where a raw word begins or ends */
    uint64_t special_end; /* those of them where one that holds N or A ends */
    uint64_t number_end;  /* where one that holds D ends */
};

/* The bits behind those runs of ones in `word` that hold one of `marks`, or began with one in the block before. Adding
 * some bits of a run to it carries into the bit behind the run. */
static inline uint64_t text_ends_of(uint64_t word, uint64_t marks, uint64_t *carry)
{
    uint64_t sum, before = *carry;
    *carry = __builtin_add_overflow(word, marks | (before & word), &sum);
    return (sum | before) & ~word;
}

/* `behind` is the byte that follows the block. */
static inline struct text_changes text_combine(const struct text_masks *m, struct text_carry *carry, uint8_t behind)
{
    uint64_t number = m->digit | m->beyond, letter = m->letter | m->beyond, alphanumeric = m->letter | number;
    /* Without a branch: what the byte is cannot be foretold. */
    uint64_t next_beyond = behind >> 7, next_digit = (uint8_t)(behind - '0') < 10;
    uint64_t next_ascii = (uint8_t)((behind | 0x20) - 'a') < 26;
    uint64_t next_number = (next_digit | next_beyond) << 63, next_letter = (next_ascii | next_beyond) << 63;
    uint64_t point = m->point & (number << 1 | carry->number) & (number >> 1 | next_number);
    uint64_t apostrophe = m->apostrophe & (alphanumeric << 1 | carry->alphanumeric) & (letter >> 1 | next_letter);
    uint64_t word = alphanumeric | point | apostrophe;
    struct text_changes changes = {.change = word ^ (word << 1 | carry->word),
                                   .special_end = text_ends_of(word, m->beyond | apostrophe, &carry->special),
                                   .number_end = text_ends_of(word, m->digit, &carry->digit)};
    carry->number = number >> 63;
    carry->alphanumeric = alphanumeric >> 63;
    carry->word = word >> 63;
    return changes;
}

static inline uint16_t text_open(const struct text_carry *carry)
{
    return (uint16_t)(carry->special * TEXT_SPECIAL + carry->digit * TEXT_NUMBER);
}

/* The next 64 bytes: in place, or copied to `padded` with zeros behind them. */
static inline const uint8_t *text_block(const uint8_t *p, size_t size, uint8_t padded[64])
{
    if (size >= 64)
        return p;
    memset(padded, 0, 64);
    memcpy(padded, p, size);
    return padded;
}

static inline uint8_t text_byte_behind(const uint8_t *p, size_t size, const uint8_t *limit)
{
    size_t place = size < 64 ? size : 64;
    return (size_t)(limit - p) > place ? p[place] : 0;
}

#endif
