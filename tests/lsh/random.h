/* Random numbers of a printed seed: STET_SEED repeats a run. */
#ifndef TESTS_LSH_RANDOM_H
#define TESTS_LSH_RANDOM_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include <xxhash.h>

static uint64_t seed, drawn;

static inline uint64_t next(void)
{
    drawn++;
    return XXH3_64bits_withSeed(&drawn, sizeof drawn, seed);
}

static inline double uniform(void)
{
    return (double)(next() >> 11) * 0x1p-53;
}

static inline void print_seed(void)
{
    const char *given = getenv("STET_SEED");
    seed = given ? strtoull(given, NULL, 0) : (uint64_t)time(NULL) << 20 ^ (uint64_t)getpid();
    printf("STET_SEED=%llu\n", (unsigned long long)seed);
    fflush(stdout);
}

#endif
