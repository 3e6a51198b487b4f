#include "index/told.h"

#include <string.h>
#include <xxhash.h>

bool index_told_first(struct index_told *told, const stet_error *damage)
{
    uint64_t hash = XXH3_64bits(damage->message, strlen(damage->message)) | 1;
    size_t slot = hash >> 1 & (2 * INDEX_TOLD_MOST - 1);
    bool last = hash == told->last;
    while (told->hashes[slot] && told->hashes[slot] != hash)
        slot = (slot + 1) % (2 * INDEX_TOLD_MOST);
    bool first = !last && !told->hashes[slot];
    if (first && told->count < INDEX_TOLD_MOST) {
        told->hashes[slot] = hash;
        told->count++;
    }
    told->last = hash;
    return first;
}
