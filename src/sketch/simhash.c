/* M. Charikar, "Similarity Estimation Techniques from Rounding Algorithms", STOC 2002: with random hashes for features,
 * bit i is the sign of a random projection of the vector of counts, and two articles differ in a bit with probability
 * (angle between their vectors) / pi.
 *
 * Bits are counted bit-sliced (kernel/adder.h), and the counts compared with half of the features in the same form,
 * from the highest plane down, so that no single column is ever looked at. */
#include "sketch/simhash.h"

uint64_t sketch_simhash(const struct sketch_kernel *kernel, const uint64_t *features, size_t count)
{
    uint64_t planes[SKETCH_PLANES], more = 0, same = UINT64_MAX;
    kernel->count_bits(features, count, planes);
    for (unsigned p = SKETCH_PLANES; p-- > 0;) {
        uint64_t half = count / 2 >> p & 1 ? UINT64_MAX : 0;
        more |= same & planes[p] & ~half;
        same &= ~(planes[p] ^ half);
    }
    return more;
}
