/* 64-bit records in 256 partitions, in memory up to a limit and in runs on disk beyond it: the one way in which the
 * batch work sorts more than memory holds. Records are dealt to partitions as they come and each partition is sorted
 * by itself, in cache, when it is loaded. Within a partition records keep the order in which they were added. */
#ifndef STET_INDEX_RUNS_H
#define STET_INDEX_RUNS_H

#include <stdbool.h>

#include "index/spill.h"

#define INDEX_PARTITIONS 256

struct index_runs;

/* `limit`: bytes of records kept in memory. `folder` (borrowed): where the temporary file goes. */
stet_status index_runs_create(struct index_runs **out, uint64_t limit, const char *folder, stet_error *err);
void index_runs_free(struct index_runs *runs);

/* One thread adds. */
stet_status index_runs_add(struct index_runs *runs, unsigned partition, uint64_t record, stet_error *err);

/* Adds a record of `article` for each of its keys, as index_key_partition and index_key_record have it. */
stet_status index_runs_add_keys(struct index_runs *runs, const uint64_t *keys, size_t count, uint32_t article,
                                stet_error *err);

/* A partition's records, in order, in *records (malloc'd array of *capacity records, grown as needed, with as much
 * room again behind them for sorting). Any number of threads load, when adding has ended. */
stet_status index_runs_load(const struct index_runs *runs, unsigned partition, uint64_t **records, size_t *capacity,
                            size_t *count, stet_error *err);

/* Puts a partition's records back in another order, sorted as a rule, for the next time that they are loaded. False, and
 * nothing is done, where some of them are on disk. One thread a partition. */
bool index_runs_reorder(struct index_runs *runs, unsigned partition, const uint64_t *records);

uint64_t index_runs_count(const struct index_runs *runs);
uint64_t index_runs_spilled(const struct index_runs *runs);

/* A key of 64 random bits and an article become a partition and a record that keeps the next 32 bits of the key: two
 * of n keys agree by chance with probability 2^-40 a pair, and what agrees by chance fails verification. */
static inline unsigned index_key_partition(uint64_t key)
{
    return (unsigned)(key >> 56);
}

static inline uint64_t index_key_record(uint64_t key, uint32_t article)
{
    return (key >> 24 & UINT32_MAX) << 32 | article;
}

#endif
