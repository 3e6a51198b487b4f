/* Tables of names, and how the one that a text begins with is found: at nearly every place there is none, and that is
 * known after a look at three bits. Constant data and pure functions: thread-safe. */
#ifndef STET_SOURCE_NAMES_H
#define STET_SOURCE_NAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SOURCE_BUCKETS 1024 /* names.cmake */

/* An entry of a table of names. */
struct source_name {
    const char *text;
    uint16_t size;
    uint16_t value; /* which agency, or which phrase */
    bool exact;     /* case matters: acronyms and common words */
    uint32_t lead;  /* source_lead_at */
};

/* The hash of a lead is lead * 2654435761 mod 2^32: its upper ten bits are the bucket, the next four the mark. */
struct source_names {
    const struct source_name *names; /* by bucket, the longest first */
    const uint16_t *index;           /* names of bucket b: index[b] up to index[b + 1] */
    const uint16_t *marks;           /* marks[b]: bit m is set where a name of bucket b has the mark m */
};

static inline uint32_t source_lead_hash(uint32_t lead)
{
    return lead * UINT32_C(2654435761);
}

static inline uint32_t source_lead_bucket(uint32_t lead)
{
    return source_lead_hash(lead) >> 22;
}

static inline unsigned source_lead_mark(uint32_t lead)
{
    return source_lead_hash(lead) >> 18 & 15;
}

/* Bit 7 of each byte that is a letter of ASCII, in either case. */
static inline uint32_t source_lead_letters(uint32_t bytes)
{
    uint32_t low = (bytes & 0x7f7f7f7f) | 0x20202020;
    return (low + 0x1f1f1f1f) & ~(low + 0x05050505) & ~bytes & 0x80808080;
}

/* The first four bytes, two or three where there are no more, the first one lowest and capitals of ASCII made small.
 * `size` is 2 or more. */
static inline uint32_t source_lead_at(const char *at, size_t size)
{
    const unsigned char *b = (const unsigned char *)at;
    uint32_t lead = b[0] | (uint32_t)b[1] << 8;
    if (size >= 4)
        lead = b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24;
    else if (size == 3)
        lead |= (uint32_t)b[2] << 16;
    return lead | source_lead_letters(lead) >> 2; /* bit 7 is moved to where it makes a small letter */
}

static inline bool source_lead_in(const uint16_t *marks, uint32_t lead)
{
    return marks[source_lead_bucket(lead)] >> source_lead_mark(lead) & 1;
}

static inline void source_lead_put(uint16_t *marks, uint32_t lead)
{
    marks[source_lead_bucket(lead)] |= (uint16_t)(1U << source_lead_mark(lead));
}

/* Whether the table may hold a name with this lead: true for every one that it holds. */
static inline bool source_lead_marked(const struct source_names *table, uint32_t lead)
{
    return source_lead_in(table->marks, lead);
}

/* The same for either of two tables. */
static inline bool source_lead_in_either(const struct source_names *one, const struct source_names *other,
                                         uint32_t lead)
{
    uint32_t bucket = source_lead_bucket(lead);
    return (one->marks[bucket] | other->marks[bucket]) >> source_lead_mark(lead) & 1;
}

/* Whether a name of two or three bytes may be there: within a word none is, which spares most words the lookups. */
static inline bool source_lead_ends_at(uint32_t letters, unsigned size)
{
    uint32_t around = UINT32_C(0x8080) << (8 * size - 8); /* its last byte and the next */
    return (letters & around) != around;
}

/* Whether [at, end) may begin with a name of one table or the other, which may be the same. It answers no for nearly
 * every word of a story, and never where source_name_at finds one, in [at, end) or in less of it that is whole words. */
static inline bool source_name_possible(const struct source_names *one, const struct source_names *other,
                                        const char *at, const char *end)
{
    if (end - at < 2)
        return false;
    uint32_t lead = source_lead_at(at, (size_t)(end - at)), letters = source_lead_letters(lead);
    bool four = source_lead_in_either(one, other, lead);
    bool three = source_lead_in_either(one, other, lead & 0xffffff) & source_lead_ends_at(letters, 3);
    bool two = source_lead_in_either(one, other, lead & 0xffff) & source_lead_ends_at(letters, 2);
    return four | three | two; /* without a branch: which of them holds cannot be foretold */
}

/* The longest name with this lead that [at, end) begins with, or, unless `prefix`, is. */
const struct source_name *source_name_probe(const struct source_names *table, uint32_t lead, const char *at,
                                            const char *end, bool prefix);

/* The longest name that [at, end) begins with; what ends in a letter must not be the beginning of a longer word. */
static inline const struct source_name *source_name_at(const struct source_names *table, const char *at,
                                                       const char *end)
{
    if (end - at < 2)
        return NULL;
    uint32_t lead = source_lead_at(at, (size_t)(end - at)), letters = source_lead_letters(lead);
    const struct source_name *name = NULL;
    if (source_lead_marked(table, lead))
        name = source_name_probe(table, lead, at, end, true);
    if (!name && source_lead_ends_at(letters, 3) && source_lead_marked(table, lead & 0xffffff))
        name = source_name_probe(table, lead & 0xffffff, at, end, true);
    if (!name && source_lead_ends_at(letters, 2) && source_lead_marked(table, lead & 0xffff))
        name = source_name_probe(table, lead & 0xffff, at, end, true);
    return name;
}

/* The name that is all of [at, end). */
static inline const struct source_name *source_name_whole(const struct source_names *table, const char *at,
                                                          const char *end)
{
    if (end - at < 2)
        return NULL;
    uint32_t lead = source_lead_at(at, (size_t)(end - at));
    return source_lead_marked(table, lead) ? source_name_probe(table, lead, at, end, false) : NULL;
}

#endif
