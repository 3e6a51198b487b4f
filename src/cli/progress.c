#include "cli/progress.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cli/interrupt.h"

#define QUIET_FOR 1.0 /* seconds */
#define EVERY 0.1
#define CELLS 24

static double seconds(void)
{
    struct timespec now;
    return timespec_get(&now, TIME_UTC) ? (double)now.tv_sec + (double)now.tv_nsec * 1e-9 : 0;
}

void cli_progress_init(struct cli_progress *progress, bool wanted)
{
    const char *terminal = getenv("TERM"), *no_color = getenv("NO_COLOR");
    bool able = terminal && strcmp(terminal, "dumb");
    *progress = (struct cli_progress){.wanted = wanted && able && isatty(STDERR_FILENO),
                                      .colour = !no_color || !*no_color,
                                      .started = seconds(),
                                      .stage = ""};
}

double cli_progress_elapsed(const struct cli_progress *progress)
{
    return seconds() - progress->started;
}

/* "1:05" or "2:03:09". */
static void clock_text(double left, char *out, size_t size)
{
    unsigned long total = (unsigned long)(left + .5);
    if (total >= 3600)
        snprintf(out, size, "%lu:%02lu:%02lu", total / 3600, total / 60 % 60, total % 60);
    else
        snprintf(out, size, "%lu:%02lu", total / 60, total % 60);
}

static void draw(struct cli_progress *progress, const stet_progress *now, double at)
{
    static const char full[] = "########################", empty[] = "........................";
    double spent = at - progress->stage_started, share = now->total ? (double)now->done / (double)now->total : 0;
    int cells = share < 1 ? (int)(share * CELLS) : CELLS;
    bool bytes = !strcmp(now->stage, "reading") || !strcmp(now->stage, "writing");
    char line[160], rate[32] = "", left[48] = "";
    if (bytes && spent > 0)
        snprintf(rate, sizeof rate, " %7.1f MB/s", (double)now->done / spent / 1e6);
    if (share > .01 && share <= 1 && spent > EVERY) {
        char text[32];
        clock_text(spent * (1 - share) / share, text, sizeof text);
        snprintf(left, sizeof left, " %s left", text);
    }
    if (now->total)
        snprintf(line, sizeof line, "%-10s %s%.*s%s%.*s %3.0f%%%s%s", now->stage, progress->colour ? "\033[32m" : "",
                 cells, full, progress->colour ? "\033[0m" : "", CELLS - cells, empty, 100 * share, rate, left);
    else
        snprintf(line, sizeof line, "%-10s %llu articles%s", now->stage, (unsigned long long)now->articles, rate);
    cli_interrupt_bar(true);
    progress->shown = true;
    fprintf(stderr, "\r%s\033[K", line);
    fflush(stderr);
}

void cli_progress_update(struct cli_progress *progress, const stet_progress *now)
{
    if (!progress->wanted)
        return;
    double at = seconds();
    if (strcmp(progress->stage, now->stage)) {
        progress->stage = now->stage;
        progress->stage_started = at;
    }
    if (at - progress->started < QUIET_FOR || at - progress->drawn < EVERY)
        return;
    progress->drawn = at;
    draw(progress, now, at);
}

void cli_progress_clear(struct cli_progress *progress)
{
    if (!progress->shown)
        return;
    fprintf(stderr, "\r\033[K");
    fflush(stderr);
    progress->shown = false;
    cli_interrupt_bar(false);
}
