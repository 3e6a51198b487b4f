/* What dedup and cluster have in common: from options to a batch that has run. */
#ifndef STET_CLI_BATCH_H
#define STET_CLI_BATCH_H

#include <stet/batch.h>

#include "cli/flags.h"
#include "cli/output.h"
#include "cli/progress.h"

struct cli_batch {
    const struct cli_options *options;
    stet_batch *batch;
    struct cli_progress progress;
    struct cli_output out, clusters, report, reject; /* the latter when asked for */
    bool bad;                                        /* a bad line has been reported */
};

/* Opens the outputs first (a wrong path is told at once, not after hours), then reads all inputs and runs. */
stet_status cli_batch_start(struct cli_batch *run, const struct cli_options *options, bool replay, stet_error *err);

/* Writes clusters as JSON Lines. */
stet_status cli_batch_clusters(struct cli_batch *run, struct cli_output *out, bool singletons, stet_error *err);

/* Writes the report and the rejects and commits the files beside the main output (or, with a status other than STET_OK,
 * drops them): they stand before the main output is written, whoever reads that and for how long. */
stet_status cli_batch_end_sides(struct cli_batch *run, stet_status status, stet_error *err);

/* Commits the main output, prints the summary (without `kept` when that is CLI_KEPT_NONE) and releases everything.
 * Returns the exit code. */
int cli_batch_finish(struct cli_batch *run, stet_status status, uint64_t kept, stet_error *err);

#endif
