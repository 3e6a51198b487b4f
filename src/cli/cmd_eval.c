#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include <stet/eval.h>

#include "cli/flags.h"
#include "cli/output.h"

/* A share as text; `none` stands for one of nothing. */
struct shown {
    char text[32];
};

static struct shown show(double value, const char *none)
{
    struct shown shown;
    if (isnan(value))
        snprintf(shown.text, sizeof shown.text, "%s", none);
    else
        snprintf(shown.text, sizeof shown.text, "%.6f", value);
    return shown;
}

#define TEXT(value) show(value, "-").text
#define JSON(value) show(value, "null").text

static stet_status json_score(struct cli_output *out, const char *name, const stet_eval_score *score, stet_error *err)
{
    return cli_output_printf(out, err,
                             ",\"%s\":{\"tp\":%" PRIu64 ",\"fp\":%" PRIu64 ",\"fn\":%" PRIu64 ",\"tn\":%" PRIu64
                             ",\"precision\":%s,\"recall\":%s,\"f1\":%s,\"accuracy\":%s}",
                             name, score->tp, score->fp, score->fn, score->tn, JSON(score->precision),
                             JSON(score->recall), JSON(score->f1), JSON(score->accuracy));
}

/* Relations come from a file: anything may stand there. */
static stet_status json_text(struct cli_output *out, const char *text, stet_error *err)
{
    stet_status status = cli_output_text(out, "\"", err);
    for (; *text && !status; text++) {
        unsigned char c = (unsigned char)*text;
        if (c == '"' || c == '\\')
            status = cli_output_printf(out, err, "\\%c", c);
        else if (c < 0x20)
            status = cli_output_printf(out, err, "\\u%04x", c);
        else
            status = cli_output_write(out, text, 1, err);
    }
    return status ? status : cli_output_text(out, "\"", err);
}

static stet_status json_relations(struct cli_output *out, const stet_eval_result *result, stet_error *err)
{
    stet_status status = cli_output_text(out, ",\"relations\":[", err);
    for (size_t i = 0; i < result->relation_count && !status; i++) {
        const stet_eval_relation *relation = &result->relations[i];
        status = cli_output_text(out, i ? ",{\"relation\":" : "{\"relation\":", err);
        if (!status)
            status = json_text(out, relation->name, err);
        if (!status)
            status = cli_output_printf(out, err, ",\"judged\":%" PRIu64 ",\"found\":%" PRIu64 ",\"recall\":%.6f}",
                                       relation->judged, relation->found,
                                       (double)relation->found / (double)relation->judged);
    }
    return status ? status : cli_output_text(out, "]", err);
}

static stet_status json_truth(struct cli_output *out, const stet_eval_result *result, stet_error *err)
{
    stet_status status = cli_output_printf(
        out, err, ",\"articles\":%" PRIu64 ",\"truth_clusters\":%" PRIu64 ",\"found_clusters\":%" PRIu64,
        result->articles, result->truth_clusters, result->found_clusters);
    if (!status)
        status = json_score(out, "pairwise", &result->pairwise, err);
    if (!status)
        status =
            cli_output_printf(out, err, ",\"adjusted_rand\":%s,\"bcubed\":{\"precision\":%s,\"recall\":%s,\"f1\":%s}",
                              JSON(result->adjusted_rand), JSON(result->bcubed_precision), JSON(result->bcubed_recall),
                              JSON(result->bcubed_f1));
    if (!status && result->has_canonical)
        status =
            cli_output_printf(out, err, ",\"canonical\":{\"judged\":%" PRIu64 ",\"right\":%" PRIu64 ",\"accuracy\":%s}",
                              result->canonical_judged, result->canonical_right, JSON(result->canonical_accuracy));
    if (!status && result->relation_count)
        status = json_relations(out, result, err);
    return status;
}

static stet_status as_json(struct cli_output *out, const stet_eval_result *result, stet_error *err)
{
    stet_status status = cli_output_printf(out, err,
                                           "{\"schema\":\"stet.eval/1\",\"clusters\":%" PRIu64 ",\"bad_lines\":%" PRIu64
                                           ",\"unknown_ids\":%" PRIu64 ",\"ids_in_several_clusters\":%" PRIu64,
                                           result->clusters, result->bad, result->unknown, result->several);
    if (!status && result->has_truth)
        status = json_truth(out, result, err);
    if (!status && result->has_pairs)
        status = json_score(out, "pairs", &result->pairs, err);
    if (!status && result->has_pairs)
        status = cli_output_printf(out, err, ",\"pairs_unknown\":%" PRIu64, result->pairs_unknown);
    return status ? status : cli_output_text(out, "}\n", err);
}

static stet_status text_row(struct cli_output *out, const char *name, double precision, double recall, double f1,
                            stet_error *err)
{
    return cli_output_printf(out, err, "%-14s precision %-8s  recall %-8s  F1 %s\n", name, TEXT(precision),
                             TEXT(recall), TEXT(f1));
}

static stet_status text_counts(struct cli_output *out, const stet_eval_score *score, stet_error *err)
{
    return cli_output_printf(out, err, "%-14s tp %" PRIu64 "  fp %" PRIu64 "  fn %" PRIu64 "  tn %" PRIu64 "\n", "",
                             score->tp, score->fp, score->fn, score->tn);
}

static stet_status text_truth(struct cli_output *out, const stet_eval_result *result, stet_error *err)
{
    const stet_eval_score *pairs = &result->pairwise;
    stet_status status = cli_output_printf(
        out, err, "%-14s articles %" PRIu64 ", clusters of two or more %" PRIu64 ", found %" PRIu64 "\n", "truth",
        result->articles, result->truth_clusters, result->found_clusters);
    if (!status)
        status = text_row(out, "pairwise", pairs->precision, pairs->recall, pairs->f1, err);
    if (!status)
        status = text_counts(out, pairs, err);
    if (!status)
        status = cli_output_printf(out, err, "%-14s %s\n", "adjusted Rand", TEXT(result->adjusted_rand));
    if (!status)
        status = text_row(out, "B-cubed", result->bcubed_precision, result->bcubed_recall, result->bcubed_f1, err);
    if (!status && result->has_canonical)
        status = cli_output_printf(out, err, "%-14s accuracy %s  (%" PRIu64 " of %" PRIu64 ")\n", "canonical",
                                   TEXT(result->canonical_accuracy), result->canonical_right, result->canonical_judged);
    for (size_t i = 0; i < result->relation_count && !status; i++) {
        const stet_eval_relation *relation = &result->relations[i];
        status =
            cli_output_printf(out, err, "%-14s recall %.6f  (%" PRIu64 " of %" PRIu64 ")\n", relation->name,
                              (double)relation->found / (double)relation->judged, relation->found, relation->judged);
    }
    return status;
}

static stet_status as_text(struct cli_output *out, const stet_eval_result *result, stet_error *err)
{
    stet_status status = result->has_truth ? text_truth(out, result, err) : STET_OK;
    if (!status && result->has_pairs) {
        const stet_eval_score *pairs = &result->pairs;
        status = text_row(out, "judged pairs", pairs->precision, pairs->recall, pairs->f1, err);
        if (!status)
            status = text_counts(out, pairs, err);
        if (!status)
            status = cli_output_printf(out, err, "%-14s accuracy %s\n", "", TEXT(pairs->accuracy));
    }
    return status;
}

static void bad_line(void *payload, const char *file, uint64_t line, const char *reason)
{
    (void)payload;
    fprintf(stderr, "%s:%" PRIu64 ": %s\n", file, line, reason);
}

static stet_status measure(const struct cli_options *options, stet_eval *eval, stet_eval_result *result,
                           stet_error *err)
{
    stet_status status = STET_OK;
    const char *clusters = options->input_count ? options->inputs[0] : "-";
    if (options->truth)
        status = stet_eval_read_truth(eval, options->truth, err);
    if (!status && options->pairs)
        status = stet_eval_read_pairs(eval, options->pairs, err);
    if (!status)
        cli_note_terminal(clusters, options->quiet);
    if (!status)
        status = stet_eval_read_clusters(eval, clusters, err);
    return status ? status : stet_eval_measure(eval, result, err);
}

static void notes(const struct cli_options *options, const stet_eval_result *result)
{
    if (options->quiet)
        return;
    if (result->bad)
        cli_warn("bad lines, skipped: %" PRIu64, result->bad);
    if (result->unknown)
        cli_warn("ids in the clusters that the %s do%s not name, left out: %" PRIu64,
                 result->has_truth ? "truth" : "pairs", result->has_truth ? "es" : "", result->unknown);
    if (result->several)
        cli_warn("ids in several clusters, each found with any of its copies: %" PRIu64, result->several);
    if (result->guests)
        cli_warn("places of roundups among the guests of clusters, which only judged pairs count: %" PRIu64,
                 result->guests);
    if (result->dropped)
        cli_warn("memberships left out, for an id counts in its first %d clusters only: %" PRIu64,
                 STET_EVAL_MAX_CLUSTERS, result->dropped);
    if (result->pairs_unknown)
        cli_warn("judged pairs with an id that no cluster holds, not found: %" PRIu64, result->pairs_unknown);
}

static bool is_stdin(const char *path)
{
    return path && !strcmp(path, "-");
}

int cli_eval(const struct cli_options *options)
{
    if (!options->truth && !options->pairs)
        return cli_fail("eval needs something to compare with: --truth FILE or --pairs FILE");
    if (is_stdin(options->truth) + is_stdin(options->pairs) + (!options->input_count || is_stdin(options->inputs[0])) >
        1)
        return cli_fail("only one of --truth, --pairs and CLUSTERS can be stdin; name a file for the others");
    stet_eval_options wanted = STET_EVAL_OPTIONS_INIT;
    wanted.on_bad = bad_line;
    stet_eval *eval;
    stet_eval_result result;
    stet_error err = {0};
    stet_status status = stet_eval_create(&eval, &wanted, &err);
    if (status)
        return cli_fail_status(status, &err);
    status = measure(options, eval, &result, &err);
    if (status) {
        stet_eval_free(eval);
        return cli_fail_status(status, &err);
    }
    notes(options, &result);
    struct cli_output out;
    status = cli_output_open(&out, NULL, &err);
    if (!status)
        status = (options->json ? as_json : as_text)(&out, &result, &err);
    int code = cli_output_exit(&out, status, &err);
    stet_eval_free(eval);
    return code;
}
