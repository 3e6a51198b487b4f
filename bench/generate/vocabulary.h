/* A language made ready for fast drawing: words in slots of 32 bytes with a Zipfian alias table over them, lists split,
 * surnames, towns and companies invented. It depends on the language alone, so that all seeds share one vocabulary. */
#ifndef STET_BENCH_GENERATE_VOCABULARY_H
#define STET_BENCH_GENERATE_VOCABULARY_H

#include "generate/language.h"
#include "generate/put.h"
#include "generate/random.h"

#define VOCABULARY_BITS 14
#define VOCABULARY_WORDS (1u << VOCABULARY_BITS)

struct word {
    char bytes[31];
    uint8_t size;
};

struct list {
    struct span *items;
    uint32_t count;
};

struct alias {
    uint32_t threshold; /* of 65536 */
    uint32_t other;
};

struct vocabulary {
    const struct language *language;
    struct word *words; /* by rank: function words, news words, invented words */
    struct alias *alias;
    uint32_t function_words, news_words; /* ranks below news_words are no invented words */
    struct list first_names, surnames, towns, cities, companies, bodies, months, weekdays, said;
    struct list openers, closers, headlines, junk, credits, outlets, templates;
    struct stet_buf store; /* what was invented */
};

void vocabulary_init(struct vocabulary *vocabulary, const struct language *language);
void vocabulary_free(struct vocabulary *vocabulary);

/* A word drawn by its frequency. */
static inline const struct word *vocabulary_draw(const struct vocabulary *vocabulary, uint32_t random)
{
    uint32_t i = random >> (32 - VOCABULARY_BITS);
    return vocabulary->words + ((random & 0xffff) < vocabulary->alias[i].threshold ? i : vocabulary->alias[i].other);
}

/* A random item of a list. */
static inline struct span list_draw(const struct list *list, struct rng *rng)
{
    return list->items[rng_below(rng, list->count)];
}

static inline void put_word(struct stet_buf *buf, const struct word *word)
{
    memcpy(put_room(buf, sizeof *word), word, sizeof *word);
    buf->size += word->size;
}

/* Makes the letter at `bytes` a capital, where it is a small one of Latin, Latin-1 or Cyrillic. */
void vocabulary_capitalise(char *bytes);

#endif
