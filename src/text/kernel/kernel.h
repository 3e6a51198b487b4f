/* Finding words by the block, and hashing those that are plain.
 *
 * Blocks of 64 bytes are classified with vector instructions into bit masks:
 *
 *     D  ASCII digit      N  not ASCII      J  point or comma between bytes of D|N
 *     L  ASCII letter     A  apostrophe between a byte of L|D|N and one of L|N
 *
 * A raw word is a maximal run of W = L|D|N|J|A. What is between raw words separates under all rules: a joiner that is
 * left out of W cannot join. The bits where W changes are the ends of raw words, in turn first and end, and are all
 * that is kept of a chunk. A raw word without N and A, and no longer than 16 bytes, is a token as it stands. It is
 * hashed from the text itself, for setting the bit 0x20 of each of its bytes is all the folding it needs: this turns
 * capitals into small letters and is set in digits, point and comma anyway. Other raw words go to text/plain.h and
 * text/words.h, but for those of letters of two bytes, which AVX-512 folds by itself.
 *
 * Vectors are not used for hashing, for a 64 x 64 -> 128 bit product per token has no vector form. With AVX-512
 * finding the words takes about a third of the time, hashing them the rest. */
#ifndef STET_TEXT_KERNEL_KERNEL_H
#define STET_TEXT_KERNEL_KERNEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sys/isa.h"
#include "text/words.h"

/* Text of so many bytes is looked at together: words and places stay in the first-level cache. */
#define TEXT_CHUNK 4096

/* A raw word that holds N or A has this added to the place of its end, which so becomes farther from its beginning than
 * any word that is hashed in place is long. */
#define TEXT_SPECIAL 0x8000

/* The same is added for one that holds D. What is left is the place. */
#define TEXT_NUMBER 0x4000
#define TEXT_PLACE 0x3fff

struct text_scan {
    size_t changes;                       /* two for each raw word: where it begins and where it ends */
    uint16_t change[TEXT_CHUNK + 2 * 64]; /* places in the chunk, ascending; kernels may write beyond the last */
    uint16_t open;                        /* TEXT_SPECIAL and TEXT_NUMBER of the word that is open at the end, so far */
};

struct text_kernel {
    /* Finds the raw words of the `size` <= TEXT_CHUNK bytes at p, which is not inside of one. A word that is still open
     * at the end leaves an odd number of changes. `limit` is where the text ends, p + size or later. */
    void (*scan)(struct text_scan *scan, const uint8_t *p, size_t size, const uint8_t *limit);
    /* Appends the tokens of the first `raw` raw words; there is room for TEXT_WORDS_ROOM(size). */
    stet_status (*walk)(const struct text_scan *scan, size_t raw, const uint8_t *p, const uint8_t *limit,
                        struct text_words *words, stet_error *err);
};

extern const struct text_kernel text_kernel_scalar;
#if defined(__x86_64__)
extern const struct text_kernel text_kernel_avx2;
extern const struct text_kernel text_kernel_avx512;
#endif

/* The end of the raw word at p, or `limit`. */
const uint8_t *text_raw_end(const uint8_t *p, const uint8_t *limit);

/* Append the tokens of a raw word that holds N or A; that does not, but is long; that fills a chunk. */
stet_status text_raw_special(struct text_words *words, const uint8_t *p, const uint8_t *end, const uint8_t *limit,
                             stet_error *err);
void text_raw_long(struct text_words *words, const uint8_t *p, const uint8_t *end);
stet_status text_raw_any(struct text_words *words, const uint8_t *p, const uint8_t *end, const uint8_t *limit,
                         stet_error *err);

#endif
