/* A copy, also a trimmed or noisy one, keeps a good part of the passages of the shorter text: their shared number over
 * the shorter one's number estimates the containment (the fingerprints are a sample of the shingles). Two texts that
 * share less than is asked for here are next to never a match; texts of few passages are always judged. Measured on a
 * generated feed and on wire copy: of the pairs below the line 1 in 400 would have matched, nearly all of them in
 * clusters that hold without them. */
#include "stet/sieve.h"

#include <bsd/stdlib.h>
#include <math.h>
#include <string.h>

#include "base/error.h"

#define FEW 4

/* Passages that the shorter of two texts must share: a tenth, and of many passages up to a fifth. */
static uint32_t wanted(uint32_t least)
{
    uint32_t tenth = (least + 9) / 10, fifth = least > 10 ? (least - 10) / 5 : 0;
    return tenth > fifth ? tenth : fifth;
}

struct batch_sieve {
    const struct corpus *corpus;
    struct corpus_cursor first, second;
    uint32_t article; /* whose passages are in the table, or CORPUS_NONE */
    uint32_t *table;  /* open addressing; 0 is free */
    size_t size, capacity;
};

stet_status batch_sieve_create(struct batch_sieve **out, const struct corpus *corpus, stet_error *err)
{
    struct batch_sieve *sieve = calloc(1, sizeof *sieve);
    if (!sieve)
        return stet_fail_memory(err);
    sieve->corpus = corpus;
    sieve->article = CORPUS_NONE;
    *out = sieve;
    return STET_OK;
}

void batch_sieve_free(struct batch_sieve *sieve)
{
    if (!sieve)
        return;
    corpus_cursor_free(&sieve->first);
    corpus_cursor_free(&sieve->second);
    free(sieve->table);
    free(sieve);
}

/* The passage's place in the table, or the free one where it would go. The lowest bit is given up to mark use. */
static size_t find(const struct batch_sieve *sieve, uint32_t passage)
{
    size_t at = (passage >> 1) & (sieve->size - 1);
    while (sieve->table[at] && sieve->table[at] != (passage | 1))
        at = (at + 1) & (sieve->size - 1);
    return at;
}

static stet_status load(struct batch_sieve *sieve, uint32_t article, stet_error *err)
{
    const uint32_t *passages;
    stet_status status = corpus_passages(sieve->corpus, article, &sieve->first, &passages, err);
    if (status)
        return status;
    size_t count = sieve->corpus->rows[article].passage_count;
    sieve->size = 16;
    while (sieve->size < 2 * count)
        sieve->size *= 2;
    void *table = sieve->table;
    bool grown = stet_grow(&table, &sieve->capacity, sieve->size, sizeof *sieve->table);
    sieve->table = table;
    if (!grown)
        return stet_fail_memory(err);
    memset(sieve->table, 0, sieve->size * sizeof *sieve->table);
    for (size_t i = 0; i < count; i++)
        sieve->table[find(sieve, passages[i])] = passages[i] | 1;
    sieve->article = article;
    return STET_OK;
}

stet_status batch_sieve_pass(struct batch_sieve *sieve, uint32_t a, uint32_t b, uint8_t *likeness, stet_error *err)
{
    uint32_t count_a = sieve->corpus->rows[a].passage_count, count_b = sieve->corpus->rows[b].passage_count;
    uint32_t least = count_a < count_b ? count_a : count_b;
    stet_status status = sieve->article == a ? STET_OK : load(sieve, a, err);
    const uint32_t *passages = NULL;
    if (!status)
        status = corpus_passages(sieve->corpus, b, &sieve->second, &passages, err);
    if (status)
        return status;
    uint32_t shared = 0;
    for (uint32_t i = 0; i < count_b; i++)
        shared += sieve->table[find(sieve, passages[i])] != 0;
    /* A passage may come twice in b. */
    shared = shared < least ? shared : least;
    bool pass = least <= FEW || shared >= wanted(least);
    *likeness = pass ? (uint8_t)(1 + (least ? 254 * shared / sqrt((double)count_a * count_b) : 0)) : 0;
    return STET_OK;
}
