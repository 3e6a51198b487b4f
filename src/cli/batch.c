#include "cli/batch.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <stet/report.h>

#include "cli/interrupt.h"
#include "cli/summary.h"

static void bad_line(void *payload, const char *file, uint64_t line, const char *reason)
{
    struct cli_batch *run = payload;
    cli_progress_clear(&run->progress);
    run->bad = true;
    fprintf(stderr, "%s:%" PRIu64 ": %s\n", file, line, reason);
}

static bool progressed(void *payload, const stet_progress *now)
{
    struct cli_batch *run = payload;
    cli_progress_update(&run->progress, now);
    return !cli_interrupted();
}

static stet_batch_options translate(struct cli_batch *run, bool replay)
{
    const struct cli_options *from = run->options;
    stet_batch_options to = STET_BATCH_OPTIONS_INIT;
    to.threads = (uint32_t)from->threads;
    to.memory = from->memory;
    to.tmp = from->tmp;
    to.shingle = (uint32_t)from->shingle;
    to.bands = (uint32_t)from->bands;
    to.rows = (uint32_t)from->rows;
    to.recall = from->recall;
    to.at = from->at;
    to.method = (stet_method)from->method;
    to.no_passages = from->no_passages;
    to.clustering = (stet_clustering)from->clustering;
    to.format = (stet_format)from->format;
    to.names =
        (stet_field_names){from->id, from->text, from->title, from->source, from->published, from->url, from->language};
    to.agencies = from->agencies;
    to.prefer = from->prefer;
    to.max_line = from->max_line;
    to.strict = from->strict;
    to.replay = replay;
    to.rejects = from->reject != NULL;
    to.on_bad = bad_line;
    to.on_progress = progressed;
    to.payload = run;
    return to;
}

static stet_status open_outputs(struct cli_batch *run, stet_error *err)
{
    const struct cli_options *options = run->options;
    stet_status status = cli_outputs_check(options, NULL, err);
    if (!status)
        status = cli_output_open(&run->out, options->output, err);
    if (!status && options->clusters)
        status = cli_output_open(&run->clusters, options->clusters, err);
    if (!status && options->report)
        status = cli_output_open(&run->report, options->report, err);
    if (!status && options->reject)
        status = cli_output_open(&run->reject, options->reject, err);
    return status;
}

stet_status cli_batch_start(struct cli_batch *run, const struct cli_options *options, bool replay, stet_error *err)
{
    *run = (struct cli_batch){.options = options};
    cli_progress_init(&run->progress, !options->quiet && !options->no_progress);
    stet_batch_options wanted = translate(run, replay);
    stet_status status = open_outputs(run, err);
    if (!status)
        status = stet_batch_create(&run->batch, &wanted, err);
    static char standard[] = "-";
    char *only[] = {standard};
    int count = options->input_count ? options->input_count : 1;
    char **inputs = options->input_count ? options->inputs : only;
    for (int i = 0; i < count && !status; i++) {
        cli_note_terminal(inputs[i], options->quiet);
        status = stet_batch_read(run->batch, inputs[i], err);
    }
    return status ? status : stet_batch_run(run->batch, err);
}

struct cluster_writer {
    struct cli_batch *run;
    struct cli_output *out;
};

static stet_status write_cluster(void *payload, const stet_cluster *cluster, stet_error *err)
{
    struct cluster_writer *writer = payload;
    return stet_batch_write_cluster(writer->run->batch, cluster, cli_output_write, writer->out, err);
}

stet_status cli_batch_clusters(struct cli_batch *run, struct cli_output *out, bool singletons, stet_error *err)
{
    struct cluster_writer writer = {run, out};
    return stet_batch_clusters(run->batch, singletons, write_cluster, &writer, err);
}

static stet_status write_report(struct cli_batch *run, stet_error *err)
{
    const stet_report_options options = STET_REPORT_OPTIONS_INIT;
    return stet_batch_write_report(run->batch, &options, cli_output_write, &run->report, err);
}

stet_status cli_batch_end_sides(struct cli_batch *run, stet_status status, stet_error *err)
{
    if (!status && run->report.output)
        status = write_report(run, err);
    if (!status && run->reject.output)
        status = stet_batch_write_rejected(run->batch, cli_output_write, &run->reject, err);
    status = cli_output_end(&run->reject, status, err);
    status = cli_output_end(&run->report, status, err);
    return cli_output_end(&run->clusters, status, err);
}

int cli_batch_finish(struct cli_batch *run, stet_status status, uint64_t kept, stet_error *err)
{
    cli_progress_clear(&run->progress);
    bool done = !status;
    /* The line has been reported; the error of the library would say the same again. */
    if (status == STET_ERR_INPUT && run->options->strict && run->bad)
        snprintf(err->message, sizeof err->message, "stopped at the first bad line, as --strict asks");
    int code = cli_output_exit(&run->out, status, err);
    if (done && code == CLI_DONE && !run->out.broken && !run->options->quiet) {
        stet_batch_stats stats;
        stet_batch_get_stats(run->batch, &stats);
        cli_summary(&stats, kept, cli_progress_elapsed(&run->progress));
    }
    stet_batch_free(run->batch);
    return code;
}
