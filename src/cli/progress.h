/* A progress bar on stderr: only on a terminal, only for work of more than a second, with rate and time left. */
#ifndef STET_CLI_PROGRESS_H
#define STET_CLI_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

#include <stet/batch.h>

struct cli_progress {
    bool wanted, shown, colour;
    double started, drawn; /* seconds */
    double stage_started;
    const char *stage;
};

void cli_progress_init(struct cli_progress *progress, bool wanted);
void cli_progress_update(struct cli_progress *progress, const stet_progress *now);

/* Takes the bar off the terminal, ahead of anything else that is written to it. */
void cli_progress_clear(struct cli_progress *progress);

/* Seconds since cli_progress_init. */
double cli_progress_elapsed(const struct cli_progress *progress);

#endif
