/* References name an article in one snapshot only, so what is kept is found by what the row says: 64 bits of a hash of
 * it. Two ways, the one used longest ago is given up. What has been made ready outlives a change of the frequencies in
 * part: its words stay. */
#include "stet/recall.h"

#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "base/error.h"
#include "stet/packed.h"

#define SETS 512
#define KEEP_TOKENS 4096 /* longer ones are not kept */

struct slot {
    uint64_t key; /* 0: empty */
    uint32_t used, turn;
    struct match_article tokens;
    uint32_t *words;
    size_t word_capacity;
    struct match_prepared *prepared;
    struct match_view view;
};

struct stream_recall {
    uint32_t clock, turn;
    struct match_own own;
    struct slot slots[SETS][2];
};

stet_status stream_recall_create(struct stream_recall **out, stet_error *err)
{
    *out = calloc(1, sizeof **out);
    return *out ? STET_OK : stet_fail_memory(err);
}

static void empty(struct slot *slot)
{
    match_prepared_free(slot->prepared);
    match_view_free(&slot->view);
    free(slot->words);
    *slot = (struct slot){.key = 0};
}

void stream_recall_free(struct stream_recall *recall)
{
    if (!recall)
        return;
    for (size_t i = 0; i < SETS; i++) {
        empty(&recall->slots[i][0]);
        empty(&recall->slots[i][1]);
    }
    match_own_free(&recall->own);
    free(recall);
}

void stream_recall_turn(struct stream_recall *recall)
{
    recall->turn++;
}

/* What tells an article from others, whether it is in the index or in the batch. */
static uint64_t key_of(const struct stet_index *index, const struct match_article *about, uint64_t content,
                       uint64_t simhash, const uint64_t *bits)
{
    uint64_t facts[6] = {(uint64_t)about->published,
                         simhash,
                         content,
                         (uint64_t)about->body_count << 32 | about->title_count,
                         about->precision,
                         about->source};
    uint64_t seed = XXH3_64bits(facts, sizeof facts);
    uint64_t key = XXH3_64bits_withSeed(bits, (stream_hashes(index) + 63) / 64 * sizeof *bits, seed);
    return key ? key : 1;
}

static stet_status damaged(stet_error *err, const struct index_row *row)
{
    return stet_fail(err, STET_ERR_CORRUPT, "text file %llu: entry %llu is not what it should be",
                     (unsigned long long)row->place.text, (unsigned long long)row->place.entry);
}

static stet_status load_words(struct stream_worker *worker, struct slot *slot, stet_span text,
                              const struct index_row *row, stet_error *err)
{
    stet_article article = {.published = STET_TIME_NONE};
    if (!packed_read_text(text, &article))
        return damaged(err, row);
    worker->title.count = worker->body.count = 0;
    stet_status status = text_tokenise(article.title.data, article.title.size, &worker->title, err);
    if (!status)
        status = text_tokenise(article.text.data, article.text.size, &worker->body, err);
    if (status)
        return status;
    if (worker->title.count != row->title_count || worker->body.count != row->body_count)
        return damaged(err, row);
    if (!incoming_words(&worker->title, &worker->body, &slot->words, &slot->word_capacity))
        return stet_fail_memory(err);
    slot->tokens.title = slot->words;
    slot->tokens.title_count = row->title_count;
    slot->tokens.body = slot->words + row->title_count;
    return STET_OK;
}

static stet_status take_view(struct slot *slot, stet_span digest, const struct match_article *about, uint64_t content,
                             stet_error *err)
{
    return match_view_unpack(&slot->view, digest.data, digest.size, about, content, err);
}

static stet_status load(struct stet_index *index, struct stream_worker *worker, index_ref ref,
                        const struct index_row *row, struct slot *slot, stet_error *err)
{
    stet_span meta, text;
    stet_status status = index_text(index->snapshot, &worker->texts, ref, &meta, &text, err);
    if (status)
        return status;
    return index->shape.keeps_text ? load_words(worker, slot, text, row, err)
                                   : take_view(slot, text, &slot->tokens, row->content, err);
}

static stet_status copy(struct stet_index *index, const struct incoming *in, struct slot *slot, stet_error *err)
{
    if (!index->shape.keeps_text)
        return take_view(slot, (stet_span){in->text.data, in->text.size}, &slot->tokens, in->content >> 32, err);
    size_t count = (size_t)in->tokens.title_count + in->tokens.body_count;
    void *words = slot->words;
    bool grown = stet_grow(&words, &slot->word_capacity, count + 1, sizeof *slot->words);
    slot->words = words;
    if (!grown)
        return stet_fail_memory(err);
    if (count)
        memcpy(slot->words, in->words, count * sizeof *slot->words);
    slot->tokens.title = slot->words;
    slot->tokens.body = slot->words + in->tokens.title_count;
    return STET_OK;
}

static stet_status weigh(struct stet_index *index, struct stream_recall *recall, struct slot *slot, stet_error *err)
{
    const struct match_matcher *matcher = match_living_matcher(index->living);
    if (!index->shape.keeps_text)
        return match_view_weigh(&slot->view, matcher, err);
    stet_status status = slot->prepared ? STET_OK : match_prepared_create(&slot->prepared, err);
    struct match_article own;
    if (!status)
        status = match_sites_own(index->sites, &slot->tokens, &recall->own, &own, err);
    return status ? status : match_prepare(matcher, &own, slot->prepared, err);
}

static struct slot *find(struct stream_recall *recall, uint64_t key)
{
    struct slot *set = recall->slots[key % SETS];
    if (set[0].key == key || set[1].key == key)
        return &set[set[0].key != key];
    return &set[set[0].used > set[1].used];
}

stet_status stream_source(struct stet_index *index, struct stream_worker *worker, index_ref ref,
                          const struct index_row *row, stet_span *name, stet_error *err)
{
    struct index_cursor *cursor = &worker->sources[index_source_block(ref, row) % STREAM_SOURCES];
    return index_source(index->snapshot, cursor, ref, name, err);
}

static stet_status describe(struct stet_index *index, struct stream_worker *worker,
                            const struct stream_candidate *candidate, const struct index_row *row,
                            struct match_article *about, uint64_t *key, stet_error *err)
{
    if (candidate->beside != STREAM_NONE) {
        const struct incoming *in = &index->batch[candidate->beside];
        *about = in->tokens;
        *key = key_of(index, about, in->content >> 32, in->simhash, in->bits);
        return STET_OK;
    }
    stet_span source;
    stet_status status = stream_source(index, worker, candidate->ref, row, &source, err);
    if (status)
        return status;
    *about = (struct match_article){.title_count = row->title_count,
                                    .body_count = row->body_count,
                                    .published = row->precision ? row->published : STET_TIME_NONE,
                                    .precision = (stet_precision)row->precision,
                                    .source = incoming_source(source)};
    *key = key_of(index, about, row->content, row->simhash, row->minhash);
    return STET_OK;
}

stet_status stream_recall_get(struct stet_index *index, struct stream_worker *worker,
                              const struct stream_candidate *candidate, const struct index_row *row,
                              struct recalled *out, stet_error *err)
{
    struct stream_recall *recall = worker->recall;
    struct match_article about;
    uint64_t key;
    stet_status status = describe(index, worker, candidate, row, &about, &key, err);
    if (status)
        return status;
    struct slot *slot = find(recall, key);
    bool there = slot->key == key, ready = there && slot->turn == recall->turn;
    if (!there && slot->tokens.body_count > KEEP_TOKENS)
        empty(slot);
    if (!there) {
        slot->key = 0;
        slot->tokens = about;
        status = candidate->beside != STREAM_NONE ? copy(index, &index->batch[candidate->beside], slot, err)
                                                  : load(index, worker, candidate->ref, row, slot, err);
    }
    if (!status && !ready)
        status = weigh(index, recall, slot, err);
    slot->key = status ? 0 : key;
    slot->turn = recall->turn;
    slot->used = ++recall->clock;
    *out = (struct recalled){slot->prepared, &slot->view};
    return status;
}
