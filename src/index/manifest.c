#include "index/manifest.h"

#include <stdlib.h>
#include <xxhash.h>

#include "base/bytes.h"
#include "base/error.h"

/* magic, version, 0, size | lineage, generation, next id, window, first log | blob: id, size, checksum | shape: 8 words of
 * 32 bits | numbers of logs, texts, segments | logs | texts | segments | dead articles | checksum */
#define MAGIC "stetman\n"
#define VERSION 1
#define HEAD 144 /* bytes before the lists */

void index_manifest_free(struct index_manifest *manifest)
{
    for (size_t i = 0; i < manifest->segment_count; i++)
        free(manifest->segments[i].dead);
    free(manifest->segments);
    free(manifest->texts);
    free(manifest->logs);
    *manifest = (struct index_manifest){0};
}

static bool put32(struct stet_buf *out, uint32_t value)
{
    unsigned char bytes[4];
    stet_store32(bytes, value);
    return stet_buf_add(out, bytes, sizeof bytes);
}

static bool put64(struct stet_buf *out, uint64_t value)
{
    unsigned char bytes[8];
    stet_store64(bytes, value);
    return stet_buf_add(out, bytes, sizeof bytes);
}

static bool put_head(struct stet_buf *out, const struct index_manifest *m)
{
    const struct index_shape *shape = &m->shape;
    return stet_buf_add(out, MAGIC, 8) && put32(out, VERSION) && put32(out, 0) && put64(out, 0) &&
           put64(out, m->lineage) && put64(out, m->generation) && put64(out, m->next_id) && put64(out, m->window) &&
           put64(out, m->first_log) && put64(out, m->blob_id) && put64(out, m->blob_bytes) &&
           put64(out, m->blob_checksum) && put32(out, shape->family) && put32(out, shape->shingle) &&
           put32(out, shape->bands) && put32(out, shape->rows) && put32(out, shape->window) &&
           put32(out, shape->kept) && put32(out, shape->keeps_text) && put32(out, 0) && put64(out, m->log_count) &&
           put64(out, m->text_count) && put64(out, m->segment_count);
}

static bool put_dead(struct stet_buf *out, const struct index_manifest_segment *segment)
{
    uint32_t next = 0;
    for (uint32_t i = 0; i < segment->dead_count; i++) {
        unsigned char bytes[STET_VARINT_MAX];
        if (!stet_buf_add(out, bytes, stet_put_varint(bytes, segment->dead[i] - next)))
            return false;
        next = segment->dead[i] + 1;
    }
    return true;
}

static bool put_lists(struct stet_buf *out, const struct index_manifest *m)
{
    bool ok = true;
    for (size_t i = 0; ok && i < m->log_count; i++)
        ok = put64(out, m->logs[i].number) && put64(out, m->logs[i].bytes);
    for (size_t i = 0; ok && i < m->text_count; i++)
        ok = put64(out, m->texts[i].id) && put64(out, m->texts[i].bytes);
    for (size_t i = 0; ok && i < m->segment_count; i++) {
        const struct index_manifest_segment *segment = &m->segments[i];
        ok = put64(out, segment->id) && put64(out, segment->bytes) && put32(out, segment->articles) &&
             put32(out, segment->dead_count) && put64(out, (uint64_t)segment->horizon);
    }
    for (size_t i = 0; ok && i < m->segment_count; i++)
        ok = put_dead(out, &m->segments[i]);
    return ok;
}

stet_status index_manifest_encode(const struct index_manifest *manifest, struct stet_buf *out, stet_error *err)
{
    out->size = 0;
    if (!put_head(out, manifest) || !put_lists(out, manifest) || !stet_buf_reserve(out, 8))
        return stet_fail_memory(err);
    stet_store64(out->data + 16, out->size + 8);
    stet_store64(out->data + out->size, XXH3_64bits(out->data, out->size));
    out->size += 8;
    return STET_OK;
}

struct reader {
    const unsigned char *start, *at, *end;
    const char *name;
    stet_error *err;
};

static stet_status damaged(const struct reader *in, const char *reason)
{
    size_t place = (size_t)(in->at - in->start);
    stet_status status = stet_fail(in->err, STET_ERR_CORRUPT, "%s: byte %zu: %s", in->name, place, reason);
    if (in->err)
        in->err->offset = place;
    return status;
}

static uint32_t get32(struct reader *in)
{
    in->at += 4;
    return stet_load32(in->at - 4);
}

static uint64_t get64(struct reader *in)
{
    in->at += 8;
    return stet_load64(in->at - 8);
}

static void get_head(struct reader *in, struct index_manifest *m)
{
    m->lineage = get64(in);
    m->generation = get64(in);
    m->next_id = get64(in);
    m->window = get64(in);
    m->first_log = get64(in);
    m->blob_id = get64(in);
    m->blob_bytes = get64(in);
    m->blob_checksum = get64(in);
    struct index_shape *shape = &m->shape;
    uint32_t *const words[] = {&shape->family, &shape->shingle, &shape->bands, &shape->rows, &shape->window,
                               &shape->kept};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        *words[i] = get32(in);
    shape->keeps_text = get32(in) & 1;
    get32(in);
}

/* Room for a list of `count` items that take `each` bytes in the file: NULL stays NULL for none. */
static stet_status room(struct reader *in, void *list, size_t *count, uint64_t wanted, size_t each, size_t item)
{
    if (wanted > (uint64_t)(in->end - in->at) / each)
        return damaged(in, "a list is longer than the file");
    void *items = wanted ? calloc((size_t)wanted, item) : NULL;
    if (wanted && !items)
        return stet_fail_memory(in->err);
    memcpy(list, &items, sizeof items);
    *count = (size_t)wanted;
    return STET_OK;
}

static stet_status get_dead(struct reader *in, struct index_manifest_segment *segment)
{
    size_t count;
    uint32_t wanted = segment->dead_count;
    segment->dead_count = 0;
    stet_status status = room(in, &segment->dead, &count, wanted, 1, sizeof *segment->dead);
    if (status)
        return status;
    uint64_t next = 0;
    for (uint32_t i = 0; i < wanted; i++) {
        uint64_t gap;
        if (!stet_get_varint(&in->at, in->end, &gap) || gap >= segment->articles - next)
            return damaged(in, "a removed article is not in its segment");
        segment->dead[segment->dead_count++] = (uint32_t)(next + gap);
        next += gap + 1;
    }
    return STET_OK;
}

static stet_status get_segments(struct reader *in, struct index_manifest *m)
{
    for (size_t i = 0; i < m->segment_count; i++) {
        struct index_manifest_segment *segment = &m->segments[i];
        segment->id = get64(in);
        segment->bytes = get64(in);
        segment->articles = get32(in);
        segment->dead_count = get32(in);
        segment->horizon = (int64_t)get64(in);
    }
    for (size_t i = 0; i < m->segment_count; i++) {
        stet_status status = get_dead(in, &m->segments[i]);
        if (status)
            return status;
    }
    return STET_OK;
}

static stet_status get_lists(struct reader *in, struct index_manifest *m)
{
    uint64_t logs = get64(in), texts = get64(in), segments = get64(in);
    stet_status status = room(in, &m->logs, &m->log_count, logs, 16, sizeof *m->logs);
    for (size_t i = 0; !status && i < m->log_count; i++) {
        m->logs[i].number = get64(in);
        m->logs[i].bytes = get64(in);
    }
    if (!status)
        status = room(in, &m->texts, &m->text_count, texts, 16, sizeof *m->texts);
    for (size_t i = 0; !status && i < m->text_count; i++) {
        m->texts[i].id = get64(in);
        m->texts[i].bytes = get64(in);
    }
    if (!status)
        status = room(in, &m->segments, &m->segment_count, segments, 32, sizeof *m->segments);
    return status ? status : get_segments(in, m);
}

static stet_status check_frame(struct reader *in, size_t size)
{
    if (size < HEAD + 8)
        return damaged(in, "it is too short");
    if (memcmp(in->start, MAGIC, 8))
        return damaged(in, "it is no manifest of a stet index");
    if (stet_load64(in->start + 16) != size)
        return damaged(in, "its size is not what it says");
    in->end = in->start + size - 8;
    if (stet_load64(in->end) != XXH3_64bits(in->start, size - 8))
        return damaged(in, "its checksum is wrong");
    if (stet_load32(in->start + 8) != VERSION)
        return damaged(in, "its version is unknown");
    in->at += 24;
    return STET_OK;
}

stet_status index_manifest_decode(struct index_manifest *out, const void *data, size_t size, const char *name,
                                  stet_error *err)
{
    *out = (struct index_manifest){0};
    struct reader in = {data, data, data, name, err};
    stet_status status = check_frame(&in, size);
    if (status)
        return status;
    get_head(&in, out);
    status = get_lists(&in, out);
    if (!status && in.at != in.end)
        status = damaged(&in, "there is more than it says");
    if (!status && index_shape_check(&out->shape, NULL))
        status = damaged(&in, "its shape makes no sense");
    if (status) {
        /* What was read so far is freed; lists that were not have no items. */
        index_manifest_free(out);
    }
    return status;
}

stet_status index_manifest_read(const char *folder, struct stet_buf *out, stet_error *err)
{
    struct index_path path;
    bool missing = false;
    stet_status status = index_path(&path, folder, INDEX_MANIFEST, 0, "", err);
    if (!status)
        status = index_file_read(path.text, out, &missing, err);
    return missing ? stet_fail(err, STET_ERR_IO, "%s is no index: it has no MANIFEST", folder) : status;
}

stet_status index_manifest_commit(const char *folder, const struct stet_buf *bytes, stet_error *err)
{
    struct index_file file;
    stet_status status = index_file_start(&file, folder, INDEX_MANIFEST, 0, err);
    if (status)
        return status;
    status = index_file_write(&file, bytes->data, bytes->size, err);
    if (!status)
        status = index_file_commit(&file, err);
    index_file_drop(&file);
    return status ? status : sys_folder_sync(folder, err);
}
