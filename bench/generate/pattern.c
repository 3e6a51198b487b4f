#include "generate/pattern.h"

static void name_init(struct name *name, const struct vocabulary *v, struct rng *rng)
{
    struct span first = list_draw(&v->first_names, rng), last = list_draw(&v->surnames, rng);
    if (first.size + 1 + last.size > sizeof name->bytes)
        errx(2, "name too long");
    memcpy(name->bytes, first.data, first.size);
    name->bytes[first.size] = ' ';
    memcpy(name->bytes + first.size + 1, last.data, last.size);
    name->surname = (uint8_t)(first.size + 1);
    name->size = (uint8_t)(first.size + 1 + last.size);
}

void topic_init(struct topic *topic, const struct vocabulary *v, struct rng *rng, int64_t time)
{
    for (unsigned i = 0; i < TOPIC_PEOPLE; i++)
        name_init(&topic->people[i], v, rng);
    for (unsigned i = 0; i < TOPIC_TOWNS; i++)
        topic->towns[i] = list_draw(&v->towns, rng);
    for (unsigned i = 0; i < 2; i++) {
        topic->companies[i] = list_draw(&v->companies, rng);
        topic->bodies[i] = list_draw(&v->bodies, rng);
    }
    /* A third of a topic's words are of the trade, the others rare. */
    for (unsigned i = 0; i < TOPIC_WORDS; i++)
        topic->words[i] = (uint16_t)(i % 3 == 0 ? rng_between(rng, v->function_words, v->news_words - 1)
                                                : rng_between(rng, v->news_words, VOCABULARY_WORDS - 1));
    topic->time = time;
}

static void put_thousands(struct stet_buf *buf, const struct vocabulary *v, uint32_t n)
{
    put_number(buf, n / 1000);
    put_text(buf, v->language->thousands);
    put_byte(buf, (char)('0' + n / 100 % 10));
    put_two(buf, n % 100);
}

/* A number below `limit` with one decimal. The draws are in statements of their own: the order in which arguments are
 * evaluated is the compiler's choice. */
static void put_decimal(struct stet_buf *buf, const struct vocabulary *v, struct rng *rng, uint32_t limit)
{
    put_number(buf, rng_below(rng, limit));
    put_text(buf, v->language->decimal);
    put_number(buf, rng_below(rng, 10));
}

void pattern_number(struct stet_buf *buf, const struct vocabulary *v, struct rng *rng)
{
    switch (rng_below(rng, 5)) {
    case 0:
        put_thousands(buf, v, rng_between(rng, 1000, 99999));
        break;
    case 1:
        put_decimal(buf, v, rng, 100);
        break;
    case 2:
        put_number(buf, rng_between(rng, 1980, 2025));
        break;
    default:
        put_number(buf, rng_between(rng, 2, 250));
    }
}

void pattern_date(struct stet_buf *buf, const struct vocabulary *v, int64_t time)
{
    struct tm tm;
    gmtime_r(&(time_t){time}, &tm);
    for (const char *p = v->language->date; *p; p++)
        if (*p != '%')
            put_byte(buf, *p);
        else if (*++p == 'd')
            put_number(buf, (uint64_t)tm.tm_mday);
        else
            put_span(buf, v->months.items[tm.tm_mon]);
}

static void put_figure(struct stet_buf *buf, char slot, const struct vocabulary *v, struct rng *rng)
{
    switch (slot) {
    case 'n':
        put_number(buf, rng_between(rng, 1, 9));
        break;
    case 'N':
        put_number(buf, rng_between(rng, 10, 99));
        break;
    case 'h':
        put_number(buf, rng_between(rng, 100, 999));
        break;
    case 'k':
        put_thousands(buf, v, rng_between(rng, 1000, 999999));
        break;
    case 'm':
    case 'p':
        put_decimal(buf, v, rng, slot == 'p' ? 30 : 200);
        break;
    case 'c':
        put_number(buf, rng_between(rng, 2, 299));
        break;
    default:
        put_number(buf, rng_between(rng, 1985, 2024));
    }
}

static void put_person(struct stet_buf *buf, const struct pattern_context *c)
{
    if (c->fixed) {
        put(buf, c->topic->people[0].bytes, c->topic->people[0].size);
        return;
    }
    /* Running text names a person in full at times and by surname mostly. */
    const struct name *name = &c->topic->people[rng_below(c->rng, TOPIC_PEOPLE)];
    uint8_t from = rng_below(c->rng, 3) ? name->surname : 0;
    put(buf, name->bytes + from, name->size - from);
}

static void put_slot(struct stet_buf *buf, char slot, const struct pattern_context *c)
{
    static const char *const quarters[] = {"first", "second", "third", "fourth"};
    const struct vocabulary *v = c->vocabulary;
    struct name name;
    size_t start;
    switch (slot) {
    case 'P':
        put_person(buf, c);
        break;
    case 'Q':
        name_init(&name, v, c->rng);
        put(buf, name.bytes, name.size);
        break;
    case 'C':
        put_span(buf, c->topic->companies[c->fixed ? 0 : rng_below(c->rng, 2)]);
        break;
    case 'K':
        put_span(buf, list_draw(&v->companies, c->rng));
        break;
    case 'T':
        put_span(buf, c->topic->towns[c->fixed ? 0 : rng_below(c->rng, TOPIC_TOWNS)]);
        break;
    case 'U':
        put_span(buf, list_draw(&v->towns, c->rng));
        break;
    case 'O':
        put_span(buf, c->topic->bodies[c->fixed ? 0 : rng_below(c->rng, 2)]);
        break;
    case 'D':
        pattern_date(buf, v, c->topic->time + (int64_t)rng_below(c->rng, 60) * 86400);
        break;
    case 'W':
        put_span(buf, list_draw(&v->weekdays, c->rng));
        break;
    case 'M':
        put_span(buf, list_draw(&v->months, c->rng));
        break;
    case 'q':
        put_text(buf, quarters[rng_below(c->rng, 4)]);
        break;
    case 'x':
    case 'S':
        start = buf->size;
        put_word(buf, &v->words[c->topic->words[rng_below(c->rng, TOPIC_WORDS)]]);
        if (slot == 'S')
            vocabulary_capitalise(buf->data + start);
        break;
    case 'A':
        put_span(buf, c->agency);
        break;
    case 'B':
        put_span(buf, c->outlet);
        break;
    case 'H':
        put_span(buf, c->headline);
        break;
    default:
        put_figure(buf, slot, v, c->rng);
    }
}

/* `choices` is what stands between the brackets. */
static void put_choice(struct stet_buf *buf, struct span choices, const struct pattern_context *c)
{
    const char *from = choices.data, *end = choices.data + choices.size;
    uint32_t bars = 0;
    for (const char *p = from; p < end; p++)
        bars += *p == '|';
    for (uint32_t skip = rng_below(c->rng, bars + 1); skip > 0; skip--)
        from = (const char *)memchr(from, '|', (size_t)(end - from)) + 1;
    const char *to = memchr(from, '|', (size_t)(end - from));
    pattern_put(buf, (struct span){from, (uint32_t)((to ? to : end) - from)}, c);
}

void pattern_put(struct stet_buf *buf, struct span pattern, const struct pattern_context *c)
{
    const char *p = pattern.data, *end = p + pattern.size;
    while (p < end) {
        const char *run = p;
        while (p < end && *p != '{' && *p != '[' && *p != '<')
            p++;
        put(buf, run, (size_t)(p - run));
        if (p == end)
            return;
        char close = *p == '{' ? '}' : *p == '[' ? ']' : '>';
        const char *stop = memchr(p, close, (size_t)(end - p));
        if (!stop)
            errx(2, "pattern without %c: %.*s", close, (int)pattern.size, pattern.data);
        struct span inner = {p + 1, (uint32_t)(stop - p - 1)};
        if (close == '}')
            put_slot(buf, inner.data[0], c);
        else if (close == ']')
            put_choice(buf, inner, c);
        else
            for (uint32_t rows = rng_between(c->rng, 5, 12); rows > 0; rows--)
                pattern_put(buf, inner, c);
        p = stop + 1;
    }
}
