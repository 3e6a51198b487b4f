/* Pairs of one article follow each other, and those of its copies soon after, so a small cache of articles made ready
 * serves most of them: two-way, by article number. */
#include "stet/judge.h"

#include <stdlib.h>

#include "base/error.h"

#define SLOT_BYTES 32768 /* of an article made ready, at most, but for long ones */
#define LONG_TOKENS 1024
#define LONG_MOST 32768 /* tokens of long ones that are kept, at most, beside those of the last pair */
#define MIN_SETS 8
#define MAX_SETS 16

struct slot {
    struct match_prepared *prepared;
    uint32_t article; /* or CORPUS_NONE */
    uint32_t used;    /* when last */
    uint32_t room;    /* tokens of the longest one that was made ready here */
};

struct batch_judge {
    const struct corpus *corpus;
    const struct match_matcher *matcher;
    struct corpus_cursor cursor;
    uint32_t clock;
    uint64_t room; /* of all slots that have had long ones */
    size_t sets;
    struct slot (*slots)[2];
};

stet_status batch_judge_create(struct batch_judge **out, const struct corpus *corpus,
                               const struct match_matcher *matcher, uint64_t memory, stet_error *err)
{
    struct batch_judge *judge = calloc(1, sizeof *judge);
    if (!judge)
        return stet_fail_memory(err);
    judge->sets = MIN_SETS;
    while (judge->sets < MAX_SETS && judge->sets * 4 * SLOT_BYTES <= memory)
        judge->sets *= 2;
    judge->slots = calloc(judge->sets, sizeof *judge->slots);
    if (!judge->slots) {
        free(judge);
        return stet_fail_memory(err);
    }
    judge->corpus = corpus;
    judge->matcher = matcher;
    for (size_t i = 0; i < judge->sets; i++)
        judge->slots[i][0].article = judge->slots[i][1].article = CORPUS_NONE;
    *out = judge;
    return STET_OK;
}

void batch_judge_free(struct batch_judge *judge)
{
    if (!judge)
        return;
    for (size_t i = 0; i < judge->sets; i++) {
        match_prepared_free(judge->slots[i][0].prepared);
        match_prepared_free(judge->slots[i][1].prepared);
    }
    corpus_cursor_free(&judge->cursor);
    free(judge->slots);
    free(judge);
}

static uint32_t long_room(const struct slot *slot)
{
    return slot->room > LONG_TOKENS ? slot->room : 0;
}

static stet_status prepare(struct batch_judge *judge, struct slot *slot, uint32_t article, stet_error *err)
{
    slot->article = CORPUS_NONE;
    struct match_article tokens;
    stet_status status = STET_OK;
    if (!slot->prepared)
        status = match_prepared_create(&slot->prepared, err);
    if (!status)
        status = corpus_tokens(judge->corpus, article, &judge->cursor, &tokens, err);
    if (!status)
        status = match_prepare(judge->matcher, &tokens, slot->prepared, err);
    if (status)
        return status;
    slot->article = article;
    judge->room -= long_room(slot);
    slot->room = tokens.body_count > slot->room ? tokens.body_count : slot->room;
    judge->room += long_room(slot);
    return STET_OK;
}

static bool is_ready(const struct batch_judge *judge, uint32_t article)
{
    const struct slot *set = judge->slots[article % judge->sets];
    return set[0].article == article || set[1].article == article;
}

/* The article made ready. Of the two places for it the one used longest ago is given up, which is never that of the
 * article asked for just before. */
static stet_status find(struct batch_judge *judge, uint32_t article, struct slot **out, stet_error *err)
{
    struct slot *set = judge->slots[article % judge->sets];
    struct slot *slot = set[0].article == article   ? &set[0]
                        : set[1].article == article ? &set[1]
                        : set[0].used <= set[1].used ? &set[0]
                                                     : &set[1];
    *out = slot;
    slot->used = ++judge->clock;
    return slot->article == article ? STET_OK : prepare(judge, slot, article, err);
}

/* Gives the room of long articles back, when it is too much, but for those of the last pair. */
static void give_back_long(struct batch_judge *judge)
{
    for (size_t i = 0; i < judge->sets * 2 && judge->room > LONG_MOST; i++) {
        struct slot *slot = &judge->slots[i / 2][i % 2];
        if (!long_room(slot) || judge->clock - slot->used < 2)
            continue;
        match_prepared_free(slot->prepared);
        judge->room -= slot->room;
        *slot = (struct slot){.article = CORPUS_NONE};
    }
}

stet_status batch_judge_pair(struct batch_judge *judge, uint32_t a, uint32_t b, struct match_verdict *verdict,
                             stet_error *err)
{
    struct slot *first, *second;
    if (!is_ready(judge, b))
        corpus_prefetch_tokens(judge->corpus, b);
    stet_status status = find(judge, a, &first, err);
    if (!status)
        status = find(judge, b, &second, err);
    if (status)
        return status;
    match_judge(judge->matcher, first->prepared, second->prepared, verdict);
    give_back_long(judge);
    return STET_OK;
}
