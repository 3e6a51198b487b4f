/* The verbs of index that articles go through. */
#include <stdio.h>

#include "cli/index.h"
#include "cli/interrupt.h"
#include "cli/summary.h"

static stet_status add(struct cli_index *run, const char *path, stet_error *err)
{
    return stet_index_add(run->index, path, err);
}

int cli_index_add(const struct cli_options *options)
{
    struct cli_index run;
    stet_error err = {0};
    stet_status status = cli_index_start(&run, options, options->inputs[0], CLI_WRITE, &err);
    if (!status)
        status = cli_index_inputs(&run, 1, add, &err);
    return cli_index_finish(&run, status, cli_index_summary, &err);
}

static stet_status write_answer(void *payload, const stet_answer *answer, stet_error *err)
{
    struct cli_index *run = payload;
    const char *json;
    size_t size;
    stet_status status = stet_index_answer_json(run->index, answer, &json, &size, err);
    return status ? status : cli_output_write(&run->out, json, size, err);
}

static stet_status query(struct cli_index *run, const char *path, stet_error *err)
{
    return stet_index_query(run->index, path, write_answer, run, err);
}

int cli_index_query(const struct cli_options *options)
{
    struct cli_index run;
    stet_error err = {0};
    stet_index_stats stats = {0};
    stet_status status = cli_index_start(&run, options, options->inputs[0], CLI_READ, &err);
    if (!status)
        status = cli_index_inputs(&run, 1, query, &err);
    if (run.index)
        stet_index_get_stats(run.index, &stats);
    int code = cli_index_finish(&run, status, cli_query_summary, &err);
    return code == CLI_DONE && !run.out.broken && !stats.duplicates ? CLI_NO : code;
}

struct clustering {
    const struct cli_options *options;
    struct cli_progress progress;
    struct cli_output out;
    stet_batch *batch;
};

static bool progressed(void *payload, const stet_progress *now)
{
    struct clustering *run = payload;
    cli_progress_update(&run->progress, now);
    return !cli_interrupted();
}

static stet_status write_cluster(void *payload, const stet_cluster *cluster, stet_error *err)
{
    struct clustering *run = payload;
    return stet_batch_write_cluster(run->batch, cluster, cli_output_write, &run->out, err);
}

int cli_index_clusters(const struct cli_options *options)
{
    struct clustering run = {.options = options};
    stet_error err = {0};
    stet_batch_options wanted = STET_BATCH_OPTIONS_INIT;
    wanted.threads = (uint32_t)options->threads;
    wanted.memory = options->memory;
    wanted.tmp = options->tmp;
    wanted.agencies = options->agencies;
    wanted.prefer = options->prefer;
    wanted.on_progress = progressed;
    wanted.payload = &run;
    cli_progress_init(&run.progress, !options->quiet && !options->no_progress);
    stet_status status = cli_output_open(&run.out, NULL, &err);
    if (!status)
        status = stet_index_cluster(&run.batch, options->inputs[0], &wanted, &err);
    if (!status)
        status = stet_batch_clusters(run.batch, options->singletons, write_cluster, &run, &err);
    cli_progress_clear(&run.progress);
    bool done = !status;
    int code = cli_output_exit(&run.out, status, &err);
    if (done && code == CLI_DONE && !run.out.broken && !options->quiet) {
        stet_batch_stats stats;
        stet_batch_get_stats(run.batch, &stats);
        cli_summary(&stats, CLI_KEPT_NONE, cli_progress_elapsed(&run.progress));
    }
    stet_batch_free(run.batch);
    return code;
}
