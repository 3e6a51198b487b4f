#include "cli/drain.h"
#include "cli/index.h"
#include "cli/summary.h"

static stet_status write_line(void *payload, const void *data, size_t size, stet_error *err)
{
    struct cli_index *run = payload;
    return cli_output_write(&run->out, data, size, err);
}

static stet_status flush(void *payload, stet_error *err)
{
    struct cli_index *run = payload;
    return cli_output_flush(&run->out, err);
}

static bool stop(void *payload)
{
    (void)payload;
    return cli_drain_asked();
}

static stet_status filter(struct cli_index *run, const char *path, stet_error *err)
{
    const stet_filter wanted = {.emit = (stet_emit)run->options->emit,
                                .write = write_line,
                                .flush = flush,
                                .stop = stop,
                                .payload = run};
    return stet_index_filter(run->index, path, &wanted, err);
}

int cli_filter(const struct cli_options *options)
{
    if (!options->index)
        return cli_fail("filter wants --index DIR; see 'stet help filter'");
    /* The library says so too, but only once it has seen a line, and the index has been made. */
    bool lines = options->format == STET_FORMAT_AUTO || options->format == STET_FORMAT_JSONL;
    if (options->emit == STET_EMIT_ANNOTATE && !lines)
        return cli_fail("only JSON Lines can be annotated; --emit verdict and --emit drop work with any input");
    cli_drain_init();
    struct cli_index run;
    stet_error err = {0};
    stet_status status = cli_index_start(&run, options, options->index, CLI_MAKE, &err);
    if (!status)
        status = cli_index_inputs(&run, 0, filter, &err);
    return cli_index_finish(&run, status, cli_index_summary, &err);
}
