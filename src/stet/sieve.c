/* A copy, also a trimmed or noisy one, keeps a good part of the passages of the shorter text: their shared number over
 * the shorter one's number estimates the containment (the fingerprints are a sample of the shingles). Two texts that
 * share less than is asked for here are next to never a match; texts of few passages are always judged. Measured on a
 * generated feed and on wire copy: of the pairs below the line 1 in 400 would have matched, nearly all of them in
 * clusters that hold without them.
 *
 * More is asked of two that are far apart in time: forms and regular reports look like that. Of such pairs that share
 * less than three tenths, in four feeds, 1 in 2,000 would have matched. */
#include "stet/sieve.h"

#include <bsd/stdlib.h>
#include <math.h>
#include <string.h>

#include "base/error.h"

#define FEW 4

/* Bits for a passage of the first article: of the second one's passages 1 in this many seem shared by chance. */
#define BITS_EACH 256
#define WORDS_MOST ((UINT32_C(1) << 16) / 64) /* bits that a passage can tell apart */

/* Passages that the shorter of two texts must share: a tenth, and of many passages up to a fifth. */
static uint32_t wanted(uint32_t least, bool far)
{
    if (far)
        return least < 2 ? least : least < 7 ? 2 : (least * 3 + 9) / 10;
    if (least <= FEW)
        return 0;
    uint32_t tenth = (least + 9) / 10, fifth = least > 10 ? (least - 10) / 5 : 0;
    return tenth > fifth ? tenth : fifth;
}

struct batch_sieve {
    const struct corpus *corpus;
    struct corpus_cursor first, second;
    uint32_t article; /* whose passages are in `bits`, or CORPUS_NONE */
    uint64_t *bits;   /* a bit for each of its passages, BITS_EACH times as many in all */
    size_t words, capacity;
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
    free(sieve->bits);
    free(sieve);
}

static stet_status load(struct batch_sieve *sieve, uint32_t article, stet_error *err)
{
    const corpus_passage *passages;
    stet_status status = corpus_passages(sieve->corpus, article, &sieve->first, &passages, err);
    if (status)
        return status;
    size_t count = sieve->corpus->rows[article].passage_count;
    sieve->words = 1;
    while (sieve->words * 64 < count * BITS_EACH && sieve->words < WORDS_MOST)
        sieve->words *= 2;
    void *bits = sieve->bits;
    bool grown = stet_grow(&bits, &sieve->capacity, sieve->words, sizeof *sieve->bits);
    sieve->bits = bits;
    if (!grown)
        return stet_fail_memory(err);
    memset(sieve->bits, 0, sieve->words * sizeof *sieve->bits);
    for (size_t i = 0; i < count; i++)
        sieve->bits[passages[i] >> 6 & (sieve->words - 1)] |= UINT64_C(1) << (passages[i] & 63);
    sieve->article = article;
    return STET_OK;
}

stet_status batch_sieve_pass(struct batch_sieve *sieve, uint32_t a, uint32_t b, uint8_t *likeness, stet_error *err)
{
    uint32_t count_a = sieve->corpus->rows[a].passage_count, count_b = sieve->corpus->rows[b].passage_count;
    uint32_t least = count_a < count_b ? count_a : count_b;
    stet_status status = sieve->article == a ? STET_OK : load(sieve, a, err);
    const corpus_passage *passages = NULL;
    if (!status)
        status = corpus_passages(sieve->corpus, b, &sieve->second, &passages, err);
    if (status)
        return status;
    uint32_t shared = sieve->corpus->kernel->marked(sieve->bits, (uint32_t)sieve->words - 1, passages, count_b);
    /* A passage may come twice in b, or meet another one's bit. */
    shared = shared < least ? shared : least;
    const struct corpus_row *one = &sieve->corpus->rows[a], *two = &sieve->corpus->rows[b];
    bool far = match_far_apart(one->published, one->precision, two->published, two->precision);
    bool pass = shared >= wanted(least, far);
    *likeness = pass ? (uint8_t)(1 + (least ? 254 * shared / sqrt((double)count_a * count_b) : 0)) : 0;
    return STET_OK;
}

void batch_sieve_expect(const struct batch_sieve *sieve, uint32_t soon, uint32_t next)
{
    corpus_prefetch_row(sieve->corpus, soon);
    corpus_prefetch_passages(sieve->corpus, next);
}
