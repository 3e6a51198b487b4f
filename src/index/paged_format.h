/* The places of things in a file of pages; for paged_write.c and paged_read.c. */
#ifndef STET_INDEX_PAGED_FORMAT_H
#define STET_INDEX_PAGED_FORMAT_H

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "base/bits.h"
#include "index/paged.h"

#define PAGED_VERSION 1

#define PAGED_SEGMENT_MAGIC UINT64_C(0x0a67657374657473) /* "stetseg\n" */
#define PAGED_TEXT_MAGIC UINT64_C(0x0a74787474657473)    /* "stettxt\n" */
#define PAGED_CONTENTS_MAGIC UINT64_C(0x0a746f6374657473) /* "stetcot\n" */
#define PAGED_END_MAGIC UINT64_C(0x0a646e6574657473)     /* "stetend\n" */

#define PAGED_HEADER 64       /* bytes */
#define PAGED_CONTENTS_HEAD 16
#define PAGED_SECTION 40
#define PAGED_TRAILER 32

/* Pages a leaf of a directory; a leaf is a checksum, the offset of its first page, and where each of its pages ends,
 * counted from there. */
#define PAGED_FAN 32
#define PAGED_LEAF_HEAD 16

/* What is sealed besides pages. */
enum { PAGED_SEAL_HEADER = 1, PAGED_SEAL_CONTENTS = 2, PAGED_SEAL_TRAILER = 3 };

static inline uint64_t paged_seed(uint64_t id, uint64_t place)
{
    return id * UINT64_C(0x9e3779b97f4a7c15) + place;
}

static inline uint64_t paged_page_place(uint16_t kind, uint16_t number, uint64_t page)
{
    return (uint64_t)kind << 48 | (uint64_t)number << 32 | page << 1;
}

static inline uint64_t paged_leaf_place(uint16_t kind, uint16_t number, uint64_t leaf)
{
    return paged_page_place(kind, number, leaf) | 1;
}

static inline uint64_t paged_checksum(const void *data, size_t size, uint64_t id, uint64_t place)
{
    return XXH3_64bits_withSeed(data, size, paged_seed(id, place));
}

#endif
