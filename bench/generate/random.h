/* The generator's only source of chance: SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number
 * generators, 2014). One word of state, so that a copy that is still to come needs nothing but its seed; integers only,
 * so that every machine draws the same. */
#ifndef STET_BENCH_GENERATE_RANDOM_H
#define STET_BENCH_GENERATE_RANDOM_H

#include <stdbool.h>
#include <stdint.h>

struct rng {
    uint64_t state;
};

static inline uint64_t rng_next(struct rng *rng)
{
    uint64_t z = rng->state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

/* 0..n-1. The bias of at most n / 2^32 does not matter here. */
static inline uint32_t rng_below(struct rng *rng, uint32_t n)
{
    return (uint32_t)((rng_next(rng) >> 32) * n >> 32);
}

/* low..high, both included. */
static inline uint32_t rng_between(struct rng *rng, uint32_t low, uint32_t high)
{
    return low + rng_below(rng, high - low + 1);
}

/* True in `share` of a million cases. */
static inline bool rng_chance(struct rng *rng, uint32_t share)
{
    return rng_below(rng, 1000000) < share;
}

#define RNG_PERCENT(n) ((n)*10000)

#endif
