#include "base/error.h"
#include "stet/pipeline.h"

stet_status batch_progress(struct stet_batch *batch, const char *stage, uint64_t done, uint64_t total, stet_error *err)
{
    if (!batch->options.on_progress)
        return STET_OK;
    stet_progress progress = {.stage = stage, .done = done, .total = total, .articles = batch->corpus.count};
    if (batch->options.on_progress(batch->options.payload, &progress))
        return STET_OK;
    return stet_fail(err, STET_ERR_CANCELLED, "stopped while %s", stage);
}
