/* Random numbers of a printed seed: STET_SEED repeats a run with another. Fixed by default, as bounds of statistical
 * tests hold with a probability only. The generator has nothing in common with the hashes under test. */
#ifndef TESTS_SUPPORT_RANDOM_H
#define TESTS_SUPPORT_RANDOM_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

static uint64_t random_state;

/* xorshift64* (S. Vigna, "An experimental exploration of Marsaglia's xorshift generators, scrambled", 2016). */
static inline uint64_t random_next(void)
{
    random_state ^= random_state >> 12;
    random_state ^= random_state << 25;
    random_state ^= random_state >> 27;
    return random_state * UINT64_C(2685821657736338717);
}

/* 0 to below - 1; below < 2^32. */
static inline uint32_t random_below(uint64_t below)
{
    return (uint32_t)((random_next() >> 32) * below >> 32);
}

static inline void random_fill(uint64_t *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        words[i] = random_next();
}

/* Tokens of a vocabulary of `words`, so that shingles come again. */
static inline void random_text(uint64_t *tokens, size_t count, uint32_t words)
{
    for (size_t i = 0; i < count; i++)
        tokens[i] = (random_below(words) + 1) * UINT64_C(0x9fb21c651e98df25);
}

static inline void random_start(void)
{
    const char *given = getenv("STET_SEED");
    random_state = given ? strtoull(given, NULL, 0) : 20250820;
    random_state += !random_state;
    printf("STET_SEED=%llu\n", (unsigned long long)random_state);
    fflush(stdout);
}

/* Sanitizers slow programs down tenfold: statistical tests then make fewer trials. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define RANDOM_SHORT 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer)
#define RANDOM_SHORT 1
#endif
#endif
#ifndef RANDOM_SHORT
#define RANDOM_SHORT 0
#endif

#endif
