/* The sieve before the judge: most candidates share one key by chance or by a common phrase, and their passages tell so
 * at a hundredth of the cost of a judgement. One sieve a thread. */
#ifndef STET_STET_SIEVE_H
#define STET_STET_SIEVE_H

#include "stet/corpus.h"

struct batch_sieve;

stet_status batch_sieve_create(struct batch_sieve **out, const struct corpus *corpus, stet_error *err);
void batch_sieve_free(struct batch_sieve *sieve);

/* How like a and b are, 1..255, by the passages that they share; 0: not worth judging. Cheapest when `a` is the same as in
 * the call before. */
stet_status batch_sieve_pass(struct batch_sieve *sieve, uint32_t a, uint32_t b, uint8_t *likeness, stet_error *err);

/* Says which second articles come soon, and which one before that, so that memory has them ready. */
void batch_sieve_expect(const struct batch_sieve *sieve, uint32_t soon, uint32_t next);

#endif
