#include "report/pack.h"

#include <zlib.h>

#include "base/error.h"

/* Packed megabytes and seconds for 33 MB of a page's data: level 1 18.3 / .34, 3 17.3 / .56, 4 16.7 / .60, 5 16.2 /
 * .90, 6 16.1 / 1.2, 9 16.1 / 1.4. */
#define LEVEL 4

static bool add_base64(struct stet_buf *out, const unsigned char *data, size_t size)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    if (!stet_buf_reserve(out, (size + 2) / 3 * 4))
        return false;
    char *to = out->data + out->size;
    for (size_t i = 0; i < size; i += 3) {
        size_t left = size - i;
        uint32_t bits =
            (uint32_t)data[i] << 16 | (left > 1 ? (uint32_t)data[i + 1] << 8 : 0) | (left > 2 ? data[i + 2] : 0);
        *to++ = digits[bits >> 18];
        *to++ = digits[bits >> 12 & 63];
        *to++ = left > 1 ? digits[bits >> 6 & 63] : '=';
        *to++ = left > 2 ? digits[bits & 63] : '=';
    }
    out->size = (size_t)(to - out->data);
    return true;
}

stet_status report_pack(const void *data, size_t size, struct stet_buf *scratch, struct stet_buf *out, stet_error *err)
{
    uLongf packed = compressBound((uLong)size);
    scratch->size = 0;
    if (!stet_buf_reserve(scratch, packed) ||
        compress2((Bytef *)scratch->data, &packed, data, (uLong)size, LEVEL) != Z_OK ||
        !add_base64(out, (const unsigned char *)scratch->data, packed))
        return stet_fail_memory(err);
    return STET_OK;
}
