#include "cli/index.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/interrupt.h"
#include "cli/summary.h"

static void bad_line(void *payload, const char *file, uint64_t line, const char *reason)
{
    struct cli_index *run = payload;
    if (run->quiet_lines)
        return;
    cli_progress_clear(&run->progress);
    run->bad = true;
    fprintf(stderr, "%s:%" PRIu64 ": %s\n", file, line, reason);
}

static bool progressed(void *payload, const stet_progress *now)
{
    struct cli_index *run = payload;
    cli_progress_update(&run->progress, now);
    return !cli_interrupted();
}

static stet_status write_reject(void *payload, const void *data, size_t size, stet_error *err)
{
    struct cli_index *run = payload;
    return cli_output_write(&run->reject, data, size, err);
}

/* What a stage of a pipeline rejects is read while it runs, and must not be lost when it is killed. */
static stet_status append_reject(void *payload, const void *data, size_t size, stet_error *err)
{
    struct cli_index *run = payload;
    stet_status status = cli_output_write(&run->reject, data, size, err);
    return status ? status : cli_output_flush(&run->reject, err);
}

static bool is_stage(const struct cli_options *options)
{
    return options->verb == &cli_verbs[CLI_FILTER];
}

static stet_index_options translate(struct cli_index *run, enum cli_access access)
{
    const struct cli_options *from = run->options;
    stet_index_options to = STET_INDEX_OPTIONS_INIT;
    to.threads = (uint32_t)from->threads;
    to.read_only = access == CLI_READ;
    to.sync = (stet_sync)from->sync;
    to.window = from->window;
    to.seen_by_source = from->seen_by_source;
    to.format = (stet_format)from->format;
    to.names =
        (stet_field_names){from->id, from->text, from->title, from->source, from->published, from->url, from->language};
    to.max_line = from->max_line;
    to.strict = from->strict;
    to.on_bad = bad_line;
    to.on_progress = progressed;
    to.on_reject = !from->reject ? NULL : is_stage(from) ? append_reject : write_reject;
    to.payload = run;
    return to;
}

stet_status cli_index_make(const char *path, bool quiet, stet_error *err)
{
    if (!access(path, F_OK))
        return STET_OK;
    if (!quiet)
        cli_warn("%s is not there: an empty index is made", path);
    stet_index_shape shape = STET_INDEX_SHAPE_INIT;
    return stet_index_create(path, &shape, err);
}

stet_status cli_index_start(struct cli_index *run, const struct cli_options *options, const char *path,
                            enum cli_access access, stet_error *err)
{
    *run = (struct cli_index){.options = options, .quiet_lines = options->quiet && is_stage(options)};
    cli_progress_init(&run->progress, !options->quiet && !options->no_progress);
    stet_index_options wanted = translate(run, access);
    stet_status status = cli_outputs_check(options, path, err);
    if (!status)
        status = cli_output_open(&run->out, NULL, err);
    if (!status && options->reject)
        status = is_stage(options) ? cli_output_append(&run->reject, options->reject, err)
                                   : cli_output_open(&run->reject, options->reject, err);
    if (!status && access == CLI_MAKE)
        status = cli_index_make(path, options->quiet, err);
    return status ? status : stet_index_open(&run->index, path, &wanted, err);
}

stet_status cli_index_inputs(struct cli_index *run, int first,
                             stet_status (*each)(struct cli_index *run, const char *path, stet_error *err),
                             stet_error *err)
{
    const struct cli_options *options = run->options;
    if (options->input_count <= first) {
        cli_note_terminal("-", options->quiet);
        return each(run, "-", err);
    }
    stet_status status = STET_OK;
    for (int i = first; i < options->input_count && !status; i++) {
        cli_note_terminal(options->inputs[i], options->quiet);
        status = each(run, options->inputs[i], err);
    }
    return status;
}

int cli_index_finish(struct cli_index *run, stet_status status, cli_index_summing summary, stet_error *err)
{
    stet_index_stats stats = {0};
    if (run->index)
        stet_index_get_stats(run->index, &stats);
    stet_status closed = stet_index_close(run->index, status ? NULL : err);
    status = status ? status : closed;
    cli_progress_clear(&run->progress);
    status = cli_output_end(&run->reject, status, err);
    bool done = !status;
    if (status == STET_ERR_INPUT && run->options->strict && run->bad) /* that has been said */
        snprintf(err->message, sizeof err->message, "stopped at the first bad line, as --strict asks");
    int code = cli_output_exit(&run->out, status, err);
    if (done && code == CLI_DONE && !run->out.broken && !run->options->quiet && summary)
        summary(&stats, cli_progress_elapsed(&run->progress));
    return code;
}
