/* The two tab-separated files: the truth and the judged pairs. */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "eval/store.h"

#define COLUMNS 4

struct column {
    const char *data;
    size_t size;
};

/* Columns beyond COLUMNS are ignored. */
static size_t split(const struct eval_line *line, struct column *columns)
{
    const char *from = line->data, *end = line->data + line->size;
    size_t count = 0;
    for (;;) {
        const char *tab = memchr(from, '\t', (size_t)(end - from));
        columns[count++] = (struct column){from, (size_t)((tab ? tab : end) - from)};
        if (!tab || count == COLUMNS)
            return count;
        from = tab + 1;
    }
}

/* -1 when it is neither. */
static int zero_or_one(struct column column)
{
    return column.size == 1 && (*column.data == '0' || *column.data == '1') ? *column.data - '0' : -1;
}

static stet_status add_id(struct stet_eval *eval, struct column name, uint32_t *out, stet_error *err)
{
    size_t before = eval->ids.count;
    uint32_t id = eval_ids_add(&eval->ids, name.data, name.size);
    void *articles = eval->articles;
    bool ok = id != EVAL_NONE && stet_grow(&articles, &eval->article_capacity, eval->ids.count, sizeof *eval->articles);
    eval->articles = articles;
    if (!ok)
        return stet_fail_memory(err);
    if (eval->ids.count > before)
        eval->articles[id] = (struct eval_article){.label = EVAL_NONE, .relation = EVAL_NO_RELATION};
    *out = id;
    return STET_OK;
}

static stet_status add_label(struct stet_eval *eval, struct column name, uint32_t *out, stet_error *err)
{
    size_t before = eval->labels.count;
    uint32_t label = eval_ids_add(&eval->labels, name.data, name.size);
    void *canonicals = eval->label_canonical;
    bool ok = label != EVAL_NONE &&
              stet_grow(&canonicals, &eval->label_capacity, eval->labels.count, sizeof *eval->label_canonical);
    eval->label_canonical = canonicals;
    if (!ok)
        return stet_fail_memory(err);
    if (eval->labels.count > before)
        eval->label_canonical[label] = EVAL_NONE;
    *out = label;
    return STET_OK;
}

static stet_status add_relation(struct stet_eval *eval, struct column name, uint8_t *out, const char **reason,
                                stet_error *err)
{
    for (size_t i = 0; i < eval->relation_count; i++)
        if (strlen(eval->relations[i]) == name.size && !memcmp(eval->relations[i], name.data, name.size)) {
            *out = (uint8_t)i;
            return STET_OK;
        }
    if (eval->relation_count == STET_EVAL_MAX_RELATIONS || memchr(name.data, 0, name.size)) {
        *reason = "too many different relations in the fourth column";
        return STET_OK;
    }
    char *copy = strndup(name.data, name.size);
    if (!copy)
        return stet_fail_memory(err);
    *out = (uint8_t)eval->relation_count;
    eval->relations[eval->relation_count++] = copy;
    return STET_OK;
}

static stet_status truth_line(struct stet_eval *eval, const struct eval_line *line, void *payload, const char **reason,
                              stet_error *err)
{
    (void)payload;
    if (*line->data == '#')
        return STET_OK;
    struct column columns[COLUMNS];
    size_t count = split(line, columns);
    if (count < 2 || !columns[0].size || !columns[1].size) {
        *reason = "expected id<TAB>cluster[<TAB>canonical 0|1[<TAB>relation]]";
        return STET_OK;
    }
    bool flagged = count > 2 && columns[2].size;
    int canonical = flagged ? zero_or_one(columns[2]) : 0;
    if (canonical < 0) {
        *reason = "the third column (canonical) is neither 0 nor 1";
        return STET_OK;
    }
    uint8_t relation = EVAL_NO_RELATION;
    uint32_t id = EVAL_NONE, label = EVAL_NONE;
    stet_status status = STET_OK;
    if (count > 3 && columns[3].size)
        status = add_relation(eval, columns[3], &relation, reason, err);
    if (!status && !*reason)
        status = add_id(eval, columns[0], &id, err);
    if (status || *reason)
        return status;
    if (eval->articles[id].label != EVAL_NONE) {
        *reason = "this id came before";
        return STET_OK;
    }
    status = add_label(eval, columns[1], &label, err);
    if (status)
        return status;
    eval->articles[id] = (struct eval_article){label, relation, canonical == 1};
    if (canonical && eval->label_canonical[label] == EVAL_NONE)
        eval->label_canonical[label] = id;
    eval->has_canonical |= canonical == 1;
    return STET_OK;
}

static stet_status pair_line(struct stet_eval *eval, const struct eval_line *line, void *payload, const char **reason,
                             stet_error *err)
{
    (void)payload;
    if (*line->data == '#')
        return STET_OK;
    struct column columns[COLUMNS];
    size_t count = split(line, columns);
    int same = count > 2 ? zero_or_one(columns[2]) : -1;
    if (same < 0 || !columns[0].size || !columns[1].size) {
        *reason = "expected id<TAB>id<TAB>1|0";
        return STET_OK;
    }
    struct eval_pair pair = {.same = same == 1};
    stet_status status = add_id(eval, columns[0], &pair.a, err);
    if (!status)
        status = add_id(eval, columns[1], &pair.b, err);
    if (status)
        return status;
    if (pair.a == pair.b) {
        *reason = "a pair of an id with itself";
        return STET_OK;
    }
    void *pairs = eval->pairs;
    bool ok = stet_grow(&pairs, &eval->pair_capacity, eval->pair_count + 1, sizeof *eval->pairs);
    eval->pairs = pairs;
    if (!ok)
        return stet_fail_memory(err);
    eval->pairs[eval->pair_count++] = pair;
    return STET_OK;
}

stet_status stet_eval_read_truth(stet_eval *eval, const char *path, stet_error *err)
{
    if (eval->has_clusters)
        return stet_fail(err, STET_ERR_USAGE, "the truth must be read before the clusters");
    eval->has_truth = true;
    return eval_each_line(eval, path, truth_line, NULL, err);
}

stet_status stet_eval_read_pairs(stet_eval *eval, const char *path, stet_error *err)
{
    if (eval->has_clusters)
        return stet_fail(err, STET_ERR_USAGE, "the pairs must be read before the clusters");
    eval->has_pairs = true;
    return eval_each_line(eval, path, pair_line, NULL, err);
}
