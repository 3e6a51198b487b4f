/* What seems to carry several stories is judged. It is a roundup when it has at least two stories in parts of its own,
 * which tell two fifths or more of what older articles about nothing else tell, and make up the better half of it; when
 * these articles do not match each other; and when it does not rather stand for one of the stories, as a copy with
 * others behind it does: that has its headline, or all of it and little of the others.
 *
 * A part may be as short as two sentences, too little for a match alone: it need not be one. Measured on the labelled
 * set and on a generated feed, by bench/wire.sh. */
#include "stet/roundup.h"

#include <bsd/stdlib.h>
#include <string.h>

#include "base/error.h"
#include "stet/judge.h"
#include "stet/pipeline.h"
#include "sys/team.h"

/* Suspects judged by one job. */
#define GRAIN 16

/* Shares of the roundup, rare shingles counting more: of each story, and of all. */
#define SHARE_LEAST 0.17f
#define SHARE_MOST 0.6f
#define HALF 0.5f
#define ALL_LEAST 0.5f
#define ALL_MOST 1.1f

/* Share of a story as an article tells it, all shingles counting the same. */
#define TOLD_LEAST 0.4f

/* The same when a roundup has all of it, and how much of the roundup that must be for it to be a copy. */
#define TOLD_WHOLLY 0.78f
#define COPY_LEAST 0.45f
#define SAME_HEADLINE 0.5f

/* Of the verdict on a part: MATCH_SCORE is log odds, MATCH_HOURS a logarithm: three days. */
#define SCORE_LEAST (-2.5f)
#define BREADTH_LEAST 0.4f
#define HOURS_MOST 1.5f

/* Seconds by which a story may seem to be younger than its roundup: clocks and time zones of outlets are wrong. */
#define OLDER_SLACK 21600

void batch_roundups_free(struct batch_roundups *roundups)
{
    free(roundups->items);
    free(roundups->is_one);
    free(roundups->guests);
    *roundups = (struct batch_roundups){0};
}

static bool has(const uint64_t *bits, uint32_t article)
{
    return bits && bits[article / 64] >> article % 64 & 1;
}

struct judging {
    struct stet_batch *batch;
    const struct parts_suspect *suspects;
    struct batch_roundup *found; /* of each suspect; count 0: none */
    const uint64_t *several;     /* roundups, which tell no story; NULL: not known yet */
};

/* One story in a suspect, by all the articles that tell it. */
struct part {
    uint32_t teller; /* or CORPUS_NONE */
    float share;     /* the most of the suspect */
    float told;      /* the most of a teller */
    bool is_copy;    /* of the story, rather than a roundup */
    bool has_all;    /* all of a teller, and that is half of the suspect */
};

/* The share of an article that the other one has, all shingles counting the same. With rare ones counting more, a
 * story that nobody else tells seems to be most of a roundup that has another one which many tell, and the beginning of
 * a story little of it when many roundups carry that. */
static float plain_share(const struct corpus *corpus, uint32_t article, uint32_t other, float jaccard)
{
    float a = (float)corpus->rows[article].body_count, b = (float)corpus->rows[other].body_count;
    return jaccard / (1 + jaccard) * (a + b) / a;
}

static bool is_told(const struct match_verdict *verdict, float of_suspect, float of_teller)
{
    return of_suspect >= SHARE_LEAST && of_teller >= TOLD_LEAST &&
           verdict->score >= SCORE_LEAST && verdict->features[MATCH_BREADTH] >= BREADTH_LEAST &&
           verdict->features[MATCH_HOURS] <= HOURS_MOST;
}

/* Whether an article may have been published before the other one: only a time that is exact denies it. */
static bool may_be_older(const struct corpus *corpus, uint32_t article, uint32_t than)
{
    const struct corpus_row *a = &corpus->rows[article], *b = &corpus->rows[than];
    bool exact = a->precision == STET_PRECISION_SECOND && b->precision == STET_PRECISION_SECOND;
    return !exact || a->published <= b->published + OLDER_SLACK;
}

static stet_status judge_part(const struct judging *judging, struct batch_judge *judge, uint32_t article,
                              const struct parts_story *story, struct part *part, stet_error *err)
{
    const struct corpus *corpus = &judging->batch->corpus;
    *part = (struct part){.teller = CORPUS_NONE};
    bool may_be_told = false;
    for (uint32_t i = 0; i < story->count; i++)
        may_be_told |= may_be_older(corpus, story->articles[i], article);
    for (uint32_t i = 0; i < story->count && may_be_told; i++) {
        if (has(judging->several, story->articles[i]))
            continue;
        struct match_verdict verdict;
        stet_status status = batch_judge_pair(judge, article, story->articles[i], &verdict, err);
        if (status)
            return status;
        float of_suspect = verdict.containment_a;
        float of_teller = plain_share(corpus, story->articles[i], article, verdict.jaccard);
        float plain = plain_share(corpus, article, story->articles[i], verdict.jaccard);
        part->is_copy |= (of_suspect > SHARE_MOST && plain > HALF) || verdict.features[MATCH_HEADLINE] >= SAME_HEADLINE;
        if (part->is_copy)
            return STET_OK;
        part->has_all |= of_suspect >= COPY_LEAST && of_teller >= TOLD_WHOLLY;
        if (!is_told(&verdict, of_suspect, of_teller))
            continue;
        part->teller = part->teller == CORPUS_NONE ? story->articles[i] : part->teller;
        part->share = of_suspect > part->share ? of_suspect : part->share;
        part->told = of_teller > part->told ? of_teller : part->told;
    }
    return STET_OK;
}

/* Whether an article that tells the part matches one that tells another: they are one story. */
static stet_status is_again(struct batch_judge *judge, const struct part *parts, uint32_t count, uint32_t teller,
                            bool *again, stet_error *err)
{
    stet_status status = STET_OK;
    struct match_verdict verdict;
    *again = false;
    for (uint32_t i = 0; i < count && !*again && !status; i++) {
        status = batch_judge_pair(judge, parts[i].teller, teller, &verdict, err);
        *again = !status && verdict.match;
    }
    return status;
}

static bool is_roundup(const struct part *parts, uint32_t count)
{
    float share = 0;
    uint32_t all = 0, wholly = 0;
    for (uint32_t i = 0; i < count; i++) {
        share += parts[i].share;
        all += parts[i].has_all;
        wholly += parts[i].told >= TOLD_WHOLLY;
    }
    return count > 1 && share >= ALL_LEAST && share <= ALL_MOST && (!all || wholly == count);
}

/* What has been found in a suspect. */
struct carried {
    struct part parts[PARTS_MOST];
    uint32_t count;
    bool is_copy;
};

static stet_status add_part(const struct judging *judging, struct batch_judge *judge,
                            const struct parts_suspect *suspect, uint32_t story, struct carried *carried,
                            stet_error *err)
{
    struct part *part = &carried->parts[carried->count];
    stet_status status = judge_part(judging, judge, suspect->article, &suspect->stories[story], part, err);
    bool again = false;
    carried->is_copy |= part->is_copy;
    if (!status && part->teller != CORPUS_NONE && !part->is_copy)
        status = is_again(judge, carried->parts, carried->count, part->teller, &again, err);
    carried->count += !status && part->teller != CORPUS_NONE && !again;
    return status;
}

/* The likest story comes last: most suspects have no other. */
static stet_status judge_suspect(const struct judging *judging, struct batch_judge *judge, size_t i, stet_error *err)
{
    const struct parts_suspect *suspect = &judging->suspects[i];
    struct carried carried = {.count = 0};
    stet_status status = STET_OK;
    for (uint32_t k = 1; k < suspect->count && !carried.is_copy && !status; k++)
        status = add_part(judging, judge, suspect, k, &carried, err);
    if (carried.count && !carried.is_copy && !status)
        status = add_part(judging, judge, suspect, 0, &carried, err);
    struct batch_roundup *found = &judging->found[i];
    *found = (struct batch_roundup){.article = suspect->article};
    if (status || carried.is_copy || !is_roundup(carried.parts, carried.count))
        return status;
    found->count = carried.count;
    for (uint32_t k = 0; k < carried.count; k++)
        found->tellers[k] = carried.parts[k].teller;
    return STET_OK;
}

static stet_status judge_range(void *ctx, size_t begin, size_t end, unsigned worker, stet_error *err)
{
    const struct judging *judging = ctx;
    stet_status status = STET_OK;
    for (size_t i = begin; i < end && !status; i++)
        if (!judging->several || has(judging->several, judging->suspects[i].article))
            status = judge_suspect(judging, judging->batch->judges[worker], i, err);
    return status;
}

static void mark(struct batch_roundups *roundups, size_t suspects, size_t articles)
{
    memset(roundups->is_one, 0, (articles / 64 + 1) * sizeof *roundups->is_one);
    for (size_t i = 0; i < suspects; i++)
        if (roundups->items[i].count)
            roundups->is_one[roundups->items[i].article / 64] |= UINT64_C(1) << roundups->items[i].article % 64;
}

static void compact(struct batch_roundups *roundups, size_t suspects)
{
    for (size_t i = 0; i < suspects; i++)
        if (roundups->items[i].count)
            roundups->items[roundups->count++] = roundups->items[i];
}

stet_status batch_roundups_judge(struct stet_batch *batch, stet_error *err)
{
    struct batch_roundups *roundups = &batch->roundups;
    size_t n = batch->suspects.size / sizeof(struct parts_suspect), articles = batch->corpus.count;
    if (!n)
        return STET_OK;
    roundups->items = calloc(n, sizeof *roundups->items);
    roundups->is_one = calloc(articles / 64 + 1, sizeof *roundups->is_one);
    struct judging judging = {batch, (const void *)batch->suspects.data, roundups->items, NULL};
    stet_status status = roundups->items && roundups->is_one ? STET_OK : stet_fail_memory(err);
    if (!status)
        status = sys_parallel_for(batch->options.threads, n, GRAIN, judge_range, &judging, err);
    /* Again, now that it is known who tells no story but several. */
    if (!status) {
        mark(roundups, n, articles);
        judging.several = roundups->is_one;
        status = sys_parallel_for(batch->options.threads, n, GRAIN, judge_range, &judging, err);
    }
    if (!status) {
        mark(roundups, n, articles);
        compact(roundups, n);
    }
    stet_buf_free(&batch->suspects);
    return status;
}

static bool is_apart(const struct stet_batch *batch, uint32_t roundup, uint32_t other, uint8_t likeness)
{
    return has(batch->roundups.is_one, roundup) && !parts_is_whole(&batch->corpus, roundup, other, likeness);
}

bool batch_roundups_apart(const struct stet_batch *batch, uint32_t a, uint32_t b, uint8_t likeness)
{
    return is_apart(batch, a, b, likeness) || is_apart(batch, b, a, likeness);
}

static int ascending(const void *left, const void *right)
{
    uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;
    return (a > b) - (a < b);
}

static int by_article(const void *key, const void *item)
{
    uint32_t article = *(const uint32_t *)key, other = ((const struct batch_roundup *)item)->article;
    return (article > other) - (article < other);
}

/* The roundup that the article is, perhaps word for word the same as another one; or NULL. */
static const struct batch_roundup *find(const struct stet_batch *batch, uint32_t article)
{
    const struct batch_roundups *roundups = &batch->roundups;
    uint32_t same = batch->corpus.rows[article].exact_of;
    uint32_t judged = same == CORPUS_NONE ? article : same;
    if (!has(roundups->is_one, judged))
        return NULL;
    return bsearch(&judged, roundups->items, roundups->count, sizeof *roundups->items, by_article);
}

/* The clusters of its stories, each once, to `guests`. One that is in the cluster of a story all the same, as a copy of
 * what is nearly as long as it, is no guest. */
static size_t seat(const struct stet_batch *batch, const struct batch_roundup *roundup, uint32_t article,
                   const uint32_t *cluster_of, uint64_t *guests)
{
    size_t count = 0;
    for (uint32_t i = 0; i < roundup->count; i++) {
        uint32_t anchor = batch->label[roundup->tellers[i]];
        uint64_t guest = (uint64_t)cluster_of[anchor] << 32 | article;
        bool again = false;
        if (anchor == batch->label[article])
            return 0;
        for (size_t k = 0; k < count && !again; k++)
            again = guests[k] == guest;
        if (!again)
            guests[count++] = guest;
    }
    return count > 1 ? count : 0;
}

static stet_status seat_all(struct stet_batch *batch, const uint32_t *cluster_of, stet_error *err)
{
    struct batch_roundups *roundups = &batch->roundups;
    size_t capacity = 0;
    for (size_t i = 0; i < batch->corpus.count; i++) {
        const struct batch_roundup *roundup = find(batch, (uint32_t)i);
        if (!roundup)
            continue;
        void *guests = roundups->guests;
        bool grown = stet_grow(&guests, &capacity, roundups->guest_count + roundup->count, sizeof *roundups->guests);
        roundups->guests = guests;
        if (!grown)
            return stet_fail_memory(err);
        size_t seats = seat(batch, roundup, (uint32_t)i, cluster_of, roundups->guests + roundups->guest_count);
        roundups->guest_count += seats;
        batch->stats.roundups += seats > 0;
    }
    if (roundups->guest_count)
        qsort(roundups->guests, roundups->guest_count, sizeof *roundups->guests, ascending);
    return STET_OK;
}

/* An article that has no copies but guests is listed as well. */
static void count_alone(struct stet_batch *batch)
{
    const struct batch_roundups *roundups = &batch->roundups;
    const uint32_t *first = batch->groups.first;
    for (size_t i = 0; i < roundups->guest_count; i++) {
        uint32_t c = (uint32_t)(roundups->guests[i] >> 32);
        bool again = i && roundups->guests[i - 1] >> 32 == c;
        bool alone = !again && first[c + 1] - first[c] == 1;
        batch->stats.clusters += alone;
        batch->stats.clustered += alone;
    }
}

stet_status batch_roundups_seat(struct stet_batch *batch, stet_error *err)
{
    if (!batch->roundups.count)
        return STET_OK;
    const struct batch_groups *groups = &batch->groups;
    uint32_t *cluster_of = reallocarray(NULL, batch->corpus.count, sizeof *cluster_of); /* that an anchor has */
    if (!cluster_of)
        return stet_fail_memory(err);
    for (uint32_t c = 0; c < groups->count; c++)
        cluster_of[batch->label[groups->members[groups->first[c]]]] = c;
    stet_status status = seat_all(batch, cluster_of, err);
    free(cluster_of);
    if (!status)
        count_alone(batch);
    return status;
}

size_t batch_roundups_guests(const struct stet_batch *batch, uint32_t c, const uint64_t **guests)
{
    const struct batch_roundups *roundups = &batch->roundups;
    size_t low = 0, high = roundups->guest_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (roundups->guests[middle] >> 32 < c)
            low = middle + 1;
        else
            high = middle;
    }
    *guests = roundups->guests ? roundups->guests + low : NULL;
    size_t count = 0;
    while (low + count < roundups->guest_count && roundups->guests[low + count] >> 32 == c)
        count++;
    return count;
}

bool batch_is_listed(const struct stet_batch *batch, uint32_t c)
{
    const uint64_t *guests;
    const uint32_t *first = batch->groups.first;
    return first[c + 1] - first[c] > 1 || batch_roundups_guests(batch, c, &guests) > 0;
}

uint32_t batch_roundups_teller(const struct stet_batch *batch, uint32_t c, uint32_t guest)
{
    const struct batch_roundup *roundup = find(batch, guest);
    uint32_t anchor = batch->label[batch->groups.members[batch->groups.first[c]]];
    for (uint32_t i = 0; i < roundup->count; i++)
        if (batch->label[roundup->tellers[i]] == anchor)
            return roundup->tellers[i];
    return CORPUS_NONE;
}
