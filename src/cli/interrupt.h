/* Ctrl-C leaves nothing half-written.
 *
 * The first SIGINT, SIGTERM or SIGHUP asks the work to stop, which drops unfinished files; then the process dies by
 * that signal, as a shell expects. Work that does not listen within a second (a read from a terminal, say) or a second
 * signal ends it at once; unfinished files have no names where the file system allows that, so that nothing stays even
 * then.
 *
 * The only state that is not passed around: a signal handler has no arguments. */
#ifndef STET_CLI_INTERRUPT_H
#define STET_CLI_INTERRUPT_H

#include <stdbool.h>

/* Signals that are ignored (as SIGHUP under nohup) stay so. SIGPIPE and SIGXFSZ (`ulimit -f`) become errors of
 * write(2). */
void cli_interrupt_init(void);

bool cli_interrupted(void);

/* Whether a progress bar stands on the terminal, to be wiped. */
void cli_interrupt_bar(bool shown);

/* Dies by the signal that has come, if one has; otherwise returns. */
void cli_interrupt_finish(void);

#endif
