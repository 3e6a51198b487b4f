#include "cli/batch.h"
#include "cli/summary.h"

int cli_cluster(const struct cli_options *options)
{
    struct cli_batch run;
    stet_error err = {0};
    stet_status status = cli_batch_start(&run, options, options->report != NULL, &err);
    status = cli_batch_end_sides(&run, status, &err);
    if (!status)
        status = cli_batch_clusters(&run, &run.out, options->singletons, &err);
    return cli_batch_finish(&run, status, CLI_KEPT_NONE, &err);
}
