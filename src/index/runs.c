#include "index/runs.h"

#include <bsd/stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "sys/pages.h"

/* Records. Partitions fill at about the same pace, and if chunks began at multiples of a power of two, all partitions
 * would write to the same few sets of the caches: a chunk is 127 cache lines, an odd number. */
#define CHUNK 1015
#define SOON 16 /* records ahead, whose memory is fetched */
#define SLAB_CHUNKS (SYS_LARGE_PAGE / sizeof(struct chunk))

/* All chunks of a partition are full but for the last. */
struct chunk {
    struct chunk *next;
    uint64_t records[CHUNK];
};

/* What adding touches, apart from all else: those of all partitions stay in the first-level cache. */
struct tail {
    uint64_t *next, *end; /* where the next record goes in the last chunk, and where it is full; equal without one */
};

struct run {
    uint64_t offset, count;
};

struct partition {
    struct chunk *first, *last;
    uint64_t full;    /* records in the chunks before the last */
    struct run *runs; /* on disk, in the order written: all of them older than the chunks */
    size_t run_count, run_capacity;
    uint64_t written; /* records on disk */
};

struct index_runs {
    struct tail tails[INDEX_PARTITIONS];
    struct partition partitions[INDEX_PARTITIONS];
    uint64_t limit, resident;                    /* bytes of chunks */
    struct chunk **slabs;                        /* SLAB_CHUNKS chunks each */
    size_t slab_count, slab_capacity, slab_used; /* chunks used of the newest slab */
    struct chunk *free;                          /* chunks that may be used again */
    struct index_spill spill;
};

stet_status index_runs_create(struct index_runs **out, uint64_t limit, const char *folder, stet_error *err)
{
    struct index_runs *runs = calloc(1, sizeof *runs);
    if (!runs)
        return stet_fail_memory(err);
    uint64_t least = (uint64_t)INDEX_PARTITIONS * sizeof(struct chunk) * 2;
    runs->limit = limit > least ? limit : least;
    index_spill_init(&runs->spill, folder);
    *out = runs;
    return STET_OK;
}

/* Records in the last chunk of a partition, which has one. */
static size_t last_count(const struct index_runs *runs, unsigned p)
{
    return (size_t)(runs->tails[p].next - runs->partitions[p].last->records);
}

static uint64_t count_of(const struct index_runs *runs, unsigned p)
{
    const struct partition *partition = &runs->partitions[p];
    return partition->written + partition->full + (partition->last ? last_count(runs, p) : 0);
}

/* Gives a partition's chunks back for others. */
static void free_chunks(struct index_runs *runs, unsigned p)
{
    struct partition *partition = &runs->partitions[p];
    partition->last->next = runs->free;
    runs->free = partition->first;
    partition->first = partition->last = NULL;
    partition->full = 0;
    runs->tails[p] = (struct tail){NULL, NULL};
}

/* NULL when memory ran out. */
static struct chunk *take_chunk(struct index_runs *runs)
{
    if (runs->free) {
        struct chunk *chunk = runs->free;
        runs->free = chunk->next;
        return chunk;
    }
    if (!runs->slab_count || runs->slab_used == SLAB_CHUNKS) {
        void *slabs = runs->slabs;
        bool grown = stet_grow(&slabs, &runs->slab_capacity, runs->slab_count + 1, sizeof *runs->slabs);
        runs->slabs = slabs;
        struct chunk *slab = grown ? sys_large_alloc(SYS_LARGE_PAGE) : NULL;
        if (!slab)
            return NULL;
        runs->slabs[runs->slab_count++] = slab;
        runs->slab_used = 0;
    }
    return &runs->slabs[runs->slab_count - 1][runs->slab_used++];
}

void index_runs_free(struct index_runs *runs)
{
    if (!runs)
        return;
    for (unsigned p = 0; p < INDEX_PARTITIONS; p++)
        free(runs->partitions[p].runs);
    for (size_t i = 0; i < runs->slab_count; i++)
        free(runs->slabs[i]);
    free(runs->slabs);
    index_spill_close(&runs->spill);
    free(runs);
}

/* Writes one partition's chunks as one run and keeps a chunk for what comes. */
static stet_status spill_partition(struct index_runs *runs, unsigned p, stet_error *err)
{
    struct partition *partition = &runs->partitions[p];
    if (!partition->last)
        return STET_OK;
    void *list = partition->runs;
    bool grown = stet_grow(&list, &partition->run_capacity, partition->run_count + 1, sizeof *partition->runs);
    partition->runs = list;
    if (!grown)
        return stet_fail_memory(err);
    struct run run = {.count = partition->full + last_count(runs, p)};
    for (struct chunk *chunk = partition->first; chunk; chunk = chunk->next) {
        size_t count = chunk->next ? CHUNK : last_count(runs, p);
        uint64_t offset;
        stet_status status = index_spill_append(&runs->spill, chunk->records, count * sizeof(uint64_t), &offset, err);
        if (status)
            return status;
        if (chunk == partition->first)
            run.offset = offset;
    }
    partition->runs[partition->run_count++] = run;
    partition->written += run.count;
    free_chunks(runs, p);
    return STET_OK;
}

static stet_status spill_all(struct index_runs *runs, stet_error *err)
{
    for (unsigned p = 0; p < INDEX_PARTITIONS; p++) {
        stet_status status = spill_partition(runs, p, err);
        if (status)
            return status;
    }
    runs->resident = 0;
    return STET_OK;
}

static stet_status add_chunk(struct index_runs *runs, unsigned p, stet_error *err)
{
    if (runs->resident + sizeof(struct chunk) > runs->limit) {
        stet_status status = spill_all(runs, err);
        if (status)
            return status;
    }
    struct chunk *chunk = take_chunk(runs);
    if (!chunk)
        return stet_fail_memory(err);
    chunk->next = NULL;
    struct partition *partition = &runs->partitions[p];
    if (partition->last) {
        partition->last->next = chunk;
        partition->full += CHUNK;
    } else {
        partition->first = chunk;
    }
    partition->last = chunk;
    runs->tails[p] = (struct tail){chunk->records, chunk->records + CHUNK};
    runs->resident += sizeof *chunk;
    return STET_OK;
}

static inline stet_status add(struct index_runs *runs, unsigned p, uint64_t record, stet_error *err)
{
    struct tail *tail = &runs->tails[p];
    if (__builtin_expect(tail->next == tail->end, 0)) {
        stet_status status = add_chunk(runs, p, err);
        if (status)
            return status;
    }
    uintptr_t soon = (uintptr_t)tail->next + SOON * sizeof *tail->next; /* maybe behind the chunk */
    __builtin_prefetch((const void *)soon, 1);
    *tail->next++ = record;
    return STET_OK;
}

stet_status index_runs_add(struct index_runs *runs, unsigned p, uint64_t record, stet_error *err)
{
    return add(runs, p, record, err);
}

stet_status index_runs_add_keys(struct index_runs *runs, const uint64_t *keys, size_t count, uint32_t article,
                                stet_error *err)
{
    stet_status status = STET_OK;
    for (size_t i = 0; i < count && !status; i++)
        status = add(runs, index_key_partition(keys[i]), index_key_record(keys[i], article), err);
    return status;
}

stet_status index_runs_load(const struct index_runs *runs, unsigned p, uint64_t **records, size_t *capacity,
                            size_t *count, stet_error *err)
{
    const struct partition *partition = &runs->partitions[p];
    void *array = *records;
    bool grown = stet_grow(&array, capacity, 2 * count_of(runs, p), sizeof **records);
    *records = array;
    if (!grown)
        return stet_fail_memory(err);
    size_t n = 0;
    for (size_t r = 0; r < partition->run_count; r++) {
        const struct run *run = &partition->runs[r];
        stet_status status =
            index_spill_read(&runs->spill, run->offset, *records + n, run->count * sizeof **records, err);
        if (status)
            return status;
        n += run->count;
    }
    for (const struct chunk *chunk = partition->first; chunk; chunk = chunk->next) {
        size_t some = chunk->next ? CHUNK : last_count(runs, p);
        memcpy(*records + n, chunk->records, some * sizeof **records);
        n += some;
    }
    *count = n;
    return STET_OK;
}

bool index_runs_reorder(struct index_runs *runs, unsigned p, const uint64_t *records)
{
    if (runs->partitions[p].run_count)
        return false;
    for (struct chunk *chunk = runs->partitions[p].first; chunk; chunk = chunk->next) {
        size_t some = chunk->next ? CHUNK : last_count(runs, p);
        memcpy(chunk->records, records, some * sizeof *records);
        records += some;
    }
    return true;
}

uint64_t index_runs_count(const struct index_runs *runs)
{
    uint64_t count = 0;
    for (unsigned p = 0; p < INDEX_PARTITIONS; p++)
        count += count_of(runs, p);
    return count;
}

uint64_t index_runs_spilled(const struct index_runs *runs)
{
    return runs->spill.size;
}
