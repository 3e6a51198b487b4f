/* What the tables of verbs and flags say, in three shapes. Each writes to `out` and stops at the first failure. */
#ifndef STET_CLI_HELP_H
#define STET_CLI_HELP_H

#include "cli/flags.h"
#include "cli/output.h"

stet_status cli_write_overview(struct cli_output *out, stet_error *err);
stet_status cli_write_help(struct cli_output *out, const struct cli_verb *verb, stet_error *err);
stet_status cli_write_man(struct cli_output *out, stet_error *err);

/* NULL when the shell is not known. */
typedef stet_status cli_write_completions(struct cli_output *out, stet_error *err);
cli_write_completions *cli_completions_for(const char *shell);

#endif
