#include "index/chains.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

#define LEAST_HEADS 1024

bool chains_create(struct chains *chains)
{
    chains->seen = calloc(CHAINS_SEEN_BITS / 64, sizeof *chains->seen);
    return chains->seen;
}

void chains_free(struct chains *chains)
{
    for (size_t i = 0; i < chains->block_count; i++)
        free(chains->blocks[i]);
    free(chains->blocks);
    for (size_t i = 0; i < chains->level_count; i++)
        free(chains->levels[i].heads);
    free(chains->seen);
}

void chains_empty(struct chains *chains)
{
    chains->cell_count = 0;
    for (; chains->level_count > 1; chains->level_count--) {
        free(chains->levels[0].heads);
        memmove(chains->levels, chains->levels + 1, (chains->level_count - 1) * sizeof *chains->levels);
    }
    for (size_t i = 0; i < chains->level_count; i++)
        memset(chains->levels[i].heads, 0, chains->levels[i].count * sizeof *chains->levels[i].heads);
    memset(chains->seen, 0, CHAINS_SEEN_BITS / 8);
}

static bool grow_cells(struct chains *chains, size_t cells)
{
    while (chains->block_count * CHAINS_BLOCK < cells) {
        void *blocks = chains->blocks;
        bool ok = stet_grow(&blocks, &chains->block_capacity, chains->block_count + 1, sizeof *chains->blocks);
        chains->blocks = blocks;
        struct chains_cell *block = ok ? malloc(CHAINS_BLOCK * sizeof *block) : NULL;
        if (!block)
            return false;
        chains->blocks[chains->block_count++] = block;
    }
    return true;
}

static bool grow_heads(struct chains *chains, size_t cells)
{
    size_t count = chains->level_count ? chains->levels[chains->level_count - 1].count : 0;
    if (cells <= count)
        return true;
    count = count ? count : LEAST_HEADS / 4;
    while (count < cells)
        count *= 4;
    uint32_t *heads = calloc(count, sizeof *heads);
    if (!heads)
        return false;
    chains->levels[chains->level_count++] = (struct chains_level){heads, count};
    return true;
}

bool chains_reserve(struct chains *chains, size_t cells)
{
    return grow_cells(chains, cells) && grow_heads(chains, cells);
}

static void link_cell(struct chains *chains, uint32_t cell)
{
    const struct chains_level *level = &chains->levels[chains->level_count - 1];
    uint64_t key = chains_cell(chains, cell)->key;
    *chains_seen_word(chains, key) |= UINT64_C(1) << (key >> 58);
    chains_cell(chains, cell)->next = chains_begin(chains, key);
    level->heads[key & (level->count - 1)] = cell + 1;
}

/* With what they change on its way into the cache as a whole: it is all over memory. */
void chains_add(struct chains *chains, const uint64_t *keys, size_t count, uint32_t article)
{
    const struct chains_level *level = &chains->levels[chains->level_count - 1];
    for (size_t i = 0; i < count; i++) {
        __builtin_prefetch(chains_seen_word(chains, keys[i]), 1);
        __builtin_prefetch(&level->heads[keys[i] & (level->count - 1)], 1);
    }
    for (size_t i = 0; i < count; i++) {
        *chains_cell(chains, chains->cell_count) = (struct chains_cell){keys[i], article, CHAINS_NONE};
        link_cell(chains, (uint32_t)chains->cell_count++);
    }
}

void chains_expect(const struct chains *chains, const uint64_t *keys, size_t count)
{
    for (size_t i = 0; i < count; i++)
        __builtin_prefetch(chains_seen_word(chains, keys[i]));
    for (size_t i = 0; i < count; i++)
        for (size_t level = 0; level < chains->level_count && chains_seen(chains, keys[i]); level++)
            __builtin_prefetch(&chains->levels[level].heads[keys[i] & (chains->levels[level].count - 1)]);
    for (size_t i = 0; i < count; i++) {
        uint32_t cell = chains_seen(chains, keys[i]) ? chains_begin(chains, keys[i]) : CHAINS_NONE;
        if (cell != CHAINS_NONE)
            __builtin_prefetch(chains_cell(chains, cell));
    }
}
