/* Agencies that the user adds to the table that is compiled in. */
#ifndef STET_SOURCE_BOOK_H
#define STET_SOURCE_BOOK_H

#include <stet/status.h>

#include "source/agency.h"

struct source_own_book;

/* The built-in agencies and those of a file with the columns of agencies.tsv; from the third on they may be missing. A
 * code that is known already gets the outlets and aliases added; a name that is somebody else's is taken over. */
stet_status source_book_read(struct source_own_book **out, const char *path, stet_error *err);
void source_book_free(struct source_own_book *own);

/* The agencies of `own`, the built-in ones when it is NULL. */
const struct source_book *source_book_of(const struct source_own_book *own);

#endif
