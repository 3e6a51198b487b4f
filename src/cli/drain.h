/* SIGTERM and SIGINT end the input of a filter: what was read is finished, as at the end of a file. SIGHUP is ignored.
 * */
#ifndef STET_CLI_DRAIN_H
#define STET_CLI_DRAIN_H

#include <stdbool.h>

/* In place of cli_interrupt_init's. */
void cli_drain_init(void);

/* Whether one of them has come. */
bool cli_drain_asked(void);

#endif
