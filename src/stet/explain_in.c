/* Two articles of feeds or of an index: these are clustered as a batch does it, so that how rare words are, and which
 * clusters the two are in, is what stet cluster says. */
#include <stet/index.h>

#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "base/ascii.h"
#include "base/error.h"
#include "feed/replay.h"
#include "stet/explaining.h"
#include "stet/pipeline.h"
#include "stet/reread.h"
#include "stet/standing.h"

struct locating {
    struct stet_batch *batch;
    struct explain *explain;
    uint32_t a, b; /* articles */
    uint32_t next; /* the article that comes next in the inputs */
    bool found_a, found_b;
};

/* "FILE:LINE" to its parts. */
static bool split_place(const char *text, size_t *name, uint64_t *line)
{
    const char *colon = strrchr(text, ':');
    if (!colon || !colon[1] || strspn(colon + 1, "0123456789") != strlen(colon + 1))
        return false;
    *name = (size_t)(colon - text);
    *line = strtoull(colon + 1, NULL, 10);
    return true;
}

static stet_status locate(const struct stet_batch *batch, const char *wanted, uint32_t *out, stet_error *err)
{
    const struct corpus *corpus = &batch->corpus;
    size_t size = strlen(wanted), name = 0;
    uint64_t hash = XXH3_64bits(wanted, size), line = 0;
    bool is_place = split_place(wanted, &name, &line);
    uint32_t by_place = CORPUS_NONE;
    struct corpus_cursor cursor = {0};
    stet_status status = STET_OK;
    *out = CORPUS_NONE;
    for (size_t i = 0; i < corpus->count && *out == CORPUS_NONE && !status; i++) {
        const char *input = corpus->inputs[corpus->rows[i].input];
        bool here = is_place && by_place == CORPUS_NONE && strlen(input) == name && !memcmp(input, wanted, name);
        if (corpus->rows[i].id_hash != hash && !here)
            continue;
        struct corpus_meta meta;
        status = corpus_meta(corpus, (uint32_t)i, &cursor, &meta, err);
        if (!status && meta.id.size == size && !memcmp(meta.id.data, wanted, size))
            *out = (uint32_t)i;
        if (!status && here && meta.line == line)
            by_place = (uint32_t)i;
    }
    corpus_cursor_free(&cursor);
    *out = *out == CORPUS_NONE ? by_place : *out;
    if (!status && *out == CORPUS_NONE)
        status = stet_fail(err, STET_ERR_INPUT, "there is no article '%s'", wanted);
    return status;
}

static bool wanted(void *ctx, uint64_t input, uint64_t record)
{
    struct locating *locating = ctx;
    const struct corpus *corpus = &locating->batch->corpus;
    if (locating->next == corpus->count)
        return false;
    const struct corpus_row *row = &corpus->rows[locating->next];
    if (row->input != input || row->record != record)
        return false;
    uint32_t article = locating->next++;
    return article == locating->a || article == locating->b;
}

static stet_status take(void *ctx, uint64_t input, uint64_t record, const stet_article *article, stet_error *err)
{
    struct locating *locating = ctx;
    stet_explanation *shown = &locating->explain->shown;
    const struct corpus_row *row = &locating->batch->corpus.rows[locating->a];
    bool is_a = row->input == input && row->record == record;
    *(is_a ? &locating->found_a : &locating->found_b) = true;
    return explain_keep(locating->explain, is_a ? &shown->a : &shown->b, article, err);
}

static uint32_t cluster_of(const struct stet_batch *batch, uint32_t article)
{
    uint32_t c = 0;
    while (batch->label[batch->groups.members[batch->groups.first[c]]] != batch->label[article])
        c++;
    return c;
}

static stet_status describe_cluster(struct locating *locating, uint32_t article, stet_explain_side *side,
                                    stet_error *err)
{
    const struct stet_batch *batch = locating->batch;
    struct standing standing = {0};
    uint32_t c = cluster_of(batch, article);
    stet_status status = standing_find(&standing, batch, c, STET_KEEP_CANONICAL, err);
    struct corpus_meta meta;
    uint32_t stands = batch->groups.members[batch->groups.first[c] + standing.cluster.canonical];
    if (!status)
        status = corpus_meta(&batch->corpus, stands, &standing.cursor, &meta, err);
    char *id = status ? NULL : stet_arena_bytes(&locating->explain->strings, meta.id.size + 1);
    if (!status && !id)
        status = stet_fail_memory(err);
    if (!status) {
        memcpy(id, meta.id.data, meta.id.size);
        side->clustered = true;
        side->cluster = standing.cluster.key;
        side->canonical = (stet_span){id, meta.id.size};
    }
    standing_free(&standing);
    return status;
}

/* Whether the article is listed in the cluster of the other one as a guest. */
static bool is_guest(const struct locating *locating, uint32_t article, uint32_t other)
{
    const uint64_t *guests;
    size_t count = batch_roundups_guests(locating->batch, cluster_of(locating->batch, other), &guests);
    for (size_t i = 0; i < count; i++)
        if ((uint32_t)guests[i] == article)
            return true;
    return false;
}

/* What the clusters of the feed say on top of the pair. */
static void settle(const struct locating *locating)
{
    stet_explanation *shown = &locating->explain->shown;
    const uint32_t *label = locating->batch->label;
    bool together = label[locating->a] == label[locating->b];
    if (is_guest(locating, locating->a, locating->b) || is_guest(locating, locating->b, locating->a)) {
        shown->same = true;
        shown->relation = STET_RELATION_PARTIAL;
        shown->relation_rule = NULL;
        shown->rule = "one of them carries several stories, of which this is one: it is a guest in its cluster";
        return;
    }
    if (together && !shown->matched) {
        shown->same = true;
        shown->relation = STET_RELATION_PARTIAL;
        shown->rule = "they do not match each other, but both match the anchor of one cluster";
    } else if (!together && shown->matched) {
        shown->rule = "the score is above 0; each of them went to the cluster whose anchor it is nearer to";
    }
}

static stet_status read_from_inputs(struct locating *locating, stet_error *err)
{
    const struct feed_pick pick = {.wanted = wanted, .ctx = locating, .take = take};
    stet_status status = feed_replay_articles(locating->batch->replay, &pick, err);
    if (!status && !(locating->found_a && locating->found_b))
        status = stet_fail(err, STET_ERR_INPUT, "the articles cannot be read again");
    return status;
}

/* Both articles are there; the batch has run. */
static stet_status explain_located(struct locating *locating, stet_error *err)
{
    struct stet_batch *batch = locating->batch;
    struct explain *explain = locating->explain;
    stet_status status = explain_build(explain, batch->matcher, batch->options.shingle, true, err);
    if (!status)
        status = describe_cluster(locating, locating->a, &explain->shown.a, err);
    if (!status)
        status = describe_cluster(locating, locating->b, &explain->shown.b, err);
    if (!status)
        settle(locating);
    return status;
}

static stet_status locate_both(struct locating *locating, const char *a, const char *b, stet_error *err)
{
    stet_status status = locate(locating->batch, a, &locating->a, err);
    if (!status)
        status = locate(locating->batch, b, &locating->b, err);
    if (!status && locating->a == locating->b)
        status = stet_fail(err, STET_ERR_INPUT, "'%s' and '%s' are one article", a, b);
    return status;
}

static stet_status explain_in(struct locating *locating, const char *const *paths, size_t path_count, const char *a,
                              const char *b, stet_error *err)
{
    struct stet_batch *batch = locating->batch;
    stet_status status = STET_OK;
    for (size_t i = 0; i < path_count && !status; i++)
        status = stet_batch_read(batch, paths[i], err);
    if (!status)
        status = locate_both(locating, a, b, err);
    if (!status)
        status = stet_batch_run(batch, err);
    if (!status)
        status = read_from_inputs(locating, err);
    return status ? status : explain_located(locating, err);
}

static stet_status hand_over(struct locating *locating, stet_explanation **out, stet_status status)
{
    stet_batch_free(locating->batch);
    if (status)
        stet_explain_free((stet_explanation *)locating->explain);
    else
        *out = &locating->explain->shown;
    return status;
}

stet_status stet_explain_in(stet_explanation **out, const char *const *paths, size_t path_count, const char *a,
                            const char *b, const stet_batch_options *options, stet_error *err)
{
    *out = NULL;
    stet_batch_options wanted_options = *options;
    wanted_options.replay = true;
    struct locating locating = {.batch = NULL};
    stet_status status = stet_batch_create(&locating.batch, &wanted_options, err);
    if (!status)
        status = explain_create(&locating.explain, options->agencies, err);
    if (!status)
        status = explain_in(&locating, paths, path_count, a, b, err);
    return hand_over(&locating, out, status);
}

static stet_status read_kept(struct explain *explain, stet_explain_side *side, struct index_snapshot *snapshot,
                             const char *id, stet_error *err)
{
    struct reread reread = {.id = {.block = NULL}};
    stet_article article;
    index_ref ref;
    bool found = false;
    stet_status status = index_find(snapshot, &reread.id, (stet_span){id, strlen(id)}, &ref, &found, err);
    if (!status && !found)
        status = stet_fail(err, STET_ERR_INPUT, "there is no article '%s'", id);
    if (!status)
        status = reread_article(snapshot, &reread, ref, &article, err);
    if (!status)
        status = explain_keep(explain, side, &article, err);
    reread_free(&reread);
    return status;
}

static stet_status read_from_index(struct explain *explain, const char *path, const char *a, const char *b,
                                   stet_error *err)
{
    struct index_snapshot *snapshot;
    stet_status status = index_snapshot_open(&snapshot, path, err);
    if (status)
        return status;
    if (!index_snapshot_shape(snapshot)->keeps_text)
        status = stet_fail(err, STET_ERR_INPUT, "%s keeps no text: there is nothing to explain with", path);
    if (!status)
        status = read_kept(explain, &explain->shown.a, snapshot, a, err);
    if (!status)
        status = read_kept(explain, &explain->shown.b, snapshot, b, err);
    index_snapshot_release(snapshot);
    return status;
}

stet_status stet_explain_index(stet_explanation **out, const char *path, const char *a, const char *b,
                               const stet_batch_options *options, stet_error *err)
{
    *out = NULL;
    struct locating locating = {.batch = NULL};
    stet_status status = explain_create(&locating.explain, options->agencies, err);
    if (!status)
        status = read_from_index(locating.explain, path, a, b, err);
    if (!status)
        status = stet_index_cluster(&locating.batch, path, options, err);
    if (!status)
        status = locate_both(&locating, a, b, err);
    if (!status)
        status = explain_located(&locating, err);
    return hand_over(&locating, out, status);
}
