#include "index/part.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"

stet_status index_map_file(struct sys_map *out, const char *path, uint64_t bytes, bool *missing, stet_error *err)
{
    int file;
    *missing = false;
    stet_status status = sys_open_if_there(&file, path, err);
    if (status || file < 0) {
        *missing = !status;
        return status;
    }
    status = sys_map(out, file, path, err);
    sys_close(file);
    if (!status && out->size != bytes) {
        status = stet_fail(err, STET_ERR_CORRUPT, "%s: byte %zu: it has %zu bytes and should have %llu", path,
                           out->size, out->size, (unsigned long long)bytes);
        sys_unmap(out);
    }
    return status;
}

static struct index_bytes bytes_of(const struct sys_map *map, const char *name)
{
    return (struct index_bytes){map->data, map->size, name, true};
}

stet_status index_part_open(struct index_part **out, const char *folder, uint64_t id, uint64_t bytes,
                            const struct index_shape *shape, bool *missing, stet_error *err)
{
    struct index_part *part = calloc(1, sizeof *part);
    *missing = false;
    if (!part)
        return stet_fail_memory(err);
    atomic_init(&part->holders, 1);
    part->id = id;
    stet_status status = index_path(&part->path, folder, INDEX_SEGMENT, id, "", err);
    if (!status)
        status = index_map_file(&part->map, part->path.text, bytes, missing, err);
    if (!status && !*missing)
        status = index_segment_open(&part->segment, bytes_of(&part->map, part->path.text), id, shape, err);
    if (status || *missing)
        index_part_release(part);
    else
        *out = part;
    return status;
}

void index_part_hold(struct index_part *part)
{
    atomic_fetch_add(&part->holders, 1);
}

void index_part_release(struct index_part *part)
{
    if (!part || atomic_fetch_sub(&part->holders, 1) != 1)
        return;
    if (part->segment)
        index_segment_close(part->segment);
    sys_unmap(&part->map);
    free(part->dead);
    free(part);
}

static struct index_dead *slot_of(struct index_dead *slots, size_t count, uint32_t article)
{
    size_t at = (article * UINT64_C(0x9e3779b97f4a7c15) >> 20) & (count - 1);
    while (slots[at].since && slots[at].article != article)
        at = (at + 1) & (count - 1);
    return &slots[at];
}

stet_status index_part_reserve(struct index_part *part, size_t more, stet_error *err)
{
    size_t wanted = 16;
    while (wanted < 2 * ((size_t)part->dead_count + more))
        wanted *= 2;
    if (wanted <= part->slot_count)
        return STET_OK;
    struct index_dead *slots = calloc(wanted, sizeof *slots);
    if (!slots)
        return stet_fail_memory(err);
    for (size_t i = 0; i < part->slot_count; i++)
        if (part->dead[i].since)
            *slot_of(slots, wanted, part->dead[i].article) = part->dead[i];
    free(part->dead);
    part->dead = slots;
    part->slot_count = wanted;
    return STET_OK;
}

void index_part_kill(struct index_part *part, uint32_t article, uint64_t since)
{
    struct index_dead *slot = slot_of(part->dead, part->slot_count, article);
    if (slot->since)
        return;
    *slot = (struct index_dead){since, article};
    part->dead_count++;
}

uint64_t index_part_until(const struct index_part *part, uint32_t article)
{
    if (!part->dead_count)
        return INDEX_NEVER;
    const struct index_dead *slot = slot_of(part->dead, part->slot_count, article);
    return slot->since ? slot->since : INDEX_NEVER;
}

static int by_number(const void *a, const void *b)
{
    uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;
    return (left > right) - (left < right);
}

stet_status index_part_dead(const struct index_part *part, uint64_t change, uint32_t **out, uint32_t *count,
                            stet_error *err)
{
    *out = NULL;
    *count = 0;
    if (!part->dead_count)
        return STET_OK;
    *out = malloc(part->dead_count * sizeof **out);
    if (!*out)
        return stet_fail_memory(err);
    for (size_t i = 0; i < part->slot_count; i++)
        if (part->dead[i].since && part->dead[i].since <= change)
            (*out)[(*count)++] = part->dead[i].article;
    qsort(*out, *count, sizeof **out, by_number);
    return STET_OK;
}

stet_status index_text_part_open(struct index_text_part **out, const char *folder, uint64_t id, uint64_t bytes,
                                 const struct index_shape *shape, bool *missing, stet_error *err)
{
    struct index_text_part *part = calloc(1, sizeof *part);
    *missing = false;
    if (!part)
        return stet_fail_memory(err);
    if (pthread_mutex_init(&part->lock, NULL)) {
        free(part);
        return stet_fail_memory(err);
    }
    atomic_init(&part->holders, 1);
    part->id = id;
    part->shape = *shape;
    stet_status status = index_path(&part->path, folder, INDEX_TEXT, id, "", err);
    if (!status)
        status = index_map_file(&part->map, part->path.text, bytes, missing, err);
    if (status || *missing)
        index_text_part_release(part);
    else
        *out = part;
    return status;
}

void index_text_part_hold(struct index_text_part *part)
{
    atomic_fetch_add(&part->holders, 1);
}

void index_text_part_release(struct index_text_part *part)
{
    if (!part || atomic_fetch_sub(&part->holders, 1) != 1)
        return;
    if (part->text)
        index_text_close(part->text);
    sys_unmap(&part->map);
    pthread_mutex_destroy(&part->lock);
    free(part);
}

stet_status index_text_part_get(struct index_text_part *part, struct index_text **out, stet_error *err)
{
    stet_status status = STET_OK;
    pthread_mutex_lock(&part->lock);
    if (!part->text)
        status = index_text_open(&part->text, bytes_of(&part->map, part->path.text), part->id, &part->shape, err);
    *out = part->text;
    pthread_mutex_unlock(&part->lock);
    return status;
}
