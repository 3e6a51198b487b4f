/* What has been learned, in use: bodies without boilerplate. */
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "match/prepared.h"
#include "match/sites_state.h"

#define LITTLE 16 /* tokens that may be left over of a body that is boilerplate for the greater part */

void match_own_free(struct match_own *own)
{
    free(own->words);
    *own = (struct match_own){NULL, 0};
}

static struct sites_known *known_at(const struct match_sites *sites, uint64_t hash, uint32_t source, uint32_t key)
{
    size_t at = hash & (sites->room - 1);
    while (sites->known[at].source && (sites->known[at].source != source || sites->known[at].key != key))
        at = (at + 1) & (sites->room - 1);
    return &sites->known[at];
}

static uint64_t *bit_of(const struct match_sites *sites, uint32_t source, uint64_t *bit)
{
    uint64_t hash = match_mix(source);
    *bit = UINT64_C(1) << (hash & 63);
    return (uint64_t *)&sites->sources[hash >> 6 & 63];
}

static uint32_t mark_of(uint64_t hash)
{
    return hash >> 40 & (SITES_MARKS - 1);
}

stet_status sites_publish(struct match_sites *sites, stet_error *err)
{
    size_t count = 0, room = 16;
    for (uint32_t i = 0; i < SITES_ENTRIES; i++)
        count += sites->tables->entries[i].shown;
    while (room < count * 2)
        room *= 2;
    void *known = sites->known;
    bool grown = stet_grow(&known, &sites->known_capacity, room, sizeof *sites->known);
    sites->known = known;
    if (!grown)
        return stet_fail_memory(err);
    sites->room = room;
    memset(sites->known, 0, room * sizeof *sites->known);
    memset(sites->sources, 0, sizeof sites->sources);
    memset(sites->marks, 0, sizeof sites->marks);
    for (uint32_t i = 0; i < SITES_ENTRIES; i++) {
        const struct sites_entry *entry = &sites->tables->entries[i];
        if (!entry->shown)
            continue;
        uint64_t bit, *word = bit_of(sites, entry->source, &bit), hash = sites_hash(entry->source, entry->key);
        *word |= bit;
        sites->marks[mark_of(hash) / 64] |= UINT64_C(1) << mark_of(hash) % 64;
        *known_at(sites, hash, entry->source, entry->key) =
            (struct sites_known){entry->source, entry->key, entry->shown_left, entry->shown_right};
    }
    return STET_OK;
}

/* Boilerplate [start, end) that is being followed through a body, whose own tokens go to `words`. */
struct leaving {
    const struct match_article *article;
    struct match_own *own;
    uint32_t count;      /* tokens of its own so far */
    uint32_t done;       /* tokens of the body dealt with */
    uint32_t start, end; /* empty when they are equal */
};

static stet_status keep_until(struct leaving *leaving, uint32_t until, stet_error *err)
{
    void *words = leaving->own->words;
    bool grown = stet_grow(&words, &leaving->own->capacity, (size_t)leaving->article->body_count + 1, sizeof(uint32_t));
    leaving->own->words = words;
    if (!grown)
        return stet_fail_memory(err);
    uint32_t n = until - leaving->done;
    memcpy(leaving->own->words + leaving->count, leaving->article->body + leaving->done, n * sizeof(uint32_t));
    leaving->count += n;
    leaving->done = until;
    return STET_OK;
}

/* The run has ended. */
static stet_status leave_out(struct leaving *leaving, stet_error *err)
{
    stet_status status = STET_OK;
    if (leaving->end - leaving->start >= SITES_LEAST_RUN) {
        status = keep_until(leaving, leaving->start, err);
        leaving->done = leaving->end;
    }
    return status;
}

static stet_status meet(struct leaving *leaving, const struct sites_known *known, uint32_t at, stet_error *err)
{
    uint32_t count = leaving->article->body_count, behind = count - at - SITES_RUN;
    uint32_t start = at - (known->left < at ? known->left : at);
    uint32_t end = at + SITES_RUN + (known->right < behind ? known->right : behind);
    if (leaving->end > leaving->start && start <= leaving->end + SITES_GAP) {
        start = start > leaving->done ? start : leaving->done;
        leaving->start = start < leaving->start ? start : leaving->start;
        leaving->end = end > leaving->end ? end : leaving->end;
        return STET_OK;
    }
    stet_status status = leave_out(leaving, err);
    leaving->start = start > leaving->done ? start : leaving->done;
    leaving->end = end > leaving->start ? end : leaving->start;
    return status;
}

/* Those of `n` keys that are passages, to their places: without a branch, as it would be guessed wrong. */
static uint32_t passages_of(const uint32_t *key, uint32_t n, uint16_t *place)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < n; i++) {
        place[count] = (uint16_t)i;
        count += sites_is_passage(key[i]);
    }
    return count;
}

static stet_status leave_all(const struct match_sites *sites, struct leaving *leaving, stet_error *err)
{
    const struct match_article *article = leaving->article;
    uint32_t tokens = article->body_count < MATCH_MAX_TOKENS ? article->body_count : MATCH_MAX_TOKENS;
    stet_status status = STET_OK;
    for (uint32_t at = 0, n; at + SITES_RUN <= tokens && !status; at += n) {
        uint32_t key[SITES_BATCH];
        n = tokens - SITES_RUN + 1 - at < SITES_BATCH ? tokens - SITES_RUN + 1 - at : SITES_BATCH;
        sites->kernel->keys(article->body + at, n + SITES_RUN - 1, SITES_RUN, key);
        uint16_t place[SITES_BATCH];
        uint32_t count = passages_of(key, n, place);
        for (uint32_t i = 0; i < count && !status; i++) {
            uint64_t hash = sites_hash(article->source, key[place[i]]);
            if (!(sites->marks[mark_of(hash) / 64] >> mark_of(hash) % 64 & 1))
                continue;
            const struct sites_known *known = known_at(sites, hash, article->source, key[place[i]]);
            if (known->source)
                status = meet(leaving, known, at + place[i], err);
        }
    }
    return status ? status : leave_out(leaving, err);
}

stet_status match_sites_own(const struct match_sites *sites, const struct match_article *article, struct match_own *own,
                            struct match_article *out, stet_error *err)
{
    *out = *article;
    uint64_t bit;
    if (!article->source || !sites->room || !(*bit_of(sites, article->source, &bit) & bit))
        return STET_OK;
    struct leaving leaving = {.article = article, .own = own};
    stet_status status = leave_all(sites, &leaving, err);
    if (status || !leaving.done)
        return status;
    status = keep_until(&leaving, article->body_count, err);
    if (status)
        return status;
    bool little = leaving.count <= LITTLE && leaving.count * 2 <= article->body_count;
    out->body = own->words;
    out->body_count = little ? 0 : leaving.count;
    out->content = match_content_of(article);
    return STET_OK;
}
