/* How deep the elements of an HTML page can be inside each other. Private to this folder. */
#ifndef STET_PAGE_NESTING_H
#define STET_PAGE_NESTING_H

#include <stddef.h>

#include <stet/article.h>

/* An upper bound on the open elements, without parsing: an end tag closes one of its name only. Stops at `most`. */
size_t page_nesting(stet_span html, size_t most);

#endif
