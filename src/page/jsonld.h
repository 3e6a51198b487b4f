/* What a page says of its article in JSON-LD (schema.org NewsArticle and its kin). The only place of this folder that
 * knows simdjson. */
#ifndef STET_PAGE_JSONLD_H
#define STET_PAGE_JSONLD_H

#include <stdbool.h>
#include <stddef.h>

#include <stet/article.h>

#include "base/arena.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Levels of objects and arrays inside each other; a script that has more is passed over. */
#define PAGE_JSONLD_MAX_DEPTH 64

enum page_jsonld_field {
    PAGE_LD_HEADLINE,
    PAGE_LD_URL, /* mainEntityOfPage or url */
    PAGE_LD_PUBLISHED,
    PAGE_LD_MODIFIED,
    PAGE_LD_AUTHOR, /* of several, their names parted by commas */
    PAGE_LD_PUBLISHER,
    PAGE_LD_BASED_ON, /* an address, or a name */
    PAGE_LD_ORGANIZATION,
    PAGE_LD_LANGUAGE,
    PAGE_LD_BODY,
    PAGE_LD_FIELDS
};

/* Fills those of `fields` that are empty from the first article in a script's text; strings are copied to the arena.
 * What is no JSON says nothing. False when memory ran out. */
bool page_jsonld_read(stet_span script, struct stet_arena *arena, stet_span fields[PAGE_LD_FIELDS]);

#ifdef __cplusplus
}
#endif

#endif
