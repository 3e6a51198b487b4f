#include "base/error.h"
#include "index/paged_format.h"

#define BATCH ((size_t)256 << 10) /* the sink gets at least this much at once, but for the end */

static stet_status drain(struct paged_writer *writer, stet_error *err)
{
    if (!writer->out.size)
        return STET_OK;
    stet_status status = writer->sink.write(writer->sink.ctx, writer->out.data, writer->out.size, err);
    writer->out.size = 0;
    return status;
}

static stet_status emit(struct paged_writer *writer, const void *data, size_t size, stet_error *err)
{
    if (!stet_buf_add(&writer->out, data, size))
        return stet_fail_memory(err);
    writer->offset += size;
    return writer->out.size < BATCH ? STET_OK : drain(writer, err);
}

stet_status paged_writer_init(struct paged_writer *writer, enum paged_type type, uint64_t id,
                              const struct index_shape *shape, struct index_sink sink, stet_error *err)
{
    *writer = (struct paged_writer){.sink = sink, .id = id};
    unsigned char header[PAGED_HEADER] = {0};
    stet_store64(header, type == PAGED_SEGMENT ? PAGED_SEGMENT_MAGIC : PAGED_TEXT_MAGIC);
    stet_store32(header + 8, PAGED_VERSION);
    stet_store64(header + 16, id);
    const uint32_t fields[] = {shape->family, shape->shingle, shape->bands,     shape->rows,
                               shape->window, shape->kept,    shape->keeps_text};
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        stet_store32(header + 24 + 4 * i, fields[i]);
    stet_store64(header + PAGED_HEADER - 8, paged_checksum(header, PAGED_HEADER - 8, id, PAGED_SEAL_HEADER));
    return emit(writer, header, sizeof header, err);
}

void paged_writer_free(struct paged_writer *writer)
{
    stet_buf_free(&writer->out);
    free(writer->sections);
    free(writer->sizes);
    *writer = (struct paged_writer){0};
}

stet_status paged_begin(struct paged_writer *writer, enum paged_kind kind, uint16_t number, stet_error *err)
{
    void *sections = writer->sections;
    bool grown = stet_grow(&sections, &writer->section_capacity, writer->section_count + 1, sizeof *writer->sections);
    writer->sections = sections;
    if (!grown)
        return stet_fail_memory(err);
    writer->sections[writer->section_count++] =
        (struct paged_writer_section){.kind = (uint16_t)kind, .number = number, .offset = writer->offset};
    writer->size_count = 0;
    return STET_OK;
}

stet_status paged_put(struct paged_writer *writer, unsigned char *page, size_t size, stet_error *err)
{
    struct paged_writer_section *section = &writer->sections[writer->section_count - 1];
    void *sizes = writer->sizes;
    bool grown = stet_grow(&sizes, &writer->size_capacity, writer->size_count + 1, sizeof *writer->sizes);
    writer->sizes = sizes;
    if (!grown)
        return stet_fail_memory(err);
    if (size > UINT32_MAX || writer->size_count >= INT32_MAX)
        return stet_fail(err, STET_ERR_LIMIT, "a page of an index file would be larger than 4 GiB, or one too many");
    writer->sizes[writer->size_count++] = (uint32_t)size;
    section->size += size;
    if (!size)
        return STET_OK;
    uint64_t place = paged_page_place(section->kind, section->number, writer->size_count - 1);
    stet_store64(page, paged_checksum(page + PAGED_CHECKSUM, size - PAGED_CHECKSUM, writer->id, place));
    return emit(writer, page, size, err);
}

/* Bits for the largest offset within a leaf. */
static uint8_t leaf_width(const struct paged_writer *writer)
{
    uint64_t most = 0;
    for (size_t i = 0; i < writer->size_count;) {
        uint64_t sum = 0;
        for (size_t end = i + PAGED_FAN; i < end && i < writer->size_count; i++)
            sum += writer->sizes[i];
        most = sum > most ? sum : most;
    }
    return (uint8_t)stet_bit_width(most);
}

stet_status paged_end(struct paged_writer *writer, uint64_t entries, stet_error *err)
{
    struct paged_writer_section *section = &writer->sections[writer->section_count - 1];
    section->pages = writer->size_count;
    section->entries = entries;
    section->width = leaf_width(writer);
    uint64_t base = section->offset;
    for (size_t first = 0; first < writer->size_count; first += PAGED_FAN) {
        unsigned char leaf[PAGED_LEAF_HEAD + PAGED_FAN * 5 + STET_BITS_SLACK] = {0};
        size_t size = PAGED_LEAF_HEAD + (size_t)section->width * PAGED_FAN / 8;
        stet_store64(leaf + 8, base);
        uint64_t end = 0;
        for (size_t i = 0; i < PAGED_FAN; i++) {
            end += first + i < writer->size_count ? writer->sizes[first + i] : 0;
            stet_put_bits(leaf + PAGED_LEAF_HEAD, i * section->width, section->width, end);
        }
        base += end;
        uint64_t place = paged_leaf_place(section->kind, section->number, first / PAGED_FAN);
        stet_store64(leaf, paged_checksum(leaf + 8, size - 8, writer->id, place));
        stet_status status = emit(writer, leaf, size, err);
        if (status)
            return status;
    }
    return STET_OK;
}

static bool add64(struct stet_buf *to, uint64_t value)
{
    unsigned char bytes[8];
    stet_store64(bytes, value);
    return stet_buf_add(to, bytes, sizeof bytes);
}

static bool add_section(struct stet_buf *to, const struct paged_writer_section *section)
{
    return add64(to, section->kind | (uint64_t)section->number << 16 | (uint64_t)section->width << 32) &&
           add64(to, section->pages) && add64(to, section->offset) && add64(to, section->size) &&
           add64(to, section->entries);
}

static bool add_contents(struct stet_buf *to, const struct paged_writer *writer, const uint64_t *facts,
                         size_t fact_count)
{
    if (!add64(to, PAGED_CONTENTS_MAGIC) || !add64(to, writer->section_count | (uint64_t)fact_count << 32))
        return false;
    for (size_t i = 0; i < fact_count; i++)
        if (!add64(to, facts[i]))
            return false;
    for (size_t i = 0; i < writer->section_count; i++)
        if (!add_section(to, &writer->sections[i]))
            return false;
    return add64(to, paged_checksum(to->data, to->size, writer->id, PAGED_SEAL_CONTENTS));
}

/* The contents stand twice: all else in the file is of no use without them. */
stet_status paged_finish(struct paged_writer *writer, const uint64_t *facts, size_t fact_count, stet_error *err)
{
    struct stet_buf contents = STET_BUF_INIT;
    if (!add_contents(&contents, writer, facts, fact_count)) {
        stet_buf_free(&contents);
        return stet_fail_memory(err);
    }
    unsigned char trailer[PAGED_TRAILER];
    stet_store64(trailer, writer->offset);
    stet_store64(trailer + 8, contents.size);
    stet_store64(trailer + 16, paged_checksum(trailer, 16, writer->id, PAGED_SEAL_TRAILER));
    stet_store64(trailer + 24, PAGED_END_MAGIC);
    stet_status status = emit(writer, contents.data, contents.size, err);
    if (!status)
        status = emit(writer, contents.data, contents.size, err);
    if (!status)
        status = emit(writer, trailer, sizeof trailer, err);
    stet_buf_free(&contents);
    return status ? status : drain(writer, err);
}
