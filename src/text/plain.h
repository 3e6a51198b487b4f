/* Most words of most scripts, at speed. */
#ifndef STET_TEXT_PLAIN_H
#define STET_TEXT_PLAIN_H

#include <stdint.h>

#include "text/tokens.h"

/* Appends the tokens of the text from p to end, where a token ends at the latest, up to the first one that is not
 * plain. Returns the place where text/words.h must go on, or end. Bytes before `limit` may be looked at; there is room
 * for TEXT_WORDS_ROOM(end - p) tokens. */
const uint8_t *text_plain_add(struct text_tokens *out, const uint8_t *p, const uint8_t *end, const uint8_t *limit);

#endif
