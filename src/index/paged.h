/* Files of checksummed pages, which segments and text files are: a header, sections of pages of any size with their
 * directories, and the contents. One thread writes; any number read. FORMAT.md has the bytes.
 *
 * A page is 8 bytes of checksum and a body; one without a body takes no byte at all. The checksum is seeded with the
 * file's id and with what the page is, so that it fails also when a sound page stands in the place of another. */
#ifndef STET_INDEX_PAGED_H
#define STET_INDEX_PAGED_H

#include "base/buf.h"
#include "index/shape.h"

#define PAGED_CHECKSUM 8
#define PAGED_MAX_FACTS 16
#define PAGED_MAX_SECTIONS (INDEX_MAX_BANDS + 64)

/* What is in a section. Kinds from PAGED_OPTIONAL on may be skipped by who does not know them. */
enum paged_kind {
    PAGED_BAND = 1, /* `number` is that of the band */
    PAGED_PASSAGES = 2,
    PAGED_ID_TABLE = 3,
    PAGED_COPIES = 4,
    PAGED_ROWS = 5,
    PAGED_IDS = 6,
    PAGED_SOURCES = 7,
    PAGED_TEXTS = 8,
    PAGED_DICTIONARY = 16,
    PAGED_BLOCKS = 17,
    PAGED_PLACES = 18,
    PAGED_OPTIONAL = 0x8000
};

enum paged_type { PAGED_SEGMENT, PAGED_TEXT };

/* ---- Writing -----------------------------------------------------------------------------------------------------*/

struct paged_writer_section {
    uint16_t kind, number;
    uint8_t width; /* bits of an offset in the directory */
    uint64_t pages, offset, size, entries;
};

struct paged_writer {
    struct index_sink sink;
    uint64_t id, offset; /* offset: bytes so far */
    struct stet_buf out; /* of them, those that the sink has not got yet */
    struct paged_writer_section *sections;
    size_t section_count, section_capacity;
    uint32_t *sizes; /* of the pages of the section that is open */
    size_t size_count, size_capacity;
};

stet_status paged_writer_init(struct paged_writer *writer, enum paged_type type, uint64_t id,
                              const struct index_shape *shape, struct index_sink sink, stet_error *err);
void paged_writer_free(struct paged_writer *writer);

/* Sections follow each other: begin, put pages, end. */
stet_status paged_begin(struct paged_writer *writer, enum paged_kind kind, uint16_t number, stet_error *err);
/* `page` has PAGED_CHECKSUM bytes of room ahead of its body, or size 0. It is sealed in place. */
stet_status paged_put(struct paged_writer *writer, unsigned char *page, size_t size, stet_error *err);
/* `entries`: what the section counts. */
stet_status paged_end(struct paged_writer *writer, uint64_t entries, stet_error *err);
/* Writes the contents. `facts`: what the file says of itself as a whole. */
stet_status paged_finish(struct paged_writer *writer, const uint64_t *facts, size_t fact_count, stet_error *err);

/* ---- Reading -----------------------------------------------------------------------------------------------------*/

struct paged_section {
    uint16_t kind, number;
    uint8_t width;
    uint64_t pages, offset, size, entries;
    uint64_t leaf_size; /* of the directory, which begins at offset + size */
};

struct paged {
    struct index_bytes bytes;
    uint64_t id;
    struct index_shape shape;
    uint64_t facts[PAGED_MAX_FACTS];
    size_t fact_count;
    struct paged_section *sections;
    size_t section_count;
    uint64_t contents;            /* where they begin: the end of the last section */
    uint64_t *touched;            /* a bit for each 4 KiB that have been asked for; NULL when not mapped */
};

/* `search`: where the contents are not where they should be, looks for them. */
stet_status paged_open(struct paged *file, struct index_bytes bytes, enum paged_type type, bool search,
                       stet_error *err);
/* STET_ERR_CORRUPT when the file's id or shape (NULL: any) is another one. */
stet_status paged_expect(const struct paged *file, uint64_t id, const struct index_shape *shape, stet_error *err);
void paged_close(struct paged *file);

/* NULL when there is none. */
const struct paged_section *paged_find(const struct paged *file, enum paged_kind kind, uint16_t number);

/* Where the directory says that a page is, checksum included. page < section->pages */
stet_status paged_where(const struct paged *file, const struct paged_section *section, uint64_t page,
                        uint64_t *offset, size_t *size, stet_error *err);
/* A page's body, verified; at an offset that paged_where gave. NULL and 0 for a page without one. */
stet_status paged_body(const struct paged *file, const struct paged_section *section, uint64_t page, uint64_t offset,
                       size_t size, const unsigned char **body, size_t *body_size, stet_error *err);
/* Both. */
stet_status paged_read(const struct paged *file, const struct paged_section *section, uint64_t page,
                       const unsigned char **body, size_t *body_size, stet_error *err);

/* Verifies a section's directory from end to end and, with `pages`, its pages; reports each damage. */
void paged_check_section(const struct paged *file, const struct paged_section *section, bool pages,
                         void (*found)(void *ctx, const stet_error *finding), void *ctx);
/* Whether the second copy of the contents is sound, and the sections leave no byte between them. */
stet_status paged_check_contents(const struct paged *file, stet_error *err);

/* The error of a page that makes no sense. */
stet_status paged_damage(const struct paged *file, const struct paged_section *section, uint64_t page,
                         const char *reason, stet_error *err);

/* Where the leaf of a page's directory is. */
static inline uint64_t paged_leaf(const struct paged_section *section, uint64_t page)
{
    return section->offset + section->size + page / 32 * section->leaf_size;
}

/* Whether some of these bytes have not been asked for before. */
bool paged_is_cold(const struct paged *file, uint64_t offset, size_t size);
/* Takes a page, which is there, and its directory to be in memory. */
void paged_touch(const struct paged *file, const struct paged_section *section, uint64_t page, uint64_t offset,
                 size_t size);
/* Asks the system for these bytes, and takes them to be in memory from then on. */
void paged_want(const struct paged *file, uint64_t offset, size_t size);

#endif
