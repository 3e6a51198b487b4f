/* Random tokens and keys of a printed seed: STET_SEED repeats a run with another. */
#ifndef TESTS_MATCH_RANDOM_H
#define TESTS_MATCH_RANDOM_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

static uint64_t random_state;

/* xorshift64* (S. Vigna 2016). */
static inline uint64_t random_next(void)
{
    random_state ^= random_state >> 12;
    random_state ^= random_state << 25;
    random_state ^= random_state >> 27;
    return random_state * UINT64_C(2685821657736338717);
}

static inline uint32_t random_below(uint64_t below)
{
    return (uint32_t)((random_next() >> 32) * below >> 32);
}

static inline void random_start(void)
{
    const char *given = getenv("STET_SEED");
    random_state = given ? strtoull(given, NULL, 0) : 20261124;
    random_state += !random_state;
    printf("STET_SEED=%llu\n", (unsigned long long)random_state);
    fflush(stdout);
}

#endif
