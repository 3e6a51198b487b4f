/* Who might match? Keys of MinHash bands and of SimHash tables: two articles that share a key are candidates.
 * Pure mathematics, no I/O, no state; all functions are thread-safe. */
#ifndef STET_LSH_LSH_H
#define STET_LSH_LSH_H

#include <stdbool.h>
#include <stdint.h>

/* Writes one key a band for a signature of bands * rows values. Bands do not share keys (but by a chance of 2^-64), so
 * all may go into one table. The keys are the same on every machine and part of what an index keeps. */
void lsh_band_keys(const uint32_t *minhash, uint32_t bands, uint32_t rows, uint64_t *keys);

#define LSH_MAX_DISTANCE 7
#define LSH_MAX_SIMTABLES 120

/* The tables of a Hamming distance: each takes the bits of its mask. */
struct lsh_simtables {
    uint32_t count;
    uint32_t distance;
    uint64_t mask[LSH_MAX_SIMTABLES];
};

/* False when distance is above LSH_MAX_DISTANCE. */
bool lsh_simtables_init(struct lsh_simtables *tables, uint32_t distance);

/* Writes tables->count keys. Fingerprints within the distance of each other share at least one. */
void lsh_simhash_keys(const struct lsh_simtables *tables, uint64_t simhash, uint64_t *keys);

#endif
