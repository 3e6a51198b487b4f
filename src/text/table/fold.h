/* What one code point becomes: the rules of a token that look at one character alone (text/tokens.h lists them).
 *
 * Slow and plain, straight from utf8proc. The library does not contain it: the program that generates its tables does,
 * and so does the reference that tests compare the library with. */
#ifndef STET_TEXT_TABLE_FOLD_H
#define STET_TEXT_TABLE_FOLD_H

#include <stddef.h>
#include <stdint.h>

#include "text/table/class.h"

/* The longest there is: U+FDFA becomes 18 characters. */
#define TEXT_FOLD_MAX 24

/* Writes the folded code points, in canonical composition; 0 of them when the character vanishes. Folding any of them
 * again changes nothing. */
size_t text_fold(uint32_t cp, uint32_t out[TEXT_FOLD_MAX]);

/* The class of a folded code point; TEXT_SECOND and TEXT_EXPANDED, which are the table's business, never. */
enum text_class text_fold_class(uint32_t folded);

/* Canonical combining class. */
unsigned text_fold_order(uint32_t cp);

#endif
