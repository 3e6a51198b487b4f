/* Zipf: a word of rank r is drawn with a weight of 1/(r+2.7) (Mandelbrot's form; G. K. Zipf 1949, B. Mandelbrot 1953),
 * by the alias method (A. J. Walker 1977, M. D. Vose 1991): two table reads a word whatever the rank. All in integers,
 * for the same text on every machine. With 16,384 words, function words make up about 45% of the text. */
#include "generate/vocabulary.h"

#include <bsd/stdlib.h>

enum { SURNAMES = 1024, TOWNS = 384, COMPANIES = 96 };

static struct list split(const char *text, char divider)
{
    struct list list = {NULL, 0};
    size_t capacity = 0;
    for (const char *from = text;; from++) {
        const char *end = strchr(from, divider);
        size_t size = end ? (size_t)(end - from) : strlen(from);
        if (!stet_grow((void **)&list.items, &capacity, list.count + 1, sizeof *list.items))
            errx(2, "out of memory");
        list.items[list.count++] = (struct span){from, (uint32_t)size};
        if (!end)
            return list;
        from = end;
    }
}

void vocabulary_capitalise(char *bytes)
{
    unsigned char *b = (unsigned char *)bytes;
    if (b[0] >= 'a' && b[0] <= 'z')
        b[0] -= 'a' - 'A';
    else if (b[0] == 0xc3 && b[1] >= 0xa0 && b[1] != 0xb7 && b[1] != 0xbf)
        b[1] -= 0x20;
    else if (b[0] == 0xd0 && b[1] >= 0xb0 && b[1] <= 0xbf)
        b[1] -= 0x20;
    else if (b[0] == 0xd1 && b[1] >= 0x80 && b[1] <= 0x8f) {
        b[0] = 0xd0;
        b[1] += 0x20;
    }
}

static void set_word(struct word *word, const char *bytes, size_t size)
{
    if (size > sizeof word->bytes)
        errx(2, "word too long: %.*s", (int)size, bytes);
    memcpy(word->bytes, bytes, size);
    word->size = (uint8_t)size;
}

static void invent(struct stet_buf *buf, const struct list *syllables, unsigned count, struct rng *rng)
{
    for (unsigned i = 0; i < count; i++)
        put_span(buf, list_draw(syllables, rng));
}

static void init_words(struct vocabulary *v, const struct list *syllables, struct rng *rng)
{
    struct list known[] = {split(v->language->function_words, ' '), split(v->language->news_words, ' ')};
    struct list endings = split(v->language->word_endings, ' ');
    struct stet_buf word = STET_BUF_INIT;
    uint32_t n = 0;
    v->words = reallocarray(NULL, VOCABULARY_WORDS, sizeof *v->words);
    if (!v->words)
        errx(2, "out of memory");
    memset(v->words, 0, VOCABULARY_WORDS * sizeof *v->words);
    for (unsigned k = 0; k < 2; k++) {
        for (uint32_t i = 0; i < known[k].count; i++)
            set_word(&v->words[n++], known[k].items[i].data, known[k].items[i].size);
        free(known[k].items);
        *(k ? &v->news_words : &v->function_words) = n;
    }
    while (n < VOCABULARY_WORDS) {
        word.size = 0;
        invent(&word, syllables, 1 + rng_below(rng, 3), rng);
        put_span(&word, list_draw(&endings, rng));
        if (word.size < 31)
            set_word(&v->words[n++], word.data, word.size);
    }
    free(endings.items);
    stet_buf_free(&word);
}

static void init_alias(struct vocabulary *v)
{
    uint64_t *scaled = reallocarray(NULL, VOCABULARY_WORDS, sizeof *scaled), total = 0;
    uint32_t *stack = reallocarray(NULL, VOCABULARY_WORDS, sizeof *stack), small = 0, large = VOCABULARY_WORDS;
    v->alias = reallocarray(NULL, VOCABULARY_WORDS, sizeof *v->alias);
    if (!scaled || !stack || !v->alias)
        errx(2, "out of memory");
    for (uint32_t i = 0; i < VOCABULARY_WORDS; i++)
        total += scaled[i] = 10 * (UINT64_C(1) << 24) / (10 * i + 37);
    for (uint32_t i = 0; i < VOCABULARY_WORDS; i++) {
        scaled[i] = (scaled[i] * VOCABULARY_WORDS << 16) / total;
        v->alias[i] = (struct alias){65536, i};
        stack[scaled[i] < 65536 ? small++ : --large] = i;
    }
    /* The poor stand at the bottom of the stack, the rich at its top; each poor one is filled up from a rich one. */
    while (small > 0 && large < VOCABULARY_WORDS) {
        uint32_t poor = stack[--small], rich = stack[large];
        v->alias[poor] = (struct alias){(uint32_t)scaled[poor], rich};
        scaled[rich] -= 65536 - scaled[poor];
        if (scaled[rich] < 65536) {
            large++;
            stack[small++] = rich;
        }
    }
    free(scaled);
    free(stack);
}

/* Names of `syllables` and an ending each. They lie in v->store, whose address is known only when it has stopped
 * growing: until then an item's data is NULL and its place follows from the sizes. */
static void invent_names(struct vocabulary *v, struct list *names, uint32_t count, const struct list *syllables,
                         const char *endings, struct rng *rng)
{
    struct list ends = split(endings, strchr(endings, '|') ? '|' : ' ');
    names->items = reallocarray(NULL, count, sizeof *names->items);
    if (!names->items)
        errx(2, "out of memory");
    for (; names->count < count; names->count++) {
        size_t start = v->store.size;
        bool spaced = strchr(endings, '|') != NULL;
        invent(&v->store, syllables, spaced ? 2 + rng_below(rng, 2) : 1 + rng_below(rng, 2), rng);
        if (spaced)
            put_byte(&v->store, ' ');
        put_span(&v->store, list_draw(&ends, rng));
        vocabulary_capitalise(v->store.data + start);
        names->items[names->count] = (struct span){NULL, (uint32_t)(v->store.size - start)};
    }
    free(ends.items);
}

static void locate(struct list *names, const char **at)
{
    for (uint32_t i = 0; i < names->count; i++) {
        names->items[i].data = *at;
        *at += names->items[i].size;
    }
}

static struct list list_templates(const char *const *templates)
{
    struct list list = {NULL, 0};
    uint32_t n = 0;
    while (templates[n])
        n++;
    list.items = reallocarray(NULL, n, sizeof *list.items);
    if (!list.items)
        errx(2, "out of memory");
    for (; list.count < n; list.count++)
        list.items[list.count] = (struct span){templates[list.count], (uint32_t)strlen(templates[list.count])};
    return list;
}

void vocabulary_init(struct vocabulary *v, const struct language *language)
{
    struct rng rng = {(uint64_t)language->code[0] << 8 | (unsigned char)language->code[1]};
    struct list syllables = split(language->syllables, ' ');
    *v = (struct vocabulary){.language = language};
    init_words(v, &syllables, &rng);
    init_alias(v);
    invent_names(v, &v->surnames, SURNAMES, &syllables, language->surname_endings, &rng);
    invent_names(v, &v->towns, TOWNS, &syllables, language->town_endings, &rng);
    invent_names(v, &v->companies, COMPANIES, &syllables, language->company_endings, &rng);
    const char *at = v->store.data;
    locate(&v->surnames, &at);
    locate(&v->towns, &at);
    locate(&v->companies, &at);
    free(syllables.items);
    v->first_names = split(language->first_names, ' ');
    v->cities = split(language->cities, '|');
    v->bodies = split(language->bodies, '|');
    v->months = split(language->months, '|');
    v->weekdays = split(language->weekdays, '|');
    v->said = split(language->said, '|');
    v->outlets = split(language->outlets, '|');
    v->openers = split(language->openers, '~');
    v->closers = split(language->closers, '~');
    v->headlines = split(language->headlines, '~');
    v->junk = split(language->junk, '~');
    v->credits = split(language->credits, '~');
    v->templates = list_templates(language->templates);
}

void vocabulary_free(struct vocabulary *v)
{
    struct list *lists[] = {&v->first_names, &v->surnames, &v->towns,   &v->cities,   &v->companies, &v->bodies,
                            &v->months,      &v->weekdays, &v->said,    &v->openers,  &v->closers,   &v->headlines,
                            &v->junk,        &v->credits,  &v->outlets, &v->templates};
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        free(lists[i]->items);
    free(v->words);
    free(v->alias);
    stet_buf_free(&v->store);
}
