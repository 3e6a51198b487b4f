/* What a judgement said of a pair, in 64 bits, for the output: so that what the clustering has judged is not judged
 * again. */
#ifndef STET_STET_TIE_H
#define STET_STET_TIE_H

#include <stdbool.h>
#include <stdint.h>

#include "match/match.h"
#include "stet/corpus.h"

/* Of article `from` to article `to`: Jaccard and containment of the smaller one in units of 2^-29, less one, 29 bits each;
 * what `to` is to `from`, where that is not the mirror (2 bits); the relation (3 bits); whether `from` is the lower
 * number. 0: none. */
typedef uint64_t batch_tie;

batch_tie batch_tie_pack(const struct corpus *corpus, uint32_t from, uint32_t to, const struct match_verdict *verdict);

/* Unpacks what `from` is to `to`. False when the tie does not say that: it is none, or was judged the other way round and
 * the two are equally long, so that the containment is that of the other. */
bool batch_tie_unpack(const struct corpus *corpus, batch_tie tie, uint32_t from, uint32_t to, stet_relation *relation,
                      double *jaccard, double *containment);

/* The share of the smaller one that both have; of two that are equally long, of `from`. */
float batch_containment(const struct corpus *corpus, uint32_t from, uint32_t to, const struct match_verdict *verdict);

#endif
