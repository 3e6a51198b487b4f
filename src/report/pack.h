/* Data of the page, packed: base64 (RFC 4648) of a zlib stream (RFC 1950), which browsers unpack themselves. Text takes
 * about half of the space that it takes plain. */
#ifndef STET_REPORT_PACK_H
#define STET_REPORT_PACK_H

#include <stet/status.h>

#include "base/buf.h"

/* Appends the packed bytes. `scratch` is overwritten. */
stet_status report_pack(const void *data, size_t size, struct stet_buf *scratch, struct stet_buf *out, stet_error *err);

#endif
