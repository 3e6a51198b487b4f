/* Who shares a key within a batch: what index_candidates tells of articles that are in the index already. */
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "stet/stream.h"

struct posting {
    uint64_t key;
    uint32_t article;
    uint32_t asked; /* by the article of this number last, plus 1 */
    uint32_t next;  /* with the same slot, plus 1 */
    bool passage;
};

/* An article of the index that one of the batch replaces. */
struct replaced {
    index_ref ref;
    uint32_t by; /* its number + 1; 0: none */
};

#define PLACES (2 * STREAM_BATCH) /* of open addressing */

struct beside {
    struct posting *postings;
    size_t count, capacity;
    uint32_t *slots; /* posting + 1 */
    size_t slot_count, slot_capacity;
    uint16_t bands[STREAM_BATCH], passages[STREAM_BATCH]; /* shared with the article at hand */
    struct replaced replaced[PLACES];
    uint32_t last[PLACES]; /* the last article with an id, + 1, by the id's hash; 0: none */
};

stet_status beside_create(struct beside **out, stet_error *err)
{
    *out = calloc(1, sizeof **out);
    return *out ? STET_OK : stet_fail_memory(err);
}

void beside_free(struct beside *beside)
{
    if (!beside)
        return;
    free(beside->postings);
    free(beside->slots);
    free(beside);
}

static bool reset(struct beside *beside, size_t postings)
{
    size_t wanted = 64;
    while (wanted < postings * 2)
        wanted *= 2;
    void *array = beside->postings, *slots = beside->slots;
    bool ok = stet_grow(&array, &beside->capacity, postings + 1, sizeof *beside->postings);
    beside->postings = array;
    ok = ok && stet_grow(&slots, &beside->slot_capacity, wanted, sizeof *beside->slots);
    beside->slots = slots;
    if (!ok)
        return false;
    beside->count = 0;
    memset(beside->replaced, 0, sizeof beside->replaced);
    memset(beside->last, 0, sizeof beside->last);
    beside->slot_count = wanted;
    memset(beside->slots, 0, wanted * sizeof *beside->slots);
    return true;
}

/* Keys are hashes, but posted passages are the smallest of their article: the lower bits are as good as any. */
static size_t slot_of(const struct beside *beside, uint64_t key)
{
    return (size_t)(key ^ key >> 29) & (beside->slot_count - 1);
}

static void post(struct beside *beside, uint64_t key, uint32_t article, bool passage)
{
    uint32_t *slot = &beside->slots[slot_of(beside, key)];
    beside->postings[beside->count] =
        (struct posting){.key = key, .article = article, .next = *slot, .passage = passage};
    *slot = (uint32_t)++beside->count;
}

static void ask(struct beside *beside, uint64_t key, uint32_t article, bool passage)
{
    for (uint32_t at = beside->slots[slot_of(beside, key)]; at; at = beside->postings[at - 1].next) {
        struct posting *posting = &beside->postings[at - 1];
        if (posting->key != key || posting->passage != passage || posting->asked == article + 1)
            continue;
        posting->asked = article + 1; /* a passage may come twice in a text */
        if (passage)
            beside->passages[posting->article]++;
        else
            beside->bands[posting->article]++;
    }
}

static bool note(struct incoming *in, uint32_t other, uint16_t bands, uint16_t passages)
{
    void *grown = in->beside;
    bool ok = stet_grow(&grown, &in->beside_capacity, in->beside_count + 1, sizeof *in->beside);
    in->beside = grown;
    if (ok)
        in->beside[in->beside_count++] =
            (struct stream_candidate){.beside = other, .bands = bands, .passages = passages};
    return ok;
}

static bool join_one(struct stet_index *index, uint32_t at)
{
    struct beside *beside = index->beside;
    struct incoming *in = &index->batch[at];
    memset(beside->bands, 0, sizeof beside->bands);
    memset(beside->passages, 0, sizeof beside->passages);
    for (uint32_t i = 0; i < index->shape.bands; i++)
        if (!(in->left_out[i / 64] >> i % 64 & 1))
            ask(beside, in->bands[i], at, false);
    for (size_t i = 0; i < in->passage_count; i++)
        ask(beside, in->passages[i], at, true);
    bool ok = true;
    for (uint32_t other = 0; other < at && ok; other++)
        if ((beside->bands[other] || beside->passages[other]) && index->batch[other].gone > at)
            ok = note(in, other, beside->bands[other], beside->passages[other]);
    for (uint32_t i = 0; i < index->shape.bands; i++)
        post(beside, in->bands[i], at, false);
    for (size_t i = 0; i < in->kept_count; i++)
        post(beside, in->kept[i], at, true);
    return ok;
}

static bool same_id(const struct incoming *a, const struct incoming *b)
{
    stet_span left = a->item->article.id, right = b->item->article.id;
    return a->id_hash == b->id_hash && left.size == right.size && !memcmp(left.data, right.data, left.size);
}

/* Where a reference is, or would be. */
static size_t place_of(const struct beside *beside, index_ref ref)
{
    size_t place = (size_t)(ref ^ ref >> 32) % PLACES;
    while (beside->replaced[place].by && beside->replaced[place].ref != ref)
        place = (place + 1) % PLACES;
    return place;
}

/* An id that comes again within the batch replaces the one before it there. */
static void mark_replaced(struct stet_index *index, uint32_t at)
{
    struct beside *beside = index->beside;
    struct incoming *in = &index->batch[at];
    size_t place = in->id_hash % PLACES;
    while (beside->last[place] && !same_id(&index->batch[beside->last[place] - 1], in))
        place = (place + 1) % PLACES;
    in->again = in->known || beside->last[place];
    if (beside->last[place])
        index->batch[beside->last[place] - 1].gone = at;
    beside->last[place] = at + 1;
    if (!in->known)
        return;
    struct replaced *replaced = &beside->replaced[place_of(beside, in->old)];
    if (!replaced->by)
        *replaced = (struct replaced){in->old, at + 1};
}

stet_status beside_join(struct stet_index *index, size_t count, stet_error *err)
{
    size_t postings = count * (index->shape.bands + index->shape.kept);
    if (!reset(index->beside, postings))
        return stet_fail_memory(err);
    for (uint32_t at = 0; at < count; at++) {
        if (index->batch[at].bad)
            continue;
        mark_replaced(index, at);
        if (!join_one(index, at))
            return stet_fail_memory(err);
    }
    return STET_OK;
}

bool beside_replaced(const struct beside *beside, index_ref ref, uint32_t at)
{
    uint32_t by = beside->replaced[place_of(beside, ref)].by;
    return by && by <= at + 1;
}
