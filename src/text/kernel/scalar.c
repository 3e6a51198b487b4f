/* The reference for the other kernels, and the kernel of processors that have none: eight bytes at a time, compared
 * within a 64-bit word (Hacker's Delight, 2nd edition, 2-18 and 6-1). */
#include "text/kernel/masks.h"
#include "text/kernel/walk.h"

#define EACH(byte) ((byte)*TEXT_EACH_BYTE)

/* The upper bit of each byte that is at least `first`; all bytes are below 0x80. */
static inline uint64_t at_least(uint64_t bytes, unsigned first)
{
    return (bytes + EACH(0x80u - first)) & EACH(0x80u);
}

static inline uint64_t in_range(uint64_t bytes, unsigned first, unsigned count)
{
    return at_least(bytes, first) & ~at_least(bytes, first + count);
}

/* The upper bits of eight bytes, gathered: each product of a bit with one of the factor's lands in the top byte once.
 */
static inline uint64_t gather(uint64_t upper_bits)
{
    return (upper_bits >> 7) * UINT64_C(0x0102040810204080) >> 56;
}

static void masks_of(struct text_masks *masks, const uint8_t *block)
{
    *masks = (struct text_masks){0, 0, 0, 0, 0};
    for (unsigned i = 0; i < 64; i += 8) {
        uint64_t word = text_load(block + i), beyond = word & EACH(0x80u), ascii = word & EACH(0x7fu);
        masks->letter |= gather(in_range(ascii | EACH(0x20u), 'a', 26) & ~beyond) << i;
        masks->digit |= gather(in_range(ascii, '0', 10) & ~beyond) << i;
        masks->point |= gather(in_range(ascii & EACH(0x7du), ',', 1) & ~beyond) << i; /* the two differ in one bit */
        masks->apostrophe |= gather(in_range(ascii, '\'', 1) & ~beyond) << i;
        masks->beyond |= gather(beyond) << i;
    }
}

static void scan(struct text_scan *out, const uint8_t *p, size_t size, const uint8_t *limit)
{
    struct text_carry carry = {0, 0, 0, 0, 0};
    uint16_t *place = out->change;
    for (size_t at = 0; at < size; at += 64) {
        struct text_masks masks;
        uint8_t padded[64];
        masks_of(&masks, text_block(p + at, size - at, padded));
        struct text_changes changes = text_combine(&masks, &carry, text_byte_behind(p + at, size - at, limit));
        for (uint64_t left = changes.change; left; left &= left - 1) {
            unsigned bit = (unsigned)__builtin_ctzll(left);
            *place++ = (uint16_t)((at + bit) | (changes.special_end >> bit & 1) * TEXT_SPECIAL |
                                  (changes.number_end >> bit & 1) * TEXT_NUMBER);
        }
    }
    out->changes = (size_t)(place - out->change);
    out->open = text_open(&carry);
}

static stet_status walk(const struct text_scan *scan_of, size_t raw, const uint8_t *p, const uint8_t *limit,
                        struct text_words *words, stet_error *err)
{
    return text_walk_taking(text_take_none, scan_of, raw, p, limit, words, err);
}

const struct text_kernel text_kernel_scalar = {scan, walk};
