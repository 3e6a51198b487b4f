/* How boilerplate is learned.
 *
 * One in eight of the runs of SITES_RUN tokens is a passage, chosen by its hash, so that whatever two articles share
 * they share the passages of. Of each passage that has been met in one article of a source 32 bits stay in a table without
 * keys, which the next ones overwrite in time (some thousand articles); what is met again gets an entry. It counts
 * different stories, and how far the tokens around it recur as well: what is learned has sharp edges, wherever the
 * passages happen to lie.
 *
 * An article tells a new story when enough of its passages, those that are boilerplate already left aside, are new to
 * its source: a quarter, or four in ten when it matched another article. So what is sent again, corrected, lengthened or
 * cut counts for nothing, and a short item with the outlet's long blurb still counts.
 *
 * A passage is boilerplate when LEAST stories of its source have it, and one in SHARE of the last thousand: at a source's
 * thousandth story all its counts are halved. */
#include "match/sites_state.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "sys/pages.h"

#define LEAST 4
#define SHARE 64
#define HALVED 1024 /* stories */
#define NEW 25      /* of a hundred passages */
#define NEW_OF_COPY 40
#define ENDS 4096 /* tokens of a longer body that are looked at, at either end */

stet_status match_sites_create(struct match_sites **out, stet_error *err)
{
    static_assert(sizeof(struct sites_tables) <= SYS_LARGE_PAGE, "the tables are on one page");
    struct match_sites *sites = calloc(1, sizeof *sites);
    *out = sites;
    if (!sites)
        return stet_fail_memory(err);
    sites->kernel = match_kernel_get(sys_isa_choose());
    sites->texts = calloc(SITES_TEXTS, sizeof *sites->texts);
    sites->tables = sys_large_alloc(SYS_LARGE_PAGE);
    if (sites->texts && sites->tables) {
        memset(sites->tables, 0, sizeof *sites->tables);
        return STET_OK;
    }
    match_sites_free(sites);
    *out = NULL;
    return stet_fail_memory(err);
}

void match_sites_free(struct match_sites *sites)
{
    if (!sites)
        return;
    for (uint32_t i = 0; i < sites->text_count && sites->texts; i++)
        free(sites->texts[i].bytes);
    free(sites->texts);
    free(sites->tables);
    free(sites->known);
    free(sites);
}

static inline struct sites_entry *slot_at(const struct match_sites *sites, uint64_t hash, uint32_t source,
                                          uint32_t key)
{
    struct sites_entry *entries = sites->tables->entries;
    uint32_t mask = SITES_ENTRIES - 1, at = (uint32_t)hash & mask;
    while (entries[at].source && (entries[at].source != source || entries[at].key != key))
        at = (at + 1) & mask;
    return &entries[at];
}

struct sites_entry *sites_slot(const struct match_sites *sites, uint32_t source, uint32_t key)
{
    return slot_at(sites, sites_hash(source, key), source, key);
}

bool sites_is_common(uint32_t stories, uint32_t all)
{
    return stories >= LEAST && stories >= all / SHARE;
}

/* Keeps entries of at least so many stories. */
static stet_status evict(struct match_sites *sites, uint32_t least, stet_error *err)
{
    struct sites_entry *kept = calloc((size_t)sites->used + 1, sizeof *kept), *entries = sites->tables->entries;
    if (!kept)
        return stet_fail_memory(err);
    uint32_t count = 0;
    for (uint32_t i = 0; i < SITES_ENTRIES; i++)
        if (entries[i].source && entries[i].stories >= least)
            kept[count++] = entries[i];
    memset(entries, 0, sizeof sites->tables->entries);
    for (uint32_t i = 0; i < count; i++)
        *sites_slot(sites, kept[i].source, kept[i].key) = kept[i];
    sites->used = count;
    free(kept);
    return STET_OK;
}

/* Makes room for so many more entries; what is rarest goes. */
static stet_status make_room(struct match_sites *sites, size_t more, stet_error *err)
{
    stet_status status = STET_OK;
    if (sites->used + more <= SITES_ENTRIES_MOST)
        return STET_OK;
    for (uint32_t least = 3; sites->used > SITES_ENTRIES / 2 && !status; least++)
        status = evict(sites, least, err);
    return status;
}

/* Passages of body[from..to). */
static void sample(struct match_sites *sites, const uint32_t *body, uint32_t from, uint32_t to)
{
    for (uint32_t at = from, n; at + SITES_RUN <= to; at += n) {
        uint32_t key[SITES_BATCH];
        size_t count = sites->sample_count;
        n = to - SITES_RUN + 1 - at < SITES_BATCH ? to - SITES_RUN + 1 - at : SITES_BATCH;
        sites->kernel->keys(body + at, n + SITES_RUN - 1, SITES_RUN, key);
        for (uint32_t i = 0; i < n; i++) { /* without a branch, as it would be guessed wrong */
            sites->samples[count] = (struct sites_sample){at + i, key[i]};
            count += sites_is_passage(key[i]);
        }
        sites->sample_count = count < SITES_SAMPLES ? count : SITES_SAMPLES;
    }
}

static void sample_all(struct match_sites *sites, const struct match_article *article)
{
    uint32_t n = article->body_count;
    sample(sites, article->body, 0, n < ENDS ? n : ENDS);
    if (n > ENDS)
        sample(sites, article->body, n - ENDS > ENDS ? n - ENDS : ENDS, n);
}

static uint32_t *seen_at(const struct match_sites *sites, uint64_t hash)
{
    return &sites->tables->seen[hash >> 16 & (SITES_SEEN - 1)];
}

static uint32_t check_of(uint64_t hash)
{
    return (uint32_t)(hash >> 48) << 16;
}

void match_sites_expect(struct match_sites *sites, const struct match_article *tokens)
{
    uint32_t source = tokens->source;
    sites->expected = tokens;
    sites->sample_count = 0;
    if (source)
        sample_all(sites, tokens);
    for (size_t i = 0; i < sites->sample_count; i++) {
        uint64_t hash = sites->places[i].hash = sites_hash(source, sites->samples[i].key);
        __builtin_prefetch(seen_at(sites, hash));
        __builtin_prefetch(&sites->tables->entries[hash & (SITES_ENTRIES - 1)]);
    }
}

/* Whether enough of the article is new to its source. */
static bool look(struct match_sites *sites, uint32_t source, unsigned percent)
{
    size_t fresh = 0, common = 0;
    for (size_t i = 0; i < sites->sample_count; i++) {
        struct sites_place *place = &sites->places[i];
        uint32_t slot = *seen_at(sites, place->hash);
        struct sites_entry *entry = slot_at(sites, place->hash, source, sites->samples[i].key);
        place->entry = entry->source ? entry : NULL;
        place->once = slot && (slot & 0xffff0000) == check_of(place->hash);
        common += place->entry && entry->shown;
        fresh += !place->entry && !place->once;
    }
    return fresh && fresh * 100 >= (sites->sample_count - common) * percent;
}

static uint64_t context(const uint32_t *tokens, uint32_t count, int step)
{
    uint64_t bits = 0;
    for (uint32_t i = 0; i < count; i++, tokens += step)
        bits |= (uint64_t)(*tokens * UINT32_C(0x9e3779b1) >> 28) << 4 * i;
    return bits;
}

static uint8_t agreeing(uint64_t a, uint64_t b, uint32_t most)
{
    uint32_t n = a == b ? SITES_AROUND : (uint32_t)__builtin_ctzll(a ^ b) / 4;
    return (uint8_t)(n < most ? n : most);
}

/* How many of the tokens around a passage, which is at `at`, are those that all had that were counted so far. */
static void narrow(struct sites_entry *entry, const struct match_article *article, uint32_t at)
{
    const uint32_t *body = article->body + at;
    uint32_t behind = article->body_count - at - SITES_RUN;
    uint32_t left = at < entry->left ? at : entry->left, right = behind < entry->right ? behind : entry->right;
    if (left)
        left = agreeing(context(body - 1, left, -1), entry->before, left);
    if (right)
        right = agreeing(context(body + SITES_RUN, right, 1), entry->after, right);
    entry->left = (uint8_t)left;
    entry->right = (uint8_t)right;
}

static void begin(struct match_sites *sites, struct sites_entry *entry, const struct match_article *article,
                  const struct sites_sample *sample)
{
    const uint32_t *body = article->body + sample->at;
    uint32_t behind = article->body_count - sample->at - SITES_RUN;
    uint32_t left = sample->at < SITES_AROUND ? sample->at : SITES_AROUND;
    uint32_t right = behind < SITES_AROUND ? behind : SITES_AROUND;
    *entry = (struct sites_entry){.source = article->source,
                                  .key = sample->key,
                                  .articles = 2,
                                  .stories = 2,
                                  .last = sites->serial,
                                  .before = context(body - 1, left, -1),
                                  .after = context(body + SITES_RUN, right, 1),
                                  .left = (uint8_t)left,
                                  .right = (uint8_t)right};
    sites->used++;
}

/* Counts one story more for a passage that was met before. */
static void raise(struct match_sites *sites, const struct match_article *article, size_t i, uint32_t stories)
{
    const struct sites_sample *sample = &sites->samples[i];
    struct sites_entry *entry = sites->places[i].entry;
    if (!entry)
        entry = slot_at(sites, sites->places[i].hash, article->source, sample->key);
    if (!entry->source) {
        begin(sites, entry, article, sample);
    } else if (entry->last != sites->serial) {
        narrow(entry, article, sample->at);
        entry->articles += entry->articles < UINT32_MAX;
        entry->stories = (uint16_t)(entry->stories + (entry->stories < UINT16_MAX));
        entry->last = sites->serial;
        sites->wanting = sites->wanting || (sites_is_common(entry->stories, stories) &&
                                            (!entry->text || sites_is_time(entry->articles)));
    }
}

static uint32_t raise_source(struct match_sites *sites, uint32_t source)
{
    struct sites_entry *entry = sites_slot(sites, source, 0);
    sites->used += !entry->source;
    entry->source = source;
    entry->articles += entry->articles < UINT32_MAX;
    entry->stories = (uint16_t)(entry->stories + (entry->stories < UINT16_MAX));
    return entry->stories;
}

stet_status match_sites_add(struct match_sites *sites, const struct match_site_article *article, stet_error *err)
{
    const struct match_article *tokens = article->tokens;
    if (!tokens->source)
        return STET_OK;
    sites->serial++;
    if (sites->expected != tokens)
        match_sites_expect(sites, tokens);
    sites->expected = NULL;
    stet_status status = make_room(sites, sites->sample_count + 1, err);
    if (status)
        return status;
    bool is_new = look(sites, tokens->source, article->matched ? NEW_OF_COPY : NEW) && !article->again;
    uint32_t stories = is_new ? raise_source(sites, tokens->source) : 0;
    sites->wanting = false;
    for (size_t i = 0; i < sites->sample_count; i++) {
        const struct sites_place *place = &sites->places[i];
        if (is_new && (place->entry || place->once))
            raise(sites, tokens, i, stories);
        else if (!place->entry)
            *seen_at(sites, place->hash) = check_of(place->hash) | (sites->serial & 0xffff);
    }
    return sites->wanting ? sites_keep_texts(sites, article, err) : STET_OK;
}

/* Halves the counts of sources with many stories; sources themselves last, as they say which. */
static void halve_all(struct match_sites *sites)
{
    struct sites_entry *entries = sites->tables->entries;
    bool any = false;
    for (uint32_t i = 0; i < SITES_ENTRIES; i++)
        any = any || (!entries[i].key && entries[i].stories >= HALVED);
    for (uint32_t i = 0; i < SITES_ENTRIES && any; i++)
        if (entries[i].key && sites_slot(sites, entries[i].source, 0)->stories >= HALVED)
            entries[i].stories /= 2;
    for (uint32_t i = 0; i < SITES_ENTRIES && any; i++)
        if (!entries[i].key && entries[i].stories >= HALVED)
            entries[i].stories /= 2;
}

stet_status match_sites_turn(struct match_sites *sites, stet_error *err)
{
    if (!sites->used)
        return STET_OK;
    halve_all(sites);
    for (uint32_t i = 0; i < SITES_ENTRIES; i++) {
        struct sites_entry *entry = &sites->tables->entries[i];
        if (!entry->key)
            continue;
        entry->shown = sites_is_common(entry->stories, 0) &&
                       sites_is_common(entry->stories, sites_slot(sites, entry->source, 0)->stories);
        entry->shown_left = entry->left;
        entry->shown_right = entry->right;
    }
    stet_status status = sites->text_count > SITES_TEXTS / 2 ? sites_tidy_texts(sites, err) : STET_OK;
    return status ? status : sites_publish(sites, err);
}
