/* Estimates from signatures. */
#include "sketch/sketch.h"

double sketch_jaccard(const uint32_t *a, const uint32_t *b, uint32_t hashes)
{
    uint32_t same = 0;
    for (uint32_t i = 0; i < hashes; i++)
        same += a[i] == b[i];
    return hashes ? (double)same / hashes : 0;
}
