/* A feed in memory, made ready for judging. */
#ifndef STET_BENCH_FIT_CORPUS_H
#define STET_BENCH_FIT_CORPUS_H

#include "match/match.h"

#define FIT_SHINGLE 5

struct fit_article {
    char *id;
    struct match_article article;
    struct match_prepared *prepared;
};

struct fit_corpus {
    struct fit_article *articles;
    size_t count, capacity;
    uint32_t *slots; /* open addressing by id; article + 1 */
    size_t slot_count;
    struct match_df *df;
    struct match_matcher *matcher;
};

/* Reads and prepares; `memory` is the size of the table of document frequencies. */
stet_status fit_corpus_load(struct fit_corpus *corpus, const char *path, size_t memory, stet_error *err);
void fit_corpus_free(struct fit_corpus *corpus);

/* UINT32_MAX when no article has this id. */
uint32_t fit_corpus_find(const struct fit_corpus *corpus, const char *id);

#endif
