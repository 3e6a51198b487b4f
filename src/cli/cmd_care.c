/* The verbs of index that look after it. */
#include <inttypes.h>
#include <stdio.h>

#include "cli/boilerplate.h"
#include "cli/index.h"

int cli_index_create(const struct cli_options *options)
{
    stet_error err = {0};
    stet_index_shape shape = STET_INDEX_SHAPE_INIT;
    shape.shingle = (uint32_t)options->shingle;
    shape.bands = (uint32_t)options->bands;
    shape.rows = (uint32_t)options->rows;
    shape.recall = options->recall;
    shape.at = options->at;
    shape.no_text = options->no_text;
    stet_status status = stet_index_create(options->inputs[0], &shape, &err);
    return status ? cli_fail_status(status, &err) : CLI_DONE;
}

int cli_index_remove(const struct cli_options *options)
{
    struct cli_index run;
    stet_error err = {0};
    uint64_t count = 0;
    stet_status status = cli_index_start(&run, options, options->inputs[0], CLI_WRITE, &err);
    for (int i = 1; i < options->input_count && !status; i++) {
        bool removed;
        status = stet_index_remove(run.index, options->inputs[i], &removed, &err);
        count += !status && removed;
        if (!status && !removed && !options->quiet)
            cli_warn("%s: not in the index", options->inputs[i]);
    }
    int code = cli_index_finish(&run, status, NULL, &err);
    return code == CLI_DONE && !count ? CLI_NO : code;
}

int cli_index_expire(const struct cli_options *options)
{
    if (!options->before.given)
        return cli_fail("index expire wants --before TIME; see 'stet help index expire'");
    struct cli_index run;
    stet_error err = {0};
    uint64_t count = 0;
    stet_status status = cli_index_start(&run, options, options->inputs[0], CLI_WRITE, &err);
    if (!status)
        status = stet_index_expire(run.index, options->before.seconds, &count, &err);
    int code = cli_index_finish(&run, status, NULL, &err);
    if (code == CLI_DONE && !options->quiet)
        fprintf(stderr, "%" PRIu64 " article%s expired\n", count, count == 1 ? "" : "s");
    return code;
}

int cli_index_compact(const struct cli_options *options)
{
    struct cli_index run;
    stet_error err = {0};
    stet_status status = cli_index_start(&run, options, options->inputs[0], CLI_WRITE, &err);
    if (!status)
        status = stet_index_compact(run.index, &err);
    return cli_index_finish(&run, status, NULL, &err);
}

static double each(uint64_t bytes, uint64_t articles)
{
    return articles ? (double)bytes / (double)articles : 0;
}

/* A time as JSON, or null. */
static const char *time_or_null(int64_t seconds, char out[40])
{
    char text[32];
    stet_time_format(seconds, text);
    snprintf(out, 40, *text ? "\"%s\"" : "null", text);
    return out;
}

static stet_status write_json(struct cli_output *out, const stet_index_stat *stat, stet_error *err)
{
    char earliest[40], latest[40];
    uint64_t stored = stat->articles + stat->dead;
    stet_status status = cli_output_printf(
        out, err,
        "{\"schema\":\"stet.index/1\",\"articles\":%" PRIu64 ",\"dead\":%" PRIu64 ",\"logged\":%" PRIu64
        ",\"segments\":%u,\"text_files\":%u,\"bands\":%u,\"rows\":%u,\"shingle\":%u,\"text\":%s,\"earliest\":%s,"
        "\"latest\":%s,\"bytes\":%" PRIu64 ",\"bytes_per_article\":%.2f,\"sections\":[",
        stat->articles, stat->dead, stat->logged, stat->segments, stat->text_files, stat->bands, stat->rows,
        stat->shingle, stat->no_text ? "false" : "true", time_or_null(stat->earliest, earliest),
        time_or_null(stat->latest, latest), stat->bytes, each(stat->bytes, stored));
    for (size_t i = 0; i < stat->section_count && !status; i++)
        status = cli_output_printf(out, err, "%s{\"name\":\"%s\",\"bytes\":%" PRIu64 ",\"bytes_per_article\":%.2f}",
                                   i ? "," : "", stat->sections[i].name, stat->sections[i].bytes,
                                   each(stat->sections[i].bytes, stored));
    return status ? status : cli_output_text(out, "]}\n", err);
}

static stet_status write_table(struct cli_output *out, const stet_index_stat *stat, stet_error *err)
{
    char earliest[32], latest[32];
    stet_time_format(stat->earliest, earliest);
    stet_time_format(stat->latest, latest);
    uint64_t stored = stat->articles + stat->dead;
    stet_status status = cli_output_printf(out, err,
                                           "articles  %15" PRIu64 "\n"
                                           "dead      %15" PRIu64 "  removed, replaced or expired, gone when compacted\n"
                                           "in the log%15" PRIu64 "\n"
                                           "segments  %15u\n"
                                           "published %s to %s\n"
                                           "shape     %u bands of %u rows, %u-word shingles, %s\n\n"
                                           "%-20s %15s %12s\n",
                                           stat->articles, stat->dead, stat->logged, stat->segments,
                                           *earliest ? earliest : "unknown", *latest ? latest : "unknown", stat->bands,
                                           stat->rows, stat->shingle, stat->no_text ? "no text" : "with text",
                                           "section", "bytes", "an article");
    for (size_t i = 0; i < stat->section_count && !status; i++)
        status = cli_output_printf(out, err, "%-20s %15" PRIu64 " %12.1f\n", stat->sections[i].name,
                                   stat->sections[i].bytes, each(stat->sections[i].bytes, stored));
    return status ? status
                  : cli_output_printf(out, err, "%-20s %15" PRIu64 " %12.1f\n", "all", stat->bytes,
                                      each(stat->bytes, stored));
}

int cli_index_stat(const struct cli_options *options)
{
    struct cli_output out;
    stet_error err = {0};
    stet_index_stat stat;
    stet_status status = cli_output_open(&out, NULL, &err);
    if (!status && options->boilerplate)
        return cli_output_exit(&out, cli_boilerplate(options, &out, &err), &err);
    if (!status)
        status = stet_index_get_stat(options->inputs[0], &stat, &err);
    if (!status)
        status = options->json ? write_json(&out, &stat, &err) : write_table(&out, &stat, &err);
    return cli_output_exit(&out, status, &err);
}

struct damages {
    struct cli_output out;
    uint64_t count;
    stet_status status;
};

static void found(void *payload, const char *message)
{
    struct damages *damages = payload;
    stet_error err = {0};
    damages->count++;
    if (!damages->status)
        damages->status = cli_output_printf(&damages->out, &err, "%s\n", message);
}

int cli_index_check(const struct cli_options *options)
{
    struct damages damages = {.count = 0};
    stet_error err = {0};
    stet_status status = cli_output_open(&damages.out, NULL, &err);
    if (!status)
        status = stet_index_check(options->inputs[0], options->deep, found, &damages, &err);
    bool damaged = status == STET_ERR_CORRUPT;
    if (damaged && !damages.count)
        found(&damages, err.message);
    int code = cli_output_exit(&damages.out, damaged ? damages.status : status, &err);
    return code == CLI_DONE && damaged ? CLI_NO : code;
}

static void say_salvaged(const stet_index_salvaged *salvaged)
{
    fprintf(stderr, "%" PRIu64 " articles saved, %" PRIu64 " known to be lost", salvaged->saved, salvaged->lost);
    if (salvaged->unread)
        fprintf(stderr, ", and those in %" PRIu64 " bytes, whose number is not known", salvaged->unread);
    fputc('\n', stderr);
}

int cli_index_salvage(const struct cli_options *options)
{
    struct damages damages = {.count = 0};
    stet_error err = {0};
    stet_index_salvaged salvaged = {0};
    stet_status status = cli_output_open(&damages.out, NULL, &err);
    if (!status)
        status = stet_index_salvage(options->inputs[0], options->inputs[1], found, &damages, &salvaged, &err);
    int code = cli_output_exit(&damages.out, status, &err);
    if (code == CLI_DONE && !options->quiet)
        say_salvaged(&salvaged);
    return code;
}
