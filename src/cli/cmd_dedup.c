#include "cli/batch.h"
#include "cli/summary.h"

int cli_dedup(const struct cli_options *options)
{
    struct cli_batch run;
    stet_error err = {0};
    uint64_t kept = 0;
    stet_status status = cli_batch_start(&run, options, true, &err);
    if (!status && options->clusters)
        status = cli_batch_clusters(&run, &run.clusters, false, &err);
    status = cli_batch_end_sides(&run, status, &err);
    if (!status)
        status = stet_batch_write_kept(run.batch, (stet_keep)options->keep, cli_output_write, &run.out, &kept, &err);
    return cli_batch_finish(&run, status, kept, &err);
}
