/* A copy is first a list of pieces (paragraphs of the story, own ones, lines of the site), then one text, then, for
 * some kinds, that text with noise. */
#include "generate/reprint.h"

const char *const kind_names[KIND_COUNT] = {"exact", "retitled", "trimmed", "third", "cut",   "respelled",
                                            "local", "junk",     "merged",  "ocr",   "update"};
const uint16_t kind_weights[KIND_COUNT] = {120, 120, 120, 100, 100, 80, 100, 100, 70, 40, 50};

enum { PIECES = 160 };

/* Bytes of a story, or, where story is false, of the scratch buffer from `at` on. */
struct piece {
    const char *data;
    size_t at;
    uint32_t size;
};

struct draft {
    struct piece pieces[PIECES];
    uint32_t count;
    struct stet_buf *scratch;
    struct pattern_context context;
    const struct reprint *reprint;
};

static void insert(struct draft *draft, uint32_t where, struct piece piece)
{
    if (draft->count == PIECES)
        return;
    memmove(draft->pieces + where + 1, draft->pieces + where, (draft->count - where) * sizeof piece);
    draft->pieces[where] = piece;
    draft->count++;
}

static void append_span(struct draft *draft, struct span span)
{
    insert(draft, draft->count, (struct piece){span.data, 0, span.size});
}

static void erase(struct draft *draft, uint32_t from, uint32_t count)
{
    memmove(draft->pieces + from, draft->pieces + from + count, (draft->count - from - count) * sizeof *draft->pieces);
    draft->count -= count;
}

static void insert_pattern(struct draft *draft, uint32_t where, struct span pattern)
{
    size_t at = draft->scratch->size;
    pattern_put(draft->scratch, pattern, &draft->context);
    insert(draft, where, (struct piece){NULL, at, (uint32_t)(draft->scratch->size - at)});
}

static const struct story *draw_other(const struct draft *draft)
{
    const struct reprint *r = draft->reprint;
    for (unsigned tries = 0; tries < 8 && r->other_count; tries++) {
        const struct story *other = r->others[rng_below(draft->context.rng, r->other_count)];
        if (other && other != r->story && other->cluster != r->story->cluster && other->language == r->story->language)
            return other;
    }
    return NULL;
}

/* Sets what {H} stands for: the headline of another story, for teasers. */
static void set_teaser(struct draft *draft)
{
    const struct story *other = draw_other(draft);
    const struct stet_buf *headline = other ? &other->headline : &draft->reprint->story->headline;
    draft->context.headline = (struct span){headline->data, (uint32_t)headline->size};
}

static void add_local(struct draft *draft)
{
    struct rng *rng = draft->context.rng;
    const struct reprint *r = draft->reprint;
    struct topic topic;
    size_t wanted = r->story->body.size * rng_between(rng, 10, 33) / 100, added = 0;
    topic_init(&topic, draft->context.vocabulary, rng, r->story->topic.time);
    topic.people[0] = r->story->topic.people[0];
    draft->context.topic = &topic;
    while (added == 0 || added + 150 < wanted) {
        size_t at = draft->scratch->size;
        story_put_paragraph(draft->scratch, &draft->context);
        struct piece piece = {NULL, at, (uint32_t)(draft->scratch->size - at)};
        insert(draft, rng_below(rng, 2) ? draft->count : rng_between(rng, 1, draft->count), piece);
        added += piece.size;
    }
    draft->context.topic = &r->story->topic;
}

static void add_junk(struct draft *draft)
{
    struct rng *rng = draft->context.rng;
    const struct list *junk = &draft->context.vocabulary->junk;
    for (uint32_t lines = rng_between(rng, 3, 6); lines > 0; lines--) {
        set_teaser(draft);
        struct span line = list_draw(junk, rng);
        insert_pattern(draft, rng_between(rng, 1, draft->count), line);
    }
}

/* Briefs of at most two thirds of the story's size, so that it keeps 60%. */
static void add_briefs(struct draft *draft)
{
    size_t left = draft->reprint->story->body.size * 2 / 3;
    for (uint32_t briefs = rng_between(draft->context.rng, 1, 2); briefs > 0; briefs--) {
        const struct story *other = draw_other(draft);
        if (!other)
            return;
        struct span lead = story_paragraph(other, 0),
                    more = other->paragraphs > 1 ? story_paragraph(other, 1) : (struct span){0};
        if (lead.size + other->headline.size > left)
            continue;
        left -= lead.size + other->headline.size;
        append_span(draft, (struct span){other->headline.data, (uint32_t)other->headline.size});
        append_span(draft, lead);
        if (more.size && more.size <= left) {
            append_span(draft, more);
            left -= more.size;
        }
    }
}

/* Keeps the first `keep` paragraphs, and as many more as make a story that anyone would print. */
static void trim(struct draft *draft, uint32_t keep)
{
    uint32_t bytes = 0, count = 0;
    while (count < draft->count && (count < keep || bytes < 300))
        bytes += draft->pieces[count++].size;
    draft->count = count;
}

static void shape(struct draft *draft)
{
    struct rng *rng = draft->context.rng;
    uint32_t n = draft->count, keep;
    switch (draft->reprint->kind) {
    case KIND_TRIMMED:
        keep = n * rng_between(rng, 40, 80) / 100;
        trim(draft, keep < 2 ? 2 : keep);
        break;
    case KIND_THIRD:
        trim(draft, (n + 2) / 3);
        break;
    case KIND_CUT:
        keep = rng_between(rng, 1, n / 3 ? n / 3 : 1);
        erase(draft, rng_between(rng, 1, n - keep - 1), keep);
        break;
    case KIND_LOCAL:
        add_local(draft);
        break;
    case KIND_JUNK:
        add_junk(draft);
        break;
    case KIND_MERGED:
        add_briefs(draft);
        break;
    case KIND_UPDATE: {
        size_t at = draft->scratch->size;
        story_put_paragraph(draft->scratch, &draft->context);
        insert(draft, rng_between(rng, 1, n), (struct piece){NULL, at, (uint32_t)(draft->scratch->size - at)});
        break;
    }
    default:
        break;
    }
}

/* The site's own lines, the same on all its pages, on four in five of them. */
static void add_boilerplate(struct draft *draft, const struct outlet *outlet)
{
    if (rng_below(draft->context.rng, 5) == 0)
        return;
    for (unsigned i = 0; i < outlet->junk_count; i++) {
        struct rng constant = {outlet->name.size}, *rng = draft->context.rng;
        set_teaser(draft);
        draft->context.rng = &constant;
        insert_pattern(draft, i == 0 && draft->count > 2 ? 2 : draft->count, outlet->junk[i]);
        draft->context.rng = rng;
    }
}

static void join(struct stet_buf *out, const struct draft *draft, bool double_spaced)
{
    out->size = 0;
    for (uint32_t i = 0; i < draft->count; i++) {
        const struct piece *piece = &draft->pieces[i];
        if (i > 0)
            put(out, "\n\n", double_spaced ? 2 : 1);
        put(out, piece->data ? piece->data : draft->scratch->data + piece->at, piece->size);
    }
}

static void begin(struct draft *draft, struct article *article, const struct world *world,
                  const struct reprint *reprint, struct rng *rng)
{
    const struct story *story = reprint->story;
    draft->count = 0;
    draft->scratch = &article->noise;
    draft->scratch->size = 0;
    draft->reprint = reprint;
    draft->context = (struct pattern_context){
        .vocabulary = &world->vocabularies[story->language], .topic = &story->topic, .rng = rng, .fixed = true};
    if (story->agency)
        draft->context.agency = (struct span){story->agency->name, (uint32_t)strlen(story->agency->name)};
    else
        draft->context.agency = story->outlet->name;
    draft->context.outlet = reprint->outlet ? reprint->outlet->name : draft->context.agency;
    for (uint32_t i = 0; i < story->paragraphs; i++)
        append_span(draft, story_paragraph(story, i));
    article->title.size = article->text.size = article->relation.size = 0;
}

static void add_sign_off(struct draft *draft)
{
    const struct stet_buf *sign_off = &draft->reprint->story->sign_off;
    if (sign_off->size)
        append_span(draft, (struct span){sign_off->data, (uint32_t)sign_off->size});
}

void reprint_original(struct article *article, const struct world *world, const struct reprint *reprint,
                      struct rng *rng)
{
    struct draft draft;
    begin(&draft, article, world, reprint, rng);
    add_sign_off(&draft);
    if (reprint->outlet && !reprint->story->template_filled)
        add_boilerplate(&draft, reprint->outlet);
    put(&article->title, reprint->story->headline.data, reprint->story->headline.size);
    join(&article->text, &draft, reprint->outlet && reprint->outlet->double_spaced);
}

/* An agency's or outlet's name as copies give it: in three of four, and always where the copy stands in for the
 * original. */
static void add_credit(struct draft *draft)
{
    struct rng *rng = draft->context.rng;
    if (draft->reprint->stands_in || rng_below(rng, 4))
        insert_pattern(draft, draft->count, list_draw(&draft->context.vocabulary->credits, rng));
    if (draft->reprint->story->dateline && !draft->reprint->outlet->keeps_dateline && !draft->reprint->stands_in) {
        draft->pieces[0].data += draft->reprint->story->dateline;
        draft->pieces[0].size -= draft->reprint->story->dateline;
    }
}

static void add_noise(struct article *article, const struct reprint *reprint, const struct language *language,
                      bool respelled, struct rng *rng)
{
    if (reprint->kind == KIND_OCR)
        noise_ocr(&article->noise, &article->text, rng_between(rng, 10000, 30000), rng);
    else if (reprint->kind == KIND_UPDATE)
        noise_figures(&article->noise, &article->text, rng);
    else if (respelled)
        noise_respell(&article->noise, &article->text, language);
    else
        return;
    struct stet_buf swap = article->text;
    article->text = article->noise;
    article->noise = swap;
}

void reprint_copy(struct article *article, const struct world *world, const struct reprint *reprint, struct rng *rng)
{
    struct draft draft;
    const struct story *story = reprint->story;
    bool exact = reprint->kind == KIND_EXACT, update = reprint->kind == KIND_UPDATE;
    /* One in five copies is changed in a second way. */
    bool twice = !exact && !update && !reprint->stands_in && rng_below(rng, 5) == 0;
    bool junk = twice && rng_below(rng, 2) && reprint->kind != KIND_JUNK;
    bool respelled = reprint->kind == KIND_RESPELLED || (twice && !junk && reprint->kind != KIND_OCR);
    begin(&draft, article, world, reprint, rng);
    draft.context.fixed = story->template_filled;
    if (exact || update)
        add_sign_off(&draft);
    shape(&draft);
    if (!exact && !update) {
        if (junk)
            add_junk(&draft);
        add_credit(&draft);
        add_boilerplate(&draft, reprint->outlet);
    }
    bool retitled =
        reprint->kind == KIND_RETITLED || (!exact && !update && !story->template_filled && rng_below(rng, 3) == 0);
    if (retitled)
        story_put_headline(&article->title, &draft.context);
    else
        put(&article->title, story->headline.data, story->headline.size);
    join(&article->text, &draft, !exact && !update && reprint->outlet->double_spaced);
    add_noise(article, reprint, world->vocabularies[story->language].language, respelled, rng);
    put_text(&article->relation, kind_names[reprint->kind]);
    if (junk)
        put_text(&article->relation, "+junk");
    if (respelled && reprint->kind != KIND_RESPELLED)
        put_text(&article->relation, "+respelled");
}
