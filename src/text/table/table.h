/* Tables over all of Unicode, generated at build time by table/generate.c from the rules in table/fold.c.
 *
 * Two steps: the upper bits of a code point give a block, its lowest six an entry in the block. Six, for that is what
 * the last byte of a UTF-8 sequence carries. Blocks that are alike are stored once; so that those of Han, Hangul and
 * most letters beyond U+07FF are, their entries say "unchanged" instead of naming the character.
 *
 *     entry   bits 0-23   UTF-8 of the folded character, first byte lowest;
 *                         of TEXT_EXPANDED the place in text_table_expansion
 *             bits 24-25  number of these bytes, 0 to 3
 *             bit 26      unchanged: the character's own bytes are meant, those above are 0
 *             bits 27-30  enum text_class
 */
#ifndef STET_TEXT_TABLE_TABLE_H
#define STET_TEXT_TABLE_TABLE_H

#include <stddef.h>
#include <stdint.h>

#include "text/table/class.h"

#define TEXT_TABLE_BLOCKS (0x110000 / 64)
#define TEXT_TABLE_DIRECT 0x800 /* below, block n is the nth, and no entry says "unchanged" */
#define TEXT_ENTRY_SIZE_SHIFT 24
#define TEXT_ENTRY_UNCHANGED_SHIFT 26
#define TEXT_ENTRY_CLASS_SHIFT 27
#define TEXT_ENTRY_BYTES UINT32_C(0xffffff)

/* What the two bytes of a character become that begins with a given one, by the lower six bits of its second; 0 is a
 * byte that goes. For vectors: a row of 64 is one. */
struct text_two {
    uint8_t first[64];
    uint8_t second[64]; /* or one of these */
};
#define TEXT_TWO_SEPARATOR 0xfe
#define TEXT_TWO_LEFT 0xff /* it does not separate, and what it becomes is not letters of at most two bytes */

struct text_pair {
    uint32_t first, second, composed;
};

struct text_order {
    uint32_t cp;
    uint32_t order; /* canonical combining class */
};

extern const uint16_t text_table_block[TEXT_TABLE_BLOCKS];
extern const uint32_t text_table_entry[];        /* 64 a block */
extern const uint32_t text_table_expansion[];    /* count, then as many folded code points */
extern const struct text_two text_table_two[32]; /* by the lower five bits of the first byte */
extern const struct text_pair text_table_pair[]; /* sorted by first, then second; without Hangul */
extern const size_t text_table_pair_count;
extern const struct text_order text_table_order[]; /* sorted; folded code points of an order other than 0 */
extern const size_t text_table_order_count;
extern const char text_table_unicode[]; /* version of the Unicode Standard */

static inline uint32_t text_entry(uint32_t cp)
{
    return text_table_entry[(size_t)text_table_block[cp >> 6] * 64 + (cp & 63)];
}

static inline enum text_class text_entry_class(uint32_t entry)
{
    return (enum text_class)(entry >> TEXT_ENTRY_CLASS_SHIFT);
}

#endif
