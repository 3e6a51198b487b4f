#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <stet/page.h>

#include "cli/flags.h"
#include "cli/index.h"
#include "cli/interrupt.h"
#include "cli/output.h"
#include "cli/progress.h"

struct extraction {
    struct cli_output out, reject; /* the latter when asked for */
    struct cli_progress progress;
    stet_index *index; /* when asked for */
    bool bad; /* a bad page has been reported */
};

static void bad_page(void *payload, const char *file, uint64_t line, const char *reason)
{
    struct extraction *run = payload;
    cli_progress_clear(&run->progress);
    run->bad = true;
    fprintf(stderr, "%s:%" PRIu64 ": %s\n", file, line, reason);
}

static bool progressed(void *payload, const stet_progress *now)
{
    struct extraction *run = payload;
    cli_progress_update(&run->progress, now);
    return !cli_interrupted();
}

static stet_status write_reject(void *payload, const void *data, size_t size, stet_error *err)
{
    struct extraction *run = payload;
    return cli_output_write(&run->reject, data, size, err);
}

static stet_pages_options translate(struct extraction *run, const struct cli_options *from)
{
    stet_pages_options to = STET_PAGES_OPTIONS_INIT;
    to.feeds = from->pages;
    to.dropped = from->show_dropped;
    to.format = (stet_format)from->format;
    to.names =
        (stet_field_names){from->id, from->text, from->title, from->source, from->published, from->url, from->language};
    to.max_line = from->max_line;
    to.strict = from->strict;
    to.agencies = from->agencies;
    to.on_bad = bad_page;
    to.on_reject = from->reject ? write_reject : NULL;
    to.fetched = from->fetched.given ? from->fetched.seconds : STET_TIME_NONE;
    to.on_progress = progressed;
    to.payload = run;
    return to;
}

static stet_status read_inputs(struct extraction *run, const struct cli_options *options, stet_pages *pages,
                               stet_error *err)
{
    static char standard[] = "-";
    char *only[] = {standard};
    int count = options->input_count ? options->input_count : 1;
    char **inputs = options->input_count ? options->inputs : only;
    stet_status status = STET_OK;
    for (int i = 0; i < count && !status; i++) {
        cli_note_terminal(inputs[i], options->quiet);
        status = stet_pages_read(pages, inputs[i], cli_output_write, &run->out, err);
    }
    return status ? status : stet_pages_finish(pages, cli_output_write, &run->out, err);
}

/* The index first: whoever has it open is named before anything is read. */
static stet_status begin(struct extraction *run, const struct cli_options *options, stet_pages *pages, stet_error *err)
{
    stet_index_options wanted = STET_INDEX_OPTIONS_INIT;
    wanted.threads = 1;
    stet_status status = cli_outputs_check(options, options->index, err);
    if (!status)
        status = cli_output_open(&run->out, options->output, err);
    if (!status && options->reject)
        status = cli_output_open(&run->reject, options->reject, err);
    if (status || !options->index)
        return status;
    status = cli_index_make(options->index, options->quiet, err);
    if (!status)
        status = stet_index_open(&run->index, options->index, &wanted, err);
    return status ? status : stet_pages_recall(pages, run->index, err);
}

/* What was learned is kept once all has been written. */
static stet_status keep(struct extraction *run, const stet_pages *pages, stet_status status, stet_error *err)
{
    if (!run->index)
        return status;
    if (!status)
        status = cli_output_flush(&run->out, err);
    if (!status)
        status = stet_pages_keep(pages, run->index, err);
    stet_status closed = stet_index_close(run->index, status ? NULL : err);
    return status ? status : closed;
}

static void summary(const stet_pages *pages)
{
    stet_pages_stats stats;
    stet_pages_get_stats(pages, &stats);
    fprintf(stderr, "%-14s %15" PRIu64 "\n", "pages", stats.pages);
    fprintf(stderr, "%-14s %15" PRIu64 "  main %" PRIu64 ", related %" PRIu64 ", teasers %" PRIu64 "\n", "articles",
            stats.main + stats.related + stats.teasers, stats.main, stats.related, stats.teasers);
    fprintf(stderr, "%-14s %15" PRIu64 "\n", "dropped lines", stats.dropped);
    if (stats.bad)
        fprintf(stderr, "%-14s %15" PRIu64 "  skipped\n", "bad pages", stats.bad);
}

int cli_extract(const struct cli_options *options)
{
    struct extraction run = {.bad = false};
    stet_pages_options wanted = translate(&run, options);
    cli_progress_init(&run.progress, !options->quiet && !options->no_progress);
    stet_pages *pages;
    stet_error err = {0};
    stet_status status = stet_pages_create(&pages, &wanted, &err);
    if (status)
        return cli_fail_status(status, &err);
    status = begin(&run, options, pages, &err);
    if (!status)
        status = read_inputs(&run, options, pages, &err);
    status = keep(&run, pages, status, &err);
    status = cli_output_end(&run.reject, status, &err);
    cli_progress_clear(&run.progress);
    bool done = !status;
    if (status == STET_ERR_INPUT && options->strict && run.bad)
        snprintf(err.message, sizeof err.message, "stopped at the first bad page, as --strict asks");
    int code = cli_output_exit(&run.out, status, &err);
    if (done && code == CLI_DONE && !run.out.broken && !options->quiet)
        summary(pages);
    stet_pages_free(pages);
    return code;
}
