/* A stream that may be compressed: what comes out must not depend on how it goes in, nor whether it is found damaged.
 * How much comes out before the damage may. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "feed/inflate.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MOST = 8 << 20, DAMAGED = 1, ENDLESS = 2 };

struct memory {
    const uint8_t *data;
    size_t size, at, piece;
};

static stet_status fill(void *ctx, void *data, size_t size, size_t *got, stet_error *err)
{
    struct memory *memory = ctx;
    (void)err;
    *got = memory->size - memory->at;
    *got = *got < size ? *got : size;
    *got = *got < memory->piece ? *got : memory->piece;
    if (*got)
        memcpy(data, memory->data + memory->at, *got);
    memory->at += *got;
    return STET_OK;
}

/* A hash of what comes out; DAMAGED, or ENDLESS. */
static uint64_t drain(const uint8_t *data, size_t size, size_t piece, size_t room)
{
    struct memory memory = {data, size, 0, piece};
    struct feed_inflate *stream;
    XXH3_state_t *hash = XXH3_createState();
    char *out = malloc(room);
    const char *damage = NULL;
    size_t got = 1, total = 0;
    if (!hash || !out || feed_inflate_create(&stream, fill, &memory, NULL))
        exit(1);
    XXH3_64bits_reset(hash);
    while (got && total < MOST) {
        /* Memory may run out on a window that the stream asks for. */
        if (feed_inflate_read(stream, out, room, &got, &damage, NULL))
            exit(1);
        XXH3_64bits_update(hash, out, got);
        total += got;
    }
    uint64_t digest = total >= MOST ? ENDLESS : damage ? DAMAGED : XXH3_64bits_digest(hash);
    feed_inflate_free(stream);
    XXH3_freeState(hash);
    free(out);
    return digest;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    uint64_t whole = drain(data, size, SIZE_MAX, 1 << 16), pieces = drain(data, size, 7, 1000);
    if (whole != ENDLESS && pieces != ENDLESS && whole != pieces)
        abort();
    return 0;
}
