/* Band keys: XXH3 of a band's rows, seeded by the band's number.
 *
 * The values are hashed as little-endian bytes, for the keys are kept in indexes that move between machines. On a band
 * of three or four rows XXH3 is a handful of instructions; inlined, it needs about 3 ns a band. */
#define XXH_INLINE_ALL
#include <xxhash.h>

#include "lsh/lsh.h"

/* Odd and without pattern, so that the seeds of neighbouring bands differ in half of their bits. */
#define SEED_STEP UINT64_C(0x9e3779b97f4a7c15)

static uint64_t band_key(const uint32_t *values, uint32_t rows, uint64_t seed)
{
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    XXH3_state_t state;
    XXH3_64bits_reset_withSeed(&state, seed);
    for (uint32_t i = 0; i < rows; i++) {
        uint32_t value = __builtin_bswap32(values[i]);
        XXH3_64bits_update(&state, &value, sizeof value);
    }
    return XXH3_64bits_digest(&state);
#else
    return XXH3_64bits_withSeed(values, rows * sizeof *values, seed);
#endif
}

void lsh_band_keys(const uint32_t *minhash, uint32_t bands, uint32_t rows, uint64_t *keys)
{
    for (uint32_t band = 0; band < bands; band++)
        keys[band] = band_key(minhash + (size_t)band * rows, rows, (band + 1) * SEED_STEP);
}
