/* The measures, from the contingency table.
 *
 * With n(S) the ids in a set S of found clusters, n(T) those in a truth cluster and n(S, T) those in both, s(S) = +1
 * for sets of an odd number of clusters (the plain ones) and -1 for the others: found pairs   F  = sum s(S) n(S) (n(S)
 * - 1) / 2 true pairs    T  = sum n(T) (n(T) - 1) / 2 both          tp = sum s(S) n(S, T) (n(S, T) - 1) / 2 Each sum is
 * taken id by id: an id adds the others that it is paired with, so that every pair comes twice and signs are at hand;
 * the same walk gives each id its B-cubed shares. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "eval/table.h"

static double share(double part, double whole)
{
    return whole > 0 ? part / whole : NAN;
}

static void score(stet_eval_score *score)
{
    double tp = (double)score->tp, fp = (double)score->fp, fn = (double)score->fn, tn = (double)score->tn;
    score->precision = share(tp, tp + fp);
    score->recall = share(tp, tp + fn);
    score->f1 = share(2 * tp, 2 * tp + fp + fn);
    score->accuracy = share(tp + tn, tp + fp + fn + tn);
}

/* Twice the number of pairs fits: 2^32 ids make fewer than 2^64 ordered pairs. */
static void partition(const struct stet_eval *eval, const struct eval_held *held, const struct eval_table *table,
                      stet_eval_result *out)
{
    uint64_t found = 0, both = 0, truth = 0, articles = 0; /* ordered pairs */
    double precision = 0, recall = 0;
    for (uint32_t id = 0; id < eval->ids.count; id++) {
        uint32_t label = eval->articles[id].label;
        if (label == EVAL_NONE)
            continue;
        struct eval_id_sets sets;
        eval_table_sets(table, eval, held, id, &sets);
        int64_t together = 0, right = 0; /* ids found with this one, itself included; those of its truth cluster */
        for (size_t i = 0; i < sets.count; i++) {
            together += sets.sign[i] * (int64_t)table->set_size[sets.set[i]];
            right += sets.sign[i] * (int64_t)eval_table_count(table, sets.set[i], label);
        }
        if (!sets.count)
            together = right = 1;
        articles++;
        found += (uint64_t)together - 1;
        both += (uint64_t)right - 1;
        truth += table->label_size[label] - 1;
        precision += (double)right / (double)together;
        recall += (double)right / table->label_size[label];
    }
    stet_eval_score *pairs = &out->pairwise;
    uint64_t all = articles ? (articles % 2 ? (articles - 1) / 2 * articles : articles / 2 * (articles - 1)) : 0;
    pairs->tp = both / 2;
    pairs->fp = found / 2 - pairs->tp;
    pairs->fn = truth / 2 - pairs->tp;
    pairs->tn = all - pairs->tp - pairs->fp - pairs->fn;
    score(pairs);

    double f = (double)found / 2, t = (double)truth / 2, expected = all ? f * t / (double)all : 0;
    double range = (f + t) / 2 - expected;
    out->adjusted_rand = fabs(range) > 0 ? ((double)pairs->tp - expected) / range : 1;
    out->articles = articles;
    out->bcubed_precision = share(precision, (double)articles);
    out->bcubed_recall = share(recall, (double)articles);
    out->bcubed_f1 = share(2 * out->bcubed_precision * out->bcubed_recall, out->bcubed_precision + out->bcubed_recall);
}

/* Of each found cluster the truth cluster that most of its ids belong to. */
static uint32_t *majorities(const struct stet_eval *eval, const struct eval_table *table)
{
    uint32_t *best = malloc((eval->cluster_count + 1) * sizeof *best);
    uint32_t *most = calloc(eval->cluster_count + 1, sizeof *most);
    for (size_t i = 0; best && most && i < table->cell_count; i++) {
        const struct eval_cell *cell = &table->cells[i];
        if (!cell->count || cell->set >= eval->cluster_count || cell->count < most[cell->set])
            continue;
        if (cell->count > most[cell->set] || cell->label < best[cell->set])
            best[cell->set] = cell->label;
        most[cell->set] = cell->count;
    }
    bool ok = best && most;
    free(most);
    if (ok)
        return best;
    free(best);
    return NULL;
}

static stet_status canonicals(const struct stet_eval *eval, const struct eval_table *table, stet_eval_result *out,
                              stet_error *err)
{
    uint32_t *majority = majorities(eval, table);
    if (!majority)
        return stet_fail_memory(err);
    for (size_t cluster = 0; cluster < eval->cluster_count; cluster++) {
        if (table->set_size[cluster] < 2)
            continue;
        out->found_clusters++;
        uint32_t label = majority[cluster], canonical = eval->canonicals[cluster];
        if (table->label_size[label] < 2 || eval->label_canonical[label] == EVAL_NONE)
            continue;
        out->canonical_judged++;
        out->canonical_right +=
            canonical != EVAL_NONE && eval->articles[canonical].label == label && eval->articles[canonical].canonical;
    }
    free(majority);
    for (size_t label = 0; label < eval->labels.count; label++)
        out->truth_clusters += table->label_size[label] > 1;
    out->has_canonical = eval->has_canonical;
    out->canonical_accuracy = share((double)out->canonical_right, (double)out->canonical_judged);
    return STET_OK;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const stet_eval_relation *)a)->name, ((const stet_eval_relation *)b)->name);
}

static void relations(const struct stet_eval *eval, const struct eval_held *held, stet_eval_result *out)
{
    stet_eval_relation counts[STET_EVAL_MAX_RELATIONS] = {0};
    for (uint32_t id = 0; id < eval->ids.count; id++) {
        const struct eval_article *article = &eval->articles[id];
        if (article->label == EVAL_NONE || article->relation == EVAL_NO_RELATION || article->canonical ||
            eval->label_canonical[article->label] == EVAL_NONE)
            continue;
        stet_eval_relation *relation = &counts[article->relation];
        relation->name = eval->relations[article->relation];
        relation->judged++;
        relation->found += eval_together(held, id, held, eval->label_canonical[article->label]);
    }
    for (size_t i = 0; i < eval->relation_count; i++)
        if (counts[i].judged)
            out->relations[out->relation_count++] = counts[i];
    qsort(out->relations, out->relation_count, sizeof *out->relations, by_name);
}

/* A guest is with each member of a cluster that lists it, but not with the other guests. */
static stet_status judged_pairs(const struct stet_eval *eval, const struct eval_held *held, stet_eval_result *out,
                                stet_error *err)
{
    struct eval_held listed;
    stet_status status = eval_held_build(&listed, eval, true, err);
    if (status)
        return status;
    stet_eval_score *pairs = &out->pairs;
    for (size_t i = 0; i < eval->pair_count; i++) {
        const struct eval_pair *pair = &eval->pairs[i];
        bool found = eval_together(held, pair->a, &listed, pair->b) || eval_together(&listed, pair->a, held, pair->b);
        uint64_t *cell = pair->same ? (found ? &pairs->tp : &pairs->fn) : (found ? &pairs->fp : &pairs->tn);
        (*cell)++;
        out->pairs_unknown += !eval_held_count(&listed, pair->a) || !eval_held_count(&listed, pair->b);
    }
    score(pairs);
    eval_held_free(&listed);
    return STET_OK;
}

stet_status stet_eval_measure(stet_eval *eval, stet_eval_result *out, stet_error *err)
{
    struct eval_held held;
    stet_status status = eval_held_build(&held, eval, false, err);
    if (status)
        return status;
    *out = (stet_eval_result){.bad = eval->bad,
                              .clusters = eval->cluster_count,
                              .unknown = eval->unknown,
                              .several = held.several,
                              .dropped = held.dropped,
                              .guests = eval->guests,
                              .has_truth = eval->has_truth,
                              .has_pairs = eval->has_pairs};
    if (eval->has_pairs)
        status = judged_pairs(eval, &held, out, err);
    if (eval->has_truth && !status) {
        struct eval_table table;
        status = eval_table_build(&table, eval, &held, err);
        if (!status) {
            partition(eval, &held, &table, out);
            status = canonicals(eval, &table, out, err);
            relations(eval, &held, out);
            eval_table_free(&table);
        }
    }
    eval_held_free(&held);
    return status;
}
