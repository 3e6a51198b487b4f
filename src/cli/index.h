/* What filter and the verbs of index have in common: from options to an index that is open. */
#ifndef STET_CLI_INDEX_H
#define STET_CLI_INDEX_H

#include <stet/index.h>

#include "cli/flags.h"
#include "cli/output.h"
#include "cli/progress.h"

struct cli_index {
    const struct cli_options *options;
    stet_index *index;
    struct cli_progress progress;
    struct cli_output out, reject; /* the latter when asked for */
    bool quiet_lines;              /* bad lines are not reported */
    bool bad;                      /* a bad line has been reported */
};

enum cli_access { CLI_READ, CLI_WRITE, CLI_MAKE /* and created when it is not there */ };

/* Makes an empty index, with a warning unless `quiet`, when nothing is there. */
stet_status cli_index_make(const char *path, bool quiet, stet_error *err);

/* Opens the outputs, then the index at `path`. */
stet_status cli_index_start(struct cli_index *run, const struct cli_options *options, const char *path,
                            enum cli_access access, stet_error *err);

/* Calls `each` for every input from number `first` on, or for standard input. */
stet_status cli_index_inputs(struct cli_index *run, int first,
                             stet_status (*each)(struct cli_index *run, const char *path, stet_error *err),
                             stet_error *err);

/* One of those of cli/summary.h. */
typedef void (*cli_index_summing)(const stet_index_stats *stats, double seconds);

/* Closes everything, prints the summary unless that is NULL, and returns the exit code. What was added is kept, also
 * when the work was interrupted or nobody reads the output any more. */
int cli_index_finish(struct cli_index *run, stet_status status, cli_index_summing summary, stet_error *err);

#endif
