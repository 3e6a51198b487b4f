/* The token rules of text/tokens.h, written to be read: whole arrays, one step after the other, Unicode from utf8proc.
 */
#ifndef STET_TESTS_TEXT_REFERENCE_H
#define STET_TESTS_TEXT_REFERENCE_H

#include <stddef.h>
#include <stdint.h>

struct reference {
    uint64_t *hash;
    size_t *first; /* of a token in `folded`; one more than there are tokens */
    size_t count;
    char *folded;
    size_t folded_size;
};

/* Ends the program when memory runs out. */
void reference_make(struct reference *out, const char *utf8, size_t size);
void reference_free(struct reference *reference);

#endif
