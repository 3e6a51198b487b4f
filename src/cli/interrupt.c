#include "cli/interrupt.h"

#include <signal.h>
#include <stddef.h>
#include <unistd.h>

#define PATIENCE 1 /* seconds */

static volatile sig_atomic_t received, bar_shown;

static const int signals[] = {SIGINT, SIGTERM, SIGHUP};

static void die(int number)
{
    signal(number, SIG_DFL);
    if (bar_shown) {
        ssize_t ignored = write(STDERR_FILENO, "\r\033[K", 4);
        (void)ignored;
    }
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, number);
    sigprocmask(SIG_UNBLOCK, &set, NULL);
    raise(number);
}

/* Only async-signal-safe calls. */
static void asked_to_stop(int number)
{
    if (received)
        die(number);
    received = number;
    alarm(PATIENCE);
}

static void out_of_patience(int number)
{
    (void)number;
    die(received ? received : SIGTERM);
}

void cli_interrupt_init(void)
{
    struct sigaction action = {.sa_handler = asked_to_stop, .sa_flags = SA_RESTART}, before;
    sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
        if (!sigaction(signals[i], NULL, &before) && before.sa_handler != SIG_IGN)
            sigaction(signals[i], &action, NULL);
    action.sa_handler = out_of_patience;
    sigaction(SIGALRM, &action, NULL);
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);
}

bool cli_interrupted(void)
{
    return received != 0;
}

void cli_interrupt_bar(bool shown)
{
    bar_shown = shown;
}

void cli_interrupt_finish(void)
{
    if (received)
        die(received);
}
