/* SimHash tables: G. S. Manku, A. Jain, A. Das Sarma, "Detecting Near-Duplicates for Web Crawling", WWW 2007,
 * section 3.
 *
 * Cut the 64 bits into m blocks. Two fingerprints that differ in at most d bits differ in at most d blocks, so they
 * agree in at least m - d. One table for every choice of m - d blocks, keyed by the bits of these, therefore puts any
 * two such fingerprints together in at least one table: C(m, d) tables with keys of about 64 (m - d) / m bits.
 *
 * More blocks make longer keys (fewer chance candidates) and more tables (more memory). Keys want to be about as long
 * as log2 of the number of articles, which the paper reaches by nesting; here one level is enough:
 *
 *     d       0    1    2    3    4    5    6    7
 *     m       1    2    4    6    7    8    9   10
 *     tables  1    2    6   20   35   56   84  120
 *     bits   64   32   32   32   27   24   21   19   (at least 31 where blocks are uneven: d = 3)
 *
 * With d = 3 and 10 million articles, a bucket holds 10^7 / 2^32 strangers on average. From d = 4 on strangers become
 * many (d = 7: 20 a bucket), and whoever asks for that pays for it with verification. */
#include <endian.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "lsh/lsh.h"

static const uint8_t blocks_of_distance[LSH_MAX_DISTANCE + 1] = {1, 2, 4, 6, 7, 8, 9, 10};

static uint64_t block_mask(unsigned block, unsigned blocks)
{
    unsigned from = block * 64 / blocks, to = (block + 1) * 64 / blocks;
    uint64_t bits = to - from == 64 ? UINT64_MAX : (UINT64_C(1) << (to - from)) - 1;
    return bits << from;
}

bool lsh_simtables_init(struct lsh_simtables *tables, uint32_t distance)
{
    if (distance > LSH_MAX_DISTANCE)
        return false;
    unsigned blocks = blocks_of_distance[distance];
    *tables = (struct lsh_simtables){.distance = distance};
    for (unsigned chosen = 0; chosen < 1u << blocks; chosen++) {
        if ((unsigned)__builtin_popcount(chosen) != blocks - distance)
            continue;
        uint64_t mask = 0;
        for (unsigned block = 0; block < blocks; block++)
            if (chosen >> block & 1)
                mask |= block_mask(block, blocks);
        tables->mask[tables->count++] = mask;
    }
    return true;
}

void lsh_simhash_keys(const struct lsh_simtables *tables, uint64_t simhash, uint64_t *keys)
{
    for (uint32_t i = 0; i < tables->count; i++) {
        uint64_t masked = htole64(simhash & tables->mask[i]); /* keys are the same on every machine */
        keys[i] = XXH3_64bits_withSeed(&masked, sizeof masked, i + 1);
    }
}
