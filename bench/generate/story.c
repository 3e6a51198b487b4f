/* Running text that is nonsense with the statistics of news: function words, words of the trade, rare words that come
 * back within a story, the same names throughout, figures, quotations with who said them, and stock phrases that many
 * stories share. A paragraph has one to four sentences of 7 to 26 words. */
#include "generate/story.h"

#include <stdlib.h>

struct span story_paragraph(const struct story *story, uint32_t n)
{
    uint32_t from = n ? story->ends[n - 1] : 0;
    return (struct span){story->body.data + from, story->ends[n] - from};
}

static void put_entity(struct stet_buf *buf, const struct pattern_context *c)
{
    static const char slots[] = "PxCxTxOx";
    char pattern[] = {'{', slots[rng_below(c->rng, 8)], '}'};
    pattern_put(buf, (struct span){pattern, 3}, c);
}

/* `count` words, a space before each but the first. */
static void put_words(struct stet_buf *buf, const struct pattern_context *c, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        uint64_t random = rng_next(c->rng);
        uint32_t kind = (uint32_t)random & 31;
        if (i > 0)
            put_byte(buf, ' ');
        if (kind < 3)
            put_entity(buf, c);
        else if (kind == 3)
            pattern_number(buf, c->vocabulary, c->rng);
        else {
            put_word(buf, vocabulary_draw(c->vocabulary, (uint32_t)(random >> 32)));
            if (kind > 29 && i + 2 < count)
                put_byte(buf, ',');
        }
    }
}

static uint32_t put_sentence(struct stet_buf *buf, const struct pattern_context *c)
{
    const struct language *language = c->vocabulary->language;
    uint32_t words = rng_between(c->rng, 7, 26), form = rng_below(c->rng, 16);
    size_t start = buf->size;
    bool quoted = form < 3;
    if (quoted) {
        put_text(buf, language->open_quote);
        start = buf->size;
    } else if (form < 8)
        pattern_put(buf, list_draw(&c->vocabulary->openers, c->rng), c);
    put_words(buf, c, words);
    vocabulary_capitalise(buf->data + start);
    if (quoted) {
        put_byte(buf, ',');
        put_text(buf, language->close_quote);
        put_byte(buf, ' ');
        struct span said = list_draw(&c->vocabulary->said, c->rng);
        pattern_put(buf, said, c);
        if (!memchr(said.data, 'P', said.size))
            pattern_put(buf, (struct span){" {P}", 4}, c);
    } else if (form > 11)
        pattern_put(buf, list_draw(&c->vocabulary->closers, c->rng), c);
    put_byte(buf, '.');
    return words + 4;
}

uint32_t story_put_paragraph(struct stet_buf *buf, const struct pattern_context *c)
{
    uint32_t words = 0;
    for (uint32_t sentences = rng_between(c->rng, 1, 4), i = 0; i < sentences; i++) {
        if (i > 0)
            put_byte(buf, ' ');
        words += put_sentence(buf, c);
    }
    return words;
}

void story_put_headline(struct stet_buf *buf, const struct pattern_context *c)
{
    size_t start = buf->size;
    pattern_put(buf, list_draw(&c->vocabulary->headlines, c->rng), c);
    vocabulary_capitalise(buf->data + start);
}

static void put_statement(struct stet_buf *buf, const struct pattern_context *c)
{
    put_text(buf, c->vocabulary->language->open_quote);
    for (unsigned i = 0; i < 3; i++) {
        size_t start = buf->size;
        put_words(buf, c, rng_between(c->rng, 12, 18));
        vocabulary_capitalise(buf->data + start);
        put_text(buf, i < 2 ? ". " : ".");
    }
    put_text(buf, c->vocabulary->language->close_quote);
}

static void end_paragraph(struct story *story)
{
    story->ends[story->paragraphs++] = (uint32_t)story->body.size;
}

static void begin(struct story *story, const struct world *world, const struct story_wish *wish, struct rng *rng)
{
    story->language = wish->language;
    story->agency = wish->agency;
    story->outlet = wish->outlet;
    story->template_filled = story->absent = false;
    story->headline.size = story->body.size = story->sign_off.size = 0;
    story->paragraphs = story->dateline = 0;
    story->statement = UINT32_MAX;
    if (wish->topic)
        story->topic = *wish->topic;
    else
        topic_init(&story->topic, &world->vocabularies[wish->language], rng, wish->time);
    story->topic.time = wish->time;
}

static void put_dateline(struct story *story, const struct vocabulary *v, struct rng *rng)
{
    if (!story->agency)
        return;
    for (const char *p = story->agency->dateline; *p; p++)
        if (*p != '{') {
            put_byte(&story->body, *p);
        } else {
            if (p[1] == 'c')
                put_span(&story->body, list_draw(&v->cities, rng));
            else
                pattern_date(&story->body, v, story->topic.time);
            p += 2;
        }
    story->dateline = (uint32_t)story->body.size;
}

void story_write(struct story *story, const struct world *world, const struct story_wish *wish, struct rng *rng)
{
    begin(story, world, wish, rng);
    const struct vocabulary *v = &world->vocabularies[wish->language];
    struct pattern_context context = {.vocabulary = v, .topic = &story->topic, .rng = rng};
    /* Lengths spread from a ninth to nearly three times the mean. */
    uint32_t wanted =
        (uint32_t)((uint64_t)wish->words * (rng_below(rng, 1000) + 250) * (rng_below(rng, 1000) + 250) / 562500);
    uint32_t words = 0;
    story_put_headline(&story->headline, &context);
    put_dateline(story, v, rng);
    while (story->paragraphs < 3 || (words < wanted && story->paragraphs < 30)) {
        if (story->paragraphs == 2 && wish->statement.size) {
            put_span(&story->body, wish->statement);
            story->statement = 2;
        } else if (story->paragraphs == 2 && wanted > 180) {
            put_statement(&story->body, &context);
            story->statement = 2;
            words += 45;
        } else
            words += story_put_paragraph(&story->body, &context);
        end_paragraph(story);
    }
    /* Sources and photographs of others are no credit. */
    if (rng_below(rng, 12) == 0) {
        static const char *const traps[] = {"(AP Photo/{Q})", "Photo: {Q}/Reuters", "{Q}/AFP/Getty Images"};
        const char *trap = traps[rng_below(rng, 3)];
        pattern_put(&story->body, (struct span){trap, (uint32_t)strlen(trap)}, &context);
        end_paragraph(story);
    }
    if (story->agency && story->agency->sign_off) {
        struct span pattern = {story->agency->sign_off, (uint32_t)strlen(story->agency->sign_off)};
        pattern_put(&story->sign_off, pattern, &context);
    }
}

void story_fill_template(struct story *story, const struct world *world, const struct story_wish *wish, struct rng *rng)
{
    begin(story, world, wish, rng);
    const struct vocabulary *v = &world->vocabularies[wish->language];
    struct pattern_context context = {.vocabulary = v, .topic = &story->topic, .rng = rng, .fixed = true};
    struct span template = list_draw(&v->templates, rng);
    const char *body = memchr(template.data, '\n', template.size);
    story->template_filled = true;
    pattern_put(&story->headline, (struct span){template.data, (uint32_t)(body - template.data)}, &context);
    struct stet_buf *buf = &story->body;
    pattern_put(buf, (struct span){body + 1, (uint32_t)(template.data + template.size - body - 1)}, &context);
    /* The line feeds that divide a template's paragraphs are taken out again. */
    size_t to = 0;
    for (size_t from = 0; from < buf->size; from++)
        if (buf->data[from] != '\n')
            buf->data[to++] = buf->data[from];
        else if (story->paragraphs < STORY_PARAGRAPHS - 1)
            story->ends[story->paragraphs++] = (uint32_t)to;
    buf->size = to;
    end_paragraph(story);
}

void story_free(struct story *story)
{
    stet_buf_free(&story->headline);
    stet_buf_free(&story->body);
    stet_buf_free(&story->sign_off);
    free(story);
}
