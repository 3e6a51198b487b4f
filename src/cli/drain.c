/* The handler puts a pipe that nobody writes to in the place of standard input. A read that waits is interrupted and,
 * as every read here is, resumed: it then finds the end, and so does each later one. There is no moment in between in
 * which a signal could be missed. */
#include "cli/drain.h"

#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <unistd.h>

static volatile sig_atomic_t asked;
static int empty = -1;

static void end_input(int number)
{
    (void)number;
    int before = errno;
    asked = 1;
    if (empty >= 0)
        dup2(empty, STDIN_FILENO);
    errno = before;
}

void cli_drain_init(void)
{
    int ends[2];
    if (!pipe(ends)) {
        empty = ends[0];
        close(ends[1]);
    }
    struct sigaction action = {.sa_handler = end_input}, before;
    sigemptyset(&action.sa_mask);
    static const int signals[] = {SIGTERM, SIGINT};
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
        if (!sigaction(signals[i], NULL, &before) && before.sa_handler != SIG_IGN)
            sigaction(signals[i], &action, NULL);
    signal(SIGHUP, SIG_IGN);
}

bool cli_drain_asked(void)
{
    return asked != 0;
}
