/* The few likely ones are judged; those that match are ordered, the best first. */
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "stet/recall.h"

#define ENOUGH 2
#define SURE 0.9

/* Another article, of the index or of the batch. */
struct other {
    uint32_t source, body_count;
};

static void judge(struct stet_index *index, struct incoming *in, const struct recalled *other,
                  struct match_verdict *verdict)
{
    const struct match_matcher *matcher = match_living_matcher(index->living);
    if (index->shape.keeps_text)
        match_judge(matcher, in->prepared, other->prepared, verdict);
    else
        match_estimate(matcher, &in->view, other->view, verdict);
}

static stet_status find(struct stet_index *index, struct stream_worker *worker,
                        const struct stream_candidate *candidate, struct other *out, struct index_row *row,
                        stet_error *err)
{
    if (candidate->beside != STREAM_NONE) {
        const struct match_article *tokens = &index->batch[candidate->beside].tokens;
        *out = (struct other){tokens->source, tokens->body_count};
        return STET_OK;
    }
    stet_span source = {NULL, 0};
    stet_status status = index_row(index->snapshot, NULL, candidate->ref, row, err);
    if (!status && index->options.seen_by_source)
        status = stream_source(index, worker, candidate->ref, row, &source, err);
    *out = (struct other){incoming_source(source), row->body_count};
    return status;
}

static bool better(const struct stream_match *a, const struct stream_match *b)
{
    return a->weight > b->weight || (a->weight == b->weight && stream_earlier(&a->candidate, &b->candidate));
}

/* Keeps the matches in order: by weight, and the earlier one first of equals. */
static stet_status keep(struct incoming *in, const struct stream_match *match, stet_error *err)
{
    void *matches = in->matches;
    bool ok = stet_grow(&matches, &in->match_capacity, in->match_count + 1, sizeof *in->matches);
    in->matches = matches;
    if (!ok)
        return stet_fail_memory(err);
    size_t at = in->match_count++;
    while (at && better(match, &in->matches[at - 1])) {
        in->matches[at] = in->matches[at - 1];
        at--;
    }
    in->matches[at] = *match;
    return STET_OK;
}

/* Id and cluster of a match; a cluster that is settled with the batch comes later. */
static stet_status name(struct stet_index *index, struct stream_worker *worker, struct incoming *in,
                        struct stream_match *match, stet_error *err)
{
    stet_span id;
    stet_status status = STET_OK;
    if (match->candidate.beside != STREAM_NONE) {
        id = index->batch[match->candidate.beside].item->article.id;
    } else {
        struct index_row row;
        status = index_row(index->snapshot, &worker->ids, match->candidate.ref, &row, err);
        match->cluster = row.cluster;
        if (!status)
            status = index_id(index->snapshot, &worker->ids, match->candidate.ref, &id, err);
    }
    if (status)
        return status;
    match->id = in->strings.size;
    match->id_size = id.size;
    return stet_buf_add(&in->strings, id.data, id.size) ? STET_OK : stet_fail_memory(err);
}

static stet_status try(struct stet_index *index, struct stream_worker *worker, struct incoming *in,
                       const struct stream_candidate *candidate, stet_error *err)
{
    struct other other;
    struct index_row row;
    stet_status status = find(index, worker, candidate, &other, &row, err);
    if (status || (index->options.seen_by_source && in->tokens.source && in->tokens.source == other.source))
        return status;
    struct stream_match match = {.candidate = *candidate,
                                 .weight = 1,
                                 .jaccard = 1,
                                 .containment = 1,
                                 .relation = STET_RELATION_EXACT};
    if (!candidate->exact) {
        struct match_verdict verdict;
        struct recalled ready;
        status = in->ready ? STET_OK : incoming_ready(index, in, err);
        if (!status)
            status = stream_recall_get(index, worker, candidate, &row, &ready, err);
        if (status)
            return status;
        judge(index, in, &ready, &verdict);
        if (!verdict.match)
            return STET_OK;
        bool smaller = in->tokens.body_count <= other.body_count;
        match.weight = ((double)verdict.containment_a + (double)verdict.containment_b) / 2;
        match.jaccard = verdict.jaccard;
        match.containment = smaller ? verdict.containment_a : verdict.containment_b;
        match.relation = verdict.relation;
    }
    return keep(in, &match, err);
}

/* Whether the best one has been found: candidates come likest first, and what is added needs no others. */
static bool settled(const struct stet_index *index, const struct incoming *in)
{
    if (index->judged_most != STREAM_JUDGED || !in->match_count)
        return false;
    return in->match_count >= ENOUGH || in->matches[0].weight >= SURE;
}

stet_status sentence_pass(struct stet_index *index, struct stream_worker *worker, uint32_t at, stet_error *err)
{
    struct incoming *in = &index->batch[at];
    stet_status status = STET_OK;
    in->match_count = in->strings.size = 0;
    for (size_t i = 0; i < in->likely_count && !status && !settled(index, in); i++)
        status = try(index, worker, in, &in->likely[i], err);
    /* Of what is added the best match says all. */
    if (index->judged_most == STREAM_JUDGED && in->match_count)
        in->match_count = 1;
    for (size_t i = 0; i < in->match_count && !status; i++)
        status = name(index, worker, in, &in->matches[i], err);
    return status;
}
