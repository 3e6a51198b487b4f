/* The page around the data. */
#ifndef STET_REPORT_PAGE_H
#define STET_REPORT_PAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <stet/batch.h>

#include "base/buf.h"

/* A file of page/, as a C array. */
struct report_file {
    const unsigned char *data;
    size_t size;
};

extern const struct report_file report_page_html, report_page_css, report_page_js;

/* A JSON string that may stand in a <script>: besides what json_string escapes, < > and & are, so that neither
 * </script> nor <!-- can come of it. False when memory ran out. */
bool report_string(struct stet_buf *out, stet_span text);

/* Writes the page up to the data, which then follow as <script type="application/json"> elements; then what comes
 * behind them. `nonce` is what the page's own style and script are known by: nobody who writes articles can foresee it.
 */
stet_status report_page_begin(uint64_t nonce, stet_write write, void *payload, stet_error *err);
stet_status report_page_end(uint64_t nonce, stet_write write, void *payload, stet_error *err);

#endif
