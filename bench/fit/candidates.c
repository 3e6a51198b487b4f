#include "candidates.h"

#include <stdlib.h>

#include "base/buf.h"
#include "match/shingles.h"

#define SAMPLE 16
#define FEW 64

struct posting {
    uint64_t hash;
    uint32_t article;
};

struct postings {
    struct posting *items;
    size_t count, capacity;
};

bool fit_pairs_add(struct fit_pairs *pairs, struct fit_pair pair)
{
    void *items = pairs->items;
    bool grown = stet_grow(&items, &pairs->capacity, pairs->count + 1, sizeof *pairs->items);
    pairs->items = items;
    if (grown)
        pairs->items[pairs->count++] = pair;
    return grown;
}

static int by_hash(const void *left, const void *right)
{
    const struct posting *a = left, *b = right;
    if (a->hash != b->hash)
        return a->hash < b->hash ? -1 : 1;
    return (a->article > b->article) - (a->article < b->article);
}

static int by_articles(const void *left, const void *right)
{
    const struct fit_pair *a = left, *b = right;
    if (a->a != b->a)
        return a->a < b->a ? -1 : 1;
    return (a->b > b->b) - (a->b < b->b);
}

static bool post(struct postings *postings, const struct match_article *article, uint32_t number)
{
    uint32_t size = match_shingle_size(article->body_count, FIT_SHINGLE);
    size_t shingles = match_shingle_count(article->body_count, FIT_SHINGLE);
    for (size_t i = 0; i < shingles; i++) {
        uint32_t key = match_key(article->body + i, size);
        if (key % SAMPLE)
            continue;
        void *items = postings->items;
        bool grown = stet_grow(&items, &postings->capacity, postings->count + 1, sizeof *postings->items);
        postings->items = items;
        if (!grown)
            return false;
        postings->items[postings->count++] = (struct posting){key, number};
    }
    return true;
}

static bool pair_up(const struct posting *group, size_t n, const uint64_t *story, struct fit_pairs *pairs)
{
    for (size_t i = 0; i < n; i++)
        for (size_t j = i + 1; j < n; j++)
            if (group[i].article != group[j].article &&
                !fit_pairs_add(pairs, (struct fit_pair){group[i].article, group[j].article,
                                                        story[group[i].article] == story[group[j].article]}))
                return false;
    return true;
}

bool fit_candidates(const struct fit_corpus *corpus, const uint64_t *story, struct fit_pairs *pairs)
{
    struct postings postings = {0};
    bool ok = true;
    for (size_t i = 0; i < corpus->count && ok; i++)
        ok = post(&postings, &corpus->articles[i].article, (uint32_t)i);
    if (postings.count)
        qsort(postings.items, postings.count, sizeof *postings.items, by_hash);
    for (size_t i = 0, end; i < postings.count && ok; i = end) {
        for (end = i + 1; end < postings.count && postings.items[end].hash == postings.items[i].hash;)
            end++;
        if (end - i <= FEW)
            ok = pair_up(postings.items + i, end - i, story, pairs);
    }
    free(postings.items);
    if (!ok || !pairs->count)
        return ok;
    qsort(pairs->items, pairs->count, sizeof *pairs->items, by_articles);
    size_t kept = 1;
    for (size_t i = 1; i < pairs->count; i++)
        if (by_articles(&pairs->items[i], &pairs->items[kept - 1]) != 0)
            pairs->items[kept++] = pairs->items[i];
    pairs->count = kept;
    return true;
}
