#include <stdlib.h>

#include "base/error.h"
#include "index/paged_format.h"
#include "sys/file.h"

#define TOUCH_SHIFT 12 /* a bit of `touched` for each 4 KiB */
#define SEARCH ((size_t)64 << 20) /* bytes from the end in which lost contents are looked for */

static stet_status damaged(const struct index_bytes *bytes, uint64_t offset, const char *what, stet_error *err)
{
    stet_fail(err, STET_ERR_CORRUPT, "%s: %s", bytes->name, what);
    if (err)
        err->offset = offset;
    return STET_ERR_CORRUPT;
}

static const char *kind_name(uint16_t kind)
{
    switch (kind) {
    case PAGED_BAND:
        return "band";
    case PAGED_PASSAGES:
        return "passages";
    case PAGED_ID_TABLE:
        return "id table";
    case PAGED_COPIES:
        return "copies";
    case PAGED_ROWS:
        return "rows";
    case PAGED_IDS:
        return "ids";
    case PAGED_SOURCES:
        return "sources";
    case PAGED_TEXTS:
        return "texts";
    case PAGED_DICTIONARY:
        return "dictionary";
    case PAGED_BLOCKS:
        return "blocks";
    case PAGED_PLACES:
        return "places";
    default:
        return "unknown section";
    }
}

static stet_status page_damage(const struct paged *file, const struct paged_section *section, const char *what,
                               uint64_t page, uint64_t offset, const char *reason, stet_error *err)
{
    if (section->kind == PAGED_BAND)
        stet_fail(err, STET_ERR_CORRUPT, "%s: band %u, %s %llu: %s", file->bytes.name, section->number, what,
                  (unsigned long long)page, reason);
    else
        stet_fail(err, STET_ERR_CORRUPT, "%s: %s, %s %llu: %s", file->bytes.name, kind_name(section->kind), what,
                  (unsigned long long)page, reason);
    if (err)
        err->offset = offset;
    return STET_ERR_CORRUPT;
}

stet_status paged_damage(const struct paged *file, const struct paged_section *section, uint64_t page,
                         const char *reason, stet_error *err)
{
    uint64_t offset = section->offset;
    size_t size = 0;
    if (paged_where(file, section, page, &offset, &size, NULL))
        offset = section->offset;
    return page_damage(file, section, "page", page, offset, reason, err);
}

static stet_status read_header(struct paged *file, enum paged_type type, stet_error *err)
{
    const struct index_bytes *bytes = &file->bytes;
    if (bytes->size < PAGED_HEADER + PAGED_TRAILER)
        return damaged(bytes, bytes->size, "header, page 0: the file is too short", err);
    const unsigned char *header = bytes->data;
    if (stet_load64(header) != (type == PAGED_SEGMENT ? PAGED_SEGMENT_MAGIC : PAGED_TEXT_MAGIC))
        return damaged(bytes, 0, "header, page 0: it does not begin as such a file does", err);
    file->id = stet_load64(header + 16);
    if (stet_load64(header + PAGED_HEADER - 8) !=
        paged_checksum(header, PAGED_HEADER - 8, file->id, PAGED_SEAL_HEADER))
        return damaged(bytes, 0, "header, page 0: the checksum does not match", err);
    if (stet_load32(header + 8) != PAGED_VERSION)
        return damaged(bytes, 8, "header, page 0: written in a version of the format that is not known here", err);
    file->shape = (struct index_shape){
        .family = stet_load32(header + 24),
        .shingle = stet_load32(header + 28),
        .bands = stet_load32(header + 32),
        .rows = stet_load32(header + 36),
        .window = stet_load32(header + 40),
        .kept = stet_load32(header + 44),
        .keeps_text = stet_load32(header + 48) & 1,
    };
    if (index_shape_check(&file->shape, NULL))
        return damaged(bytes, 24, "header, page 0: no index has such a shape", err);
    return STET_OK;
}

/* Where the trailer says that the contents are; they fit ahead of it. */
static stet_status read_trailer(const struct paged *file, uint64_t *offset, uint64_t *size, stet_error *err)
{
    const struct index_bytes *bytes = &file->bytes;
    uint64_t end = bytes->size - PAGED_TRAILER;
    const unsigned char *trailer = bytes->data + end;
    if (stet_load64(trailer + 24) != PAGED_END_MAGIC ||
        stet_load64(trailer + 16) != paged_checksum(trailer, 16, file->id, PAGED_SEAL_TRAILER))
        return damaged(bytes, end, "trailer, page 0: the checksum does not match; the file may have been cut", err);
    *offset = stet_load64(trailer);
    *size = stet_load64(trailer + 8);
    if (*offset < PAGED_HEADER || *offset > end || *size > (end - *offset) / 2 || *offset + 2 * *size != end)
        return damaged(bytes, end, "trailer, page 0: the contents are not ahead of it", err);
    return STET_OK;
}

/* Contents at this offset: their facts and sections, which have not been looked at. */
static stet_status read_contents(struct paged *file, uint64_t offset, uint64_t size, stet_error *err)
{
    const struct index_bytes *bytes = &file->bytes;
    const unsigned char *at = bytes->data + offset;
    const char *page = "contents, page 0: the checksum does not match";
    if (size < PAGED_CONTENTS_HEAD + 8 || stet_load64(at) != PAGED_CONTENTS_MAGIC ||
        stet_load64(at + size - 8) != paged_checksum(at, size - 8, file->id, PAGED_SEAL_CONTENTS))
        return damaged(bytes, offset, page, err);
    uint32_t sections = stet_load32(at + 8), facts = stet_load32(at + 12);
    if (sections > PAGED_MAX_SECTIONS || facts > PAGED_MAX_FACTS ||
        size != PAGED_CONTENTS_HEAD + 8 * (uint64_t)facts + PAGED_SECTION * (uint64_t)sections + 8)
        return damaged(bytes, offset, "contents, page 0: they are not as long as they say", err);
    at += PAGED_CONTENTS_HEAD;
    file->fact_count = facts;
    for (uint32_t i = 0; i < facts; i++, at += 8)
        file->facts[i] = stet_load64(at);
    file->sections = calloc(sections ? sections : 1, sizeof *file->sections);
    if (!file->sections)
        return stet_fail_memory(err);
    file->section_count = sections;
    for (uint32_t i = 0; i < sections; i++, at += PAGED_SECTION) {
        uint64_t head = stet_load64(at);
        file->sections[i] = (struct paged_section){
            .kind = (uint16_t)head,
            .number = (uint16_t)(head >> 16),
            .width = (uint8_t)(head >> 32),
            .pages = stet_load64(at + 8),
            .offset = stet_load64(at + 16),
            .size = stet_load64(at + 24),
            .entries = stet_load64(at + 32),
        };
    }
    file->contents = offset;
    return STET_OK;
}

/* Sections follow each other from the header to the contents, each with its directory. */
static stet_status check_sections(struct paged *file, stet_error *err)
{
    uint64_t at = PAGED_HEADER;
    for (size_t i = 0; i < file->section_count; i++) {
        struct paged_section *section = &file->sections[i];
        section->leaf_size = PAGED_LEAF_HEAD + (uint64_t)section->width * PAGED_FAN / 8;
        uint64_t leaves = section->pages / PAGED_FAN + !!(section->pages % PAGED_FAN);
        if (section->offset != at || section->width > 37 || section->pages > INT32_MAX ||
            section->size > file->contents - at || leaves * section->leaf_size > file->contents - at - section->size)
            return damaged(&file->bytes, file->contents, "contents, page 0: sections lie over each other", err);
        at += section->size + leaves * section->leaf_size;
    }
    return at == file->contents
               ? STET_OK
               : damaged(&file->bytes, file->contents, "contents, page 0: sections leave bytes between them", err);
}

static stet_status find_contents(struct paged *file, bool search, stet_error *err)
{
    uint64_t offset = 0, size = 0;
    stet_status status = read_trailer(file, &offset, &size, err);
    for (unsigned copy = 0; !status && copy < (search ? 2 : 1); copy++) {
        status = read_contents(file, offset + copy * size, size, err);
        if (!status)
            file->contents = offset;
        if (status != STET_ERR_CORRUPT)
            return status;
        if (search && !copy)
            status = STET_OK;
    }
    if (status != STET_ERR_CORRUPT || !search)
        return status;
    size_t end = file->bytes.size - PAGED_CONTENTS_HEAD;
    size_t begin = end > SEARCH ? end - SEARCH : PAGED_HEADER;
    for (size_t at = begin; at <= end; at++) {
        if (stet_load64(file->bytes.data + at) != PAGED_CONTENTS_MAGIC)
            continue;
        size = PAGED_CONTENTS_HEAD + 8 * (uint64_t)stet_load32(file->bytes.data + at + 12) +
               PAGED_SECTION * (uint64_t)stet_load32(file->bytes.data + at + 8) + 8;
        if (size <= file->bytes.size - at && !read_contents(file, at, size, NULL))
            return check_sections(file, NULL) ? damaged(&file->bytes, at, "contents, page 0: not in their place", err)
                                              : STET_OK;
    }
    return status;
}

stet_status paged_open(struct paged *file, struct index_bytes bytes, enum paged_type type, bool search,
                       stet_error *err)
{
    *file = (struct paged){.bytes = bytes};
    stet_status status = read_header(file, type, err);
    if (!status)
        status = find_contents(file, search, err);
    if (!status)
        status = check_sections(file, err);
    if (!status && bytes.mapped) {
        file->touched = calloc((bytes.size >> (TOUCH_SHIFT + 6)) + 1, sizeof *file->touched);
        if (!file->touched)
            status = stet_fail_memory(err);
    }
    if (status)
        paged_close(file);
    return status;
}

stet_status paged_expect(const struct paged *file, uint64_t id, const struct index_shape *shape, stet_error *err)
{
    if (file->id != id)
        return damaged(&file->bytes, 16, "header, page 0: it is another file than the one that belongs here", err);
    if (shape && !index_shape_equal(shape, &file->shape))
        return damaged(&file->bytes, 24, "header, page 0: it belongs to an index of another shape", err);
    return STET_OK;
}

void paged_close(struct paged *file)
{
    free(file->sections);
    free(file->touched);
    *file = (struct paged){0};
}

const struct paged_section *paged_find(const struct paged *file, enum paged_kind kind, uint16_t number)
{
    for (size_t i = 0; i < file->section_count; i++)
        if (file->sections[i].kind == kind && file->sections[i].number == number)
            return &file->sections[i];
    return NULL;
}

stet_status paged_where(const struct paged *file, const struct paged_section *section, uint64_t page,
                        uint64_t *offset, size_t *size, stet_error *err)
{
    uint64_t number = page / PAGED_FAN, at = paged_leaf(section, page);
    const unsigned char *leaf = file->bytes.data + at;
    if (stet_load64(leaf) != paged_checksum(leaf + 8, section->leaf_size - 8, file->id,
                                            paged_leaf_place(section->kind, section->number, number)))
        return page_damage(file, section, "directory page", number, at, "the checksum does not match", err);
    uint64_t base = stet_load64(leaf + 8), slot = page % PAGED_FAN;
    uint64_t end = stet_get_bits(leaf + PAGED_LEAF_HEAD, slot * section->width, section->width);
    uint64_t begin = slot ? stet_get_bits(leaf + PAGED_LEAF_HEAD, (slot - 1) * section->width, section->width) : 0;
    uint64_t first = base - section->offset;
    if (base < section->offset || first > section->size || begin > end || end > section->size - first ||
        (end > begin && end - begin <= PAGED_CHECKSUM))
        return page_damage(file, section, "directory page", number, at, "pages lie outside of their section", err);
    *offset = base + begin;
    *size = (size_t)(end - begin);
    return STET_OK;
}

stet_status paged_body(const struct paged *file, const struct paged_section *section, uint64_t page, uint64_t offset,
                       size_t size, const unsigned char **body, size_t *body_size, stet_error *err)
{
    *body = NULL;
    *body_size = 0;
    if (!size)
        return STET_OK;
    const unsigned char *data = file->bytes.data + offset;
    if (stet_load64(data) != paged_checksum(data + PAGED_CHECKSUM, size - PAGED_CHECKSUM, file->id,
                                            paged_page_place(section->kind, section->number, page)))
        return page_damage(file, section, "page", page, offset, "the checksum does not match", err);
    *body = data + PAGED_CHECKSUM;
    *body_size = size - PAGED_CHECKSUM;
    return STET_OK;
}

stet_status paged_read(const struct paged *file, const struct paged_section *section, uint64_t page,
                       const unsigned char **body, size_t *body_size, stet_error *err)
{
    uint64_t offset = 0;
    size_t size = 0;
    stet_status status = paged_where(file, section, page, &offset, &size, err);
    return status ? status : paged_body(file, section, page, offset, size, body, body_size, err);
}

void paged_check_section(const struct paged *file, const struct paged_section *section, bool pages,
                         void (*found)(void *ctx, const stet_error *finding), void *ctx)
{
    uint64_t expected = section->offset;
    for (uint64_t page = 0; page < section->pages;) {
        uint64_t offset = 0;
        size_t size = 0;
        stet_error finding = {0};
        if (paged_where(file, section, page, &offset, &size, &finding)) {
            found(ctx, &finding);
            page = (page / PAGED_FAN + 1) * PAGED_FAN;
            expected = 0;
            continue;
        }
        if (expected && offset != expected) {
            page_damage(file, section, "page", page, offset, "it does not follow the page before it", &finding);
            found(ctx, &finding);
        }
        const unsigned char *body;
        size_t body_size;
        if (pages && paged_body(file, section, page, offset, size, &body, &body_size, &finding))
            found(ctx, &finding);
        expected = offset + size;
        page++;
    }
    if (expected && expected != section->offset + section->size) {
        stet_error finding = {0};
        page_damage(file, section, "page", section->pages, expected, "the section does not end with its last page",
                    &finding);
        found(ctx, &finding);
    }
}

stet_status paged_check_contents(const struct paged *file, stet_error *err)
{
    uint64_t offset = 0, size = 0;
    stet_status status = read_trailer(file, &offset, &size, err);
    if (status)
        return status;
    if (memcmp(file->bytes.data + offset, file->bytes.data + offset + size, (size_t)size) != 0)
        return damaged(&file->bytes, offset + size, "contents, page 1: they differ from the first copy", err);
    return STET_OK;
}

bool paged_is_cold(const struct paged *file, uint64_t offset, size_t size)
{
    if (!file->touched || !size)
        return false;
    for (uint64_t unit = offset >> TOUCH_SHIFT; unit <= (offset + size - 1) >> TOUCH_SHIFT; unit++)
        if (!(__atomic_load_n(&file->touched[unit / 64], __ATOMIC_RELAXED) >> (unit % 64) & 1))
            return true;
    return false;
}

static void note_touched(const struct paged *file, uint64_t offset, size_t size)
{
    for (uint64_t unit = offset >> TOUCH_SHIFT; unit <= (offset + size - 1) >> TOUCH_SHIFT; unit++) {
        uint64_t *word = &file->touched[unit / 64], bit = UINT64_C(1) << (unit % 64);
        if (!(__atomic_load_n(word, __ATOMIC_RELAXED) & bit))
            __atomic_fetch_or(word, bit, __ATOMIC_RELAXED);
    }
}

void paged_touch(const struct paged *file, const struct paged_section *section, uint64_t page, uint64_t offset,
                 size_t size)
{
    if (!file->touched || !size)
        return;
    note_touched(file, paged_leaf(section, page), (size_t)section->leaf_size);
    note_touched(file, offset, size);
}

void paged_want(const struct paged *file, uint64_t offset, size_t size)
{
    if (!file->touched || !size)
        return;
    note_touched(file, offset, size);
    sys_map_want(file->bytes.data + offset, size);
}
