/* Any bytes as a manifest: refused, or read and written again as the same bytes. The size and the checksum are put right
 * first, so that what stands behind them is reached. */
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "base/bytes.h"
#include "index/manifest.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_back(const void *data, size_t size)
{
    struct index_manifest manifest;
    struct stet_buf again = STET_BUF_INIT;
    stet_error err;
    if (index_manifest_decode(&manifest, data, size, "fuzz", &err))
        return;
    if (index_manifest_encode(&manifest, &again, &err) || again.size != size)
        abort();
    struct index_manifest second;
    if (index_manifest_decode(&second, again.data, again.size, "fuzz", &err))
        abort();
    index_manifest_free(&second);
    index_manifest_free(&manifest);
    stet_buf_free(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    read_back(data, size);
    if (size < 32)
        return 0;
    uint8_t *copy = malloc(size);
    if (!copy)
        return 0;
    memcpy(copy, data, size);
    stet_store64(copy + 16, size);
    stet_store64(copy + size - 8, XXH3_64bits(copy, size - 8));
    read_back(copy, size);
    free(copy);
    return 0;
}
