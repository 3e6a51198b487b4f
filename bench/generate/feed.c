/* A clock runs; stories arise at random times; each puts its own publication and its copies, minutes to a day later, on
 * a heap ordered by the time at which the feed shows them. A story's text lives until its last copy is out, so memory
 * is bounded by what a day holds (at most 20,000 articles), whatever the number of articles. A copy that waits is 40
 * bytes: the story, and the seed from which it will be made. */
#include "generate/feed.h"

#include <stdlib.h>

enum role { ROLE_ORIGINAL, ROLE_STAND_IN, ROLE_COPY, ROLE_SAME_EVENT, ROLE_SHARED_QUOTE };

enum { RECENT = 256, MILLION = 1000000, EPOCH = 1755648000 /* 2025-08-20T00:00:00Z */ };

struct pending {
    int64_t due;       /* seconds */
    uint64_t sequence; /* among equals the first comes first */
    struct story *story;
    uint64_t seed;
    int32_t delay; /* from the story's publication to this one's */
    uint16_t outlet;
    uint8_t role, kind;
};

struct feed {
    const struct feed_options *options;
    const struct world *world;
    struct emitter *emitter;
    struct rng rng;
    struct pending *heap;
    size_t count, capacity;
    uint64_t sequence, clusters;
    struct story *recent[RECENT]; /* a ring */
    uint32_t recent_at;
    struct story *spare[RECENT]; /* to be used again */
    uint32_t spares;
    struct article article;
    uint32_t kind_total;
    uint32_t template_share, copied_share; /* of a million new stories; the second may exceed it */
};

static bool before(const struct pending *a, const struct pending *b)
{
    return a->due != b->due ? a->due < b->due : a->sequence < b->sequence;
}

static void push(struct feed *f, struct pending item)
{
    if (!stet_grow((void **)&f->heap, &f->capacity, f->count + 1, sizeof *f->heap))
        errx(2, "out of memory");
    item.sequence = f->sequence++;
    item.seed = rng_next(&f->rng);
    item.story->references++;
    size_t at = f->count++;
    for (; at > 0 && before(&item, &f->heap[(at - 1) / 2]); at = (at - 1) / 2)
        f->heap[at] = f->heap[(at - 1) / 2];
    f->heap[at] = item;
}

static struct pending pop(struct feed *f)
{
    struct pending top = f->heap[0], last = f->heap[--f->count];
    size_t at = 0;
    for (size_t child; (child = 2 * at + 1) < f->count; at = child) {
        if (child + 1 < f->count && before(&f->heap[child + 1], &f->heap[child]))
            child++;
        if (!before(&f->heap[child], &last))
            break;
        f->heap[at] = f->heap[child];
    }
    if (f->count)
        f->heap[at] = last;
    return top;
}

static struct story *story_take(struct feed *f)
{
    if (f->spares)
        return f->spare[--f->spares];
    struct story *story = calloc(1, sizeof *story);
    if (!story)
        errx(2, "out of memory");
    return story;
}

static void story_release(struct feed *f, struct story *story)
{
    if (!story || --story->references > 0)
        return;
    if (f->spares < RECENT)
        f->spare[f->spares++] = story;
    else
        story_free(story);
}

/* 1 and more, 3.75 on average, long-tailed. */
static uint32_t draw_copies(struct rng *rng)
{
    uint32_t n = 1;
    while (n < 20 && rng_below(rng, 3))
        n++;
    return rng_below(rng, 8) ? n : 3 * n;
}

/* A template filled in is copied whole or not at all: a copy with other figures would be another instance. An author
 * whose article is not in the feed has no update of it there either. */
static uint32_t allowed_kinds(const struct feed *f, const struct story *story)
{
    uint32_t kinds = f->options->kinds;
    if (story->template_filled)
        kinds &= 1u << KIND_EXACT | 1u << KIND_RETITLED | 1u << KIND_JUNK;
    if (story->absent)
        kinds &= ~(1u << KIND_UPDATE);
    return kinds;
}

static uint8_t draw_kind(struct feed *f, uint32_t kinds)
{
    uint32_t total = 0, kind = 0;
    for (uint32_t k = 0; k < KIND_COUNT; k++)
        total += kinds >> k & 1 ? kind_weights[k] : 0;
    uint32_t at = rng_below(&f->rng, total);
    for (;; kind++)
        if (kinds >> kind & 1) {
            if (at < kind_weights[kind])
                return (uint8_t)kind;
            at -= kind_weights[kind];
        }
}

/* How many copies a new story will have; `share` of a million stories have any, where it exceeds that, several times.
 */
static uint32_t draw_total(struct rng *rng, uint32_t share)
{
    uint32_t n = 0;
    for (; share >= MILLION; share -= MILLION)
        n += draw_copies(rng);
    return n + (rng_chance(rng, share) ? draw_copies(rng) : 0);
}

static void schedule_copies(struct feed *f, struct story *story, uint32_t n)
{
    struct rng *rng = &f->rng;
    uint32_t kinds = allowed_kinds(f, story), earliest = 180;
    /* The author's outlet, or the first one to have an agency's story, does not copy it once more. */
    uint32_t first = story->outlet ? (uint32_t)(story->outlet - f->world->outlets[story->language])
                                   : rng_below(rng, OUTLETS_PER_LANGUAGE);
    if (story->absent) {
        earliest = rng_between(rng, 120, 600);
        push(f, (struct pending){.due = story->topic.time + earliest,
                                 .story = story,
                                 .delay = (int32_t)earliest,
                                 .outlet = (uint16_t)first,
                                 .role = ROLE_STAND_IN,
                                 .kind = KIND_RETITLED});
    }
    for (uint32_t i = 1; i <= n && kinds && i < OUTLETS_PER_LANGUAGE; i++) {
        /* Log-uniform: as many copies between 3 and 6 minutes as between 12 and 24 hours. */
        uint32_t base = 180u << rng_below(rng, 9), delay = earliest + rng_between(rng, base / 2, base + base / 2);
        uint8_t kind = draw_kind(f, kinds);
        push(f, (struct pending){.due = story->topic.time + delay + 60 + rng_below(rng, 600),
                                 .story = story,
                                 .delay = (int32_t)delay,
                                 .outlet = (uint16_t)((first + 7 * i) % OUTLETS_PER_LANGUAGE),
                                 .role = ROLE_COPY,
                                 .kind = kind});
    }
}

static void remember(struct feed *f, struct story *story)
{
    story_release(f, f->recent[f->recent_at]);
    f->recent[f->recent_at] = story;
    story->references++;
    f->recent_at = (f->recent_at + 1) % RECENT;
}

/* A new story and all that will follow from it. */
static void arise(struct feed *f, int64_t now)
{
    struct rng *rng = &f->rng;
    struct story *story = story_take(f);
    struct story_wish wish = {.language = world_draw_language(f->world, rng), .words = f->options->words, .time = now};
    bool template = rng_chance(rng, f->template_share);
    uint32_t copies = draw_total(rng, !template ? f->copied_share : f->options->reprints ? MILLION / 10 : 0);
    uint16_t outlet = (uint16_t)rng_below(rng, OUTLETS_PER_LANGUAGE);
    if (rng_below(rng, 10) < (copies ? 8u : 3u))
        wish.agency = f->world->agencies[wish.language][rng_below(rng, f->world->agency_count[wish.language])];
    else
        wish.outlet = &f->world->outlets[wish.language][outlet];
    if (template)
        story_fill_template(story, f->world, &wish, rng);
    else
        story_write(story, f->world, &wish, rng);
    story->cluster = ++f->clusters;
    remember(f, story);
    story->absent = copies && !template && wish.agency && rng_below(rng, 100) < 15;
    if (!story->absent)
        push(f, (struct pending){
                    .due = now + rng_below(rng, 60), .story = story, .outlet = outlet, .role = ROLE_ORIGINAL});
    if (copies)
        schedule_copies(f, story, copies);
    if (!template && rng_below(rng, 100) < 6) {
        bool quote = story->statement != UINT32_MAX && story->paragraphs > 5 && rng_below(rng, 2);
        uint32_t delay = rng_between(rng, 600, 36000);
        push(f, (struct pending){.due = now + delay,
                                 .story = story,
                                 .delay = (int32_t)delay,
                                 .outlet = (uint16_t)((outlet + 1) % OUTLETS_PER_LANGUAGE),
                                 .role = quote ? ROLE_SHARED_QUOTE : ROLE_SAME_EVENT});
    }
}

/* Another story about the same: names and words in common, the headline but for a word, and no sentence but perhaps one
 * statement that both quote. */
static struct story *write_related(struct feed *f, const struct pending *item, struct rng *rng)
{
    struct story *story = story_take(f);
    struct story_wish wish = {.language = item->story->language,
                              .words = f->options->words,
                              .time = item->story->topic.time + item->delay,
                              .topic = &item->story->topic,
                              .outlet = &f->world->outlets[item->story->language][item->outlet]};
    if (item->role == ROLE_SHARED_QUOTE)
        wish.statement = story_paragraph(item->story, item->story->statement);
    story_write(story, f->world, &wish, rng);
    story->cluster = ++f->clusters;
    story->references = 1;
    if (item->role == ROLE_SAME_EVENT) {
        const struct stet_buf *headline = &item->story->headline;
        size_t keep = headline->size;
        while (keep > 0 && headline->data[keep - 1] != ' ')
            keep--;
        story->headline.size = 0;
        put(&story->headline, headline->data, keep);
        put_word(&story->headline, vocabulary_draw(&f->world->vocabularies[story->language], (uint32_t)rng_next(rng)));
    }
    return story;
}

/* Copies often have no time, or the day only, or one that is hours too early; a copy that stands in for its original
 * has a true one, and so have the others of its cluster or none at all: nothing else would tell them apart. */
static void set_time(struct record *record, const struct pending *item, bool original, struct rng *rng)
{
    uint32_t form = rng_below(rng, 100);
    record->published = item->story->topic.time + item->delay;
    record->stamp = STAMP_SECOND;
    if (item->role == ROLE_STAND_IN)
        return;
    if (form < (original ? 2u : 8u))
        record->stamp = STAMP_NONE;
    else if (item->story->absent)
        return;
    else if (form < (original ? 4u : 14u))
        record->stamp = STAMP_MIDNIGHT;
    else if (form < 19 && item->role == ROLE_COPY && item->kind != KIND_UPDATE)
        record->published = item->story->topic.time - (int64_t)rng_between(rng, 3600, 9 * 3600);
}

static void publish(struct feed *f, const struct pending *item)
{
    static const char *const relations[] = {"original", "stand-in", "", "same-event", "shared-quote"};
    struct rng rng = {item->seed};
    bool original = item->role != ROLE_STAND_IN && item->role != ROLE_COPY;
    bool own = original || (item->role == ROLE_COPY && item->kind == KIND_UPDATE);
    bool related = item->role == ROLE_SAME_EVENT || item->role == ROLE_SHARED_QUOTE;
    struct story *story = related ? write_related(f, item, &rng) : item->story;
    const struct outlet *outlet = own ? story->outlet : &f->world->outlets[story->language][item->outlet];
    struct reprint reprint = {
        story, (enum kind)item->kind, outlet, item->role == ROLE_STAND_IN, (const struct story *const *)f->recent,
        RECENT};
    if (original)
        reprint_original(&f->article, f->world, &reprint, &rng);
    else
        reprint_copy(&f->article, f->world, &reprint, &rng);
    if (item->role != ROLE_COPY) {
        f->article.relation.size = 0;
        put_text(&f->article.relation, original && story->template_filled ? "template" : relations[item->role]);
    }
    const char *code = f->world->vocabularies[story->language].language->code;
    struct record record = {.article = &f->article,
                            .source =
                                outlet ? outlet->domain
                                       : (struct span){story->agency->source, (uint32_t)strlen(story->agency->source)},
                            .language = {code, 2},
                            .number = f->emitter->articles + 1,
                            .cluster = story->cluster,
                            .zone = outlet ? outlet->zone : 0,
                            .canonical = item->role != ROLE_COPY,
                            .alternative_fields = f->options->alternative_fields};
    set_time(&record, item, original, &rng);
    emit_record(f->emitter, &record);
    if (related)
        story_release(f, story);
}

/* What share of the new stories must be templates, and what share copied, for the wanted shares of all articles. Each
 * new story brings 0.06 related ones, of which none is copied; each that is copied has 3.75 copies. */
static void set_shares(struct feed *f)
{
    uint64_t fresh = MILLION - f->options->reprints, templates = f->options->templates;
    uint64_t share = templates * MILLION / (fresh ? fresh : 1);
    f->template_share = (uint32_t)(share < MILLION ? share : MILLION);
    uint64_t stories = MILLION - f->template_share;
    uint64_t per_new = (MILLION + stories * 6 / 100) * f->options->reprints / (fresh ? fresh : 1);
    uint64_t by_templates = f->options->reprints ? f->template_share / 10 * 15 / 4 : 0;
    f->copied_share = stories && per_new > by_templates
                          ? (uint32_t)((per_new - by_templates) * (MILLION / 100) / (stories * 375 / 100) * 100)
                          : 0;
}

static bool done(const struct feed *f)
{
    return (f->options->articles && f->emitter->articles >= f->options->articles) ||
           (f->options->bytes && f->emitter->bytes >= f->options->bytes);
}

void feed_run(const struct feed_options *options, const struct world *world, struct emitter *emitter)
{
    struct feed feed = {.options = options, .world = world, .emitter = emitter, .rng = {options->seed}}, *f = &feed;
    uint64_t expected = options->articles ? options->articles : options->bytes / (options->words * 7 + 400);
    uint64_t per_day = expected / 10 < 200 ? 200 : expected / 10 > 20000 ? 20000 : expected / 10;
    set_shares(f);
    uint64_t gap = UINT64_C(86400000) * MILLION / (per_day * (MILLION - options->reprints));
    for (uint64_t clock = 0; !done(f);) {
        clock += rng_next(&f->rng) % (2 * gap + 1);
        int64_t now = EPOCH + (int64_t)(clock / 1000);
        while (f->count && f->heap[0].due <= now && !done(f)) {
            struct pending item = pop(f);
            publish(f, &item);
            story_release(f, item.story);
        }
        arise(f, now);
    }
    while (f->count) {
        struct pending item = pop(f);
        story_release(f, item.story);
    }
    for (uint32_t i = 0; i < RECENT; i++)
        story_release(f, f->recent[i]);
    while (f->spares)
        story_free(f->spare[--f->spares]);
    free(f->heap);
    stet_buf_free(&f->article.title);
    stet_buf_free(&f->article.text);
    stet_buf_free(&f->article.noise);
    stet_buf_free(&f->article.relation);
}
