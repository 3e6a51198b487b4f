/* Chains through (key, article) cells, the newest first: adding is constant time however often a key comes again (a
 * boilerplate passage is in every article).
 *
 * Growing moves nothing, as no add may wait for long: cells stand in blocks, and heads get a further level four times
 * as large, in which an empty place stands for the one in the level before of which it is a fourth. What is added there
 * is chained before what that one has. */
#ifndef STET_INDEX_CHAINS_H
#define STET_INDEX_CHAINS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CHAINS_NONE UINT32_MAX
#define CHAINS_BLOCK ((size_t)1 << 14) /* cells */
#define CHAINS_LEVELS_MOST 12 /* then there are more heads than cells can be */

struct chains_cell {
    uint64_t key;
    uint32_t article;
    uint32_t next;
};

/* A bit for each key, so that what is not there is mostly known without its chain: eight and more for each of so many
 * cells. */
#define CHAINS_SEEN_BITS ((size_t)1 << 22)

/* Where chains begin. */
struct chains_level {
    uint32_t *heads; /* 1 + the first cell; 0: as the level before has it */
    size_t count;    /* a power of two */
};

/* Of mixed keys: chains are told by their lower bits, and whether a key was seen by its upper ones. Zero-initialise. */
struct chains {
    struct chains_cell **blocks;
    size_t cell_count, block_count, block_capacity;
    struct chains_level levels[CHAINS_LEVELS_MOST];
    size_t level_count;
    uint64_t *seen; /* CHAINS_SEEN_BITS */
};

/* False: there is no memory. So with chains_reserve. */
bool chains_create(struct chains *chains);
void chains_free(struct chains *chains);

/* As they were created, but for the memory that they have. */
void chains_empty(struct chains *chains);

/* Makes room for so many cells in all, fewer than CHAINS_NONE, so that chains_add needs none. */
bool chains_reserve(struct chains *chains, size_t cells);

/* Adds a cell for each of an article's keys. */
void chains_add(struct chains *chains, const uint64_t *keys, size_t count, uint32_t article);

/* What these keys hit is on its way into the cache: chains are all over memory. */
void chains_expect(const struct chains *chains, const uint64_t *keys, size_t count);

static inline uint64_t *chains_seen_word(const struct chains *chains, uint64_t key)
{
    return &chains->seen[(key >> 32) % (CHAINS_SEEN_BITS / 64)];
}

static inline bool chains_seen(const struct chains *chains, uint64_t key)
{
    return *chains_seen_word(chains, key) >> (key >> 58) & 1;
}

static inline struct chains_cell *chains_cell(const struct chains *chains, size_t cell)
{
    return &chains->blocks[cell / CHAINS_BLOCK][cell % CHAINS_BLOCK];
}

/* The first cell of a key's chain, which may be of another key, or CHAINS_NONE. */
static inline uint32_t chains_begin(const struct chains *chains, uint64_t key)
{
    uint32_t head = 0;
    for (size_t i = chains->level_count; i && !head; i--)
        head = chains->levels[i - 1].heads[key & (chains->levels[i - 1].count - 1)];
    return head - 1;
}

/* The first cell from `cell` on in its chain that has the key, or CHAINS_NONE. */
static inline uint32_t chains_next(const struct chains *chains, uint32_t cell, uint64_t key)
{
    while (cell != CHAINS_NONE && chains_cell(chains, cell)->key != key)
        cell = chains_cell(chains, cell)->next;
    return cell;
}

static inline uint32_t chains_first(const struct chains *chains, uint64_t key)
{
    return chains_seen(chains, key) ? chains_next(chains, chains_begin(chains, key), key) : CHAINS_NONE;
}

#endif
