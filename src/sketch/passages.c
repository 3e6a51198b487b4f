/* Winnowing: S. Schleimer, D. S. Wilkerson, A. Aiken, "Winnowing: Local Algorithms for Document Fingerprinting", SIGMOD
 * 2003. Of each w shingles that follow each other the least is kept, the rightmost of equal ones. Two texts that share
 * w + k - 1 tokens in a row share w shingles of k tokens, hence a fingerprint. Of random shingles 2/(w + 1) are kept.
 *
 * The paper's "robust" variant keeps the last choice in a tie; it is not used, as what it keeps depends on what stood
 * before the window. Equal neighbours are dropped from the output instead, which a set of fingerprints does not miss.
 *
 * The least of w hashes lies low: the distribution of what is kept is far from uniform. As fingerprints are keys of an
 * index, which wants them uniform, they are mixed once more (a bijection, so no two become equal). */
#include "sketch/passages.h"

#include "sketch/hash.h"
#include "sketch/sketch.h"

size_t sketch_passages(const struct sketch_kernel *kernel, const uint64_t *shingles, size_t count, uint32_t window,
                       uint64_t *passages)
{
    uint32_t offsets[SKETCH_WINDOW_BLOCK + SKETCH_MINIMA_SLACK];
    size_t written = 0;
    if (window > count)
        window = (uint32_t)count;
    /* Each block begins with the first window that the one before could not see in full. */
    for (size_t from = 0; count && from + window <= count; from += SKETCH_WINDOW_BLOCK - window + 1) {
        size_t some = count - from < SKETCH_WINDOW_BLOCK ? count - from : SKETCH_WINDOW_BLOCK;
        size_t found = kernel->minima(shingles + from, some, window, offsets);
        for (size_t i = 0; i < found; i++) {
            uint64_t passage = sketch_mix(shingles[from + offsets[i]] ^ SKETCH_PASSAGE);
            if (!written || passages[written - 1] != passage)
                passages[written++] = passage;
        }
    }
    return written;
}
