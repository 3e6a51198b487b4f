/* The contingency table: how many ids of each truth cluster each found cluster holds, and each set of found clusters.
 *
 * Where every id is in at most one cluster this is the usual table of two partitions. An id in several clusters makes
 * pairs that share more than one, which must count once. By inclusion and exclusion, the number of pairs that share at
 * least one cluster is the sum over all sets S of clusters of (-1)^(|S|+1) times the pairs that share all of S; only
 * subsets of an id's own clusters can matter, at most 2^8 - 1 of them. So a set of clusters gets a number behind those
 * of the clusters, and everything is counted by set: exact, and linear in the number of ids. */
#ifndef STET_EVAL_TABLE_H
#define STET_EVAL_TABLE_H

#include "eval/held.h"

struct eval_table {
    struct eval_ids sets; /* sets of two or more clusters */
    uint32_t *set_size;   /* ids of the truth that each cluster, and behind these each set, holds */
    size_t set_count;     /* clusters and sets */
    uint32_t *label_size; /* ids of each truth cluster */
    struct eval_cell {
        uint32_t set, label;
        uint32_t count; /* 0: free */
    } * cells;
    size_t cell_count; /* a power of two */
};

#define EVAL_MAX_SETS ((1 << STET_EVAL_MAX_CLUSTERS) - 1)

/* The sets of an id's clusters, with their signs in the sum. */
struct eval_id_sets {
    uint32_t set[EVAL_MAX_SETS];
    int sign[EVAL_MAX_SETS];
    size_t count;
};

stet_status eval_table_build(struct eval_table *table, const struct stet_eval *eval, const struct eval_held *held,
                             stet_error *err);
void eval_table_free(struct eval_table *table);

void eval_table_sets(const struct eval_table *table, const struct stet_eval *eval, const struct eval_held *held,
                     uint32_t id, struct eval_id_sets *out);

/* Ids of `label` in `set`. */
uint32_t eval_table_count(const struct eval_table *table, uint32_t set, uint32_t label);

#endif
