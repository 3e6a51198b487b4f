/* A roundup shares with the copies of one story some of its passages and with those of another story others. Passages
 * are a sample of the shingles, so that shares of them say about what shares of the text would. What seems so here is
 * judged before it counts: roundup.c. */
#include "stet/parts.h"

#include <stdlib.h>

#include "base/error.h"

#define VALUES ((size_t)1 << 8 * sizeof(corpus_passage))
#define OWN 0x80 /* of a passage: it is in the article; below, a bit for each story that has it */

#define LEAST_PASSAGES 4

/* Of an article's passages: less is a quotation, more is another version of it. */
#define SHARE_LEAST 0.15
#define SHARE_MOST 0.7

/* Of a candidate's passages: less is no story that the article carries. */
#define TOLD_LEAST 0.3

/* As in roundup.c, with room for chance, as passages are few. */
#define ALL_LEAST 0.4f
#define COPY_LEAST 0.5f
#define COPY_TOLD 0.85f
#define WHOLLY_LEAST 0.6f

struct parts_finder {
    const struct corpus *corpus;
    const uint32_t *rank;
    struct corpus_cursor own, other;
    uint8_t *seen; /* of each value of a passage */
};

stet_status parts_finder_create(struct parts_finder **out, const struct corpus *corpus, const uint32_t *rank,
                                stet_error *err)
{
    struct parts_finder *finder = calloc(1, sizeof *finder);
    if (finder)
        finder->seen = calloc(VALUES, sizeof *finder->seen);
    if (!finder || !finder->seen) {
        free(finder);
        return stet_fail_memory(err);
    }
    finder->corpus = corpus;
    finder->rank = rank;
    *out = finder;
    return STET_OK;
}

void parts_finder_free(struct parts_finder *finder)
{
    if (!finder)
        return;
    corpus_cursor_free(&finder->own);
    corpus_cursor_free(&finder->other);
    free(finder->seen);
    free(finder);
}

/* What one candidate shares with the article. */
struct overlap {
    uint32_t shared, told; /* passages; of these, those that a story found before has */
    uint32_t with[PARTS_MOST];
};

static struct overlap overlap_of(const struct parts_finder *finder, const corpus_passage *passages, uint32_t count,
                                 uint32_t stories)
{
    struct overlap overlap = {0};
    for (uint32_t i = 0; i < count; i++) {
        uint8_t seen = finder->seen[passages[i]];
        overlap.shared += seen >> 7;
        overlap.told += (seen & ~OWN) != 0;
        for (uint32_t k = 0; k < stories && (seen & ~OWN); k++)
            overlap.with[k] += seen >> k & 1;
    }
    return overlap;
}

/* The story that the candidate tells: one found before, a new one, or none that is told apart. */
static struct parts_story *story_of(const struct overlap *overlap, struct parts_suspect *found, bool *is_new)
{
    for (uint32_t k = 0; k < found->count; k++)
        if (overlap->with[k] * 2 >= overlap->shared)
            return &found->stories[k];
    *is_new = overlap->told * 8 <= overlap->shared && found->count < PARTS_MOST;
    return *is_new ? &found->stories[found->count++] : NULL;
}

/* The likest come first; the last place is for the fullest of all others. */
static void add_teller(const struct parts_finder *finder, struct parts_story *story, uint32_t candidate)
{
    if (story->count < PARTS_EACH)
        story->articles[story->count++] = candidate;
    else if (finder->rank[candidate] < finder->rank[story->articles[PARTS_EACH - 1]])
        story->articles[PARTS_EACH - 1] = candidate;
}

static stet_status look_at(struct parts_finder *finder, uint32_t candidate, uint32_t own, struct parts_suspect *found,
                           stet_error *err)
{
    const corpus_passage *passages;
    stet_status status = corpus_passages(finder->corpus, candidate, &finder->other, &passages, err);
    if (status)
        return status;
    uint32_t count = finder->corpus->rows[candidate].passage_count;
    struct overlap overlap = overlap_of(finder, passages, count, found->count);
    if (overlap.shared < SHARE_LEAST * own || overlap.shared > SHARE_MOST * own ||
        overlap.shared < TOLD_LEAST * count)
        return STET_OK;
    bool is_new = false;
    struct parts_story *story = story_of(&overlap, found, &is_new);
    if (is_new) {
        uint8_t bit = (uint8_t)(1u << (found->count - 1));
        for (uint32_t i = 0; i < count; i++)
            if (finder->seen[passages[i]])
                finder->seen[passages[i]] |= bit;
    }
    if (!story)
        return STET_OK;
    float share = (float)overlap.shared / (float)own, told = (float)overlap.shared / (float)count;
    story->share = share > story->share ? share : story->share;
    story->told = told > story->told ? told : story->told;
    add_teller(finder, story, candidate);
    return STET_OK;
}

/* What has all of a story and little of the others is a copy of it with briefs behind it; what has little of each,
 * something of its own. Judging it would say the same. */
static bool is_suspect(const struct parts_suspect *found)
{
    float all = 0;
    uint32_t copies = 0, wholly = 0;
    for (uint32_t i = 0; i < found->count; i++) {
        const struct parts_story *story = &found->stories[i];
        all += story->share;
        copies += story->share >= COPY_LEAST && story->told >= COPY_TOLD;
        wholly += story->told >= WHOLLY_LEAST;
    }
    return found->count > 1 && all >= ALL_LEAST && (!copies || wholly == found->count);
}

stet_status parts_find(struct parts_finder *finder, uint32_t article, const uint32_t *candidates, size_t n,
                       struct parts_suspect *out, stet_error *err)
{
    *out = (struct parts_suspect){.article = article};
    uint32_t own = finder->corpus->rows[article].passage_count;
    const corpus_passage *passages;
    stet_status status = corpus_passages(finder->corpus, article, &finder->own, &passages, err);
    if (status)
        return status;
    for (uint32_t i = 0; i < own; i++)
        finder->seen[passages[i]] = OWN;
    for (size_t i = 0; i < n && !status; i++)
        status = look_at(finder, candidates[i], own, out, err);
    for (uint32_t i = 0; i < own; i++)
        finder->seen[passages[i]] = 0;
    if (!is_suspect(out))
        out->count = 0;
    return status;
}

/* Likeness is the shared passages over the geometric mean of both numbers, times 254 (sieve.c): the share of one is
 * likeness / 254 * sqrt(other / one). Compared are squares, for each of many pairs. */
static bool has_share(uint32_t one, uint32_t other, int likeness, double share)
{
    return (double)(likeness * likeness) * other >= share * share * 254 * 254 * one;
}

bool parts_is_part(uint32_t own, uint32_t other, uint8_t likeness)
{
    return own >= LEAST_PASSAGES && has_share(own, other, likeness, SHARE_LEAST) &&
           !has_share(own, other, likeness - 1, SHARE_MOST) && has_share(other, own, likeness, TOLD_LEAST);
}

bool parts_is_whole(const struct corpus *corpus, uint32_t article, uint32_t candidate, uint8_t likeness)
{
    return has_share(corpus->rows[article].passage_count, corpus->rows[candidate].passage_count, likeness, SHARE_MOST);
}
