#include "eval/table.h"

#include <stdlib.h>

#include <xxhash.h>

#include "base/error.h"

void eval_table_free(struct eval_table *table)
{
    eval_ids_free(&table->sets);
    free(table->set_size);
    free(table->label_size);
    free(table->cells);
    *table = (struct eval_table){0};
}

static struct eval_cell *cell_of(const struct eval_table *table, uint32_t set, uint32_t label)
{
    uint32_t key[2] = {set, label};
    size_t mask = table->cell_count - 1, at = (size_t)XXH3_64bits(key, sizeof key) & mask;
    while (table->cells[at].count && (table->cells[at].set != set || table->cells[at].label != label))
        at = (at + 1) & mask;
    return &table->cells[at];
}

uint32_t eval_table_count(const struct eval_table *table, uint32_t set, uint32_t label)
{
    return cell_of(table, set, label)->count;
}

/* The clusters of `clusters` that `chosen` has a bit for. */
static size_t choose(const uint32_t *clusters, size_t count, unsigned chosen, uint32_t *out)
{
    size_t size = 0;
    for (size_t i = 0; i < count; i++)
        if (chosen >> i & 1)
            out[size++] = clusters[i];
    return size;
}

void eval_table_sets(const struct eval_table *table, const struct stet_eval *eval, const struct eval_held *held,
                     uint32_t id, struct eval_id_sets *out)
{
    const uint32_t *clusters = held->clusters + held->from[id];
    size_t count = eval_held_count(held, id);
    uint32_t members[STET_EVAL_MAX_CLUSTERS];
    out->count = 0;
    for (unsigned chosen = 1; chosen < 1u << count; chosen++) {
        size_t size = choose(clusters, count, chosen, members);
        out->set[out->count] =
            size == 1 ? members[0]
                      : (uint32_t)eval->cluster_count + eval_ids_find(&table->sets, members, size * sizeof *members);
        out->sign[out->count++] = size % 2 ? 1 : -1;
    }
}

/* Gives a number to each set of two and more clusters; *incidences counts ids by set. */
static bool number_sets(struct eval_table *table, const struct stet_eval *eval, const struct eval_held *held,
                        size_t *incidences)
{
    uint32_t members[STET_EVAL_MAX_CLUSTERS];
    for (uint32_t id = 0; id < eval->ids.count; id++) {
        size_t count = eval_held_count(held, id);
        if (eval->articles[id].label == EVAL_NONE)
            continue;
        *incidences += (1u << count) - 1;
        for (unsigned chosen = 1; count > 1 && chosen < 1u << count; chosen++) {
            size_t size = choose(held->clusters + held->from[id], count, chosen, members);
            if (size > 1 && eval_ids_add(&table->sets, members, size * sizeof *members) == EVAL_NONE)
                return false;
        }
    }
    table->set_count = eval->cluster_count + table->sets.count;
    return table->set_count < EVAL_NONE;
}

static void count_id(struct eval_table *table, const struct stet_eval *eval, const struct eval_held *held, uint32_t id)
{
    struct eval_id_sets sets;
    uint32_t label = eval->articles[id].label;
    table->label_size[label]++;
    eval_table_sets(table, eval, held, id, &sets);
    for (size_t i = 0; i < sets.count; i++) {
        struct eval_cell *cell = cell_of(table, sets.set[i], label);
        table->set_size[sets.set[i]]++;
        *cell = (struct eval_cell){sets.set[i], label, cell->count + 1};
    }
}

stet_status eval_table_build(struct eval_table *table, const struct stet_eval *eval, const struct eval_held *held,
                             stet_error *err)
{
    *table = (struct eval_table){.cell_count = 64};
    size_t incidences = 0;
    bool ok = number_sets(table, eval, held, &incidences);
    while (table->cell_count / 4 * 3 < incidences)
        table->cell_count *= 2;
    if (ok) {
        table->set_size = calloc(table->set_count + 1, sizeof *table->set_size);
        table->label_size = calloc(eval->labels.count + 1, sizeof *table->label_size);
        table->cells = calloc(table->cell_count, sizeof *table->cells);
    }
    if (!table->set_size || !table->label_size || !table->cells) {
        eval_table_free(table);
        return stet_fail_memory(err);
    }
    for (uint32_t id = 0; id < eval->ids.count; id++)
        if (eval->articles[id].label != EVAL_NONE)
            count_id(table, eval, held, id);
    return STET_OK;
}
