/* The reference for the other kernels: a table instead of vector comparisons. */
#include "text/kernel/masks.h"
#include "text/kernel/walk.h"

static void masks_of(struct text_masks *masks, const uint8_t *block)
{
    uint64_t letter = 0, digit = 0, point = 0, apostrophe = 0, beyond = 0;
    for (unsigned i = 0; i < 64; i++) {
        unsigned class = text_byte_class(block[i]);
        letter |= (uint64_t)(class & TEXT_BYTE_LETTER) << i;
        digit |= (uint64_t)(class >> 1 & 1) << i;
        point |= (uint64_t)(class >> 2 & 1) << i;
        apostrophe |= (uint64_t)(class >> 3 & 1) << i;
        beyond |= (uint64_t)(class >> 4) << i;
    }
    *masks = (struct text_masks){letter, digit, point, apostrophe, beyond};
}

static void scan(struct text_scan *out, const uint8_t *p, size_t size, const uint8_t *limit)
{
    struct text_carry carry = {0, 0, 0};
    out->changes = 0;
    for (size_t at = 0; at < size; at += 64) {
        struct text_masks masks;
        uint8_t padded[64];
        const uint8_t *block = text_block(p + at, size - at, padded);
        masks_of(&masks, block);
        uint64_t change = text_combine(&masks, &carry, text_byte_behind(p + at, size - at, limit), &out->special[at / 64]);
        for (; change; change &= change - 1)
            out->change[out->changes++] = (uint16_t)(at + (unsigned)__builtin_ctzll(change));
    }
}

const struct text_kernel text_kernel_scalar = {scan, text_walk};
