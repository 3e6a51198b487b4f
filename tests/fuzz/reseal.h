/* Makes all checksums of a damaged file of pages right, so that what is behind them is reached. */
#ifndef TESTS_FUZZ_RESEAL_H
#define TESTS_FUZZ_RESEAL_H

#include "index/paged_format.h"

static inline void reseal_section(unsigned char *data, const struct paged *file, const struct paged_section *section)
{
    for (uint64_t page = 0; page < section->pages; page++) {
        uint64_t offset = 0, number = page / PAGED_FAN;
        size_t size = 0;
        unsigned char *leaf = data + paged_leaf(section, page);
        if (page % PAGED_FAN == 0)
            stet_store64(leaf, paged_checksum(leaf + 8, section->leaf_size - 8, file->id,
                                              paged_leaf_place(section->kind, section->number, number)));
        if (!paged_where(file, section, page, &offset, &size, NULL) && size)
            stet_store64(data + offset, paged_checksum(data + offset + 8, size - 8, file->id,
                                                       paged_page_place(section->kind, section->number, page)));
    }
}

static inline void reseal(unsigned char *data, size_t size, enum paged_type type)
{
    if (size < PAGED_HEADER + PAGED_TRAILER)
        return;
    uint64_t id = stet_load64(data + 16), end = size - PAGED_TRAILER;
    unsigned char *trailer = data + end;
    stet_store64(data + PAGED_HEADER - 8, paged_checksum(data, PAGED_HEADER - 8, id, PAGED_SEAL_HEADER));
    stet_store64(trailer + 24, PAGED_END_MAGIC);
    stet_store64(trailer + 16, paged_checksum(trailer, 16, id, PAGED_SEAL_TRAILER));
    uint64_t offset = stet_load64(trailer), length = stet_load64(trailer + 8);
    if (offset < end && length >= 24 && length <= end - offset) {
        unsigned char *contents = data + offset;
        stet_store64(contents, PAGED_CONTENTS_MAGIC);
        stet_store64(contents + length - 8, paged_checksum(contents, length - 8, id, PAGED_SEAL_CONTENTS));
    }
    struct paged file;
    if (paged_open(&file, (struct index_bytes){data, size, "fuzz", false}, type, false, NULL))
        return;
    for (size_t i = 0; i < file.section_count; i++)
        reseal_section(data, &file, &file.sections[i]);
    paged_close(&file);
}

#endif
