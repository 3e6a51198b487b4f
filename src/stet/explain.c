/* From two articles to all that is said of them. */
#include "stet/explaining.h"

#include <bsd/stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "base/buf.h"
#include "base/error.h"
#include "match/passages.h"
#include "stet/corpus.h"

struct weighing {
    struct explain_text text;
    struct match_prepared *prepared;
    float *weight; /* of the shingle that begins at each token of the body */
    double sum;
};

struct building {
    struct explain *explain;
    const struct match_matcher *matcher;
    uint32_t shingle;
    struct weighing a, b;
    struct match_verdict verdict;
    struct match_alignment alignment;
};

stet_status explain_create(struct explain **out, const char *agencies, stet_error *err)
{
    *out = NULL;
    struct explain *explain = calloc(1, sizeof *explain);
    if (!explain)
        return stet_fail_memory(err);
    stet_status status = agencies ? source_book_read(&explain->own_agencies, agencies, err) : STET_OK;
    if (status) {
        free(explain);
        return status;
    }
    explain->agencies = source_book_of(explain->own_agencies);
    *out = explain;
    return STET_OK;
}

void stet_explain_free(stet_explanation *explanation)
{
    struct explain *explain = (struct explain *)explanation;
    if (!explain)
        return;
    stet_arena_free(&explain->strings);
    free(explain->passages);
    free(explain->differences);
    named_free(&explain->named[0]);
    named_free(&explain->named[1]);
    source_book_free(explain->own_agencies);
    free(explain);
}

stet_status explain_keep(struct explain *explain, stet_explain_side *side, const stet_article *article, stet_error *err)
{
    stet_article *to = &side->article;
    *to = *article;
    stet_span *spans[] = {&to->id, &to->title, &to->text, &to->source, &to->url, &to->language, &to->author};
    for (size_t i = 0; i < sizeof spans / sizeof *spans; i++) {
        if (!spans[i]->size)
            continue;
        char *copy = stet_arena_bytes(&explain->strings, spans[i]->size);
        if (!copy)
            return stet_fail_memory(err);
        memcpy(copy, spans[i]->data, spans[i]->size);
        spans[i]->data = copy;
    }
    return STET_OK;
}

/* As the batch keeps them, so that the verdict is the same. */
static stet_status shorten(const struct text_tokens *tokens, uint32_t **out, uint32_t *count, stet_error *err)
{
    *out = reallocarray(NULL, tokens->count + 1, sizeof **out);
    if (!*out)
        return stet_fail_memory(err);
    for (size_t i = 0; i < tokens->count; i++)
        (*out)[i] = match_short_token(tokens->hash[i]);
    *count = (uint32_t)tokens->count;
    return STET_OK;
}

static stet_status tokenise(struct explain_text *text, const stet_article *article, stet_error *err)
{
    struct text_tokens title = {NULL, 0, 0};
    text->text = article->text;
    stet_status status = text_tokenise(article->title.data, article->title.size, &title, err);
    if (!status)
        status = shorten(&title, &text->title, &text->title_count, err);
    text_tokens_free(&title);
    if (!status)
        status = text_spans_find(article->text.data, article->text.size, &text->spans, err);
    return status ? status : shorten(&text->spans.tokens, &text->body, &text->body_count, err);
}

static stet_status prepare(const struct building *building, struct weighing *of, const stet_article *article,
                           stet_error *err)
{
    stet_status status = tokenise(&of->text, article, err);
    if (!status)
        status = match_prepared_create(&of->prepared, err);
    if (status)
        return status;
    stet_span source = article->source;
    const struct match_article given = {
        .title = of->text.title,
        .title_count = of->text.title_count,
        .body = of->text.body,
        .body_count = of->text.body_count,
        .published = article->published,
        .precision = article->precision,
        .source = source.size ? (uint32_t)XXH3_64bits(source.data, source.size) | 1 : 0,
    };
    return match_prepare(building->matcher, &given, of->prepared, err);
}

static bool is_exact(const struct explain_text *a, const struct explain_text *b)
{
    bool titles = a->title_count == b->title_count &&
                  (!a->title_count || !memcmp(a->title, b->title, a->title_count * sizeof *a->title));
    return a->body_count && a->body_count == b->body_count && (titles || a->body_count >= MATCH_EXACT_ALONE) &&
           !memcmp(a->body, b->body, a->body_count * sizeof *a->body);
}

static const char *relation_rule(stet_relation relation)
{
    switch (relation) {
    case STET_RELATION_EXACT:
        return "both have the same words in the same order";
    case STET_RELATION_UPDATE:
        return "A is by the same source as B, later, and has something of its own";
    case STET_RELATION_ABRIDGED:
        return "most of A's word pairs are in B, and A is at least a fifth shorter";
    case STET_RELATION_EXPANDED:
        return "most of B's word pairs are in A, and A is at least a quarter longer";
    case STET_RELATION_REPRINT:
        return "most of the word pairs of one are in the other, and they are about as long";
    case STET_RELATION_PARTIAL:
        return "they share a passage, but most of the word pairs of either are its own";
    case STET_RELATION_CANONICAL:
        break;
    }
    return NULL;
}

static void judge(struct building *building)
{
    stet_explanation *shown = &building->explain->shown;
    struct match_verdict *verdict = &building->verdict;
    match_judge(building->matcher, building->a.prepared, building->b.prepared, verdict);
    shown->measured = verdict->jaccard > 0;
    shown->jaccard = (double)verdict->jaccard;
    shown->score = (double)verdict->score;
    shown->a.containment = (double)verdict->containment_a;
    shown->b.containment = (double)verdict->containment_b;
    bool exact = is_exact(&building->a.text, &building->b.text);
    shown->same = shown->matched = verdict->match || exact;
    shown->relation = exact ? STET_RELATION_EXACT : verdict->relation;
    shown->relation_rule = shown->same ? relation_rule(shown->relation) : NULL;
    shown->rule = exact             ? "word for word the same text, under one headline or long enough that this is no accident"
                  : verdict->match  ? "the score is above 0"
                  : verdict->score > 0 ? "the score is above 0, but what they share is boilerplate of their source"
                  : shown->measured ? "the score is not above 0"
                                    : "too few shingles are shared for anything to be measured";
    float bias, weight[MATCH_FEATURES];
    match_score_weights(verdict->has_time, verdict->has_headline, &bias, weight);
    shown->bias = (double)bias;
    for (size_t i = 0; i < MATCH_FEATURES; i++)
        building->explain->features[i] =
            (stet_explain_feature){match_feature_names[i], (double)verdict->features[i], (double)weight[i]};
    shown->features = building->explain->features;
    shown->feature_count = shown->measured ? MATCH_FEATURES : 0;
}

static stet_status weigh(const struct building *building, struct weighing *of, struct weighing *other, stet_error *err)
{
    of->weight = reallocarray(NULL, (size_t)of->text.body_count + 1, sizeof *of->weight);
    if (!of->weight)
        return stet_fail_memory(err);
    of->sum = match_weigh_places(building->matcher, of->prepared, other->prepared, of->text.body, of->text.body_count,
                                 of->weight);
    return STET_OK;
}

/* Of the shingles that begin at [from, to). */
static double weight_of(const struct weighing *of, uint32_t from, uint32_t to)
{
    double sum = 0;
    for (uint32_t i = from; i < to; i++)
        sum += (double)of->weight[i];
    return of->sum > 0 ? sum / of->sum : 0;
}

/* Passages tile the text: each goes up to the first word of the next. */
static stet_span cut(const struct explain_text *text, uint32_t from, uint32_t to)
{
    size_t start = from ? text->spans.span[from].start : 0;
    size_t end = to < text->body_count ? text->spans.span[to].start : text->text.size;
    if (from == to)
        return (stet_span){NULL, 0};
    return (stet_span){text->text.data + start, end - start};
}

static stet_status add_passage(struct building *building, bool shared, uint32_t a, uint32_t a_end, uint32_t b,
                               uint32_t b_end, stet_error *err)
{
    struct explain *explain = building->explain;
    if (a == a_end && b == b_end)
        return STET_OK;
    void *passages = explain->passages;
    bool ok =
        stet_grow(&passages, &explain->passage_capacity, explain->shown.passage_count + 1, sizeof *explain->passages);
    explain->passages = passages;
    if (!ok)
        return stet_fail_memory(err);
    /* A shingle that begins in a shared passage and ends behind it is not shared. */
    uint32_t over = building->shingle - 1, from_a = a, from_b = b, to_a = a_end, to_b = b_end;
    if (shared) {
        to_a = a_end - a > over ? a_end - over : a;
        to_b = b_end - b > over ? b_end - over : b;
    } else {
        from_a = a > over ? a - over : 0;
        from_b = b > over ? b - over : 0;
    }
    explain->passages[explain->shown.passage_count++] = (stet_explain_passage){
        .shared = shared,
        .a = cut(&building->a.text, a, a_end),
        .b = cut(&building->b.text, b, b_end),
        .words_a = a_end - a,
        .words_b = b_end - b,
        .weight_a = weight_of(&building->a, from_a, to_a),
        .weight_b = weight_of(&building->b, from_b, to_b),
    };
    return STET_OK;
}

static stet_status list_passages(struct building *building, stet_error *err)
{
    struct explain_text *a = &building->a.text, *b = &building->b.text;
    stet_status status = match_align(a->body, a->body_count, b->body, b->body_count, &building->alignment, err);
    uint32_t at_a = 0, at_b = 0;
    for (size_t i = 0; i < building->alignment.count && !status; i++) {
        struct match_block block = building->alignment.blocks[i];
        status = add_passage(building, false, at_a, block.at_a, at_b, block.at_b, err);
        at_a = block.at_a + block.count;
        at_b = block.at_b + block.count;
        if (!status)
            status = add_passage(building, true, block.at_a, at_a, block.at_b, at_b, err);
    }
    if (!status)
        status = add_passage(building, false, at_a, a->body_count, at_b, b->body_count, err);
    building->explain->shown.passages = building->explain->passages;
    return status;
}

static void attribute(stet_explain_side *side, const struct source_book *book, const struct explain_text *text,
                      struct source_credit *credits)
{
    side->words = text->body_count;
    side->credit_count = source_find_credit(book, &side->article, credits);
    for (size_t i = 0; i < side->credit_count; i++) {
        const struct source_credit *credit = &credits[i];
        bool known = credit->agency < book->count;
        side->credits[i] = (stet_explain_credit){
            .kind = source_kind_name((enum source_kind)credit->kind),
            .agency = known ? book->agencies[credit->agency].code : NULL,
            .name = known ? book->agencies[credit->agency].name : NULL,
            .value = credit->value,
            .confidence = (double)credit->confidence,
        };
    }
}

static stet_status mentions(stet_explain_side *side, const struct source_book *book, struct named *named,
                            stet_error *err)
{
    stet_status status = named_find(named, book, &side->article, err);
    side->mentions = named->items;
    side->mention_count = named->count;
    return status;
}

static struct source_candidate candidate(const stet_explain_side *side, uint64_t place,
                                         const struct source_credit *credits)
{
    return (struct source_candidate){.article = place,
                                     .source = side->article.source,
                                     .published = side->article.published,
                                     .precision = side->article.precision,
                                     .tokens = side->words,
                                     .credits = credits,
                                     .credit_count = side->credit_count};
}

static stet_status rank(struct explain *explain, stet_error *err)
{
    stet_explanation *shown = &explain->shown;
    struct source_candidate both[] = {candidate(&shown->a, 0, explain->credits[0]),
                                      candidate(&shown->b, 1, explain->credits[1])};
    struct source_ranking *ranking = &explain->ranking;
    const struct source_policy policy = {.keep = STET_KEEP_CANONICAL, .book = explain->agencies};
    stet_status status = source_rank(both, 2, &policy, ranking, err);
    if (status)
        return status;
    shown->b_first = ranking->canonical == 1;
    shown->confidence = ranking->confidence;
    shown->evidence = ranking->evidence;
    shown->evidence_count = ranking->evidence_count;
    shown->origin_agency = ranking->origin.code;
    shown->origin_name = ranking->origin.name;
    return STET_OK;
}

static stet_status build(struct building *building, stet_error *err)
{
    struct explain *explain = building->explain;
    stet_status status = prepare(building, &building->a, &explain->shown.a.article, err);
    if (!status)
        status = prepare(building, &building->b, &explain->shown.b.article, err);
    if (status)
        return status;
    judge(building);
    status = weigh(building, &building->a, &building->b, err);
    if (!status)
        status = weigh(building, &building->b, &building->a, err);
    if (!status)
        status = list_passages(building, err);
    if (!status)
        status = explain_differ(explain, &building->a.text, &building->b.text, &building->alignment, err);
    if (status)
        return status;
    attribute(&explain->shown.a, explain->agencies, &building->a.text, explain->credits[0]);
    attribute(&explain->shown.b, explain->agencies, &building->b.text, explain->credits[1]);
    status = mentions(&explain->shown.a, explain->agencies, &explain->named[0], err);
    if (!status)
        status = mentions(&explain->shown.b, explain->agencies, &explain->named[1], err);
    return status ? status : rank(explain, err);
}

static void release(struct weighing *of)
{
    text_spans_free(&of->text.spans);
    free(of->text.title);
    free(of->text.body);
    match_prepared_free(of->prepared);
    free(of->weight);
}

stet_status explain_build(struct explain *explain, const struct match_matcher *matcher, uint32_t shingle, bool rare,
                          stet_error *err)
{
    struct building building = {.explain = explain, .matcher = matcher, .shingle = shingle};
    explain->shown.rare = rare;
    stet_status status = build(&building, err);
    release(&building.a);
    release(&building.b);
    match_alignment_free(&building.alignment);
    return status;
}
