/* Of all that share a key with an article, the few worth judging.
 *
 * Keys put an article together with many that share a phrase with it. Those that share most keys are looked at more
 * closely: by their rows, which tell the time, exact copies, and the Jaccard similarity from a bit of each MinHash
 * value (Li and Koenig 2010): J = 2 s - 1 where a share s of the bits agrees. */
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "stet/stream.h"

#define LOOKED_AT 48 /* times the candidates wanted, and this: rows read at most */
#define PHRASES 4   /* of these for an article that is added, of those that share one passage only */
#define ONE 1024     /* of likeness: all bands, all passages, or all bits agree */
#define CLOSE 1024   /* by keys alone */
#define LIKELY 512   /* below: FEW are judged */
#define FEW 2
#define NOISE 0.2 /* of the estimate from 70 bits: less than this is nothing */

/* Texts of at least so many tokens that share few keys and no more bits than chance gives are out of the question: 1 in
 * 400 would match. */
#define TELLING 40

static bool reserve(struct stream_worker *worker, size_t count)
{
    void *candidates = worker->candidates;
    bool ok = stet_grow(&candidates, &worker->candidate_capacity, count + 1, sizeof *worker->candidates);
    worker->candidates = candidates;
    return ok;
}

/* Of the index and of the batch, in order of arrival. */
static stet_status gather(struct stet_index *index, struct stream_worker *worker, uint32_t at, size_t *count,
                          stet_error *err)
{
    const struct incoming *in = &index->batch[at];
    /* Without the bits of the MinHash: clearing the few that agree in a cut key by chance takes reading every row, and
     * those that come into question are looked at anyway. */
    struct index_query query = {.probe = {.bands = in->bands,
                                          .passages = in->passages,
                                          .passage_count = in->passage_count,
                                          .left_out = in->left_out},
                                .from = INT64_MIN,
                                .to = INT64_MAX};
    int64_t window = (int64_t)index->options.window;
    if (window && in->tokens.published != STET_TIME_NONE) {
        query.from = in->tokens.published - window;
        query.to = in->tokens.published + window;
    }
    stet_status status = index_candidates(index->snapshot, &query, &worker->found, err);
    if (status)
        return status;
    if (!reserve(worker, worker->found.count + in->beside_count))
        return stet_fail_memory(err);
    *count = 0;
    for (size_t i = 0; i < worker->found.count; i++) {
        const struct index_candidate *found = &worker->found.items[i];
        if ((in->known && found->ref == in->old) || beside_replaced(index->beside, found->ref, at))
            continue;
        worker->candidates[(*count)++] = (struct stream_candidate){
            .ref = found->ref, .beside = STREAM_NONE, .bands = found->bands, .passages = found->passages};
    }
    if (in->beside_count)
        memcpy(worker->candidates + *count, in->beside, in->beside_count * sizeof *in->beside);
    *count += in->beside_count;
    return STET_OK;
}

void likely_init(struct stet_index *index)
{
    for (uint32_t i = 0; i <= index->shape.bands; i++)
        index->band_worth[i] = ONE * i / index->shape.bands;
    for (uint32_t i = 0; i <= INDEX_MAX_KEPT; i++)
        index->passage_worth[i] = ONE * i / (index->shape.kept ? index->shape.kept : 1);
}

/* More passages than an article posts are hits by chance. */
static uint32_t by_keys(const struct stet_index *index, const struct stream_candidate *candidate)
{
    uint32_t passages = candidate->passages < INDEX_MAX_KEPT ? candidate->passages : INDEX_MAX_KEPT;
    return index->band_worth[candidate->bands] + index->passage_worth[passages];
}

static bool one_passage(const struct stream_candidate *candidate)
{
    return !candidate->bands && candidate->passages == 1;
}

/* One passage, or one or two bands. */
static bool few_keys(const struct stream_candidate *candidate)
{
    return one_passage(candidate) || (!candidate->passages && candidate->bands <= 2);
}

/* How a candidate ranks, the lower the better: those with most keys first. Of equals that share most of their keys the
 * first to come, which is what the others are copies of; of those that share a phrase the latest, which is the nearest
 * in time. */
static uint64_t rank_of(const struct stet_index *index, const struct stream_worker *worker, size_t i, size_t count)
{
    uint32_t likeness = by_keys(index, &worker->candidates[i]);
    return (uint64_t)(UINT32_MAX - likeness) << 32 | (likeness >= CLOSE ? i : count - 1 - i);
}

static size_t ranked(uint64_t order, size_t count)
{
    return UINT32_MAX - (uint32_t)(order >> 32) >= CLOSE ? (uint32_t)order : count - 1 - (uint32_t)order;
}

/* The `most` best of them, in order; how many. From the last on, which is better than its equals before it as a rule. */
static size_t select_best(const struct stet_index *index, const struct stream_worker *worker, size_t count, size_t most,
                          uint64_t *best)
{
    size_t found = 0;
    for (size_t i = count; i--;) {
        uint64_t order = rank_of(index, worker, i, count);
        if (found == most && order > best[most - 1])
            continue;
        size_t at = found < most ? found++ : most - 1;
        for (; at && best[at - 1] > order; at--)
            best[at] = best[at - 1];
        best[at] = order;
    }
    return found;
}

/* Leaves those out of the best that are not even looked at: of an article that is added, all but the first PHRASES of
 * those that share a phrase only. The rows of the others are on their way then. */
static size_t leave_phrases(struct stet_index *index, struct stream_worker *worker, size_t all, uint64_t *best,
                            size_t count)
{
    index_ref refs[LOOKED_AT + STREAM_JUDGED_MOST];
    size_t kept = 0, phrases = 0, rows = 0;
    for (size_t i = 0; i < count; i++) {
        const struct stream_candidate *candidate = &worker->candidates[ranked(best[i], all)];
        phrases += one_passage(candidate);
        if (one_passage(candidate) && phrases > PHRASES && index->judged_most == STREAM_JUDGED)
            continue;
        best[kept++] = ranked(best[i], all);
        if (candidate->beside == STREAM_NONE)
            refs[rows++] = candidate->ref;
    }
    index_rows_soon(index->snapshot, refs, rows);
    return kept;
}

/* What decides whether an article is looked at: its own row's worth. */
struct about {
    uint64_t content, simhash; /* of content, the upper 32 bits */
    uint32_t body_count;
    int64_t published;
    const uint64_t *bits;
};

static double jaccard(const struct stet_index *index, const uint64_t *a, const uint64_t *b)
{
    uint32_t hashes = stream_hashes(index), differ = 0;
    for (uint32_t i = 0; i < (hashes + 63) / 64; i++)
        differ += (uint32_t)__builtin_popcountll(a[i] ^ b[i]);
    return 1 - 2.0 * differ / hashes;
}

static bool within(const struct stet_index *index, int64_t a, int64_t b)
{
    if (!index->options.window || a == STET_TIME_NONE || b == STET_TIME_NONE)
        return true;
    return (a > b ? (uint64_t)a - (uint64_t)b : (uint64_t)b - (uint64_t)a) <= index->options.window;
}

/* False when it is out of the question. */
static bool look(const struct stet_index *index, const struct incoming *in, const struct about *other,
                 struct stream_candidate *candidate)
{
    if (!within(index, in->tokens.published, other->published))
        return false;
    candidate->exact = in->content >> 32 == other->content && in->simhash == other->simhash &&
                       in->tokens.body_count == other->body_count && other->body_count;
    double similar = jaccard(index, in->bits, other->bits);
    if (index->judged_most == STREAM_JUDGED && few_keys(candidate) && similar <= NOISE && !candidate->exact &&
        in->tokens.body_count >= TELLING && other->body_count >= TELLING)
        return false;
    candidate->likeness = by_keys(index, candidate) + (candidate->exact ? 4 * ONE : 0);
    candidate->likeness += similar > NOISE ? (uint32_t)(similar * ONE) : 0;
    return true;
}

static stet_status look_at(struct stet_index *index, const struct incoming *in, struct stream_candidate *candidate,
                           bool *wanted, stet_error *err)
{
    if (candidate->beside != STREAM_NONE) {
        const struct incoming *other = &index->batch[candidate->beside];
        struct about about = {other->content >> 32, other->simhash, other->tokens.body_count, other->tokens.published,
                              other->bits};
        *wanted = look(index, in, &about, candidate);
        return STET_OK;
    }
    struct index_row row;
    stet_status status = index_row(index->snapshot, NULL, candidate->ref, &row, err);
    struct about about = {row.content, row.simhash, row.body_count,
                          row.precision ? row.published : STET_TIME_NONE, row.minhash};
    if (!status)
        *wanted = look(index, in, &about, candidate);
    return status;
}

/* Of equals the first to come. */
static bool before(const struct stream_candidate *a, const struct stream_candidate *b)
{
    return a->likeness > b->likeness || (a->likeness == b->likeness && stream_earlier(a, b));
}

/* Keeps `best` in order, likest first. */
static void insert(struct stream_candidate *best, size_t *count, size_t most, const struct stream_candidate *candidate)
{
    size_t at = *count;
    while (at && before(candidate, &best[at - 1]))
        at--;
    if (at == most)
        return;
    size_t moved = (*count < most ? *count : most - 1) - at;
    memmove(best + at + 1, best + at, moved * sizeof *best);
    best[at] = *candidate;
    *count += *count < most;
}

static stet_status keep(struct incoming *in, const struct stream_candidate *best, size_t count, stet_error *err)
{
    void *likely = in->likely;
    bool grown = stet_grow(&likely, &in->likely_capacity, count + 1, sizeof *in->likely);
    in->likely = likely;
    if (!grown)
        return stet_fail_memory(err);
    memcpy(in->likely, best, count * sizeof *best);
    in->likely_count = count;
    return STET_OK;
}

stet_status likely_find(struct stet_index *index, struct stream_worker *worker, uint32_t at, stet_error *err)
{
    struct incoming *in = &index->batch[at];
    struct stream_candidate best[STREAM_JUDGED_MOST];
    size_t all = 0, found = 0, most = index->judged_most;
    stet_status status = gather(index, worker, at, &all, err);
    if (status)
        return status;
    uint64_t order[LOOKED_AT + STREAM_JUDGED_MOST];
    size_t looked = select_best(index, worker, all, LOOKED_AT + most, order);
    looked = leave_phrases(index, worker, all, order, looked);
    for (size_t i = 0; i < looked && !status; i++) {
        struct stream_candidate candidate = worker->candidates[order[i]];
        bool wanted = false;
        status = look_at(index, in, &candidate, &wanted, err);
        if (wanted)
            insert(best, &found, most, &candidate);
    }
    if (status)
        return status;
    size_t few = found && one_passage(&best[0]) ? 1 : FEW;
    if (found > few && most == STREAM_JUDGED && best[0].likeness < LIKELY)
        found = few;
    return keep(in, best, found, err);
}
