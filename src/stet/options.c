/* Options as given to options as used: defaults filled in, ranges checked, strings owned. */
#include <stdlib.h>
#include <string.h>

#include <stet/params.h>

#include "base/error.h"
#include "sketch/sketch.h"
#include "stet/pipeline.h"
#include "sys/cpu.h"
#include "sys/temp.h"

#define MAX_SHINGLE 16
#define MAX_THREADS 1024

/* Copies one string into `strings`; NULL stays NULL. */
static void keep(char **strings, const char **text)
{
    if (!*text)
        return;
    size_t size = strlen(*text) + 1;
    memcpy(*strings, *text, size);
    *text = *strings;
    *strings += size;
}

static stet_status own_strings(struct stet_batch *batch, stet_error *err)
{
    stet_batch_options *options = &batch->options;
    stet_field_names *names = &options->names;
    const char **texts[] = {&options->tmp,      &names->id,        &names->text, &names->title,
                            &names->source,     &names->published, &names->url,  &names->language,
                            &options->agencies, &options->prefer};
    size_t size = 1;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        size += *texts[i] ? strlen(*texts[i]) + 1 : 0;
    char *at = batch->strings = malloc(size);
    if (!at)
        return stet_fail_memory(err);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        keep(&at, texts[i]);
    return STET_OK;
}

static stet_status resolve_bands(stet_batch_options *options, stet_error *err)
{
    if (options->shingle > MAX_SHINGLE)
        return stet_fail(err, STET_ERR_USAGE, "a shingle has at most %d tokens", MAX_SHINGLE);
    if (!options->shingle)
        options->shingle = BATCH_SHINGLE;
    stet_params_options wanted = STET_PARAMS_OPTIONS_INIT;
    wanted.recall = options->recall;
    wanted.at = options->at;
    wanted.bands = options->bands;
    wanted.rows = options->rows;
    stet_params params;
    stet_status status = stet_params_choose(&params, &wanted, err);
    if (status)
        return status;
    options->bands = params.bands;
    options->rows = params.rows;
    return STET_OK;
}

stet_status batch_resolve(struct stet_batch *batch, const stet_batch_options *given, stet_error *err)
{
    if (given->version != STET_BATCH_OPTIONS_VERSION)
        return stet_fail(err, STET_ERR_USAGE, "stet_batch_options of version %u: start from STET_BATCH_OPTIONS_INIT",
                         given->version);
    batch->options = *given;
    stet_batch_options *options = &batch->options;
    stet_status status = own_strings(batch, err);
    if (!status)
        status = resolve_bands(options, err);
    if (status)
        return status;
    if (!options->threads)
        options->threads = sys_cpu_count();
    if (options->threads > MAX_THREADS)
        return stet_fail(err, STET_ERR_USAGE, "at most %d threads", MAX_THREADS);
    if (!options->memory)
        options->memory = sys_memory_size() / 2;
    if (!options->tmp)
        options->tmp = sys_temp_folder();
    batch->feed = (struct feed_options){.format = options->format,
                                        .max_line = options->max_line,
                                        .names = options->names};
    batch->stats.bands = options->bands;
    batch->stats.rows = options->rows;
    batch->stats.shingle = options->shingle;
    batch->stats.window = BATCH_WINDOW;
    batch->stats.threads = options->threads;
    return STET_OK;
}
