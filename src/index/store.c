#include "index/store.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "sys/pages.h"

#define BLOCK_SIZE SYS_LARGE_PAGE
#define PREFETCH 2048
#define LINE 64

struct block {
    char *data;      /* NULL once written out */
    uint64_t offset; /* in the file, once written out */
    uint32_t used, capacity;
};

struct index_store {
    struct block *blocks;
    size_t count, capacity;
    uint64_t limit, resident, size;
    struct index_spill spill;
};

stet_status index_store_create(struct index_store **out, uint64_t limit, const char *folder, stet_error *err)
{
    struct index_store *store = calloc(1, sizeof *store);
    if (!store)
        return stet_fail_memory(err);
    store->limit = limit;
    index_spill_init(&store->spill, folder);
    *out = store;
    return STET_OK;
}

void index_store_free(struct index_store *store)
{
    if (!store)
        return;
    for (size_t i = 0; i < store->count; i++)
        free(store->blocks[i].data);
    free(store->blocks);
    index_spill_close(&store->spill);
    free(store);
}

/* Writes the newest block out when memory is full: the older ones stay, so that nothing is written twice. */
static stet_status close_block(struct index_store *store, stet_error *err)
{
    if (!store->count)
        return STET_OK;
    struct block *block = &store->blocks[store->count - 1];
    if (!block->data || store->resident <= store->limit)
        return STET_OK;
    stet_status status = index_spill_append(&store->spill, block->data, block->used, &block->offset, err);
    if (status)
        return status;
    free(block->data);
    block->data = NULL;
    store->resident -= block->capacity;
    return STET_OK;
}

static stet_status open_block(struct index_store *store, size_t wanted, stet_error *err)
{
    stet_status status = close_block(store, err);
    if (status)
        return status;
    void *blocks = store->blocks;
    bool grown = stet_grow(&blocks, &store->capacity, store->count + 1, sizeof *store->blocks);
    store->blocks = blocks;
    size_t capacity = wanted > BLOCK_SIZE ? wanted : BLOCK_SIZE;
    capacity = (capacity + SYS_LARGE_PAGE - 1) / SYS_LARGE_PAGE * SYS_LARGE_PAGE;
    char *data = grown ? sys_large_alloc(capacity) : NULL;
    if (!data)
        return stet_fail_memory(err);
    store->blocks[store->count++] = (struct block){.data = data, .capacity = (uint32_t)capacity};
    store->resident += capacity;
    return STET_OK;
}

stet_status index_store_add(struct index_store *store, const void *head, size_t head_size, const void *tail,
                            size_t tail_size, uint64_t *place, stet_error *err)
{
    size_t size = (head_size + tail_size + 7) & ~(size_t)7;
    if (size > UINT32_C(1) << 31)
        return stet_fail(err, STET_ERR_LIMIT, "an article's record is longer than 2 GiB");
    struct block *block = store->count ? &store->blocks[store->count - 1] : NULL;
    if (!block || block->capacity - block->used < size) {
        stet_status status = open_block(store, size, err);
        if (status)
            return status;
        block = &store->blocks[store->count - 1];
    }
    if (head_size)
        memcpy(block->data + block->used, head, head_size);
    if (tail_size)
        memcpy(block->data + block->used + head_size, tail, tail_size);
    *place = (uint64_t)(store->count - 1) << 32 | block->used;
    block->used += (uint32_t)size;
    store->size += size;
    return STET_OK;
}

stet_status index_store_get(const struct index_store *store, uint64_t place, size_t size, void **buffer,
                            size_t *capacity, const void **data, stet_error *err)
{
    const struct block *block = &store->blocks[place >> 32];
    uint32_t offset = (uint32_t)place;
    if (block->data) {
        *data = block->data + offset;
        return STET_OK;
    }
    if (!stet_grow(buffer, capacity, size, 1))
        return stet_fail_memory(err);
    *data = *buffer;
    return index_spill_read(&store->spill, block->offset + offset, *buffer, size, err);
}

void index_store_prefetch(const struct index_store *store, uint64_t place, size_t size)
{
    const struct block *block = &store->blocks[place >> 32];
    if (!block->data)
        return;
    const char *data = block->data + (uint32_t)place;
    size_t some = size < PREFETCH ? size : PREFETCH;
    for (size_t at = 0; at < some; at += LINE)
        __builtin_prefetch(data + at, 0, 2);
    if (some)
        __builtin_prefetch(data + some - 1, 0, 2);
}

uint64_t index_store_size(const struct index_store *store)
{
    return store->size;
}

uint64_t index_store_spilled(const struct index_store *store)
{
    return store->spill.size;
}
