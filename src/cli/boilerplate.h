/* stat --boilerplate: what an index has learned about its sources. */
#ifndef STET_CLI_BOILERPLATE_H
#define STET_CLI_BOILERPLATE_H

#include "cli/flags.h"
#include "cli/output.h"

stet_status cli_boilerplate(const struct cli_options *options, struct cli_output *out, stet_error *err);

#endif
