/* Judging pairs of stored articles: reads their tokens, makes them ready once, compares. One judge a thread. */
#ifndef STET_STET_JUDGE_H
#define STET_STET_JUDGE_H

#include "match/match.h"
#include "stet/corpus.h"

struct batch_judge;

/* `memory`: bytes that articles made ready may take, about. */
stet_status batch_judge_create(struct batch_judge **out, const struct corpus *corpus,
                               const struct match_matcher *matcher, uint64_t memory, stet_error *err);
void batch_judge_free(struct batch_judge *judge);

/* The verdict on a against b; a and b differ. */
stet_status batch_judge_pair(struct batch_judge *judge, uint32_t a, uint32_t b, struct match_verdict *verdict,
                             stet_error *err);

#endif
