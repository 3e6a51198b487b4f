/* The news agencies stet knows (agencies.tsv, compiled in, and what the user adds) and how their names are recognised in
 * text. Everything here is constant data and pure functions: thread-safe. */
#ifndef STET_SOURCE_AGENCY_H
#define STET_SOURCE_AGENCY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <stet/article.h>

#include "source/names.h"

#define SOURCE_MAX_AGENCIES 256
#define SOURCE_NO_AGENCY UINT16_MAX /* a credit to somebody who is not in the table */

struct source_agency {
    const char *code;      /* "CP" */
    const char *name;      /* "The Canadian Press" */
    const char *country;   /* ISO 3166 */
    const char *languages; /* ISO 639, divided by commas */
};

/* The agencies that are known. */
struct source_book {
    const struct source_agency *agencies;
    unsigned count;
    struct source_names aliases, outlets;
    const uint16_t *ends; /* as the marks of `aliases`, for the leads of their last three bytes */
};

/* agencies.tsv, compiled in. */
extern const struct source_book source_builtin;

/* The agency with this code, or SOURCE_NO_AGENCY. */
uint16_t source_agency_find(const struct source_book *book, const char *code);

/* Length of the longest alias that starts at `at`, ends before `end` and is not the beginning of a longer word; 0 when
 * there is none. */
static inline size_t source_alias_at(const struct source_book *book, const char *at, const char *end, uint16_t *agency)
{
    const struct source_name *name = source_name_at(&book->aliases, at, end);
    if (!name)
        return 0;
    *agency = name->value;
    return name->size;
}

/* Whether [at, end) ends in an alias of some words: "Agence France-Presse", before "(AFP)". */
bool source_alias_ends(const struct source_book *book, const char *at, const char *end);

#define SOURCE_LIST_MAX 4

struct source_list {
    uint16_t agency[SOURCE_LIST_MAX];
    size_t count;
};

/* Reads names at `at`: "AP", "the Associated Press", "AFP, dpa", "Reuters and AP". Returns the bytes taken, articles
 * before and between included, 0 when there is not even one. */
size_t source_list_prefix(const struct source_book *book, const char *at, const char *end, struct source_list *list);

/* Whether nothing follows a list but blanks and words such as "staff writers". */
bool source_list_ends(const char *at, const char *end);

/* Whether [at, end) may end in agencies as source_list_whole takes them; it answers no for most lines of a story, and
 * never where it finds them in the end of [at, end). */
bool source_list_may_end(const struct source_book *book, const char *at, const char *end);

/* Whether all of [at, end), but for blanks and the place in "Seoul=Yonhap", names agencies and nothing else. */
bool source_list_whole(const struct source_book *book, const char *at, const char *end, struct source_list *list);

/* The agency whose own outlet this is, by its name or the host of its url; SOURCE_NO_AGENCY when none. */
uint16_t source_outlet_agency(const struct source_book *book, stet_span source, stet_span url);

#endif
